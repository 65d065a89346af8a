"""The chart of fitted against predicted difficulty."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from itembank.html_report.svg_axes import (
    BOTTOM,
    HEIGHT,
    LABEL_SPACING,
    RIGHT,
    TOP,
    WIDTH,
    Axis,
    ChartText,
    grid_lines,
    svg,
    ticks,
    x_axis,
)

LETTER = 7.4
NAMED = 8
CROWD = 80
"""Number of dots above which they are drawn small."""


@dataclass(frozen=True)
class BandedDot:
    """A value ``y`` at ``x``, with a band from ``low`` to ``high``, and whether it is as expected."""

    x: float
    y: float
    low: float
    high: float
    expected: bool
    label: str


def banded_chart(words: ChartText, dots: Sequence[BandedDot]) -> str:
    """Dots with bands, and the line on which x and y are the same; unexpected dots are open and named."""
    ends = [end for dot in dots for end in (dot.y, dot.low, dot.high)]
    marked = ticks(min(ends), max(ends))
    along = x_axis(min(dot.x for dot in dots) - 0.25, max(dot.x for dot in dots) + 0.25, RIGHT)
    up = Axis(marked[0], marked[-1], HEIGHT - BOTTOM, TOP, marked)
    low, high = max(along.low, up.low), min(along.high, up.high)
    line = f'<polyline class="line line-1" points="{along.at(low)},{up.at(low)} {along.at(high)},{up.at(high)}"/>'
    bands = [_band(dot, along, up) for dot in dots]
    size = 3.5 if len(dots) <= CROWD else 2
    full, empty = (
        [_dot(dot, along, up, size) for dot in dots if dot.expected is expected] for expected in (True, False)
    )
    named = list(_names(dots, along, up))
    return svg(words, WIDTH, HEIGHT, [*grid_lines(words, along, up), line, *bands, *full, *named, *empty])


def _band(dot: BandedDot, along: Axis, up: Axis) -> str:
    x, low, high = along.at(dot.x), up.at(dot.low), up.at(dot.high)
    return f'<line class="bracket" x1="{x}" x2="{x}" y1="{low}" y2="{high}"/>'


def _dot(dot: BandedDot, along: Axis, up: Axis, radius: float) -> str:
    style = "dot-3" if dot.expected else "dot-2"
    return f'<circle class="{style}" cx="{along.at(dot.x)}" cy="{up.at(dot.y)}" r="{radius}"/>'


def _names(dots: Sequence[BandedDot], along: Axis, up: Axis) -> Iterator[str]:
    """Names of the farthest unexpected dots, where they do not overlap an earlier one."""
    taken: list[tuple[float, float, float]] = []
    for dot in sorted((each for each in dots if not each.expected), key=lambda each: -abs(each.y - each.x)):
        width, y, right = LETTER * len(dot.label), up.at(dot.y), along.at(dot.x) + 7
        x = right if right + width < WIDTH else right - 14 - width
        clear = all(abs(y - other) > LABEL_SPACING or x + width < low or x > high for low, high, other in taken)
        if clear and len(taken) < NAMED:
            taken.append((x, x + width, y))
            yield f'<text class="label haloed" x="{x:.1f}" y="{y + 4}">{escape(dot.label)}</text>'
