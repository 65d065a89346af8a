"""HTML parts that the pages of this room share."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files

import numpy as np

from itembank.html_report.html_tables import count, number
from itembank.html_report.standalone_page import standalone_page
from itembank.language import Language, Text
from reports.technical import technical_messages as phrases
from reports.technical.item_evidence import FEWEST_PRINTED


def sentence(text: Text, language: Language, *values: object) -> str:
    """A sentence in one language, with values."""
    return text[language] % values if values else text[language]


def paragraph(sentence: str, kind: str = "") -> str:
    """An escaped sentence as a paragraph."""
    return f'<p class="{kind}">{escape(sentence)}</p>' if kind else f"<p>{escape(sentence)}</p>"


def verdict(sentence: str, *, holds: bool) -> str:
    """A paragraph that says whether a result may be used."""
    return paragraph(sentence, "verdict" if holds else "verdict not")


def suppressed_count(value: int) -> str:
    """A count of responses or persons; a small one is suppressed."""
    return count(value) if value >= FEWEST_PRINTED or value == 0 else f"< {FEWEST_PRINTED}"


def formatted(value: float | None, digits: int = 2, *, signed: bool = False) -> str:
    """A number, or a dash where there is none."""
    return number(np.nan if value is None else value, digits, signed=signed)


def formatted_error(value: float | None, digits: int = 2) -> str:
    """A standard error, or a dash where the parameter is fixed or there is none."""
    return formatted(value or None, digits)


def definition_list(rows: Sequence[Sequence[str]]) -> str:
    """Terms and their meanings as a definition list."""
    return "<dl>" + "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in rows) + "</dl>"


def reading_guide(language: Language) -> str:
    """The section that explains how to read a report."""
    listed = definition_list([(term[language], text[language]) for term, text in phrases.READING])
    return f'<section id="reading"><h2>{sentence(phrases.HOW_TO_READ, language)}</h2>{listed}</section>'


def html_page(title: str, body: str, language: Language) -> str:
    """A self-contained page; ``title`` is not yet escaped."""
    own = files("reports.technical")
    style, script = (own.joinpath(name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    return standalone_page(escape(title), body, language, style=style, script=script)
