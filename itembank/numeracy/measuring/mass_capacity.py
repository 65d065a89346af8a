"""Items on mass and capacity."""

from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.drawing.measuring_jug import jars, jug
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.weighing_scale import weighing_scale
from itembank.numeracy.number_formatting import LITRES, measure
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)

_ML = Text.same("ml")
_KILOGRAMS, _TENS, _FIFTIES = Scale(0, 10, 1, 1), Scale(0, 100, 10, 10), Scale(0, 100, 10, 50)
_HUNDREDS, _TO_1000, _FIVES = Scale(0, 500, 100, 100), Scale(0, 1000, 100, 500), Scale(0, 50, 5, 10)
_TWENTIES, _IN_FIFTIES, _TO_2000 = Scale(0, 500, 20, 100), Scale(0, 1000, 50, 200), Scale(0, 2000, 100, 500)
_DIALS = (
    *((2, _KILOGRAMS, n, "kg") for n in (4, 7, 2, 9, 5, 8)),
    *((2, _TENS, n, "g") for n in (30, 80, 60)),
    *((3, _FIFTIES, n, "g") for n in (70, 20, 90)),
    *((3, _TO_1000, n, "g") for n in (600, 400, 900)),
    *((3, _FIVES, n, "g") for n in (35, 15)),
    *((4, _IN_FIFTIES, n, "g") for n in (350, 750, 950)),
    *((5, _TO_2000, n, "g") for n in (1250, 850, 1650)),
    *((6, Scale(0, 5000, 200, 1000), n, "g") for n in (2600, 3900, 1500)),
)
_JUGS = (
    *((2, Scale(0, 5, 1, 1), n, LITRES) for n in (3, 2, 4)),
    *((2, _KILOGRAMS, n, LITRES) for n in (6, 9, 7)),
    *((3, _HUNDREDS, n, _ML) for n in (300, 200)),
    *((3, _TO_1000, n, _ML) for n in (700, 300)),
    *((4, _IN_FIFTIES, n, _ML) for n in (650, 250, 850)),
    *((5, _TO_2000, n, _ML) for n in (1300, 1750, 450)),
    *((6, Scale(0, 250, 10, 50), n, _ML) for n in (170, 85, 215)),
)
_MISREAD = (
    *((4, _TWENTIES, n, "g") for n in (240, 160, 380, 420)),
    *((5, Scale(0, 1000, 40, 200), n, "g") for n in (480, 720, 360)),
)
_ORDERED = (
    (2, ((10, "g"), (50, "g"), (2, "kg"))),
    (2, ((2, "kg"), (5, "kg"), (9, "kg"))),
    (2, ((20, "g"), (80, "g"), (1, "kg"))),
    (3, ((90, "g"), (105, "g"), (500, "g"), (1, "kg"))),
    (3, ((250, "g"), (520, "g"), (2, "kg"), (5, "kg"))),
    (3, ((60, "ml"), (106, "ml"), (160, "ml"), (600, "ml"))),
)
_UNITS = (
    (2, "dog", "kg", "Mae ci mawr yn pwyso tua 30 □.", "A big dog weighs about 30 □."),
    (2, "apple", "g", "Mae afal yn pwyso tua 100 □.", "An apple weighs about 100 □."),
    (2, "chair", "kg", "Mae cadair yn pwyso tua 4 □.", "A chair weighs about 4 □."),
    (2, "pencil-mass", "g", "Mae pensil yn pwyso tua 5 □.", "A pencil weighs about 5 □."),
    (3, "spoon", "ml", "Mae llwy fach yn dal tua 5 □.", "A teaspoon holds about 5 □."),
    (3, "cup", "ml", "Mae cwpan yn dal tua 250 □.", "A cup holds about 250 □."),
)

_BAGS = (
    Text("Mae bag coch", "A red bag"),
    Text("Mae bag glas", "A blue bag"),
    Text("y bag glas", "the blue bag"),
)
_SHEEP = Text("Mae dafad", "A sheep"), Text("Mae oen", "A lamb"), Text("yr oen", "the lamb")
_LAMB = Text("Mae oen", "A lamb"), Text("Mae dafad", "A sheep"), Text("y ddafad", "the sheep")
_HEAVIER = (
    *((2, *masses, _BAGS) for masses in ((6, 3), (9, 4), (12, 7), (8, 5))),
    (3, 36, 28, _LAMB),
)
_LIGHTER = (
    *((2, *masses, _BAGS) for masses in ((9, 4), (15, 6), (13, 8), (18, 9))),
    (3, 52, 17, _SHEEP),
)


