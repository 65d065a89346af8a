"""Drawings of a pencil on a ruler, and of pencils side by side."""

from collections.abc import Sequence

from itembank.language import Text
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.svg import FILL, GREY, PAPER, element, label, line, picture, polygon, rectangle

_CENTIMETRE, _LEFT, _TOP = 26.0, 20.0, 64.0
_UNIT = 36.0  # room for "cm" after the last number


def pencil_on_ruler(start: float, end: float, length: int) -> Text:
    """A ruler marked in half centimetres, and a pencil from ``start`` to ``end`` above it."""
    drawn = [rectangle(_LEFT - 12, _TOP, length * _CENTIMETRE + 24 + _UNIT, 46, fill=PAPER, rx=3)]
    for half in range(2 * length + 1):
        x = _x(half / 2)
        drawn.append(line(x, _TOP, x, _TOP + (8 if half % 2 else 15), width=1.5))
        if half % 2 == 0:
            drawn.append(label(x, _TOP + 34, str(half // 2), size=15))
    drawn += [label(_x(length) + 14, _TOP + 34, "cm", size=13, anchor="start"), _pencil(_x(start), _x(end))]
    drawn += [line(_x(at), 44, _x(at), _TOP, width=1, stroke_dasharray="3 3") for at in (start, end)]
    first, last = _where(start), _where(end)
    described = Text(
        f"Pren mesur mewn centimetrau. Mae pensil yn dechrau {first.cy} ac yn gorffen {last.cy}.",
        f"A ruler in centimetres. A pencil starts {first.en} and ends {last.en}.",
    )
    return picture((length * _CENTIMETRE + 2 * _LEFT + _UNIT, 118), "ruler", described, drawn, kind="wide")


def _x(centimetres: float) -> float:
    return _LEFT + centimetres * _CENTIMETRE


def _where(centimetres: float) -> Text:
    if centimetres != int(centimetres):
        return Text(
            f"hanner ffordd rhwng {int(centimetres)} a’r rhif nesaf",
            f"half-way between {int(centimetres)} and the next number",
        )
    return Scale(0, 30, 1, 1).where(centimetres)


def _pencil(start: float, end: float) -> str:
    body = rectangle(start, 22, end - start - 22, 18, fill=FILL)
    tip = polygon([(end - 22, 22), (end - 22, 40), (end, 31)], fill=PAPER)
    return body + tip + polygon([(end - 7, 28.2), (end - 7, 33.8), (end, 31)], fill="#1b1f23")


def pencils(ends: Sequence[tuple[int, int]]) -> Text:
    """Pencils A, B, …, one below another on ruled paper.

    Parameters
    ----------
    ends : the line at which each pencil starts and the one at which it ends
    """
    right = max(end for _, end in ends) + 1
    height = len(ends) * 40 + 10
    drawn = [line(_x(at) + 14, 4, _x(at) + 14, height, width=1, colour=GREY) for at in range(right + 1)]
    for row, (start, end) in enumerate(ends):
        moved = element("g", _pencil(_x(start) + 14, _x(end) + 14), transform=f"translate(0 {row * 40 - 8:g})")
        drawn += [label(12, row * 40 + 29, "ABCD"[row], size=17, font_weight="bold"), moved]
    described = Text(
        "Pensiliau ar bapur â llinellau. "
        + " ".join(f"Pensil {k}: o linell {a} i linell {b}." for k, (a, b) in zip("ABCD", ends, strict=False)),
        "Pencils on ruled paper. "
        + " ".join(f"Pencil {k}: from line {a} to line {b}." for k, (a, b) in zip("ABCD", ends, strict=False)),
    )
    return picture((_x(right) + 24, height + 6), "pencils", described, drawn)
