"""Every picture: all of it inside, nothing on top of a text, true to the values, sound as SVG."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from omnicheck.api import assess, load_answers
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import Balance, BarsFigure, Figure
from omnicheck.reports.pictures import (
    Colours,
    Width,
    draw,
    draw_balance,
    drawing_of,
    standalone,
    standalone_balance,
    style,
)
from omnicheck.reports.pictures.balance import draw_gauge
from omnicheck.reports.pictures.shapes import Dot, Rect, Stroke, Tone, Words
from tests.reports.pictures_by_hand import (
    bars,
    faults,
    ladder,
    plot,
    pulls,
    score,
    timeline,
)
from tests.reports.sample import (
    NASTY,
    bare_report,
    certain_report,
    front_page,
    nasty_report,
    rich_report,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Report
    from omnicheck.reports.pictures.shapes import Drawing

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
SAMPLES = {each.__name__: each for each in (rich_report, certain_report, bare_report, nasty_report)}
LITERAL = Colours(
    ink="#1f2327",
    quiet="#595d61",
    rule="#d6d1c6",
    wash="#f1eee7",
    paper="#ffffff",
    accent="#0f5c63",
    accent_soft="#e8eeec",
    counter="#85807a",
    care="#8f4a00",
    good="#2c6a3f",
)
TAGS = {"svg", "title", "desc", "rect", "path", "circle", "text", "tspan"}
LONG = "An uncommonly long title that goes on " * 8
UNBROKEN = "x" * 300
WIDE_LETTERS = "日本語の店と、とても長い名前のお客様のための説明文です" * 6
TITLES = ("Need", LONG, UNBROKEN, WIDE_LETTERS, "👩‍👩‍👧 " * 60, "")
both_widths = pytest.mark.parametrize("width", Width)


def figures_of(report: Report) -> list[Figure]:
    blocks = (block for section in manuscript_of(report).sections for block in section.blocks)
    return [block for block in blocks if isinstance(block, Figure)]


def by_hand() -> Iterator[Figure]:
    ends = (0, 2, 49.9, 50, 50.1, 98, 100)
    for title in TITLES:
        yield bars(*(score(value, title=title, span=(0, 100)) for value in ends))
        yield plot(score(30, title=title), score(80, title=title))
        yield pulls((title, 9), (title, -0.01), (title, 0))
        yield timeline((0, 4), (40, 52), title=title)
        for count in (1, 2, 4, 5, 9):
            yield ladder([title] * count, today=0, target=count - 1)
    for threshold in (None, 0, 2, 50, 98, 100):
        for value in ends:
            yield bars(score(value, threshold), score(value, threshold, (0, 100)))
            for other in (0, 50, 100):
                yield plot(score(value, threshold), score(other, threshold))
                yield plot(score(value, threshold, (0, 100)), score(other, threshold))
    yield bars(score(None))
    yield plot(score(None), score(40))
    yield plot(score(None), score(None, None))
    yield pulls()
    yield pulls(("Down", -1e-9))
    yield ladder([], 0, 0)
    yield timeline()
    yield timeline(*((week, week + 2.6) for week in range(0, 60, 3)))
    yield timeline(*[(51.9, 52)] * 120)


@both_widths
@pytest.mark.parametrize("name", SAMPLES)
def test_all_of_a_sample_has_its_room(name: str, width: Width) -> None:
    for figure in figures_of(SAMPLES[name]()):
        assert faults(drawing_of(figure, width)) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_all_of_an_example_has_its_room(path: Path) -> None:
    report = assess(load_answers(path))
    figures = figures_of(report)
    balance = front_page(report).balance
    assert len(figures) == 5
    for width in Width:
        drawings = [drawing_of(figure, width) for figure in figures]
        drawings.append(draw_gauge(balance, "Multichannel", "Omnichannel", width))
        assert [fault for drawing in drawings for fault in faults(drawing)] == []


@both_widths
def test_extremes_have_their_room(width: Width) -> None:
    for figure in by_hand():
        assert faults(drawing_of(figure, width)) == [], figure


@both_widths
@pytest.mark.parametrize("name", TITLES[:-1])
@pytest.mark.parametrize("value", [0, 49.9, 50, 50.1, 100])
def test_a_balance_has_its_room(value: float, name: str, width: Width) -> None:
    for low, high in ((value, value), (0, 100)):
        drawing = draw_gauge(Balance(value, low, high, "Here"), name, name, width)
        assert faults(drawing) == []


def test_faults_are_found() -> None:
    drawing = drawing_of(bars(score(40)), Width.WIDE)
    title = next(words for words in texts(drawing) if words.lines == ("Need",))
    drawing.add(replace(title, lines=("on top",)), replace(title, x=-5, y=500))
    found = faults(drawing)
    assert found[0].startswith("outside: Words(lines=('Need',), x=-5")
    assert any(fault.startswith("('on top',) meets Words(lines=('Need',)") for fault in found)


@both_widths
@pytest.mark.parametrize("threshold", [5, 50, 95])
@pytest.mark.parametrize("short_by", [0, 0.01, 1, 4.9])
def test_only_a_point_that_reaches_its_line_touches_it(
    threshold: float, short_by: float, width: Width
) -> None:
    value = threshold - short_by
    drawing = drawing_of(plot(score(value, threshold), score(value, threshold)), width)
    upright, level = decision_lines(drawing)
    point = dot(drawing, Tone.ACCENT)
    if short_by:
        assert point.box.right < upright.box.left
        assert point.box.top > level.box.bottom
    else:
        assert (point.x, point.y) == (upright.points[0][0], level.points[0][1])


@both_widths
@pytest.mark.parametrize("value", [54.99, 55, 55.01])
def test_only_a_bar_that_reaches_its_mark_touches_it(value: float, width: Width) -> None:
    drawing = drawing_of(bars(score(value, 55)), width)
    bar = next(
        shape for shape in drawing.shapes if isinstance(shape, Rect) and shape.fill is Tone.ACCENT
    )
    mark = strokes(drawing, Tone.INK)[-1]
    if value < 55:
        assert bar.box.right < mark.box.left
    else:
        assert bar.box.right > mark.box.right


def test_a_reached_score_is_drawn_as_reached_whatever_its_last_digit() -> None:
    near = replace(score(49.9999999999, 50), met=True)
    drawing = drawing_of(plot(near, near), Width.WIDE)
    upright, level = decision_lines(drawing)
    point = dot(drawing, Tone.ACCENT)
    assert (point.x, point.y) == (upright.points[0][0], level.points[0][1])


@both_widths
def test_a_range_that_stays_short_does_not_touch_the_line(width: Width) -> None:
    figure = plot(score(40, 50, (30, 49.99)), score(60, 50, (50, 70)))
    drawing = drawing_of(figure, width)
    upright, level = decision_lines(drawing)
    (frame,) = (
        shape for shape in drawing.shapes if isinstance(shape, Rect) and shape.line is Tone.ACCENT
        and shape.height > 20
    )  # fmt: skip
    assert frame.x + frame.width < upright.box.left
    assert frame.y + frame.height == level.points[0][1]


@pytest.mark.parametrize(("value", "side"), [(49.99, -1), (50, 0), (58, 1)])
def test_the_balance_stands_on_its_side(value: float, side: int) -> None:
    drawing = draw_gauge(Balance(value, value, value, "Here"), "M", "O", Width.NARROW)
    (line,) = strokes(drawing, Tone.INK)
    point = dot(drawing, Tone.ACCENT)
    apart = point.x - line.points[0][0]
    assert (apart > 0) - (apart < 0) == side
    if side < 0:
        assert point.box.right < line.box.left
    assert [words.lines[0] for words in texts(drawing) if words.bold] == ["O" if side >= 0 else "M"]


def test_pulls_stand_on_their_side_with_the_strongest_outside() -> None:
    drawing = drawing_of(pulls(("a", -3), ("b", 2), ("c", 5), ("d", -1)), Width.WIDE)
    found = [shape for shape in drawing.shapes if isinstance(shape, Rect)]
    assert [(bar.fill, bar.box.left < 360) for bar in found] == [
        (Tone.ACCENT, False),
        (Tone.ACCENT, False),
        (Tone.COUNTER, True),
        (Tone.COUNTER, True),
    ]
    lengths = [bar.width for bar in found]
    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 0.4, 0.2, 0.6])


def test_the_ladder_rises_and_names_today_and_the_target() -> None:
    drawing = drawing_of(ladder(["One", "Two", "Three"], today=0, target=2), Width.WIDE)
    treads = [shape for shape in drawing.shapes if isinstance(shape, Rect) and shape.height == 4]
    assert [tread.y for tread in treads] == sorted((tread.y for tread in treads), reverse=True)
    assert {tread.fill for tread in treads} == {Tone.ACCENT, Tone.COUNTER}
    marks = {words.lines: words.x for words in texts(drawing) if words.tone is Tone.ACCENT}
    assert set(marks) == {("you are here",), ("the plan leads here",)}
    assert marks["you are here",] < treads[0].box.right
    assert marks["the plan leads here",] > treads[2].box.left


def test_the_first_days_have_as_much_room_as_the_months_that_follow() -> None:
    drawing = drawing_of(timeline((0, 4), (4, 13), (13, 52)), Width.NARROW)
    found = [
        shape for shape in drawing.shapes if isinstance(shape, Rect) and shape.fill is Tone.ACCENT
    ]
    assert [bar.x for bar in found] == pytest.approx([0, 110, 220])
    assert [bar.width for bar in found] == pytest.approx([110, 110, 110])


@both_widths
def test_an_unknown_score_has_no_point(width: Width) -> None:
    for figure in (bars(score(None)), plot(score(None), score(60))):
        dots = [s for s in drawing_of(figure, width).shapes if isinstance(s, Dot)]
        assert Tone.ACCENT not in {each.fill for each in dots}


@both_widths
def test_text_is_large_enough_when_the_picture_is_shrunk(width: Width) -> None:
    smallest = {Width.WIDE: 640, Width.NARROW: 280}[width]
    drawings = [drawing_of(figure, width) for figure in figures_of(rich_report())]
    sizes = {words.size for drawing in drawings for words in texts(drawing)}
    assert min(sizes) * smallest / width.value >= 11


@both_widths
@pytest.mark.parametrize("name", ["rich_report", "nasty_report"])
def test_a_picture_is_sound_and_names_itself(name: str, width: Width) -> None:
    for figure in figures_of(SAMPLES[name]()):
        root = ET.fromstring(draw(figure, width, "fig-1"))  # noqa: S314 our own
        assert root.attrib["role"] == "img"
        assert root.attrib["viewBox"].startswith(f"0 0 {width.value} ")
        ids = {each.attrib["id"]: each.text for each in root.iter() if "id" in each.attrib}
        assert ids == {"fig-1-title": figure.title, "fig-1-desc": figure.description}
        assert root.attrib["aria-labelledby"] == "fig-1-title fig-1-desc"


def test_markup_in_a_text_stays_text() -> None:
    for text in NASTY:
        shown = "".join(character for character in text if character.isprintable())[:20]
        svg = draw(bars(score(40, title=shown)), Width.WIDE, "p")
        root = ET.fromstring(svg)  # noqa: S314 our own
        assert {each.tag for each in root.iter()} <= TAGS
        assert shown.replace(" ", "") in "".join(root.itertext()).replace(" ", "").replace("\n", "")


@both_widths
def test_a_picture_has_no_colours_of_its_own(width: Width) -> None:
    for figure in [*figures_of(rich_report()), timeline((0, 2))]:
        svg = draw(figure, width, "p")
        assert re.findall(r"#[0-9a-fA-F]{3}|style=|rgb|<style|url\(", svg) == []
        assert set(re.findall(r' fill="([^"]*)"', svg)) <= {"none"}


def test_every_class_has_its_rule() -> None:
    css = style(LITERAL, "Georgia, serif")
    known = set(re.findall(r"\.([\w-]+)\{", css))
    used = {
        name
        for figure in by_hand()
        for names in re.findall(r'class="([^"]*)"', draw(figure, Width.WIDE, "p"))
        for name in names.split()
    }
    assert used <= known
    assert ".pic{font-family:Georgia, serif}" in css
    assert ".pic-fill-accent-soft{fill:#e8eeec}" in css
    assert ".pic-line-care{stroke:#8f4a00}" in css


def test_the_same_figure_gives_the_same_bytes() -> None:
    for figure in by_hand():
        svg = draw(figure, Width.NARROW, "p")
        assert svg == draw(figure, Width.NARROW, "p")
        assert re.findall(r"\d\.\d{3,}|nan|inf|e-\d", svg) == []
        if isinstance(figure, BarsFigure):
            break


def test_a_balance_says_what_it_shows() -> None:
    svg = draw_balance(Balance(43, 40, 52, "43 of 100"), "M <b>", "O & co", Width.NARROW, "b")
    root = ET.fromstring(svg)  # noqa: S314 our own
    assert root.attrib["aria-labelledby"] == "b-title"
    assert list(root.itertext())[1] == "43 of 100"
    assert {"M <b>", "O & co"} <= {text.strip() for text in root.itertext()}


def test_a_file_of_its_own_carries_its_style() -> None:
    font = '"Source Sans 3"'
    alone = standalone(bars(score(40)), Width.WIDE, "p", LITERAL, font)
    root = ET.fromstring(alone)  # noqa: S314 our own
    name = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{name}svg"
    assert root.attrib["width"] == "720"
    assert root.findtext(f"{name}style") == style(LITERAL, font)
    gauge = standalone_balance(
        Balance(43, 43, 43, "43"), ("M", "O"), Width.WIDE, "p", LITERAL, font
    )
    assert ET.fromstring(gauge).findtext(f"{name}style") == style(LITERAL, font)  # noqa: S314 our own


def test_a_file_of_its_own_is_drawn_in_its_colours(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    drawn = standalone(bars(score(100, 40)), Width.WIDE, "p", LITERAL, "serif")
    (tmp_path / "picture.svg").write_text(drawn, encoding="utf-8")
    (tmp_path / "page.typ").write_text('#image("picture.svg")', encoding="utf-8")
    content = pdf_content(typst.compile(tmp_path / "page.typ"))
    filled = set(re.findall(r"c\d cs\s+([\d. ]+) scn", content))
    shown = (LITERAL.ink, LITERAL.quiet, LITERAL.accent, LITERAL.wash, LITERAL.good)
    assert {tuple(round(float(part) * 255) for part in each.split()) for each in filled} == {
        tuple(bytes.fromhex(colour[1:])) for colour in shown
    }


def pdf_content(data: bytes) -> str:
    """Return what the pages of a PDF draw."""
    content = b""
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        with suppress(zlib.error):
            content += zlib.decompress(packed)
    return content.decode("latin-1")


def decision_lines(drawing: Drawing) -> tuple[Stroke, Stroke]:
    upright, level = strokes(drawing, Tone.INK)
    return upright, level


def strokes(drawing: Drawing, tone: Tone) -> list[Stroke]:
    return [s for s in drawing.shapes if isinstance(s, Stroke) and s.line is tone]


def dot(drawing: Drawing, fill: Tone) -> Dot:
    found, *_legend = (s for s in drawing.shapes if isinstance(s, Dot) and s.fill is fill)
    return found


def texts(drawing: Drawing) -> list[Words]:
    return [shape for shape in drawing.shapes if isinstance(shape, Words)]
