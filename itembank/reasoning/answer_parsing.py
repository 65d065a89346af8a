"""Answers as they stand in a scenario's file."""

from collections.abc import Callable, Mapping, Sequence

from itembank.numeracy.html_table import Cell
from itembank.reasoning.figure_parsing import read_cell, read_head
from itembank.reasoning.scenario import (
    Answer,
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
    KnownNumber,
    Line,
    MapOfSquares,
    MatchRows,
    Offered,
    PickPlace,
    PutInOrder,
    Row,
    WriteNumber,
)
from itembank.reasoning.toml_table import Authored

Figures = Sequence[Figure]


def read_answer(table: Authored, figures: Figures) -> Answer:
    """How a part is answered, by its ``type``; ``figures`` are the scenario's, of which a hotspot uses the map.

    Raises
    ------
    InvalidBank
    """
    return _READERS[table.one_of("type", TYPES)](table, figures)


def _only(table: Authored, *fields: str) -> None:
    table.only("id", "type", "topic", "process", "features", "ask", "most", "hints", *fields)


def _number(table: Authored, _: Figures) -> WriteNumber:
    _only(table, "key", "solution", "partial", "before", "after")
    return WriteNumber(
        table.words("key"),
        table.words("solution"),
        _partial(table),
        table.words("before", ""),
        table.optional_text("after"),
    )


def _number_line(table: Authored, _: Figures) -> WriteNumber:
    _only(table, "key", "solution", "partial", "after", "low", "high", "step", "marks")
    line = Line(table.words("low"), table.words("high"), table.words("step"), table.list_of_words("marks", 2))
    return WriteNumber(
        table.words("key"), table.words("solution"), _partial(table), after=table.optional_text("after"), line=line
    )


def _partial(table: Authored) -> tuple[KnownNumber, ...]:
    return tuple(
        KnownNumber(each.words("value"), each.whole("score", 1, 9), each.words("name"), each.words("solution"))
        for each in table.tables("partial")
    )


def _offered(table: Authored) -> Offered:
    table.only("id", "same", "cy", "en", "wrong", "value", "holds", "of")
    told = (table.words(name, "") for name in ("wrong", "value", "holds", "of"))
    return Offered(table.both(), *told)


def _options(table: Authored) -> tuple[Offered, ...]:
    return tuple(map(_offered, table.tables("options", 2)))


def _choice(table: Authored, _: Figures) -> ChooseOne:
    _only(table, "options", "solution", "as_written")
    options = _options(table)
    _require_right(table, options, 1)
    return ChooseOne(options, table.words("solution", ""), table.flag("as_written"))


def _require_right(table: Authored, options: Sequence[Offered], least: int, most: int = 1) -> None:
    right = sum(not option.wrong for option in options)
    if not least <= right <= max(least, most):
        expected = "one option" if most == 1 else f"{least} to {most} options"
        raise table.refused(right, "options", f"{expected} without a wrong idea")


def _multiple(table: Authored, _: Figures) -> ChooseSeveral:
    _only(table, "options", "as_written")
    options = _options(table)
    _require_right(table, options, 2, len(options) - 1)
    return ChooseSeveral(options, table.flag("as_written"))


def _ordering(table: Authored, _: Figures) -> PutInOrder:
    _only(table, "items")
    cards = table.tables("items", 3)
    for card in cards:
        card.only("same", "cy", "en", "value")
    return PutInOrder(tuple((card.both(), card.words("value")) for card in cards))


def _matching(table: Authored, _: Figures) -> MatchRows:
    _only(table, "rows", "options")
    options = {each.words("id"): _offered(each) for each in table.tables("options", 2)}
    rows = tuple(Row(each.both(), each.words("pair"), each.words("solution")) for each in table.tables("rows", 2))
    for row in rows:
        if row.pair not in options:
            raise table.refused(row.pair, "rows", f"pair = one of {', '.join(options)}")
    return MatchRows(rows, options)


def _gaps(table: Authored, _: Figures) -> FillGaps:
    _only(table, "sentence", "gap")
    gaps = tuple(_gap(each) for each in table.tables("gap", 1))
    return FillGaps(table.text("sentence"), gaps)


def _gap(table: Authored) -> Gap:
    table.only("id", "solution", "options")
    options = _options(table)
    _require_right(table, options, 1)
    return Gap(table.words("id"), options, table.words("solution"))


def _table(table: Authored, _: Figures) -> FillTable:
    _only(table, "head", "rows", "blanks")
    keyed = {each.words("id"): (each.words("key"), each.words("solution")) for each in table.tables("blanks", 1)}
    rows = []
    for row in table.list_of("rows", 1):
        if not isinstance(row, list):
            raise table.refused(row, "rows", "a list of cells each")
        rows.append(tuple(_cell(table, cell, keyed) for cell in row))
    return FillTable(read_head(table), tuple(rows))


def _cell(table: Authored, cell: object, keyed: Mapping[str, tuple[str, str]]) -> Cell | Blank:
    if not (isinstance(cell, dict) and "blank" in cell):
        return read_cell(table, "rows", cell)
    blank = table.nested("rows", cell)
    name = blank.one_of("blank", tuple(keyed))
    return Blank(name, blank.both(), *keyed[name])


def _chart(table: Authored, _: Figures) -> FillChart:
    _only(table, "bars", "top", "step", "unit")
    bars = tuple(_bar(bar, f"b{place}") for place, bar in enumerate(table.tables("bars", 2), 1))
    return FillChart(bars, table.words("top"), table.words("step"), table.optional_text("unit"))


def _bar(table: Authored, name: str) -> DrawnBar | Blank:
    if table.has("value"):
        table.only("same", "cy", "en", "value", "solution")
        return DrawnBar(table.both(), table.words("value"), table.words("solution"))
    table.only("same", "cy", "en", "key", "solution")
    return Blank(name, table.both(), table.words("key"), table.words("solution"))


def _hotspot(table: Authored, figures: Figures) -> PickPlace:
    _only(table, "figure", "key", "solution", "near", "points")
    solution = table.list_of_words("solution", 2)
    if len(solution) != 2:
        raise table.refused(solution, "solution", "two expressions, [across, up]")
    points = tuple(table.pair("points", value) for value in table.list_of("points"))
    near = tuple((each.place_at("at"), each.words("name")) for each in table.tables("near"))
    return PickPlace(_map(table, figures), table.place_at("key"), (solution[0], solution[1]), near, points)


def _map(table: Authored, figures: Figures) -> MapOfSquares | Coordinates:
    for figure in figures:
        if isinstance(figure, MapOfSquares | Coordinates):
            return figure
    raise table.refused(len(figures), "figure", "a map among the scenario's figures")


_READERS: Mapping[str, Callable[[Authored, Figures], Answer]] = {
    "number": _number,
    "number-line": _number_line,
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
"""The ways of answering that a scenario's file may name."""
