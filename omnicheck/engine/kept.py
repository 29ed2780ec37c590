"""What follows from a questionnaire alone: worked out once, and kept with it for the next business."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from omnicheck.engine.compile import CompiledQuestionnaire

_P = ParamSpec("_P")
_T = TypeVar("_T")


def kept(
    function: Callable[Concatenate[CompiledQuestionnaire, _P], _T],
) -> Callable[Concatenate[CompiledQuestionnaire, _P], _T]:
    """Have a function of a questionnaire and of hashable arguments work out each result once.

    Nobody may change what it returns. What is kept is gone with the questionnaire.
    """
    name = (
        f"{function.__module__}.{function.__qualname__}"  # functions could not be pickled with it
    )

    @wraps(function)
    def answer(compiled: CompiledQuestionnaire, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        key = name, args, tuple(kwargs.items())
        if key not in compiled.kept:
            compiled.kept[key] = function(compiled, *args, **kwargs)
        found: _T = compiled.kept[key]
        return found

    return answer
