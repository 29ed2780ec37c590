"""Manuscripts as the tests read them: the real ones, one section of one, all records inside."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from omnicheck.api import assess, load_answers
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import Table
from tests.reports.sample import bare_report, certain_report, nasty_report, rich_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Report
    from omnicheck.reports.manuscript.record import Manuscript, Section

Kind = TypeVar("Kind")

SAMPLES = (rich_report, certain_report, bare_report, nasty_report)
EXAMPLES = sorted(Path(__file__).parents[2].glob("examples/*.yaml"))


@cache
def example(path: Path) -> Report:
    return assess(load_answers(path))


def real(name: str) -> Report:
    return example(next(path for path in EXAMPLES if path.stem == name))


def section(manuscript: Manuscript, name: str) -> Section:
    every = (*manuscript.sections, *manuscript.appendix)
    return next(each for each in every if each.id == name)


def blocks(report: Report, name: str, kind: type[Kind]) -> list[Kind]:
    return [x for x in section(manuscript_of(report), name).blocks if isinstance(x, kind)]


def only(report: Report, name: str, kind: type[Kind]) -> Kind:
    [found] = blocks(report, name, kind)
    return found


def parts(value: object) -> Iterator[object]:
    """Yield every record in a record, at any depth."""
    if isinstance(value, tuple):
        for each in value:
            yield from parts(each)
    elif is_dataclass(value) and not isinstance(value, type):
        yield value
        for field in fields(value):
            yield from parts(getattr(value, field.name))


def tables(manuscript: Manuscript) -> list[Table]:
    return [each for each in parts(manuscript) if isinstance(each, Table)]


def with_weeks(report: Report) -> Report:
    """Put the three steps of the plan on the calendar."""
    assert report.plan
    first, second, third = report.plan.horizons
    sheet, note = first.actions
    [tool] = second.actions
    dated = (
        replace(
            first,
            actions=(
                replace(sheet, from_week=0, to_week=1.0),
                replace(note, from_week=1.0, to_week=1.9999999999999998),
            ),
        ),
        replace(second, actions=(replace(tool, from_week=2.0000000000000004, to_week=6.0),)),
        third,
    )
    return replace(report, plan=replace(report.plan, horizons=dated))


def every_report() -> list[Report]:
    return [*(sample() for sample in SAMPLES), *map(example, EXAMPLES)]
