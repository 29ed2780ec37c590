"""Small questionnaires and answers for tests, made by hand or drawn at random."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from omnicheck.answer_codes import code_of
from omnicheck.choices import Kind
from omnicheck.crosscheck import crosscheck
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_ASKED, NOT_SURE, STATES, column_of
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.questionnaire import Question, Questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Codes = NDArray[np.int64]
    Plain = dict[str, Any]

#: Drawn questionnaires are slow to draw and slow to score; add Phase.shrink to find a smaller failure.
DRAWN: Final = settings(
    deadline=None,
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
BANDS: Final = {"low": "Low.", "middle": "Middling.", "high": "High."}


def make_question(name: str, values: Sequence[int | str] = (0, 50, 100), **keys: Any) -> Plain:
    """A question as it stands in a file: one of several with options o0, o1, ... of these values."""
    question: Plain = {
        "id": name, "section": "all", "topic": name, "ask": f"{name}?", "why": "Because.",
    }  # fmt: skip
    if keys.get("kind", "one") == "one":
        question["options"] = make_options(values)
    if "factor" in keys:
        question["weight"] = 1
    return question | keys


def make_options(values: Sequence[int | str | None], **marks: Plain) -> Plain:
    """Options o0, o1, ... of these values; marks are added to the options they name."""
    return {
        f"o{i}": {"text": f"Option {i}"}
        | ({} if value is None else {"value": value})
        | marks.get(f"o{i}", {})
        for i, value in enumerate(values)
    }


def plain_questionnaire(
    questions: Sequence[Plain], requires: Mapping[str, Any], **parts: Any
) -> Plain:
    """A whole questionnaire as plain data; `parts` replace or add top-level parts.

    The keys gates, at_stage, max_unknown, paths and confidence go where they belong in the decision.
    """
    rule: Plain = {"requires": dict(requires)}
    rule |= {key: parts.pop(key) for key in ("gates", "at_stage", "max_unknown") if key in parts}
    decision: Plain = {"omnichannel": rule, "paths": parts.pop("paths", last_paths())}
    if "confidence" in parts:
        decision["confidence"] = parts.pop("confidence")
    factors = dict.fromkeys(q["factor"] for q in questions if q.get("factor"))
    words = {"title": "Words", "means": "Words."}
    return {
        "format": "1",
        "id": "small",
        "version": "1.0.0",
        "title": "Small",
        "summary": "Small.",
        "minutes": {"full": 1},
        "strategies": {"multichannel": words, "omnichannel": words},
        "factors": {name: {"title": name, "asks": "How much?", "says": BANDS} for name in factors},
        "sections": [{"id": "all", "title": "All"}],
        "questions": list(questions),
        "stages": [make_stage("s0")],
        "decision": decision,
    } | parts


def make_questionnaire(
    questions: Sequence[Plain], requires: Mapping[str, Any], **parts: Any
) -> Questionnaire:
    """A questionnaire without faults; see `plain_questionnaire`."""
    made = Questionnaire.model_validate(plain_questionnaire(questions, requires, **parts))
    assert crosscheck(made) == []
    return made


def make_compiled(
    questions: Sequence[Plain], requires: Mapping[str, Any], **parts: Any
) -> CompiledQuestionnaire:
    """The same, compiled."""
    return compile_questionnaire(make_questionnaire(questions, requires, **parts))


def make_index(**shares: int | str) -> Plain:
    """An index of these shares."""
    return {"title": "Index", "asks": "How much?", "shares": shares, "says": BANDS}


def make_stage(name: str, when: str | None = None) -> Plain:
    """A stage as it stands in a file."""
    return {"id": name, "title": name, "means": f"{name}."} | ({"when": when} if when else {})


def make_path(name: str, strategy: str, when: str | None = None) -> Plain:
    """A path as it stands in a file."""
    words = {"title": name, "means": f"{name}.", "review": "Later."}
    return {"id": name, "strategy": strategy} | words | ({"when": when} if when else {})


def last_paths() -> list[Plain]:
    """A path of each strategy that takes everybody."""
    return [make_path("omni", "omnichannel"), make_path("simple", "multichannel")]


def codes_of(compiled: CompiledQuestionnaire, answers: Mapping[str, Any]) -> Codes:
    """One row of codes from answers as people write them; what is not named is not sure."""
    row = np.full((1, len(compiled.columns)), NOT_SURE, dtype=np.int64)
    for question, given in answers.items():
        position = compiled.column_by_id[question]
        if isinstance(given, str) and given in STATES:
            row[0, position] = STATES[given]
            continue
        code = code_of(compiled.columns[position], given)
        assert code is not None, question
        row[0, position] = code.code
    return row


def all_codes(question: Question) -> list[int]:
    """Every code that an answer to a question can have; states and options that do not apply aside."""
    column = column_of(question)
    if question.kind is not Kind.SEVERAL:
        return list(range(column.size))
    patterns = range(1 << len(column.options))
    return [bits for bits in patterns if _tickable(bits, column.exclusive)]


def _tickable(bits: int, exclusive: int) -> bool:
    """Whether ticks can stand together; "none of these" stands alone, and for an empty list."""
    if bits & exclusive:
        return not bits & ~exclusive
    return bool(bits) or not exclusive


def worth(question: Question, code: int) -> Fraction | None:
    """What an answer is worth, told plainly; None where no option of a tick list applies."""
    match question.kind:
        case Kind.SEVERAL:
            return _worth_of_ticks(question, code)
        case Kind.NUMBER:
            number = Fraction(question.minimum or 0) + Fraction(code, 10 ** int(question.decimals))
            return Fraction([b.value for b in question.bands if b.start <= number][-1])
        case Kind.SCALE:
            assert question.scale is not None
            value = 100 * Fraction(code) / Fraction(question.scale.last - question.scale.first)
        case Kind.YES_NO if not question.options:
            value = Fraction(100 if code == 0 else 0)
        case _:
            return Fraction([o.value for o in question.options.values()][code] or 0)
    return 100 - value if question.reverse else value


def _worth_of_ticks(question: Question, code: int) -> Fraction | None:
    counted = {i: o for i, o in enumerate(question.options.values()) if not o.exclusive}
    ticked = [Fraction(o.value or 0) for i, o in counted.items() if code >> i & 1]
    match question.score:
        case "share":
            crossed_out = sum(code >> (i + len(question.options)) & 1 for i in counted)
            applicable = len(counted) - crossed_out
            return Fraction(100 * len(ticked), applicable) if applicable else None
        case "count":
            steps = [int(step) for step in question.by_count if int(step) <= len(ticked)]
            return Fraction(question.by_count[str(max(steps))])
        case "best":
            return max(ticked, default=Fraction(0))
        case _:
            return min(sum(ticked, Fraction(0)), Fraction(100))


def worth_of(question: Question) -> list[Fraction]:
    """The values of all answers to a question, by code."""
    found = (worth(question, code) for code in all_codes(question))
    return [value for value in found if value is not None]


# Random questionnaires

_VALUES = ["0", "5", "12.5", "20", "33.33", "50", "66.7", "75", "99.99", "100"]
_WEIGHTS = ["1", "2", "3", "0.5", "1.25", "0.3333", "7.5", "16"]
_THRESHOLDS = ["0", "20", "33.3", "40", "50", "55", "62.5", "100"]


def _draw_options(draw: st.DrawFn, least: int = 2, most: int = 4) -> Plain:
    values = draw(st.lists(st.sampled_from(_VALUES), min_size=least, max_size=most))
    return make_options(values)


def _draw_one(draw: st.DrawFn) -> Plain:
    return {"kind": "one", "options": _draw_options(draw)}


def _draw_yes_no(draw: st.DrawFn) -> Plain:
    if draw(st.booleans()):
        return {"kind": "yes_no", "reverse": draw(st.booleans())}
    values = draw(st.tuples(st.sampled_from(_VALUES), st.sampled_from(_VALUES)))
    order = draw(st.permutations(["yes", "no"]))
    return {
        "kind": "yes_no",
        "options": {o: {"text": o.title(), "value": v} for o, v in zip(order, values, strict=True)},
    }


def _draw_scale(draw: st.DrawFn) -> Plain:
    first = draw(st.integers(-2, 1))
    steps = draw(st.integers(1, 6))
    scale = {"from": first, "to": first + steps, "low": "Least", "high": "Most"}
    return {"kind": "scale", "scale": scale, "reverse": draw(st.booleans())}


def _draw_number(draw: st.DrawFn) -> Plain:
    minimum = draw(st.integers(-3, 3))
    span = draw(st.integers(1, 9))
    inner = draw(st.lists(st.sampled_from(["0.5", "1", "1.5", "2", "4"]), unique=True, max_size=3))
    inside = [Fraction(step) for step in inner if Fraction(step) <= span]
    starts = [Fraction(minimum), *sorted(minimum + step for step in inside)]
    values = draw(st.lists(st.sampled_from(_VALUES), min_size=4, max_size=4))
    bands = [{"from": str(float(s)), "value": v} for s, v in zip(starts, values, strict=False)]
    decimals = draw(st.integers(0, 1)) if span < 3 else 0
    return {
        "kind": "number", "minimum": minimum, "maximum": minimum + span, "decimals": decimals,
        "bands": bands,
    }  # fmt: skip


def _draw_several(draw: st.DrawFn, *, not_applicable: bool) -> Plain:
    score = draw(st.sampled_from(["share", "sum", "best", "count"]))
    options = _draw_options(draw, most=3)
    question: Plain = {"kind": "several", "score": score, "options": options}
    if score == "share" and not_applicable:
        for option in options.values():
            option["may_not_apply"] = draw(st.booleans())
    if score == "count":
        values = draw(st.lists(st.sampled_from(_VALUES), min_size=3, max_size=3))
        reached = [count for count in ("0", "1", "3") if int(count) <= len(options)]
        question["by_count"] = dict(zip(reached, values, strict=False))
    if draw(st.booleans()):
        none = {"none_of_these": {"text": "None", "value": "40", "exclusive": True}}
        question["options"] = none | options if draw(st.booleans()) else options | none
    return question


def _draw_kind(draw: st.DrawFn, *, not_applicable: bool) -> Plain:
    kind = draw(st.sampled_from(["one", "yes_no", "scale", "number", "several"]))
    match kind:
        case "one":
            return _draw_one(draw)
        case "yes_no":
            return _draw_yes_no(draw)
        case "scale":
            return _draw_scale(draw)
        case "number":
            return _draw_number(draw)
        case _:
            return _draw_several(draw, not_applicable=not_applicable)


def _draw_atom(draw: st.DrawFn, question: Plain) -> str:
    """A comparison with a question's answer, of any form that its kind allows."""
    name, kind = question["id"], question["kind"]
    state = draw(st.sampled_from(["not_sure", "not_applicable"]))
    comparator = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
    forms = [f"{name} == {state}", f"value({name}) {comparator} {draw(st.sampled_from(_VALUES))}"]
    options = [*question.get("options", {})] or ["yes", "no"]
    option = draw(st.sampled_from(options))
    match kind:
        case "one" | "yes_no":
            forms += [
                f"{name} == {option}",
                f"{name} != {option}",
                f"{name} in [{option}, {options[0]}]",
            ]
        case "several":
            forms += [
                f"{option} in {name}",
                f"count({name}) {comparator} {draw(st.integers(0, 3))}",
            ]
        case _:
            forms += [f"{name} {comparator} {draw(st.integers(-2, 4))}"]
    return draw(st.sampled_from(forms[1:] * 3 + forms[:1]))


