"""Every measuring question of the demonstration bank answered by another route: from its words in each language."""

import math
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest

from itembank import ItemVersion
from itembank.language import LANGUAGES, Language
from tests.support.text_alternative_solver import (
    UNITS,
    Answer,
    Solver,
    assert_choice,
    assert_number,
    assert_order,
    by_family,
    card_value,
    evaluate,
    extreme_option,
    items_of,
    minutes,
    numbers,
    pointer_value,
    solve,
    table_cells,
)

DAY = 24 * 60
SIZES = {  # about how long (m), heavy (kg) or large (litres) things are
    "door": 2, "pencil": 0.16, "pitch": 100, "book": 0.2, "bus": 10, "finger": 0.06, "tree": 12, "ant": 0.004,
    "towns": 15_000, "dog": 30, "apple": 0.1, "chair": 4, "pencil-mass": 0.005, "spoon": 0.005, "cup": 0.25,
}  # fmt: skip


def fitting_unit(item: ItemVersion, language: Language) -> str:
    """The unit of the right kind in which the amount that is said comes nearest to the thing's size."""
    (amount,) = numbers(item.prompt[language])
    name = item.item.split("/")[1]
    kinds = {"length": ("mm", "cm", "m", "km"), "mass-capacity": ("g", "kg")}
    units = ("ml", "l") if name in ("spoon", "cup") else kinds[item.topic]
    return min(units, key=lambda unit: abs(math.log(float(amount * Fraction(UNITS[unit])) / SIZES[name])))


def converted(text: str) -> Fraction:
    into = re.search(r"Change .* to (\w+)", text)
    measured = re.findall(r"([\d.]+) (mm|cm²|cm|km|m²|m³|m|kg|g)", text)
    amount = sum(Fraction(n) * Fraction(UNITS[unit]) for n, unit in measured)
    return Fraction(amount) / (Fraction(UNITS[into[1]]) if into else 1)


def clock_read(text: str) -> Fraction:
    hour, lines, number = re.findall(
        r"short hand is (?:between|at) (\d+).*long hand is (?:(\d+) lines? after|at) (\d+)", text
    )[0]
    minute = int(number) % 12 * 5 + int(lines or 0)
    return Fraction(int(hour) * 60 + minute)


def in_words(text: str) -> Fraction:
    """Half past 4, 25 minutes to 9."""
    how, way, hour = re.findall(r"(half|quarter|\d+) ?(?:minutes )?(past|to) (\d+)", text)[0]
    away = {"half": 30, "quarter": 15}.get(how) or int(how)
    return Fraction(int(hour) * 60 + (away if way == "past" else -away))


WAYS = ("up", "right", "down", "left")
POINTS = ("north", "east", "south", "west")


def quarters(text: str) -> int:
    """Quarter turns clockwise."""
    if "anticlockwise" in text:
        return 3
    return 2 if "half turn" in text or "180°" in text else 3 if "270°" in text else 1


def turned(text: str) -> str:
    return WAYS[(WAYS.index(re.findall(r"points (\w+)", text)[0]) + quarters(text)) % 4]


def faced(text: str) -> str:
    question = text.split("?")[0]
    return POINTS[(POINTS.index(next(p for p in POINTS if p in question)) + quarters(question)) % 4]


def ruled(text: str) -> Fraction:
    ends = re.findall(r"(at the line|half-way between) (\d+)", text)
    start, end = (Fraction(n) + (Fraction(1, 2) if where != "at the line" else 0) for where, n in ends)
    return end - start


def timetabled(text: str) -> tuple[int, list[list[Fraction]]]:
    """Which train is asked for, and the times of both trains at the two stations asked for."""
    cells = table_cells(text)
    stops = [cell for cell, time in pairwise(cells) if re.fullmatch(r"\d\d:\d\d", time)]
    stops = [stop for stop in stops if not minutes(stop)]
    found = [(re.search(rf"\b({stop}|{_softened(stop)})\b", text.split("?")[0]), stop) for stop in stops]
    found = sorted((match.start(), stop) for match, stop in found if match)
    times = [[minutes(cells[cells.index(stop) + train])[0] for train in (1, 2)] for _, stop in found]
    return int(re.findall(r"(?:Train|Trên) (\d)", text)[0]), times


