"""Items on converting units."""

from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.counted_nouns import PINT, count
from itembank.numeracy.number_formatting import LITRES, decimal, measure, whole_number
from itembank.numeracy.question_draft import (
    MisconceptionAnswers,
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)
from itembank.welsh_mutations import welsh_and

_WRITTEN: tuple[tuple[int, str, str, str, str], ...] = (
    (5, "1.3", "kg", "1300", "g"),
    (5, "4.2", "cm", "42", "mm"),
    (5, "3", "m", "300", "cm"),
    (5, "2.5", "kg", "2500", "g"),
    (5, "0.7", "kg", "700", "g"),
    (5, "6.8", "cm", "68", "mm"),
    (5, "1.5", "m", "150", "cm"),
    (5, "4", "km", "4000", "m"),
    (5, "1.6", "km", "1600", "m"),
    (5, "9", "cm", "90", "mm"),
    (6, "2.35", "kg", "2350", "g"),
    (6, "0.48", "km", "480", "m"),
    (6, "3.07", "m", "307", "cm"),
    (7, "2700", "g", "2.7", "kg"),
    (7, "84", "mm", "8.4", "cm"),
    (7, "365", "cm", "3.65", "m"),
    (7, "1250", "m", "1.25", "km"),
    (7, "90", "g", "0.09", "kg"),
)
_HIDDEN = ((3, "kg", 50, "g", 1000), (2, "km", 40, "m", 1000), (5, "m", 6, "cm", 100), (1, "kg", 8, "g", 1000))
_UP = ((45, "g", "kg", 1000), (350, "m", "km", 1000), (5, "cm", "m", 100), (8, "mm", "m", 1000), (620, "g", "kg", 1000))
_ORDERED = (
    (6, ("35 cm", "0.4 m", "450 mm", "0.5 m")),
    (6, ("90 g", "0.2 kg", "250 g", "0.5 kg")),
    (7, ("75 mm", "0.08 m", "9 cm", "0.7 m")),
    (7, ("0.035 kg", "300 g", "0.35 kg", "3 kg")),
    (7, ("85 m", "0.8 km", "805 m", "0.85 km")),
)
_MILES, _PINTS = (30, 15, 45, 60), (2, 4, 10)
_GLASSES = (("1.5", 250), ("2", 200), ("1.8", 300), ("3", 150))
_PATHS = (("3.2", 850), ("2.5", 640), ("4", 1350), ("1.75", 480))


def items() -> Iterator[QuestionDraft]:
    """Changing units, Years 5 to 9."""
    yield from (_written(*row) for row in _WRITTEN)
    yield from (_hidden_zero(5, *row) for row in _HIDDEN)
    yield from (_millilitres(*row) for row in ((5, "2"), (5, "1.5"), (6, "0.25"), (6, "3.75")))
    yield from (_ordered(*row) for row in _ORDERED)
    yield from (_miles(6, miles) for miles in _MILES)
    yield from (_pints(6, pints) for pints in _PINTS)
    yield from (_glasses(6, *row) for row in _GLASSES)
    yield from (_up(7, *row) for row in _UP)
    yield from (_mixed_sum(7, *row) for row in _PATHS)
    yield from (_area(8, n) for n in (3, 5, 12))
    yield from (_pounds(8, *row) for row in ((44, "ci", "A dog"), (66, "plentyn", "A child"), (11, "cath", "A cat")))
    yield from (_inches(8, inches) for inches in (8, 12, 20, 30))
    yield from (_gallons(8, gallons) for gallons in (6, 10, 8))
    yield from (_area_back(9, *row) for row in ((20, 6), (25, 4), (50, 9), (10, 2)))
    yield from (_cubic(9, n) for n in (2, 5))
    yield from (_small_area(9, n) for n in (4000, 25_000))


def practice() -> Iterator[QuestionDraft]:
    """Changing units, Years 5 and 8, for practice alone."""
    yield _written(5, "3.4", "kg", "3400", "g")
    yield _inches(8, 16)


def _written(year: int, value: str, unit: str, answer: str, into: str) -> QuestionDraft:
    shown = measure(value, unit)
    prompt = make_prompt(f"Newidia {shown} yn {into}.", f"Change {shown} to {into}.")
    features = {"unit_conversion": 1, "direct": int(value == "3"), "division": int(year == 7)}
    return number_question(
        f"convert/{value}{unit}", "converting", year, prompt, Quantity(answer, after=into), **features
    )


