"""Documents beside the report, such as what-if: what holds for a report in every format holds for them.

A document that is added here is made to every format, filled with texts that break careless renderers and
put where a report stands.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import jsonschema
import pytest

from omnicheck import schemas
from omnicheck.api import (
    assess,
    compare,
    explain,
    load_answers,
    load_questionnaire,
    respondents,
    what_if,
)
from omnicheck.batch.movement import movement
from omnicheck.choices import Format
from omnicheck.plaintext import clean
from omnicheck.reports.documents import kind_of
from omnicheck.reports.formats import render
from omnicheck.reports.shelf import KeptError, put
from omnicheck.reports.stamp import REDACTED, identity_of, read_stamp, whose
from omnicheck.reports.texts import with_texts
from tests.cli.program import EXAMPLES
from tests.reports.readback import READERS, Reading
from tests.reports.sample import NASTY, texts_of
from tests.reports.tools import needs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from omnicheck.reports.documents import Document

HARMLESS: Final = "Harmless words"
#: Closes each text, so that none is found as the beginning of another one.
END: Final = "‡"
PURE: Final = [name for name in READERS if name != "pdf"]


@cache
def tried(*, redacted: bool = False) -> Document:
    scenario = {"Half a day": {"hours_per_week": "half_day", "customer_history": "one_system"}}
    questionnaire = load_questionnaire()
    return what_if(bike_shop(), scenario, questionnaire, redacted=redacted)


@cache
def explained(*, redacted: bool = False, of: str | None = None) -> Document:
    name = of or ("customer_expectations" if redacted else "decision")
    return explain(bike_shop(), name, load_questionnaire(), redacted=redacted)


@cache
def compared(*, redacted: bool = False) -> Document:
    old = load_answers(EXAMPLES / "compare" / "bike_shop_2025.yaml", load_questionnaire())
    return compare(old, bike_shop(), load_questionnaire(), redacted=redacted)


@cache
def agreed(*, redacted: bool = False) -> Document:
    questionnaire = load_questionnaire()
    sheets = [
        load_answers(EXAMPLES / "compare" / f"{name}.yaml", questionnaire)
        for name in ("owner", "staff", "consultant")
    ]
    return respondents(sheets, questionnaire, redacted=redacted)


@cache
def tables() -> Document:
    """The example, with so many who moved, came and went that each bad text gets a place."""
    old, new = (EXAMPLES / "compare" / f"results_{year}.csv" for year in (2025, 2026))
    found = movement(old, new)
    return replace(
        found,
        movers=often(found.movers),
        come=often(found.come),
        gone=often(found.gone),
    )


def often(records: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return records a dozen times over, each time with other texts."""

    def numbered(number: int) -> Callable[[str], str]:
        return lambda text: f"{text} {number}"

    return tuple(with_texts(each, numbered(n)) for n in range(12) for each in records)


def bike_shop() -> Any:
    return load_answers(EXAMPLES / "bike_shop.yaml", load_questionnaire())


DOCUMENTS: Final[dict[str, tuple[Callable[..., Document], Callable[[], dict[str, Any]]]]] = {
    "what_if": (tried, schemas.side_by_side_schema),
    "explanation": (explained, schemas.explanation_schema),
    "comparison": (compared, schemas.comparison_schema),
    "respondents": (agreed, schemas.agreement_schema),
    "movement": (tables, schemas.movement_schema),
}
#: A table of results holds nothing that a copy to pass on would leave out.
WITH_COPY: Final = [kind for kind in DOCUMENTS if kind != "movement"]
each_kind: Final = pytest.mark.parametrize("kind", DOCUMENTS)


def made(kind: str, *, redacted: bool = False) -> Document:
    make = DOCUMENTS[kind][0]
    return make(redacted=True) if redacted else make()


def filled(kind: str, prefixes: tuple[str, ...]) -> Any:
    """Return a document with every text beginning with one of these; what was the same stays the same."""
    begun: dict[str, str] = {}

    def begin(text: str) -> str:
        return begun.setdefault(text, f"{prefixes[len(begun) % len(prefixes)]} {text}{END}")

    document: Any = with_texts(made(kind), begin)
    return replace(document, kind=kind_of(made(kind)))


@cache
def reading(reader: str, kind: str, prefixes: tuple[str, ...]) -> Reading:
    file_format = Format(reader.partition(",")[0])
    return READERS[reader](render(filled(kind, prefixes), file_format).data)


@each_kind
def test_its_kind_is_its_name(kind: str) -> None:
    assert kind_of(made(kind)) == kind


