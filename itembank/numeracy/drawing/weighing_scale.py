"""Drawing of a round weighing scale."""

import math

from itembank.language import Text
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.svg import INK, PALE, PAPER, circle, label, line, picture, rectangle
from itembank.numeracy.number_formatting import in_units, whole_number

_CENTRE, _RADIUS = (124.0, 142.0), 121.0
_SWEEP = 270.0


def weighing_scale(scale: Scale, value: int, unit: str) -> Text:
    """A round kitchen scale whose pointer is at ``value``."""
    drawn = [rectangle(74, 4, 100, 14, fill=PALE, rx=6), circle(*_CENTRE, _RADIUS, fill=PAPER)]
    for at, numbered in scale.lines():
        drawn.append(line(*_at(at, scale, 68), *_at(at, scale, 55 if numbered else 61), width=2 if numbered else 1.5))
        if numbered:
            x, y = _at(at, scale, 95)  # room for four digits in the size of the page's words
            drawn.append(label(x, y + 5, whole_number(at), size=14))
    drawn += [line(*_CENTRE, *_at(value, scale, 62), width=3), circle(*_CENTRE, 5, fill=INK)]
    drawn.append(label(_CENTRE[0], 196, unit, size=16))
    said, where, units = scale.described(), scale.where(value), in_units(Text.same(unit))
    described = Text(
        f"Clorian mewn {units.cy}. {said.cy} Mae’r pwyntydd {where.cy}.",
        f"A weighing scale in {units.en}. {said.en} The pointer is {where.en}.",
    )
    return picture((248, 266), "dial", described, drawn, kind="small")


def _at(value: float, scale: Scale, radius: float) -> tuple[float, float]:
    turn = math.radians(-_SWEEP / 2 + _SWEEP * (value - scale.first) / (scale.last - scale.first))
    return _CENTRE[0] + radius * math.sin(turn), _CENTRE[1] - radius * math.cos(turn)
