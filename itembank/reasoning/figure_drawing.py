"""HTML and SVG of a scenario's figures, with text alternatives."""

from collections.abc import Callable, Mapping

from itembank.language import Text
from itembank.numeracy.drawing import charts, circles_and_solids, graphs
from itembank.numeracy.drawing.coordinate_grids import first_quadrant
from itembank.numeracy.drawing.plane_shapes import rectangle_with_sides, squared_paper
from itembank.numeracy.html_table import Cell, table
from itembank.reasoning.maps import map_of_squares
from itembank.reasoning.prose_markup import inline, plain
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


def figure_html(figure: Figure) -> Text:
    """The figure as HTML in each language."""
    match figure:
        case Table(caption=caption, head=head, rows=rows):
            return table(inline(caption), tuple(map(_cell, head)), [tuple(map(_cell, row)) for row in rows])
        case CountChart():
            return _count_chart(figure)
        case Graph():
            return _graph(figure)
        case MapOfSquares():
            return map_of_squares(figure)
        case Coordinates(points=points, last=last):
            return first_quadrant(points, last)
        case SquaredPlan(plan=plan):
            cells = {(x, y) for y, row in enumerate(plan) for x, square in enumerate(row) if square == "#"}
            return squared_paper(cells, len(plan[0]), len(plan))
        case Solid(kind=kind, edges=edges):
            return _SOLIDS[kind](*(plain(Text.same(edge)).en for edge in edges))


def _cell(cell: Cell) -> Cell:
    return inline(Text.same(cell) if isinstance(cell, str) else cell)


def _count_chart(figure: CountChart) -> Text:
    match figure.kind:
        case "block-graph":
            return charts.block_graph(figure.caption, figure.rows)
        case "pictogram":
            return charts.pictogram(figure.caption, figure.rows, figure.each, figure.things)
        case "pie-chart":
            return graphs.pie_chart(figure.caption, figure.rows)
    if figure.scale is None:
        message = f"a bar chart needs a scale; {figure.caption.en} has none"
        raise ValueError(message)
    return charts.bar_chart(figure.caption, figure.rows, figure.scale)


def _graph(figure: Graph) -> Text:
    if figure.kind == "line-graph":
        return graphs.line_graph(figure.caption, figure.across, figure.up, figure.points)
    fitted = (figure.fitted[0], figure.fitted[1]) if figure.fitted else None
    return graphs.scatter(figure.caption, figure.across, figure.up, figure.points, fitted)


_SOLIDS: Mapping[str, Callable[..., Text]] = {
    "rectangle": rectangle_with_sides,
    "cuboid": circles_and_solids.cuboid,
    "circle": circles_and_solids.circle_with_length,
    "triangular-prism": circles_and_solids.triangular_prism,
}
