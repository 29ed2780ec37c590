"""`omnicheck learn`: the difference between the two strategies, on one screen."""

from __future__ import annotations

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
    from omnicheck.api import load_questionnaire
    from omnicheck.catalog import DEFAULT_QUESTIONNAIRE
    from omnicheck.plaintext import clean

    record = load_questionnaire(questionnaire or DEFAULT_QUESTIONNAIRE).record
    width = reading_width()
    for line in _one_below_the_other(record, width) if width < NARROW else _side_by_side(record, width):
        put(clean(line))


def _side_by_side(record: Questionnaire, width: int) -> Iterator[str]:
    multi, omni = record.strategies.multichannel, record.strategies.omnichannel
    yield from columns(multi.title.upper(), omni.title.upper(), width)
    yield from columns(multi.means, omni.means, width)
    yield ""
    yield from columns(*_fits(), width)
    yield ""
    for contrast in record.comparison:
        left = f"{contrast.aspect}: {contrast.multichannel}"
        yield from columns(left, contrast.omnichannel, width)
    yield ""
    yield filled(_advice(), width)


def _one_below_the_other(record: Questionnaire, width: int) -> Iterator[str]:
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
    yield from filled(_advice(), width).splitlines()


def _fits() -> tuple[str, str]:
    """When each strategy fits."""
    return (
        _("Fits when customers finish where they start, or when time and money are short."),
        _("Fits when customers change channel on the way, and you can carry the joining up."),
    )


def _advice() -> str:
    return _(
        "Multichannel is often the right answer, and it is the foundation of the other: channels must "
        "work well one by one before joining them helps. Which fits you? omnicheck template > my.yaml"
    )
