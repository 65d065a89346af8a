"""SVG of a class's scores: a dot and a band a learner beside the numbers of the table, and the axis that all share."""

from reports.scales.reporting_scale import ScaleScore
from reports.scales.score_band import AXIS

WIDTH, HEIGHT, MARGIN, MIDDLE = 280, 24, 14, 12
"""SVG user units."""


def score_line_svg(scale: ScaleScore) -> str:
    """A score with its 90 % band on the axis of `score_axis_svg`.

    It is hidden from screen readers, since the numbers stand beside it. The two ends of the axis are named as well, for
    a phone, on which a row stands by itself.
    """
    drawn = AXIS.drawn(scale)
    left = 0.0 if drawn.open_below else _x(scale.low)
    right = float(WIDTH) if drawn.open_above else _x(scale.high)
    numbers = (_label(points, HEIGHT + 12) for points in (AXIS.ticks[0], AXIS.ticks[-1]))
    ends = (_arrow(0, 1) if drawn.open_below else "", _arrow(WIDTH, -1) if drawn.open_above else "")
    return _drawing(
        HEIGHT,
        *(_rule(points, 0, HEIGHT) for points in AXIS.ticks),
        f'<g class="mesur-lines__numbers">{"".join(numbers)}</g>',
        f'<rect class="mesur-lines__range" x="{left}" y="6" width="{round(right - left, 1)}" height="12" rx="6"/>',
        *ends,
        f'<circle class="mesur-lines__dot" cx="{_x(scale.score)}" cy="{MIDDLE}" r="5"/>',
    )


def score_axis_svg() -> str:
    """The axis of every line: its scores, for the head of the table."""
    labels = (_label(points, 12) for points in AXIS.ticks)
    return _drawing(20, *labels, *(_rule(points, 16, 20) for points in AXIS.ticks))


def _x(points: int) -> float:
    return round(MARGIN + (WIDTH - 2 * MARGIN) * AXIS.share(points), 1)


def _label(points: int, y: int) -> str:
    end = " mesur-lines__tick--end" if points in (AXIS.ticks[0], AXIS.ticks[-1]) else ""
    at = f'x="{_x(points)}" y="{y}" text-anchor="middle" font-size="12"'
    return f'<text class="mesur-lines__tick{end}" {at}>{points}</text>'


def _rule(points: int, top: int, bottom: int) -> str:
    return f'<line class="mesur-lines__rule" x1="{_x(points)}" x2="{_x(points)}" y1="{top}" y2="{bottom}"/>'


def _arrow(edge: int, inwards: int) -> str:
    """The head of a band that runs off the axis."""
    x = edge + 9 * inwards
    return f'<path class="mesur-lines__end" d="M{x} 3L{edge} {MIDDLE}L{x} 21" fill="none"/>'


def _drawing(height: int, *parts: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mesur-lines" viewBox="0 0 {WIDTH} {height}"'
        f' aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )
