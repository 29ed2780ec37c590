"""Reports made by hand for the tests of every renderer: a rich one, a bare one and a nasty one."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from omnicheck.assessment.report import (
    SCHEMA_VERSION,
    AnswerLine,
    BusinessProfile,
    ContrastLine,
    KpiLine,
    Line,
    Origin,
    Picture,
    Plan,
    PlanAction,
    PlanHorizon,
    Pull,
    Reason,
    Report,
    RiskLine,
    Score,
    SourceLine,
    StageStep,
    TippingPoint,
    Unknown,
    Unlock,
    Verdict,
)
from omnicheck.choices import Confidence, Cost, Effort, Form, Grade, Horizon, Strategy
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import Front
from tests.reports.analysis import after_plan, firmness, outlook, tipping_point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Texts that break careless renderers, as somebody may type them for a name or a note.
NASTY: Final = (
    # Rich markup, and what a terminal obeys
    "[/]",
    "[bold red]x",
    "[link=https://example.org]x[/link]",
    ":smile:",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b[2J",
    "\x9b31mred",
    "\x1b]8;;https://example.org\x1b\\x\x1b]8;;\x1b\\",
    "a\x00b\x7fc",
    # HTML
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title></style></svg><h1>x",
    "<!-- x",
    "&lt;b&gt; &amp;nbsp; &#60;",
    "\" onmouseover='alert(1)' x=`",
    "javascript:alert(1)",
    "https://example.org/x?a=1&b=2",
    "www.example.org or me@example.org",
    # Markdown
    "a\n# Forged | cell",
    "a\r\n\r\n| forged | row |\n|---|---|",
    "a|b",
    "a\\|b\\",
    "![x](http://example.org/x.png)",
    "[x](javascript:alert(1))",
    "[x]: http://example.org",
    "<http://example.org>",
    "# Heading",
    "- item",
    "1. item",
    "> quote",
    ": defined",
    "---",
    "```x",
    "`x` **x** __x__ ~~x~~ *x _x",
    # Formulas
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@x",
    "\t=1+1",
    "\r=1+1",
    "{=1+1}",
    "'=1+1",
    "_x0041_",
    "007e5",
    # Templates and Typst
    "{{7*7}}",
    "{% x %}",
    "{#x#}",
    '#read("file")',
    "#{1+1} @ref <label>",
    "C# Ltd",
    "$x",
    "*b",
    "a @ref",
    "// x /* y",
    "= Heading",
    "%s {0} {name} ${x}",
    # Names of files
    "../../evil",
    "/etc/passwd",
    "CON",
    "C:\\x",
    # Letters
    "a\u202eb\u2066c",
    "lone \ud800 half",
    "日本語の店と、とても長い名前のお客様のための説明文です",
    "مخبز الزاوية",
    "e\u0301cole und Zoe\u0308",
    "😀 👩\u200d👩\u200d👧 ✂",
    "soft\xadhyphen, no\xa0break, zero\u200bwidth",
    "fi ffl – — “x” … 'x'",
    "x" * 300,
    "word " * 60,
)

_HANDOVER: Final = PlanAction(
    id="handover_note",
    title="Write a four-line handover note",
    how="For each open matter, write who it is, what they want, what is done and what was promised. "
    "Keep the notes where everyone can read them.",
    done_when="Ten handovers in a row have a note.",
    weakness="lost_stories",
    strategy=Strategy.OMNICHANNEL,
    cost=Cost.FREE,
    effort=Effort.SMALL,
    hours=4,
    unlocks=("Where customer history is kept",),
)


def rich_report() -> Report:
    """Return a bike shop with some open answers, close to the line."""
    return Report(
        schema_version=SCHEMA_VERSION,
        origin=_origin(),
        business=BusinessProfile(
            name="Harbour Bikes",
            trade="bicycle shop and workshop",
            country="Canada",
            region="Nova Scotia",
            id="client-0042",
            staff="5",
            years="9",
            tags={"Consultant": "M. Roy"},
        ),
        form=Form.FULL,
        answered_on="2026-11-21",
        verdict=_verdict(),
        reasons_for=_reasons_for(),
        reasons_against=_reasons_against(),
        pulls=_pulls(),
        scores=_scores(),
        picture=Picture(across="need", upward="readiness"),
        stages=_stages(),
        lines=_lines(),
        unlocks=_unlocks(),
        tipping_point=tipping_point(),
        unknowns=_unknowns(),
        comparison=_comparison(),
        plan=_plan(),
        kpis=_kpis(),
        judging=(
            "Write down the start value before you change anything.",
            "Try a change with half of your customers or places, and compare with the other half.",
            "Where you cannot split them, compare with the same months of last year.",
            "Never give one channel all the credit, as a sale often begins in another.",
            "If two reviews in a row show no movement, stop, and keep the multichannel part.",
        ),
        risks=_risks(),
        hints=(
            "You ticked one channel, but most customers seem to use more than one way. Check "
            "whether a channel is missing.",
        ),
        notices=("The note on turnover was kept, but it is not used.",),
        rerun_when=(
            "You open a second place, or a second team starts to serve the same customers.",
            "Complaints about repeating or about different answers come every month.",
            "A competitor joins its channels, and your customers mention it.",
        ),
        answers=_answers(),
        sources=_sources(),
        method=(
            "Each answer has a value from 0, plainly multichannel, to 100, plainly omnichannel.",
            "Each question has a weight, and the weighted values make one score for each factor.",
        ),
        limits=(
            "Weights, values and thresholds are our judgement; published work supports their "
            "direction, not their exact size.",
            "This is advice for planning, not legal or financial advice.",
        ),
        after_plan=after_plan(),
        firmness=firmness(),
        outlook=outlook(),
    )


def certain_report() -> Report:
    """Return the same shop with every answer known, a high confidence and omnichannel ahead."""
    report = rich_report()
    known = tuple(
        replace(score, value=68.4, low=68.4, high=68.4, unknown_share=0) for score in report.scores
    )
    return replace(
        report,
        verdict=replace(
            report.verdict,
            strategy=Strategy.OMNICHANNEL,
            strategy_title="Omnichannel",
            path="omnichannel",
            title="Omnichannel, start now",
            confidence=Confidence.HIGH,
            confidence_reasons=("No open answer could turn it, and it stays in all 62 reruns.",),
            margin=13.4,
            margin_low=13.4,
            margin_high=13.4,
            fit_now=63.4,
        ),
        scores=known,
        unlocks=(),
        unknowns=(),
        outlook=None,
        hints=(),
        notices=(),
    )


def bare_report() -> Report:
    """Return the least that a report can hold: nothing answered, nothing to plan."""
    report = rich_report()
    score = replace(report.scores[0], value=None, low=0, high=100, threshold=None, unknown_share=1)
    return replace(
        report,
        business=BusinessProfile("Stall", None, None, None, None, None, None, {}),
        form=Form.QUICK,
        answered_on=None,
        verdict=replace(report.verdict, confidence=Confidence.LOW, confidence_reasons=()),
        reasons_for=(),
        reasons_against=(),
        pulls=(),
        scores=(score,),
        picture=None,
        stages=(),
        lines=(),
        unlocks=(),
        tipping_point=TippingPoint(Strategy.OMNICHANNEL, (), "Nothing is known well enough yet."),
        unknowns=(),
        after_plan=None,
        firmness=None,
        outlook=None,
        comparison=(),
        plan=None,
        kpis=(),
        judging=(),
        risks=(),
        hints=(),
        notices=(),
        rerun_when=(),
        answers=(),
        sources=(),
        method=(),
        limits=(),
    )


def nasty_report() -> Report:
    """Return the rich report with every text beginning with one of the nasty ones, in turn."""
    turn = _in_turn()
    nasty: Report = _each_text(rich_report(), lambda text: f"{next(turn)} {text}")
    return replace(nasty, picture=rich_report().picture, scores=_nasty_scores(nasty))


def texts_of(value: object) -> Iterator[str]:
    """Yield every text of a record, at any depth."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    _each_text(value, keep)
    yield from found


