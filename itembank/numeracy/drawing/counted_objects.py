"""Drawing of rows of objects to count."""

import math
from collections.abc import Sequence

from itembank.language import Text
from itembank.numeracy.counted_nouns import APPLE, BUTTON, FLOWER, STAR
from itembank.numeracy.drawing.svg import FILL, circle, path, picture, polygon, rectangle
from itembank.numeracy.welsh_mutations import Noun, soft

_STEP = 44.0


def object_rows(counts: Sequence[int], noun: Noun) -> Text:
    """Objects in rows to be counted; the text alternative gives the number in each row, never the total."""
    size = (max(counts) * _STEP + 12, len(counts) * _STEP + 12)
    drawn = [
        single_object(noun, 28 + column * _STEP, 28 + row * _STEP)
        for row, n in enumerate(counts)
        for column in range(n)
    ]
    listed = ", ".join(map(str, counts))
    described = Text(f"Rhesi o {soft(noun.plural)}: {listed}.", f"Rows of {noun.english_plural}: {listed}.")
    return picture(size, "objects", described, drawn, kind="small" if max(counts) < 5 else "medium")


def single_object(noun: Noun, x: float, y: float) -> str:
    """One object centred at (x, y), 32 units wide; a plain square for nouns without a drawing."""
    if noun is STAR:
        return polygon(_star(x, y), fill=FILL)
    if noun is APPLE:
        return circle(x, y + 2, 14, fill=FILL) + path(f"M{x} {y - 12}q2 -5 7 -6")
    if noun is FLOWER:
        petals = [circle(x + 10 * math.cos(a), y + 10 * math.sin(a), 6, fill=FILL) for a in _turns(6)]
        return "".join(petals) + circle(x, y, 5, fill="#ffffff")
    if noun is BUTTON:
        return circle(x, y, 15, fill=FILL) + "".join(circle(x + dx, y, 2) for dx in (-5, 5))
    return rectangle(x - 14, y - 14, 28, 28, fill=FILL, rx=4)


def _turns(n: int) -> list[float]:
    return [2 * math.pi * k / n - math.pi / 2 for k in range(n)]


def _star(x: float, y: float) -> list[tuple[float, float]]:
    return [(x + r * math.cos(a), y + r * math.sin(a)) for r, a in zip((16, 7) * 5, _turns(10), strict=True)]
