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
    shown_options,
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
    column, row = re.findall(r"star: column (\d), row (\d)", text)[0]
    return f"{'ABCDEFG'[int(column) - 1]}{row}"


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


def longest_pencil(text: str) -> str:
    found = re.findall(r"(?:Pencil|Pensil) (\w): \D+(\d+) \D+(\d+)", text)
    return max(found, key=lambda pencil: int(pencil[2]) - int(pencil[1]))[0]


def fullest_jar(text: str) -> str:
    return max(re.findall(r"[Jj]ar (\w): \D+(\d+)", text), key=lambda jar: int(jar[1]))[0]


WEEK = (
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    [f"dydd {day}" for day in ("Sul", "Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn")],
)
MONTHS = (
    [
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ],
    [
        f"mis {month}"
        for month in (
            *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
            *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
        )
    ],
)


def beside(text: str, names: tuple[list[str], list[str]]) -> str:
    """The day or month just before or after the one that is named."""
    step = -1 if re.search(r"just before|union cyn", text) else 1
    each = next(each for each in names if any(f"{name}?" in text for name in each))
    (place,) = (k for k, name in enumerate(each) if f"{name}?" in text)
    return each[(place + step) % len(each)]


def outline(text: str) -> list[str]:
    """The sides and corners of a shape in turn, as they are told on the way round it; in both languages alike."""
    return re.findall(r"(?:round it|amgylch): ([^.]*)\.", text)[0].split(", ")


def in_words_of(text: str, cy: str, en: str) -> str:
    return cy if re.search(r"siâp|driongl", text) else en


def named_shape(text: str) -> str:
    if re.search(r"curved side|ochr grom", text):
        return in_words_of(text, "cylch", "circle")
    walked = outline(text)
    names = {3: ("triongl", "triangle"), 5: ("pentagon", "pentagon"), 6: ("hecsagon", "hexagon")}
    square = re.search(r"of one length|i gyd yr un hyd", text)
    names[4] = ("sgwâr", "square") if square else ("petryal", "rectangle")
    assert len(walked) != 8 or set(walked[1::2]) <= {"square corner", "cornel sgwâr"}
    return in_words_of(text, *names[len(walked) // 2])


def reflections(text: str) -> Fraction:
    """How many reflections leave the outline as it is: each turns the way round it about."""
    walked = outline(text)
    n = len(walked)
    return Fraction(sum(all(walked[(2 * r - k) % n] == walked[k] for k in range(n)) for r in range(n // 2)))


def mirror_image(text: str) -> str:
    shaded = re.findall(r"\b[A-F][1-4]\b", text)
    images = {"FEDCBA"["ABCDEF".index(square[0])] + square[1] for square in shaded}
    (missing,) = images - set(shaded)
    return missing


def quadrilateral(text: str) -> str:
    if re.search(r"no right angles|ddim un right angle", text):
        return in_words_of(text, "rhombws", "rhombus")
    if re.search(r"All its angles|ei onglau i gyd", text):
        return in_words_of(text, "sgwâr", "square")
    if re.search(r"Only 1 pair|Dim ond 1 pâr", text):
        return in_words_of(text, "trapesiwm", "trapezium")
    assert re.search(r"short sides meet|fer yn cwrdd", text)
    return in_words_of(text, "barcud", "kite")


def kind_of_triangle(text: str, sides: list[Fraction]) -> str:
    names = {1: ("hafalochrog", "equilateral"), 2: ("isosgeles", "isosceles"), 3: ("anghyfochrog", "scalene")}
    a, b, c = sorted(sides)
    assert a + b > c
    return in_words_of(text, *names[len(set(sides))])


SOLIDS = (
    (r"without a flat face|heb un wyneb gwastad", "sffêr", "sphere"),
    (r"ends in a point|gorffen mewn pwynt", "côn", "cone"),
    (r"round face at each end|crwn gwastad bob pen", "silindr", "cylinder"),
    (r"a square below|sgwâr yw’r gwaelod", "pyramid", "pyramid"),
    (r"faces are rectangles|petryalau yw", "ciwboid", "cuboid"),
)


def named_solid(text: str) -> str:
    return next(in_words_of(text, cy, en) for told, cy, en in SOLIDS if re.search(told, text))


def parts_of_solid(text: str) -> tuple[Fraction, Fraction, Fraction]:
    """Faces, edges and vertices of a prism or a pyramid, from the sides of its base."""
    sides = 3 if re.search(r"triangular|trionglog", text) else 4
    if re.search(r"[Pp]yramid", text):
        return Fraction(sides + 1), Fraction(2 * sides), Fraction(sides + 1)
    return Fraction(sides + 2), Fraction(3 * sides), Fraction(2 * sides)


def mirrored_letter(item: ItemVersion, language: Language) -> str:
    return next(letter for letter in shown_options(item, language).values() if letter in "ABCDEHIKMOTUVWXY")


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
    "ribbon": lambda t, n: n[0] - n[1] * n[2],
    "longest": lambda t, n: longest_pencil(t),
    "fullest": lambda t, n: fullest_jar(t),
    "week-day": lambda t, n: beside(t, WEEK),
    "month": lambda t, n: beside(t, MONTHS),
    "am-pm": lambda t, n: minutes(t)[0],
    "pm-24": lambda t, n: minutes(t)[0],
    "open": lambda t, n: (minutes(t)[1] - minutes(t)[0]) * 60,
    "shape": lambda t, n: named_shape(t),
    "sides": lambda t, n: Fraction(len(outline(t)), 2),
    "corners": lambda t, n: Fraction(len(outline(t)), 2),
    "quadrilateral": lambda t, n: quadrilateral(t),
    "triangle": lambda t, n: kind_of_triangle(t, n),
    "mirror": lambda t, n: mirror_image(t),
    "symmetry-lines": lambda t, n: reflections(t),
    "solid": lambda t, n: named_solid(t),
    "faces": lambda t, n: parts_of_solid(t)[0],
    "edges": lambda t, n: parts_of_solid(t)[1],
    "vertices": lambda t, n: parts_of_solid(t)[2],
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
    "letter": mirrored_letter,
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
