"""Formatted numbers, HTML tables, and captioned charts."""

import math
from collections.abc import Iterable, Sequence
from html import escape
from itertools import chain, repeat

from itembank.html_report.svg_axes import ChartText, format_number
from itembank.language import Language, Text


def number(value: float, digits: int = 3, *, signed: bool = False) -> str:
    """A number with a typographic minus sign; "–" if it is not finite."""
    if not math.isfinite(value):
        return "–"
    plus = "+" if signed and round(value, digits) > 0 else ""
    return plus + format_number(round(value, digits) + 0.0, digits)


def percent(share: float, digits: int = 1) -> str:
    """A share (0 to 1) in per cent."""
    return f"{number(100 * share, digits)}%"


def count(value: float) -> str:
    """A whole number, with a thin space at each thousand from 10 000 on."""
    return f"{value:,.0f}".replace(",", "\u2009") if value >= 10_000 else f"{value:.0f}"


def table(
    caption: str,
    heads: Sequence[Text],
    rows: Iterable[Sequence[str]],
    language: Language,
    text_columns: int = 1,
    *,
    told: Sequence[str] = (),
) -> str:
    """A table that scrolls if it is too wide; its first ``text_columns`` columns are text, the others figures.

    ``told`` has a sentence for each row, which stands in a line of its own below the row; none where it is empty.
    """
    first = "".join(
        f'<th scope="col"{_kind(place, text_columns)}>{head[language]}</th>' for place, head in enumerate(heads)
    )
    sentences = chain(told, repeat(""))
    body = "".join(_row(row, text_columns, sentence) for row, sentence in zip(rows, sentences, strict=False))
    label = escape(caption, quote=True)
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table><caption>{label}</caption>'
        f"<thead><tr>{first}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Sequence[str], text_columns: int, told: str) -> str:
    cells = _cells(row, text_columns)
    if not told:
        return f"<tr>{cells}</tr>"
    below = f'<td colspan="{len(row)}"><div>{escape(told)}</div></td>'
    return f'<tr class="above">{cells}</tr><tr class="told">{below}</tr>'


def _cells(row: Sequence[str], text_columns: int) -> str:
    head, *rest = row
    cells = "".join(f"<td{_kind(place, text_columns)}>{escape(cell)}</td>" for place, cell in enumerate(rest, start=1))
    return f'<th scope="row"{_kind(0, text_columns)}>{escape(head)}</th>{cells}'


def _kind(place: int, text_columns: int) -> str:
    return "" if place < text_columns else ' class="figure"'


def side_by_side(*figures: str) -> str:
    """Charts side by side if the page is wide enough."""
    return f'<div class="charts">{"".join(figures)}</div>'


def captioned_chart(text: ChartText, chart: str) -> str:
    """A chart under a caption of its title and description."""
    caption = f"<strong>{escape(text.title)}.</strong> {escape(text.description)}"
    return f"<figure><figcaption>{caption}</figcaption>{chart}</figure>"
