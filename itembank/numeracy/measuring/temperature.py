"""Items on temperature."""

from collections.abc import Iterator, Sequence

from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.thermometer import thermometer
from itembank.numeracy.number_formatting import MINUS, decimal, measure
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)


def _celsius(n: int) -> str:
    return measure(n, "°C")


_WARM, _COLD, _ICE = Scale(-10, 40, 2, 10), Scale(-20, 30, 5, 10), Scale(-20, 20, 2, 10)
_FALLS = ((4, 9), (6, 10), (2, 8), (3, 12), (5, 11))
_RISES = ((-7, 5), (-6, 10), (-12, 9), (-4, 11))
_ACROSS = ((-3, 5), (-8, 4), (-2, 9), (-11, 6), (-5, 7))
_FREEZERS = ((-18, 3, -6), (-20, 4, -8), (-15, 2, -5), (-21, 3, -9))


def items() -> Iterator[QuestionDraft]:
    """Temperature above and below 0 °C, Years 3 to 8."""
    yield from (_coldest(3, *row) for row in ((-4, 1, 3), (-7, -2, 3), (-9, -1, 2), (-6, -3, 4)))
    yield from (_warmest(3, *row) for row in ((2, -8), (1, -5), (3, -9)))
    yield from (_above(3, Scale(0, 30, 1, 5), value) for value in (17, 8, 22))
    yield from (_above(4, _WARM, value) for value in (16, 24, 38, 6))
    yield _below(4, _COLD, -5)
    yield from (_below(4, _COLD, value) for value in (-15,))
    yield from (_below(4, _ICE, value) for value in (-4, -8, -14, -18))
    yield from (_ordered(4, values) for values in ((-6, -2, 1, 5), (-10, -5, 0, 8)))
    yield from (_ordered(5, values) for values in ((-8, -3, 0, 2), (-12, -9, -4, 3), (-15, -11, 1, 7), (-7, -6, -1, 4)))
    yield from (_which_day(5, *row) for row in (((-3, 2, -6, 1), 2), ((-9, -11, 0, -4), 1), ((4, -1, -5, -8), 3)))
    yield from (_fallen(6, *row) for row in _FALLS)
    yield from (_risen_to(6, *row) for row in _RISES)
    yield from (_across_zero(7, *row) for row in _ACROSS)
    yield from (_freezer(7, *row) for row in _FREEZERS)
    yield from (_fahrenheit(8, celsius) for celsius in (25, 10, 40, 15, 5))
    yield from (_back(8, fahrenheit) for fahrenheit in (50, 86, 68, 104, 23))


def practice() -> Iterator[QuestionDraft]:
    """Temperature, Years 4 to 8, for practice alone."""
    yield _above(4, _WARM, 28)
    yield _fallen(6, 5, 13)
    yield _across_zero(7, -6, 8)
    yield _fahrenheit(8, 20)


def _coldest(year: int, key: int, unsigned: int, warm: int) -> QuestionDraft:
    prompt = make_prompt("Pa dymheredd yw’r oeraf?", "Which temperature is the coldest?")
    wrong = {
        "ignores-the-sign": _celsius(unsigned),
        "smallest-positive-but-one": _celsius(warm),
        "zero-is-coldest": _celsius(0),
    }
    item = "coldest" if key == -4 else f"coldest/{key}"
    return choice_question(item, "temperature", year, prompt, _celsius(key), distractors(_celsius(key), wrong))


def _warmest(year: int, key: int, below: int) -> QuestionDraft:
    prompt = make_prompt("Pa dymheredd yw’r cynhesaf?", "Which temperature is the warmest?")
    wrong = {
        "ignores-the-sign": _celsius(below),
        "zero-is-warmest": _celsius(0),
        "coldest-for-warmest": _celsius(below - 3),
    }
    return choice_question(
        f"warmest/{key}", "temperature", year, prompt, _celsius(key), distractors(_celsius(key), wrong)
    )


def _above(year: int, scale: Scale, value: int) -> QuestionDraft:
    prompt = make_prompt("Beth yw’r tymheredd?", "What is the temperature?", thermometer(scale, value))
    answer = Quantity(value, after="°C")
    features = {"direct": 1, "scale_step": int(scale.step > 1), "step_value": int(scale.step > 1)}
    return number_question(f"thermometer/{value}", "temperature", year, prompt, answer, **features)


