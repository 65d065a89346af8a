"""Axes, tick marks, and the SVG element with its title and description that every chart shares.

Charts contain no style and no script: the page's style sheet styles their classes. No meaning depends on colour alone.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 400, 250
LEFT, RIGHT, TOP, BOTTOM = 50, 14, 16, 46
LABEL_SPACING = 15
"""SVG user units; a chart scales to its container."""


@dataclass(frozen=True)
class ChartText:
    """The texts of a chart.

    Parameters
    ----------
    name : id, unique within the page
    title, description : text alternative for readers who cannot see the chart
    x, y : axis labels
    """

    name: str
    title: str
    description: str
    x: str
    y: str = ""


@dataclass(frozen=True)
class Axis:
    """A linear axis from ``low`` to ``high``, drawn between ``start`` and ``end``, with ticks at ``marks``."""

    low: float
    high: float
    start: float
    end: float
    marks: tuple[float, ...]

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + min(max(share, 0.0), 1.0) * (self.end - self.start), 1)


def ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Round numbers from at most ``low`` to at least ``high``, in about ``about`` steps."""
    span = max(high - low, 1e-6)
    power = 10.0 ** math.floor(math.log10(span / about))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if span <= power * each * (about + 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(step * place, 10) for place in range(first, max(last, first + 1) + 1))


def format_number(value: float, digits: int | None = None) -> str:
    """A number with a typographic minus sign."""
    text = f"{value:g}" if digits is None else f"{value:.{digits}f}"
    return text.replace("-", "−")


def x_axis(low: float, high: float, right: float) -> Axis:
    """The x axis, with ticks at round numbers inside its range."""
    inside = tuple(mark for mark in ticks(low, high) if low - 1e-9 <= mark <= high + 1e-9)
    return Axis(low, high, LEFT + 6, WIDTH - right, inside)


def grid_lines(text: ChartText, along: Axis, up: Axis, percent: bool = False) -> Iterable[str]:
    """Horizontal grid lines, tick labels on both axes, and the x label."""
    for mark in up.marks:
        y = up.at(mark)
        shown = format_number(round(100 * mark, 6)) + "%" if percent else format_number(mark)
        yield f'<line class="grid" x1="{LEFT}" x2="{along.end}" y1="{y}" y2="{y}"/>'
        yield f'<text class="tick" x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{shown}</text>'
    for mark in along.marks:
        x = along.at(mark)
        yield f'<line class="axis" x1="{x}" x2="{x}" y1="{up.start}" y2="{up.start + 5}"/>'
        yield f'<text class="tick" x="{x}" y="{up.start + 19}" text-anchor="middle">{format_number(mark)}</text>'
    middle = (along.start + along.end) / 2
    yield f'<text class="name" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(text.x)}</text>'


def spread_apart(places: Sequence[float]) -> list[float]:
    """Shift ascending positions so that labels do not overlap and stay within the chart."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + LABEL_SPACING if moved else TOP))
    lowest: float = HEIGHT - BOTTOM
    for index in reversed(range(len(moved))):
        moved[index] = min(moved[index], lowest)
        lowest = moved[index] - LABEL_SPACING
    return moved


def svg(text: ChartText, width: float, height: float, parts: Iterable[str]) -> str:
    """The complete SVG element."""
    name, title, description = escape(text.name, quote=True), escape(text.title), escape(text.description)
    return (
        f'<svg viewBox="0 0 {width} {height:g}" role="img" aria-labelledby="{name}-title {name}-told">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-told">{description}</desc>'
        f"{''.join(parts)}</svg>"
    )
