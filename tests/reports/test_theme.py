"""Theme files: read whole, every fault named at once, and no logo that is more than a picture."""

from __future__ import annotations

import os
import struct
import zlib
from typing import TYPE_CHECKING, Final

import pytest

from omnicheck import InputError, load_theme
from omnicheck.reports.logo import MOST_BYTES, LogoError, logo_from
from omnicheck.reports.theme import ACCENT, Logo, Theme
from tests.cli.program import EXAMPLES, omnicheck

if TYPE_CHECKING:
    from pathlib import Path

SVG: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
PLAIN_SVG: Final = SVG.format(inside='<path d="M0 0h9v9z"/>').encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 2, height: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def theme_file(folder: Path, text: str) -> Path:
    path = folder / "theme.yaml"
    path.write_text(f"format: 1\n{text}", encoding="utf-8")
    return path


def faults_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as raised:
        load_theme(theme_file(folder, text))
    return [str(fault).removeprefix(str(folder / "theme.yaml:")) for fault in raised.value.faults]


def test_a_theme_is_read_with_its_logo_beside_it(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png())
    path = theme_file(
        tmp_path, 'name: Roy & Roy\nlogo: logo.png\naccent: "#0AF0"\n'.replace("#0AF0", "#036")
    )
    assert load_theme(path) == Theme("Roy & Roy", Logo(png(), "image/png"), "#003366", None)


def test_everything_but_the_format_may_be_left_out(tmp_path: Path) -> None:
    assert load_theme(theme_file(tmp_path, "")) == Theme(None, None, ACCENT, None)


def test_the_theme_in_the_examples_is_fine() -> None:
    theme = load_theme(EXAMPLES / "theme" / "theme.yaml")
    assert (theme.name, theme.accent) == ("Harbour Advice", "#7a2e4d")
    assert theme.logo is not None
    assert theme.logo.media_type == "image/svg+xml"
    done = omnicheck("check", "examples/theme/theme.yaml")
    assert (done.returncode, done.stdout) == (
        0,
        "examples/theme/theme.yaml: fine (theme: Harbour Advice, with a logo, #7a2e4d)\n",
    )


def test_all_faults_come_at_once_each_at_its_place(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path, f"nmae: Roy\nlogo: gone.svg\naccent: '#ff8800'\nfooter: {'x' * 161}\n"
    )
    assert found == [
        "2:1: nmae is not known here. Did you mean name?",
        f"3:7: {tmp_path / 'gone.svg'}: There is no such file. Check the spelling of the name and "
        "of its folder.",
        "4:9: This colour is too pale to read on white: 2.3 to 1, and 4.5 is needed. The nearest "
        'darker one that passes is "#b25f00".',
        "5:9: This is too long. At most 160.",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "fine (theme: no name, without a logo, #0f5c63)"),
        (
            "colour: blue\n",
            "2:1: colour is not known here. Known are: format, name, logo, accent, footer.",
        ),
        ("nmae: Roy\n", "2:1: nmae is not known here. Did you mean name?"),
    ],
)
def test_check_knows_a_theme_with_little_in_it(tmp_path: Path, text: str, told: str) -> None:
    theme_file(tmp_path, text)
    done = omnicheck("check", "theme.yaml", cwd=tmp_path)
    assert done.stdout.splitlines()[0].removeprefix("theme.yaml:").strip() == told


def test_check_names_the_same_faults(tmp_path: Path) -> None:
    theme_file(tmp_path, "name: Roy\naccent: blue\n")
    done = omnicheck("check", "theme.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "1 fault.\n")
    assert done.stdout == (
        'theme.yaml:3:9: This is not a colour. Write it like "#0f5c63", in quotes.\n'
        "    accent: blue\n"
        "            ^\n"
    )


def test_a_colour_without_quotes_is_not_lost(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "accent: #0f5c63\n") == [
        '2:1: Without quotes, #0f5c63 is a comment. Write accent: "#0f5c63"'
    ]


@pytest.mark.parametrize(
    ("written", "colour"),
    [("'#767676'", "#767676"), ("0F5C63", "#0f5c63"), ("'#000'", "#000000"), ("000", "#000000")],
)
def test_a_colour_that_reads_on_white_is_taken(tmp_path: Path, written: str, colour: str) -> None:
    assert load_theme(theme_file(tmp_path, f"accent: {written}\n")).accent == colour


@pytest.mark.parametrize(
    ("written", "ratio"), [("#777777", "4.4"), ("#fff", "1.0"), ("#ffff00", "1.0")]
)
def test_a_pale_colour_is_refused_and_the_proposed_one_passes(
    tmp_path: Path, written: str, ratio: str
) -> None:
    (fault,) = faults_of(tmp_path, f"accent: '{written}'\n")
    assert f"too pale to read on white: {ratio} to 1" in fault
    proposed = fault.split('"')[1]
    assert load_theme(theme_file(tmp_path, f"accent: '{proposed}'\n")).accent == proposed


def test_a_logo_needs_a_name_for_those_who_do_not_see_it(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(PLAIN_SVG)
    assert faults_of(tmp_path, "logo: logo.svg\n") == [
        "2:1: A logo needs a name beside it. Add name: with the name of your firm."
    ]


def test_controls_in_a_name_are_marked(tmp_path: Path) -> None:
    theme = load_theme(theme_file(tmp_path, 'name: "Roy\\e[31m"\nfooter: "a\\nb"\n'))
    assert (theme.name, theme.footer) == ("Roy\ufffd", "a b")


def test_a_logo_is_an_ordinary_file_and_nothing_waits(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    for special in (tmp_path / "pipe.png", "/dev/null"):
        assert faults_of(tmp_path, f"name: A\nlogo: {special}\n") == [
            f"3:7: {special}: This is not an ordinary file. Name a PNG or SVG file."
        ]
    assert "This is a folder." in faults_of(tmp_path, "name: A\nlogo: folder.png\n")[0]


@pytest.mark.parametrize("address", ["https://example.org/logo.png", "data:image/png;base64,AA"])
def test_a_logo_is_no_web_address(tmp_path: Path, address: str) -> None:
    assert faults_of(tmp_path, f"name: A\nlogo: {address}\n") == [
        "3:7: A logo is a file on this computer, not a web address. Save it beside this file, and "
        "name that."
    ]


@pytest.mark.parametrize(("data", "kind"), [(png(), "png"), (PLAIN_SVG, "svg+xml")])
def test_a_picture_is_taken_as_it_is(data: bytes, kind: str) -> None:
    assert logo_from(data) == Logo(data, f"image/{kind}")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "neither PNG nor SVG"),
        (b"GIF89a", "neither PNG nor SVG"),
        (b"<html></html>", "neither PNG nor SVG"),
        (png()[:-1], "damaged"),
        (png()[:40] + b"?" + png()[41:], "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (png(0), "0 by 2 pixels"),
        (png(4001), "4001 by 2 pixels"),
        (png() + bytes(MOST_BYTES), "larger than 150 KB"),
        (PLAIN_SVG[:-6], "not sound SVG (line 1)"),
        (PLAIN_SVG.replace(b"M0", b"M\xff"), "not UTF-8"),
        (PLAIN_SVG.replace(b"www.w3.org", b"example.org"), "first element is not <svg>"),
        (PLAIN_SVG.replace(b"viewBox", b"x"), "how large it is"),
    ],
)
def test_what_is_no_whole_picture_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(LogoError) as raised:
        logo_from(data)
    assert what in raised.value.what
    assert raised.value.cure


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "a script element"),
        ("<g><SCRIPT/></g>", "a script element"),
        ("<foreignObject/>", "a foreignobject element"),
        ('<h:iframe xmlns:h="http://www.w3.org/1999/xhtml"/>', "a iframe element"),
        ('<set attributeName="href" to="javascript:alert(1)"/>', "a set element"),
        ('<path onload="x"/>', "the event onload"),
        ('<path ONCLICK="x"/>', "the event onclick"),
        ('<image href="http://example.org/x.png"/>', "a link to elsewhere"),
        ('<image href="//example.org/x.png"/>', "a link to elsewhere"),
        ('<image href="file:///etc/passwd"/>', "a link to elsewhere"),
        ('<image href="data:image/svg+xml;base64,AA"/>', "a link to elsewhere"),
        ('<a href=" java\nscript:alert(1)"><path d=""/></a>', "a link to elsewhere"),
        (
            '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="other.svg#a"/>',
            "a link to elsewhere",
        ),
        ('<g xml:base="http://example.org"/>', "a link to elsewhere"),
        ('<path fill="url(http://example.org/x)"/>', "a style that loads files"),
        ("<path style=\"fill: url( 'x.svg#a')\"/>", "a style that loads files"),
        ('<path style="fill: u\\72l(x)"/>', "a style that loads files"),
        ("<style>@import 'x.css';</style>", "a style that loads files"),
        (
            "<style><![CDATA[ path { fill: url(http://example.org) } ]]></style>",
            "a style that loads files",
        ),
        ("<style>u<g/>rl(http://example.org)</style>", "a g element"),
        ("<?xml-stylesheet href='x.css'?>", "an instruction to other programs"),
    ],
)
def test_an_svg_that_is_more_than_a_picture_is_refused(inside: str, what: str) -> None:
    with pytest.raises(LogoError) as raised:
        logo_from(SVG.format(inside=f"\n{inside}").encode())
    assert raised.value.what.startswith(
        f"The logo holds more than a picture: {what}. It is in line"
    )
    assert raised.value.cure == "Save it as plain SVG, or as PNG."


