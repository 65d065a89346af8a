"""Makes the tables of a release: which groups are told of, and their figures.

A mean is that of the reported scores (WLE, Warm, 1989), which no prior pulls to a group's middle, so it is unbiased.
Its standard error is √(s²/n). The spread of abilities is √(s² − mean of the squared standard errors of measurement).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import numpy as np

from engine.numerics.array_types import Floats
from reports.disclosure.frequency_table import Cell, FrequencyTable, Microcell, PlacedCell
from reports.disclosure.smallest_group import FEWEST
from reports.disclosure.suppression import suppress
from reports.national.release_values import (
    BY_MEDIUM,
    DIMENSIONS,
    FAMILY,
    FIGURES_OF_YEARS,
    CountedLearner,
    NationalRelease,
    ReleaseName,
    ReleaseRow,
)
from reports.national.trends import with_months
from reports.scales.reporting_scale import SCALES, ReportingScale

PAGES = "school pages"
"""The schools' pages as an earlier release: their whole tens, as if somebody had read all of them."""

_OF_PAGES = (FIGURES_OF_YEARS, BY_MEDIUM)
"""What pages add up to: a school's medium is no secret, so those of one medium add up to a part of its cell."""


class TooFewResults(ValueError):
    """Fewer than `FEWEST` learners have a result."""


def national_release(
    name: ReleaseName,
    made_on: date,
    learners: Sequence[CountedLearner],
    bank_versions: Sequence[str],
    earlier: Sequence[NationalRelease] = (),
    former: Mapping[Microcell, int] = MappingProxyType({}),
    baseline: NationalRelease | None = None,
) -> NationalRelease:
    """Make a release.

    Parameters
    ----------
    learners : each with the earlier releases in which the learner is counted, `PAGES` among them
    earlier : the earlier releases of the subject and school year
    former : learners whom earlier releases count and this one does not, or counts elsewhere
    baseline : the first release of the subject, of an earlier school year

    Raises
    ------
    TooFewResults, AlreadyTold
    """
    if len(learners) < FEWEST:
        msg = f"learners: expected {FEWEST} or more, got {len(learners)}"
        raise TooFewResults(msg)
    table = _table(str(name), learners, former)
    found = suppress(table, FAMILY, str(name), *_told_before(table, earlier))
    rows = _rows(table.cells(FAMILY), frozenset(found.published), learners, SCALES[name.subject])
    scale = SCALES[name.subject].version
    return with_months(NationalRelease(name, made_on, scale, tuple(sorted(bank_versions)), tuple(rows)), baseline)


def _table(name: str, learners: Sequence[CountedLearner], former: Mapping[Microcell, int]) -> FrequencyTable:
    now = Counter(Microcell(each.values, each.releases | {name}) for each in learners)
    return FrequencyTable(DIMENSIONS, now + Counter(former))


def _told_before(
    table: FrequencyTable, earlier: Sequence[NationalRelease]
) -> tuple[list[PlacedCell], list[PlacedCell]]:
    """The cells that earlier releases and the schools' pages publish, and those that earlier releases suppress."""
    pages = [PlacedCell(PAGES, cell) for cell in table.cells(_OF_PAGES)]
    published = [each for each in pages if table.count(each) >= FEWEST]
    suppressed: list[PlacedCell] = []
    for release in earlier:
        for row in release.rows:
            (suppressed if row.learners is None else published).append(PlacedCell(str(release.name), row.cell))
    return published, suppressed


def _rows(
    cells: Sequence[Cell], shown: frozenset[Cell], learners: Sequence[CountedLearner], scale: ReportingScale
) -> list[ReleaseRow]:
    theta = np.array([each.theta for each in learners])
    error = np.array([each.se for each in learners])
    traits = np.array([each.values for each in learners])
    rows = []
    for cell in cells:
        wanted = [traits[:, DIMENSIONS.index(name)] == value for name, value in cell]
        here = np.logical_and.reduce(wanted)
        rows.append(_row(cell, theta[here], error[here], scale) if cell in shown else ReleaseRow(cell, None))
    return rows


def _row(cell: Cell, theta: Floats, error: Floats, scale: ReportingScale) -> ReleaseRow:
    n = len(theta)
    if n == 0:
        return ReleaseRow(cell, 0)
    variance = float(theta.var(ddof=1))
    spread = max(variance - float((error**2).mean()), 0.0)
    return ReleaseRow(
        cell,
        n,
        scale.origin + scale.unit * float(theta.mean()),
        scale.unit * (variance / n) ** 0.5,
        scale.unit * spread**0.5,
        scale.unit * float((error**2).mean()) ** 0.5,
    )
