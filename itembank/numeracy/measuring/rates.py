from collections.abc import Iterator

from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.figures import measure


def items() -> Iterator[Draft]:
    """Compound measures, Year 9."""
    yield _speed(9)
    yield _distance(9)
    yield _time(9)
    yield _density(9)
    yield _metres_per_second(9)


def _speed(year: int) -> Draft:
    prompt = ask(
        f"Mae trên yn teithio {measure(150, 'km')} mewn 2 h 30 min.\nBeth yw buanedd cyfartalog y trên?",
        f"A train travels {measure(150, 'km')} in 2 h 30 min.\nWhat is the average speed of the train?",
    )
    wrong = {
        "base-hundred-hours": measure("65.2", "km/h"),
        "multiplies-instead": measure(375, "km/h"),
        "ignores-the-minutes": measure(75, "km/h"),
    }
    features = {"recalled_rule": 1, "division": 1, "unit_conversion": 1}
    return choice("speed", "rates", year, prompt, measure(60, "km/h"), wrong, **features)


def _distance(year: int) -> Draft:
    prompt = ask(
        f"Mae Aisha’n beicio ar fuanedd cyson o {measure(18, 'km/h')}.\nPa mor bell mae Aisha’n mynd mewn 40 min?",
        f"Aisha cycles at a steady speed of {measure(18, 'km/h')}.\nHow far does Aisha go in 40 min?",
    )
    features = {"recalled_rule": 1, "unit_conversion": 1, "second_step": 1}
    return number("distance", "rates", year, prompt, Quantity(12, after="km"), **features)


def _time(year: int) -> Draft:
    prompt = ask(
        f"Mae car yn teithio {measure(84, 'km')} ar fuanedd cyfartalog o {measure(56, 'km/h')}.\n"
        "Faint o funudau mae’r daith yn eu cymryd?",
        f"A car travels {measure(84, 'km')} at an average speed of {measure(56, 'km/h')}.\n"
        "How many minutes does the journey take?",
    )
    features = {"recalled_rule": 1, "division": 1, "unit_conversion": 1, "second_step": 1}
    return number("time", "rates", year, prompt, Quantity(90, after="min"), **features)


def _density(year: int) -> Draft:
    prompt = ask(
        f"Dwysedd pren yw {measure('0.6', 'g/cm³')}.\nBeth yw màs darn o’r pren sydd â chyfaint {measure(250, 'cm³')}?",
        f"The density of a wood is {measure('0.6', 'g/cm³')}.\n"
        f"What is the mass of a piece of the wood with volume {measure(250, 'cm³')}?",
    )
    return number(
        "density", "rates", year, prompt, Quantity(150, after="g"), recalled_rule=1, second_step=1, decimal_lengths=1
    )


def _metres_per_second(year: int) -> Draft:
    prompt = ask(
        f"Mae beic yn teithio ar {measure(36, 'km/h')}.\nBeth yw’r buanedd mewn m/s?",
        f"A bicycle travels at {measure(36, 'km/h')}.\nWhat is the speed in m/s?",
    )
    wrong = {
        "divides-by-60-once": measure(600, "m/s"),
        "kilometres-only": measure("0.01", "m/s"),
        "multiplies-instead": measure("129.6", "m/s"),
    }
    features = {"unit_conversion": 2, "second_step": 1, "division": 1}
    return choice("metres-per-second", "rates", year, prompt, measure(10, "m/s"), wrong, **features)
