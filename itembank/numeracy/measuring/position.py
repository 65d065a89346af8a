from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice
from itembank.numeracy.drawing.plane import compass, first_quadrant, lettered_squares
from itembank.numeracy.drawing.svg import picture

_ROSE = Text(compass(("G", "Dn", "D", "Gn")), compass(("N", "E", "S", "W")))
_POINTS = {
    "north": Text("gogledd", "north"),
    "east": Text("dwyrain", "east"),
    "south": Text("de", "south"),
    "west": Text("gorllewin", "west"),
}


def items() -> Iterator[Draft]:
    """Compass points in Year 3, grid references, coordinates, bearings in Year 9."""
    yield _compass(3)
    yield _reference(4)
    yield _coordinates(5)
    yield _back_bearing(9)


def _compass(year: int) -> Draft:
    described = Text(
        "Cwmpawd. Mae’r gogledd ar y top, y dwyrain ar y dde, y de ar y gwaelod a’r gorllewin ar y chwith.",
        "A compass. North is at the top, east at the right, south at the bottom and west at the left.",
    )
    prompt = ask(
        "Mae Cai’n wynebu’r gogledd.\nMae’n gwneud chwarter tro clocwedd.\nI ba gyfeiriad mae’n wynebu wedyn?",
        "Cai is facing north.\nHe makes a quarter turn clockwise.\nWhich way is he facing then?",
        picture((120, 124), "compass", described, _ROSE, kind="small"),
    )
    wrong = {
        "turns-the-other-way": _POINTS["west"],
        "quarter-and-half-confused": _POINTS["south"],
        "does-not-turn": _POINTS["north"],
    }
    return choice("compass", "position", year, prompt, _POINTS["east"], wrong)


def _reference(year: int) -> Draft:
    names = {"★": Text("seren", "star"), "●": Text("cylch", "circle"), "▲": Text("triongl", "triangle")}
    places = {"★": (3, 1), "●": (1, 3), "▲": (4, 0)}
    prompt = ask("Pa sgwâr sy’n dal y seren?", "Which square holds the star?", lettered_squares(places, names, 5, 5))
    wrong = {"across-and-up-swapped": "B4", "one-square-too-far": "E2", "counts-lines-not-squares": "D3"}
    return choice("grid-reference", "position", year, prompt, "D2", wrong, direct=1)


def _coordinates(year: int) -> Draft:
    points = {"A": (2, 5), "B": (5, 2), "C": (6, 4), "D": (4, 6)}
    prompt = ask("Beth yw cyfesurynnau pwynt B?", "What are the coordinates of point B?", first_quadrant(points, 6))
    wrong = {"across-and-up-swapped": "(2, 5)", "counts-from-one": "(6, 3)", "across-only": "(5, 0)"}
    return choice("coordinates", "position", year, prompt, "(5, 2)", wrong)


def _back_bearing(year: int) -> Draft:
    prompt = ask(
        "Cyfeiriant y goleudy o’r cwch yw 065°.\nBeth yw cyfeiriant y cwch o’r goleudy?",
        "The bearing of the lighthouse from the boat is 065°.\nWhat is the bearing of the boat from the lighthouse?",
    )
    wrong = {"same-both-ways": "065°", "subtracts-from-a-half-turn": "115°", "subtracts-from-a-whole-turn": "295°"}
    return choice("bearing-back", "position", year, prompt, "245°", wrong, recalled_rule=1, unknown_not_last=1)
