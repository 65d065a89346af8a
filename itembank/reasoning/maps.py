"""Maps to look at, and maps with selectable squares or points."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from itembank.content.response_types import Option
from itembank.language import LANGUAGES, Language, Text
from itembank.numeracy.drawing.coordinate_grids import compass
from itembank.numeracy.drawing.svg import GREY, INK, PAPER, circle, element, label, line, picture
from itembank.reasoning.scenario import Coordinates, GridPoint, MapOfSquares

_SQUARE, _LEFT, _TOP, _BELOW = 60.0, 30.0, 8.0, 28.0
_COMPASS, _ROSE_SCALE = 78.0, 0.62
_LETTERS = "ABCDEFG"
_ROSES: dict[Language, tuple[str, str, str, str]] = {"cy": ("G", "Dn", "D", "Gn"), "en": ("N", "E", "S", "W")}

AreaAt = Callable[[GridPoint], str]
"""The id of the selectable area at a place, "" if there is none."""


def map_of_squares(shown: MapOfSquares) -> Text:
    """A map with the key of its symbols."""
    drawing = _squares(shown, lambda place: "")
    key = _key(shown) if shown.symbols else Text.same("")
    return Text(drawing.cy + key.cy, drawing.en + key.en)


def selectable_squares(shown: MapOfSquares) -> tuple[Text, tuple[Option, ...], Callable[[GridPoint], str]]:
    """A map with selectable squares.

    If the map has letters and numbers every square is selectable, otherwise those with something in them. The compass
    stands at the map of the story alone: here its room is for squares that are large enough to read and to tap.

    Returns
    -------
    the drawing, the selectable areas with their names, and a function from a place to its area's id
    """
    at = [place for place, _ in shown.places]
    places = [(x, y) for x in range(shown.columns) for y in range(shown.rows)] if shown.symbols else sorted(at)
    ids = _ids(places)
    areas = tuple(Option(ids[place], _name(shown, place)) for place in places)
    return _squares(replace(shown, compass=False), lambda place: ids.get(place, "")), areas, ids.__getitem__


def selectable_points(
    shown: Coordinates, points: Sequence[GridPoint]
) -> tuple[Text, tuple[Option, ...], Callable[[GridPoint], str]]:
    """Axes with lettered points, and rings at the selectable points.

    Returns
    -------
    the drawing, the selectable areas with their coordinates, and a function from a point to its area's id
    """
    places = sorted(points)
    ids = _ids(places)
    areas = tuple(Option(ids[place], Text.same(f"({place[0]}, {place[1]})")) for place in places)
    return _axes(shown, ids), areas, ids.__getitem__


def _ids(places: Sequence[GridPoint]) -> dict[GridPoint, str]:
    return {place: f"p{number}" for number, place in enumerate(places, 1)}


def _reference(place: GridPoint) -> str:
    return f"{_LETTERS[place[0]]}{place[1] + 1}"


def _name(shown: MapOfSquares, place: GridPoint) -> Text:
    named = dict(shown.places)
    if shown.symbols:
        there = named.get(place, Text.same(""))
        return Text.each(lambda language: ": ".join(filter(None, (_reference(place), there[language]))))
    return named[place]


def _squares(shown: MapOfSquares, mark: AreaAt) -> Text:
    low, left = _TOP + shown.rows * _SQUARE, _left(shown)
    height, right = low + (_BELOW if shown.symbols else 8), left + shown.columns * _SQUARE

    def body(language: Language) -> str:
        places = [(x, y) for x in range(shown.columns) for y in _up(shown)]
        drawn = [_square(left + x * _SQUARE, low - (y + 1) * _SQUARE, mark((x, y))) for x, y in places]
        drawn += [_label(shown, number, language, low) for number in range(len(shown.places))]
        if shown.symbols:
            drawn += _references(shown, low)
        if shown.compass:
            rose = compass(_ROSES[language], size=22)
            middle = f"translate({right + 2:g} {(low - _COMPASS) / 2:g}) scale({_ROSE_SCALE})"
            drawn.append(element("g", rose, transform=middle))
        return "".join(drawn)

    # beside the map: below it the squares, and the words in them, would have less of the screen
    width = right + (_COMPASS if shown.compass else 8)
    return picture((width, height), "map", _described(shown), Text.each(body), kind="wide")


def _up(shown: MapOfSquares) -> range:
    return range(shown.rows)


def _left(shown: MapOfSquares) -> float:
    """Room for the numbers of the rows, where there are any."""
    return _LEFT if shown.symbols else _TOP


def _square(left: float, top: float, area: str) -> str:
    outline = {"stroke": GREY, "data_area": area} if area else {"stroke": GREY}
    return element("rect", x=left, y=top, width=_SQUARE, height=_SQUARE, fill=PAPER, stroke_width=1.5, **outline)


def _label(shown: MapOfSquares, number: int, language: Language, low: float) -> str:
    (x, y), name = shown.places[number]
    said, size = (shown.symbols[number], 22.0) if shown.symbols else (name[language], _size_of_names(shown))
    return label(_left(shown) + (x + 0.5) * _SQUARE, low - (y + 0.5) * _SQUARE + size / 3, said, size=size)


def _size_of_names(shown: MapOfSquares) -> float:
    """As large as the longest leaves room for, and alike in both languages."""
    longest = max(len(name[language]) for _, name in shown.places for language in LANGUAGES)
    return min(18.0, round(0.84 * _SQUARE / (0.58 * longest), 1))


def _references(shown: MapOfSquares, low: float) -> list[str]:
    along = [label(_LEFT + (x + 0.5) * _SQUARE, low + 20, _LETTERS[x], size=16) for x in range(shown.columns)]
    return along + [label(_LEFT - 14, low - (y + 0.5) * _SQUARE + 5, str(y + 1), size=16) for y in _up(shown)]


def _key(shown: MapOfSquares) -> Text:
    named = [(symbol, name) for symbol, (_, name) in zip(shown.symbols, shown.places, strict=True)]
    return Text.each(lambda language: f"<p>{', '.join(f'{symbol}: {name[language]}' for symbol, name in named)}</p>")


def _described(shown: MapOfSquares) -> Text:
    if shown.symbols:
        listed = Text.each(
            lambda language: "; ".join(f"{name[language]}: {_reference(place)}" for place, name in shown.places)
        )
        return Text(
            f"Map o sgwariau, â llythrennau ar draws a rhifau i fyny. {listed.cy}.",
            f"A map of squares, with letters along and numbers up. {listed.en}.",
        )
    cy = "; ".join(f"{name.cy}: colofn {x + 1}, rhes {y + 1}" for (x, y), name in shown.places)
    en = "; ".join(f"{name.en}: column {x + 1}, row {y + 1}" for (x, y), name in shown.places)
    return Text(
        f"Map o sgwariau. Colofnau o’r chwith i’r dde, rhesi o’r gwaelod i fyny. {cy}.",
        f"A map of squares. Columns from left to right, rows from the bottom up. {en}.",
    )


_STEP, _EDGE, _RING = 40.0, 36.0, 14.0


def _axes(shown: Coordinates, ids: dict[GridPoint, str]) -> Text:
    low, right = _EDGE + shown.last * _STEP, _EDGE + shown.last * _STEP

    def at(place: GridPoint) -> tuple[float, float]:
        return _EDGE + place[0] * _STEP, low - place[1] * _STEP

    ticks = range(shown.last + 1)
    drawn = [line(*at((k, 0)), *at((k, shown.last)), width=1, colour=GREY) for k in ticks]
    drawn += [line(*at((0, k)), *at((shown.last, k)), width=1, colour=GREY) for k in ticks]
    drawn += [line(_EDGE, _EDGE - 8, _EDGE, low), line(_EDGE, low, right + 8, low)]
    drawn += [label(at((k, 0))[0], low + 20, str(k), size=14) for k in ticks]
    drawn += [label(_EDGE - 14, at((0, k))[1] + 5, str(k), size=14) for k in ticks[1:]]
    for letter, place in shown.points.items():
        x, y = at(place)
        drawn += [circle(x, y, 5, fill=INK), label(x + 13, y - 8, letter, size=16, font_weight="bold")]
    drawn += [_ring(*at(place), area) for place, area in ids.items()]
    size = (right + 26, low + 28)
    return picture(size, "coordinates", _points_described(shown), drawn)


def _ring(x: float, y: float, area: str) -> str:
    return element("circle", cx=x, cy=y, r=_RING, fill=PAPER, stroke=INK, stroke_width=2, data_area=area)


def _points_described(shown: Coordinates) -> Text:
    listed = "; ".join(f"{letter} ({x}, {y})" for letter, (x, y) in shown.points.items())
    return Text(
        f"Pwyntiau ar grid: {listed}. Mae cylchoedd ar y pwyntiau y gellir eu dewis.",
        f"Points on a grid: {listed}. There are rings at the points that can be chosen.",
    )
