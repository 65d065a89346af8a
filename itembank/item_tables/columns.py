"""The columns of a table of items."""

import re
from collections.abc import Iterator, Mapping, Sequence

from itembank.design_files.fault_collector import closest_name
from itembank.errors import NOTHING, InvalidBank

REPEATED = (
    "topic",
    "strand",
    "year",
    "type",
    "template",
    "prompt_cy",
    "prompt_en",
    "answer",
    "where",
    "before",
    "after",
    "after_cy",
    "after_en",
    "features",
)
"""Columns whose empty cells are as in the row above."""

WRONG = tuple(f"{name}_{number}" for number in range(1, 5) for name in ("wrong", "why"))
"""Columns of wrong answers and of the misconception behind each; repeated too."""

COLUMNS = ("key", *REPEATED, *WRONG)
PARAMETER = re.compile(r"[a-z]")
"""A column headed by one letter holds numbers of that name."""

NEEDED = ("topic", "year", "answer", "key")
EMPTY = "-"
"""A cell that stays empty instead of being as in the row above."""


def column_faults(file: str, header: Sequence[str], number: int) -> Iterator[InvalidBank]:
    """Columns that are unknown, missing or there twice.

    Parameters
    ----------
    number : the row of the header
    """
    place = f"row {number}: "
    misspelt = set()
    for name in header:
        if name and name not in COLUMNS and not PARAMETER.fullmatch(name):
            meant = closest_name(name, COLUMNS)
            misspelt.add(meant)
            known = f"the column {meant}" if meant else f"one letter for a number, or one of {', '.join(COLUMNS)}"
            yield InvalidBank(file, f"{place}{name}", known, name)
        if name and header.count(name) > 1:
            yield InvalidBank(file, f"{place}{name}", "each column once", name)
    for name in NEEDED:
        if name not in header and name not in misspelt:
            yield InvalidBank(file, f"{place}{name}", f"a column {name}", NOTHING)
    if not {"prompt_cy", "prompt_en"} & {*header, *misspelt}:
        yield InvalidBank(file, f"{place}prompt_en", "a column prompt_cy, prompt_en or both", NOTHING)


def filled_down(cells: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """A row's cells, with those of the row above in the place of empty ones that repeat."""
    return {**cells, **{name: above.get(name, "") for name in inherited(cells)}}


def inherited(cells: Mapping[str, str]) -> Iterator[str]:
    """The columns whose cell is empty and stands for that of the row above."""
    return (name for name in (*REPEATED, *WRONG) if name in cells and not cells[name])


def written(cells: Mapping[str, str], name: str) -> str:
    """What a cell says, "" if it is to stay empty."""
    told = cells.get(name, "")
    return "" if told == EMPTY else told
