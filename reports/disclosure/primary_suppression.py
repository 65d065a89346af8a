"""The cells that describe too few learners, alone or beside an earlier release."""

from collections.abc import Collection

from reports.disclosure.frequency_table import FrequencyTable, PlacedCell
from reports.disclosure.smallest_group import is_small


def primary_cells(
    table: FrequencyTable, candidates: Collection[PlacedCell], earlier: Collection[PlacedCell]
) -> frozenset[PlacedCell]:
    """The candidates that may not be published, whatever else is.

    A cell has too few learners, or it differs from the same cell of an earlier release by too few: the two means would
    give the mean of those few.

    Parameters
    ----------
    earlier : the published cells of earlier releases
    """
    before = {(placed.release, placed.cell) for placed in earlier}
    releases = {placed.release for placed in earlier}
    return frozenset(
        placed
        for placed in candidates
        if is_small(table.count(placed))
        or any(
            (release, placed.cell) in before and _differs_by_few(table, placed, release) for release in sorted(releases)
        )
    )


def _differs_by_few(table: FrequencyTable, placed: PlacedCell, release: str) -> bool:
    now, then = table.membership(placed), table.membership(PlacedCell(release, placed.cell))
    joined, left = (now * (1 - then)) @ table.truth, (then * (1 - now)) @ table.truth
    return is_small(int(joined)) or is_small(int(left))