def _hidden_zero(year: int, large: int, unit: str, small: int, part: str, holds: int) -> QuestionDraft:
    shown = f"{measure(large, unit)} {measure(small, part)}"
    prompt = make_prompt(f"Pa un sy’n hafal i {shown}?", f"Which is equal to {shown}?")
    key = measure(large * holds + small, part)
    wrong = {
        "digits-side-by-side": measure(f"{large}{small}", part),
        "zero-moved": measure(large * holds + small * 10, part),
        "adds-without-converting": measure(large + small, part),
    }
    item = "convert/3kg50g" if small == 50 else f"convert/{large}{unit}{small}{part}"
    return choice_question(item, "converting", year, prompt, key, distractors(key, wrong), unit_conversion=1)


def _millilitres(year: int, litres: str) -> QuestionDraft:
    said = Text("litr", "litre") if litres in ("1", "0.25") else LITRES
    prompt = make_prompt(f"Faint o fililitrau yw {litres} {said.cy}?", f"How many millilitres is {litres} {said.en}?")
    answer = Quantity(f"{float(litres) * 1000:g}", after="ml")
    return number_question(f"convert/{litres}litres", "converting", year, prompt, answer, unit_conversion=1)


def _ordered(year: int, amounts: Sequence[str]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r rhain mewn trefn.\nRho’r lleiaf yn gyntaf.", "Put these in order.\nPut the smallest first."
    )
    shown = [measure(*amount.split(" ")) for amount in amounts]
    item = f"order-units/{amounts[0].replace(' ', '')}"
    return ordering_question(item, "converting", year, prompt, shown, unit_conversion=1, decimal_lengths=1)


