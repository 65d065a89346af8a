"""Numbers, tables and charts with their captions as HTML."""

import math
from collections.abc import Iterable, Sequence
from html import escape

from itembank.html_report.svg_axes import Words, figure
from itembank.language import Language, Text


def number(value: float, digits: int = 3, *, signed: bool = False) -> str:
    """A number with its minus sign, "–" where there is none."""
    if not math.isfinite(value):
        return "–"
    plus = "+" if signed and round(value, digits) > 0 else ""
    return plus + figure(round(value, digits) + 0.0, digits)


def percent(share: float, digits: int = 1) -> str:
    """A share in hundredths, with a space that does not break."""
    return f"{number(100 * share, digits)}\u00a0%"


def count(value: float) -> str:
    """A whole number, thousands set off by a thin space from 10 000 on."""
    return f"{value:,.0f}".replace(",", "\u2009") if value >= 10_000 else f"{value:.0f}"


def table(
    caption: str, heads: Sequence[Text], rows: Iterable[Sequence[str]], language: Language, words: int = 1
) -> str:
    """A table whose first ``words`` columns are words and whose others are figures; it scrolls where it is too wide."""
    first = "".join(f'<th scope="col"{_kind(place, words)}>{head[language]}</th>' for place, head in enumerate(heads))
    body = "".join(f"<tr>{_cells(row, words)}</tr>" for row in rows)
    label = escape(caption, quote=True)
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table><caption>{label}</caption>'
        f"<thead><tr>{first}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[str], words: int) -> str:
    head, *rest = row
    cells = "".join(f"<td{_kind(place, words)}>{escape(cell)}</td>" for place, cell in enumerate(rest, start=1))
    return f'<th scope="row"{_kind(0, words)}>{escape(head)}</th>{cells}'


def _kind(place: int, words: int) -> str:
    return "" if place < words else ' class="figure"'


def side_by_side(*figures: str) -> str:
    """Charts beside each other where there is room."""
    return f'<div class="charts">{"".join(figures)}</div>'


def captioned(words: Words, chart: str) -> str:
    """A chart under its title and what it shows."""
    caption = f"<strong>{escape(words.title)}.</strong> {escape(words.told)}"
    return f"<figure><figcaption>{caption}</figcaption>{chart}</figure>"
