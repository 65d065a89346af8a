"""SVG of a learner's scores over time: a dot at each score, its band as an upright bar, and the score expected last."""

from collections.abc import Sequence
from datetime import date
from html import escape

from reports.scales.drawn_chart import DrawnChart
from reports.scales.progress import Progress, ScorePoint
from reports.scales.score_band import AXIS
from reports.translations import Translations, long_date

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 480, 340, 56, 40, 24, 56
"""SVG user units; the drawing scales to its container, and its text is read on a phone, too."""


def progress_chart(progress: Progress, language: str, translations: Translations) -> DrawnChart:
    """The scores of a learner's sittings and their 90 % bands, on the axis that all bands have.

    Parameters
    ----------
    progress : the scores in order of date
    language : ``cy`` or ``en``, the language of the dates
    translations : translations for the reader's language

    Notes
    -----
    It carries no style attribute and no script and takes its colours from the page, as `score_band.band_svg`. A page
    gives the same numbers as a table, with the expected score, which a diamond marks here.
    """
    told = _description(progress, language, translations)
    text = escape(told, quote=True)
    places = _places([point.on for point in progress.points])
    marks = [_mark(point, x) for point, x in zip(progress.points, places, strict=True)]
    parts = (*_levels(), _line(progress.points, places), *marks, *_dates(progress.points, places, language))
    if progress.expected is not None:
        parts = (*parts, _expected(places[-1], progress.expected.score))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mesur-scores" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{text}" fill="currentColor" font-size="16"><title>{text}</title>{"".join(parts)}</svg>'
    )
    return DrawnChart(svg, told)


def _description(progress: Progress, language: str, translations: Translations) -> str:
    first, last = progress.points[0], progress.points[-1]
    sentence = translations.gettext(
        "Scores from %(first)s (%(before)d) to %(last)s (%(after)d), each with the band in which the level very likely"
        " lies."
    )
    return sentence % {
        "first": long_date(first.on, language),
        "before": first.scale.score,
        "last": long_date(last.on, language),
        "after": last.scale.score,
    }


def _places(days: Sequence[date]) -> tuple[float, ...]:
    """Where each sitting lies across the chart, by its date; in the middle if all are of one day."""
    span = (days[-1] - days[0]).days
    across = WIDTH - LEFT - RIGHT - 80
    shares = [(day - days[0]).days / span if span else 0.5 for day in days]
    return tuple(round(LEFT + 40 + across * share, 1) for share in shares)


def _y(points: int) -> float:
    return round(HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * AXIS.share(points), 1)


def _levels() -> tuple[str, ...]:
    return tuple(_level(points, _y(points)) for points in AXIS.ticks)


def _level(points: int, y: float) -> str:
    return (
        f'<line class="mesur-scores__axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="currentColor"'
        ' stroke-opacity="0.2"/>'
        f'<text class="mesur-scores__tick" x="{LEFT - 10}" y="{y + 5}" text-anchor="end" font-size="15"'
        f' fill-opacity="0.75">{points}</text>'
    )


def _line(points: Sequence[ScorePoint], places: Sequence[float]) -> str:
    path = " ".join(f"{x},{_y(point.scale.score)}" for point, x in zip(points, places, strict=True))
    return (
        f'<polyline class="mesur-scores__line" points="{path}" fill="none" stroke="currentColor"'
        ' stroke-opacity="0.5" stroke-width="2"/>'
    )


def _mark(point: ScorePoint, x: float) -> str:
    scale = point.scale
    foot = _y(AXIS.low if scale.open_below else scale.low)
    top = _y(AXIS.high if scale.open_above else scale.high)
    y = _y(scale.score)
    return (
        f'<rect class="mesur-scores__range" x="{round(x - 12, 1)}" y="{top}" width="24"'
        f' height="{round(foot - top, 1)}" rx="4" fill-opacity="0.25"/>'
        f'<circle class="mesur-scores__dot" cx="{x}" cy="{y}" r="5"/>'
        f'<text class="mesur-scores__value" x="{x}" y="{round(top - 8, 1)}" text-anchor="middle" font-weight="bold">'
        f"{scale.score}</text>"
    )


def _dates(points: Sequence[ScorePoint], places: Sequence[float], language: str) -> tuple[str, ...]:
    """The dates of the first and the last sitting, which never run into each other."""
    ends = {points[0].on: places[0], points[-1].on: places[-1]}
    return tuple(
        f'<text class="mesur-scores__date" x="{x}" y="{HEIGHT - 16}" text-anchor="middle" font-size="15"'
        f' fill-opacity="0.75">{escape(long_date(day, language))}</text>'
        for day, x in ends.items()
    )


def _expected(x: float, points: int) -> str:
    """A hollow diamond at the score of a learner who kept pace, with the score: the page's sentence names it.

    It stands after the last sitting, where no line runs, with its score beyond it: beside the score of the sitting the
    two would read as one number.
    """
    x, y = round(x + 32, 1), _y(points)
    return (
        f'<path class="mesur-scores__expected" d="M{x} {y - 8}L{x + 8} {y}L{x} {y + 8}L{x - 8} {y}Z" fill="none"'
        ' stroke="currentColor" stroke-width="2"/>'
        f'<text class="mesur-scores__aside" x="{round(x + 13, 1)}" y="{round(y + 5, 1)}">{points}</text>'
    )
