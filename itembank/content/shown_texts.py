"""The texts within a value of the item model, and the drawings within these."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html import unescape

from itembank.language import Text

_DRAWING = re.compile(r"<svg\b[^>]*>.*?</svg>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ALTERNATIVE = re.compile(r'\baria-label="([^"]+)"')


def all_texts(value: object) -> Iterator[Text]:
    """Every `Text` within a value of the item model, at any depth."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for element in value:
            yield from all_texts(element)
    elif is_dataclass(value):
        for field in fields(value):
            yield from all_texts(getattr(value, field.name))


def text_alternatives(markup: str) -> tuple[str, ...]:
    """The text alternative of each drawing, in their order; "" for a drawing that has none."""
    if "<svg" not in markup:
        return ()
    found = (_ALTERNATIVE.search(drawing[: drawing.index(">")]) for drawing in _DRAWING.findall(markup))
    return tuple(unescape(each[1]) if each else "" for each in found)


def words_beside_drawings(markup: str) -> str:
    """The words of a text without its drawings and tags."""
    return unescape(_TAG.sub(" ", _DRAWING.sub(" ", markup)))
