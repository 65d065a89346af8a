"""Items on compass points, grid references, coordinates and bearings."""

from collections.abc import Iterator, Mapping

from itembank.language import Text
from itembank.numeracy.drawing.coordinate_grids import compass, first_quadrant, lettered_squares
from itembank.numeracy.drawing.svg import picture
from itembank.numeracy.person_names import CHILDREN
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)
from itembank.welsh_mutations import welsh_and

_ROSE = Text(compass(("G", "Dn", "D", "Gn")), compass(("N", "E", "S", "W")))
_POINTS = (Text("gogledd", "north"), Text("dwyrain", "east"), Text("de", "south"), Text("gorllewin", "west"))
_FACING = ("’r gogledd", "’r dwyrain", "’r de", "’r gorllewin")
_TURNS = {
    "quarter": (1, Text("chwarter tro clocwedd", "a quarter turn clockwise")),
    "back": (3, Text("chwarter tro gwrthglocwedd", "a quarter turn anticlockwise")),
    "half": (2, Text("hanner tro", "a half turn")),
    "270": (3, Text("tro o 270° yn glocwedd", "a turn of 270° clockwise")),
    "90-back": (3, Text("tro o 90° yn wrthglocwedd", "a turn of 90° anticlockwise")),
    "180": (2, Text("tro o 180°", "a turn of 180°")),
}
_COMPASS = (
    *((3, start, how) for start, how in ((0, "quarter"), (1, "quarter"), (3, "quarter"))),
    *((3, start, how) for start, how in ((0, "back"), (2, "back"), (1, "half"), (2, "half"))),
    *(
        (6, start, how)
        for start, how in ((0, "270"), (1, "270"), (3, "270"), (1, "90-back"), (3, "90-back"), (0, "180"))
    ),
)
_MAPS = (
    ((3, 1), (1, 3), (4, 0)),
    ((1, 2), (2, 1), (0, 4)),
    ((4, 1), (1, 4), (2, 2)),
    ((0, 3), (3, 0), (4, 2)),
    ((2, 4), (4, 2), (1, 0)),
    ((3, 2), (2, 3), (0, 1)),
)
_PLACED = (
    ("B", ((2, 5), (5, 2), (6, 4), (4, 6))),
    ("A", ((1, 4), (4, 1), (3, 5), (6, 2))),
    ("C", ((5, 5), (2, 1), (3, 6), (6, 3))),
    ("D", ((4, 2), (1, 6), (5, 3), (0, 4))),
    ("A", ((6, 1), (1, 6), (3, 3), (2, 4))),
)
_WALKS = ((2, 3, 4, 1), (1, 5, 3, -2), (6, 2, -4, 5), (5, 6, -2, -3), (0, 4, 7, 2))
_BEARINGS = (65, 110, 40, 210, 305, 155)


def items() -> Iterator[QuestionDraft]:
    """Compass points in Year 3, grid references, coordinates, bearings in Year 9."""
    yield from (_compass(*row) for row in _COMPASS)
    yield from (_reference(4, *row) for row in _MAPS)
    yield from (_coordinates(5, *row) for row in _PLACED)
    yield from (_walk(5, *row) for row in _WALKS)
    yield from (_back_bearing(9, bearing) for bearing in _BEARINGS)
    yield from (_compass_bearing(9, place) for place in (1, 2, 3))
    yield from (_turn_between(9, *row) for row in ((35, 120), (80, 245), (310, 40)))


def practice() -> Iterator[QuestionDraft]:
    """Bearings, Year 9, for practice alone."""
    yield _back_bearing(9, 75)


def _compass(year: int, start: int, how: str) -> QuestionDraft:
    described = Text(
        "Cwmpawd. Mae’r gogledd ar y top, y dwyrain ar y dde, y de ar y gwaelod a’r gorllewin ar y chwith.",
        "A compass. North is at the top, east at the right, south at the bottom and west at the left.",
    )
    turns, said = _TURNS[how]
    name = CHILDREN[(3 * start + turns) % len(CHILDREN)]
    prompt = make_prompt(
        f"Mae {name} yn wynebu{_FACING[start]}.\nMae {name} yn gwneud {said.cy}.\nI ba gyfeiriad mae {name} yn wynebu "
        "wedyn?",
        f"{name} is facing {_POINTS[start].en}.\n{name} makes {said.en}.\nWhich way is {name} facing then?",
        picture((120, 124), "compass", described, _ROSE, kind="small"),
    )
    wrong = {
        "turns-the-other-way": _POINTS[(start - turns) % 4],
        "quarter-and-half-confused": _POINTS[(start + (1 if turns == 2 else 2)) % 4],
        "does-not-turn": _POINTS[start],
    }
    if turns == 2:
        wrong["turns-the-other-way"] = _POINTS[(start + 3) % 4]
    features = {"recalled_rule": int(year == 6 or turns != 2)}  # degrees, or which way is clockwise
    return choice_question(
        f"compass/{start}-{how}", "position", year, prompt, _POINTS[(start + turns) % 4], wrong, **features
    )


def _square(place: tuple[int, int]) -> str:
    return f"{'ABCDEFG'[place[0]]}{place[1] + 1}"


