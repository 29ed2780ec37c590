"""omnicheck: multichannel or omnichannel? A questionnaire engine and its reports."""

from __future__ import annotations

__version__ = "0.1.0"
