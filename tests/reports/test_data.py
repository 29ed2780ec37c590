from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import jsonschema
import pytest

from omnicheck import schemas
from omnicheck.assessment.report import Report
from omnicheck.choices import Format
from omnicheck.reports.data import as_json
from omnicheck.reports.formats import render
from omnicheck.reports.rendering import Look, Rendered
from omnicheck.reports.stamp import identity_of, read_stamp
from omnicheck.reports.theme import Theme
from tests.cli.program import omnicheck
from tests.reports.sample import bare_report, certain_report, nasty_report, rich_report

REPORTS = [rich_report, certain_report, bare_report, nasty_report]


def json_of(report: Report) -> bytes:
    return render(report, Format.JSON).data


def as_lists(value: Any) -> Any:
    """Return a record as JSON knows it, without tuples."""
    if isinstance(value, dict):
        return {key: as_lists(item) for key, item in value.items()}
    return [as_lists(item) for item in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("report", REPORTS)
def test_file_is_the_record_itself(report: Any) -> None:
    assert json.loads(json_of(report())) == as_lists(asdict(report()))


@pytest.mark.parametrize("report", REPORTS)
def test_file_fits_the_published_schema(report: Any) -> None:
    schema = schemas.report_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(json.loads(json_of(report())))


def test_schema_knows_every_field_and_says_which_a_reader_can_count_on() -> None:
    schema = schemas.report_schema()
    fields = set(json.loads(json_of(rich_report())))
    assert set(schema["properties"]) == fields
    assert fields - set(schema["required"]) == {
        "redacted", "peers", "after_plan", "firmness", "outlook",
    }  # fmt: skip
    pull, action = schema["$defs"]["Pull"], schema["$defs"]["PlanAction"]
    assert list(pull["properties"]) == ["question", "topic", "points"]
    for name in ("from_week", "to_week"):
        kinds = [choice["type"] for choice in action["properties"][name]["anyOf"]]
        assert kinds == ["number", "null"]
        assert name not in action["required"]


@pytest.mark.parametrize("report", REPORTS)
def test_file_is_plain_ascii_and_ends_with_a_line_end(report: Any) -> None:
    data = json_of(report())
    assert data.isascii()
    assert data.endswith(b"\n}\n")
    assert data == f"{as_json(report())}\n".encode()


def test_first_line_of_content_is_the_version_of_the_schema() -> None:
    assert json_of(rich_report()).startswith(b'{\n  "schema_version": 1,\n  "origin": {\n')


def test_number_that_json_cannot_say_is_an_error() -> None:
    report = rich_report()
    broken = replace(report, verdict=replace(report.verdict, margin=float("nan")))
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_of(broken)


def test_look_changes_nothing() -> None:
    look = Look(theme=Theme(name="Roy Consulting", footer="Halifax"))
    assert render(rich_report(), Format.JSON, look) == Rendered(json_of(rich_report()))


def test_file_and_screen_say_the_same() -> None:
    from omnicheck.api import assess, load_answers
    from tests.cli.program import EXAMPLES

    done = omnicheck("assess", "examples/boutique.yaml", "--json")
    assert done.stdout.encode() == json_of(assess(load_answers(EXAMPLES / "boutique.yaml")))


@pytest.mark.parametrize("report", REPORTS)
def test_record_itself_says_whose_it_is(report: Any) -> None:
    stamp = read_stamp(json_of(report()))
    assert stamp is not None
    assert (stamp.identity, stamp.untouched) == (identity_of(report()), True)


def test_business_without_an_id_is_known_by_its_name() -> None:
    report = rich_report()
    nameless = replace(report, business=replace(report.business, id=None))
    stamp = read_stamp(json_of(nameless))
    assert stamp is not None
    assert stamp.identity == identity_of(nameless) != identity_of(report)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"  ", b"    "),
        lambda data: data.rstrip(),
        lambda data: data.replace(b"48.3", b"48.30"),
        lambda data: data.replace(b'"schema_version": 1,', b'"schema_version": 1, "schema_version": 1,'),
        lambda data: json.dumps(json.loads(data)).encode(),
    ],
)  # fmt: skip
def test_file_that_was_written_by_another_hand_is_seen(change: Any) -> None:
    data = json_of(rich_report())
    changed = change(data)
    assert changed != data
    stamp = read_stamp(changed)
    assert stamp is not None
    assert (stamp.identity, stamp.untouched) == (identity_of(rich_report()), False)


@pytest.mark.parametrize(
    "data",
    [
        b"{", b"{}", b"{}\n", b'{"schema_version": 1}', b"{" * 100_000, b"{" + b"[" * 100_000,
        b'{"schema_version": 1, "origin": {"questionnaire": 1}, "business": {"id": null, "name": "x"}}',
        b'{"schema_version": 1, "origin": {"questionnaire": "q"}, "business": {"id": 1, "name": "x"}}',
        b'{"schema_version": 1, "origin": {"questionnaire": "q"}, "business": {"name": "x"}}',
        b'{"a": NaN}', b'{"a": "\xff"}', b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": "omnicheck-report-' + b"0" * 32 + b"-" + b"0" * 32 + b'"}',
    ],
)  # fmt: skip
def test_other_json_has_no_stamp(data: bytes) -> None:
    assert read_stamp(data) is None
