"""The door through which every text of the program passes, so that it can be translated.

Texts of a questionnaire live in its own file; texts of the program are marked with `_`.
"""

from __future__ import annotations

import gettext

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def _(message: str) -> str:
    """Return the message in the language in use."""
    return _catalogue.gettext(message)


def plural(one: str, many: str, count: int) -> str:
    """Return the form of a message that fits a count; `{count}` in it is filled in."""
    return _catalogue.ngettext(one, many, count).format(count=count)
