from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyte
import pytest
from rich.cells import cell_len

from omnicheck.plaintext import clean
from omnicheck.reports.terminal import console_for, render_terminal, wants_accessible
from omnicheck.reports.terminal.console import width_of
from tests.reports.sample import (
    NASTY,
    bare_report,
    certain_report,
    nasty_report,
    rich_report,
    texts_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from omnicheck.assessment.report import Report

WIDTHS = (20, 40, 80, 120, 200)
SGR = re.compile(r"\x1b\[[0-9;]*m")
#: Reset, bold, dim, and the 16 ANSI colours.
SGR_OF_16_COLOURS = re.compile(r"\x1b\[(?:0|1|2|3[0-7]|9[0-7])(?:;(?:1|2|3[0-7]|9[0-7]))*m")
BOXES = re.compile(r"[\u2500-\u259f\u2800-\u28ff]")
SAMPLES = (rich_report, certain_report, bare_report, nasty_report)


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(  # noqa: PLR0913
    report: Report,
    *,
    environment: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    tty: bool = False,
    accessible: bool = False,
    detail: bool = False,
    width: int | None = None,
) -> str:
    kind = Terminal if tty else io.TextIOWrapper
    stream = kind(raw := io.BytesIO(), encoding=encoding, newline="\n")
    console = console_for(stream, environment or {}, accessible=accessible or None, width=width)
    render_terminal(report, console, accessible=accessible, detail=detail)
    stream.flush()
    return raw.getvalue().decode(encoding)


def bare(text: str) -> str:
    """Unwrap: what is left when spaces and the line down the verdict's side are gone."""
    return re.sub(r"[\s▌]+", "", text)


def essential(report: Report) -> list[str]:
    """Return texts that every screen shows, however narrow and short."""
    verdict = report.verdict
    return [
        report.business.name,
        verdict.title,
        verdict.means,
        *verdict.confidence_reasons,
        *(text for reason in report.reasons_for for text in (reason.says, reason.because)),
        *(text for reason in report.reasons_against for text in (reason.says, reason.because)),
        *(
            score.says
            for score in report.scores
            if score.value is not None and score.decides and score.same_as is None
        ),
        report.tipping_point.says,
        *(text for unlock in report.unlocks for text in (unlock.today, unlock.needed)),
        *(unknown.ask for unknown in report.unknowns),
        *report.hints,
        *report.notices,
        *report.rerun_when,
        verdict.review,
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("detail", [False, True])
def test_no_line_is_wider_than_the_terminal(
    width: int, sample: Callable[[], Report], detail: bool
) -> None:
    for accessible in (False, True):
        text = shown(sample(), width=width, detail=detail, accessible=accessible)
        assert max(map(cell_len, text.splitlines())) <= min(width, 88)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_every_essential_text_is_whole(width: int, sample: Callable[[], Report]) -> None:
    report = sample()
    unwrapped = bare(shown(report, width=width))
    missing = [text for text in essential(report) if bare(clean(text)) not in unwrapped]
    assert missing == []


@pytest.mark.parametrize("width", [20, 40, 60])
def test_details_hold_every_text_of_the_report(width: int) -> None:
    report = rich_report()
    unwrapped = bare(shown(report, width=width, detail=True)).casefold()
    meant = {text for text in texts_of(report) if " " in text}
    meant -= {score.says for score in report.scores if score.same_as}
    left_out = {reason.topic for reason in (*report.reasons_for, *report.reasons_against)}
    left_out |= {unknown.topic for unknown in report.unknowns}
    left_out |= {answer.ask for answer in report.answers} - {each.ask for each in report.unknowns}
    left_out -= {answer.topic for answer in report.answers}
    # Numbers that turn nothing, however far they are moved, are counted.
    assert report.firmness
    left_out |= {each.title for each in report.firmness.ranges if each.says == "whatever it is"}
    left_out |= {"whatever it is"}
    missing = [text for text in meant - left_out if bare(text).casefold() not in unwrapped]
    assert missing == []


def test_verdict_comes_first_and_last() -> None:
    lines = shown(rich_report(), width=80).splitlines()
    assert "MULTICHANNEL" in "\n".join(lines[:8])
    assert lines[-1].strip() == (
        "▌ MULTICHANNEL now, with a path to omnichannel. Confidence: medium."
    )


def test_sections_come_in_the_order_of_a_letter() -> None:
    text = shown(rich_report(), width=80, detail=True)
    titles = re.findall(r"^(\S.*?) ─+$", text, re.MULTILINE)
    assert titles == [
        "Why",
        "Your scores",
        "Readiness against need",
        "Where you stand today",
        "What would change the answer",
        "How firmly this stands",
        "What is still open",
        "Answers worth a second look",
        "Good to know",
        "The two strategies, side by side for you",
        "Your plan",
        "How you will see that it works",
        "What can go wrong",
        "When to look again",
        "Appendix: about the business",
        "Appendix: what omnichannel asks for",
        "Appendix: what else would turn the answer",
        "Appendix: how far each number can be moved",
        "Appendix: every answer",
        "Appendix: how it is worked out",
        "Appendix: what it cannot tell",
        "Appendix: sources",
        "Appendix: made from",
    ]


def test_default_view_says_where_the_rest_is() -> None:
    text = shown(rich_report(), width=80)
    assert "--details" in text
    assert "Appendix" not in text
    assert "--details" not in shown(rich_report(), width=80, detail=True)


def test_exposed_risk_comes_first_and_is_marked() -> None:
    text = shown(rich_report(), width=80)
    section = text[text.index("What can go wrong") :]
    assert section.index("Stories get lost") < section.index("Prices and hours")
    assert "(your answers point to this one)" in section


@pytest.mark.parametrize(
    ("environment", "tty", "coloured"),
    [
        ({"TERM": "xterm-256color"}, True, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm"}, False, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ({"TERM": "xterm", "ACCESSIBLE": "1"}, True, False),
        ({"TERM": "xterm", "ACCESSIBLE": "false"}, True, True),
    ],
)
def test_escape_sequences_appear_only_where_wanted(
    environment: dict[str, str], tty: bool, coloured: bool
) -> None:
    text = shown(rich_report(), environment=environment, tty=tty)
    assert ("\x1b" in text) is coloured


def test_a_choice_of_colour_beats_the_environment() -> None:
    stream = io.StringIO()
    render_terminal(rich_report(), console_for(stream, {"NO_COLOR": "1"}, colour=True))
    assert "\x1b[" in stream.getvalue()


@pytest.mark.parametrize("sample", SAMPLES)
def test_colour_uses_the_16_ansi_colours_and_carries_no_meaning_alone(
    sample: Callable[[], Report],
) -> None:
    coloured = shown(sample(), environment={"TERM": "xterm"}, tty=True, detail=True)
    assert "\x1b" not in SGR_OF_16_COLOURS.sub("", coloured)
    plain = shown(sample(), environment={"TERM": "xterm", "NO_COLOR": "1"}, tty=True, detail=True)
    assert SGR.sub("", coloured) == plain


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "cp437"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_old_encodings_never_fail(encoding: str, sample: Callable[[], Report]) -> None:
    for width in (20, 80):
        text = shown(sample(), encoding=encoding, width=width, detail=True)
        assert max(map(cell_len, text.splitlines())) <= width
    assert "MULTICHANNEL" in text or "OMNICHANNEL" in text


def test_symbols_follow_the_encoding_and_foreign_letters_become_question_marks() -> None:
    text = shown(nasty_report(), encoding="ascii", width=80)
    assert "日本" not in text
    assert "?" * 27 in text
    assert "#" * 8 + "|" in text
    assert "█" * 8 + "│" in shown(nasty_report(), encoding="cp437", width=80)


@pytest.mark.parametrize(
    ("encoding", "name", "printed"),
    [
        ("ascii", "Søstrene Łukasz & Müller", "Sostrene Lukasz & Muller"),
        ("ascii", "Café José, “Straße”", 'Cafe Jose, "Strasse"'),
        ("ascii", "Cafe\u0301", "Cafe"),
        ("ascii", "½ Pint", "? Pint"),
        ("ascii", "Ωμέγα 店", "????? ?"),
        ("cp1252", "Søren Konuş", "Søren Konus"),
    ],
)
def test_letters_that_an_old_encoding_lacks_lose_their_accent(
    encoding: str, name: str, printed: str
) -> None:
    report = bare_report()
    named = replace(report, business=replace(report.business, name=name))
    assert shown(named, encoding=encoding).splitlines()[1] == f"  {printed}"


def test_names_print_as_they_are() -> None:
    text = shown(nasty_report(), environment={"TERM": "xterm"}, tty=True, width=80, detail=True)
    for name in ("[/]", "[bold red]x", "[link=https://example.org]x[/link]", ":smile:", "=1+1"):
        assert name in text
    assert "日本語の店" in text


@pytest.mark.parametrize("accessible", [False, True])
def test_no_foreign_control_character_reaches_the_terminal(accessible: bool) -> None:
    text = shown(
        nasty_report(),
        environment={"TERM": "xterm"},
        tty=True,
        accessible=accessible,
        detail=True,
    )
    rest = SGR_OF_16_COLOURS.sub("", text)
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rest) is None


def test_nasty_texts_are_all_tried() -> None:
    texts = list(texts_of(nasty_report()))
    assert all(any(nasty in text for text in texts) for nasty in NASTY)


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("width", WIDTHS)
def test_accessible_lines_have_no_drawing(sample: Callable[[], Report], width: int) -> None:
    environment = {"TERM": "xterm", "ACCESSIBLE": "1"}
    text = shown(
        sample(), environment=environment, tty=True, accessible=True, width=width, detail=True
    )
    assert BOXES.search(text) is None
    assert "\x1b" not in text


def test_accessible_lines_say_what_bars_show() -> None:
    text = shown(rich_report(), accessible=True)
    assert "Available resources: 48 of 100\nOmnichannel asks for 55: not reached.\n" in text
    assert "2. Multichannel: you are here" in text


@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_accessible_is_wanted(value: str) -> None:
    assert wants_accessible({"ACCESSIBLE": value})


@pytest.mark.parametrize("value", ["", "0", "false", "False", "no"])
def test_accessible_is_not_wanted(value: str) -> None:
    assert not wants_accessible({"ACCESSIBLE": value})


@pytest.mark.parametrize(
    ("columns", "width"),
    [("120", 120), ("20", 20), ("5", 20), ("0", 80), ("-3", 80), ("wide", 80), ("", 80)],
)
def test_width_comes_from_columns_or_is_80(columns: str, width: int) -> None:
    assert width_of(io.StringIO(), {"COLUMNS": columns}) == width


def test_same_report_gives_the_same_bytes() -> None:
    first, second = (shown(rich_report(), detail=True) for _again in range(2))
    assert first == second


def test_empty_parts_are_left_out() -> None:
    text = shown(bare_report(), width=80, detail=True)
    for title in ("Your plan", "What is still open", "What can go wrong", "Appendix: sources"):
        assert title not in text


def test_picture_shows_point_range_and_lines() -> None:
    text = shown(rich_report(), width=80)
    section = text[text.index("Readiness against need") : text.index("Where you stand")]
    plot = [line[2:39].rstrip() for line in section.splitlines()[1:]]
    assert plot == [
        "     Readiness",
        "100 ┌───────────────┬───────────────┐",
        "    │               │ Omnichannel   │",
        "    │               │               │",
        "    │               │               │",
        "    │               │    ▒▒▒        │",
        " 55 ├───────────────┼───────────────┤",
        "    │               │    ▒●▒        │",
        "    │               │               │",
        "    │               │               │",
        "    │ Multichannel  │               │",
        "  0 └───────────────┴───────────────┘",
        "     0              50           100",
        "                                 Need",
        "",
    ]


def test_picture_gives_way_to_its_sentences_where_there_is_no_room() -> None:
    text = shown(rich_report(), width=49)
    assert "┼" not in text
    assert bare("Readiness is 48 of 100. Omnichannel asks for 55: not reached.") in bare(text)


def test_a_score_just_short_of_its_threshold_never_looks_as_if_it_reached_it() -> None:
    report = certain_report()
    near = tuple(replace(score, value=54.8, low=54.8, high=54.8) for score in report.scores)
    text = shown(replace(report, scores=near), width=80)
    assert re.search(r"Available resources +54\.8 +█+·*│·+", text)
    assert "Readiness is 54.8 of 100" in text


def test_bars_are_equally_long() -> None:
    text = shown(rich_report(), width=80)
    bars = re.findall(r"\d\d  ([█▒·│]+)", text)
    assert len(bars) == 4
    assert len({len(bar) for bar in bars}) == 1


def test_an_empty_text_leaves_no_empty_line() -> None:
    report = rich_report()
    silent = replace(report, comparison=(replace(report.comparison[0], here=""),), hints=())
    text = shown(silent, width=80)
    assert "For you" not in text
    assert "\n\n\n" not in text


def test_columns_stand_beside_each_other_from_80_columns() -> None:
    wide = shown(rich_report(), width=80)
    assert re.search(r"^  Focus +You look after each channel +You start from", wide, re.MULTILINE)
    narrow = shown(rich_report(), width=79)
    assert "Multichannel (recommended): You look after each channel" in narrow


def test_the_eye_sees_the_letter() -> None:
    text = shown(rich_report(), environment={"TERM": "xterm"}, tty=True, width=80)
    screen = pyte.Screen(80, text.count("\n") + 1)
    pyte.Stream(screen).feed(text.replace("\n", "\r\n"))
    plain = shown(rich_report(), width=80).splitlines()
    assert [line.rstrip() for line in screen.display[: len(plain)]] == plain
    row = next(number for number, line in enumerate(screen.display) if "MULTICHANNEL" in line)
    cell = screen.buffer[row][screen.display[row].index("M")]
    assert (cell.fg, cell.bold) == ("cyan", True)