def too_much(*lines: str) -> LogoError:
    with pytest.raises(LogoError) as raised:
        logo_from(SVG.format(inside="".join(f"\n{line}" for line in lines)).encode())
    return raised.value


def bomb(levels: int, times: int = 10) -> list[str]:
    """Groups of which each draws the one before several times."""
    return ['<g id="g0"><path d="M0 0h9v9z"/></g>'] + [
        f'<g id="g{level}">{f"""<use href="#g{level - 1}"/>""" * times}</g>'
        for level in range(1, levels)
    ]


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (bomb(9), "Its parts are drawn again too often. It is in line 1."),
        (["<g>" * 60 + "</g>" * 60], "Its groups are nested more than 50 deep. It is in line 2."),
        (["<path/>" * 5000], "It has more than 5000 elements. It is in line 2."),
        (
            ['<g id="a">', '<use href="#a"/></g>'],
            "A part of it is drawn inside itself. It is in line 2.",
        ),
        (
            [
                '<mask id="a"><path mask="url(#b)"/></mask>',
                '<mask id="b"><path mask="url(#a)"/></mask>',
            ],
            "A part of it is drawn inside itself. It is in line 2.",
        ),
        (
            bomb(300, 1)[::-1],
            "Its parts name each other in a chain that is too long. It is in line 102.",
        ),
        (
            ["<style>"]
            + [f".c{n} {{ mask: url(#m{n}) }}" for n in range(9)]
            + ["</style>"]
            + [f'<mask id="m{n}">{f"""<path class="c{n + 1}"/>""" * 9}</mask>' for n in range(9)],
            "Its parts are drawn again too often. It is in line 1.",
        ),
    ],
)
def test_an_svg_that_takes_long_to_draw_is_refused(inside: list[str], why: str) -> None:
    error = too_much(*inside)
    assert error.what == f"The logo takes too long to draw. {why}"
    assert error.cure == "Save it as simpler SVG, or as PNG."


@pytest.mark.parametrize(
    "inside",
    [
        '<filter id="a"><feGaussianBlur stdDeviation="9999"/></filter>',
        '<path filter="blur(9999px)"/>',
        '<path style="fill:red; filter : blur(9999px)"/>',
        "<style>path { filter: blur(9999px) }</style>",
    ],
)
def test_an_svg_with_filters_is_refused(inside: str) -> None:
    assert " filter" in too_much(inside).what


@pytest.mark.parametrize(
    "size",
    [
        'width="-5" height="9"', 'width="nan" height="9"', 'width="0" height="9"', 'width="" height="9"',
        'width="1e400" height="9"', 'width="100%" height="100%"', 'viewBox="0 0 9"', 'viewBox="0 0 0 9"',
        'viewBox="0 0 9 -9"', 'viewBox="0 0 9 9" width="-5"', 'viewBox="none"',
    ],
)  # fmt: skip
def test_an_svg_gives_a_size_that_is_one(size: str) -> None:
    with pytest.raises(LogoError, match="The size that the logo gives is not one"):
        logo_from(f'<svg xmlns="http://www.w3.org/2000/svg" {size}></svg>'.encode())


