"""Which columns a portfolio can be broken down by: texts make groups, figures do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from omnicheck import InputError
from tests.batch.clients import add_clients, add_table, batch

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = (
    "These columns make groups: trade, country, region, staff, years, answered_on, source, questionnaire, "
    "{tags}strategy, path, stage, limiting, confidence, next_best_answer."
)


@pytest.mark.parametrize("column", ["margin", "fit_now", "unknowns", "readiness", "resources"])
def test_figures_make_no_groups_which_is_told_before_anything_is_written(
    tmp_path: Path, column: str
) -> None:
    add_clients(tmp_path / "in", 2)
    out = tmp_path / "out"
    with pytest.raises(InputError) as raised:
        batch(out, tmp_path / "in", by=("trade", column))
    assert str(raised.value) == (
        f"--by {column}: This column holds a figure for each business; it makes no groups. "
        f"{GROUPS.format(tags='')}"
    )
    assert [path.name for path in out.iterdir()] == [".omnicheck"]


def test_an_unknown_column_is_told_with_those_that_make_groups(tmp_path: Path) -> None:
    table = add_table(tmp_path / "t.csv", [{"id": "a", "hours_per_week": "none", "wave": "1"}])
    with pytest.raises(InputError) as raised:
        batch(tmp_path / "out", table, by=("zzz",))
    assert str(raised.value) == (
        "--by zzz: There is no column of this name to break the overview down by. "
        f"{GROUPS.format(tags='wave, ')}"
    )


def test_a_tag_with_the_name_of_a_figure_makes_groups(tmp_path: Path) -> None:
    rows = [{"id": f"{n}", "hours_per_week": "none", "margin": "thin"} for n in range(2)]
    batch(tmp_path / "out", add_table(tmp_path / "t.csv", rows), by=("margin",))
    assert "thin" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("column", ["client", "row", "source", "strategy", "confidence", "staff"])
def test_texts_of_all_kinds_can_be_asked_for(tmp_path: Path, column: str) -> None:
    add_clients(tmp_path / "in", 3)
    assert batch(tmp_path / "out", tmp_path / "in", by=(column,)).exit_code == 0