def _nasty_scores(report: Report) -> tuple[Score, ...]:
    ids = [score.id for score in rich_report().scores]
    return tuple(replace(score, id=name) for score, name in zip(report.scores, ids, strict=True))


def _in_turn() -> Iterator[str]:
    while True:
        yield from NASTY


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_each_text(item, change) for item in value)
    if isinstance(value, dict):
        return {change(key): _each_text(item, change) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _each_text(getattr(value, f.name), change) for f in fields(value)}
        return replace(value, **changed)
    return value


def _origin() -> Origin:
    return Origin(
        program_version="0.1.0",
        questionnaire="channel_strategy",
        questionnaire_title="Multichannel or omnichannel?",
        questionnaire_version="1.0.0",
        questionnaire_sha256="3f5a" * 16,
        answers_file="clients/harbour_bikes.yaml",
        answers_sha256="9c1e" * 16,
    )


def _verdict() -> Verdict:
    return Verdict(
        strategy=Strategy.MULTICHANNEL,
        strategy_title="Multichannel",
        path="path_to_omnichannel",
        title="Multichannel now, with a path to omnichannel",
        means="Your customers would gain from joined channels, but something that joining needs is "
        "still missing. Run your channels well now and mend what is missing. Then look again.",
        review="Look again after 90 days, when the first missing pieces are in place.",
        confidence=Confidence.MEDIUM,
        confidence_reasons=(
            "Two answers are open, and one of them could turn the result.",
            "The result stays the same in 58 of 62 reruns with other weights.",
        ),
        margin=-6.7,
        margin_low=-14.2,
        margin_high=2.1,
        fit_now=43.3,
        limiting="readiness",
        limiting_title="Readiness",
        robustness=0.935,
        reruns=62,
    )


