"""What every chart is made of: axes, round marks, and an SVG with a title and a description.

They carry no style of their own and no script; the page gives each class its look, and no colour says anything alone.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 400, 250
LEFT, RIGHT, TOP, BOTTOM = 50, 14, 16, 46
APART = 15
"""User units: a chart scales to its place."""


@dataclass(frozen=True)
class Words:
    """What a chart says: ``name`` is unique in its page, ``title`` and ``told`` are for who cannot see it."""

    name: str
    title: str
    told: str
    x: str
    y: str = ""


@dataclass(frozen=True)
class Axis:
    """Where values lie between two places of the drawing, and which are marked."""

    low: float
    high: float
    start: float
    end: float
    marks: tuple[float, ...]

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + min(max(share, 0.0), 1.0) * (self.end - self.start), 1)


def ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Round numbers that reach from below ``low`` to above ``high``, about so many steps apart."""
    span = max(high - low, 1e-6)
    power = 10.0 ** math.floor(math.log10(span / about))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if span <= power * each * (about + 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(step * place, 10) for place in range(first, max(last, first + 1) + 1))


def figure(value: float, digits: int | None = None) -> str:
    """A number as it is read, with a minus sign that is one."""
    text = f"{value:g}" if digits is None else f"{value:.{digits}f}"
    return text.replace("-", "−")


def across(low: float, high: float, right: float) -> Axis:
    """The axis that runs along x, marked at round numbers inside it."""
    inside = tuple(mark for mark in ticks(low, high) if low - 1e-9 <= mark <= high + 1e-9)
    return Axis(low, high, LEFT + 6, WIDTH - right, inside)


def grid(words: Words, along: Axis, up: Axis, percent: bool = False) -> Iterable[str]:
    """Lines at the marks of y, ticks at those of x, and the name of x."""
    for mark in up.marks:
        y = up.at(mark)
        shown = figure(round(100 * mark, 6)) + " %" if percent else figure(mark)
        yield f'<line class="grid" x1="{LEFT}" x2="{along.end}" y1="{y}" y2="{y}"/>'
        yield f'<text class="tick" x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{shown}</text>'
    for mark in along.marks:
        x = along.at(mark)
        yield f'<line class="axis" x1="{x}" x2="{x}" y1="{up.start}" y2="{up.start + 5}"/>'
        yield f'<text class="tick" x="{x}" y="{up.start + 19}" text-anchor="middle">{figure(mark)}</text>'
    middle = (along.start + along.end) / 2
    yield f'<text class="name" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(words.x)}</text>'


def moved_apart(places: Sequence[float]) -> list[float]:
    """Rising places with a line's height between them, from below the top to above the bottom."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + APART if moved else TOP))
    lowest: float = HEIGHT - BOTTOM
    for index in reversed(range(len(moved))):
        moved[index] = min(moved[index], lowest)
        lowest = moved[index] - APART
    return moved


def svg(words: Words, width: float, height: float, parts: Iterable[str]) -> str:
    """The drawing whole."""
    name = escape(words.name, quote=True)
    return (
        f'<svg viewBox="0 0 {width} {height:g}" role="img" aria-labelledby="{name}-title {name}-told">'
        f'<title id="{name}-title">{escape(words.title)}</title><desc id="{name}-told">{escape(words.told)}</desc>'
        f"{''.join(parts)}</svg>"
    )
