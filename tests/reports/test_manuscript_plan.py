from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from omnicheck.assessment.report import Plan, PlanHorizon
from omnicheck.choices import Horizon, Strategy
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import (
    Contrast,
    Fact,
    Item,
    Items,
    Note,
    Paragraph,
    Steps,
    TimelineFigure,
    TimelineStep,
)
from tests.reports.reading import (
    blocks,
    only,
    section,
    with_weeks,
)
from tests.reports.sample import (
    certain_report,
    rich_report,
)

if TYPE_CHECKING:
    pass


def test_contrast_marks_the_recommended_strategy_in_words() -> None:
    contrast = only(rich_report(), "strategies", Contrast)
    assert (contrast.multichannel, contrast.omnichannel, contrast.here) == (
        "Multichannel (recommended)",
        "Omnichannel",
        "For you",
    )
    assert contrast.recommended is Strategy.MULTICHANNEL
    assert contrast.rows[2].here == "You read results by channel today."
    assert only(certain_report(), "strategies", Contrast).omnichannel == "Omnichannel (recommended)"


def test_plan_of_a_rich_report() -> None:
    report = rich_report()
    first, second, third = blocks(report, "plan", Steps)
    assert (first.title, first.hours) == ("First 30 days", "8 of 16 hours used by then")
    assert [step.number for steps in (first, second, third) for step in steps.steps] == [1, 2, 3]
    assert first.steps[1].done_when == Fact("Done when", "Ten handovers in a row have a note.")
    assert first.steps[1].facts == (
        "No cost",
        "Small job, about 4 hours",
        "Works on: lost_stories",
        "Helps with: Where customer history is kept",
    )
    assert first.steps[1].to_fill == ("Who does it", "Done on")
    assert blocks(report, "plan", Paragraph) == [
        Paragraph(
            "Made for 4 hours a week and one subscription a month. "
            "If each step brings what it promises, it leads to the stage “Cross-channel” within twelve "
            "months."
        ),
        Paragraph("Nothing new starts here: go on with what you began."),
        Paragraph(
            "If each step of this plan brings what it promises, Readiness would go from 48 to 53. "
            "The recommendation would stay multichannel."
        ),
        Paragraph(
            "Within 60 hours other steps would bring more: Readiness would go from 48 to 57. "
            "The appendix lists these other steps."
        ),
    ]
    assert blocks(report, "plan", Note) == [
        Note("Where an answer is open, the plan assumes the lowest one.")
    ]
    later, watch = blocks(report, "plan", Items)
    assert later.items == (
        Item(
            "Replace the tool that forces most retyping",
            "A project budget · Work over several weeks, about 48 hours",
        ),
    )
    assert watch.items == (Item("Comfort with linked details: ask ten regulars once a year."),)


def test_later_steps_stand_in_full_in_the_appendix() -> None:
    [step] = only(rich_report(), "later", Items).items
    assert step.text.startswith("Choose a tool that everyone can open.")
    assert step.facts == (
        Fact("Done when", "Nine of ten callers are found in under a minute."),
        Fact("Cost and work", "A project budget · Work over several weeks, about 48 hours"),
        Fact("Works on", "no_history"),
        Fact("Helps with", "Readiness"),
    )


def test_timeline_counts_whole_weeks() -> None:
    timeline = only(with_weeks(rich_report()), "plan", TimelineFigure)
    assert timeline.bands == ("30 days", "90 days", "12 months")
    assert timeline.ends == (4, 13, 52)
    assert timeline.steps[2] == TimelineStep(
        3,
        "Move the customer list into a simple tool",
        Horizon.DAYS_90,
        2.0000000000000004,
        6.0,
        "from week 3",
    )
    assert timeline.description == (
        "3 steps, begun one after another. The bars are the hours of work; some steps run on for longer. "
        "First, from week 1: Write one fact sheet and correct every listing. "
        "Last, from week 3: Move the customer list into a simple tool."
    )
    assert timeline.table.rows == (
        ("1. Write one fact sheet and correct every listing", "From week 1", "4 hours", "No cost"),
        ("2. Write a four-line handover note", "From week 2", "4 hours", "No cost"),
        (
            "3. Move the customer list into a simple tool",
            "From week 3",
            "16 hours",
            "Up to one subscription a month",
        ),
    )


def test_a_plan_without_weeks_has_no_calendar() -> None:
    assert blocks(rich_report(), "plan", TimelineFigure) == []


def test_a_horizon_before_the_first_step_does_not_speak_of_what_was_begun() -> None:
    report = rich_report()
    assert report.plan
    empty = replace(report.plan.horizons[0], actions=())
    report = replace(report, plan=replace(report.plan, horizons=(empty, *report.plan.horizons[1:])))
    assert blocks(replace(report, after_plan=None), "plan", Paragraph)[1:] == [
        Paragraph("No step starts here yet."),
        Paragraph("Nothing new starts here: go on with what you began."),
    ]


def without_steps(plan: Plan) -> Plan:
    bare: tuple[PlanHorizon, ...] = tuple(replace(each, actions=()) for each in plan.horizons)
    return replace(plan, horizons=bare, notes=(), watch=())


def test_an_empty_plan_reads_well() -> None:
    report = rich_report()
    assert report.plan
    waiting = replace(report, plan=without_steps(report.plan))
    assert blocks(waiting, "plan", Steps) == []
    assert blocks(waiting, "plan", Paragraph)[1] == Paragraph(
        "No step fits into the time and the money that are there. More of either opens it."
    )
    done = replace(report, plan=replace(without_steps(report.plan), later=()), after_plan=None)
    assert section(manuscript_of(done), "plan").blocks[1:] == (
        Paragraph("Your answers name nothing that needs work now. Go on with what works."),
    )


def test_exposed_risks_come_first_and_side_figures_are_marked() -> None:
    risks = only(rich_report(), "risks", Items).items
    assert [risk.tag for risk in risks] == ["your answers point to this one", "", "", ""]
    assert risks[0].facts == (
        Fact("Sign", "Customers explain the same fault twice."),
        Fact("Guard", "Use the handover note for every repair."),
    )
    kpis = blocks(rich_report(), "figures", Items)[0].items
    assert [kpi.tag for kpi in kpis] == ["", "", "", "side figure only"]
