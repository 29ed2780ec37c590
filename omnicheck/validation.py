"""What a record's validation found, told to a person: place, cause and cure for each error.

Pydantic's own messages repeat what the user wrote and speak of Python; neither belongs on a screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError

from omnicheck.errors import Fault, did_you_mean
from omnicheck.language import _
from omnicheck.numerals import NumberFormatError
from omnicheck.yamlfile import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from omnicheck.yamlfile import Document

Location = tuple[str | int, ...]

#: What validation calls a value that is left blank; one that is `~` is also of a wrong type to it.
_LACKING: Final = ("missing", "string_too_short", "too_short")
#: What it calls a word that is none of those it knows.
_LISTED: Final = ("enum", "literal_error")
#: What it adds to the location of a key that does not fit.
_KEY: Final = "[key]"


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
    if _is_lacking(kind) and isinstance(at[-1], str) and _is_blank(document, at):
        what = _("{key} is blank.").format(key=at[-1])
        cure = _("Write it behind {key}:").format(key=at[-1])
        return document.fault(document.place_of(at, key=True), what, cure)
    if kind == "missing":
        what = _("{key} is missing.").format(key=at[-1])
        return document.fault(document.place_of(at[:-1], key=True), what, _("Add it."))
    is_key = kind == "extra_forbidden" or error["loc"][-1] == _KEY
    place = document.place_of(at, key=is_key)
    if kind == "extra_forbidden":
        known = keys_at(record, at[:-1])
        what = _("{key} is not known here.").format(key=at[-1])
        listed = _("Known are: {names}.").format(names=", ".join(known))
        return document.fault(place, what, did_you_mean(str(at[-1]), known) or listed)
    what, cure = plain_words(kind, context)
    if kind in _LISTED and isinstance(node := document.node_at(at), Scalar):
        cure = " ".join(filter(None, [did_you_mean(node.text, _listed_words(context)), cure]))
    return document.fault(place, what, cure)


def _listed_words(context: dict[str, Any]) -> list[str]:
    return re.findall("'([^']*)'", str(context["expected"]))


def _is_lacking(kind: str) -> bool:
    return kind in _LACKING or kind.endswith("_type")


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
        case _ if kind in _LISTED:
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
        case "decimal_type":
            return _("A number is needed here."), _("Write digits, for example 12.")
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
        case "multiple_of":
            return _("A whole number is needed here."), _("Round it.")
        case _:
            return _("This does not fit here."), _("See the README for what goes here.")


def _pattern_help(pattern: str) -> str:
    if pattern.startswith("^[a-z][a-z0-9_]"):
        return _("An id is small letters, digits and _, like monthly_budget.")
    if pattern.startswith("^https?"):
        return _("Write a web address starting with https://")
    if pattern.startswith("^[a-z]{2}"):
        return _("Write the code of a language, like en or pt-BR.")
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
    info = _field(here, step)
    return here if info is None else info.annotation


def _records_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    found: list[type[BaseModel]] = []
    for part in get_args(annotation):
        found += _records_in(part)
    return found


@dataclass
class Pruned:
    """A record without its broken parts, and where the others stood in the file."""

    record: BaseModel
    positions: dict[Location, list[int]]
    """List of the record -> where its items stand in that of the file."""
    parts: set[str]
    """The names of the lists and groups that lost something."""
    removed: set[str]
    """The ids of what was taken out."""

    def original(self, at: Location) -> Location:
        """Return a location inside the pruned record as it stands in the file."""
        for part, positions in self.positions.items():
            match at[len(part) :]:
                case (int(i), *rest) if at[: len(part)] == part:
                    return (*part, positions[i], *rest)
        return at


def prune(
    record: type[BaseModel], data: Any, errors: list[ErrorDetails], stand_ins: dict[str, Any]
) -> Pruned | None:
    """Take the broken parts out, so that the rest can still be checked; None if it cannot.

    Lets one run report faults of shape and faults of reference together.

    Args:
        record: What the data should be.
        data: What the file holds.
        errors: What is wrong with its shape.
        stand_ins: Sound values for keys that a record needs and that nothing refers to.
    """
    broken: set[Location] = set()
    for error in errors:
        part = _removable(record, data, error["loc"])
        top = str(error["loc"][0])
        if part:
            broken.add(part)
        elif top in stand_ins:
            data = data | {top: stand_ins[top]}
        else:
            return None
    removed = {name for part in broken for name in _names_of(part, _at(data, part))}
    lists = {part[:-1] for part in broken if isinstance(part[-1], int)}
    kept = {
        part: [i for i in range(len(_at(data, part))) if (*part, i) not in broken] for part in lists
    }
    parts = {str(name) for part in broken for name in part[-2:] if isinstance(name, str)}
    try:
        return Pruned(record.model_validate(_without(data, broken)), kept, parts, removed)
    except ValidationError:
        return None


def _removable(record: type[BaseModel], data: Any, location: Location) -> Location:
    """Return the broken part to take out: the outermost item or free entry, else a key with a default.

    Empty if there is none.
    """
    known: Any = record
    optional: Location = ()
    for i, step in enumerate(location):
        if not isinstance(data, dict | list) or (isinstance(data, dict) and step not in data):
            break
        info = None if get_origin(known) is dict else _field(known, step)
        if isinstance(step, int) or info is None:
            return location[: i + 1]
        if not info.is_required():
            optional = location[: i + 1]
        known, data = info.annotation, _at(data, (step,))
    return optional


def _field(here: Any, step: str | int) -> FieldInfo | None:
    """Return what a record inside an annotation knows by a key."""
    fields = (field for model in _records_in(here) for field in model.model_fields.items())
    return next((info for name, info in fields if step in (name, info.alias)), None)


def _at(data: Any, location: Location) -> Any:
    for step in location:
        data = data[step]
    return data


def _names_of(part: Location, item: Any) -> Iterator[str]:
    if isinstance(part[-1], str):
        yield part[-1]
    if isinstance(item, dict) and isinstance(item.get("id"), str):
        yield item["id"]


def _without(data: Any, broken: set[Location], at: Location = ()) -> Any:
    """Return the data without the parts that stand at these locations."""
    if not any(part[: len(at)] == at for part in broken):
        return data
    match data:
        case dict():
            kept = {key: (*at, key) for key in data if (*at, key) not in broken}
            return {key: _without(data[key], broken, place) for key, place in kept.items()}
        case list():
            places = [(*at, i) for i in range(len(data))]
            pairs = zip(data, places, strict=True)
            return [_without(item, broken, place) for item, place in pairs if place not in broken]
        case _:
            return data
