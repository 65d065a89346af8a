"""Accessible HTML tables in a prompt, with a caption, column headings and row headings."""

from collections.abc import Sequence

from itembank.language import Language, Text

Cell = str | Text


def table(caption: Text, heads: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Text:
    """An accessible table; the first cell of each row is its heading."""
    return Text.each(lambda language: _table(caption[language], _said(heads, language), rows, language))


def _said(cells: Sequence[Cell], language: Language) -> list[str]:
    return [cell[language] if isinstance(cell, Text) else cell for cell in cells]


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], language: Language) -> str:
    head = "".join(f'<th scope="col">{said}</th>' for said in heads)
    body = "".join(_row(_said(row, language)) for row in rows)
    parts = f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<table class="item-table">{parts}</table>'


def _row(cells: Sequence[str]) -> str:
    return f'<tr><th scope="row">{cells[0]}</th>{"".join(f"<td>{said}</td>" for said in cells[1:])}</tr>'
