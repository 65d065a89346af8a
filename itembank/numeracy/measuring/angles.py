from collections.abc import Iterator, Mapping

from itembank.language import Text
from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.drawing import angles as drawing
from itembank.numeracy.figures import degrees


def items() -> Iterator[Draft]:
    """Turns in Year 2, kinds of angle in Year 4, degrees from Year 6."""
    yield _clockwise(2, 0)
    yield _half_turn(2, 0)
    yield _clockwise(2, 1)
    yield _kind(4)
    yield _in_degrees(6)
    yield _measured(7, 50)
    yield _rest_of_turn(7)


_QUARTER = {"turns-the-other-way": -1, "quarter-and-half-confused": 2, "does-not-turn": 0}
_HALF = {"quarter-and-half-confused": 1, "three-quarters-for-half": 3, "does-not-turn": 0}


def _clockwise(year: int, start: int) -> Draft:
    prompt = ask(
        "Mae’r saeth yn gwneud chwarter tro clocwedd.\nI ba gyfeiriad mae hi’n pwyntio wedyn?",
        "The arrow makes a quarter turn clockwise.\nWhich way does it point then?",
        drawing.one_arrow(start),
    )
    return _turned(f"turn/{start}-quarter", year, prompt, start, 1, _QUARTER)


def _half_turn(year: int, start: int) -> Draft:
    prompt = ask(
        "Mae’r saeth yn gwneud hanner tro.\nI ba gyfeiriad mae hi’n pwyntio wedyn?",
        "The arrow makes a half turn.\nWhich way does it point then?",
        drawing.one_arrow(start),
    )
    return _turned(f"turn/{start}-half", year, prompt, start, 2, _HALF)


def _turned(item: str, year: int, prompt: Text, start: int, turns: int, confused: Mapping[str, int]) -> Draft:
    wrong = {name: drawing.pointing(start + other) for name, other in confused.items()}
    return choice(item, "angles", year, prompt, drawing.pointing(start + turns), wrong)


def _kind(year: int) -> Draft:
    prompt = ask("Pa fath o ongl yw hon?", "What kind of angle is this?", drawing.angle(130))
    wrong = {
        "acute-and-obtuse-confused": Text("ongl lem", "acute angle"),
        "any-angle-is-right": Text("ongl sgwâr", "right angle"),
        "straight-line": Text("llinell syth", "straight line"),
    }
    return choice("kind/130", "angles", year, prompt, Text("ongl aflem", "obtuse angle"), wrong, recalled_rule=1)


def _in_degrees(year: int) -> Draft:
    prompt = ask(
        "Mae olwyn yn gwneud tri chwarter tro.\nSawl gradd yw hyn?",
        "A wheel makes a three-quarter turn.\nHow many degrees is this?",
    )
    return number("degrees/three-quarters", "angles", year, prompt, Quantity(270, after="°"), recalled_rule=1)


def _measured(year: int, size: int) -> Draft:
    prompt = ask("Beth yw maint yr ongl?", "What is the size of the angle?", drawing.protractor(size))
    wrong = {
        "wrong-protractor-scale": degrees(180 - size),
        "reads-past-the-mark": degrees(size + 10),
        "counts-from-ninety": degrees(90 - size),
    }
    return choice(f"protractor/{size}", "angles", year, prompt, degrees(size), wrong, scale_step=1)


def _rest_of_turn(year: int) -> Draft:
    prompt = ask(
        f"Mae Megan yn troi {degrees(145)} yn glocwedd.\n"
        "Sawl gradd arall mae’n rhaid iddi droi yn glocwedd i wneud tro cyfan?",
        f"Megan turns {degrees(145)} clockwise.\nHow many more degrees must she turn clockwise to make a whole turn?",
    )
    return number(
        "degrees/rest", "angles", year, prompt, Quantity(215, after="°"), recalled_rule=1, subtraction=1, borrow=1
    )