def _softened(stop: str) -> str:
    changed = {"C": "G", "B": "F", "P": "B", "T": "D"}
    return changed.get(stop[0], stop[0]) + stop[1:]


def taken(text: str) -> Fraction:
    train, ((leave, leave_2), (arrive, arrive_2)) = timetabled(text)
    return arrive - leave if train == 1 else arrive_2 - leave_2


def quicker(text: str) -> Fraction:
    _, ((leave, leave_2), (arrive, arrive_2)) = timetabled(text)
    return (arrive_2 - leave_2) - (arrive - leave)


def away(text: str) -> Fraction:
    """A length of time in minutes, said as hours and minutes."""
    hours, rest = re.findall(r"(\d+) h\b", text), re.findall(r"(\d+) min\b", text)
    return Fraction(int(hours[0]) if hours else 0) * 60 + (int(rest[0]) if rest else 0)


def time_there(text: str) -> Fraction:
    ahead = away(text) * (-1 if "behind" in text else 1)
    return (minutes(text)[0] + ahead) % DAY


def left_of(n: list[Fraction]) -> Fraction:
    return n[0] * n[1] - n[2] * n[3]


def stars(text: str) -> str:
    return "".join(re.findall(r"star: (\w), (\d)", text)[0])


def placed(text: str) -> str:
    letter = re.findall(r"point (\w)\?", text)[0]
    return "({}, {})".format(*re.findall(rf"{letter}: (\d) across, (\d) up", text)[0])


def walked(text: str, n: list[Fraction]) -> str:
    x, y, across, up = (int(k) for k in n)
    return f"({x + (across if 'right' in text else -across)}, {y + (up if ' up' in text else -up)})"


def bearing(degrees: Fraction) -> str:
    return f"{int(degrees) % 360:03d}°"


PARTS_OF_A_TURN = {
    "three-quarter": Fraction(3, 4), "one and a half": Fraction(3, 2), "a half": Fraction(1, 2),
    "a quarter": Fraction(1, 4), "whole": Fraction(1),
}  # fmt: skip


def part_of_turn(text: str) -> Fraction:
    return next(part for words, part in PARTS_OF_A_TURN.items() if words in text)