@each_kind
@pytest.mark.parametrize("file_format", Format)
def test_the_same_document_gives_the_same_stamped_bytes(kind: str, file_format: Format) -> None:
    data, again = (render(made(kind), file_format).data for _time in range(2))
    assert data == again
    stamp = read_stamp(data)
    assert stamp is not None
    assert (stamp.identity, stamp.untouched) == (identity_of(made(kind)), True)


@each_kind
@pytest.mark.parametrize("reader", PURE)
def test_nasty_texts_are_said_letter_for_letter_and_build_nothing(reader: str, kind: str) -> None:
    plain, found = reading(reader, kind, (HARMLESS,)), reading(reader, kind, NASTY)
    assert built(found) == built(plain)
    usual, sought = (list(texts_of(filled(kind, texts))) for texts in ((HARMLESS,), NASTY))
    said, now = ("\n".join(each.texts) for each in (plain, found))
    pairs = [
        (expected(reader, harmless), expected(reader, nasty))
        for harmless, nasty in zip(usual, sought, strict=True)
    ]
    shown = [(harmless, nasty) for harmless, nasty in pairs if harmless in said]
    assert len(shown) > len(NASTY)
    # A text that begins a sentence may begin with a capital.
    lost = [nasty for _harmless, nasty in shown if nasty.casefold() not in now.casefold()]
    assert lost == []


def built(found: Reading) -> Counter[str]:
    """Return what a file is built of; a sheet may be called like a scenario, so only its cells count."""
    return Counter(re.sub(r".* ([A-Z]+\d+ \w)$", r"\1", part) for part in found.shape.elements())


def expected(reader: str, text: str) -> str:
    if reader == "json":
        return text
    return " ".join(filter(None, clean(text).split(" ")))


@needs("pdftotext", "pdfinfo")
@each_kind
def test_nasty_texts_build_nothing_on_paper(kind: str) -> None:
    plain, found = (reading("pdf", kind, texts) for texts in ((HARMLESS,), NASTY))
    assert found.shape == plain.shape
    assert "<script>alert(1)</script>" in found.texts[0]


@each_kind
def test_a_workbook_has_neither_formulas_nor_links(kind: str) -> None:
    active = ("<f", "<hyperlink", "externalLink", "<oleObject")
    for prefixes in ((HARMLESS,), NASTY):
        marks = reading("xlsx", kind, prefixes).shape
        assert [mark for mark in marks if any(each in mark for each in active)] == []


@pytest.mark.parametrize(
    ("kind", "redacted"),
    [(kind, False) for kind in DOCUMENTS] + [(kind, True) for kind in WITH_COPY],
)
def test_data_fits_its_published_schema(kind: str, redacted: bool) -> None:
    schema = DOCUMENTS[kind][1]()
    record = json.loads(render(made(kind, redacted=redacted), Format.JSON).data)
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(record)
    assert set(schema["properties"]) == set(record)


@each_kind
def test_it_never_takes_the_place_of_a_report_nor_a_report_its_place(
    kind: str, tmp_path: Path
) -> None:
    report, document = assess(bike_shop(), load_questionnaire()), made(kind)
    page, other = tmp_path / "report.md", tmp_path / "other.json"
    place(report, page)
    place(document, other)
    for newcomer, path in ((document, page), (report, other)):
        before = path.read_bytes()
        with pytest.raises(KeptError):
            place(newcomer, path)
        assert path.read_bytes() == before
    place(document, other)
    place(report, page)


def place(document: Document, path: Path) -> None:
    data = render(document, Format(path.suffix.removeprefix("."))).data
    put({path: data}, identity_of(document))


def test_no_two_kinds_and_no_redacted_copy_have_the_same_identity() -> None:
    documents = [made(kind) for kind in DOCUMENTS] + [assess(bike_shop(), load_questionnaire())]
    identities = {identity_of(document) for document in documents}
    assert len(identities) == len(documents)
    for kind in WITH_COPY:
        copy = made(kind, redacted=True)
        full = explained(of="customer_expectations") if kind == "explanation" else made(kind)
        assert identity_of(copy) == f"{REDACTED}{identity_of(full)}"


def test_documents_on_one_business_say_whose_they_are() -> None:
    ours = assess(bike_shop(), load_questionnaire())
    theirs = replace(ours, business=replace(ours.business, name="Another"))
    on_us = [tried(), explained(), explained(of="need"), explained(redacted=True), ours]
    assert {whose(identity_of(document)) for document in on_us} == {whose(identity_of(ours))}
    assert len({identity_of(document) for document in on_us}) == len(on_us)
    assert whose(identity_of(theirs)) != whose(identity_of(ours))
