"""Open answers at the very edge: a line reached exactly, a gate that any answer passes, a value not known."""

from __future__ import annotations

from omnicheck.engine.openings import openings
from omnicheck.engine.score import score
from omnicheck.engine.tipping import headline
from tests.factories import codes_of, last_paths, make_compiled, make_path, make_question


def test_an_open_answer_that_reaches_the_line_exactly_could_turn_it() -> None:
    compiled = make_compiled([make_question("q", factor="f")], {"f": 100})
    raw = codes_of(compiled, {})
    assert openings(score(compiled, raw), raw).can_flip.tolist() == [[True]]


def test_an_open_gate_that_any_answer_passes_could_turn_it() -> None:
    compiled = make_compiled(
        [make_question("gate", values=(50, 100)), make_question("q", factor="f")],
        {"f": 50},
        gates={"gate": 20},
    )
    raw = codes_of(compiled, {"q": "o2"})
    scores = score(compiled, raw)
    assert not scores.omnichannel[0]
    assert openings(scores, raw).can_flip.tolist() == [[True], [False]]


def test_exactly_on_the_line_with_too_much_unknown_is_not_enough() -> None:
    compiled = make_compiled(
        [make_question("known", factor="f"), make_question("open", factor="f")], {"f": 75}
    )
    raw = codes_of(compiled, {"known": "o2"})  # (100 + 50) / 2 = 75
    assert headline(compiled, raw).tolist() == score(compiled, raw).omnichannel.tolist() == [False]


def test_a_value_that_is_not_known_is_not_low() -> None:
    paths = [make_path("poor", "multichannel", "value(q) <= 25"), *last_paths()]
    compiled = make_compiled([make_question("q", factor="f")], {"f": 60}, paths=paths)
    found = {
        answer: paths[score(compiled, codes_of(compiled, {"q": answer})).path[0]]["id"]
        for answer in ("o0", "o1", "o2", "not_sure")
    }
    assert found == {"o0": "poor", "o1": "simple", "o2": "omni", "not_sure": "simple"}
