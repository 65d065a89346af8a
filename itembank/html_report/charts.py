"""Small charts as SVG, labelled directly and with a text alternative: lines, ranked columns, and ranges."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from itembank.html_report.svg_axes import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Axis,
    ChartText,
    format_number,
    grid_lines,
    spread_apart,
    svg,
    ticks,
)
from itembank.html_report.svg_axes import x_axis as along_x

LABELS = 96
ROW = 30
NAMES = 110
LETTER = 6.6
"""User units: a chart scales to its place."""


@dataclass(frozen=True)
class Line:
    """A line through values; ``style`` (1 to 4) selects its look, ``dots`` marks each value, ``joined`` or alone."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    style: int = 1
    dots: bool = False
    joined: bool = True

    @property
    def shown(self) -> tuple[tuple[float, float], ...]:
        """The points with finite values."""
        return tuple((x, y) for x, y in zip(self.x, self.y, strict=True) if math.isfinite(y))


@dataclass(frozen=True)
class ReferenceLine:
    """A labelled horizontal line across the chart."""

    label: str
    at: float


@dataclass(frozen=True)
class Band:
    """A shaded band between two lines."""

    x: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class RangeRow:
    """One row of a range chart: least, mean and most observed, and the allowed bounds (None if unbounded)."""

    label: str
    least: float
    mean: float
    most: float
    low: float | None = None
    high: float | None = None


def line_chart(
    text: ChartText,
    lines: Sequence[Line],
    *,
    levels: Sequence[ReferenceLine] = (),
    spread: Band | None = None,
    y_range: tuple[float, float] | None = None,
    percent: bool = False,
) -> str:
    """Draw a line chart as SVG.

    Parameters
    ----------
    levels : reference lines
    spread : shaded band
    y_range : range that the y axis must at least show
    percent : whether the values are shares, to be labelled in per cent
    """
    across, up = _axes(lines, levels, spread, y_range)
    parts = [
        *grid_lines(text, across, up, percent),
        *_spread(spread, across, up),
        *_levels(levels, lines, across, up),
        *(part for line in lines for part in _line(line, across, up)),
        *_labels(lines, up),
    ]
    return svg(text, WIDTH, HEIGHT, parts)


def _axes(
    lines: Sequence[Line], levels: Sequence[ReferenceLine], spread: Band | None, y_range: tuple[float, float] | None
) -> tuple[Axis, Axis]:
    values = [y for line in lines for _, y in line.shown] + [level.at for level in levels] + list(y_range or ())
    values += [*spread.low, *spread.high] if spread is not None else []
    marks = ticks(min(values, default=0.0), max(values, default=1.0))
    places = [x for line in lines for x in line.x]
    low, high = min(places), max(places)
    right = LABELS if any(line.label for line in lines) else RIGHT
    return along_x(low, high if high > low else low + 1, right), Axis(marks[0], marks[-1], HEIGHT - BOTTOM, TOP, marks)


def _spread(spread: Band | None, across: Axis, up: Axis) -> Iterable[str]:
    if spread is not None:
        there = [f"{across.at(x)},{up.at(y)}" for x, y in zip(spread.x, spread.high, strict=True)]
        back = [f"{across.at(x)},{up.at(y)}" for x, y in zip(spread.x, spread.low, strict=True)]
        yield f'<polygon class="spread" points="{" ".join([*there, *reversed(back)])}"/>'


def _levels(levels: Sequence[ReferenceLine], lines: Sequence[Line], across: Axis, up: Axis) -> Iterable[str]:
    for level in levels:
        y = up.at(level.at)
        yield f'<line class="level" x1="{LEFT}" x2="{across.end}" y1="{y}" y2="{y}"/>'
        x, below = _clear_place(level, lines, across, up)
        yield f'<text class="label" x="{x:.1f}" y="{y + (15 if below else -5)}">{escape(level.label)}</text>'


def _clear_place(level: ReferenceLine, lines: Sequence[Line], across: Axis, up: Axis) -> tuple[float, bool]:
    """The place of a reference line's label furthest from the lines: its left end, and whether it is below."""
    width, y = LETTER * len(level.label), up.at(level.at)
    starts = np.linspace(LEFT + 8, max(across.end - width, LEFT + 8), 5)
    places = [(x, below) for below in (False, True) for x in starts.tolist()]

    def clearance(place: tuple[float, bool]) -> float:
        x, below = place
        along, middle = np.linspace(x - 4, x + width + 4, 9), y + (10 if below else -10)
        heights = [np.interp(along, *_drawn(line, across, up)) for line in lines if line.shown]
        return min((float(np.abs(each - middle).min()) for each in heights), default=0.0)

    return max(places, key=lambda place: min(clearance(place), 24.0))


