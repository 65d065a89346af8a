"""Line graphs, conversion graphs, scatter diagrams and pie charts.

The name and the angle of a slice stand in it, or beside it with a line where it is too narrow.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from itembank.language import LANGUAGES, Language, Text
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.svg import FILL, GREY, INK, PALE, PAPER, circle, label, line, path, picture
from itembank.numeracy.number_formatting import whole_number
from itembank.welsh_mutations import welsh_and

Point = tuple[float, float]

_LEFT, _TOP, _WIDTH, _HEIGHT = 52.0, 60.0, 270.0, 190.0


@dataclass(frozen=True)
class Axis:
    """A scale, the name of its quantity, and labels for its numbers if it has any."""

    scale: Scale
    name: Text
    labels: tuple[str, ...] = ()


def line_graph(name: Text, across: Axis, up: Axis, points: Sequence[Point]) -> Text:
    """Points joined by lines; the text alternative gives the position of each point."""
    at = [_place(point, across.scale, up.scale) for point in points]
    joined = path("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in at), stroke_width=2.5)
    dots = "".join(circle(x, y, 4.5, fill=INK) for x, y in at)
    listed = Text.each(lambda language: _points(points, across, up, language))
    described = Text(f"Graff llinell: {name.cy}. {listed.cy}", f"A line graph: {name.en}. {listed.en}")
    return _graph(name, described, across, up, joined + dots)


def conversion_graph(name: Text, across: Axis, up: Axis, end: Point) -> Text:
    """A straight line from 0 to ``end``; the text alternative gives its end."""
    x, y = _place(end, across.scale, up.scale)
    last_x, last_y = (whole_number(int(value)) for value in end)
    drawn = line(_LEFT, _TOP + _HEIGHT, x, y, width=2.5)
    described = Text(
        f"Graff trawsnewid: {name.cy}. Llinell syth o 0 ar y ddwy echelin i {last_x} ({across.name.cy}) "
        f"{welsh_and(int(end[1]))} {last_y} ({up.name.cy}).",
        f"A conversion graph: {name.en}. A straight line from 0 on both axes to {whole_number(int(end[0]))} "
        f"({across.name.en}) and {whole_number(int(end[1]))} ({up.name.en}).",
    )
    return _graph(name, described, across, up, drawn)


def scatter(
    name: Text, across: Axis, up: Axis, points: Sequence[Point], fitted: tuple[Point, Point] | None = None
) -> Text:
    """Crosses, with a line of best fit if one is given."""
    at = [_place(point, across.scale, up.scale) for point in points]
    drawn = "".join(_cross(x, y) for x, y in at)
    if fitted:
        ends = [_place(point, across.scale, up.scale) for point in fitted]
        drawn += line(*ends[0], *ends[1], width=2)
    listed = "; ".join(f"({whole_number(int(x))}, {whole_number(int(y))})" for x, y in points)
    drawn_line = _fit_described(fitted)
    described = Text(
        f"Diagram gwasgariad: {name.cy}. Ar draws: {across.name.cy}. I fyny: {up.name.cy}. "
        f"Pwyntiau: {listed}.{drawn_line.cy}",
        f"A scatter diagram: {name.en}. Across: {across.name.en}. Up: {up.name.en}. Points: {listed}.{drawn_line.en}",
    )
    return _graph(name, described, across, up, drawn)


def _fit_described(fitted: tuple[Point, Point] | None) -> Text:
    if fitted is None:
        return Text.same("")
    (x1, y1), (x2, y2) = fitted
    ends = f"({x1:g}, {y1:g})", f"({x2:g}, {y2:g})"
    return Text(f" Llinell ffit orau o {ends[0]} i {ends[1]}.", f" Line of best fit from {ends[0]} to {ends[1]}.")


def _cross(x: float, y: float) -> str:
    return line(x - 5, y - 5, x + 5, y + 5) + line(x - 5, y + 5, x + 5, y - 5)


def _place(point: Point, across: Scale, up: Scale) -> Point:
    return (
        _LEFT + (point[0] - across.first) / (across.last - across.first) * _WIDTH,
        _TOP + _HEIGHT - (point[1] - up.first) / (up.last - up.first) * _HEIGHT,
    )


def _points(points: Sequence[Point], across: Axis, up: Axis, language: Language) -> str:
    said = up.scale.described()[language]
    named = [across.labels[k] if across.labels else whole_number(int(x)) for k, (x, _) in enumerate(points)]
    listed = "; ".join(f"{name}: {up.scale.where(y)[language]}" for name, (_, y) in zip(named, points, strict=True))
    return f"{up.name[language]}: {said} {listed}."


def _graph(title: Text, described: Text, across: Axis, up: Axis, body: str) -> Text:
    grid, middle = _grid(across, up), (_LEFT + _WIDTH + 22) / 2

    def drawn(language: Language) -> str:
        said = title[language]
        names = label(middle, 18, said[:1].upper() + said[1:], size=15, font_weight="bold")
        names += label(_LEFT - 40, 44, up.name[language], size=14, anchor="start")
        names += label(_LEFT + _WIDTH / 2, _TOP + _HEIGHT + 44, across.name[language], size=14)
        return grid + names + body

    return picture((_LEFT + _WIDTH + 22, _TOP + _HEIGHT + 54), "graph", described, Text.each(drawn), kind="wide")


def _grid(across: Axis, up: Axis) -> str:
    low = _TOP + _HEIGHT
    drawn = []
    for k, (at, numbered) in enumerate(across.scale.lines()):
        x, _ = _place((at, up.scale.first), across.scale, up.scale)
        drawn.append(line(x, _TOP, x, low, width=1, colour=GREY if numbered else PALE))
        if numbered:
            drawn.append(label(x, low + 20, across.labels[k] if across.labels else whole_number(at), size=13))
    for at, numbered in up.scale.lines():
        _, y = _place((across.scale.first, at), across.scale, up.scale)
        drawn.append(line(_LEFT, y, _LEFT + _WIDTH, y, width=1, colour=GREY if numbered else PALE))
        if numbered:
            drawn.append(label(_LEFT - 8, y + 5, whole_number(at), size=13, anchor="end"))
    return "".join([*drawn, line(_LEFT, _TOP, _LEFT, low), line(_LEFT, low, _LEFT + _WIDTH, low)])


# -- pie charts

_RADIUS, _LEADER, _SIZE, _TITLE = 100.0, 12.0, 17.0, 34.0
_LEAST_WIDE = 320.0
# room for a label: characters are at most this wide, and the player lets them grow to the size of the page's words
_GROWN, _WIDE, _HIGH, _CLEAR = 20.0, 0.6, 50.0, 3.0


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
    name = label(x, y - 4, part.name, size=_SIZE, anchor=anchor)
    return name + label(x, y + 20, f"{part.size}°", size=_SIZE, anchor=anchor)


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
