"""Items on turns and angles."""

from collections.abc import Iterator, Mapping

from itembank.language import Text
from itembank.numeracy.drawing import angles as drawing
from itembank.numeracy.number_formatting import degrees
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)

_FRACTIONS = (
    (6, "three-quarters", 270, Text("tri chwarter tro", "a three-quarter turn")),
    (6, "half", 180, Text("hanner tro", "a half turn")),
    (6, "quarter", 90, Text("chwarter tro", "a quarter turn")),
    (6, "whole", 360, Text("tro cyfan", "a whole turn")),
    (6, "one-and-a-half", 540, Text("tro a hanner", "one and a half turns")),
)
_HAND = ((6, 12, 4), (6, 12, 8), (6, 3, 5), (7, 2, 9), (7, 10, 11))


def items() -> Iterator[QuestionDraft]:
    """Turns in Year 2, right angles in Year 3, kinds of angle in Year 4, degrees from Year 6."""
    yield from (_turn(2, start, "quarter") for start in range(4))
    yield from (_turn(2, start, "half") for start in range(4))
    yield from (_turn(2, start, "back") for start in range(4))
    yield from (_right_angles(3, *row) for row in _RIGHT)
    yield from (_kind(4, size) for size in (130, 50, 110, 75, 160, 30))
    yield from (_in_degrees(*row) for row in _FRACTIONS)
    yield from (_long_hand(*row) for row in _HAND)
    yield from (_measured(7, size) for size in (50, 70, 110, 140, 20, 160))
    yield from (_rest_of_turn(7, *row) for row in ((145, "Megan"), (205, "Zac"), (78, "Gwen"), (312, "Cai")))


_RIGHT = (
    ("half", Text("hanner tro", "a half turn"), 2),
    ("whole", Text("tro cyfan", "a whole turn"), 4),
    ("three-quarter", Text("tri chwarter tro", "a three-quarter turn"), 3),
)
_TURNS = {
    "quarter": (1, Text("chwarter tro clocwedd", "a quarter turn clockwise")),
    "half": (2, Text("hanner tro", "a half turn")),
    "back": (3, Text("chwarter tro gwrthglocwedd", "a quarter turn anticlockwise")),
}
_CONFUSED = {
    "quarter": {"turns-the-other-way": -1, "quarter-and-half-confused": 2, "does-not-turn": 0},
    "half": {"quarter-and-half-confused": 1, "three-quarters-for-half": 3, "does-not-turn": 0},
    "back": {"turns-the-other-way": 1, "quarter-and-half-confused": 2, "does-not-turn": 0},
}


def _turn(year: int, start: int, how: str) -> QuestionDraft:
    turns, said = _TURNS[how]
    prompt = make_prompt(
        f"Mae’r saeth yn gwneud {said.cy}.\nI ba gyfeiriad mae hi’n pwyntio wedyn?",
        f"The arrow makes {said.en}.\nWhich way does it point then?",
        drawing.one_arrow(start),
    )
    return _turned(f"turn/{start}-{how}", year, prompt, start, turns, _CONFUSED[how])


def _turned(item: str, year: int, prompt: Text, start: int, turns: int, confused: Mapping[str, int]) -> QuestionDraft:
    wrong = {name: drawing.direction_name(start + other) for name, other in confused.items()}
    features = {"recalled_rule": int(turns != 2)}  # which way is clockwise
    return choice_question(item, "angles", year, prompt, drawing.direction_name(start + turns), wrong, **features)


def _right_angles(year: int, name: str, turn: Text, answer: int) -> QuestionDraft:
    prompt = make_prompt(f"Sawl ongl sgwâr sydd mewn {turn.cy}?", f"How many right angles are in {turn.en}?")
    return number_question(f"right-angles/{name}", "angles", year, prompt, answer, within_ten=1, recalled_rule=1)


_KINDS = {
    "acute": Text("ongl lem", "acute angle"),
    "right": Text("ongl sgwâr", "right angle"),
    "obtuse": Text("ongl aflem", "obtuse angle"),
    "straight": Text("llinell syth", "straight line"),
}


def _kind(year: int, size: int) -> QuestionDraft:
    prompt = make_prompt("Pa fath o ongl yw hon?", "What kind of angle is this?", drawing.angle(size))
    key = "acute" if size < 90 else "obtuse"
    wrong = {
        "acute-and-obtuse-confused": _KINDS["obtuse" if key == "acute" else "acute"],
        "any-angle-is-right": _KINDS["right"],
        "straight-line": _KINDS["straight"],
    }
    return choice_question(f"kind/{size}", "angles", year, prompt, _KINDS[key], wrong, recalled_rule=1)


def _in_degrees(year: int, name: str, answer: int, turn: Text) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae olwyn yn gwneud {turn.cy}.\nSawl gradd yw hyn?",
        f"A wheel makes {turn.en}.\nHow many degrees is this?",
    )
    features = {"recalled_rule": 1, "second_step": int(answer == 540)}
    return number_question(f"degrees/{name}", "angles", year, prompt, Quantity(answer, after="°"), **features)


def _long_hand(year: int, start: int, end: int) -> QuestionDraft:
    """The long hand of a clock turns 30° from each number to the next."""
    numbers = (end - start) % 12
    prompt = make_prompt(
        f"Mae bys mawr cloc yn symud o {start} i {end}.\nSawl gradd mae’n troi?",
        f"The long hand of a clock moves from {start} to {end}.\nHow many degrees does it turn?",
    )
    key = degrees(30 * numbers)
    wrong = {
        "minutes-for-degrees": degrees(5 * numbers),
        "ten-degrees-a-number": degrees(10 * numbers),
        "turns-the-other-way": degrees(360 - 30 * numbers),
    }
    features = {"recalled_rule": 1, "second_step": 1}
    return choice_question(f"long-hand/{start}-{end}", "angles", year, prompt, key, distractors(key, wrong), **features)


def _measured(year: int, size: int) -> QuestionDraft:
    prompt = make_prompt("Beth yw maint yr ongl?", "What is the size of the angle?", drawing.protractor(size))
    wrong = {
        "wrong-protractor-scale": degrees(180 - size),
        "reads-past-the-mark": degrees(size + 10),
        "counts-from-ninety": degrees(abs(90 - size)),
        "reads-the-number-before": degrees(size // 30 * 30),
    }
    key = degrees(size)
    return choice_question(f"protractor/{size}", "angles", year, prompt, key, distractors(key, wrong), scale_step=1)


def _rest_of_turn(year: int, turned: int, name: str) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae {name} yn troi {degrees(turned)} yn glocwedd.\nSawl gradd arall sydd nes gwneud tro cyfan?",
        f"{name} turns {degrees(turned)} clockwise.\nHow many more degrees are there to make a whole turn?",
    )
    item = "degrees/rest" if turned == 145 else f"degrees/rest-{turned}"
    answer = Quantity(360 - turned, after="°")
    return number_question(item, "angles", year, prompt, answer, recalled_rule=1, subtraction=1, borrow=1)
