"""A bank of item parameters alone, from CSV or a fit: for simulations and bank health without items that can be shown.

Columns: ``id`` (or ``item``), ``a``, ``b`` or ``b1``, ``b2``, …, and at will ``c``, ``d``, ``strand``, ``topic``,
``year``; ``stimulus``, the set that an item belongs to, and ``set_sd``, the SD of the effect that answers to the set
share.
"""

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from itembank.content.item_versions import YEARS, ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.content.response_types import NumberEntry
from itembank.content.scoring_rules import ExactNumber
from itembank.content.topics import Topic
from itembank.design.adaptive_test_design import Population, TestDesign, strategy
from itembank.errors import InvalidBank
from itembank.language import Text
from itembank.parsing.fit_items import fit_items_csv, is_json
from itembank.versions.bank_version import BankVersion

SUBJECT = "parameters"
LONGEST = 30
ONE_STRAND = "all"
COLUMNS = "the columns id (or item), a, b or b1 b2 …, and c, d, strand, topic, year, stimulus, set_sd at will"
_FIXED = ("id", "a", "b", "c", "d", "strand", "topic", "year", "stimulus", "set_sd")
ALSO = {"item": "id"}
"""Names of columns that other commands use."""
_STEP = re.compile(r"b[1-9]\d?")
_NOTHING = Text.same("")
_RESPONSE = NumberEntry(_NOTHING, _NOTHING, _NOTHING, decimal=False)


@dataclass(frozen=True)
class _Row:
    """One line of the file; refusals name file, line and column, both from 1."""

    file: str
    line: int
    places: Mapping[str, int]
    cells: Mapping[str, str]

    def refuse(self, column: str, expected: str) -> NoReturn:
        at = f"{self.file}:{self.line}:{self.places[column] + 1}"
        raise InvalidBank(at, column, expected, self.cells[column])

    def text(self, column: str, default: str) -> str:
        return self.cells.get(column, "") or default

    def number(self, column: str, default: float | None = None) -> float:
        written = self.cells.get(column, "")
        if not written and default is not None:
            return default
        try:
            value = float(written.replace(",", "."))
        except ValueError:
            self.refuse(column, "a number")
        if not math.isfinite(value):
            self.refuse(column, "a finite number")
        return value


def parameters_bank(text: str, file: str) -> BankVersion:
    """Parse a CSV file of item parameters into a bank with a design of its own.

    The design has up to 30 items, maximum information drawn from the five best, EAP and then WLE, and for each year a
    population N(0, 1). Without a column ``year`` all items are for one year group, Year 2.

    Parameters
    ----------
    text : comma, semicolon or tab between the cells; a decimal point or a decimal comma; or a calibration document
    file : name of the file, for refusals

    Raises
    ------
    InvalidBank : names file, line and column
    """
    rows = _rows(fit_items_csv(text, file) if is_json(text) else text, file)
    items = tuple(_item(row) for row in rows)
    seen: set[str] = set()
    for row, item in zip(rows, items, strict=True):
        if item.id in seen:
            row.refuse("id", "each id once")
        seen.add(item.id)
    years = sorted({item.introduced_year for item in items})
    return BankVersion(SUBJECT, items, _topics(items), (_design(len(items), years, _dependence(rows)),))


def _rows(text: str, file: str) -> list[_Row]:
    head, _, _ = text.partition("\n")
    separator = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    written = _without_empty_end([name.strip().lower() for name in next(lines, [])])
    names = [ALSO.get(name, name) for name in written]
    unknown = [name for name in names if name not in _FIXED and not _STEP.fullmatch(name)]
    has_place = "b" in names or "b1" in names
    if unknown or len(set(names)) < len(names) or not {"id", "a"} <= set(names) or not has_place:
        column = names.index(unknown[0]) + 1 if unknown else 1
        at = f"{file}:1:{column}"
        raise InvalidBank(at, "header", COLUMNS, ", ".join(names))
    places = {name: place for place, name in enumerate(names)}
    found = []
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        cells = cells[: len(names)] + _without_empty_end(cells[len(names) :])
        at = f"{file}:{lines.line_num}:{min(len(cells), len(names)) + 1}"
        if len(cells) != len(names):
            raise InvalidBank(at, "row", f"{len(names)} cells", len(cells))
        stripped = dict(zip(names, (cell.strip() for cell in cells), strict=True))
        found.append(_Row(file, lines.line_num, places, stripped))
    if not found:
        at = f"{file}:2:1"
        raise InvalidBank(at, "items", "at least one item", 0)
    return found


