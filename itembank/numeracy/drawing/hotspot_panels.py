"""Panels of four drawings, one of which is to be selected."""

import math
from collections.abc import Sequence

from itembank.language import Text
from itembank.numeracy.drawing.angles import opening_description
from itembank.numeracy.drawing.clock_face import face, hands_description
from itembank.numeracy.drawing.svg import PALE, PAPER, element, line, path, picture, rectangle

Areas = tuple[Text, ...]
_CELL = 160.0


def clocks(times: Sequence[tuple[int, int]]) -> tuple[Text, Areas]:
    """Four clocks in two rows, each a selectable area whose name describes its hands."""
    drawn = [_area(place, face(*time), 150 / 220) for place, time in enumerate(times)]
    return _shown("clocks", Text("Pedwar cloc.", "Four clocks."), drawn), tuple(
        hands_description(*time) for time in times
    )


def angles(sizes: Sequence[int]) -> tuple[Text, Areas]:
    """Four angles in two rows, each a selectable area whose name describes its size."""
    drawn = [_area(place, _arms(size), 1.0) for place, size in enumerate(sizes)]
    return _shown("angles", Text("Pedair ongl.", "Four angles."), drawn), tuple(_opened(size) for size in sizes)


def _shown(name: str, described: Text, drawn: Sequence[str]) -> Text:
    rows = math.ceil(len(drawn) / 2)
    return picture((2 * _CELL, rows * _CELL), name, described, drawn)


def _area(place: int, body: str, scale: float) -> str:
    x, y = place % 2 * _CELL, place // 2 * _CELL
    box = rectangle(x + 4, y + 4, _CELL - 8, _CELL - 8, fill=PAPER, stroke=PALE, rx=8)
    moved = element("g", body, transform=f"translate({x + 5:g} {y + 5:g}) scale({scale:.4g})")
    return element("g", box + moved, data_area="abcdefgh"[place])


def _arms(size: int) -> str:
    x, y = (25.0, 115.0) if size <= 90 else (74.0, 115.0)
    turn = math.radians(size)
    length = 85 if size <= 90 else 68
    return (
        line(x, y, x + length, y, width=3)
        + line(x, y, x + length * math.cos(turn), y - length * math.sin(turn), width=3)
        + path(f"M{x + 24} {y}A24 24 0 0 0 {x + 24 * math.cos(turn):.1f} {y - 24 * math.sin(turn):.1f}")
    )


def _opened(size: int) -> Text:
    if size == 90:
        return Text("Mae’n gymaint o dro â chornel sgwâr.", "The same turn as a square corner.")
    return opening_description(size)
