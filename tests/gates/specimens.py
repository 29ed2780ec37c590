"""What the gates look at: reports on real businesses, hand-made extremes in several looks, other documents."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from omnicheck.api import assess, compare, explain, load_answers, respondents, what_if
from omnicheck.batch.movement import movement
from omnicheck.choices import Format, PaperSize
from omnicheck.reports.formats import render
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import Front
from omnicheck.reports.rendering import Look
from omnicheck.reports.theme import Logo, Theme
from tests.cli.program import EXAMPLES
from tests.reports.sample import bare_report, certain_report, nasty_report, rich_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from omnicheck.reports.documents import Document


@dataclass(frozen=True)
class Specimen:
    """A document in one look, made when it is asked for."""

    name: str
    make: Callable[[], Document]
    look: Look = field(default_factory=Look)

    @property
    def document(self) -> Document:
        return self.make()

    @property
    def verdict(self) -> str:
        """What comes out, as the first page says it."""
        front = manuscript_of(self.document).front
        return front.path_title if isinstance(front, Front) else front.lead

    def write(self, folder: Path, kind: Format) -> Path:
        """Render it into a folder."""
        path = folder / f"{self.name}.{kind}"
        path.write_bytes(render(self.document, kind, self.look).data)
        return path


def _example(name: str) -> Specimen:
    return Specimen(name, lambda: assess(load_answers(EXAMPLES / f"{name}.yaml")))


def _what_if() -> Document:
    scenarios = {
        "Half a day": {"hours_per_week": "half_day"},
        "One system": {"hours_per_week": "half_day", "customer_history": "one_system"},
    }
    return what_if(load_answers(EXAMPLES / "bike_shop.yaml"), scenarios)


def _ways() -> Document:
    return what_if(load_answers(EXAMPLES / "bike_shop.yaml"))


def _comparison() -> Document:
    old = load_answers(EXAMPLES / "compare" / "bike_shop_2025.yaml")
    return compare(old, load_answers(EXAMPLES / "bike_shop.yaml"))


def _respondents() -> Document:
    people = ("owner", "staff", "consultant")
    return respondents([load_answers(EXAMPLES / "compare" / f"{name}.yaml") for name in people])


def _explanation() -> Document:
    return explain(load_answers(EXAMPLES / "bike_shop.yaml"), "readiness")


def _movement() -> Document:
    old, new = (EXAMPLES / "compare" / f"results_{year}.csv" for year in (2025, 2026))
    return movement(old, new)


def _png(width: int, height: int, colour: bytes) -> bytes:
    """Return a picture of one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + colour * width) * height
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


_SVG: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" viewBox="0 0 120 40">'
    b'<rect width="120" height="40" fill="#7a2048"/></svg>'
)
DRAWN: Final = Theme(
    name="Roy & Daughters Consulting",
    logo=Logo(_SVG, "image/svg+xml"),
    accent="#7a2048",
    footer="Roy & Daughters, 12 Quay Street, Halifax",
)
PAINTED: Final = Theme(
    name='<b onmouseover="alert(1)">Roy</b> #read("x") [a](b) ' + "x" * 80,
    logo=Logo(_png(300, 60, b"\x1f\x3d\x7a"), "image/png"),
    accent="#1f3d7a",
    footer="</style><script>alert(1)</script> $x *b _c_ @d " + "y" * 120,
)
#: What every gate looks at; kayak_rental has many open answers.
SPECIMENS: Final = (
    _example("boutique"),
    _example("corner_bakery"),
    _example("kayak_rental"),
    Specimen("rich", rich_report),
    Specimen("certain", certain_report, Look(paper=PaperSize.LETTER)),
    Specimen("bare", bare_report),
    Specimen("nasty", nasty_report),
    Specimen("themed", rich_report, Look(theme=DRAWN, paper=PaperSize.LETTER)),
    Specimen("nasty_themed", nasty_report, Look(theme=PAINTED)),
)
#: Looked at as web pages; a PDF of them is set from the same blocks as that of a report.
DOCUMENTS: Final = (
    Specimen("what_if", _what_if),
    Specimen("ways", _ways),
    Specimen("comparison", _comparison),
    Specimen("respondents", _respondents),
    Specimen("explanation", _explanation),
    Specimen("movement", _movement),
)
