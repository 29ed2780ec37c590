"""How figures are shown: the median of the ratios of all rounds, with the smallest and the largest."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = f"{'ratio':>7}{'min':>7}{'max':>7}{'goal':>7}"


def ratio_cells(ratios: Sequence[float], goal: float | None, digits: int = 1) -> str:
    """Return the cells below `HEAD`; blank where there is nothing to compare with."""
    shown = [f"{f(ratios):7.{digits}f}" if ratios else f"{'':7}" for f in (median, min, max)]
    return f"{''.join(shown)}{goal or '':>7}"
