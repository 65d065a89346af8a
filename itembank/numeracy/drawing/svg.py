"""SVG elements without style sheets, ids or style attributes."""

from collections.abc import Mapping, Sequence
from html import escape

from itembank.language import Language, Text

INK = "#1b1f23"
GREY = "#8a9199"
PALE = "#d9dee3"
FILL = "#8fb8a8"
PAPER = "#ffffff"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"

Attribute = str | float


def picture(size: tuple[float, float], name: str, described: Text, draw: "Elements", *, kind: str = "medium") -> Text:
    """A drawing with its text alternative in each language.

    Parameters
    ----------
    size : width and height of the view box; 320 wide fills a phone
    name : what is drawn, part of the class name
    described : what the drawing shows, never the answer
    draw : the drawing's elements, the same in both languages or one list for each
    kind : "narrow", "small", "medium" or "wide", how wide it is shown
    """
    return Text.each(lambda language: _svg(size, name, described[language], _elements(draw, language), kind))


Elements = Sequence[str] | Text


def _elements(draw: Elements, language: Language) -> str:
    return draw[language] if isinstance(draw, Text) else "".join(draw)


def _svg(size: tuple[float, float], name: str, described: str, body: str, kind: str) -> str:
    return (
        f'<svg class="item-figure item-figure-{kind} item-{name}" viewBox="0 0 {_n(size[0])} {_n(size[1])}" '
        f'role="img" aria-label="{escape(described)}" font-family="{escape(FONT)}">{body}</svg>'
    )


def element(tag: str, content: str = "", /, **attributes: Attribute) -> str:
    """One SVG element; underscores in attribute names become hyphens."""
    written = "".join(f' {name.replace("_", "-")}="{_n(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


def _n(value: Attribute) -> str:
    return value if isinstance(value, str) else f"{round(value, 2):g}"


def _with(given: Mapping[str, Attribute], **otherwise: Attribute) -> dict[str, Attribute]:
    return {**otherwise, **given}


def line(x1: float, y1: float, x2: float, y2: float, *, width: float = 2, colour: str = INK, **more: Attribute) -> str:
    return element(
        "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, stroke_linecap="round", **more
    )


def rectangle(x: float, y: float, width: float, height: float, *, fill: str = "none", **more: Attribute) -> str:
    outline = _with(more, stroke=INK, stroke_width=2)
    return element("rect", x=x, y=y, width=width, height=height, fill=fill, **outline)


def circle(cx: float, cy: float, r: float, *, fill: str = "none", **more: Attribute) -> str:
    outline = _with(more, stroke=INK, stroke_width=2)
    return element("circle", cx=cx, cy=cy, r=r, fill=fill, **outline)


def path(d: str, *, fill: str = "none", **more: Attribute) -> str:
    outline = _with(more, stroke=INK, stroke_width=2, stroke_linejoin="round")
    return element("path", d=d, fill=fill, **outline)


def polygon(points: Sequence[tuple[float, float]], *, fill: str = "none", **more: Attribute) -> str:
    return path("M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + "Z", fill=fill, **more)


def label(x: float, y: float, said: str, *, size: float = 16, anchor: str = "middle", **more: Attribute) -> str:
    """A label whose baseline is at y."""
    colour = _with(more, fill=INK)
    return element("text", escape(said), x=x, y=y, font_size=size, text_anchor=anchor, **colour)
