"""A drawing printed as SVG, for a page or for a file of its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures.shapes import Anchor, Dot, Hatching, Named, Rect, Stroke, Words

if TYPE_CHECKING:
    from omnicheck.reports.pictures.shapes import Drawing, Shape, Tone

_NAMESPACE: Final = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Colours:
    """The colours of a picture, each as CSS writes it: "#0f5c63", or "var(--ink)" on a page."""

    ink: str
    """What is read, and the marks of what is asked for."""
    quiet: str
    """Scales and legends; still text."""
    rule: str
    """Thin lines."""
    wash: str
    """Empty room that a bar can fill; the lightest grey."""
    paper: str
    """What lies behind the picture."""
    accent: str
    accent_soft: str
    """A light tint of the accent, under text in ink."""
    counter: str
    """Bars towards multichannel: plainly not the accent, at least 3 to 1 on paper."""
    care: str
    """Not reached."""
    good: str
    """Reached."""


def style(colours: Colours, font: str) -> str:
    """Return the CSS of all pictures: simple class rules, no variables of its own."""
    rules = [f".pic{{font-family:{font}}}"]
    for name, colour in asdict(colours).items():
        rules.append(f".pic-fill-{_css_name(name)}{{fill:{colour}}}")
        rules.append(f".pic-line-{_css_name(name)}{{stroke:{colour}}}")
    return "\n".join(rules)


@dataclass(frozen=True)
class Labels:
    """What a picture says to those who do not see it."""

    title: str
    description: str = ""


def print_svg(drawing: Drawing, labels: Labels, prefix: str, css: str = "") -> str:
    """Return a drawing as one svg element; with CSS, as a file that stands alone."""
    width, height = _number(drawing.width), _number(drawing.height)
    alone = f' xmlns="{_NAMESPACE}" width="{width}" height="{height}"' if css else ""
    named = f"{prefix}-title {prefix}-desc" if labels.description else f"{prefix}-title"
    head = [
        f'<svg{alone} class="pic" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{named}">',
        f'<title id="{prefix}-title">{escape(labels.title)}</title>',
    ]
    if labels.description:
        head.append(f'<desc id="{prefix}-desc">{escape(labels.description)}</desc>')
    if css:
        head.append(f"<style>{escape(css)}</style>")
    return "\n".join([*head, *map(_printed, drawing.shapes), "</svg>"])


def _printed(shape: Shape) -> str:
    match shape:
        case Rect():
            return _rect(shape)
        case Hatching():
            lines = "".join(map(_path, shape.segments))
            return f'<path d="{lines}"{_paint(None, shape.line, shape.thickness)}/>'
        case Dot():
            place = f'cx="{_number(shape.x)}" cy="{_number(shape.y)}" r="{_number(shape.radius)}"'
            return f"<circle {place}{_paint(shape.fill, shape.line, shape.thickness)}/>"
        case Stroke():
            path = _path(shape.points) + ("Z" if shape.fill else "")
            return f'<path d="{path}"{_paint(shape.fill, shape.line, shape.thickness)}/>'
        case Words():
            return _text(shape)
        case Named():
            return f"<g><title>{escape(shape.name)}</title>{_printed(shape.sign)}</g>"


def _rect(shape: Rect) -> str:
    place = f'x="{_number(shape.x)}" y="{_number(shape.y)}"'
    size = f'width="{_number(shape.width)}" height="{_number(shape.height)}"'
    radius = f' rx="{_number(shape.radius)}"' if shape.radius else ""
    return f"<rect {place} {size}{radius}{_paint(shape.fill, shape.line, shape.thickness)}/>"


def _text(words: Words) -> str:
    x = _number(words.x)
    bold = ' font-weight="700"' if words.bold else ""
    anchor = "" if words.anchor is Anchor.START else f' text-anchor="{words.anchor}"'
    look = (
        f'class="pic-fill-{_css_name(words.tone)}" font-size="{_number(words.size)}"{bold}{anchor}'
    )
    if len(words.lines) == 1:
        return f'<text x="{x}" y="{_number(words.y)}" {look}>{escape(words.lines[0])}</text>'
    # Nothing between the lines: a space there would shift what is anchored at its end.
    lines = "".join(
        f'<tspan x="{x}" y="{_number(words.y + number * words.leading)}">{escape(line)}</tspan>'
        for number, line in enumerate(words.lines)
    )
    return f"<text {look}>{lines}</text>"


def _paint(fill: Tone | None, line: Tone | None, thickness: float) -> str:
    names = [f"pic-fill-{_css_name(fill)}"] if fill else []
    names += [f"pic-line-{_css_name(line)}"] if line else []
    unfilled = "" if fill else ' fill="none"'
    width = f' stroke-width="{_number(thickness)}"' if line else ""
    return f' class="{" ".join(names)}"{unfilled}{width}'


def _path(points: tuple[tuple[float, float], ...]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _css_name(name: str) -> str:
    return name.replace("_", "-")