def _reasons_for() -> tuple[Reason, ...]:
    return (
        Reason(
            question="tools_connected",
            topic="Tools that talk to each other",
            says="Your tools are separate, and you retype from one into the other.",
            because="Joined channels live from records that flow by themselves. Research names "
            "this as the strongest sign that joining up will work.",
            points=-6.3,
        ),
        Reason(
            question="monthly_budget",
            topic="Monthly budget",
            says="You could spend about one subscription a month.",
            because="Joining channels costs more than opening them, and the cost returns monthly.",
            points=-2.1,
        ),
        Reason(
            question="skills",
            topic="Who sets up tools",
            says="A friend helps with the tools now and then.",
            because="Connected tools need someone who answers when they stop.",
            points=-1.8,
        ),
    )


def _reasons_against() -> tuple[Reason, ...]:
    return (
        Reason(
            question="channel_switching",
            topic="Customers who change channel",
            says="Five of your last ten customers used more than one way for the same matter.",
            because="Each change is a place where the story can get lost.",
            points=5.4,
        ),
        Reason(
            question="people_per_customer",
            topic="People who serve one customer",
            says="Shop and workshop both deal with the same customer.",
            because="The more people share a customer, the more they must know from each other.",
            points=3.2,
        ),
    )


def _pulls() -> tuple[Pull, ...]:
    said = sorted((*_reasons_for(), *_reasons_against()), key=lambda reason: -abs(reason.points))
    return tuple(Pull(reason.question, reason.topic, reason.points) for reason in said)


def _score(
    name: str,
    title: str,
    value: float,
    says: str,
    *,
    span: tuple[float, float] | None = None,
    threshold: float | None = None,
) -> Score:
    low, high = span or (value, value)
    return Score(
        id=name,
        title=title,
        asks="",
        is_index=name in {"need", "readiness"},
        decides=name != "integration",
        value=value,
        low=low,
        high=high,
        threshold=threshold,
        met=None if threshold is None else value >= threshold,
        same_as="resources" if name == "readiness" else None,
        says=says,
        unknown_share=0.16 if span else 0,
    )


def _scores() -> tuple[Score, ...]:
    part = "Part of what a joining-up project needs is in place, and part is missing."
    return (
        _score("resources", "Available resources", 48.3, part, span=(40.8, 57.1), threshold=55),
        _score(
            "business_type",
            "Type of business",
            68.9,
            "Your sales are long, personal or spread out, so they cross channels by nature.",
            threshold=30,
        ),
        _score(
            "customer_expectations",
            "Customer expectations",
            72.2,
            "Your customers change channel often and expect you to know them when they do.",
            span=(66.0, 78.0),
            threshold=40,
        ),
        _score(
            "integration",
            "Joined up today",
            34.0,
            "Today your channels are joined in places.",
        ),
        _score(
            "need",
            "Need",
            70.9,
            "Joining your channels would bring a clear gain.",
            span=(67.2, 74.4),
            threshold=50,
        ),
        _score(
            "readiness",
            "Readiness",
            48.3,
            "You could carry part of the work of joining up.",
            span=(40.8, 57.1),
            threshold=55,
        ),
    )


def _stages() -> tuple[StageStep, ...]:
    return (
        StageStep("single", "Single channel", "Customers reach you in one way.", is_today=False),
        StageStep(
            "multi",
            "Multichannel",
            "Customers reach you in several ways, each of which works for itself.",
            is_today=True,
        ),
        StageStep("cross", "Cross-channel", "Some of your channels are joined.", is_today=False),
        StageStep("omni", "Omnichannel", "All channels work as one.", is_today=False),
    )