def _draw_when(draw: st.DrawFn, earlier: Sequence[Plain]) -> str:
    parts = [
        _draw_atom(draw, question)
        for question in draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2))
    ]
    text = draw(st.sampled_from([" and ", " or "])).join(parts)
    return f"not ({text})" if draw(st.integers(0, 3)) == 0 else text


def _opens_questions(question: Plain) -> bool:
    return not any(option.get("may_not_apply") for option in question.get("options", {}).values())


def _draw_questions(draw: st.DrawFn, *, conditions: bool, not_applicable: bool) -> list[Plain]:
    sizes = draw(st.lists(st.integers(1, 6), min_size=2, max_size=4))
    members = [f"f{f}" for f, size in enumerate(sizes) for _ in range(size)]
    members += [""] * draw(st.integers(0, 2))
    questions: list[Plain] = []
    for i, factor in enumerate(draw(st.permutations(members))):
        question = make_question(f"q{i}", **_draw_kind(draw, not_applicable=not_applicable))
        if factor:
            question |= {"factor": factor, "weight": draw(st.sampled_from(_WEIGHTS))}
        if not_applicable:
            question["not_applicable"] = draw(st.booleans())
        earlier = [q for q in questions if _opens_questions(q)]
        if conditions and earlier and draw(st.integers(0, 2)) == 0:
            question["when"] = _draw_when(draw, earlier)
        questions.append(question)
    return questions