def _drawn(line: Line, across: Axis, up: Axis) -> tuple[list[float], list[float]]:
    return [across.at(x) for x, _ in line.shown], [up.at(y) for _, y in line.shown]


def _line(line: Line, across: Axis, up: Axis) -> Iterable[str]:
    places = list(zip(*_drawn(line, across, up), strict=True))
    path = " ".join(f"{x},{y}" for x, y in places)
    if line.joined:
        yield f'<polyline class="line line-{line.style}" points="{path}"/>'
    if line.dots:
        yield from (f'<circle class="dot dot-{line.style}" cx="{x}" cy="{y}" r="4"/>' for x, y in places)


def _labels(lines: Sequence[Line], up: Axis) -> Iterable[str]:
    """Labels at the right ends of the lines, moved apart if they would overlap."""
    ends = [(up.at(line.shown[-1][1]), line) for line in lines if line.label and line.shown]
    named = sorted(ends, key=lambda end: end[0])
    for (_, line), y in zip(named, spread_apart([y for y, _ in named]), strict=True):
        text = escape(line.label)
        yield f'<text class="label label-{line.style}" x="{WIDTH - LABELS + 10}" y="{y + 4}">{text}</text>'


def rank_chart(text: ChartText, shares: Sequence[float], levels: Sequence[ReferenceLine]) -> str:
    """Draw shares as columns, largest first, to show how evenly items are used."""
    across = along_x(0, max(len(shares), 1), RIGHT)
    up = Axis(0, 1, HEIGHT - BOTTOM, TOP, ticks(0, 1))
    width = max((across.end - across.start) / max(len(shares), 1) - 0.4, 0.3)
    columns = [
        f'<rect class="column" x="{across.at(place)}" y="{up.at(share)}" width="{width:.2f}"'
        f' height="{round(up.start - up.at(share), 1)}"/>'
        for place, share in enumerate(sorted(shares, reverse=True))
    ]
    parts = [*grid_lines(text, across, up, percent=True), *columns, *_levels_at_right(levels, across, up)]
    return svg(text, WIDTH, HEIGHT, parts)


def _levels_at_right(levels: Sequence[ReferenceLine], across: Axis, up: Axis) -> Iterable[str]:
    for level in levels:
        y, text = up.at(level.at), escape(level.label)
        yield f'<line class="level" x1="{LEFT}" x2="{across.end}" y1="{y}" y2="{y}"/>'
        yield f'<text class="label" x="{across.end - 4}" y="{y - 5}" text-anchor="end">{text}</text>'


def range_chart(text: ChartText, rows: Sequence[RangeRow]) -> str:
    """Draw each row as a line from least to most with a dot at the mean and brackets at its bounds."""
    marks = ticks(0, max((value for row in rows for value in (row.most, row.high or 0)), default=1))
    height = ROW * len(rows) + BOTTOM + TOP
    across = Axis(0, marks[-1], NAMES, WIDTH - RIGHT - 6, marks)
    bottom = height - BOTTOM
    parts = []
    for mark in marks:
        x = across.at(mark)
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP}" y2="{bottom}"/>')
        parts.append(f'<text class="tick" x="{x}" y="{bottom + 18}" text-anchor="middle">{format_number(mark)}</text>')
    middle = (across.start + across.end) / 2
    parts.append(f'<text class="name" x="{middle}" y="{height - 8}" text-anchor="middle">{escape(text.x)}</text>')
    for place, row in enumerate(rows):
        parts += _row(row, across, TOP + ROW * place + ROW / 2)
    return svg(text, WIDTH, height, parts)


def _row(row: RangeRow, across: Axis, y: float) -> list[str]:
    least, mean, most = across.at(row.least), across.at(row.mean), across.at(row.most)
    parts = [f'<text class="label" x="{NAMES - 12}" y="{y + 4}" text-anchor="end">{escape(row.label)}</text>']
    for bound, inward in ((row.low, 4), (row.high, -4)):
        if bound is not None:
            x = across.at(bound)
            parts.append(f'<polyline class="bracket" points="{x + inward},{y - 10} {x},{y - 10} {x},{y + 10}')
            parts[-1] += f' {x + inward},{y + 10}"/>'
    parts.append(f'<line class="range" x1="{least}" x2="{most}" y1="{y}" y2="{y}"/>')
    parts.append(f'<circle class="dot dot-1" cx="{mean}" cy="{y}" r="5"/>')
    return parts