SOLVERS: dict[str, Solver] = {
    "dial": lambda t, n: pointer_value(t),
    "jug": lambda t, n: pointer_value(t),
    "thermometer": lambda t, n: pointer_value(t),
    "ruler": lambda t, n: ruled(t),
    "length-difference": lambda t, n: n[0] - n[1],
    "length-total": lambda t, n: n[0] + n[1],
    "cut-off": lambda t, n: 100 * n[0] - n[1],
    "mass-more": lambda t, n: n[0] + n[1],
    "mass-less": lambda t, n: n[0] - n[1],
    "room-left": lambda t, n: n[0] - n[1],
    "poured": lambda t, n: n[0] - n[1],
    "convert": lambda t, n: converted(t),
    **{f"convert/{litres}litres": lambda t, n: n[0] * 1000 for litres in ("2", "1.5", "0.25", "3.75")},
    **{f"convert/{miles}miles": lambda t, n: n[2] / n[0] * n[1] for miles in (15, 30, 45, 60)},
    **{f"convert/{pints}pints": lambda t, n: n[2] * n[1] for pints in (2, 4, 10)},
    **{f"convert/{inches}inches": lambda t, n: n[2] * n[1] for inches in (8, 12, 16, 20, 30)},
    **{f"convert/{gallons}gallons": lambda t, n: n[2] * n[1] for gallons in (6, 8, 10)},
    **{f"convert/{pounds}lb": lambda t, n: n[2] / n[1] for pounds in (44, 66, 11)},
    "convert/glasses": lambda t, n: n[0] * 1000 / n[1],
    "glasses": lambda t, n: n[0] * 1000 / n[1],
    "convert/path": lambda t, n: n[0] * 1000 - n[1],
    "path": lambda t, n: n[0] * 1000 - n[1],
    "convert/tiles": lambda t, n: n[2] * 100**2 / (n[0] * n[1]),
    "tiles": lambda t, n: n[2] * 100**2 / (n[0] * n[1]),
    "clock": lambda t, n: clock_read(t),
    "said": lambda t, n: in_words(t),
    "later": lambda t, n: minutes(t)[0] + 60 * n[-1],
    "clock-24": lambda t, n: minutes(t)[0] + 12 * 60,
    "clock-12": lambda t, n: minutes(t)[0] - 12 * 60,
    "until": lambda t, n: minutes(t)[1] - minutes(t)[0],
    "lesson": lambda t, n: minutes(t)[1] - minutes(t)[0],
    "ends": lambda t, n: minutes(t)[0] + n[-1],
    "film": lambda t, n: (minutes(t)[1] - minutes(t)[0]) * 60,
    "timetable": lambda t, n: taken(t),
    "quicker": lambda t, n: quicker(t),
    "seconds": lambda t, n: 60 * n[0] + n[1],
    "song": lambda t, n: n[0],
    "arrival": lambda t, n: minutes(t)[0] + away(t),
    "departure": lambda t, n: minutes(t)[0] - away(t),
    "decimal-hours": lambda t, n: n[0] * 60,
    "time-zone": lambda t, n: minutes(t)[0] + away(t) - 60 * n[0],
    "zone": lambda t, n: time_there(t),
    "midnight": lambda t, n: (DAY - minutes(t)[0] + minutes(t)[1]) * 60,
    "gap": lambda t, n: n[0] - n[1],
    "relay": lambda t, n: sum(n[1:], Fraction(0)),
    "coldest-morning": lambda t, n: min(n),
    "fallen": lambda t, n: n[0] - n[1],
    "risen": lambda t, n: n[0] + n[1],
    "rise": lambda t, n: n[1] - n[0],
    "freezer": lambda t, n: (n[2] - n[0]) / n[1],
    "fahrenheit": lambda t, n: n[0] * n[2] + n[1],
    "celsius": lambda t, n: (n[2] - n[0]) / n[1],
    "squares": lambda t, n: sum(n[1:], Fraction(0)),
    "perimeter": lambda t, n: (n[0] + n[1] + n[0] + n[1]) / 100,
    "perimeter-decimal": lambda t, n: 2 * (n[0] + n[1]),
    "perimeter-square": lambda t, n: 4 * n[0],
    "perimeter-triangle": lambda t, n: sum(n, Fraction(0)),
    "area": lambda t, n: n[0] * n[1],
    "area-decimal": lambda t, n: n[0] * n[1],
    "area-garden": lambda t, n: n[0] * n[1],
    "area-square": lambda t, n: n[0] ** 2 / 10_000,
    "area-missing": lambda t, n: n[0] / n[1] / 100,
    "area-left": lambda t, n: left_of(n),
    "area-l": lambda t, n: (n[0] * n[2] - (n[0] - n[3]) * (n[2] - n[1])) / 10_000,  # the rectangle less its corner
    "area-triangle": lambda t, n: n[0] * n[1] / 2 / 10_000,
    "perimeter-missing": lambda t, n: (n[0] - 2 * n[1]) / 2,
    "circumference": lambda t, n: n[0] * n[1],
    "circumference-radius": lambda t, n: n[0] * 2 * n[1],
    "diameter": lambda t, n: n[0] / n[1],
    "circle-area": lambda t, n: n[0] * n[1] ** 2,
    "circle-area-diameter": lambda t, n: n[0] * n[1] ** 2 / 4,
    "semicircle": lambda t, n: n[0] * n[1] / 2 + n[1],
    "cubes": lambda t, n: Fraction(math.prod(n[1:])),
    "cubes-hidden": lambda t, n: Fraction(math.prod(n)),
    "cuboid": lambda t, n: Fraction(math.prod(n)),
    "box": lambda t, n: Fraction(math.prod(n)) / 1_000_000,
    "height": lambda t, n: n[0] / (n[1] * n[2]),
    "prism": lambda t, n: Fraction(math.prod(n)) / 2 / 1_000_000,
    "tank": lambda t, n: n[0] * n[1] * n[2] / n[4] * n[3],
    "turn": lambda t, n: turned(t),
    "right-angles": lambda t, n: part_of_turn(t) * 4,
    "kind": lambda t, n: "obtuse angle" if "more of a turn than a square corner" in t else "acute angle",
    "degrees": lambda t, n: part_of_turn(t) * 360,
    **{f"degrees/rest{more}": lambda t, n: 360 - n[0] for more in ("", "-205", "-78", "-312")},
    "long-hand": lambda t, n: (n[1] - n[0]) % 12 * 30,
    "protractor": lambda t, n: n[2] + n[1] * n[3],
    "compass": lambda t, n: faced(t),
    "grid-reference": lambda t, n: stars(t),
    "coordinates": lambda t, n: placed(t),
    "walk": walked,
    "bearing-back": lambda t, n: bearing(n[0] + 180),
    "bearing-of": lambda t, n: bearing(Fraction(90 * next(k for k, point in enumerate(POINTS) if point in t))),
    "bearing-turn": lambda t, n: (n[1] - n[0]) % 360,
    "speed": lambda t, n: n[0] / (n[1] + n[2] / 60),
    "distance": lambda t, n: n[0] * n[1] / 60,
    "time": lambda t, n: n[0] / n[1] * 60,
    "density": lambda t, n: n[0] * n[1],
    "density-of": lambda t, n: n[0] / n[1],
    "metres-per-second": lambda t, n: n[0] * 1000 / 3600,
    "flow": lambda t, n: n[1] / n[0] * 60,
    "fuel": lambda t, n: n[0] * n[2] / n[1],
}