def _draw_indices(draw: st.DrawFn, factors: Sequence[str]) -> Plain:
    found: Plain = {}
    for i in range(draw(st.integers(0, 2))):
        shared = draw(st.lists(st.sampled_from(factors), min_size=1, max_size=3, unique=True))
        found[f"index{i}"] = make_index(**{f: draw(st.sampled_from(_WEIGHTS)) for f in shared})
    return found


def _plain_record(question: Plain) -> Question:
    return Question.model_validate(question)


def _draw_gates(draw: st.DrawFn, questions: Sequence[Plain], *, fair: bool) -> Plain:
    eligible = [q for q in questions if not q.get("when") and not q.get("not_applicable")]
    eligible = [q for q in eligible if _opens_questions(q)]
    gates: Plain = {}
    chosen = st.lists(st.sampled_from(eligible), max_size=2, unique_by=lambda q: str(q["id"]))
    for question in draw(chosen) if eligible else []:
        worth = worth_of(_plain_record(question))
        least, most = int(min(worth)) + 2, int(max(worth))
        if not fair:
            reached = [t for t in _THRESHOLDS if Fraction(str(t)) <= max(worth)]
            gates[question["id"]] = draw(st.sampled_from(reached or ["0"]))
        elif least <= most:
            gates[question["id"]] = draw(st.integers(least, most))
    return gates


