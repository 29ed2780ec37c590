"""How every result comes about: the derivation of a score, a line, the recommendation or an action.

Everything is read from the engine and from the places in both files; nothing is worked out a second way.
"""

from __future__ import annotations

from omnicheck.assessment.derivation.build import NotToPassOnError, explain
from omnicheck.assessment.derivation.record import Explanation, Held, Subject, SubjectKind
from omnicheck.assessment.derivation.subjects import UnknownSubjectError, subjects_of

__all__ = [
    "Explanation",
    "Held",
    "NotToPassOnError",
    "Subject",
    "SubjectKind",
    "UnknownSubjectError",
    "explain",
    "subjects_of",
]
