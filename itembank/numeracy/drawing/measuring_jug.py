"""Drawing of a measuring jug."""

from itembank.language import Text
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.svg import label, line, path, picture, rectangle
from itembank.numeracy.number_formatting import whole_number

_LEFT, _RIGHT, _BOTTOM, _HEIGHT = 62.0, 168.0, 204.0, 176.0
_WATER = "#bfd9e6"


def jug(scale: Scale, value: int, unit: Text) -> Text:
    """A measuring jug filled to ``value``."""
    top = _y(value, scale)
    drawn = [rectangle(_LEFT, top, _RIGHT - _LEFT, _BOTTOM - top, fill=_WATER, stroke_width=0)]
    drawn.append(line(_LEFT, top, _RIGHT, top))
    drawn.append(path(f"M{_LEFT - 10} 6L{_LEFT} 16V{_BOTTOM}H{_RIGHT}V16", stroke_width=3))
    drawn.append(path(f"M{_RIGHT} 60h22a8 8 0 0 1 8 8v60a8 8 0 0 1 -8 8h-22", stroke_width=3))
    for at, numbered in scale.lines():
        if at > scale.first:
            y = _y(at, scale)
            drawn.append(line(_LEFT, y, _LEFT + (24 if numbered else 14), y, width=1.5))
            if numbered:
                drawn.append(label(_LEFT - 8, y + 5, whole_number(at), size=14, anchor="end"))
    said, where = scale.described(), scale.where(value)
    described = Text(
        f"Jwg mesur mewn {unit.cy}. {said.cy} Mae’r dŵr {where.cy}.",
        f"A measuring jug in {unit.en}. {said.en} The water is {where.en}.",
    )
    body = "".join(drawn)
    labelled = Text.each(lambda language: body + label((_LEFT + _RIGHT) / 2, _BOTTOM - 10, unit[language]))
    return picture((_RIGHT + 42, 216), "jug", described, labelled, kind="small")


def _y(value: float, scale: Scale) -> float:
    return _BOTTOM - (value - scale.first) / (scale.last - scale.first) * (_HEIGHT - 12)