BY_OPTIONS: dict[str, Callable[[ItemVersion, Language], Answer]] = {
    "unit": fitting_unit,
    "coldest": extreme_option(min),
    "warmest": extreme_option(max),
}
IN_BASE_UNIT = {"dial": Fraction(1, 1000), "ruler": Fraction(1, 100)}  # an option's worth is in kg and m


@pytest.mark.parametrize("items", by_family(items_of("measuring", "number")))
def test_the_number_that_scores_is_the_answer_to_the_question(items: list[ItemVersion]) -> None:
    for item in items:
        for language in LANGUAGES:
            assert_number(item, solve(item, language, SOLVERS, BY_OPTIONS))


@pytest.mark.parametrize("items", by_family(items_of("measuring", "choice")))
def test_the_option_that_scores_is_the_answer_and_no_other_option_is(items: list[ItemVersion]) -> None:
    for item in items:
        scale = IN_BASE_UNIT.get(item.item.split("/")[0], Fraction(1))
        for language in LANGUAGES:
            answer = solve(item, language, SOLVERS, BY_OPTIONS)
            assert_choice(item, answer, language, scale, nearest=False)


@pytest.mark.parametrize("items", by_family(items_of("measuring", "ordering")))
def test_the_order_that_scores_is_increasing_and_is_not_the_order_shown(items: list[ItemVersion]) -> None:
    for item in items:
        for language in LANGUAGES:
            assert_order(item, card_value, language)


def test_what_is_said_of_a_measure_is_read() -> None:
    assert evaluate("3(1/4)") == Fraction(13, 4)
    assert in_words("It is 25 minutes to 9.") == 8 * 60 + 35