def _draw_stages(draw: st.DrawFn, questions: Sequence[Plain], idle: Sequence[str]) -> list[Plain]:
    """Stages that higher values can only raise, and that not every answer reaches."""
    stages = [make_stage("s0")]
    for i in range(1, draw(st.integers(1, 3))):
        if draw(st.booleans()) and idle:
            when = f"{draw(st.sampled_from(idle))} >= {draw(st.sampled_from(_THRESHOLDS))}"
        else:
            question = draw(st.sampled_from(questions))
            worth = sorted(set(worth_of(_plain_record(question))))
            level = draw(st.sampled_from(worth[1:] or worth))
            when = f"value({question['id']}) {'>=' if len(worth) > 1 else '>'} {float(level)}"
        stages.append(make_stage(f"s{i}", when))
    return stages


def _draw_eased(draw: st.DrawFn, stages: Sequence[Plain], requires: Plain) -> Plain:
    """Thresholds that only fall from stage to stage."""
    eased: Plain = {}
    for name, threshold in requires.items():
        levels = draw(
            st.lists(st.sampled_from(_THRESHOLDS), min_size=len(stages), max_size=len(stages))
        )
        least = Fraction(threshold)
        for stage, level in zip(stages, levels, strict=True):
            least = min(Fraction(level), least)
            eased.setdefault(stage["id"], {})[name] = str(float(least))
    return eased if draw(st.booleans()) else {}


def _draw_paths(
    draw: st.DrawFn, requires: Plain, gates: Plain, factors: Sequence[str]
) -> list[Plain]:
    line, score = (
        draw(st.sampled_from([*requires, *gates])),
        draw(st.sampled_from([*requires, *factors])),
    )
    conditional = [
        make_path("provisional", "multichannel", "unknown_share > 35 and ends_differ"),
        make_path("keep", "omnichannel", f"stage != s0 or {score} >= 66.7"),
        make_path("failing", "multichannel", f"failed({line}) and not unknown({factors[0]}) >= 25"),
        make_path("needed", "multichannel", f"{score} >= 33.33"),
    ]
    kept = draw(st.lists(st.sampled_from(conditional), unique_by=lambda p: str(p["id"])))
    return kept + last_paths()


