"""SVG of a score with its band: a shaded range, a dot at the estimate, and direct labels."""

from dataclasses import dataclass, replace
from html import escape

from reports.scales.reporting_scale import ScaleScore
from reports.scales.year_range import YearRange
from reports.translations import Translations

WIDTH, HEIGHT, MARGIN, LINE, HALF_HEIGHT = 640, 104, 28, 52, 68
"""SVG user units; the drawing scales to its container, and the axis is at height LINE.

HALF_HEIGHT is added beneath where a year group's range is drawn.
"""


NAME_REACH = 250
"""Half of the longest name of a range, in user units, in the size that a style sheet gives it on a narrow screen."""


@dataclass(frozen=True, slots=True)
class ScoreAxis:
    """The part of the reporting scale that is drawn, from one multiple of 100 to another, at least 0."""

    low: int
    high: int

    def share(self, points: int) -> float:
        """How far along a score is, 0 to 1; one beyond is at the nearer end."""
        return (min(max(points, self.low), self.high) - self.low) / (self.high - self.low)

    def x(self, points: int) -> float:
        """Where a score is drawn."""
        return round(MARGIN + (WIDTH - 2 * MARGIN) * self.share(points), 1)

    @property
    def ticks(self) -> range:
        return range(self.low, self.high + 1, 100)

    def drawn(self, scale: ScaleScore) -> ScaleScore:
        """The score with its band open at an end that lies beyond the axis."""
        below, above = scale.open_below or scale.low < self.low, scale.open_above or scale.high > self.high
        return replace(scale, open_below=below, open_above=above and not below)


AXIS = ScoreAxis(100, 800)
"""The one axis of every band: whole hundreds around 2.5 SD below the lowest year and above the highest of each design.

Two bands can be compared only on one axis: fitted to each score, bands of 63 and 86 points look alike.
"""


def band_svg(scale: ScaleScore, translations: Translations, half: YearRange | None = None) -> str:
    """The score and its 90 % band as an SVG element, on the axis that all bands have.

    Parameters
    ----------
    half : where half of the year group is expected, drawn beneath the axis; None for none

    Notes
    -----
    It carries no style attribute and no script (a Content-Security-Policy forbids both) and takes its colours from the
    page through ``currentColor`` and the classes ``mesur-band__range``, ``__dot``, ``__axis``, ``__tick``, ``__name``,
    ``__value``.
    """
    text = escape(_description(scale, translations, half), quote=True)
    parts = (*_axis(AXIS), *_range(AXIS.drawn(scale), AXIS), *_dot(scale, AXIS))
    height = HEIGHT
    if half is not None:
        height, parts = HEIGHT + HALF_HEIGHT, (*parts, _half(half, AXIS, translations))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mesur-band" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{text}" fill="currentColor" font-size="18"><title>{text}</title>{"".join(parts)}</svg>'
    )


def _description(scale: ScaleScore, translations: Translations, half: YearRange | None) -> str:
    text = _score_description(scale, translations)
    if half is None:
        return text
    more = translations.gettext("Half of Year %(year)d is expected between %(low)d and %(high)d.")
    return f"{text} {more % {'year': half.year, 'low': half.low, 'high': half.high}}"


def _score_description(scale: ScaleScore, translations: Translations) -> str:
    if scale.open_below:
        sentence = translations.gettext("Score %(score)d, level very likely below %(high)d.")
    elif scale.open_above:
        sentence = translations.gettext("Score %(score)d, level very likely above %(low)d.")
    else:
        sentence = translations.gettext("Score %(score)d, very likely between %(low)d and %(high)d.")
    return sentence % {"score": scale.score, "low": scale.low, "high": scale.high}


def _axis(axis: ScoreAxis) -> tuple[str, ...]:
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


def _range(scale: ScaleScore, axis: ScoreAxis) -> tuple[str, ...]:
    if scale.open_below or scale.open_above:
        return (_open_range(scale, axis),)
    left, right = axis.x(scale.low), axis.x(scale.high)
    return (
        f'<rect class="mesur-band__range" x="{left}" y="{LINE - 12}" width="{round(right - left, 1)}" height="24"'
        ' rx="12" fill-opacity="0.2"/>',
    )


def _open_range(scale: ScaleScore, axis: ScoreAxis) -> str:
    """A band that is round at its known end and has an arrowhead at its open end."""
    known, edge = (scale.high, axis.low) if scale.open_below else (scale.low, axis.high)
    out = -1 if scale.open_below else 1
    x, beyond = axis.x(known), axis.x(edge)
    turn = round(x + 12 * out, 1)
    sweep = 0 if scale.open_below else 1
    return (
        f'<path class="mesur-band__range mesur-band__range--open" d="M{turn} {LINE + 12}A12 12 0 0 {sweep} {turn}'
        f' {LINE - 12}H{beyond}L{beyond + 14 * out} {LINE}L{beyond} {LINE + 12}Z" fill-opacity="0.2"/>'
    )


def _dot(scale: ScaleScore, axis: ScoreAxis) -> tuple[str, ...]:
    x = axis.x(scale.score)
    return (
        f'<circle class="mesur-band__dot" cx="{x}" cy="{LINE}" r="9"/>',
        f'<text class="mesur-band__value" x="{x}" y="{LINE - 22}" text-anchor="middle" font-size="22"'
        f' font-weight="bold">{scale.score}</text>',
    )


def half_name(half: YearRange, translations: Translations) -> str:
    """What stands beside the range that half of a year group is expected in."""
    return translations.gettext("Half of Year %(year)d, expected") % {"year": half.year}


def _half(half: YearRange, axis: ScoreAxis, translations: Translations) -> str:
    """A broken line with two ends, so that it is not taken for a measured band, and its name."""
    left, right, line = axis.x(half.low), axis.x(half.high), HEIGHT + 20
    name = escape(half_name(half, translations))
    return (
        f'<path class="mesur-band__half" d="M{left} {line - 8}V{line + 8}M{right} {line - 8}V{line + 8}" fill="none"'
        ' stroke="currentColor" stroke-width="3"/>'
        f'<line class="mesur-band__half" x1="{left}" x2="{right}" y1="{line}" y2="{line}" stroke="currentColor"'
        ' stroke-width="3" stroke-dasharray="7 5"/>'
        f'<text class="mesur-band__name" x="{_within((left + right) / 2)}" y="{line + 36}" text-anchor="middle"'
        f' font-size="15">{name}</text>'
    )


def _within(middle: float) -> float:
    """The middle of a label that shall not run off the drawing, on a narrow screen either, where its letters grow."""
    return round(min(max(middle, NAME_REACH), WIDTH - NAME_REACH), 1)