def items() -> Iterator[QuestionDraft]:
    """Mass and capacity on scales, Years 2 to 6."""
    yield from (_weighed(*row) for row in _DIALS)
    yield from (_filled(*row) for row in _JUGS)
    yield from (_marks_as_one(*row) for row in _MISREAD)
    yield from (_ordered(*row) for row in _ORDERED)
    yield from (_unit(*row) for row in _UNITS)
    yield from (_heavier(*row) for row in _HEAVIER)
    yield from (_lighter(*row) for row in _LIGHTER)
    yield from (_fullest(2, levels) for levels in ((3, 8, 5), (6, 2, 9, 4), (7, 5, 6), (4, 7, 9, 2)))
    yield from (_room_left(*row) for row in ((2, 9, 4), (2, 20, 13), (2, 12, 5), (2, 16, 9), (2, 15, 7), (3, 50, 24)))
    yield from (
        _poured(*row)
        for row in ((3, 500, 200), (3, 750, 300), (4, 1000, 350), (4, 600, 275), (4, 800, 460), (4, 750, 385))
    )


def practice() -> Iterator[QuestionDraft]:
    """Mass and capacity on scales, Years 2 and 4, for practice alone."""
    yield _weighed(2, _KILOGRAMS, 3, "kg")
    yield _poured(4, 900, 425)


def _read_features(year: int, scale: Scale, value: int) -> dict[str, int]:
    uneasy = int(scale.step not in (1, 100) or scale.labelled > scale.step)
    return {
        "direct": 1,
        "within_ten": int(scale.last <= 10),
        "scale_step": uneasy,
        "step_value": uneasy,
        "between_marks": int(value % scale.step > 0),
    }


def _weighed(year: int, scale: Scale, value: int, unit: str) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw’r màs ar y glorian?", "What mass does the scale show?", weighing_scale(scale, value, unit)
    )
    features = _read_features(year, scale, value)
    return number_question(
        f"dial/{value}{unit}", "mass-capacity", year, prompt, Quantity(value, after=unit), **features
    )


def _filled(year: int, scale: Scale, value: int, unit: Text) -> QuestionDraft:
    prompt = make_prompt("Faint o ddŵr sydd yn y jwg?", "How much water is in the jug?", jug(scale, value, unit))
    features = _read_features(year, scale, value)
    item = f"jug/{value}{unit.en}" if scale is not _TO_1000 else f"jug/{value}of1000{unit.en}"
    return number_question(item, "mass-capacity", year, prompt, Quantity(value, after=unit), **features)


def _ordered(year: int, amounts: Sequence[tuple[int, str]]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r masau mewn trefn.\nRho’r màs lleiaf yn gyntaf.", "Put the masses in order.\nPut the smallest mass first."
    )
    if amounts[0][1] == "ml":
        prompt = make_prompt(
            "Rho’r rhain mewn trefn.\nRho’r lleiaf yn gyntaf.", "Put these in order.\nPut the smallest first."
        )
    item = "order-masses" if amounts[0] == (10, "g") else f"order-masses/{amounts[0][0]}{amounts[0][1]}"
    return ordering_question(item, "mass-capacity", year, prompt, [measure(*amount) for amount in amounts])


def _unit(year: int, thing: str, unit: str, cy: str, en: str) -> QuestionDraft:
    prompt = make_prompt(f"{cy}\nPa uned sydd ar goll?", f"{en}\nWhich unit is missing?")
    wrong: dict[str, dict[str, str | Text]] = {
        "kg": {"unit-too-small": "g", "unit-of-length": "cm"},
        "g": {"unit-too-large": "kg", "unit-of-length": "cm"},
        "ml": {"unit-too-large": LITRES, "unit-of-length": "cm"},
    }
    return choice_question(f"unit/{thing}", "mass-capacity", year, prompt, unit, wrong[unit])


_Weighed = tuple[Text, Text, Text]
"""A thing, another, and the other as it is asked about."""


