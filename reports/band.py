"""A score with its band drawn: a soft range, a dot for the estimate, labels on the marks themselves."""

from dataclasses import dataclass
from html import escape

from reports.say import Say
from reports.scale import ScaleScore

WIDTH, HEIGHT, MARGIN, LINE = 640, 104, 28, 52
"""User units: the drawing scales to its place; the axis runs at height LINE."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The part of the scale that is drawn, whole hundreds or fifties."""

    low: int
    high: int

    def x(self, points: float) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (points - self.low) / (self.high - self.low), 1)

    @property
    def ticks(self) -> range:
        step = 50 if self.high - self.low <= 400 else 100
        return range(self.low, self.high + 1, step)


def axis_for(*scales: ScaleScore) -> Axis:
    """An axis in whole hundreds on which every band fits with room on both sides."""
    low = min(scale.low for scale in scales) - 25
    high = max(scale.high for scale in scales) + 25
    return Axis(low // 100 * 100, -(-high // 100) * 100)


def band_svg(scale: ScaleScore, say: Say, axis: Axis | None = None) -> str:
    """The score and its 90 % band as an SVG element.

    Parameters
    ----------
    scale : the score
    say : translations for the reader's language
    axis : the part of the scale to draw, that of this score alone unless given

    Notes
    -----
    It carries no style attribute and no script (a Content-Security-Policy forbids both) and takes its colours from the
    page through ``currentColor`` and the classes ``mesur-band__range``, ``__dot``, ``__axis``, ``__tick``, ``__value``.
    """
    axis = axis or axis_for(scale)
    text = escape(_description(scale, say), quote=True)
    parts = (*_axis(axis), *_range(scale, axis), *_dot(scale, axis))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mesur-band" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{text}" fill="currentColor" font-size="18"><title>{text}</title>{"".join(parts)}</svg>'
    )


def _description(scale: ScaleScore, say: Say) -> str:
    sentence = say.gettext("Score %(score)d, very likely between %(low)d and %(high)d.")
    return sentence % {"score": scale.score, "low": scale.low, "high": scale.high}


def _axis(axis: Axis) -> tuple[str, ...]:
    line = (
        f'<line class="mesur-band__axis" x1="{axis.x(axis.low)}" x2="{axis.x(axis.high)}" y1="{LINE}" y2="{LINE}"'
        ' stroke="currentColor" stroke-opacity="0.35"/>'
    )
    return (line, *(_tick(points, axis.x(points)) for points in axis.ticks))


def _tick(points: int, x: float) -> str:
    return (
        f'<line x1="{x}" x2="{x}" y1="{LINE + 16}" y2="{LINE + 22}" stroke="currentColor" stroke-opacity="0.35"/>'
        f'<text class="mesur-band__tick" x="{x}" y="{LINE + 42}" text-anchor="middle" font-size="15"'
        f' fill-opacity="0.75">{points}</text>'
    )


def _range(scale: ScaleScore, axis: Axis) -> tuple[str, ...]:
    left, right = axis.x(scale.low), axis.x(scale.high)
    return (
        f'<rect class="mesur-band__range" x="{left}" y="{LINE - 12}" width="{round(right - left, 1)}" height="24"'
        ' rx="12" fill-opacity="0.2"/>',
    )


def _dot(scale: ScaleScore, axis: Axis) -> tuple[str, ...]:
    x = axis.x(scale.score)
    return (
        f'<circle class="mesur-band__dot" cx="{x}" cy="{LINE}" r="9"/>',
        f'<text class="mesur-band__value" x="{x}" y="{LINE - 22}" text-anchor="middle" font-size="22"'
        f' font-weight="bold">{scale.score}</text>',
    )