def _below(year: int, scale: Scale, value: int) -> QuestionDraft:
    prompt = make_prompt("Beth yw’r tymheredd?", "What is the temperature?", thermometer(scale, value))
    below = value // 10 * 10
    wrong = {
        "ignores-the-sign": _celsius(-value),
        "counts-on-from-the-lower-number": _celsius(below - (value - below)),
        "every-mark-is-one": _celsius(below + 10 - (below + 10 - value) // scale.step),
    }
    key = _celsius(value)
    return choice_question(
        f"thermometer/{value}", "temperature", year, prompt, key, distractors(key, wrong), scale_step=1
    )


def _ordered(year: int, values: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r tymereddau mewn trefn.\nRho’r oeraf yn gyntaf.", "Put the temperatures in order.\nPut the coldest first."
    )
    item = "order-temperatures" if values[0] == -8 else f"order-temperatures/{values[0]}"
    return ordering_question(item, "temperature", year, prompt, [_celsius(n) for n in values])


def _which_day(year: int, values: Sequence[int], coldest: int) -> QuestionDraft:
    """Days of the week as options, so that no option is a number."""
    days = ("dydd Llun", "dydd Mawrth", "dydd Mercher", "dydd Iau"), ("Monday", "Tuesday", "Wednesday", "Thursday")
    listed = [", ".join(f"{day} {_celsius(n)}" for day, n in zip(names, values, strict=True)) for names in days]
    prompt = make_prompt(
        f"Tymheredd pob bore: {listed[0]}.\nBeth oedd y tymheredd ar y bore oeraf?",
        f"Temperature each morning: {listed[1]}.\nWhat was the temperature on the coldest morning?",
    )
    answer = Quantity(values[coldest], after="°C")
    return number_question(
        f"coldest-morning/{values[coldest]}", "temperature", year, prompt, answer, irrelevant_number=1
    )


def _fallen(year: int, midday: int, fell: int) -> QuestionDraft:
    prompt = make_prompt(
        f"{_celsius(midday)} yw’r tymheredd am hanner dydd.\n"
        f"Erbyn hanner nos mae’r tymheredd wedi gostwng {_celsius(fell)}.\nBeth yw’r tymheredd am hanner nos?",
        f"The temperature at midday is {_celsius(midday)}.\n"
        f"By midnight the temperature has fallen by {_celsius(fell)}.\nWhat is the temperature at midnight?",
    )
    key = _celsius(midday - fell)
    wrong = {
        "ignores-the-sign": _celsius(fell - midday),
        "adds-instead": _celsius(midday + fell),
        "one-too-far-across-zero": _celsius(midday - fell - 1),
    }
    item = "fallen" if midday == 4 else f"fallen/{midday}-{fell}"
    return choice_question(item, "temperature", year, prompt, key, distractors(key, wrong), subtraction=1)


def _risen_to(year: int, start: int, rise: int) -> QuestionDraft:
    prompt = make_prompt(
        f"{_celsius(start)} yw’r tymheredd am hanner nos.\n"
        f"Erbyn hanner dydd mae’r tymheredd wedi codi {_celsius(rise)}.\nBeth yw’r tymheredd am hanner dydd?",
        f"The temperature at midnight is {_celsius(start)}.\n"
        f"By midday the temperature has risen by {_celsius(rise)}.\nWhat is the temperature at midday?",
    )
    features = {"inconsistent_wording": int(start + rise < 0), "subtraction": 1}
    answer = Quantity(start + rise, after="°C")
    return number_question(f"risen/{start}+{rise}", "temperature", year, prompt, answer, **features)


def _across_zero(year: int, low: int, high: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae’r tymheredd yn codi o {_celsius(low)} i {_celsius(high)}.\nFaint mae’r tymheredd yn codi?",
        f"The temperature rises from {_celsius(low)} to {_celsius(high)}.\nBy how much does the temperature rise?",
    )
    wrong = {
        "subtracts-magnitudes-across-zero": _celsius(abs(high + low)),
        "counts-zero-twice": _celsius(high - low + 1),
        "reads-the-end-point": _celsius(high),
    }
    key = _celsius(high - low)
    return choice_question(
        f"rise/{low}to{high}", "temperature", year, prompt, key, distractors(key, wrong), subtraction=1
    )


def _freezer(year: int, start: int, each: int, end: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Tymheredd rhewgell yw {_celsius(start)}.\n"
        f"Mae’r drws yn agor, ac mae’r tymheredd yn codi {_celsius(each)} bob munud.\n"
        f"Ar ôl sawl munud mae’r tymheredd yn {_celsius(end)}?",
        f"The temperature of a freezer is {_celsius(start)}.\n"
        f"The door opens, and the temperature rises {_celsius(each)} every minute.\n"
        f"After how many minutes is the temperature {_celsius(end)}?",
    )
    item = "freezer" if start == -18 else f"freezer/{start}to{end}"
    features = {"subtraction": 1, "division": 1, "second_step": 1}
    return number_question(item, "temperature", year, prompt, Quantity((end - start) // each, after="min"), **features)


def _fahrenheit(year: int, celsius: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae’r fformiwla F = 1.8 × C + 32 yn newid °C yn °F.\nBeth yw {_celsius(celsius)} mewn °F?",
        f"The formula F = 1.8 × C + 32 changes °C to °F.\nWhat is {_celsius(celsius)} in °F?",
    )

    def shown(tenths: int) -> str:
        return measure(decimal(f"{tenths / 10:g}"), "°F")

    key = shown(18 * celsius + 320)
    wrong = {
        "adds-before-multiplying": shown(18 * (celsius + 32)),
        "stops-after-multiplying": shown(18 * celsius),
        "adds-everything": shown(18 + 10 * celsius + 320),
    }
    item = "fahrenheit" if celsius == 25 else f"fahrenheit/{celsius}"
    return choice_question(item, "temperature", year, prompt, key, distractors(key, wrong), second_step=1, carry=1)


def _back(year: int, fahrenheit: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae’r fformiwla C = (F {MINUS} 32) ÷ 1.8 yn newid °F yn °C.\nBeth yw {fahrenheit} °F mewn °C?",
        f"The formula C = (F {MINUS} 32) ÷ 1.8 changes °F to °C.\nWhat is {fahrenheit} °F in °C?",
    )
    answer = Quantity((fahrenheit - 32) * 10 // 18, after="°C")
    features = {"second_step": 1, "subtraction": 1, "division": 1, "decimal_lengths": 1}
    return number_question(f"celsius/{fahrenheit}", "temperature", year, prompt, answer, **features)
