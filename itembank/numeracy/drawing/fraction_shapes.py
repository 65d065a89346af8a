"""Drawing of a bar cut into equal parts."""

from itembank.language import Text
from itembank.numeracy.drawing.svg import FILL, PAPER, picture, rectangle

_WIDTH, _HEIGHT = 300.0, 64.0


def bar(shaded: int, parts: int) -> Text:
    """A bar cut into equal parts, the first ones shaded."""
    each = _WIDTH / parts
    drawn = [
        rectangle(10 + place * each, 8, each, _HEIGHT, fill=FILL if place < shaded else PAPER) for place in range(parts)
    ]
    described = Text(
        f"Bar o rannau hafal. Wedi’u lliwio: {shaded}. Heb eu lliwio: {parts - shaded}.",
        f"A bar of equal parts. Shaded: {shaded}. Not shaded: {parts - shaded}.",
    )
    return picture((_WIDTH + 20, _HEIGHT + 16), "fraction-bar", described, drawn)
