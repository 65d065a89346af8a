"""What an extract may give of a person, so that no group of fewer than ten stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from reports.disclosure.smallest_group import FEWEST, is_small

_BANDS = ("2-3", "4-6", "7-9")

SMALL_SCHOOLS = "small"
"""Stands in the place of the schools of fewer than ten persons in an extract."""

Who = TypeVar("Who", bound=Hashable)


class Cell(NamedTuple):
    """A year group and a language; "" where it is not given.

    Parameters
    ----------
    year : the year group as it is counted, "5", or the band in which it is told, "4-6"
    language : in which the questions were answered; both where it changed between them
    """

    year: str
    language: str

    def in_band(self) -> Cell:
        """The cell as it is told: with the band of the year group."""
        bands = (band for band in _BANDS if band[0] <= self.year <= band[-1])
        return Cell(next(bands, ""), self.language)


UNKNOWN = Cell("", "")
"""What is given where too few persons share anything."""


class Traits(NamedTuple):
    """What is known of a person, or may be given; "" where it is not known or not given.

    Parameters
    ----------
    form : the booklet with the year group, where the items that a person was asked tell the year group
    """

    cell: Cell
    school: str = ""
    stratum: str = ""
    medium: str = ""
    device: str = ""
    form: str = ""


_COARSENED = ("school", "stratum", "medium", "device")
"""What is given of a person after year group and language, in this order."""


def in_tens(count: int) -> int | None:
    """A number of persons rounded down to tens; None for fewer than ten."""
    return count // 10 * 10 if count >= FEWEST else None


def told_in_tens(count: int) -> int | str:
    """A number of persons, or of what they did, as a file tells it: in tens, and "under 10" for one to nine."""
    return f"under {FEWEST}" if is_small(count) else count // 10 * 10


def disclosed_traits(traits: Mapping[Who, Traits], smallest: int = FEWEST) -> dict[Who, Traits]:
    """Return what may be given of each person, so that enough persons share all of it.

    Year group and language come first, then the school, and then what else is known. A value that too few of those
    share who are alike in what came before is not given; the schools of such persons share one name. Of a person with a
    form nothing is given where too few have the year group, because the items of the form tell it. The form itself
    tells no more of who somebody is than the year group: which booklet a learner has is dealt by turns.
    """
    formed = {who: each.cell for who, each in traits.items() if each.form}
    others = {who: each.cell for who, each in traits.items() if not each.form}
    cells = disclosed_cells(others, smallest) | cells_of_forms(formed, smallest)
    given = {who: Traits(cell, form=traits[who].form and "form") for who, cell in cells.items()}
    for name in _COARSENED:
        label = SMALL_SCHOOLS if name == "school" else ""
        alike = {who: (each, getattr(traits[who], name)) for who, each in given.items()}
        for who, value in pooled(alike, label, smallest).items():
            given[who] = Traits(**(given[who]._asdict() | {name: value}))
    return {who: each._replace(form=traits[who].form) for who, each in given.items()}


def few_who_switched(traits: Mapping[Who, Traits], smallest: int = FEWEST) -> frozenset[Who]:
    """Return those who answered in both languages, where too few did: of their year group, or of all without forms.

    They are left out before anything is told of the others: their language would be told with nobody else's, and the
    next rarest language, a whole one where there are two, would be untold with it.
    """
    switched = {who: each.form and each.cell.year for who, each in traits.items() if " " in each.cell.language}
    sizes = Counter(switched.values())
    return frozenset(who for who, year in switched.items() if sizes[year] < smallest)


def cells_of_forms(cells: Mapping[Who, Cell], smallest: int = FEWEST) -> dict[Who, Cell]:
    """Return what may be given of persons whose items tell their year group.

    A language that too few of a year group share is not given, with the next rarest where it takes that. Persons of a
    year group that too few share are not in the result.
    """
    sizes = Counter(cell.year for cell in cells.values())
    kept = {who: (cell.year, cell.language) for who, cell in cells.items() if sizes[cell.year] >= smallest}
    languages = pooled(kept, "", smallest)
    return {who: Cell(year, languages[who]) for who, (year, _) in kept.items()}


def pooled(values: Mapping[Who, tuple[Hashable, str]], label: str, smallest: int = FEWEST) -> dict[Who, str]:
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


def disclosed_cells(cells: Mapping[Who, Cell], smallest: int = FEWEST) -> dict[Who, Cell]:
    """Return what may be given of each person.

    A cell with too few persons loses its year; if too few share the language then, the smallest other year of the
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