def _without_empty_end(cells: list[str]) -> list[str]:
    """The cells without empty ones at the end, which spreadsheets leave beside a table."""
    return cells[: max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)]


def _item(row: _Row) -> ItemVersion:
    name = row.text("id", "") or row.refuse("id", "a name")
    parameters = _parameters(row)
    strand = row.text("strand", ONE_STRAND)
    most = len(parameters.b) if isinstance(parameters, PartialCreditParameters) else 1
    return ItemVersion(
        name,
        name,
        strand,
        row.text("topic", strand),
        _year(row),
        _NOTHING,
        _RESPONSE,
        ExactNumber("0"),
        (),
        parameters,
        stimulus=row.text("stimulus", "") or None,
        most=most,
    )


def _year(row: _Row) -> int:
    year = row.number("year", YEARS[0])
    if year not in YEARS:
        row.refuse("year", "2 to 9")
    return int(year)


def _parameters(row: _Row) -> LogisticParameters | PartialCreditParameters:
    a = row.number("a")
    if a <= 0:
        row.refuse("a", "more than 0")
    steps = _steps(row)
    c, d = row.number("c", 0.0), row.number("d", 1.0)
    if len(steps) > 1:
        if c != 0:
            row.refuse("c", "0 for an item with several steps")
        if d != 1:
            row.refuse("d", "1 for an item with several steps")
        return PartialCreditParameters(a, steps, provisional=False)
    if not 0 <= c < 1:
        row.refuse("c", "0 ≤ c < 1")
    if not c < d <= 1:
        row.refuse("d", "c < d ≤ 1")
    return LogisticParameters(a, steps[0], c, d, provisional=False)


def _steps(row: _Row) -> tuple[float, ...]:
    numbered = sorted((name for name in row.cells if _STEP.fullmatch(name)), key=lambda name: int(name[1:]))
    filled = [name for name in ("b", *numbered) if row.cells.get(name)]
    if not filled:
        row.refuse("b" if "b" in row.cells else "b1", "a number")
    if "b" in filled and len(filled) > 1:
        row.refuse("b", "b, or b1 b2 …, not both")
    if "b" not in filled and filled != numbered[: len(filled)]:
        gap = next(name for name in numbered if not row.cells[name])
        row.refuse(gap, "a number")
    return tuple(row.number(name) for name in filled)


def _topics(items: Sequence[ItemVersion]) -> tuple[Topic, ...]:
    """A topic for each name; one that several strands share belongs to the first."""
    first: dict[str, ItemVersion] = {}
    for item in sorted(items, key=lambda item: item.introduced_year):
        first.setdefault(item.topic, item)
    return tuple(
        Topic(name, item.strand, item.introduced_year, Text.same(name), Text.same(name), Text.same(name))
        for name, item in first.items()
    )


def _dependence(rows: Sequence[_Row]) -> float:
    """The SD of the effect of a set: the root mean square over the sets, of which each item tells the same."""
    told: dict[str, float] = {}
    for row in rows:
        name, sd = row.text("stimulus", ""), row.number("set_sd", 0.0)
        if sd < 0:
            row.refuse("set_sd", "0 or more")
        if sd and not name:
            row.refuse("set_sd", "0 or nothing for an item without a stimulus")
        if name and told.setdefault(name, sd) != sd:
            row.refuse("set_sd", f"{told[name]:g}, as the other items of {name}")
    return math.sqrt(sum(sd**2 for sd in told.values()) / len(told)) if told else 0.0


def _design(items: int, years: Sequence[int], dependence: float) -> TestDesign:
    length = min(LONGEST, items)
    return TestDesign(
        SUBJECT,
        length,
        strategy("EAP", prior="@population"),
        strategy("WLE"),
        strategy("MaxInformation"),
        (strategy("MaxItems", n=length),),
        (strategy("YearCeiling", attribute="introduced_year", year="@year"),),
        tuple(Population(year, 0.0, 1.0) for year in years),
        exposure=strategy("Randomesque", n=5),
        dependence=dependence,
    )
