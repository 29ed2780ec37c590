"""omnicheck: multichannel or omnichannel? A questionnaire engine and its reports.

The names below are the library; each is loaded when it is first used, so that importing omnicheck
costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers read it; to import typing costs more than `--version`
if TYPE_CHECKING:
    from omnicheck.answers import AnswerSheet
    from omnicheck.api import (
        LoadedQuestionnaire,
        assess,
        assess_table,
        compare,
        explain,
        load_answers,
        load_questionnaire,
        load_theme,
        redact,
        render_report,
        respondents,
        table_columns,
        what_if,
        write_report,
    )
    from omnicheck.assessment.report import Report
    from omnicheck.choices import Format, PaperSize
    from omnicheck.errors import Fault, InputError, OmnicheckError
    from omnicheck.reports.rendering import Rendered
    from omnicheck.reports.theme import Theme

__version__ = "0.1.0"
__all__ = [
    "AnswerSheet",
    "Fault",
    "Format",
    "InputError",
    "LoadedQuestionnaire",
    "OmnicheckError",
    "PaperSize",
    "Rendered",
    "Report",
    "Theme",
    "__version__",
    "assess",
    "assess_table",
    "compare",
    "explain",
    "load_answers",
    "load_questionnaire",
    "load_theme",
    "redact",
    "render_report",
    "respondents",
    "table_columns",
    "what_if",
    "write_report",
]

_HOMES = {
    "AnswerSheet": "omnicheck.answers",
    "Fault": "omnicheck.errors",
    "Format": "omnicheck.choices",
    "InputError": "omnicheck.errors",
    "LoadedQuestionnaire": "omnicheck.api",
    "OmnicheckError": "omnicheck.errors",
    "PaperSize": "omnicheck.choices",
    "Rendered": "omnicheck.reports.rendering",
    "Report": "omnicheck.assessment.report",
    "Theme": "omnicheck.reports.theme",
    "assess": "omnicheck.api",
    "assess_table": "omnicheck.api",
    "compare": "omnicheck.api",
    "explain": "omnicheck.api",
    "load_answers": "omnicheck.api",
    "load_questionnaire": "omnicheck.api",
    "load_theme": "omnicheck.api",
    "redact": "omnicheck.api",
    "render_report": "omnicheck.api",
    "respondents": "omnicheck.api",
    "table_columns": "omnicheck.api",
    "what_if": "omnicheck.api",
    "write_report": "omnicheck.api",
}


def __getattr__(name: str) -> object:
    """Load a public name on first use."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module 'omnicheck' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
