"""Drawings of objects to count: in rows, in boxes, in bags; and of children in a queue."""

import math
from collections.abc import Sequence

from itembank.language import Text
from itembank.numeracy.counted_nouns import APPLE, BUTTON, FLOWER, STAR
from itembank.numeracy.drawing.svg import (
    FILL,
    PALE,
    PAPER,
    circle,
    element,
    label,
    line,
    path,
    picture,
    polygon,
    rectangle,
)
from itembank.welsh_mutations import Noun, soft

_STEP = 44.0


def object_rows(counts: Sequence[int], noun: Noun) -> Text:
    """Objects in rows to be counted; the text alternative lists them one by one for a listener to count."""
    size = (max(counts) * _STEP + 12, len(counts) * _STEP + 12)
    drawn = [
        single_object(noun, 28 + column * _STEP, 28 + row * _STEP)
        for row, n in enumerate(counts)
        for column in range(n)
    ]
    described = Text(
        f"Rhesi o {soft(noun.plural)}. {_listed(counts, noun.singular, 'Rhes gyntaf', 'Rhes nesaf')}",
        f"Rows of {noun.english_plural}. {_listed(counts, noun.english, 'First row', 'Next row')}",
    )
    return picture(size, "objects", described, drawn, kind="small" if max(counts) < 5 else "medium")


def _listed(counts: Sequence[int], one: str, first: str, next_: str) -> str:
    rows = (f"{next_ if place else first}: {', '.join([one] * n)}." for place, n in enumerate(counts))
    return " ".join(rows)


def single_object(noun: Noun, x: float, y: float) -> str:
    """One object centred at (x, y), 32 units wide; a plain square for nouns without a drawing."""
    if noun is STAR:
        return polygon(_star(x, y), fill=FILL)
    if noun is APPLE:
        return circle(x, y + 2, 14, fill=FILL) + path(f"M{x} {y - 12}q2 -5 7 -6")
    if noun is FLOWER:
        petals = [circle(x + 10 * math.cos(a), y + 10 * math.sin(a), 6, fill=FILL) for a in _turns(6)]
        return "".join(petals) + circle(x, y, 5, fill="#ffffff")
    if noun is BUTTON:
        return circle(x, y, 15, fill=FILL) + "".join(circle(x + dx, y, 2) for dx in (-5, 5))
    return rectangle(x - 14, y - 14, 28, 28, fill=FILL, rx=4)


def _turns(n: int) -> list[float]:
    return [2 * math.pi * k / n - math.pi / 2 for k in range(n)]


def _star(x: float, y: float) -> list[tuple[float, float]]:
    return [(x + r * math.cos(a), y + r * math.sin(a)) for r, a in zip((16, 7) * 5, _turns(10), strict=True)]


def object_boxes(boxes: Sequence[tuple[Sequence[int], float]], noun: Noun) -> Text:
    """Boxes A, B, … of objects in rows.

    Parameters
    ----------
    boxes : the number in each row of a box, and how far apart its objects stand, 1 for side by side
    """
    width = max(max(rows) * 34 * apart for rows, apart in boxes) + 14
    height = max(len(rows) * 34 * apart for rows, apart in boxes) + 38
    drawn = [
        element("g", _box(letter, rows, apart, noun, (width, height)), transform=f"translate({k * (width + 10):g} 0)")
        for k, (letter, (rows, apart)) in enumerate(zip(_LETTERS, boxes, strict=False))
    ]
    said = [f"{letter}: {', '.join(map(str, rows))}" for letter, (rows, _) in zip(_LETTERS, boxes, strict=False)]
    described = Text(
        f"Bocsys o {soft(noun.plural)}. {' '.join(f'Rhesi bocs {each}.' for each in said)}",
        f"Boxes of {noun.english_plural}. {' '.join(f'Rows of box {each}.' for each in said)}",
    )
    return picture((len(boxes) * (width + 10), height + 4), "objects", described, drawn, kind="wide")


_LETTERS = "ABCD"


def _box(letter: str, rows: Sequence[int], apart: float, noun: Noun, size: tuple[float, float]) -> str:
    outline = rectangle(2, 26, size[0] - 4, size[1] - 26, fill=PAPER, rx=6)
    inside = "".join(
        single_object(noun, 24 + k * 34 * apart, 46 + y * 34 * apart) for y, n in enumerate(rows) for k in range(n)
    )
    return outline + label(size[0] / 2, 16, letter, size=17, font_weight="bold") + inside


def queue(names: Sequence[str]) -> Text:
    """Children in a queue that begins at a door on the left."""
    drawn = [rectangle(6, 14, 38, 78, fill=FILL), circle(36, 54, 3)]
    for place, name in enumerate(names):
        x = 84 + place * 62
        drawn += [circle(x, 34, 13, fill=PAPER), path(f"M{x - 16} 88c0 -52 32 -52 32 0Z", fill=PALE)]
        drawn.append(label(x, 108, name, size=15))
    listed = ", ".join(names)
    described = Text(
        f"Plant mewn rhes wrth ddrws. O’r drws: {listed}.", f"Children in a queue at a door. From the door: {listed}."
    )
    return picture((84 + len(names) * 62 - 24, 118), "queue", described, drawn, kind="wide")


def bags(contents: Sequence[tuple[int, int]]) -> Text:
    """Bags of striped balls and plain balls, lettered where there are several; no theme of a page makes one the other.

    Parameters
    ----------
    contents : number of striped balls and of plain balls in each bag
    """
    letters = _LETTERS[: len(contents)] if len(contents) > 1 else " "
    drawn = [
        element("g", _bag(letter, striped, plain), transform=f"translate({k * 132:g} 0)")
        for k, (letter, (striped, plain)) in enumerate(zip(letters, contents, strict=True))
    ]
    counted = list(zip(letters, contents, strict=True))
    described = Text(
        " ".join(f"{f'Bag {k}'.strip()}: peli streipiog: {a}, peli plaen: {b}." for k, (a, b) in counted),
        " ".join(f"{f'Bag {k}'.strip()}: striped balls: {a}, plain balls: {b}." for k, (a, b) in counted),
    )
    kind = "wide" if len(contents) > 1 else "narrow"
    return picture((132 * len(contents) - 8, 152), "bags", described, drawn, kind=kind)


def _bag(letter: str, striped: int, plain: int) -> str:
    outline = path(
        "M46 46C4 54 -2 86 1 112C3 138 14 148 32 148H92C110 148 121 138 123 112C126 86 120 54 78 46Z", fill=PAPER
    )
    outline += path("M46 46L38 24L50 32L62 22L74 32L86 24L78 46Z", fill=PAPER)
    outline += line(43, 46, 81, 46, width=5)
    name = label(62, 16, letter, size=17, font_weight="bold") if letter.strip() else ""
    balls = "".join(
        _ball(30 + k % 4 * 21 + k // 4 % 2 * 3, 132 - k // 4 * 21, is_striped)
        for k, is_striped in enumerate(_mixed(striped, plain))
    )
    return name + outline + balls


def _ball(x: float, y: float, striped: bool) -> str:
    if not striped:
        return circle(x, y, 9, fill=PAPER)
    stripes = "".join(line(x - 7, y + dy, x + 7, y + dy, width=2.5) for dy in (-4, 0, 4))
    return circle(x, y, 9, fill=FILL) + stripes


def _mixed(striped: int, plain: int) -> list[bool]:
    """Both kinds as evenly mixed as can be."""
    n = striped + plain
    return [(k + 1) * striped // n > k * striped // n for k in range(n)]
