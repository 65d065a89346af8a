"""Drawings of plane shapes without measurements, described side by side and corner by corner."""

import math
from collections.abc import Sequence
from itertools import pairwise

from itembank.language import Text
from itembank.numeracy.drawing.svg import FILL, GREY, PAPER, circle, label, path, picture, polygon

_TINT = "#e4efea"
_SHARP, _SQUARE = 88.0, 92.0  # degrees: what is less is a sharp corner, what is more a wide one

Corners = Sequence[tuple[float, float]]


def regular(sides: int, turn: float = 0.0) -> Corners:
    """The corners of a regular polygon standing on a side, turned by so many degrees."""
    start = 90.0 + 180.0 / sides + turn
    return [_on_circle(start + 360.0 * k / sides) for k in range(sides)]


def _on_circle(degrees: float) -> tuple[float, float]:
    return 100 + 84 * math.cos(math.radians(degrees)), 100 + 84 * math.sin(math.radians(degrees))


def drawn_shape(corners: Corners) -> Text:
    """A shape with straight sides. The text alternative goes round it and gives neither its name nor a number."""
    walked = _walked(corners)
    described = Text(
        f"Siâp ag ochrau syth. O’i amgylch: {walked.cy}.{_OF_ONE_LENGTH.cy if _even(corners) else ''}",
        f"A shape with straight sides. Going round it: {walked.en}.{_OF_ONE_LENGTH.en if _even(corners) else ''}",
    )
    return _shown(corners, described)


def drawn_circle() -> Text:
    """A circle."""
    described = Text(
        "Siâp ag un ochr grom, yr un lled i bob cyfeiriad.",
        "A shape with one curved side, as wide one way as any other.",
    )
    return picture((200, 200), "shape", described, [circle(100, 100, 84, fill=_TINT)], kind="small")


_OF_ONE_LENGTH = Text(" Mae’r ochrau i gyd yr un hyd.", " All its sides are of one length.")
_CORNERS = {
    "sharp": Text("cornel lem", "sharp corner"),
    "square": Text("cornel sgwâr", "square corner"),
    "wide": Text("cornel lydan", "wide corner"),
}
_SIDES = {
    "long": Text("ochr hir", "long side"),
    "short": Text("ochr fer", "short side"),
    "": Text("ochr", "side"),
}


def _walked(corners: Corners) -> Text:
    lengths, angles = _lengths(corners), _angles(corners)
    parts = [
        part
        for length, angle in zip(lengths, angles, strict=True)
        for part in (_SIDES[_length_kind(length, lengths)], _CORNERS[_corner_kind(angle)])
    ]
    return Text(", ".join(part.cy for part in parts), ", ".join(part.en for part in parts))


def _even(corners: Corners) -> bool:
    return len(set(_lengths(corners))) == 1


def _lengths(corners: Corners) -> list[int]:
    return [round(math.dist(a, b)) for a, b in pairwise([*corners, corners[0]])]


def _length_kind(length: int, lengths: Sequence[int]) -> str:
    """Only of two different lengths is one long and the other short."""
    if len(set(lengths)) != 2:
        return ""
    return "long" if length == max(lengths) else "short"


def _angles(corners: Corners) -> list[float]:
    """The angle at the end of each side, in degrees."""
    n = len(corners)
    return [_angle(corners[k], corners[(k + 1) % n], corners[(k + 2) % n]) for k in range(n)]


def _angle(before: tuple[float, float], at: tuple[float, float], after: tuple[float, float]) -> float:
    turns = [math.atan2(y - at[1], x - at[0]) for x, y in (before, after)]
    between = abs(math.degrees(turns[0] - turns[1]))
    return min(between, 360 - between)


def _corner_kind(angle: float) -> str:
    if angle < _SHARP:
        return "sharp"
    return "square" if angle <= _SQUARE else "wide"


def _shown(corners: Corners, described: Text) -> Text:
    left, top = min(x for x, _ in corners) - 8, min(y for _, y in corners) - 8
    moved = [(x - left, y - top) for x, y in corners]
    size = (max(x for x, _ in moved) + 8, max(y for _, y in moved) + 8)
    return picture(size, "shape", described, [polygon(moved, fill=_TINT)], kind="small")


def mirror_paper(shaded: Sequence[str]) -> Text:
    """Squared paper of six columns, A to F, and four rows, with a mirror line down its middle."""
    cell, left, top = 34.0, 30.0, 8.0
    drawn = [
        path(
            f"M{left + cell * 'ABCDEF'.index(column)} {top + cell * (int(row) - 1)}h{cell}v{cell}h-{cell}Z",
            fill=FILL if f"{column}{row}" in shaded else PAPER,
            stroke=GREY,
            stroke_width=1.5,
        )
        for column in "ABCDEF"
        for row in "1234"
    ]
    drawn += [label(left + cell * (k + 0.5), top + 4 * cell + 20, name) for k, name in enumerate("ABCDEF")]
    drawn += [label(left - 14, top + cell * (k + 0.5) + 6, name) for k, name in enumerate("1234")]
    middle = left + 3 * cell
    drawn.append(path(f"M{middle} 0V{top + 4 * cell + 6}", stroke_width=3, stroke_dasharray="7 5"))
    listed = ", ".join(shaded)
    described = Text(
        f"Papur sgwariau: colofnau A i F, rhesi 1 i 4. Mae’r llinell doredig rhwng C a D. Wedi’u lliwio: {listed}.",
        f"Squared paper: columns A to F, rows 1 to 4. The dashed line is between C and D. Shaded: {listed}.",
    )
    return picture((left + 6 * cell + 12, top + 4 * cell + 30), "mirror", described, drawn)
