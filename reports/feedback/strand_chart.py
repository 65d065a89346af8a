"""SVG of how far each strand lies from the whole sitting: an interval for each, around the line of no difference."""

from collections.abc import Sequence
from html import escape

from reports.feedback.strand_comparison import StrandPoints
from reports.feedback.subject_names import strand_name
from reports.scales.drawn_chart import DrawnChart
from reports.translations import Translations

WIDTH, MARGIN, ROW, FOOT = 640, 40, 76, 44
"""SVG user units; the drawing scales to its container, and each strand has a row."""

REACH = 200
"""The axis extends this many points to either side; an interval that goes on ends in an arrowhead."""


def strand_chart(strands: Sequence[StrandPoints], translations: Translations) -> DrawnChart:
    """The differences and their intervals.

    Notes
    -----
    It carries no style attribute and no script and takes its colours from the page, as `score_band.band_svg`. The page
    gives the same numbers as a table.
    """
    height = len(strands) * ROW + FOOT
    told = translations.gettext("Each area beside all the answers, in points. The table has the numbers.")
    text = escape(told, quote=True)
    rows = [_row(each, place * ROW, translations) for place, each in enumerate(strands)]
    parts = (*_axis(height - FOOT), *rows)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mesur-strands" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{text}" fill="currentColor" font-size="18"><title>{text}</title>{"".join(parts)}</svg>'
    )
    return DrawnChart(svg, told)


def _x(points: int) -> float:
    share = (min(max(points, -REACH), REACH) + REACH) / (2 * REACH)
    return round(MARGIN + (WIDTH - 2 * MARGIN) * share, 1)


def _axis(foot: int) -> tuple[str, ...]:
    return tuple(_level(points, foot) for points in range(-REACH, REACH + 1, 100))


def _level(points: int, foot: int) -> str:
    x, shade = _x(points), 0.2 if points else 0.7
    return (
        f'<line x1="{x}" x2="{x}" y1="0" y2="{foot}" stroke="currentColor" stroke-opacity="{shade}"/>'
        f'<text class="mesur-strands__tick" x="{x}" y="{foot + 30}" text-anchor="middle" font-size="15"'
        f' fill-opacity="0.75">{signed(points)}</text>'
    )


def _row(strand: StrandPoints, top: int, translations: Translations) -> str:
    line, left, right = top + 54, _x(strand.low), _x(strand.high)
    heads = "".join(
        f'<path class="mesur-strands__range" d="M{x} {line - 8}L{x + 10 * out} {line}L{x} {line + 8}Z"'
        ' fill-opacity="0.4"/>'
        for x, out, beyond in ((left, -1, strand.low < -REACH), (right, 1, strand.high > REACH))
        if beyond
    )
    return (
        f'<text class="mesur-strands__name" x="{MARGIN + 4}" y="{top + 28}">'
        f"{escape(strand_name(strand.strand, translations))}</text>"
        f'<rect class="mesur-strands__range" x="{left}" y="{line - 7}" width="{round(right - left, 1)}" height="14"'
        f' fill-opacity="0.3"/>{heads}'
        f'<circle class="mesur-strands__dot" cx="{_x(strand.difference)}" cy="{line}" r="7"/>'
    )


def signed(points: int) -> str:
    """A difference with its sign; a true minus, and none for nought."""
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"