def _miles(year: int, miles: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Defnyddia 5 milltir = {measure(8, 'km')}.\nFaint o gilometrau yw {miles} milltir?",
        f"Use 5 miles = {measure(8, 'km')}.\nHow many kilometres is {miles} miles?",
    )
    answer = Quantity(miles * 8 // 5, after="km")
    return number_question(f"convert/{miles}miles", "converting", year, prompt, answer, unit_conversion=1, division=1)


def _pints(year: int, pints: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Defnyddia 1 peint = {measure(570, 'ml')}.\nFaint o fililitrau yw {count(pints, PINT).cy}?",
        f"Use 1 pint = {measure(570, 'ml')}.\nHow many millilitres is {pints} pints?",
    )
    answer = Quantity(570 * pints, after="ml")
    return number_question(f"convert/{pints}pints", "converting", year, prompt, answer, unit_conversion=1, carry=1)


def _glasses(year: int, litres: str, glass: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae potel yn dal {litres} litr.\nMae gwydr yn dal {measure(glass, 'ml')}.\n"
        "Sawl gwydraid llawn sydd yn y botel?",
        f"A bottle holds {litres} litres.\nA glass holds {measure(glass, 'ml')}.\n"
        "How many full glasses are in the bottle?",
    )
    item = "convert/glasses" if glass == 250 else f"glasses/{litres}by{glass}"
    answer = round(float(litres) * 1000) // glass
    return number_question(item, "converting", year, prompt, answer, unit_conversion=1, division=1)


def _up(year: int, n: int, unit: str, into: str, holds: int) -> QuestionDraft:
    def shown(divisor: int) -> str:
        return measure(decimal(f"{n / divisor:.6f}".rstrip("0").rstrip(".")), into)

    said = measure(n, unit)
    prompt = make_prompt(f"Pa un sy’n hafal i {said}?", f"Which is equal to {said}?")
    wrong = {
        "one-place-too-few": shown(holds // 10),
        "two-places-too-few": shown(holds // 100),
        "one-place-too-many": shown(holds * 10),
    }
    key = shown(holds)
    return choice_question(
        f"convert/{n}{unit}", "converting", year, prompt, key, distractors(key, wrong), unit_conversion=1
    )


def _mixed_sum(year: int, long: str, walked: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae llwybr yn {measure(long, 'km')} o hyd.\nMae Osian wedi cerdded {measure(walked, 'm')}.\n"
        f"Faint o’r llwybr sydd ar ôl?",
        f"A path is {measure(long, 'km')} long.\nOsian has walked {measure(walked, 'm')}.\n"
        "How much of the path is left?",
    )
    item = "convert/path" if walked == 850 else f"path/{long}-{walked}"
    answer = Quantity(round(float(long) * 1000) - walked, after="m")
    return number_question(item, "converting", year, prompt, answer, unit_conversion=1, subtraction=1, borrow=2)


def _area(year: int, n: int) -> QuestionDraft:
    shown = measure(n, "m²")
    prompt = make_prompt(f"Pa un sy’n hafal i {shown}?", f"Which is equal to {shown}?")
    wrong = {
        "area-as-length": measure(n * 100, "cm²"),
        "metre-as-1000-centimetres": measure(n * 1000, "cm²"),
        "one-zero-too-many": measure(n * 100_000, "cm²"),
    }
    features = {"unit_conversion": 1, "recalled_rule": 1, "second_step": 1, "tempting_answer": 1}
    return choice_question(f"convert/{n}m2", "converting", year, prompt, measure(n * 10_000, "cm²"), wrong, **features)


def _pounds(year: int, pounds: int, cy: str, en: str) -> QuestionDraft:
    prompt = make_prompt(
        f"Defnyddia {measure(1, 'kg')} = 2.2 pwys.\nMae {cy} yn pwyso {pounds} pwys.\nFaint o gilogramau yw hyn?",
        f"Use {measure(1, 'kg')} = 2.2 pounds.\n{en} weighs {pounds} pounds.\nHow many kilograms is this?",
    )
    features = {"unit_conversion": 1, "division": 1, "decimal_lengths": 1}
    answer = Quantity(pounds * 10 // 22, after="kg")
    return number_question(f"convert/{pounds}lb", "converting", year, prompt, answer, **features)


def _inches(year: int, inches: int) -> QuestionDraft:
    said = f"{inches} modfedd" if inches <= 10 else f"{inches} o fodfeddi"
    prompt = make_prompt(
        f"Defnyddia 1 fodfedd = {measure('2.5', 'cm')}.\nFaint o gentimetrau yw {said}?",
        f"Use 1 inch = {measure('2.5', 'cm')}.\nHow many centimetres is {inches} inches?",
    )
    answer = Quantity(inches * 5 // 2, after="cm")
    return number_question(
        f"convert/{inches}inches", "converting", year, prompt, answer, unit_conversion=1, second_step=1
    )


def _gallons(year: int, gallons: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Defnyddia 1 galwyn = 4.5 litr.\nFaint o litrau yw {gallons} galwyn?",
        f"Use 1 gallon = 4.5 litres.\nHow many litres is {gallons} gallons?",
    )
    key = whole_number(gallons * 9 // 2)
    wrong: MisconceptionAnswers = {
        "ignores-the-decimal": gallons * 4,
        "divides-instead": f"{gallons / 4.5:.1f}",
        "adds-the-decimal-once": f"{gallons * 4}.5",
    }
    item = f"convert/{gallons}gallons"
    return choice_question(item, "converting", year, prompt, key, distractors(key, wrong), unit_conversion=1)


def _area_back(year: int, side: int, area: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae teilsen sgwâr yn {measure(side, 'cm')} o hyd {welsh_and(side)} {measure(side, 'cm')} o led.\n"
        f"Faint o deils sydd eu hangen i orchuddio {measure(area, 'm²')}?",
        f"A square tile is {measure(side, 'cm')} long and {measure(side, 'cm')} wide.\n"
        f"How many tiles are needed to cover {measure(area, 'm²')}?",
    )
    features = {"unit_conversion": 1, "second_step": 1, "third_step": 1, "division": 1, "tempting_answer": 1}
    item = "convert/tiles" if side == 20 else f"tiles/{side}in{area}"
    return number_question(item, "converting", year, prompt, area * 10_000 // side**2, **features)


def _cubic(year: int, n: int) -> QuestionDraft:
    shown = measure(n, "m³")
    prompt = make_prompt(f"Pa un sy’n hafal i {shown}?", f"Which is equal to {shown}?")
    wrong = {
        "volume-as-length": measure(n * 100, "cm³"),
        "volume-as-area": measure(n * 10_000, "cm³"),
        "metre-as-10-centimetres": measure(n * 1000, "cm³"),
    }
    features = {"unit_conversion": 1, "recalled_rule": 1, "second_step": 1, "third_step": 1, "tempting_answer": 1}
    return choice_question(
        f"convert/{n}m3", "converting", year, prompt, measure(n * 1_000_000, "cm³"), wrong, **features
    )


def _small_area(year: int, n: int) -> QuestionDraft:
    shown = measure(n, "cm²")
    prompt = make_prompt(f"Pa un sy’n hafal i {shown}?", f"Which is equal to {shown}?")
    key = measure(f"{n / 10_000:g}", "m²")
    wrong = {
        "area-as-length": measure(f"{n // 100}", "m²"),
        "metre-as-1000-centimetres": measure(f"{n / 1000:g}", "m²"),
        "one-place-too-many": measure(f"{n / 100_000:g}", "m²"),
    }
    features = {"unit_conversion": 1, "recalled_rule": 1, "division": 1, "second_step": 1, "tempting_answer": 1}
    return choice_question(f"convert/{n}cm2", "converting", year, prompt, key, distractors(key, wrong), **features)
