"""Every weight moved at once: in how many of many mixes the recommendation is the same.

The box: each weight of a question, and each share of an index of several factors, anywhere between half and
one and a half times its own. That is twice as far as the reruns move one weight at a time, and in all
directions at once: about as far as people who agree on what matters differ on how much. The mixes are
points of a Kronecker sequence, the multiples of the square roots of the primes: they fill the box evenly,
need no chance, and are the same for every business and on every machine. Whole numbers throughout.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count, islice
from math import isqrt, prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.engine.decide import stand_on
from omnicheck.engine.kept import kept
from omnicheck.engine.sheet import omnichannel_where
from omnicheck.engine.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire, Mixture
    from omnicheck.engine.decide import Standing
    from omnicheck.engine.sheet import Base, Sheet

#: Mixes tried.
POINTS: Final = 2048
#: A weight is taken 33, 35, ... to 95 times over 64: the middles of 32 steps from 0.5 to 1.5.
ONE: Final = 64
_LEVELS: Final = 32
_LOWEST: Final = ONE // 2 + 1
_MOST: Final = _LOWEST + 2 * (_LEVELS - 1)
_LEVEL_BITS: Final = 5
_ROOM: Final = 2**62


@dataclass(frozen=True)
class Box:
    """In how many mixes of the box the recommendation is the same."""

    same: int
    made: int


def box(sheet: Sheet, points: int = POINTS) -> Box | None:
    """Try the mixes on one business; None where too many completions may be the worst one."""
    omnichannel, doubtful = omnichannel_where(sheet, points, _mixes(sheet.compiled, points).stand)
    if doubtful.any() and sheet.lows is None:
        return None
    return Box(int((omnichannel == sheet.omnichannel).sum()), points)


@lru_cache(maxsize=4)
def multipliers(dimensions: int, points: int = POINTS) -> NDArray[np.int64]:
    """Return the mixes: how much each number counts, in 64ths of its own; shape (points, dimensions)."""
    # Multiples of a root's fraction, kept to 64 binary places: what is carried beyond them is whole.
    steps = np.array([_root_fraction(p) for p in islice(_primes(), dimensions)], dtype=np.uint64)
    places = np.arange(1, points + 1, dtype=np.uint64)[:, None] * steps[None, :]
    return _LOWEST + 2 * (places >> np.uint64(64 - _LEVEL_BITS)).astype(np.int64)


def _root_fraction(number: int) -> int:
    """The digits of a square root behind the point, 64 binary ones."""
    return isqrt(number << 128) & (2**64 - 1)


def _primes() -> Iterator[int]:
    return (n for n in count(2) if all(n % d for d in range(2, isqrt(n) + 1)))


@dataclass(frozen=True)
class _Mixes:
    """The mixes of one questionnaire."""

    compiled: CompiledQuestionnaire
    weights: list[Any]
    """By factor: the multipliers of its questions, shape (points, questions)."""
    blends: dict[str, Mixture]
    """Index -> its shares, each a column of the points."""

    def stand(self, base: Base, rows: NDArray[np.int64]) -> Standing:
        """Return where a sheet stands in some of the mixes."""
        sums: list[list[Any]] = [[], [], []]
        for factor, times in zip(self.compiled.factors, self.weights, strict=True):
            parts = [base.parts[column] for column in factor.columns] or [(0, 0, 0)]
            for whole, part in zip(sums, zip(*parts, strict=True), strict=True):
                whole.append(times[rows] @ np.array(part, dtype=times.dtype))
        tally = Tally(*(np.stack(whole).T for whole in sums))
        blends = {
            name: replace(
                blend, shares=tuple(share[rows] for share in blend.shares), whole=blend.whole[rows]
            )
            for name, blend in self.blends.items()
        }
        return stand_on(self.compiled, base.rows(len(rows)), tally, base.blank, blends)


@kept
def _mixes(compiled: CompiledQuestionnaire, points: int) -> _Mixes:
    """Share the dimensions out: first the questions, factor by factor, then the shares."""
    mixed = [name for name in compiled.questionnaire.indices if _is_mixed(compiled, name)]
    sizes = [len(factor.columns) for factor in compiled.factors]
    sizes += [len(compiled.mixture(name).factors) for name in mixed]
    exact = np.int64 if _fits(compiled, mixed) else object
    parts = np.split(multipliers(sum(sizes), points).astype(exact), np.cumsum(sizes)[:-1], axis=1)
    weights, shares = parts[: len(compiled.factors)], parts[len(compiled.factors) :]
    blends = {}
    for name, times in zip(mixed, shares, strict=True):
        own = compiled.mixture(name)
        columns = tuple(share * times[:, i] for i, share in enumerate(own.shares))
        blends[name] = replace(own, shares=columns, whole=sum(columns))
    no_question = np.zeros((points, 1), dtype=exact)
    return _Mixes(compiled, [each if each.shape[1] else no_question for each in weights], blends)


def _is_mixed(compiled: CompiledQuestionnaire, name: str) -> bool:
    return len(compiled.mixture(name).factors) > 1


def _fits(compiled: CompiledQuestionnaire, mixed: list[str]) -> bool:
    """Whether every number that may come up fits into 64 bits; as in `compile` and in `facts`."""
    totals = [_MOST * factor.total for factor in compiled.factors]
    shares = compiled.shares_total * prod(_MOST * compiled.mixture(name).whole for name in mixed)
    most = shares * prod(totals[: compiled.deciding])
    for name in (*compiled.questionnaire.factors, *compiled.questionnaire.indices):
        mixture = compiled.mixture(name)
        most = max(most, _MOST * mixture.whole * prod(totals[f] for f in mixture.factors))
    return bool(101 * compiled.scale * max(most, *(total**2 for total in totals)) < _ROOM)
