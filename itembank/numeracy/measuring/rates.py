"""Items on compound measures such as speed."""

from collections.abc import Iterator

from itembank.numeracy.number_formatting import measure, whole_number
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)

_SPEEDS = ((150, 150), (120, 90), (90, 75), (210, 140), (100, 80))
_DISTANCES = ((18, 40), (24, 25), (15, 20), (12, 50), (60, 35))
_TIMES = ((84, 56), (45, 60), (120, 80), (70, 40), (96, 64))
_DENSITIES = (("0.6", 250), ("2.7", 40), ("0.9", 300), ("7.8", 50))
_SPEED_UNITS = (36, 54, 72, 18)
_FLOWS = ((12, 90), (8, 100), (15, 240), (9, 135))
_FUEL = ((6, 250), (5, 340), (8, 175))


def items() -> Iterator[QuestionDraft]:
    """Compound measures, Year 9."""
    yield from (_speed(9, *row) for row in _SPEEDS)
    yield from (_distance(9, *row) for row in _DISTANCES)
    yield from (_time(9, *row) for row in _TIMES)
    yield from (_density(9, *row) for row in _DENSITIES)
    yield from (_density_found(9, *row) for row in ((240, 30), (156, 20), (540, 200), (445, 50)))
    yield from (_metres_per_second(9, speed) for speed in _SPEED_UNITS)
    yield from (_flow(9, *row) for row in _FLOWS)
    yield from (_fuel(9, *row) for row in _FUEL)


def practice() -> Iterator[QuestionDraft]:
    """Compound measures, Year 9, for practice alone."""
    yield _speed(9, 135, 90)
    yield _time(9, 75, 50)


def _speed(year: int, kilometres: int, minutes: int) -> QuestionDraft:
    hours, rest = divmod(minutes, 60)
    prompt = make_prompt(
        f"Mae trên yn teithio {measure(kilometres, 'km')} mewn {hours} h {rest} min.\n"
        "Beth yw buanedd cyfartalog y trên?",
        f"A train travels {measure(kilometres, 'km')} in {hours} h {rest} min.\n"
        "What is the average speed of the train?",
    )
    key = measure(f"{kilometres * 60 / minutes:g}", "km/h")
    wrong = {
        "base-hundred-hours": measure(f"{kilometres / (hours + rest / 100):.1f}", "km/h"),
        "multiplies-instead": measure(f"{kilometres * minutes / 60:g}", "km/h"),
        "ignores-the-minutes": measure(f"{kilometres / hours:g}", "km/h"),
    }
    features = {"recalled_rule": 1, "division": 1, "unit_conversion": 1}
    item = "speed" if minutes == 150 else f"speed/{kilometres}in{minutes}"
    return choice_question(item, "rates", year, prompt, key, distractors(key, wrong), **features)


