"""Drawings of a measuring jug, and of jars of one size."""

from collections.abc import Sequence

from itembank.language import Text
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.svg import element, label, line, path, picture, rectangle
from itembank.numeracy.number_formatting import in_units, whole_number

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
        f"Jwg mesur mewn {in_units(unit).cy}. {said.cy} Mae’r dŵr {where.cy}.",
        f"A measuring jug in {in_units(unit).en}. {said.en} The water is {where.en}.",
    )
    body = "".join(drawn)
    labelled = Text.each(lambda language: body + label((_LEFT + _RIGHT) / 2, _BOTTOM - 10, unit[language]))
    return picture((_RIGHT + 42, 216), "jug", described, labelled, kind="small")


def _y(value: float, scale: Scale) -> float:
    return _BOTTOM - (value - scale.first) / (scale.last - scale.first) * (_HEIGHT - 12)


def jars(levels: Sequence[int]) -> Text:
    """Jars A, B, … of one size with ten lines, each filled up to one of them."""
    drawn = [
        element("g", _jar(letter, level), transform=f"translate({k * 92:g} 0)")
        for k, (letter, level) in enumerate(zip("ABCD", levels, strict=False))
    ]
    described = Text(
        "Jariau o’r un maint. "
        + " ".join(f"Jar {k}: dŵr hyd at linell {n}." for k, n in zip("ABCD", levels, strict=False)),
        "Jars of one size. "
        + " ".join(f"Jar {k}: water up to line {n}." for k, n in zip("ABCD", levels, strict=False)),
    )
    return picture((92 * len(levels), 158), "jars", described, drawn)


def _jar(letter: str, level: int) -> str:
    top = 150.0 - 11 * level
    water = rectangle(14, top, 60, 150 - top, fill=_WATER, stroke_width=0) + line(14, top, 74, top)
    lines = "".join(line(14, 150 - 11 * k, 22, 150 - 11 * k, width=1) for k in range(1, 11))
    return water + lines + path("M10 28L14 34V150H74V34L78 28", stroke_width=3) + label(44, 18, letter, size=17)
