"""Line graphs, conversion graphs and scatter diagrams."""

from collections.abc import Sequence
from dataclasses import dataclass

from itembank.language import Language, Text
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.svg import GREY, INK, PALE, circle, label, line, path, picture
from itembank.numeracy.number_formatting import whole_number
from itembank.numeracy.welsh_mutations import welsh_and

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
