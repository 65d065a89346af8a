"""Pie charts, with the name and the angle of each slice in it, or beside it with a line where it is too narrow."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from itembank.language import LANGUAGES, Language, Text
from itembank.numeracy.drawing.svg import FILL, PALE, PAPER, label, line, path, picture

Point = tuple[float, float]

_RADIUS, _LEADER, _SIZE, _TITLE = 100.0, 12.0, 17.0, 34.0
_LEAST_WIDE = 320.0
# room for a label: characters are at most this wide, and the player lets them grow to the size of the page's words
_GROWN, _WIDE, _HIGH, _CLEAR = 20.0, 0.6, 46.0, 3.0


@dataclass(frozen=True)
class _Slice:
    """A slice from an angle on, clockwise from the top, and its name in one language."""

    name: str
    start: float
    size: int

    @property
    def middle(self) -> float:
        return self.start + self.size / 2

    @property
    def width(self) -> float:
        """How wide its label is when it has grown."""
        return max(len(self.name), len(str(self.size)) + 1) * _WIDE * _GROWN


def pie_chart(name: Text, slices: Sequence[tuple[Text, int]]) -> Text:
    """Slices by their angles in degrees, which the text alternative gives too."""
    cy = "; ".join(f"{said.cy}: {size}°" for said, size in slices)
    en = "; ".join(f"{said.en}: {size}°" for said, size in slices)
    described = Text(f"Siart cylch: {name.cy}. Onglau: {cy}.", f"A pie chart: {name.en}. Angles: {en}.")
    starts = [0, *accumulate(size for _, size in slices)]
    cut: dict[Language, list[_Slice]] = {
        language: [_Slice(said[language], start, size) for (said, size), start in zip(slices, starts, strict=False)]
        for language in LANGUAGES
    }
    left, top, right, low = _edges([each for language in LANGUAGES for each in cut[language]])
    wide = max(_LEAST_WIDE, right - left, *(len(name[language]) * _WIDE * _GROWN for language in LANGUAGES))
    centre = (wide - right - left) / 2, _TITLE - top

    def drawn(language: Language) -> str:
        title = label(wide / 2, 18, name[language], size=_SIZE, font_weight="bold")
        fills = (FILL, PAPER, PALE, "#f0dcb8")
        body = "".join(_cut(each, fills[place % 4], centre) for place, each in enumerate(cut[language]))
        return title + body + "".join(_labelled(each, centre) for each in cut[language])

    return picture((wide, _TITLE - top + low + 6), "pie", described, Text.each(drawn))


def _edges(cut: Sequence[_Slice]) -> tuple[float, float, float, float]:
    """How far the circle and the labels beside it reach from the centre: left, up, right and down."""
    boxes = [(-_RADIUS, -_RADIUS, _RADIUS, _RADIUS)]
    for each in cut:
        if _place_inside(each) is None:
            x, y = _place_beside(each)
            far = x + math.copysign(each.width + 4, x)
            boxes.append((min(x, far), y - _HIGH / 2, max(x, far), y + _HIGH / 2))
    lefts, tops, rights, lows = zip(*boxes, strict=True)
    return min(lefts) - 4, min(tops), max(rights) + 4, max(lows)


def _on_circle(degrees: float, radius: float) -> Point:
    turn = math.radians(degrees)
    return radius * math.sin(turn), -radius * math.cos(turn)


def _cut(part: _Slice, fill: str, centre: Point) -> str:
    (x, y), (x1, y1), (x2, y2) = centre, _on_circle(part.start, _RADIUS), _on_circle(part.start + part.size, _RADIUS)
    arc = f"A{_RADIUS:g} {_RADIUS:g} 0 {int(part.size > 180)} 1 {x + x2:.1f} {y + y2:.1f}"
    return path(f"M{x:.1f} {y:.1f}L{x + x1:.1f} {y + y1:.1f}{arc}Z", fill=fill)


def _labelled(part: _Slice, centre: Point) -> str:
    inside = _place_inside(part)
    if inside:
        return _lines(part, centre[0] + inside[0], centre[1] + inside[1], "middle")
    (x1, y1), (x2, y2) = (_on_circle(part.middle, radius) for radius in (_RADIUS - 10, _RADIUS + _LEADER))
    leader = line(centre[0] + x1, centre[1] + y1, centre[0] + x2, centre[1] + y2, width=1.5)
    x, y = _place_beside(part)
    return leader + _lines(part, centre[0] + x, centre[1] + y, "start" if x > 0 else "end")


def _place_beside(part: _Slice) -> Point:
    """Where a label begins beside its line: above it at the top of the circle, below it at its foot."""
    x, y = _on_circle(part.middle, _RADIUS + _LEADER)
    return x + math.copysign(4, x), y - _HIGH / 2 * math.cos(math.radians(part.middle))


def _lines(part: _Slice, x: float, y: float, anchor: str) -> str:
    name = label(x, y - 2, part.name, size=_SIZE, anchor=anchor)
    return name + label(x, y + 18, f"{part.size}°", size=_SIZE, anchor=anchor)


def _place_inside(part: _Slice) -> Point | None:
    """The middle of the label where it is farthest from the edges of its slice; None where it has no room."""
    return max(_roomy(part), default=(0.0, None), key=lambda found: found[0])[1]


def _roomy(part: _Slice) -> Iterator[tuple[float, Point]]:
    # a label on the line half-way between the edges is looked for first
    for off in sorted(range(-part.size // 3, part.size // 3 + 1, 3), key=abs):
        for radius in range(34, 86, 3):
            at = _on_circle(part.middle + off, radius)
            clear = min(_clearance(part, point) for point in _around(at, part.width))
            if clear >= _CLEAR:
                yield min(clear, 3 * _CLEAR), at


def _around(middle: Point, width: float) -> list[Point]:
    x, y = middle
    sides = [(across, up) for across in (-1, 0, 1) for up in (-1, 0, 1) if across or up]
    return [(x + across * width / 2, y + up * _HIGH / 2) for across, up in sides]


def _clearance(part: _Slice, point: Point) -> float:
    """How far a point is from the nearest edge of a slice; negative outside it."""
    radius = math.hypot(*point)
    turned = (math.degrees(math.atan2(point[0], -point[1])) - part.start) % 360
    beyond = min(turned, part.size - turned)
    to_side = radius * math.sin(math.radians(min(abs(beyond), 90.0)))
    return min(_RADIUS - radius, math.copysign(to_side, beyond))
