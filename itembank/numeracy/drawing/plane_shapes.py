"""Drawings of shapes on squared paper and of shapes with labelled sides."""

from collections.abc import Collection, Sequence

from itembank.language import Text
from itembank.numeracy.drawing.svg import FILL, GREY, PAPER, label, line, picture, polygon, rectangle

_CELL = 26.0

Side = tuple[float, float, str]


def squared_paper(cells: Collection[tuple[int, int]], columns: int, rows: int) -> Text:
    """Shaded squares on squared paper; the text alternative gives their number in each row."""
    drawn = [rectangle(6, 6, columns * _CELL, rows * _CELL, fill=PAPER, stroke=GREY)]
    drawn += [
        rectangle(6 + x * _CELL, 6 + y * _CELL, _CELL, _CELL, fill=FILL, stroke_width=1.5) for x, y in sorted(cells)
    ]
    drawn += [line(6 + k * _CELL, 6, 6 + k * _CELL, 6 + rows * _CELL, width=1, colour=GREY) for k in range(columns + 1)]
    drawn += [line(6, 6 + k * _CELL, 6 + columns * _CELL, 6 + k * _CELL, width=1, colour=GREY) for k in range(rows + 1)]
    filled = [n for y in range(rows) if (n := sum(1 for cell in cells if cell[1] == y))]
    listed = ", ".join(map(str, filled))
    described = Text(
        f"Siâp ar bapur sgwariau. Sgwariau wedi’u lliwio ym mhob rhes: {listed}.",
        f"A shape on squared paper. Shaded squares in each row: {listed}.",
    )
    return picture((columns * _CELL + 12, rows * _CELL + 12), "squares", described, drawn)


def labelled_shape(corners: Sequence[tuple[float, float]], sides: Sequence[Side], described: Text) -> Text:
    """A polygon with labelled sides; ``sides`` holds the centre (x, y) and the text of each label."""
    across = max(x for x, _ in corners) + 70
    down = max(y for _, y in corners) + 44
    drawn = [polygon(corners, fill="#e4efea")]
    drawn += [label(x, y + 5, said, size=16) for x, y, said in sides]
    return picture((across, down), "shape", described, drawn)


def rectangle_with_sides(width: str, height: str, shape: tuple[float, float] = (190, 100)) -> Text:
    """A rectangle with its width labelled below and its height at the right."""
    w, h = shape
    corners = [(20, 16), (20 + w, 16), (20 + w, 16 + h), (20, 16 + h)]
    described = Text(
        f"Petryal. Hyd: {width}. Lled: {height}.",
        f"A rectangle. Length: {width}. Width: {height}.",
    )
    return labelled_shape(corners, [(20 + w / 2, 36 + h, width), (20 + w + 34, 16 + h / 2, height)], described)
