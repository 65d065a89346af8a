"""Parsing of the answers in a scenario's TOML file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import get_args

from itembank.content.response_types import ClockHours
from itembank.errors import InvalidReply
from itembank.numeracy.html_table import Cell
from itembank.parsing.toml_table import TomlTable
from itembank.reasoning.figure_parsing import read_cell, read_head
from itembank.reasoning.scenario import (
    Answer,
    AnswerOption,
    Blank,
    ChooseOne,
    ChooseSeveral,
    Coordinates,
    DrawnBar,
    Figure,
    FillChart,
    FillGaps,
    FillTable,
    Gap,
    MapOfSquares,
    MatchRow,
    MatchRows,
    NumberLineRange,
    PartialAnswer,
    PickPlace,
    PutInOrder,
    WriteFraction,
    WriteNumber,
    WriteTime,
)
from itembank.scoring.fractions_and_times import parse_fraction, parse_time

Figures = Sequence[Figure]


def read_answer(table: TomlTable, figures: Figures) -> Answer:
    """Read the answer of a part, according to its ``type``.

    Parameters
    ----------
    figures : the scenario's figures; a hotspot uses the map among them

    Raises
    ------
    InvalidBank
    """
    return _READERS[table.one_of("type", TYPES)](table, figures)


def _only(table: TomlTable, *fields: str) -> None:
    table.require_only("id", "type", "topic", "process", "features", "ask", "most", "hints", *fields)


def _number(table: TomlTable, _: Figures) -> WriteNumber:
    _only(table, "key", "solution", "partial", "before", "after")
    return WriteNumber(
        table.string("key"),
        table.string("solution"),
        _partial(table),
        table.string("before", ""),
        table.optional_text("after"),
    )


def _number_line(table: TomlTable, _: Figures) -> WriteNumber:
    _only(table, "key", "solution", "partial", "after", "low", "high", "step", "marks")
    line = NumberLineRange(table.string("low"), table.string("high"), table.string("step"), table.strings("marks", 2))
    return WriteNumber(
        table.string("key"), table.string("solution"), _partial(table), after=table.optional_text("after"), line=line
    )


def _fraction(table: TomlTable, _: Figures) -> WriteFraction:
    _only(table, "key", "solution", "partial", "mixed", "in_this_form")
    mixed = table.boolean("mixed")
    spell = Spelling(partial(parse_fraction, mixed=mixed), "1/2")
    return WriteFraction(
        spell(table, "key"), table.string("solution"), _partial(table, spell), mixed, table.boolean("in_this_form")
    )


def _time(table: TomlTable, _: Figures) -> WriteTime:
    _only(table, "key", "solution", "partial", "clock")
    clock = table.one_of("clock", get_args(ClockHours))
    spell = Spelling(partial(parse_time, clock=clock), "1:00")
    return WriteTime(spell(table, "key"), table.string("solution"), _partial(table, spell), clock)


@dataclass(frozen=True)
class Spelling:
    """Brings what an author wrote into the usual spelling of a reply.

    Parameters
    ----------
    parse : the spelling of a reply
    instead : what stands for one that cannot be a reply, where faults are collected
    """

    parse: Callable[[str], str]
    instead: str

    def __call__(self, table: TomlTable, name: str) -> str:
        written = table.string(name)
        if written != table.data.get(name):  # nothing, or no words, which is told already
            return self.instead
        try:
            return self.parse(written)
        except InvalidReply as refused:
            return table.refuse(written, name, refused.expected, self.instead)


def _as_written(table: TomlTable, name: str) -> str:
    return table.string(name)


def _partial(table: TomlTable, spell: Callable[[TomlTable, str], str] = _as_written) -> tuple[PartialAnswer, ...]:
    return tuple(_partial_answer(each, spell) for each in table.tables("partial"))


def _partial_answer(table: TomlTable, spell: Callable[[TomlTable, str], str]) -> PartialAnswer:
    """An intermediate result with its score and ``step``, or a misconception with ``wrong``, which has no score."""
    if "wrong" in table.data:
        table.require_only("value", "wrong", "solution")
        return PartialAnswer(spell(table, "value"), 0, "", table.string("wrong"), table.string("solution"))
    table.require_only("value", "score", "step", "solution")
    score = table.integer("score", 1, 9)
    return PartialAnswer(spell(table, "value"), score, table.string("step"), "", table.string("solution"))


def _offered(table: TomlTable) -> AnswerOption:
    table.require_only("id", "same", "cy", "en", "wrong", "value", "holds", "of")
    told = (table.string(name, "") for name in ("wrong", "value", "holds", "of"))
    return AnswerOption(table.bilingual(), *told)


def _options(table: TomlTable) -> tuple[AnswerOption, ...]:
    return tuple(map(_offered, table.tables("options", 2)))


def _choice(table: TomlTable, _: Figures) -> ChooseOne:
    _only(table, "options", "solution", "as_written")
    options = _options(table)
    _require_right(table, options, 1)
    return ChooseOne(options, table.string("solution", ""), table.boolean("as_written"))


def _require_right(table: TomlTable, options: Sequence[AnswerOption], least: int, most: int = 1) -> None:
    right = sum(not option.wrong for option in options)
    if not least <= right <= max(least, most):
        expected = "one option" if most == 1 else f"{least} to {most} options"
        raise table.error(right, "options", f"{expected} without a misconception in wrong")


def _multiple(table: TomlTable, _: Figures) -> ChooseSeveral:
    _only(table, "options", "as_written")
    options = _options(table)
    _require_right(table, options, 2, len(options) - 1)
    return ChooseSeveral(options, table.boolean("as_written"))


def _ordering(table: TomlTable, _: Figures) -> PutInOrder:
    _only(table, "items")
    cards = table.tables("items", 3)
    for card in cards:
        card.require_only("same", "cy", "en", "value")
    return PutInOrder(tuple((card.bilingual(), card.string("value")) for card in cards))


def _matching(table: TomlTable, _: Figures) -> MatchRows:
    _only(table, "rows", "options")
    options = {each.string("id"): _offered(each) for each in table.tables("options", 2)}
    rows = tuple(
        MatchRow(each.bilingual(), each.string("pair"), each.string("solution")) for each in table.tables("rows", 2)
    )
    for row in rows:
        if row.pair not in options:
            raise table.error(row.pair, "rows", f"pair = one of {', '.join(options)}")
    return MatchRows(rows, options)


def _gaps(table: TomlTable, _: Figures) -> FillGaps:
    _only(table, "sentence", "gap")
    gaps = tuple(_gap(each) for each in table.tables("gap", 1))
    return FillGaps(table.text("sentence"), gaps)


def _gap(table: TomlTable) -> Gap:
    table.require_only("id", "solution", "options")
    options = _options(table)
    _require_right(table, options, 1)
    return Gap(table.string("id"), options, table.string("solution"))


def _table(table: TomlTable, _: Figures) -> FillTable:
    _only(table, "head", "rows", "blanks")
    keyed = {each.string("id"): (each.string("key"), each.string("solution")) for each in table.tables("blanks", 1)}
    rows = []
    for row in table.list_items("rows", 1):
        if not isinstance(row, list):
            raise table.error(row, "rows", "a list of cells each")
        rows.append(tuple(_cell(table, cell, keyed) for cell in row))
    return FillTable(read_head(table), tuple(rows))


def _cell(table: TomlTable, cell: object, keyed: Mapping[str, tuple[str, str]]) -> Cell | Blank:
    if not (isinstance(cell, dict) and "blank" in cell):
        return read_cell(table, "rows", cell)
    blank = table.nested("rows", cell)
    name = blank.one_of("blank", tuple(keyed))
    return Blank(name, blank.bilingual(), *keyed[name])


def _chart(table: TomlTable, _: Figures) -> FillChart:
    _only(table, "bars", "top", "step", "unit")
    bars = tuple(_bar(bar, f"b{place}") for place, bar in enumerate(table.tables("bars", 2), 1))
    return FillChart(bars, table.string("top"), table.string("step"), table.optional_text("unit"))


def _bar(table: TomlTable, name: str) -> DrawnBar | Blank:
    if table.has("value"):
        table.require_only("same", "cy", "en", "value", "solution")
        return DrawnBar(table.bilingual(), table.string("value"), table.string("solution"))
    table.require_only("same", "cy", "en", "key", "solution")
    return Blank(name, table.bilingual(), table.string("key"), table.string("solution"))


def _hotspot(table: TomlTable, figures: Figures) -> PickPlace:
    _only(table, "figure", "key", "solution", "near", "points")
    solution = table.strings("solution", 2)
    if len(solution) != 2:
        raise table.error(solution, "solution", "two expressions, [across, up]")
    points = tuple(table.pair("points", value) for value in table.list_items("points"))
    near = tuple((each.point("at"), each.string("name")) for each in table.tables("near"))
    return PickPlace(_map(table, figures), table.point("key"), (solution[0], solution[1]), near, points)


def _map(table: TomlTable, figures: Figures) -> MapOfSquares | Coordinates:
    for figure in figures:
        if isinstance(figure, MapOfSquares | Coordinates):
            return figure
    raise table.error(len(figures), "figure", "a map among the scenario’s figures")


_READERS: Mapping[str, Callable[[TomlTable, Figures], Answer]] = {
    "number": _number,
    "number-line": _number_line,
    "fraction": _fraction,
    "time": _time,
    "choice": _choice,
    "multiple": _multiple,
    "ordering": _ordering,
    "matching": _matching,
    "gaps": _gaps,
    "table": _table,
    "chart": _chart,
    "hotspot": _hotspot,
}
TYPES = tuple(_READERS)
"""The answer types that a scenario's file may name."""