def _lines() -> tuple[Line, ...]:
    return (
        Line("need", "Need", is_gate=False, value=70.9, threshold=50, margin=20.9, met=True),
        Line("readiness", "Readiness", is_gate=False, value=48.3, threshold=55, margin=-6.7, met=False),
        Line("business_type", "Type of business", is_gate=False, value=68.9, threshold=30, margin=38.9, met=True),
        Line("customer_expectations", "Customer expectations", is_gate=False, value=72.2, threshold=40, margin=32.2, met=True),
        Line(
            "customer_history",
            "Where customer history is kept",
            is_gate=True,
            value=None,
            threshold=20,
            margin=-1,
            met=False,
        ),
        Line(
            "replies", "Messages that get an answer", is_gate=True, value=40, threshold=25, margin=15, met=True
        ),
    )  # fmt: skip


def _unlocks() -> tuple[Unlock, ...]:
    return (
        Unlock(
            "readiness",
            "Readiness",
            today="48 of 100",
            needed="55 of 100, for example through connected tools",
            workable=True,
        ),
        Unlock(
            "customer_history",
            "Where customer history is kept",
            today="Not sure",
            needed="Notebooks and inboxes, or better",
            workable=True,
        ),
        Unlock(
            "data_comfort",
            "Comfort with linked details",
            today="Many customers are uneasy",
            needed="Fine when it is explained",
            workable=False,
        ),
    )


def _unknowns() -> tuple[Unknown, ...]:
    return (
        Unknown(
            "customer_history",
            "Where customer history is kept",
            "A customer you know contacts you. Where do you find what happened before?",
            can_flip=True,
            says="Look up three customers who called last week, and see where their story is.",
        ),
        Unknown(
            "recognition",
            "Wish to be recognised",
            "Of your last ten customers, how many expected you to know them?",
            can_flip=False,
            says="Keep a tally for two weeks.",
        ),
    )


def _comparison() -> tuple[ContrastLine, ...]:
    return (
        ContrastLine(
            "Focus",
            "You look after each channel for what it does best.",
            "You start from the customer and arrange all channels around that person.",
            "Several people serve the same customer, so someone must keep the whole picture.",
        ),
        ContrastLine(
            "Aim",
            "More people can find you and choose the way they like.",
            "People who already deal with you get on more easily, whichever way they come.",
            "Your customers come back or need you after the sale, so looking after them counts.",
        ),
        ContrastLine(
            "What is measured",
            "You count contacts, sales, cost and attention for each channel.",
            "You count how well customers get on across channels, and whether they return.",
            "You read results by channel today.",
        ),
    )


def _plan() -> Plan:
    sheet = PlanAction(
        id="write_fact_sheet",
        title="Write one fact sheet and correct every listing",
        how="Write prices, opening hours, offers and return rules on one page. Search for your "
        "business name online and correct every place that differs.",
        done_when="Every place on your list shows the same facts as the sheet.",
        weakness="facts_differ",
        strategy=Strategy.MULTICHANNEL,
        cost=Cost.FREE,
        effort=Effort.SMALL,
        hours=4,
        unlocks=(),
    )
    tool = PlanAction(
        id="customer_tool",
        title="Move the customer list into a simple tool",
        how="Choose a tool that everyone can open. Import the list, and merge two entries only on "
        "the same e-mail address or phone number, never on a name alone.",
        done_when="Nine of ten callers are found in under a minute.",
        weakness="no_history",
        strategy=Strategy.OMNICHANNEL,
        cost=Cost.ONE_SUBSCRIPTION,
        effort=Effort.MEDIUM,
        hours=16,
        unlocks=("Readiness", "Where customer history is kept"),
    )
    join = replace(
        tool,
        id="join_lists",
        title="Replace the tool that forces most retyping",
        cost=Cost.PROJECT,
        effort=Effort.LARGE,
        hours=48,
        unlocks=("Readiness",),
    )
    return Plan(
        hours_per_week=4,
        cost_ceiling=Cost.ONE_SUBSCRIPTION,
        target_stage="Cross-channel",
        notes=("Where an answer is open, the plan assumes the lowest one.",),
        horizons=(
            PlanHorizon(Horizon.DAYS_30, "First 30 days", 16, 8, (sheet, _HANDOVER)),
            PlanHorizon(Horizon.DAYS_90, "First 90 days", 52, 24, (tool,)),
            PlanHorizon(Horizon.MONTHS_12, "Within 12 months", 208, 24, ()),
        ),
        later=(join,),
        watch=("Comfort with linked details: ask ten regulars once a year.",),
    )


