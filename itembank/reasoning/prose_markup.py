"""HTML from a scenario's text: measures and ratios kept whole, thin spaces in large numbers, superscript powers."""

import re
from html import escape

from itembank.language import Text
from itembank.numeracy.number_formatting import NO_BREAK, THIN_SPACE, power

_UNITS = "mm|cm³|cm|m²|m³|km/h|km|m|kWh|kg|g|ml|°C|s|min|h"
_MEASURE = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?![\w²³/])|: \d)|(?<=\d :) (?=\d)")
_THOUSANDS = re.compile(r"(?<![\d.])(\d{1,3}(?: \d{3})+)(?! ?\d)")
_POWER = re.compile(r"(\d+)\^(-?\d+)")
_TIMES_POWER = re.compile(r"(?<=\d) × (?=\d+\^)")


def inline(words: Text) -> Text:
    """HTML within a line."""
    return Text(_inline(words.cy), _inline(words.en))


def paragraphs(words: Text) -> Text:
    """HTML with a paragraph for each line."""
    return Text(_paragraphs(words.cy), _paragraphs(words.en))


def plain(words: Text) -> Text:
    """Text that is not HTML, such as a label."""
    return Text(_kept(words.cy), _kept(words.en))


def _paragraphs(words: str) -> str:
    return "".join(f"<p>{_inline(line)}</p>" for line in words.split("\n"))


def _inline(words: str) -> str:
    return _POWER.sub(lambda match: power(match[1], match[2]), escape(_kept(words), quote=False))


def _kept(words: str) -> str:
    spaced = _THOUSANDS.sub(lambda match: match[1].replace(" ", THIN_SPACE), words)
    return _TIMES_POWER.sub(f"{NO_BREAK}×{NO_BREAK}", _MEASURE.sub(NO_BREAK, spaced))
