"""Which year band and language an extract may give of a person, so that no group of fewer than ten stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

SMALLEST_CELL = 10
"""Fewest persons that share a year band and a language in an extract."""

YEAR_BANDS = {2: "2-3", 3: "2-3", 4: "4-6", 5: "4-6", 6: "4-6", 7: "7-9", 8: "7-9", 9: "7-9"}
"""Year group → the band that stands in an extract in its place."""

Who = TypeVar("Who", bound=Hashable)


class Cell(NamedTuple):
    """What an extract gives of a person; "" where it gives nothing.

    Parameters
    ----------
    band : of the year group
    language : of the sitting; both where it changed
    """

    band: str
    language: str


def disclosed_cells(cells: Mapping[Who, Cell], smallest: int = SMALLEST_CELL) -> dict[Who, Cell]:
    """Return what may be given of each person.

    A cell with too few persons loses its band; if too few share the language then, the smallest other band of the
    language loses its own too; a language that too few have is left out. So each cell that is given has enough persons,
    unless there are too few altogether.
    """
    merged = {cell: cell for cell in cells.values()}
    counts = Counter(cells.values())
    for cell in [cell for cell, count in counts.items() if count < smallest]:
        merged[cell] = Cell("", cell.language)
    for language in sorted({cell.language for cell in counts}):
        _fill(merged, counts, Cell("", language), smallest, [cell for cell in counts if cell.language == language])
    given = _sizes(merged, counts)
    for cell in merged:
        if given[merged[cell]] < smallest:
            merged[cell] = Cell("", "")
    _fill(merged, counts, Cell("", ""), smallest, counts)
    return {who: merged[cell] for who, cell in cells.items()}


def _fill(
    merged: dict[Cell, Cell], counts: Mapping[Cell, int], into: Cell, smallest: int, candidates: Iterable[Cell]
) -> None:
    """Merge the smallest given cells of some candidates into one until that has enough persons, or none is left."""
    there = list(candidates)
    while 0 < _sizes(merged, counts)[into] < smallest:
        sizes = _sizes(merged, counts)
        others = sorted({merged[cell] for cell in there} - {into}, key=lambda cell: (sizes[cell], cell))
        if not others:
            return
        for cell in there:
            if merged[cell] == others[0]:
                merged[cell] = into


def _sizes(merged: Mapping[Cell, Cell], counts: Mapping[Cell, int]) -> Counter[Cell]:
    sizes: Counter[Cell] = Counter()
    for cell, given in merged.items():
        sizes[given] += counts[cell]
    return sizes
