"""How far a group lies above an earlier release, in months of learning.

A year of learning is what lies between the means of neighbouring year groups in the earlier release, all learners
together: half of the step from the year group below to the one above, or the one step that there is. Months are the
difference of the means over that, times twelve; their error is that of both means, and the growth is taken as known.
Where growth is not at least four of its own standard errors, nothing is told in months.
"""

from dataclasses import replace

from reports.national.release_values import Months, NationalRelease, ReleaseRow
from reports.scales.reporting_scale import Z90

SURE_GROWTH = 4
"""Growth is used from this many of its standard errors on: months are then out by no more than a quarter for it."""


def with_months(release: NationalRelease, baseline: NationalRelease | None) -> NationalRelease:
    """The release with each group's months above a baseline, where both tell of the group on the same scale."""
    if baseline is None or baseline.scale != release.scale:
        return release
    return replace(release, rows=tuple(replace(row, months=_months(row, baseline)) for row in release.rows))


def _months(row: ReleaseRow, baseline: NationalRelease) -> Months | None:
    before = baseline.row(row.cell)
    if before is None or row.mean is None or before.mean is None:
        return None
    growth = yearly_growth(baseline, int(dict(row.cell)["year"]))
    if growth is None:
        return None
    months = (row.mean - before.mean) / growth * 12
    error = ((row.mean_se or 0.0) ** 2 + (before.mean_se or 0.0) ** 2) ** 0.5 / growth * 12
    return Months(baseline.name.year, months, months - Z90 * error, months + Z90 * error)


def yearly_growth(baseline: NationalRelease, year: int) -> float | None:
    """Scale points between neighbouring year groups around one; None where they are not told or too uncertain."""
    around = [baseline.row((("year", str(each)),)) for each in (year - 1, year, year + 1)]
    told = [(place, row) for place, row in enumerate(around) if row is not None and row.mean is not None]
    if len(told) < 2:
        return None
    (first, low), (last, high) = told[0], told[-1]
    steps = last - first
    growth = ((high.mean or 0.0) - (low.mean or 0.0)) / steps
    error = ((high.mean_se or 0.0) ** 2 + (low.mean_se or 0.0) ** 2) ** 0.5 / steps
    return growth if growth >= SURE_GROWTH * error and growth > 0 else None
