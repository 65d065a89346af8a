"""Coordinate grids, maps of squares, and a compass rose."""

from collections.abc import Mapping

from itembank.language import Text
from itembank.numeracy.drawing.svg import GREY, INK, circle, label, line, picture, polygon

_STEP, _LEFT, _TOP = 34.0, 38.0, 30.0
_LETTERS = "ABCDEFG"


def first_quadrant(points: Mapping[str, tuple[int, int]], last: int) -> Text:
    """Lettered points on axes from 0."""
    low = _TOP + last * _STEP
    drawn = [line(_LEFT + k * _STEP, _TOP, _LEFT + k * _STEP, low, width=1, colour=GREY) for k in range(1, last + 1)]
    drawn += [
        line(_LEFT, _TOP + k * _STEP, _LEFT + last * _STEP, _TOP + k * _STEP, width=1, colour=GREY) for k in range(last)
    ]
    drawn += [line(_LEFT, _TOP - 8, _LEFT, low), line(_LEFT, low, _LEFT + last * _STEP + 8, low)]
    drawn += [label(_LEFT + k * _STEP, low + 20, str(k), size=14) for k in range(last + 1)]
    drawn += [label(_LEFT - 12, low - k * _STEP + 5, str(k), size=14) for k in range(1, last + 1)]
    for letter, (x, y) in points.items():
        at = (_LEFT + x * _STEP, low - y * _STEP)
        drawn += [circle(*at, 5, fill=INK), label(at[0] + 13, at[1] - 8, letter, size=16, font_weight="bold")]
    size = (_LEFT + last * _STEP + 26, low + 30)
    return picture(size, "coordinates", _positions(points), drawn)


def _positions(points: Mapping[str, tuple[int, int]]) -> Text:
    cy = "; ".join(f"{letter}: {x} ar draws, {y} i fyny" for letter, (x, y) in points.items())
    en = "; ".join(f"{letter}: {x} across, {y} up" for letter, (x, y) in points.items())
    return Text(f"Pwyntiau ar grid. {cy}.", f"Points on a grid. {en}.")


def lettered_squares(places: Mapping[str, tuple[int, int]], names: Mapping[str, Text], columns: int, rows: int) -> Text:
    """A map of squares with letters along and numbers up; ``places`` are symbols at (column, row) from 0.

    The text alternative counts columns and rows, so that who hears it still has to name the square.
    """
    low = _TOP + rows * _STEP
    drawn = [line(_LEFT + k * _STEP, _TOP, _LEFT + k * _STEP, low, width=1.5) for k in range(columns + 1)]
    drawn += [
        line(_LEFT, _TOP + k * _STEP, _LEFT + columns * _STEP, _TOP + k * _STEP, width=1.5) for k in range(rows + 1)
    ]
    drawn += [label(_LEFT + (k + 0.5) * _STEP, low + 20, _LETTERS[k], size=15) for k in range(columns)]
    drawn += [label(_LEFT - 14, low - (k + 0.5) * _STEP + 5, str(k + 1), size=15) for k in range(rows)]
    for symbol, (x, y) in places.items():
        drawn.append(label(_LEFT + (x + 0.5) * _STEP, low - (y + 0.5) * _STEP + 8, symbol, size=22))
    cy = "; ".join(f"{names[symbol].cy}: colofn {x + 1}, rhes {y + 1}" for symbol, (x, y) in places.items())
    en = "; ".join(f"{names[symbol].en}: column {x + 1}, row {y + 1}" for symbol, (x, y) in places.items())
    said = Text(
        f"Map o sgwariau. Colofnau o’r chwith i’r dde, â’r llythrennau {_LETTERS[0]} i {_LETTERS[columns - 1]}. "
        f"Rhesi o’r gwaelod i fyny, â’r rhifau 1 i {rows}. {cy}.",
        f"A map of squares. Columns from left to right, with the letters {_LETTERS[0]} to {_LETTERS[columns - 1]}. "
        f"Rows from the bottom up, with the numbers 1 to {rows}. {en}.",
    )
    return picture((_LEFT + columns * _STEP + 12, low + 30), "map", said, drawn)


def compass(letters: tuple[str, str, str, str], size: float = 16) -> str:
    """A compass rose; letters for north, east, south, west, larger where the rose is drawn smaller."""
    rose = line(60, 26, 60, 94) + line(30, 60, 90, 60) + polygon([(54, 34), (66, 34), (60, 18)], fill=INK)
    at = ((60, 13), (106, 65), (60, 114), (14, 65))
    return rose + "".join(label(x, y, letter, size=size) for (x, y), letter in zip(at, letters, strict=True))
