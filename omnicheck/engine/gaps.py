"""What better answers would add to a score, in answers that a business can change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from omnicheck.engine.columns import NOT_SURE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.decide import Standing


def gaps(
    compiled: CompiledQuestionnaire, standing: Standing, name: str
) -> tuple[list[int], NDArray[np.float64]]:
    """Return the columns behind a factor or index that can change, and the points each could add.

    The points have shape (n, columns): what the best answer would add to the factor's score; 0 where the
    question does not apply. Not sure counts half-way.
    """
    index = compiled.questionnaire.indices.get(name)
    columns: list[int] = []
    points: list[NDArray[np.float64]] = []
    for factor in index.shares if index else [name]:
        f = compiled.factor_by_id[factor]
        table, possible = compiled.factors[f], standing.tally.possible[:, f]
        for column, weight in zip(table.columns, table.weights, strict=True):
            if compiled.columns[column].question.changeable:
                codes = standing.codes[:, column]
                values, _applies = compiled.values[column].worth(codes)
                counts = (codes >= NOT_SURE) & (possible > 0)
                missing = np.where(counts, weight * (100 * compiled.scale - values), 0)
                whole = np.where(possible == 0, 1, possible) * compiled.scale
                columns.append(column)
                points.append((missing / whole).astype(np.float64))
    empty = np.zeros((len(standing.codes), 0))
    return columns, np.stack(points, axis=1) if points else empty
