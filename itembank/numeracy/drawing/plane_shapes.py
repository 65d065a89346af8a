"""Drawings of shapes on squared paper and of shapes with labelled sides."""

import re
from collections.abc import Collection, Sequence

from itembank.language import Text
from itembank.numeracy.drawing.svg import FILL, GREY, PAPER, label, line, path, picture, polygon, rectangle

_CELL = 26.0
_WIDEST, _HIGHEST = 200.0, 130.0
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(\D*)")

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


def labelled_shape(
    corners: Sequence[tuple[float, float]], sides: Sequence[Side], described: Text, more: Sequence[str] = ()
) -> Text:
    """A polygon with labelled sides, and what more is drawn on it.

    Parameters
    ----------
    sides : the centre (x, y) and the text of each label
    """
    across = max(x for x, _ in corners) + 70
    down = max(y for _, y in corners) + 44
    drawn = [polygon(corners, fill="#e4efea"), *more]
    drawn += [label(x, y + 5, said, size=16) for x, y, said in sides]
    return picture((across, down), "shape", described, drawn)


def rectangle_with_sides(width: str, height: str) -> Text:
    """A rectangle to scale, with its width labelled below and its height at the right."""
    w, h = _to_scale(*edge_lengths(width, height))
    corners = [(20, 16), (20 + w, 16), (20 + w, 16 + h), (20, 16 + h)]
    described = Text(
        f"Petryal. Hyd: {width}. Lled: {height}.",
        f"A rectangle. Length: {width}. Width: {height}.",
    )
    return labelled_shape(corners, [(20 + w / 2, 36 + h, width), (20 + w + 34, 16 + h / 2, height)], described)


def right_angled_triangle(base: str, height: str) -> Text:
    """A triangle to scale, with its right angle marked and the two sides at it labelled."""
    w, h = _to_scale(*edge_lengths(base, height))
    corners = [(20.0, 16 + h), (20 + w, 16 + h), (20 + w, 16.0)]
    sides = ((20 + w / 2, 34 + h, base), (20 + w + 34, 16 + h / 2, height))
    described = Text(
        f"Triongl ongl sgwâr. Sail: {base}. Uchder: {height}.",
        f"A right-angled triangle. Base: {base}. Height: {height}.",
    )
    return labelled_shape(corners, sides, described, [right_angle(20 + w, 16 + h, -1)])


def right_angle(x: float, y: float, inwards: int) -> str:
    """The small square at a right angle that stands on a level side; ``inwards`` is 1 to the right, -1 to the left."""
    return path(f"M{x:.1f} {y - 13:.1f}h{13 * inwards}v13", stroke_width=1.5)


def _to_scale(width: float, height: float) -> tuple[float, float]:
    unit = min(_WIDEST / width, _HIGHEST / height)
    return width * unit, height * unit


def edge_lengths(*edges: str) -> list[float]:
    """The lengths that are written at the edges of a shape, as ``"6.4 m"``, so that it is drawn to scale.

    Raises
    ------
    ValueError
        An edge has no length, or is in another unit than the first.
    """
    found = [_LENGTH.fullmatch(edge) for edge in edges]
    lengths = [float(each[1]) for each in found if each]
    units = {each[2] for each in found if each}
    if len(lengths) < len(edges) or len(units) > 1 or not all(lengths):
        message = (
            f"edges of a shape: expected lengths in one unit, as '6.4 m' and '3 m', got {', '.join(map(repr, edges))}"
        )
        raise ValueError(message)
    return lengths
