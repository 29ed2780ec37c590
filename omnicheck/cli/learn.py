"""`omnicheck learn`: the difference between the two strategies, on one screen."""

from __future__ import annotations

import shlex
import shutil
import sys
from typing import TYPE_CHECKING

from omnicheck.cli.layout import NARROW, columns, filled, reading_width
from omnicheck.cli.options import QuestionnaireOption
from omnicheck.cli.streams import put
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.questionnaire import Questionnaire


def learn(questionnaire: QuestionnaireOption = None) -> None:
    """Explain the two strategies on one screen."""
    from omnicheck.cli.inputs import load
    from omnicheck.plaintext import clean

    record = load(questionnaire).record
    width = reading_width()
    advice = filled(_advice(questionnaire), width).splitlines()
    layout = _one_below_the_other if width < NARROW else _side_by_side
    lines = layout(record, width, advice)
    for line in lines:
        put(clean(line))


def _side_by_side(record: Questionnaire, width: int, advice: list[str]) -> list[str]:
    multi, omni = record.strategies.multichannel, record.strategies.omnichannel
    head = [
        *columns(multi.title.upper(), omni.title.upper(), width),
        *columns(multi.means, omni.means, width),
        *columns(*_fits(), width),
    ]
    foot = ["", *advice]
    room = _rows() - len(head) - len(foot) - 2
    shown: list[str] = []
    for contrast in record.comparison:
        left = f"{contrast.aspect}: {contrast.multichannel}"
        both = columns(left, contrast.omnichannel, width)
        if len(shown) + len(both) <= room:
            shown += both
    return [*head, *([""] if shown else []), *shown, *foot]


def _rows() -> int:
    """How many lines the screen has; a pipe and a file have room for all."""
    return shutil.get_terminal_size().lines if sys.stdout.isatty() else sys.maxsize


def _one_below_the_other(record: Questionnaire, width: int, advice: list[str]) -> Iterator[str]:
    for words, fits, texts in (
        (record.strategies.multichannel, _fits()[0], [c.multichannel for c in record.comparison]),
        (record.strategies.omnichannel, _fits()[1], [c.omnichannel for c in record.comparison]),
    ):
        yield words.title.upper()
        yield from filled(words.means, width).splitlines()
        yield from filled(fits, width).splitlines()
        for contrast, text in zip(record.comparison, texts, strict=True):
            yield from filled(f"{contrast.aspect}: {text}", width, "- ", "  ").splitlines()
        yield ""
    yield from advice


def _fits() -> tuple[str, str]:
    """When each strategy fits."""
    return (
        _("Fits when customers finish where they start, or when means are short."),
        _("Fits when customers change channel on the way and you can carry the work."),
    )


def _advice(chosen: str | None) -> str:
    command = "omnicheck ask"
    if chosen is not None:
        command += f" -q {shlex.quote(chosen)}"
    return _(
        "Multichannel is often the right answer. It is also the foundation of omnichannel: each channel "
        "must work well before joining them helps. To find out: {command}"
    ).format(command=command)
