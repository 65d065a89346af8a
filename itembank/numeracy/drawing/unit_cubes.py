"""Drawing of a cuboid built of unit cubes."""

from itembank.language import Text
from itembank.numeracy.drawing.svg import FILL, PAPER, picture, polygon

_ACROSS, _DOWN, _UP = 24.0, 12.0, 26.0


def cuboid_of_cubes(length: int, width: int, height: int) -> Text:
    """A solid cuboid built of unit cubes, seen from above one corner."""
    left, top = 10 + width * _ACROSS, 10.0
    drawn = [
        _cube(left + (x - y) * _ACROSS, top + (x + y) * _DOWN + (height - 1 - z) * _UP)
        for z in range(height)
        for y in range(width)
        for x in range(length)
    ]
    described = Text(
        f"Ciwboid solet o giwbiau. Ciwbiau ar ei hyd: {length}. Ciwbiau ar ei draws: {width}. Haenau: {height}.",
        f"A solid cuboid of cubes. Cubes along: {length}. Cubes across: {width}. Layers: {height}.",
    )
    size = (20 + (length + width) * _ACROSS, 20 + (length + width) * _DOWN + height * _UP)
    return picture(size, "cubes", described, drawn, kind="small")


def _cube(x: float, y: float) -> str:
    above = [(x, y), (x + _ACROSS, y + _DOWN), (x, y + 2 * _DOWN), (x - _ACROSS, y + _DOWN)]
    left = [above[3], above[2], (x, y + 2 * _DOWN + _UP), (x - _ACROSS, y + _DOWN + _UP)]
    right = [above[2], above[1], (x + _ACROSS, y + _DOWN + _UP), (x, y + 2 * _DOWN + _UP)]
    faces = ((above, PAPER), (left, FILL), (right, "#cfe3da"))
    return "".join(polygon(face, fill=fill, stroke_width=1.5) for face, fill in faces)
