"""What the plan brings, as it stands on a page and on a terminal."""

from __future__ import annotations

from functools import cache
from io import StringIO
from typing import TYPE_CHECKING

from omnicheck import assess, load_answers
from omnicheck.api import redact
from omnicheck.choices import Cost
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import Facts, Heading, Items, Paragraph, Table
from omnicheck.reports.terminal import console_for, render_terminal
from tests.cli.program import EXAMPLES

if TYPE_CHECKING:
    from omnicheck.assessment.report import Report
    from omnicheck.reports.manuscript.record import Block


@cache
def bike_shop() -> Report:
    answers = load_answers(EXAMPLES / "bike_shop.yaml")
    return assess(answers, hours_per_week=6.0, cost_ceiling=Cost.FEW_SUBSCRIPTIONS)


def section(report: Report, name: str) -> tuple[Block, ...]:
    manuscript = manuscript_of(report)
    sections = (*manuscript.sections, *manuscript.appendix)
    return next((each.blocks for each in sections if each.id == name), ())


def on_terminal(report: Report, *, detail: bool) -> str:
    stream = StringIO()
    console = console_for(stream, {"COLUMNS": "80"}, accessible=False)
    render_terminal(report, console, detail=detail)
    return " ".join(stream.getvalue().split())


def test_the_plan_ends_with_what_it_brings() -> None:
    blocks = section(bike_shop(), "plan")
    start = blocks.index(Heading("What the plan brings"))
    first, second = blocks[start + 1 : start + 3]
    assert first == Paragraph(
        "If each step of this plan brings what it promises, Joined up today would go from 31 to 37 of "
        "100. You would still be at the stage “Several channels”. For “Channels that help each other”, 2 "
        "things would still be missing: Joined up today, at least 40 (by then 37 of 100); Handing over "
        "the story, at least “What a search in several places brings up”. The recommendation would stay multichannel. All other "
        "answers are taken as they are today."
    )
    assert isinstance(second, Paragraph)
    assert second.text.endswith(
        "Joined up today from 31 to 44. The plan first works on what your answers name as weak, whatever "
        "that adds to the scores. The appendix lists these other steps."
    )
    assert blocks[start + 3] == Heading("After that, as time and money allow")


def test_the_appendix_has_the_figures_and_the_best_steps() -> None:
    blocks = section(bike_shop(), "after_plan")
    assert [type(block) for block in blocks] == [Facts, Table, Table, Heading, Facts, Items]
    answers, scores = (block for block in blocks if isinstance(block, Table))
    assert answers.rows == (
        (
            "Same facts everywhere",
            "They sometimes differ",
            "The same, except for stock or free times",
            "Write one fact sheet and correct every listing",
        ),
    )
    assert ("Joined up today", "31", "37", "") in scores.rows
    assert blocks[3] == Heading("The steps that would bring the most, 100 hours of work")


def test_a_copy_to_pass_on_keeps_the_answers_only() -> None:
    blocks = section(redact(bike_shop()), "after_plan")
    assert [type(block) for block in blocks] == [Table]
    said = section(redact(bike_shop()), "plan")
    assert Paragraph("What the scores would then be is left out of this copy.") in said


def test_a_terminal_shows_the_figures_in_detail_only() -> None:
    brief, full = (on_terminal(bike_shop(), detail=detail) for detail in (False, True))
    assert "What the plan brings If each step of this plan brings what it promises" in brief
    assert "Scores after the plan" not in brief
    assert "Available resources: today 48, then 48, asked for 55" in full
    assert "The steps that would bring the most, 100 hours of work" in full