def _reference(year: int, star: tuple[int, int], other: tuple[int, int], third: tuple[int, int]) -> QuestionDraft:
    names = {"★": Text("seren", "star"), "●": Text("cylch", "circle"), "▲": Text("triongl", "triangle")}
    places = {"★": star, "●": other, "▲": third}
    prompt = make_prompt(
        "Ym mha sgwâr mae’r seren?", "Which square holds the star?", lettered_squares(places, names, 5, 5)
    )
    x, y = star
    wrong = {
        "across-and-up-swapped": _square((y, x)),
        "one-square-too-far": _square((x + 1, y)),
        "counts-lines-not-squares": _square((x, y + 1)),
    }
    item = "grid-reference" if star == (3, 1) else f"grid-reference/{_square(star)}"
    return choice_question(item, "position", year, prompt, _square(star), distractors(_square(star), wrong), direct=1)


def _pair(x: int, y: int) -> str:
    return f"({x}, {y})"


def _coordinates(year: int, letter: str, places: tuple[tuple[int, int], ...]) -> QuestionDraft:
    points: Mapping[str, tuple[int, int]] = dict(zip("ABCD", places, strict=True))
    x, y = points[letter]
    prompt = make_prompt(
        f"Beth yw cyfesurynnau pwynt {letter}?",
        f"What are the coordinates of point {letter}?",
        first_quadrant(points, 6),
    )
    key = _pair(x, y)
    wrong = {
        "across-and-up-swapped": _pair(y, x),
        "counts-from-one": _pair(x + 1, y + 1),
        "across-only": _pair(x, 0),
    }
    item = "coordinates" if key == "(5, 2)" else f"coordinates/{x}-{y}"
    return choice_question(item, "position", year, prompt, key, distractors(key, wrong))


def _walk(year: int, x: int, y: int, across: int, up: int) -> QuestionDraft:
    way = Text("i’r dde", "right") if across > 0 else Text("i’r chwith", "left")
    height = Text("i fyny", "up") if up > 0 else Text("i lawr", "down")
    prompt = make_prompt(
        f"Mae pwynt yn {_pair(x, y)}.\nMae’n symud {abs(across)} {way.cy} {welsh_and(abs(up))} {abs(up)} {height.cy}.\n"
        "Beth yw cyfesurynnau’r pwynt wedyn?",
        f"A point is at {_pair(x, y)}.\nIt moves {abs(across)} {way.en} and {abs(up)} {height.en}.\n"
        "What are the coordinates of the point then?",
    )
    key = _pair(x + across, y + up)
    wrong = {
        "across-and-up-swapped": _pair(y + up, x + across),
        "moves-swapped": _pair(x + up, y + across) if min(x + up, y + across) >= 0 else _pair(x, y + up),
        "moves-across-only": _pair(x + across, y),
    }
    item = f"walk/{x}-{y}by{across}-{up}"
    return choice_question(item, "position", year, prompt, key, distractors(key, wrong), second_step=1)


def _bearing(n: int) -> str:
    return f"{n % 360:03d}°"


def _back_bearing(year: int, out: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Cyfeiriant y goleudy o’r cwch yw {_bearing(out)}.\nBeth yw cyfeiriant y cwch o’r goleudy?",
        f"The bearing of the lighthouse from the boat is {_bearing(out)}.\n"
        "What is the bearing of the boat from the lighthouse?",
    )
    key = _bearing(out + 180)
    wrong = {
        "same-both-ways": _bearing(out),
        "subtracts-from-a-half-turn": _bearing(abs(180 - out)) if out < 180 else _bearing(out - 90),
        "subtracts-from-a-whole-turn": _bearing(360 - out),
    }
    item = "bearing-back" if out == 65 else f"bearing-back/{out}"
    return choice_question(
        item,
        "position",
        year,
        prompt,
        key,
        distractors(key, wrong),
        recalled_rule=1,
        unknown_not_last=1,
        tempting_answer=1,
    )


def _compass_bearing(year: int, place: int) -> QuestionDraft:
    said = _POINTS[place]
    prompt = make_prompt(
        f"Beth yw cyfeiriant y {said.cy} mewn 3 ffigur?",
        f"What is the 3-figure bearing of {said.en}?",
    )
    key = _bearing(90 * place)
    wrong = {
        "counts-anticlockwise": _bearing(360 - 90 * place),
        "a-quarter-too-far": _bearing(90 * place + 90),
        "starts-from-the-east": _bearing(90 * place - 90),
    }
    return choice_question(
        f"bearing-of/{said.en}", "position", year, prompt, key, distractors(key, wrong), recalled_rule=1
    )


def _turn_between(year: int, first: int, second: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae llong yn hwylio ar gyfeiriant {_bearing(first)}.\n"
        f"Mae’n troi’n glocwedd i gyfeiriant {_bearing(second)}.\n"
        "Sawl gradd mae’r llong yn troi?",
        f"A ship sails on a bearing of {_bearing(first)}.\nIt turns clockwise to a bearing of {_bearing(second)}.\n"
        "Through how many degrees does the ship turn?",
    )
    features = {"recalled_rule": 1, "subtraction": 1, "second_step": int(second < first)}
    answer = Quantity((second - first) % 360, after="°")
    return number_question(f"bearing-turn/{first}-{second}", "position", year, prompt, answer, **features)