def _heavier(year: int, mass: int, more: int, things: _Weighed) -> QuestionDraft:
    one, other, asked = things
    prompt = make_prompt(
        f"{one.cy} yn pwyso {measure(mass, 'kg')}.\n{other.cy} yn pwyso {measure(more, 'kg')} yn fwy.\n"
        f"Beth yw màs {asked.cy}?",
        f"{one.en} weighs {measure(mass, 'kg')}.\n{other.en} weighs {measure(more, 'kg')} more.\n"
        f"What is the mass of {asked.en}?",
    )
    item = "mass-more" if mass == 6 else f"mass-more/{mass}+{more}"
    features = {"within_ten": int(mass + more <= 10), "carry": int(mass % 10 + more % 10 > 9)}
    return number_question(item, "mass-capacity", year, prompt, Quantity(mass + more, after="kg"), **features)


def _lighter(year: int, mass: int, less: int, things: _Weighed) -> QuestionDraft:
    one, other, asked = things
    prompt = make_prompt(
        f"{one.cy} yn pwyso {measure(mass, 'kg')}.\n{other.cy} yn pwyso {measure(less, 'kg')} yn llai.\n"
        f"Beth yw màs {asked.cy}?",
        f"{one.en} weighs {measure(mass, 'kg')}.\n{other.en} weighs {measure(less, 'kg')} less.\n"
        f"What is the mass of {asked.en}?",
    )
    features = {"within_ten": int(mass <= 10), "subtraction": 1, "borrow": int(mass % 10 < less % 10)}
    answer = Quantity(mass - less, after="kg")
    return number_question(f"mass-less/{mass}-{less}", "mass-capacity", year, prompt, answer, **features)


def _room_left(year: int, holds: int, inside: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae casgen yn dal {holds} litr.\nMae {inside} litr o ddŵr ynddi.\n"
        "Faint yn rhagor o litrau sy’n ffitio ynddi?",
        f"A barrel holds {holds} litres.\nThere are {inside} litres of water in it.\nHow many more litres fit in it?",
    )
    features = {"within_ten": int(holds <= 10), "subtraction": 1, "unknown_not_last": 1}
    answer = Quantity(holds - inside, after=LITRES)
    return number_question(f"room-left/{holds}-{inside}", "mass-capacity", year, prompt, answer, **features)


def _poured(year: int, held: int, poured: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae potel yn dal {measure(held, 'ml')} o sudd.\nMae Efa yn arllwys {measure(poured, 'ml')} i wydr.\n"
        "Faint o sudd sydd ar ôl yn y botel?",
        f"A bottle holds {measure(held, 'ml')} of juice.\nEfa pours {measure(poured, 'ml')} into a glass.\n"
        "How much juice is left in the bottle?",
    )
    features = {"subtraction": 1, "borrow": int(held % 100 < poured % 100)}
    answer = Quantity(held - poured, after="ml")
    return number_question(f"poured/{held}-{poured}", "mass-capacity", year, prompt, answer, **features)


def _marks_as_one(year: int, scale: Scale, value: int, unit: str) -> QuestionDraft:
    below = value // scale.labelled * scale.labelled
    lines = (value - below) // scale.step
    key = measure(value, unit)
    wrong = {
        "every-mark-is-one": measure(below + lines, unit),
        "every-mark-is-ten": measure(below + 10 * lines, unit),
        "reads-the-next-number": measure(below + scale.labelled + 10 * lines, unit),
    }
    prompt = make_prompt(
        "Beth yw’r màs ar y glorian?", "What mass does the scale show?", weighing_scale(scale, value, unit)
    )
    item = f"dial/{value}{unit}"
    return choice_question(item, "mass-capacity", year, prompt, key, distractors(key, wrong), scale_step=1)


def _fullest(year: int, levels: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt("Ym mha jar mae’r mwyaf o ddŵr?", "Which jar has the most water?", jars(levels))
    letter = dict(zip(levels, "ABCD", strict=False))
    ordered = sorted(levels)
    wrong = {"emptiest-for-fullest": letter[ordered[0]], "second-fullest": letter[ordered[-2]]}
    if len(levels) > 3:
        wrong["second-emptiest"] = letter[ordered[1]]
    item = f"fullest/{'-'.join(map(str, levels))}"
    return choice_question(item, "mass-capacity", year, prompt, letter[ordered[-1]], wrong, direct=1)
