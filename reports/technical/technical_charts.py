"""Charts of a calibration: curves with points, Wright maps and scatter charts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from calibration.array_types import Floats
from itembank.html_report.charts import Line
from itembank.html_report.svg_axes import (
    BOTTOM,
    HEIGHT,
    LABEL_SPACING,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Axis,
    ChartText,
    format_number,
    grid_lines,
    svg,
    ticks,
    x_axis,
)

TALL = 420
MIDDLE = 200
LETTER = 7.4
NAMED = 8
"""Most marks of a scatter chart with names."""
CROWD = 80
"""Number of marks above which they are drawn small."""
EDGE = 8.0
"""Logits from 0 beyond which an item is drawn at the edge."""
BIN = 0.25
"""Height in logits of a row of items in the Wright map."""


@dataclass(frozen=True)
class Mark:
    """A value with its standard error, and whether it is as expected."""

    x: float
    y: float
    error: float
    expected: bool
    label: str = ""


def curve_chart(words: ChartText, line: Line, marks: Sequence[Mark]) -> str:
    """A curve from 0 to 1 with marks, filled within two standard errors of it and open beyond."""
    along = x_axis(min(line.x), max(line.x), RIGHT)
    up = Axis(0, 1, HEIGHT - BOTTOM, TOP, ticks(0, 1))
    path = " ".join(f"{along.at(x)},{up.at(y)}" for x, y in line.shown)
    drawn = [part for mark in marks for part in _mark(mark, along, up)]
    return svg(words, WIDTH, HEIGHT, [*grid_lines(words, along, up, percent=True), _path(path), *drawn])


def scatter_chart(words: ChartText, marks: Sequence[Mark], levels: Sequence[float]) -> str:
    """Marks over x, with lines at the levels; unexpected marks are open and named, the farthest first."""
    xs, ys = [mark.x for mark in marks], [mark.y for mark in marks]
    marked = ticks(min([*ys, *levels]), max([*ys, *levels]))
    along = x_axis(min(xs) - 0.25, max(xs) + 0.25, RIGHT)
    up = Axis(marked[0], marked[-1], HEIGHT - BOTTOM, TOP, marked)
    lines = [
        f'<line class="level" x1="{LEFT}" x2="{along.end}" y1="{up.at(level)}" y2="{up.at(level)}"/>'
        for level in levels
    ]
    size = 3.5 if len(marks) <= CROWD else 2
    full, empty = ([_dot(mark, along, up, size) for mark in marks if mark.expected is kind] for kind in (True, False))
    return svg(words, WIDTH, HEIGHT, [*grid_lines(words, along, up), *lines, *full, *_names(marks, along, up), *empty])


def wright_map(
    words: ChartText,
    nodes: Floats,
    groups: Sequence[Floats],
    places: Sequence[tuple[float, str]],
    heads: tuple[str, str],
) -> str:
    """Persons to the left and items to the right of one axis of ability.

    Parameters
    ----------
    nodes : (Q,) equally spaced abilities
    groups : (Q,) share of each group's persons at the nodes
    places : location of each item's steps, with its name; names are written where they are few
    heads : headings of the two halves
    """
    low, high = _reach(nodes, groups, [place for place, _ in places])
    marks = tuple(mark for mark in ticks(low, high, 8) if low <= mark <= high)
    up = Axis(low, high, TALL - 20, TOP + 24, marks)
    titles = (
        f'<text class="name" x="{MIDDLE - 20}" y="{TOP}" text-anchor="end">{escape(heads[0])}</text>'
        f'<text class="name" x="{MIDDLE + 20}" y="{TOP}">{escape(heads[1])}</text>'
    )
    parts = [titles, *_ability_axis(up), *_persons(nodes, groups, up), *_items(places, up)]
    return svg(words, WIDTH, TALL, parts)


def _path(points: str) -> str:
    return f'<polyline class="line line-1" points="{points}"/>'


def _mark(mark: Mark, along: Axis, up: Axis) -> Iterator[str]:
    x, low, high = along.at(mark.x), up.at(mark.y - 2 * mark.error), up.at(mark.y + 2 * mark.error)
    yield f'<line class="bracket" x1="{x}" x2="{x}" y1="{low}" y2="{high}"/>'
    yield _dot(mark, along, up, 4.5)


def _dot(mark: Mark, along: Axis, up: Axis, radius: float) -> str:
    style = "dot-3" if mark.expected else "dot-2"
    return f'<circle class="{style}" cx="{along.at(mark.x)}" cy="{up.at(mark.y)}" r="{radius}"/>'


def _names(marks: Sequence[Mark], along: Axis, up: Axis) -> Iterator[str]:
    """Names beside the farthest marks, where they do not overlap an earlier one."""
    named = sorted((mark for mark in marks if not mark.expected), key=lambda mark: -abs(mark.y))
    taken: list[tuple[float, float, float]] = []
    for mark in named:
        label, y = _short(mark.label), up.at(mark.y)
        width = LETTER * len(label)
        right = along.at(mark.x) + 7
        x = right if right + width < WIDTH else right - 14 - width
        clear = all(abs(y - other) > LABEL_SPACING or x + width < low or x > high for low, high, other in taken)
        if clear and len(taken) < NAMED:
            taken.append((x, x + width, y))
            yield f'<text class="label haloed" x="{x:.1f}" y="{y + 4}">{escape(label)}</text>'


def _short(label: str, letters: int = 22) -> str:
    return label if len(label) <= letters else label[: letters - 1] + "…"


def _reach(nodes: Floats, groups: Sequence[Floats], places: Sequence[float]) -> tuple[float, float]:
    """The range of nearly all persons and items, rounded outwards to half a logit."""
    held = [nodes[(share.cumsum() > 0.001) & (share.cumsum() < 0.999)] for share in groups]
    values = np.concatenate([*held, np.clip(np.array(places), -EDGE, EDGE)])
    return float(np.floor(2 * values.min()) / 2 - 0.25), float(np.ceil(2 * values.max()) / 2 + 0.25)


def _ability_axis(up: Axis) -> Iterator[str]:
    yield f'<line class="axis" x1="{MIDDLE}" x2="{MIDDLE}" y1="{up.start}" y2="{up.end}"/>'
    for mark in up.marks:
        y = up.at(mark)
        yield f'<line class="grid" x1="20" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text class="tick" x="14" y="{y + 4}" text-anchor="end">{format_number(mark)}</text>'


def _persons(nodes: Floats, groups: Sequence[Floats], up: Axis) -> Iterator[str]:
    highest = max(float(share.max()) for share in groups)
    for number, share in enumerate(groups):
        inside = (nodes >= up.low) & (nodes <= up.high)
        xs = MIDDLE - (MIDDLE - 30) * share[inside] / highest
        edge = [f"{x:.1f},{up.at(node)}" for x, node in zip(xs, nodes[inside].tolist(), strict=True)]
        points = " ".join(edge)
        if number == 0:
            ends = (f"{MIDDLE},{up.at(float(nodes[inside][-1]))}", f"{MIDDLE},{up.at(float(nodes[inside][0]))}")
            yield f'<polygon class="spread" points="{points} {" ".join(ends)}"/>'
        yield f'<polyline class="line line-{number % 4 + 1}" points="{points}"/>'


def _items(places: Sequence[tuple[float, str]], up: Axis) -> Iterator[str]:
    rows: dict[int, list[str]] = {}
    for place, name in places:
        rows.setdefault(round(min(max(place, up.low), up.high) / BIN), []).append(name)
    most = max(map(len, rows.values()), default=1)
    named = len(places) <= 60 and max(len(", ".join(names)) for names in rows.values()) * LETTER < WIDTH - MIDDLE - 20
    step = (WIDTH - RIGHT - MIDDLE - 8) / max(most, 12)
    for row, names in sorted(rows.items()):
        y = up.at(row * BIN)
        if named:
            yield f'<text class="tick" x="{MIDDLE + 8}" y="{y + 4}">{escape(", ".join(names))}</text>'
        else:
            width = f"{step * len(names):.1f}"
            names_shown = f"<title>{escape(', '.join(names))}</title>"
            yield f'<rect class="column" x="{MIDDLE + 4}" y="{y - 4}" width="{width}" height="8">{names_shown}</rect>'
