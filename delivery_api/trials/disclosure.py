"""What an extract may give of a person, so that no group of fewer than ten stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

SMALLEST_CELL = 10
"""Fewest persons that share a year band and a language in an extract."""

YEAR_BANDS = {2: "2-3", 3: "2-3", 4: "4-6", 5: "4-6", 6: "4-6", 7: "7-9", 8: "7-9", 9: "7-9"}
"""Year group → the band that stands in an extract in its place."""

SMALL_SCHOOLS = "small"
"""Stands in the place of the schools of fewer than ten persons in an extract."""

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


UNKNOWN = Cell("", "")
"""What is given where too few persons share anything."""


class Traits(NamedTuple):
    """What is known of a person, or may be given; "" where it is not known or not given."""

    cell: Cell
    school: str = ""
    stratum: str = ""
    medium: str = ""
    device: str = ""


def in_tens(count: int) -> int | None:
    """A number of persons rounded down to tens; None for fewer than ten."""
    return count // 10 * 10 if count >= SMALLEST_CELL else None


def disclosed_traits(traits: Mapping[Who, Traits], smallest: int = SMALLEST_CELL) -> dict[Who, Traits]:
    """Return what may be given of each person, so that enough persons share all of it.

    Year band and language come first, then the school, and then what else is known. A value that too few of those share
    who are alike in what came before is not given; the schools of such persons share one name.
    """
    cells = disclosed_cells({who: each.cell for who, each in traits.items()}, smallest)
    given = {who: Traits(cell) for who, cell in cells.items()}
    for name in Traits._fields[1:]:
        label = SMALL_SCHOOLS if name == "school" else ""
        alike = {who: (given[who], getattr(each, name)) for who, each in traits.items()}
        for who, value in pooled(alike, label, smallest).items():
            given[who] = Traits(**(given[who]._asdict() | {name: value}))
    return given


def pooled(values: Mapping[Who, tuple[Hashable, str]], label: str, smallest: int = SMALLEST_CELL) -> dict[Who, str]:
    """Return each person's value, or the label that the values of too few persons share.

    Parameters
    ----------
    values : of each person a context and a value; persons are counted within their context
    label : stands for all values that too few have, and as many others as it takes that enough share it
    """
    counts: dict[Hashable, Counter[str]] = {}
    for context, value in values.values():
        counts.setdefault(context, Counter())[value] += 1
    rare = {context: _rare(there, label, smallest) for context, there in counts.items()}
    return {who: label if value in rare[context] else value for who, (context, value) in values.items()}


def _rare(counts: Counter[str], label: str, smallest: int) -> set[str]:
    """Return the values that the label stands for: those of too few, and then the next ones, from the smallest."""
    rare = {value for value, count in counts.items() if count < smallest or value == label}
    others = sorted(counts.keys() - rare, key=lambda value: (counts[value], value))
    while others and 0 < sum(counts[value] for value in rare) < smallest:
        rare.add(others.pop(0))
    return rare


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
