"""What to say when the program itself fails on one input: the rest goes on, and nothing is lost."""

from __future__ import annotations

from omnicheck.errors import Fault, Place, last_place
from omnicheck.language import _


def own_fault(name: str, error: Exception) -> Fault:
    """Return a mistake of the program, met with this input, as a fault; tells nothing of the answers."""
    what = _("omnicheck has a fault of its own here ({kind} at {place}); this was not read.")
    cure = _("To report it, pass on this line.")
    kind = type(error).__name__
    return Fault(Place(name), what.format(kind=kind, place=last_place(error)), cure)
