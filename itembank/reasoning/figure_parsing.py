"""Figures as they stand in a scenario's file."""

from collections.abc import Callable, Mapping

from itembank.language import Text
from itembank.numeracy.drawing.graphs import Axis
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.html_table import Cell
from itembank.reasoning.scenario import (
    Coordinates,
    Counts,
    Figure,
    Graph,
    MapOfSquares,
    Solid,
    SquaredPlan,
    Table,
)
from itembank.reasoning.toml_table import Authored

_LARGEST = 10**6


def read_figure(table: Authored) -> Figure:
    """One figure, whose ``kind`` says how it is drawn.

    Raises
    ------
    InvalidBank
    """
    return _READERS[table.one_of("kind", tuple(_READERS))](table)


def read_cell(table: Authored, name: str, value: object) -> Cell:
    """A cell of a table: the same words in both languages, or { cy, en }."""
    return value if isinstance(value, str) else table.nested(name, value).both()


def read_head(table: Authored) -> tuple[Cell, ...]:
    return tuple(read_cell(table, "head", value) for value in table.list_of("head", 2))


def _table(table: Authored) -> Table:
    table.only("kind", "caption", "head", "rows")
    head = read_head(table)
    rows = tuple(tuple(read_cell(table, "rows", cell) for cell in _row(table, row, len(head))) for row in _rows(table))
    return Table(table.text("caption"), head, rows)


def _rows(table: Authored) -> list[object]:
    return table.list_of("rows", 1)


def _row(table: Authored, row: object, width: int) -> list[object]:
    if not isinstance(row, list) or len(row) != width:
        raise table.refused(row, "rows", f"rows of {width} cells")
    return row


def _counts(table: Authored) -> Counts:
    kind = table.words("kind")
    listed = "slices" if kind == "pie-chart" else "rows"
    table.only("kind", "caption", listed, *_MORE[kind])
    rows = tuple(_count(table, listed, row) for row in table.list_of(listed, 1))
    scale = _scale(table.table("scale")) if kind == "bar-chart" else None
    if kind == "pictogram":
        each = table.whole("each", 1, _LARGEST)
        return Counts(kind, table.text("caption"), rows, scale, each, table.text("things"))
    return Counts(kind, table.text("caption"), rows, scale)


_MORE: Mapping[str, tuple[str, ...]] = {
    "block-graph": (),
    "bar-chart": ("scale",),
    "pictogram": ("each", "things"),
    "pie-chart": (),
}


def _count(table: Authored, name: str, row: object) -> tuple[Text, int]:
    if isinstance(row, list) and len(row) == 2 and type(row[1]) is int:
        return table.nested(name, row[0]).both(), row[1]
    raise table.refused(row, name, "[{ cy, en }, whole number] each")


def _scale(table: Authored) -> Scale:
    first, last, step, labelled = (table.whole(name, 0, _LARGEST) for name in ("first", "last", "step", "labelled"))
    if not (first < last and step and labelled and (last - first) % step == 0 and labelled % step == 0):
        raise table.refused(step, "step", "steps from first to last, and a number every so many of them")
    return Scale(first, last, step, labelled)


def _axis(table: Authored) -> Axis:
    table.only("first", "last", "step", "labelled", "same", "cy", "en")
    return Axis(_scale(table), table.both())


def _graph(table: Authored) -> Graph:
    table.only("kind", "caption", "across", "up", "points", "fitted")
    points, fitted = (
        tuple(table.pair(name, value) for value in table.list_of(name, least))
        for name, least in (("points", 2), ("fitted", 0))
    )
    axes = _axis(table.table("across")), _axis(table.table("up"))
    return Graph(table.words("kind"), table.text("caption"), *axes, points, fitted)


def _squares(table: Authored) -> MapOfSquares:
    lettered = table.words("kind") == "lettered-squares"
    table.only("kind", "columns", "rows", "places", "compass")
    places = table.tables("places", 1)
    symbols = tuple(place.words("symbol") for place in places) if lettered else ()
    return MapOfSquares(
        table.whole("columns", 2, 7),
        table.whole("rows", 2, 7),
        tuple((place.place_at("at"), place.both()) for place in places),
        symbols,
        table.flag("compass"),
    )


def _coordinates(table: Authored) -> Coordinates:
    table.only("kind", "last", "points")
    points = table.table("points")
    return Coordinates({letter: points.place_at(letter) for letter in points.data}, table.whole("last", 2, 10))


def _plan(table: Authored) -> SquaredPlan:
    table.only("kind", "plan")
    plan = table.list_of_words("plan", 1)
    for row in plan:
        if len(row) != len(plan[0]) or not set(row) <= {"#", "."}:
            raise table.refused(row, "plan", "rows of one length, of # and . alone")
    return SquaredPlan(plan)


def _solid(table: Authored) -> Solid:
    kind = table.words("kind")
    table.only("kind", *_EDGES[kind])
    return Solid(kind, tuple(table.words(edge) for edge in _EDGES[kind]))


_EDGES: Mapping[str, tuple[str, ...]] = {
    "rectangle": ("width", "height"),
    "cuboid": ("length", "width", "height"),
    "circle": ("part", "length"),
    "triangular-prism": ("base", "height", "length"),
}

_READERS: Mapping[str, Callable[[Authored], Figure]] = {
    "table": _table,
    **dict.fromkeys(_MORE, _counts),
    **dict.fromkeys(("line-graph", "scatter"), _graph),
    **dict.fromkeys(("squares", "lettered-squares"), _squares),
    "first-quadrant": _coordinates,
    "on-squares": _plan,
    **dict.fromkeys(_EDGES, _solid),
}
