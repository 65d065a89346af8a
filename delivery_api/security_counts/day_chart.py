"""A chart of days: a column for each, drawn by hand as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape

COLUMN, GAP, HEIGHT = 8, 2, 40


def day_chart_svg(days: Mapping[date, int], description: str, most: int) -> str:
    """A column for each day, as high as its count is of `most`; a day without any is a line on the ground.

    It is as wide as its place, however few the days: what stands below its ends is below the first and the last day.
    It carries no style attribute and no script (a Content-Security-Policy forbids both), and takes its colour from the
    page through ``currentColor``.

    Parameters
    ----------
    days : the first day first
    description : what it shows, for those who do not see it
    most : the count of a whole column, the same in charts that are compared, and no smaller than any count
    """
    text = escape(description, quote=True)
    columns = "".join(_column(number, count, most) for number, count in enumerate(days.values()))
    width = max(1, len(days)) * (COLUMN + GAP)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mesur-days" viewBox="0 0 {width} {HEIGHT + 1}" role="img"'
        f' aria-label="{text}" preserveAspectRatio="none" fill="currentColor">'
        f"<title>{text}</title>{columns}</svg>"
    )


def _column(number: int, count: int, most: int) -> str:
    high = max(2, round(HEIGHT * count / most)) if count else 0
    x, y = number * (COLUMN + GAP), HEIGHT - high
    ground = f'<rect x="{x}" y="{HEIGHT}" width="{COLUMN}" height="1" fill-opacity="0.35"/>'
    return ground + (f'<rect x="{x}" y="{y}" width="{COLUMN}" height="{high}"/>' if high else "")
