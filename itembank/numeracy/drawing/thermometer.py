"""Drawing of a thermometer."""

from itembank.language import Text
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.svg import PAPER, circle, label, line, picture, rectangle
from itembank.numeracy.number_formatting import in_units, whole_number

_X, _TOP, _BOTTOM = 56.0, 22.0, 226.0
_RED = "#c96a5b"


def thermometer(scale: Scale, value: int) -> Text:
    """A thermometer in °C that reads ``value``."""
    top = _y(value, scale)
    drawn = [rectangle(_X - 9, 8, 18, _BOTTOM - 2, fill=PAPER, rx=9), circle(_X, 246, 17, fill=_RED)]
    drawn.append(rectangle(_X - 5, top, 10, 240 - top, fill=_RED, stroke_width=0))
    for at, numbered in scale.lines():
        y = _y(at, scale)
        drawn.append(line(_X + 14, y, _X + (28 if numbered else 22), y, width=1.5))
        if numbered:
            drawn.append(label(_X + 34, y + 5, whole_number(at), size=15, anchor="start"))
    drawn.append(label(_X - 36, 26, "°C", size=16))
    said, where, units = scale.described(), scale.where(value), in_units(Text.same("°C"))
    described = Text(
        f"Thermomedr mewn {units.cy}. {said.cy} Mae’r hylif {where.cy}.",
        f"A thermometer in {units.en}. {said.en} The liquid is {where.en}.",
    )
    return picture((130, 270), "thermometer", described, drawn, kind="narrow")


def _y(value: float, scale: Scale) -> float:
    return _BOTTOM - (value - scale.first) / (scale.last - scale.first) * (_BOTTOM - _TOP)
