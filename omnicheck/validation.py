"""What a record's validation found, told to a person: place, cause and cure for each error.

Pydantic's own messages repeat what the user wrote and speak of Python; neither belongs on a screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic import BaseModel, ValidationError

from omnicheck.errors import Fault, did_you_mean
from omnicheck.language import _
from omnicheck.numerals import NumberFormatError
from omnicheck.yamlfile import Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    from omnicheck.yamlfile import Document

Location = tuple[str | int, ...]

#: What validation calls a value that is left blank; one that is `~` is no text to it.
_LACKING: Final = ("missing", "string_too_short", "too_short", "string_type")


class MisfitError(ValueError):
    """A value does not fit; says why, and what to write instead."""

    def __init__(self, what: str, cure: str) -> None:
        """Keep both sentences."""
        super().__init__(f"{what} {cure}")
        self.what = what
        self.cure = cure


def explain(document: Document, record: type[BaseModel], error: ErrorDetails) -> Fault:
    """Turn one validation error into a fault at its place in the file."""
    at = written(document, error["loc"], has_last=error["type"] != "missing")
    kind, context = error["type"], error.get("ctx", {})
    if kind in _LACKING and isinstance(at[-1], str) and _is_blank(document, at):
        what = _("{key} is blank.").format(key=at[-1])
        cure = _("Write it behind {key}:").format(key=at[-1])
        return document.fault(document.place_of(at, key=True), what, cure)
    if kind == "missing":
        what = _("{key} is missing.").format(key=at[-1])
        return document.fault(document.place_of(at[:-1], key=True), what, _("Add it."))
    place = document.place_of(at, key=kind == "extra_forbidden")
    if kind == "extra_forbidden":
        known = keys_at(record, at[:-1])
        what = _("{key} is not known here.").format(key=at[-1])
        listed = _("Known are: {names}.").format(names=", ".join(known))
        return document.fault(place, what, did_you_mean(str(at[-1]), known) or listed)
    what, cure = plain_words(kind, context)
    return document.fault(place, what, cure)


def _is_blank(document: Document, at: Location) -> bool:
    """Whether a key stands there with nothing behind it."""
    node = document.node_at(at)
    return isinstance(node, Scalar) and (node.empty or not node.text.strip())


def written(document: Document, location: Sequence[str | int], *, has_last: bool) -> Location:
    """Return the part of a validation location that stands in the file.

    Pydantic adds steps of its own, such as `[key]` and `literal[...]`; what is missing does not stand
    there either, and is kept as the last step.
    """
    at: Location = ()
    for i, step in enumerate(location):
        is_missing = not has_last and i == len(location) - 1
        if is_missing or document.node_at((*at, step)) is not None:
            at = (*at, step)
    return at


def plain_words(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    """Return what is wrong with a value and how to mend it, for an error of this kind."""
    match kind:
        case "value_error":
            return _own_words(context["error"])
        case "enum" | "literal_error":
            words = str(context["expected"]).replace("'", "")
            return _("This is not one of the words known here."), _("Write {words}.").format(
                words=words
            )
        case "string_pattern_mismatch":
            return _("This does not have the form asked for here."), _pattern_help(
                context["pattern"]
            )
        case _ if kind.endswith("_type"):
            return _shape_words(kind)
        case _:
            return _limit_words(kind, context)


def _own_words(error: Exception) -> tuple[str, str]:
    """Return what one of our own checks says, as a sentence, and its cure where it has one."""
    if isinstance(error, NumberFormatError | MisfitError):
        return error.what, error.cure
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + ".", ""


def _shape_words(kind: str) -> tuple[str, str]:
    match kind:
        case "string_type":
            return _("A text is needed here."), _("Write one value, not a list or a block.")
        case "tuple_type" | "list_type":
            return _("A list is needed here."), _("Write it like: [first, second]")
        case _:
            return _("A block of keys is needed here."), _("Write it like: key: value")


def _limit_words(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    match kind:
        case "greater_than":
            return _("This number is too small."), _("It must be above {bound}.").format(
                bound=context["gt"]
            )
        case "greater_than_equal":
            return _("This number is too small."), _("The least is {bound}.").format(
                bound=context["ge"]
            )
        case "less_than" | "less_than_equal":
            return _("This number is too large."), _("The most is {bound}.").format(
                bound=context["le"]
            )
        case "string_too_short" | "too_short":
            return _("Something is missing here."), _("Write at least {n}.").format(
                n=context["min_length"]
            )
        case "string_too_long" | "too_long":
            return _("This is too long."), _("At most {n}.").format(n=context["max_length"])
        case "decimal_max_digits" | "decimal_max_places" | "decimal_whole_digits":
            return _("This number has too many digits."), _("Round it.")
        case _:
            return _("This does not fit here."), _("See the README for what goes here.")


def _pattern_help(pattern: str) -> str:
    if pattern.startswith("^[a-z][a-z0-9_]"):
        return _("An id is small letters, digits and _, like monthly_budget.")
    if pattern.startswith("^https?"):
        return _("Write a web address starting with https://")
    if pattern.startswith("^(0|"):
        return _("Write a whole number such as 2, with no 0 before it.")
    if "." in pattern:
        return _("Write it like 1.0.0")
    return _("It must fit {pattern}").format(pattern=pattern)


def keys_at(record: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that a record knows at a place inside it."""
    here: Any = record
    for step in location:
        here = _step(here, step)
    models = _records_in(here)
    return [info.alias or name for model in models for name, info in model.model_fields.items()]


def _step(here: Any, step: str | int) -> Any:
    for model in _records_in(here):
        for name, info in model.model_fields.items():
            if step in (name, info.alias):
                return info.annotation
    return here


def _records_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    found: list[type[BaseModel]] = []
    for part in get_args(annotation):
        found += _records_in(part)
    return found


@dataclass
class Pruned:
    """A record without its broken list items, and where the others stood in the file."""

    record: BaseModel
    positions: dict[str, list[int]] = field(default_factory=dict)
    removed_ids: list[str] = field(default_factory=list)

    def original(self, at: Location) -> Location:
        """Return a location inside the pruned record as it stands in the file."""
        match at:
            case (str(part), int(i), *rest) if part in self.positions:
                return (part, self.positions[part][i], *rest)
            case _:
                return at


def prune(record: type[BaseModel], data: Any, errors: list[ErrorDetails]) -> Pruned | None:
    """Take the broken list items out, so that the rest can still be checked; None if it cannot.

    Lets one run report faults of shape and faults of reference together.
    """
    broken: dict[str, set[int]] = {}
    for error in errors:
        match error["loc"]:
            case (str(part), int(i), *_rest) if error["type"] != "missing" or _rest:
                broken.setdefault(part, set()).add(i)
            case (str(key),) if error["type"] == "extra_forbidden":
                data = {name: value for name, value in data.items() if name != key}
            case _:
                return None
    kept = {
        part: [i for i in range(len(data[part])) if i not in bad] for part, bad in broken.items()
    }
    removed = [
        str(data[part][i]["id"])
        for part, bad in broken.items()
        for i in bad
        if isinstance(data[part][i], dict) and data[part][i].get("id")
    ]
    rest = data | {part: [data[part][i] for i in indices] for part, indices in kept.items()}
    try:
        return Pruned(record.model_validate(rest), kept, removed)
    except ValidationError:
        return None
