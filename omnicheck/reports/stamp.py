"""The stamp in a file of ours: whose report or other document it is, and whether anybody changed it since.

It is a plain text inside the bytes of the file, so that one look finds it in every format, and it keeps
a report from taking the place of another client's, or of one that somebody edited. JSON has no place
for such a text: there the record itself says whose it is.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from omnicheck.reports.data import file_of
from omnicheck.reports.documents import REPORT, kind_of

if TYPE_CHECKING:
    from omnicheck.assessment.derivation import Subject
    from omnicheck.reports.documents import Document

_MARK: Final = "omnicheck-report"
_BLANK: Final = "0" * 32
#: Digits of an identity that say whose a document is.
_WHOSE: Final = 16
#: Before the identity of a redacted report: it stands beside the full one, and is not the same.
REDACTED: Final = "redacted-"
_PATTERN: Final = re.compile(rb"omnicheck-report-((?:redacted-)?[0-9a-f]{32})-([0-9a-f]{32})")


@dataclass(frozen=True)
class Stamp:
    """What a stamp in a file says."""

    identity: str
    """32 hex digits: the same for two documents of one kind on one business with one questionnaire.

    Two explanations must also be of the same thing. The first half says whose a document is, see `whose`.
    Before those of a redacted report stands `REDACTED`.
    """
    untouched: bool
    """The file is byte for byte as omnicheck made it, or, if JSON, could have made it."""


def identity_of(document: Document) -> str:
    """Return the identity of a document: its questionnaire, its business by id, else by exact name, its kind.

    That of an explanation also holds what is explained, and a redacted one says so.
    """
    subject: Subject | None = getattr(document, "subject", None)
    return _identity(
        document.origin.questionnaire,
        document.business.id or None,
        document.business.name,
        sort=_sort(kind_of(document), subject.name if subject else None),
        is_redacted=document.redacted,
    )


def whose(identity: str) -> str:
    """Return what the identities of all documents on one business with one questionnaire have alike."""
    return identity.removeprefix(REDACTED)[:_WHOSE]


def _identity(
    questionnaire: str, business_id: str | None, name: str, *, sort: str, is_redacted: bool
) -> str:
    named = f"id {business_id}" if business_id else f"name {name}"
    digits = _hex(f"{questionnaire}\n{named}")
    if sort != REPORT:
        digits = digits[:_WHOSE] + _hex(f"{questionnaire}\n{named}\n{sort}")[_WHOSE:]
    return f"{REDACTED}{digits}" if is_redacted else digits


def _sort(kind: str, subject: str | None) -> str:
    return kind if subject is None else f"{kind}\n{subject}"


def _hex(text: str) -> str:
    return _digest(text.encode("utf-8", "surrogatepass"))


def blank_stamp(identity: str) -> str:
    """Return the text that a renderer puts into the file, at least once and uncompressed."""
    return f"{_MARK}-{identity}-{_BLANK}"


def stamped(data: bytes, identity: str) -> bytes:
    """Return a finished file with its blank stamps filled in."""
    blank = blank_stamp(identity).encode()
    if blank not in data:
        message = "the renderer left out the stamp"
        raise ValueError(message)
    filled = f"{_MARK}-{identity}-{_digest(data)}".encode()
    return data.replace(blank, filled)


def read_stamp(data: bytes) -> Stamp | None:
    """Return the stamp of a file, or None when it has none."""
    return _stamp_of_record(data) if data.startswith(b"{") else _stamp_inside(data)


def _stamp_inside(data: bytes) -> Stamp | None:
    found = _PATTERN.search(data)
    if found is None:
        return None
    identity, digest = found[1], found[2]
    mark = b"-".join((_MARK.encode(), identity))
    blank = data.replace(b"-".join((mark, digest)), b"-".join((mark, _BLANK.encode())))
    return Stamp(identity.decode(), _digest(blank).encode() == digest)


def _stamp_of_record(data: bytes) -> Stamp | None:
    try:
        record = json.loads(data)
        untouched = file_of(record) == data
    except (ValueError, RecursionError):
        return None
    match record:
        case {
            "schema_version": int(),
            "origin": {"questionnaire": str(questionnaire)},
            "business": {"id": str() | None as business_id, "name": str(name)},
        }:
            sort = _sort(str(record.get("kind", REPORT)), _subject_in(record))
            is_redacted = record.get("redacted") is True
            identity = _identity(
                questionnaire, business_id, name, sort=sort, is_redacted=is_redacted
            )
            return Stamp(identity, untouched)
        case _:
            return None


def _subject_in(record: dict[str, Any]) -> str | None:
    match record:
        case {"subject": {"name": str(name)}}:
            return name
        case _:
            return None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
