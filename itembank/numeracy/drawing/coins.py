"""Drawing of British coins."""

import math
from collections.abc import Sequence

from itembank.language import Text
from itembank.numeracy.drawing.svg import PALE, circle, label, picture, polygon
from itembank.numeracy.number_formatting import coin

_RADIUS = {1: 22.0, 2: 28.0, 5: 20.0, 10: 27.0, 20: 24.0, 50: 30.0, 100: 26.0, 200: 31.0}
_SIDED = {20: 7, 50: 7, 100: 12}
_COPPER, _GOLD = "#e3c9a8", "#f0dcb8"
_TWO_METALS = {100: (_GOLD, PALE), 200: (PALE, _GOLD)}
_GAP = 10.0


def coins(values: Sequence[int]) -> Text:
    """British coins in a row with their values; sizes are in proportion, 20p and 50p have seven sides and £1 twelve."""
    drawn, x = [], _GAP
    for value in values:
        radius = _RADIUS[value]
        drawn.append(_coin(value, x + radius))
        x += 2 * radius + _GAP
    listed = ", ".join(map(coin, values))
    return picture((x, 76), "coins", Text(f"Darnau arian: {listed}.", f"Coins: {listed}."), drawn, kind="medium")


def _coin(value: int, x: float) -> str:
    radius = _RADIUS[value]
    fill, centre = _TWO_METALS.get(value, (PALE if value > 2 else _COPPER, ""))
    sides = _SIDED.get(value)
    outline = polygon(_corners(x, radius, sides), fill=fill) if sides else circle(x, 38, radius, fill=fill)
    inner = circle(x, 38, radius - 6, fill=centre) if centre else ""
    return outline + inner + label(x, 44, coin(value), size=16, font_weight="bold")


def _corners(x: float, radius: float, sides: int) -> list[tuple[float, float]]:
    turns = [2 * math.pi * k / sides - math.pi / 2 for k in range(sides)]
    return [(x + radius * math.cos(turn), 38 + radius * math.sin(turn)) for turn in turns]
