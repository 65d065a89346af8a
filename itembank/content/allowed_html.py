"""The HTML that an item may contain: words, tables, drawings and formulas, and nothing that acts or loads."""

import re
from collections.abc import Iterator
from functools import lru_cache

# fmt: off
# lists that are read, a few to the line
_TEXT = frozenset(
    (
        "p",
        "br",
        "hr",
        "strong",
        "em",
        "b",
        "i",
        "u",
        "s",
        "small",
        "sub",
        "sup",
        "span",
        "div",
        "blockquote",
        "q",
        "cite",
        "abbr",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "figure",
        "figcaption",
        "h2",
        "h3",
        "h4",
        "table",
        "caption",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
    )
)
_FORMULAS = frozenset(
    (
        "math",
        "mrow",
        "mfrac",
        "mn",
        "mo",
        "mi",
        "ms",
        "mtext",
        "mspace",
        "msup",
        "msub",
        "msqrt",
        "mroot",
        "mover",
        "munder",
        "mtable",
        "mtr",
        "mtd",
    )
)
_DRAWINGS = frozenset(
    ("svg", "g", "line", "circle", "ellipse", "rect", "path", "polygon", "polyline", "text", "tspan", "title", "desc")
)
ALLOWED_TAGS = _TEXT | _FORMULAS | _DRAWINGS
_VOID = frozenset(("br", "hr", "col"))

_ANYWHERE = frozenset(("class", "lang", "dir", "role", "aria-label", "aria-hidden"))
_OF_TABLES = frozenset(("scope", "colspan", "rowspan", "span", "start"))
_OF_DRAWINGS = frozenset(
    (
        "viewBox",
        "preserveAspectRatio",
        "focusable",
        "transform",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "dx",
        "dy",
        "d",
        "points",
        "width",
        "height",
        "fill",
        "fill-opacity",
        "fill-rule",
        "opacity",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-dasharray",
        "stroke-opacity",
        "font-family",
        "font-size",
        "font-weight",
        "font-style",
        "text-anchor",
        "dominant-baseline",
        "letter-spacing",
        "data-area",
    )
)
ALLOWED_ATTRIBUTES = _ANYWHERE | _OF_TABLES | _OF_DRAWINGS
# fmt: on

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*=\"[^\"<>]*\")*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z][a-zA-Z0-9-]*)=\"([^\"]*)\"")
_STRAY = re.compile(r"<(?![/a-zA-Z])|<[/a-zA-Z][^<>]{0,40}")
_LOADS = re.compile(r"url\s*\(|:|\\|&", re.IGNORECASE)
_FREE_TEXT = frozenset(("aria-label", "font-family"))


def disallowed_markup(html: str) -> str | None:
    """Find the first piece of an HTML fragment that is not allowed, or a tag without its partner.

    Attribute values must be in double quotes, and a bare "<" must be written "&lt;".

    Returns
    -------
    the piece as written; None if the fragment is allowed
    """
    open_tags: list[str] = []
    checked = 0
    for match in _TAG.finditer(html):
        if (stray := _STRAY.search(html, checked, match.start())) or _forbidden(match[0]):
            return stray[0] if stray else match[0]
        checked = match.end()
        closing, tag, _, empty = match.groups()
        if closing:
            if not open_tags or open_tags.pop() != tag:
                return match[0]
        elif not (empty or tag in _VOID):
            open_tags.append(tag)
    stray = _STRAY.search(html, checked)
    return stray[0] if stray else next((f"<{tag}>" for tag in open_tags), None)


@lru_cache(maxsize=4096)
def _forbidden(tag: str) -> bool:
    """Whether one tag, as written, is not allowed; cached, since drawings repeat the same few thousand tags."""
    match = _TAG.fullmatch(tag)
    if match is None or match[2] not in ALLOWED_TAGS:
        return True
    return any(
        name not in ALLOWED_ATTRIBUTES or (name not in _FREE_TEXT and _LOADS.search(value))
        for name, value in _named(match[3])
    )


def _named(attributes: str) -> Iterator[tuple[str, str]]:
    return ((match[1], match[2]) for match in _ATTRIBUTE.finditer(attributes))


def hotspot_areas(svg: str) -> tuple[str, ...]:
    """Ids of the hotspot areas in a drawing, in document order: the values of ``data-area``."""
    return tuple(value for match in _TAG.finditer(svg) for name, value in _named(match[3]) if name == "data-area")
