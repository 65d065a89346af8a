"""Drawings of a number line, with marks and without."""

from itembank.language import Text
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.svg import INK, label, line, picture, polygon
from itembank.numeracy.number_formatting import whole_number

_WIDTH, _MARGIN, _AXIS = 340.0, 26.0, 62.0


def number_line(first: int, last: int, step: int, labelled: int, marked: int) -> Text:
    """A number line with an arrow at ``marked``."""
    scale = Scale(first, last, step, labelled)
    drawn = [line(_MARGIN, _AXIS, _WIDTH - _MARGIN, _AXIS)]
    for value, numbered in scale.lines():
        x = _x(value, scale)
        drawn.append(line(x, _AXIS - (10 if numbered else 6), x, _AXIS + (10 if numbered else 6)))
        if numbered:
            drawn.append(label(x, _AXIS + 28, whole_number(value)))
    drawn.append(_arrow(_x(marked, scale)))
    said, where = scale.described(), scale.where(marked)
    described = Text(
        f"Llinell rif. {said.cy} Mae’r saeth {where.cy}.", f"A number line. {said.en} An arrow is {where.en}."
    )
    return picture((_WIDTH, 100), "number-line", described, drawn, kind="wide")


def _x(value: float, scale: Scale) -> float:
    return _MARGIN + (value - scale.first) / (scale.last - scale.first) * (_WIDTH - 2 * _MARGIN)


def _arrow(x: float) -> str:
    return line(x, 16, x, 38, width=3) + polygon([(x - 7, 36), (x + 7, 36), (x, 49)], fill=INK)


def bare_line(first: int, last: int, marked: int) -> Text:
    """A line without marks but at its ends, and an arrow at ``marked``; described in twentieths of its length."""
    scale = Scale(first, last, last - first, last - first)
    drawn = [line(_MARGIN, _AXIS, _WIDTH - _MARGIN, _AXIS), _arrow(_x(marked, scale))]
    for end in (first, last):
        x = _x(end, scale)
        drawn += [line(x, _AXIS - 10, x, _AXIS + 10), label(x, _AXIS + 28, whole_number(end))]
    parts = round(20 * (marked - first) / (last - first))
    described = Text(
        f"Llinell o {first} i {last}, heb farciau rhyngddyn nhw. "
        f"O’i thorri’n 20 rhan hafal, mae’r saeth ar ôl {parts} o’r rhannau.",
        f"A line from {first} to {last}, without marks between them. "
        f"Cut into 20 equal parts, it has the arrow after {parts} of them.",
    )
    return picture((_WIDTH, 100), "number-line", described, drawn, kind="wide")
