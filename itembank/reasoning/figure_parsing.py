"""Parsing of the figures in a scenario's TOML file."""

from collections.abc import Callable, Mapping, Sequence

from itembank.language import Text
from itembank.numeracy.drawing.graphs import Axis
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.html_table import Cell
from itembank.parsing.toml_table import TomlTable
from itembank.reasoning.scenario import (
    Coordinates,
    CountChart,
    Figure,
    Graph,
    MapOfSquares,
    Solid,
    SquaredPlan,
    Table,
)

_LARGEST = 10**6
_MOST_STEPS = 200
_MOST_SYMBOLS = 100


def read_figure(table: TomlTable) -> Figure:
    """Read one figure, according to its ``kind``.

    Raises
    ------
    InvalidBank
    """
    return _READERS[table.one_of("kind", tuple(_READERS))](table)


def read_cell(table: TomlTable, name: str, value: object) -> Cell:
    """Read a table cell: a string for both languages, or { cy, en }."""
    return value if isinstance(value, str) else table.nested(name, value).bilingual()


def read_head(table: TomlTable) -> tuple[Cell, ...]:
    return tuple(read_cell(table, "head", value) for value in table.list_items("head", 2))


def _table(table: TomlTable) -> Table:
    table.require_only("kind", "caption", "head", "rows")
    head = read_head(table)
    rows = tuple(tuple(read_cell(table, "rows", cell) for cell in _row(table, row, len(head))) for row in _rows(table))
    return Table(table.text("caption"), head, rows)


def _rows(table: TomlTable) -> list[object]:
    return table.list_items("rows", 1)


def _row(table: TomlTable, row: object, width: int) -> list[object]:
    if not isinstance(row, list) or len(row) != width:
        raise table.error(row, "rows", f"rows of {width} cells")
    return row


def _count_chart(table: TomlTable) -> CountChart:
    kind = table.string("kind")
    listed = "slices" if kind == "pie-chart" else "rows"
    table.require_only("kind", "caption", listed, *_MORE[kind])
    rows = tuple(_count(table, listed, row) for row in table.list_items(listed, 1))
    _require_drawable(table, listed, kind, [count for _, count in rows])
    scale = _scale(table.table("scale")) if kind == "bar-chart" else None
    if kind == "pictogram":
        each = table.integer("each", 1, _LARGEST)
        return CountChart(kind, table.text("caption"), rows, scale, each, table.text("things"))
    return CountChart(kind, table.text("caption"), rows, scale)


def _require_drawable(table: TomlTable, listed: str, kind: str, counts: Sequence[int]) -> None:
    """Refuse counts below 0, more symbols than can be told apart, and slices that make no circle."""
    each = table.integer("each", 1, _LARGEST) if kind == "pictogram" else 1
    most = _MOST_SYMBOLS if kind in ("pictogram", "block-graph") else _LARGEST
    for count in counts:
        if not 0 <= count / each <= most:
            table.refuse(count, listed, f"from 0 to {most} symbols", None)
    if kind == "pie-chart" and sum(counts) != 360:
        table.refuse(sum(counts), listed, "slices that make 360 degrees", None)


_MORE: Mapping[str, tuple[str, ...]] = {
    "block-graph": (),
    "bar-chart": ("scale",),
    "pictogram": ("each", "things"),
    "pie-chart": (),
}


def _count(table: TomlTable, name: str, row: object) -> tuple[Text, int]:
    if isinstance(row, list) and len(row) == 2 and type(row[1]) is int:
        return table.nested(name, row[0]).bilingual(), row[1]
    raise table.error(row, name, "[{ cy, en }, whole number] each")


def _scale(table: TomlTable) -> Scale:
    first, last, step, labelled = (table.integer(name, 0, _LARGEST) for name in ("first", "last", "step", "labelled"))
    if not (first < last and step and labelled and (last - first) % step == 0 and labelled % step == 0):
        raise table.error(step, "step", "steps from first to last, and a number every so many of them")
    if (last - first) // step > _MOST_STEPS:
        raise table.error((last - first) // step, "step", f"at most {_MOST_STEPS} steps from first to last")
    return Scale(first, last, step, labelled)


def _axis(table: TomlTable) -> Axis:
    table.require_only("first", "last", "step", "labelled", "same", "cy", "en")
    return Axis(_scale(table), table.bilingual())


def _graph(table: TomlTable) -> Graph:
    table.require_only("kind", "caption", "across", "up", "points", "fitted")
    points, fitted = (
        tuple(table.pair(name, value) for value in table.list_items(name, least))
        for name, least in (("points", 2), ("fitted", 0))
    )
    axes = _axis(table.table("across")), _axis(table.table("up"))
    return Graph(table.string("kind"), table.text("caption"), *axes, points, fitted)


def _squares(table: TomlTable) -> MapOfSquares:
    lettered = table.string("kind") == "lettered-squares"
    table.require_only("kind", "columns", "rows", "places", "compass")
    places = table.tables("places", 1)
    symbols = tuple(place.string("symbol") for place in places) if lettered else ()
    return MapOfSquares(
        table.integer("columns", 2, 7),
        table.integer("rows", 2, 7),
        tuple((place.point("at"), place.bilingual()) for place in places),
        symbols,
        table.boolean("compass"),
    )


def _coordinates(table: TomlTable) -> Coordinates:
    table.require_only("kind", "last", "points")
    points = table.table("points")
    return Coordinates({letter: points.point(letter) for letter in points.data}, table.integer("last", 2, 10))


def _plan(table: TomlTable) -> SquaredPlan:
    table.require_only("kind", "plan")
    plan = table.strings("plan", 1)
    for row in plan:
        if len(row) != len(plan[0]) or not set(row) <= {"#", "."}:
            raise table.error(row, "plan", "rows of one length, of # and . alone")
    return SquaredPlan(plan)


def _solid(table: TomlTable) -> Solid:
    kind = table.string("kind")
    table.require_only("kind", *_EDGES[kind])
    return Solid(kind, tuple(table.string(edge) for edge in _EDGES[kind]))


_EDGES: Mapping[str, tuple[str, ...]] = {
    "rectangle": ("width", "height"),
    "cuboid": ("length", "width", "height"),
    "circle": ("part", "length"),
    "triangular-prism": ("base", "height", "length"),
}

_READERS: Mapping[str, Callable[[TomlTable], Figure]] = {
    "table": _table,
    **dict.fromkeys(_MORE, _count_chart),
    **dict.fromkeys(("line-graph", "scatter"), _graph),
    **dict.fromkeys(("squares", "lettered-squares"), _squares),
    "first-quadrant": _coordinates,
    "on-squares": _plan,
    **dict.fromkeys(_EDGES, _solid),
}
KINDS = tuple(_READERS)
"""The kinds of figures that a scenario's file may name."""
