"""A gate without its tools is skipped on a desk and an error in CI."""

from __future__ import annotations

import pytest

from tests.reports.tools import needs


def test_what_is_missing_is_named_and_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    mark = needs("python3", "no-such-program", "nor-this").mark
    assert mark.args == (True,)
    assert mark.kwargs == {"reason": "not installed: no-such-program, nor-this"}


def test_ci_skips_no_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    with pytest.raises(LookupError, match="CI skips no gate: no-such-program"):
        needs("no-such-program")
    assert needs("python3").mark.args == (False,)


def test_packages_are_looked_for_where_the_variable_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tools")
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("OMNICHECK_GATE_TOOLS", str(folder))
    assert needs("axe-core").mark.args == (True,)
    (folder / "axe-core").mkdir()
    assert needs("axe-core").mark.args == (False,)