def _distance(year: int, speed: int, minutes: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Aisha’n beicio ar fuanedd cyson o {measure(speed, 'km/h')}.\n"
        f"Pa mor bell mae Aisha’n mynd mewn {minutes} min?",
        f"Aisha cycles at a steady speed of {measure(speed, 'km/h')}.\nHow far does Aisha go in {minutes} min?",
    )
    if speed > 30:
        prompt = make_prompt(
            f"Mae car yn teithio ar fuanedd cyson o {measure(speed, 'km/h')}.\n"
            f"Pa mor bell mae’r car yn mynd mewn {minutes} min?",
            f"A car travels at a steady speed of {measure(speed, 'km/h')}.\nHow far does the car go in {minutes} min?",
        )
    features = {"recalled_rule": 1, "unit_conversion": 1, "second_step": 1}
    item = "distance" if minutes == 40 else f"distance/{speed}for{minutes}"
    return number_question(item, "rates", year, prompt, Quantity(speed * minutes // 60, after="km"), **features)


def _time(year: int, kilometres: int, speed: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae car yn teithio {measure(kilometres, 'km')} ar fuanedd cyfartalog o {measure(speed, 'km/h')}.\n"
        "Faint o funudau mae’r daith yn eu cymryd?",
        f"A car travels {measure(kilometres, 'km')} at an average speed of {measure(speed, 'km/h')}.\n"
        "How many minutes does the journey take?",
    )
    features = {"recalled_rule": 1, "division": 1, "unit_conversion": 1, "second_step": 1}
    item = "time" if kilometres == 84 else f"time/{kilometres}at{speed}"
    return number_question(item, "rates", year, prompt, Quantity(kilometres * 60 // speed, after="min"), **features)


_STUFF = {"0.6": ("pren", "a wood"), "2.7": ("alwminiwm", "aluminium"), "0.9": ("iâ", "ice"), "7.8": ("haearn", "iron")}


def _density(year: int, density: str, volume: int) -> QuestionDraft:
    cy, en = _STUFF[density]
    rest = ("o’r pren", "the wood") if density == "0.6" else (f"o {cy}", en)  # no vowel and no h mutates
    prompt = make_prompt(
        f"Dwysedd {cy} yw {measure(density, 'g/cm³')}.\n"
        f"Beth yw màs darn {rest[0]} sydd â chyfaint {measure(volume, 'cm³')}?",
        f"The density of {en} is {measure(density, 'g/cm³')}.\n"
        f"What is the mass of a piece of {rest[1]} with volume {measure(volume, 'cm³')}?",
    )
    answer = Quantity(f"{round(float(density) * volume)}", after="g")
    item = "density" if density == "0.6" else f"density/{density}x{volume}"
    return number_question(item, "rates", year, prompt, answer, recalled_rule=1, second_step=1, decimal_lengths=1)


def _density_found(year: int, mass: int, volume: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Màs darn o fetel yw {measure(mass, 'g')}.\nCyfaint y darn yw {measure(volume, 'cm³')}.\n"
        "Beth yw dwysedd y metel?",
        f"The mass of a piece of metal is {measure(mass, 'g')}.\nThe volume of the piece is {measure(volume, 'cm³')}.\n"
        "What is the density of the metal?",
    )
    key = measure(f"{mass / volume:g}", "g/cm³")
    wrong = {
        "divides-the-other-way": measure(f"{volume / mass:.2f}", "g/cm³"),
        "multiplies-instead": measure(mass * volume, "g/cm³"),
        "subtracts-instead": measure(mass - volume, "g/cm³"),
    }
    features = {"recalled_rule": 1, "division": 1, "second_step": 1}
    return choice_question(
        f"density-of/{mass}by{volume}", "rates", year, prompt, key, distractors(key, wrong), **features
    )


def _metres_per_second(year: int, speed: int) -> QuestionDraft:
    cy, en = ("beic", "bicycle") if speed < 40 else ("car", "car")
    prompt = make_prompt(
        f"Mae {cy} yn teithio ar {measure(speed, 'km/h')}.\nBeth yw’r buanedd mewn m/s?",
        f"A {en} travels at {measure(speed, 'km/h')}.\nWhat is the speed in m/s?",
    )
    key = measure(speed * 10 // 36, "m/s")
    wrong = {
        "divides-by-60-once": measure(whole_number(speed * 1000 // 60), "m/s"),
        "kilometres-only": measure(f"{speed / 3600:g}", "m/s"),
        "multiplies-instead": measure(f"{speed * 3.6:g}", "m/s"),
    }
    features = {"unit_conversion": 2, "second_step": 1, "division": 1}
    item = "metres-per-second" if speed == 36 else f"metres-per-second/{speed}"
    return choice_question(item, "rates", year, prompt, key, distractors(key, wrong), **features)


def _flow(year: int, each: int, holds: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae tap yn llenwi tanc ar gyfradd o {each} litr bob munud.\nMae’r tanc yn dal {holds} litr.\n"
        "Faint o eiliadau mae’n eu cymryd i lenwi’r tanc?",
        f"A tap fills a tank at a rate of {each} litres a minute.\nThe tank holds {holds} litres.\n"
        "How many seconds does it take to fill the tank?",
    )
    answer = Quantity(holds * 60 // each, after="s")
    features = {"division": 1, "unit_conversion": 1, "second_step": 1}
    return number_question(f"flow/{holds}at{each}", "rates", year, prompt, answer, **features)


def _fuel(year: int, each: int, kilometres: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae car yn defnyddio {each} litr o danwydd bob {measure(100, 'km')}.\n"
        f"Faint o litrau mae’n eu defnyddio mewn {measure(kilometres, 'km')}?",
        f"A car uses {each} litres of fuel every {measure(100, 'km')}.\n"
        f"How many litres does it use in {measure(kilometres, 'km')}?",
    )
    key = f"{each * kilometres / 100:g}"
    wrong = {
        "multiplies-without-dividing": whole_number(each * kilometres),
        "divides-the-other-way": f"{kilometres / each:.1f}".removesuffix(".0"),
        "rounds-to-whole-hundreds": whole_number(each * (kilometres // 100)),
    }
    features = {"division": 1, "second_step": 1}
    return choice_question(
        f"fuel/{each}for{kilometres}", "rates", year, prompt, key, distractors(key, wrong), **features
    )