def _kpis() -> tuple[KpiLine, ...]:
    measure = "Write down the waiting time of 20 messages per channel and take the middle one."
    return (
        KpiLine(
            "reply_time",
            "Usual reply time per channel",
            measure,
            "The middle time is shorter than the time you promise.",
            side_figure=False,
        ),
        KpiLine(
            "listing_errors",
            "Wrong facts found",
            "Once a month, compare every listing with your fact sheet. Count what is wrong.",
            "The count falls towards none and stays there.",
            side_figure=False,
        ),
        KpiLine(
            "cost_per_sale",
            "Cost per sale in each channel",
            "Add what you spent to your hours times an hourly rate. Divide by the sales.",
            "The cost stays well below what a sale earns you.",
            side_figure=False,
        ),
        KpiLine(
            "engagement_counts",
            "Followers, comments and shares",
            "Copy the monthly numbers that each social page shows.",
            "They rise together with contacts, as on their own they do not show sales.",
            side_figure=True,
        ),
    )


def _risks() -> tuple[RiskLine, ...]:
    return (
        RiskLine(
            "facts_drift",
            "Prices and hours drift apart",
            "Customers quote a price that you no longer ask.",
            "Check the facts once a month.",
            exposed=False,
        ),
        RiskLine(
            "lost_stories",
            "Stories get lost between shop and workshop",
            "Customers explain the same fault twice.",
            "Use the handover note for every repair.",
            exposed=True,
        ),
        RiskLine(
            "wrong_pruning",
            "The wrong channel is closed",
            "Sales fall elsewhere after a channel is cut.",
            "Pause a channel for six weeks before you close it.",
            exposed=False,
        ),
        RiskLine(
            "islands",
            "Each new tool is one more island",
            "You type the same customer in three places.",
            "Buy only what can export and connect.",
            exposed=False,
        ),
    )


def _answers() -> tuple[AnswerLine, ...]:
    return (
        AnswerLine(
            question="contacts_per_sale",
            section="Your business",
            topic="Contacts per sale",
            ask="For one normal sale, how many times are you and the customer in touch?",
            state="answered",
            answer="Five to nine times",
            value=85,
            weight=12,
            factor="business_type",
            contribution=4.2,
            note="Repairs more often than sales",
            line=7,
            sources=("neslin_2022", "dixon_2010"),
        ),
        AnswerLine(
            question="people_per_customer",
            section="Your business",
            topic="People who serve one customer",
            ask="How many people deal with one customer?",
            state="answered",
            answer="A small team",
            value=50,
            weight=10,
            factor="business_type",
            contribution=0,
            note="",
            line=8,
            sources=(),
        ),
        AnswerLine(
            question="customer_history",
            section="Your means",
            topic="Where customer history is kept",
            ask="A customer you know contacts you. Where do you find what happened before?",
            state="not_sure",
            answer="Not sure",
            value=None,
            weight=16,
            factor="resources",
            contribution=0,
            note="",
            line=31,
            sources=("dixon_2010",),
        ),
        AnswerLine(
            question="stock",
            section="Your means",
            topic="Stock",
            ask="Do you keep stock?",
            state="not_applicable",
            answer="",
            value=None,
            weight=0,
            factor=None,
            contribution=0,
            note="",
            line=0,
            sources=(),
        ),
    )


def _sources() -> tuple[SourceLine, ...]:
    return (
        SourceLine(
            id="neslin_2022",
            citation="Scott A. Neslin (2022): The omnichannel continuum. Journal of Retailing.",
            grade=Grade.A,
            url="https://doi.org/10.1016/j.jretai.2022.02.003",
            shows="Joining up comes in many degrees, so joining everything is not always right.",
        ),
        SourceLine(
            id="dixon_2010",
            citation="Matthew Dixon et al. (2010): Stop trying to delight your customers.",
            grade=Grade.B,
            url=None,
            shows="Customers who must explain again are more likely to leave.",
        ),
    )


def front_page(report: Report) -> Front:
    """The first page of a report."""
    front = manuscript_of(report).front
    assert isinstance(front, Front)
    return front