@st.composite
def questionnaires(
    draw: st.DrawFn, conditions: bool, not_applicable: bool, *, fair_gates: bool = False
) -> Questionnaire:
    """A valid questionnaire of 2 to 4 factors with every kind of question that is scored.

    With `conditions`, some questions stand under a condition; stages and their easier thresholds are
    always such that higher values can only help. With `fair_gates`, some answer passes each gate, and
    some answer fails it by a point or more.
    """
    questions = _draw_questions(draw, conditions=conditions, not_applicable=not_applicable)
    factors = sorted({q["factor"] for q in questions if q.get("factor")})
    indices = _draw_indices(draw, factors)
    names = st.lists(st.sampled_from([*indices, *factors]), min_size=1, max_size=4, unique=True)
    requires = {name: draw(st.sampled_from(_THRESHOLDS)) for name in draw(names)}
    deciding = {
        f for name in requires for f in (indices[name]["shares"] if name in indices else [name])
    }
    gates = _draw_gates(draw, questions, fair=fair_gates)
    stages = _draw_stages(draw, questions, sorted(set(factors) - deciding))
    return make_questionnaire(
        questions,
        requires,
        factors={f: {"title": f, "asks": "How much?", "says": BANDS} for f in factors},
        indices=indices,
        gates=gates,
        stages=stages,
        at_stage=_draw_eased(draw, stages, requires),
        max_unknown=draw(st.sampled_from(["35", "0", "12.5", "50", "33.3", "100"])),
        paths=_draw_paths(draw, requires, gates, factors),
    )


def _draw_code(draw: st.DrawFn, question: Question) -> int:
    if question.kind is not Kind.SEVERAL:
        return draw(st.integers(0, column_of(question).size - 1))
    exclusive = column_of(question).exclusive
    bits = draw(st.integers(0, (1 << len(question.options)) - 1))
    bits = bits if _tickable(bits, exclusive) else exclusive & -exclusive
    for i, option in enumerate(question.options.values()):
        if option.may_not_apply and not bits >> i & 1 and draw(st.booleans()):
            bits |= 1 << (i + len(question.options))
    return bits


@st.composite
def answer_codes(
    draw: st.DrawFn,
    compiled: CompiledQuestionnaire,
    *,
    not_asked: bool = False,
    complete: bool = False,
) -> Codes:
    """One row of valid codes, not sure and not applicable among them where they are allowed.

    With `not_asked`, a short form leaves out some questions that are no gates; with `complete`,
    nothing is unknown.
    """
    rule = compiled.questionnaire.decision.omnichannel
    often = draw(st.integers(0, 4))
    row = np.zeros((1, len(compiled.columns)), dtype=np.int64)
    for i, column in enumerate(compiled.columns):
        states = [] if complete else [NOT_SURE] * often
        states += [NOT_APPLICABLE] * (2 * column.question.not_applicable)
        states += [NOT_ASKED] * (not_asked and column.id not in rule.gates)
        pick = draw(st.integers(0, 5 + len(states)))
        row[0, i] = states[pick - 6] if pick > 5 else _draw_code(draw, column.question)
    return row


def random_codes(compiled: CompiledQuestionnaire, seed: int, rows: int) -> Codes:
    """Many rows of answers at once; each row has a leaning and a share of unknown answers of its own."""
    random = np.random.default_rng(seed)
    leaning, unknown = random.random(rows), random.random(rows) ** 2
    codes = np.zeros((rows, len(compiled.columns)), dtype=np.int64)
    for i, column in enumerate(compiled.columns):
        if column.question.kind is Kind.SEVERAL:
            ticks = [1 << position for position in column.counted]
            codes[:, i] = (random.random((rows, len(ticks))) < leaning[:, None]) @ np.array(ticks)
            codes[:, i] = np.where(codes[:, i] == 0, column.nothing_ticked[0], codes[:, i])
        else:
            spread = (leaning + random.normal(0, 0.25, rows)).clip(0, 0.999)
            codes[:, i] = (spread * column.size).astype(np.int64)
        if column.question.not_applicable:
            codes[random.random(rows) < 0.1, i] = NOT_APPLICABLE
        codes[random.random(rows) < unknown, i] = NOT_SURE
    return codes
