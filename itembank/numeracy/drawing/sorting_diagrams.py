"""Drawing of a Venn diagram."""

from itembank.language import Text
from itembank.numeracy.drawing.svg import PAPER, circle, label, path, picture, rectangle

_LEFT, _RIGHT, _MIDDLE, _RADIUS = 122.0, 218.0, 128.0, 82.0

Parts = tuple[str, str, str, str]
"""What stands in the first circle alone, in both, in the second alone, and outside."""


def venn_diagram(sets: tuple[Text, Text], parts: Parts) -> Text:
    """Two circles that overlap, each named above it, with something in each of the four parts."""
    first, both, second, outside = parts
    described = Text(
        f"Diagram Venn: cylch ‘{sets[0].cy}’ a chylch ‘{sets[1].cy}’ yn gorgyffwrdd. "
        f"Yng nghylch ‘{sets[0].cy}’ yn unig: {first}. Yn y ddau gylch: {both}. "
        f"Yng nghylch ‘{sets[1].cy}’ yn unig: {second}. Y tu allan i’r cylchoedd: {outside}.",
        f"A Venn diagram: a circle ‘{sets[0].en}’ and a circle ‘{sets[1].en}’ overlap. "
        f"In the circle ‘{sets[0].en}’ alone: {first}. In both circles: {both}. "
        f"In the circle ‘{sets[1].en}’ alone: {second}. Outside the circles: {outside}.",
    )
    drawn = [
        rectangle(4, 4, 332, 222, fill=PAPER, stroke_width=1.5),
        circle(_LEFT, _MIDDLE, _RADIUS, fill="#e4efea"),
        circle(_RIGHT, _MIDDLE, _RADIUS, fill="#e4efea"),
        path(_lens(), fill="#cfe3da"),
        label(84, _MIDDLE + 7, first, size=20),
        label(170, _MIDDLE + 7, both, size=20),
        label(256, _MIDDLE + 7, second, size=20),
        label(312, 214, outside, size=20),
    ]
    named = Text.each(
        lambda language: (
            "".join(drawn)
            + label(14, 30, sets[0][language], size=15, anchor="start")
            + label(326, 30, sets[1][language], size=15, anchor="end")
        )
    )
    return picture((340, 230), "venn", described, named)


def _lens() -> str:
    """The part that the two circles share."""
    half = (_RIGHT - _LEFT) / 2
    up = (_RADIUS**2 - half**2) ** 0.5
    x = _LEFT + half
    arc = f"A{_RADIUS} {_RADIUS} 0 0 1"
    return f"M{x} {_MIDDLE - up:.1f}{arc} {x} {_MIDDLE + up:.1f}{arc} {x} {_MIDDLE - up:.1f}Z"
