"""Drawing of base-ten blocks."""

from itembank.language import Text
from itembank.numeracy.drawing.svg import FILL, line, picture, rectangle

_UNIT, _TOP = 13.0, 8.0


def tens_and_ones(n: int) -> Text:
    """Rods of ten and single blocks."""
    tens, ones = divmod(n, 10)
    drawn = [_rod(8 + 22 * place) for place in range(tens)]
    start = 8 + 22 * tens + 14
    drawn += [_one(start + 20 * (place // 5), _TOP + (4 - place % 5) * 20 + 10 * _UNIT - 93) for place in range(ones)]
    listed = Text(f"rhodenni o 10: {tens}; blociau sengl: {ones}", f"rods of 10: {tens}; single blocks: {ones}")
    described = Text(f"Blociau. Nifer y {listed.cy}.", f"Blocks. Number of {listed.en}.")
    return picture((start + 44, 10 * _UNIT + 2 * _TOP), "blocks", described, drawn, kind="small")


def _rod(x: float) -> str:
    marks = "".join(line(x, _TOP + k * _UNIT, x + _UNIT, _TOP + k * _UNIT, width=1) for k in range(1, 10))
    return rectangle(x, _TOP, _UNIT, 10 * _UNIT, fill=FILL) + marks


def _one(x: float, y: float) -> str:
    return rectangle(x, y, _UNIT, _UNIT, fill=FILL)
