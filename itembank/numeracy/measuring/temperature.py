from collections.abc import Iterator

from itembank.numeracy.draft import Draft, Quantity, ask, choice, number, ordering
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.thermometer import thermometer
from itembank.numeracy.figures import measure


def _celsius(n: int) -> str:
    return measure(n, "°C")


def items() -> Iterator[Draft]:
    """Temperature above and below 0 °C, Years 3 to 8."""
    yield _coldest(3)
    yield _above(4, Scale(-10, 40, 2, 10), 16)
    yield _below(4, Scale(-20, 30, 5, 10), -5)
    yield _ordered(5)
    yield _fallen(6)
    yield _across_zero(7, -3, 5)
    yield _risen(7)
    yield _fahrenheit(8)


def _coldest(year: int) -> Draft:
    prompt = ask("Pa dymheredd yw’r oeraf?", "Which temperature is the coldest?")
    wrong = {"ignores-the-sign": _celsius(1), "smallest-positive-but-one": _celsius(3), "zero-is-coldest": _celsius(0)}
    return choice("coldest", "temperature", year, prompt, _celsius(-4), wrong)


def _above(year: int, scale: Scale, value: int) -> Draft:
    prompt = ask("Beth yw’r tymheredd?", "What is the temperature?", thermometer(scale, value))
    return number(
        f"thermometer/{value}", "temperature", year, prompt, Quantity(value, after="°C"), direct=1, scale_step=1
    )


def _below(year: int, scale: Scale, value: int) -> Draft:
    prompt = ask("Beth yw’r tymheredd?", "What is the temperature?", thermometer(scale, value))
    wrong = {
        "ignores-the-sign": _celsius(-value),
        "counts-on-from-ten": _celsius(-15),
        "every-mark-is-one": _celsius(-1),
    }
    return choice(f"thermometer/{value}", "temperature", year, prompt, _celsius(value), wrong, scale_step=1)


def _ordered(year: int) -> Draft:
    prompt = ask(
        "Rho’r tymereddau mewn trefn.\nRho’r oeraf yn gyntaf.", "Put the temperatures in order.\nPut the coldest first."
    )
    return ordering("order-temperatures", "temperature", year, prompt, [_celsius(n) for n in (-8, -3, 0, 2)])


def _fallen(year: int) -> Draft:
    prompt = ask(
        f"{_celsius(4)} yw’r tymheredd am hanner dydd.\nErbyn hanner nos mae’r tymheredd wedi gostwng {_celsius(9)}.\n"
        "Beth yw’r tymheredd am hanner nos?",
        f"The temperature at midday is {_celsius(4)}.\nBy midnight the temperature has fallen by {_celsius(9)}.\n"
        "What is the temperature at midnight?",
    )
    wrong = {"ignores-the-sign": _celsius(5), "adds-instead": _celsius(13), "one-too-far-across-zero": _celsius(-6)}
    return choice("fallen", "temperature", year, prompt, _celsius(-5), wrong, subtraction=1)


def _across_zero(year: int, low: int, high: int) -> Draft:
    prompt = ask(
        f"Mae’r tymheredd yn codi o {_celsius(low)} i {_celsius(high)}.\nFaint mae’r tymheredd yn codi?",
        f"The temperature rises from {_celsius(low)} to {_celsius(high)}.\nBy how much does the temperature rise?",
    )
    wrong = {
        "subtracts-magnitudes-across-zero": _celsius(high + low),
        "counts-zero-twice": _celsius(high - low + 1),
        "reads-the-end-point": _celsius(high),
    }
    return choice(f"rise/{low}to{high}", "temperature", year, prompt, _celsius(high - low), wrong, subtraction=1)


def _risen(year: int) -> Draft:
    prompt = ask(
        f"Tymheredd rhewgell yw {_celsius(-18)}.\n"
        f"Mae’r drws yn agor, ac mae’r tymheredd yn codi {_celsius(3)} bob munud.\n"
        f"Ar ôl faint o funudau mae’r tymheredd yn {_celsius(-6)}?",
        f"The temperature of a freezer is {_celsius(-18)}.\n"
        f"The door opens, and the temperature rises {_celsius(3)} every minute.\n"
        f"After how many minutes is the temperature {_celsius(-6)}?",
    )
    return number(
        "freezer", "temperature", year, prompt, Quantity(4, after="min"), subtraction=1, division=1, second_step=1
    )


def _fahrenheit(year: int) -> Draft:
    prompt = ask(
        f"Mae’r fformiwla F = 1.8 × C + 32 yn newid °C yn °F.\nBeth yw {_celsius(25)} mewn °F?",
        f"The formula F = 1.8 × C + 32 changes °C to °F.\nWhat is {_celsius(25)} in °F?",
    )
    wrong = {
        "adds-before-multiplying": "102.6\u00a0°F",
        "stops-after-multiplying": "45\u00a0°F",
        "adds-everything": "58.8\u00a0°F",
    }
    return choice("fahrenheit", "temperature", year, prompt, "77\u00a0°F", wrong, second_step=1, carry=1)