@pytest.mark.parametrize(
    "size",
    [
        'width="210mm" height="2.5in"', 'viewBox="-5,-5 9.5 9"', 'viewBox="0 0 9 9" width="100%"',
        'width="3e2" height=".5px"',
    ],
)  # fmt: skip
def test_sizes_as_drawing_programs_give_them_are_taken(size: str) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="M0 0h9"/></svg>'.encode()
    assert logo_from(data).data == data


def png_of(head: tuple[int, ...], rows: bytes, *more: bytes) -> bytes:
    packed = chunk(b"IDAT", zlib.compress(rows))
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", *head)), *more, packed, chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    "data",
    [
        png_of((2, 2, 8, 0, 0, 0, 0), bytes(5)),  # a row too short
        png_of((2, 2, 8, 0, 0, 0, 0), bytes(7)),  # more than its rows
        png_of((2, 2, 8, 0, 0, 0, 0), b"\5" + bytes(5)),  # no such filter
        png_of((2, 2, 7, 0, 0, 0, 0), bytes(6)),  # no such depth
        png_of((2, 2, 8, 5, 0, 0, 0), bytes(6)),  # no such kind of colour
        png_of((2, 2, 8, 0, 0, 0, 2), bytes(6)),  # no such order of rows
        png_of((2, 2, 8, 3, 0, 0, 0), bytes(6)),  # no palette
        png()[:41] + chunk(b"IDAT", b"no zlib") + chunk(b"IEND", b""),
    ],
)
def test_a_png_that_is_damaged_inside_is_refused(data: bytes) -> None:
    with pytest.raises(LogoError, match="The logo is damaged"):
        logo_from(data)


@pytest.mark.parametrize(
    "data",
    [
        png_of((3, 2, 1, 0, 0, 0, 0), bytes(4)),
        png_of((2, 2, 16, 6, 0, 0, 0), bytes(34)),
        png_of((2, 2, 8, 3, 0, 0, 0), bytes(6), chunk(b"PLTE", bytes(3))),
        png_of((1, 1, 8, 2, 0, 0, 1), bytes(4)),
        png_of((3, 3, 8, 0, 0, 0, 1), bytes(15)),
    ],
)
def test_a_png_of_any_kind_is_taken(data: bytes) -> None:
    assert logo_from(data).data == data


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE svg SYSTEM "http://example.org/svg.dtd">',
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_an_svg_with_a_doctype_is_refused_before_it_is_read(doctype: str) -> None:
    with pytest.raises(LogoError, match="a DOCTYPE"):
        logo_from(doctype.encode() + SVG.format(inside="<text>&b;</text>").encode())


@pytest.mark.parametrize(
    "inside",
    [
        '<linearGradient id="a"/><path fill="url(#a)" style="stroke:url(\'#a\')"/><use href="#a"/>',
        '<style>path { fill: url("#a"); } /* 100% */</style><text>on: url(x) is a text</text>',
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
        '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:export="C:\\logo.png"/>',
        '<defs><rect id="a" width="9" height="9"/></defs>'
        '<clipPath id="b"><use href="#a"/></clipPath><g clip-path="url(#b)"><path d=""/></g>',
        "<style>.a { clip-path: url(#c); filter: none }</style>"
        '<clipPath id="c"><path d=""/></clipPath><path class="a"/>',
        '<linearGradient id="a"/><linearGradient id="b" href="#a"/><path style="fill:url(#b)"/>',
        "<title>A &amp; B</title><metadata><x xmlns='urn:x' about='http://example.org'/></metadata>",
    ],
)
def test_an_svg_as_drawing_programs_save_it_is_taken(inside: str) -> None:
    data = b'<?xml version="1.0" encoding="UTF-8"?>\n' + SVG.format(inside=inside).encode()
    assert logo_from(data).data == data
