"""Every question of the demonstration bank answered by another route: from what its English prompt says, alone.

Pictures are read from their text alternatives, so what is solved here can be answered by who does not see them.
"""

import html
import itertools
import math
import re
import statistics
from collections.abc import Callable
from fractions import Fraction

import pytest

from itembank import Choice, ExactNumber, ExactOrder, ItemVersion, KeyedChoice, NumberEntry, Ordering, numeracy_bank

ITEMS = numeracy_bank().items
Answer = Fraction | str

UNITS = {  # in the base unit of each kind: m, kg, litre, second
    "mm": "1/1000", "cm": "1/100", "km": "1000", "m": "1", "g": "1/1000", "kg": "1", "ml": "1/1000", "l": "1",
    "litres": "1", "min": "60", "h": "3600", "s": "1", "cm²": "1/10000", "m²": "1",
}  # fmt: skip


def said(markup: str) -> str:
    """What is read out: alternatives of pictures, fractions as (a/b), powers as a**b, signs as Python writes them."""
    text = re.sub(r'<svg[^>]*aria-label="([^"]*)".*?</svg>', r" \1 ", markup, flags=re.DOTALL)
    text = re.sub(r"<mfrac><mn>(.*?)</mn><mn>(.*?)</mn></mfrac>", r"(\1/\2)", text)
    text = re.sub(r"<msup><mn>(\d+)</mn><mrow>(.*?)</mrow></msup>", r"\1**\2", text)
    text = re.sub(r"<msqrt><mn>(\d+)</mn></msqrt>", r"\1**(1/2)", text)
    text = re.sub(r"</p>|</td>|</th>|</caption>", " ¶ ", text)
    text = re.sub(r"<[^>]+>", "", html.unescape(text))
    text = re.sub(r"(?<=\d)\u202f(?=\d)", "", text)
    for sign, python in (("−", "-"), ("×", "*"), ("÷", "/"), ("\u00a0", " "), ("½", "(1/2)")):
        text = text.replace(sign, python)
    return " ".join(text.split())


def evaluated(expression: str) -> Fraction:
    """Exact arithmetic in Python's order of operations; a(b/c) is a mixed number."""
    mixed = re.sub(r"(?<![\d*])(\d+)\((\d+/\d+)\)", r"(\1+\2)", expression)
    exact = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"F('\1')", mixed)
    value = eval(exact, {"__builtins__": {}}, {"F": Fraction})
    return Fraction(value).limit_denominator(10**9) if isinstance(value, float) else value


def numbers(text: str) -> list[Fraction]:
    """The numbers in the order they are said."""
    return [Fraction(found) for found in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", text)]


def minutes(text: str) -> list[Fraction]:
    """Clock times as minutes after midnight."""
    return [Fraction(int(hour) * 60 + int(minute)) for hour, minute in re.findall(r"(\d+):([0-5]\d)", text)]


def worth(card: str) -> Fraction:
    """What an option is worth: a number, fraction, power, percentage, time, amount of money or measure."""
    text = said(card)
    if re.fullmatch(r"\d+:[6-9]\d", text):
        return Fraction(-1)  # no time of day
    if minutes(text):
        return minutes(text)[0]
    if pence := re.fullmatch(r"(\d+)p", text):
        return Fraction(pence[1]) / 100
    if measured := re.findall(r"(-?\(?\d[\d.()/]*) ?(mm|cm²|cm|km|m²|m|kg|g|ml|min|h|s)(?![\w/³])", text):
        return sum((evaluated(value) * Fraction(UNITS[unit]) for value, unit in measured), Fraction(0))
    text = re.sub(r"^£|%$", "", text)
    text = re.sub(r"(?<=\d) ?(°C|°F|°|km/h|m/s|cm³)$", "", text)
    return evaluated(text) / (100 if card.endswith("%") else 1)


# --- scales and charts, from what is said of them


def at_line(where: str, labelled: Fraction, gaps: Fraction) -> Fraction:
    if half := re.match(r"half-way from (-?\d+)", where):
        return Fraction(half[1]) + labelled / gaps / 2
    if line := re.match(r"at the line (-?\d+)", where):
        return Fraction(line[1])
    above = re.match(r"(half a gap past )?(\d+) lines? above (-?\d+)", where)
    assert above, where
    return Fraction(above[3]) + (Fraction(above[2]) + (Fraction(1, 2) if above[1] else 0)) * labelled / gaps


def scale_of(text: str) -> tuple[Fraction, Fraction]:
    labelled = re.search(r"a number every (\d+)", text)
    gaps = re.search(r"the next: (\d+)", text)
    assert labelled
    return Fraction(labelled[1]), Fraction(gaps[1]) if gaps else Fraction(1)


def pointed(text: str) -> Fraction:
    return at_line(re.split(r"(?:arrow|pointer|water|liquid) is ", text)[-1], *scale_of(text))


def charted(text: str) -> dict[str, Fraction]:
    """Each category's value, from marks on a scale, blocks or symbols."""
    if "block" in text:
        return {name: Fraction(blocks.count("block")) for name, blocks in re.findall(r"(\w+): (block[^.]*)\.", text)}
    if key := re.search(r"one symbol = (\d+)", text):
        rows = re.findall(r"(\w+): ((?:half a symbol|symbol)[^.]*)\.", text)
        return {name: (row.count("symbol") - Fraction(row.count("half"), 2)) * int(key[1]) for name, row in rows}
    rows = re.findall(r"([\w–:]+): ((?:half-way|half a gap|at the line|\d+ lines?) [^;.]*)", text)
    return {name: at_line(where, *scale_of(text)) for name, where in rows}


def celled(text: str) -> list[str]:
    return [cell.strip() for cell in text.split("¶")]


def beside(text: str, head: str, column: int = 1) -> Fraction:
    """The number ``column`` cells after a row's head in a table."""
    cells = celled(text)
    return Fraction(cells[cells.index(head) + column])


def points(text: str) -> list[tuple[Fraction, Fraction]]:
    listed = text.split("Points:")[1].split(". Line")[0]
    return [(Fraction(x), Fraction(y)) for x, y in re.findall(r"\((\d+), (\d+)\)", listed)]


def slope(text: str) -> float:
    across, up = zip(*points(text), strict=True)
    return statistics.linear_regression([float(x) for x in across], [float(y) for y in up]).slope


# --- questions


def worked_out(text: str) -> Fraction:
    expression = re.split(r"Work out:?|¶", text)[1 if text.startswith("Work out ") else 2].strip(" .")
    expression = re.sub(r"(\d+)%", r"\1/100", expression).replace(" of ", "*")
    return evaluated(re.sub(r"(?<=\d) (cm|kg|ml|g)$", "", expression))


def balanced(text: str) -> Fraction:
    """The number in the box of an equation: both sides are straight lines in it."""
    left, right = next(part for part in text.split("¶") if "□" in part).split("=")
    at = [evaluated(left.replace("□", f"({x})")) - evaluated(right.replace("□", f"({x})")) for x in (0, 1)]
    return at[0] / (at[0] - at[1])


def digit_value(text: str) -> Fraction:
    digit, number = (str(n) for n in numbers(text))
    return Fraction(int(digit) * 10 ** (len(number) - 1 - number.index(digit)))


def rounded(text: str) -> Fraction:
    value = numbers(text)[0]
    if "significant" in text:
        place = Fraction(10) ** (math.floor(math.log10(value)) - 1)
    elif "decimal place" in text:
        place = Fraction(1, 10 ** int(numbers(text)[1]))
    else:
        place = Fraction(1) if "whole number" in text else numbers(text)[1]
    return math.floor(value / place + Fraction(1, 2)) * place


def converted(text: str) -> Fraction:
    into = re.search(r"Change .* to (\w+)", text)
    amount = sum(Fraction(n) * Fraction(UNITS[unit]) for n, unit in re.findall(r"([\d.]+) (cm|km|m²|m|kg|g)", text))
    return Fraction(amount) / (Fraction(UNITS[into[1]]) if into else 1)


def clock_read(text: str) -> Fraction:
    hour, lines, number = re.findall(
        r"short hand is (?:between|at) (\d+).*long hand is (?:(\d+) lines? after|at) (\d+)", text
    )[0]
    minute = int(number) % 12 * 5 + int(lines or 0)
    return Fraction(int(hour) * 60 + minute)


WAYS = ("up", "right", "down", "left")


def turned(text: str) -> str:
    start = WAYS.index(re.findall(r"points (\w+)", text)[0])
    return WAYS[(start + (2 if "half" in text else 1)) % 4]


def ruled(text: str) -> Fraction:
    ends = re.findall(r"(at the line|half-way between) (\d+)", text)
    start, end = (Fraction(n) + (Fraction(1, 2) if where != "at the line" else 0) for where, n in ends)
    return end - start


def coin_total(text: str) -> Fraction:
    listed = text.split("Coins:")[1]
    return sum((worth(coin) for coin in re.findall(r"£\d+|\d+p", listed)), Fraction(0))


def best_value(item: ItemVersion) -> str:
    def unit_price(words: str) -> Fraction:
        n, price = numbers(words.replace("£", ""))
        return price / n

    assert isinstance(item.response, Choice)
    return min((option.html.en for option in item.response.options), key=unit_price)


def exact_coins(item: ItemVersion) -> str:
    price = worth(re.findall(r"\d+p", item.prompt.en)[0])
    assert isinstance(item.response, Choice)
    made = {o.html.en: sum(worth(c) for c in o.html.en.split(" + ")) for o in item.response.options}
    return next(words for words, total in made.items() if total == price)


def extreme(item: ItemVersion, pick: Callable[[list[Fraction]], Fraction]) -> Fraction:
    assert isinstance(item.response, Choice)
    return pick([worth(option.html.en) for option in item.response.options])


def standard_forms(item: ItemVersion) -> list[str]:
    assert isinstance(item.response, Choice)
    return [option.html.en for option in item.response.options if re.match(r"[1-9](\.\d)? ", option.html.en)]


def weighted_mean(values: list[Fraction], weights: list[Fraction]) -> Fraction:
    return sum((v * w for v, w in zip(values, weights, strict=True)), Fraction(0)) / sum(weights, Fraction(0))


def product(text: str) -> Fraction:
    return Fraction(math.prod(numbers(text)))


def listed_after_colon(text: str) -> list[Fraction]:
    return numbers(text.split(":", 1)[1].split("¶")[0])


def money(text: str) -> list[Fraction]:
    return numbers(text.replace("£", " ").replace("€", " "))


# name of the question, up to the first "/" → its answer from (text, n = numbers in it)
SOLVERS: dict[str, Callable[[str, list[Fraction]], Answer]] = {
    "count": lambda t, n: sum(n, Fraction(0)),
    "more": lambda t, n: n[0] + n[1],
    "pattern": lambda t, n: 2 * n[-1] - n[-2],
    "line": lambda t, n: pointed(t),
    "dial": lambda t, n: pointed(t),
    "jug": lambda t, n: pointed(t),
    "thermometer": lambda t, n: pointed(t),
    "blocks": lambda t, n: n[0] * n[1] + n[2],
    "parts": lambda t, n: balanced(t),
    "missing-addend": lambda t, n: balanced(t),
    "missing-minuend": lambda t, n: balanced(t),
    "missing-balance": lambda t, n: balanced(t),
    "missing-decimal": lambda t, n: balanced(t),
    "digit-value": lambda t, n: digit_value(t),
    "round": lambda t, n: rounded(t),
    "add-story": lambda t, n: n[0] + n[1],
    "add-total": lambda t, n: n[0] + n[1],
    "subtract-story": lambda t, n: n[0] - n[1],
    "subtract-sold": lambda t, n: n[0] - n[1],
    "subtract-difference": lambda t, n: n[0] - n[1],
    "times-rows": lambda t, n: sum(n[2:], Fraction(0)),
    "share": lambda t, n: n[1] / n[0],
    "multiply-rows": lambda t, n: n[0] * n[1],
    "teams": lambda t, n: Fraction(n[0] // n[1]),
    "boxes": lambda t, n: Fraction(math.ceil(n[1] / n[0])),
    "part-of": lambda t, n: sum(n, Fraction(0)) / (2 if "half" in t else 4),
    "shaded": lambda t, n: n[0] / (n[0] + n[1]),
    "as-decimal": lambda t, n: n[0] / n[1],
    "improper": lambda t, n: n[0] + n[1] / n[2],
    "simplest": lambda t, n: f"({Fraction(n[0], n[1])})",
    "mixed-difference": lambda t, n: n[0] + n[1] / n[2] - n[3] - n[4] / n[5],
    "planks": lambda t, n: n[0] / n[1],
    "percent-rest": lambda t, n: n[0] - n[0] * n[1] / 100,
    "percent-up": lambda t, n: money(t)[0] * (100 + money(t)[1]) / 100,
    "percent-down": lambda t, n: n[0] * (100 - n[1]) / 100,
    "percent-change": lambda t, n: (money(t)[1] / money(t)[0] - 1),
    "percent-fall": lambda t, n: (1 - n[1] / n[0]) * 100,
    "percent-twice": lambda t, n: money(t)[0] * (100 + money(t)[1]) * (100 - money(t)[2]) / 10_000,
    "ratio-mixture": lambda t, n: n[2] * n[1] / n[0],
    "ratio-recipe": lambda t, n: n[1] * n[2] / n[0] / 1000,
    "ratio-paint": lambda t, n: n[2] * n[1] / n[0],
    "ratio-map": lambda t, n: n[2] * n[1] / n[0],
    "ratio-share": lambda t, n: money(t)[0] * money(t)[1] / (money(t)[1] + money(t)[2]),
    "ratio-difference": lambda t, n: n[2] / (n[1] - n[0]) * n[0],
    "ratio-machines": lambda t, n: n[1] / n[0] / n[2] * n[3] * n[4],
    "standard": lambda t, n: evaluated(re.findall(r"Write (.*) as", t)[0]),
    "coins": lambda t, n: coin_total(t),
    "change": lambda t, n: money(t)[1] - money(t)[0],
    "total": lambda t, n: money(t)[0] + money(t)[1],
    "tickets": lambda t, n: money(t)[0] * money(t)[1],
    "left": lambda t, n: money(t)[0] - money(t)[1] - money(t)[2],
    "discount": lambda t, n: money(t)[0] * (100 - money(t)[1]) / 100,
    "offer": lambda t, n: money(t)[0] * money(t)[3] / money(t)[1] * money(t)[2],
    "unit-price": lambda t, n: money(t)[1] * 1000 * money(t)[2] / money(t)[0],
    "exchange": lambda t, n: money(t)[1] / money(t)[0] * money(t)[2],
    "tax": lambda t, n: money(t)[0] + money(t)[0] * money(t)[1] / 100,
    "compound": lambda t, n: money(t)[0] * (1 + money(t)[1] / 100) ** int(money(t)[2]),
    "ruler": lambda t, n: ruled(t),
    "unit": lambda t, n: "m",
    "length-difference": lambda t, n: n[0] - n[1],
    "mass-more": lambda t, n: n[0] + n[1],
    "convert": lambda t, n: converted(t),
    "convert/30miles": lambda t, n: n[2] / n[0] * n[1],
    "convert/glasses": lambda t, n: n[0] * 1000 / n[1],
    "convert/path": lambda t, n: n[0] * 1000 - n[1],
    "convert/44lb": lambda t, n: n[2] / n[1],
    "convert/tiles": lambda t, n: n[2] * 100**2 / (n[0] * n[1]),
    "clock": lambda t, n: clock_read(t),
    "clock-24": lambda t, n: minutes(t)[0] + 12 * 60,
    "until": lambda t, n: minutes(t)[1] - minutes(t)[0],
    "lesson": lambda t, n: minutes(t)[1] - minutes(t)[0],
    "film": lambda t, n: (minutes(t)[1] - minutes(t)[0]) * 60,
    "timetable": lambda t, n: minutes(t.split("Swansea")[2])[0] - minutes(t.split("Cardiff")[2])[0],
    "seconds": lambda t, n: 60 * n[0] + n[1],
    "arrival": lambda t, n: minutes(t)[0] + 60 * n[-2] + n[-1],
    "decimal-hours": lambda t, n: n[0] * 60,
    "time-zone": lambda t, n: minutes(t)[0] + 60 * n[-2] + n[-1] - 60 * n[0],
    "fallen": lambda t, n: n[0] - n[1],
    "rise": lambda t, n: n[1] - n[0],
    "freezer": lambda t, n: (n[2] - n[0]) / n[1],
    "fahrenheit": lambda t, n: n[0] * n[2] + n[1],
    "squares": lambda t, n: sum(n[1:], Fraction(0)),
    "perimeter": lambda t, n: (n[0] + n[1] + n[0] + n[1]) / 100,
    "perimeter-square": lambda t, n: 4 * n[0],
    "area": lambda t, n: n[0] * n[1],
    "area-garden": lambda t, n: n[0] * n[1],
    "area-l": lambda t, n: (n[0] * n[2] - (n[0] - n[3]) * (n[2] - n[1])) / 10_000,  # the rectangle less its corner
    "area-triangle": lambda t, n: n[0] * n[1] / 2 / 10_000,
    "perimeter-missing": lambda t, n: (n[0] - 2 * n[1]) / 2,
    "circumference": lambda t, n: n[0] * n[1],
    "circumference-radius": lambda t, n: n[0] * 2 * n[1],
    "circle-area": lambda t, n: n[0] * n[1] ** 2,
    "circle-area-diameter": lambda t, n: n[0] * n[1] ** 2 / 4,
    "semicircle": lambda t, n: n[0] * n[1] / 2 + n[1],
    "cubes": lambda t, n: Fraction(math.prod(n[1:])),
    "cubes-hidden": lambda t, n: product(t),
    "cuboid": lambda t, n: product(t),
    "prism": lambda t, n: product(t) / 2,
    "tank": lambda t, n: n[0] * n[1] * n[2] / n[4] * n[3],
    "turn": lambda t, n: turned(t),
    "kind": lambda t, n: "obtuse angle" if "more of a turn than a square corner" in t else "acute angle",
    "degrees/three-quarters": lambda t, n: Fraction(3, 4) * 360,
    "degrees/rest": lambda t, n: 360 - n[0],
    "protractor": lambda t, n: n[2] + n[1] * n[3],
    "compass": lambda t, n: "east",
    "grid-reference": lambda t, n: "".join(re.findall(r"star: (\w), (\d)", t)[0]),
    "coordinates": lambda t, n: "({}, {})".format(*re.findall(r"B: (\d) across, (\d) up", t)[0]),
    "bearing-back": lambda t, n: f"{int(n[0] + 180) % 360:03d}°",
    "speed": lambda t, n: n[0] / (n[1] + n[2] / 60),
    "distance": lambda t, n: n[0] * n[1] / 60,
    "time": lambda t, n: n[0] / n[1] * 60,
    "density": lambda t, n: n[0] * n[1],
    "metres-per-second": lambda t, n: n[0] * 1000 / 3600,
    "fruit/cell": lambda t, n: beside(t, "Banana"),
    "weather": lambda t, n: beside(t, "Cloudy") + beside(t, "Windy"),
    "colour": lambda t, n: max(("Red", "Blue", "Green", "Yellow"), key=lambda colour: beside(t, colour)),
    "shows": lambda t, n: sum((beside(t, show, 2) for show in ("Play", "Choir", "Dance")), Fraction(0)),
    "travel/two-way": lambda t, n: beside(t, "Bus", 3) - beside(t, "Bus", 1),
    "pets/read": lambda t, n: charted(t)["Cat"],
    "vehicles": lambda t, n: max(charted(t), key=lambda vehicle: charted(t)[vehicle]),
    "instruments": lambda t, n: charted(t)["Drums"] - charted(t)["Violin"],
    "travel/read": lambda t, n: charted(t)["Car"],
    "pages": lambda t, n: charted(t)["Wed"],
    "points/more": lambda t, n: charted(t)["Blue"] - charted(t)["Green"],
    "parked": lambda t, n: charted(t)["Tue"],
    "ages": lambda t, n: charted(t)["0–9"] + charted(t)["10–19"],
    "birds/read": lambda t, n: charted(t)["Robin"],
    "fish": lambda t, n: sum(charted(t).values(), Fraction(0)),
    "leaves": lambda t, n: min(charted(t), key=lambda leaf: charted(t)[leaf]),
    "books": lambda t, n: charted(t)["Tuesday"],
    "cakes": lambda t, n: charted(t)["Chocolate"],
    "trees": lambda t, n: sum(charted(t).values(), Fraction(0)),
    "day/read": lambda t, n: charted(t)["12:00"],
    "greenhouse": lambda t, n: charted(t)["14:00"] - charted(t)["8:00"],
    "museum": lambda t, n: max(charted(t), key=lambda time: charted(t)[time]),
    "miles": lambda t, n: n[0] * n[2] / n[3],
    "sport/swimming": lambda t, n: n[0] * Fraction(re.findall(r"Swimming: (\d+)", t)[0]) / 360,
    "subject": lambda t, n: n[0] * Fraction(re.findall(r"Music: (\d+)", t)[0]) / 360,
    "flavour": lambda t, n: n[1] / n[0] * 360,
    "walking": lambda t, n: n[2] * n[3] / 360 - n[0] * n[1] / 360,
    "mean": lambda t, n: Fraction(statistics.mean(listed_after_colon(t))),
    "mean/missing": lambda t, n: n[0] * n[1] - sum(n[3:], Fraction(0)),
    "mean/frequency": lambda t, n: weighted_mean(n[::2], n[1::2]),
    "median": lambda t, n: statistics.median(listed_after_colon(t)),
    "mode": lambda t, n: statistics.mode(listed_after_colon(t)),
    "range": lambda t, n: max(n) - min(n),
    "range/compare": lambda t, n: "Nia’s range is the smaller." if n[3] - n[0] < n[7] - n[4] else "",
    "outlier": lambda t, n: f"the median, £{statistics.median(money(t))}",
    "drinks": lambda t, n: Fraction(sum(y > 50 for _, y in points(t))),
    "beach": lambda t, n: "When there is more sunshine, there are more visitors." if slope(t) > 0 else "",
    "coats": lambda t, n: "negative correlation" if slope(t) < 0 else "positive correlation",
    "ice/estimate": lambda t, n: 13 + (n[0] - 10) * Fraction(73 - 13, 28 - 10),
}  # fmt: skip

BY_OPTIONS: dict[str, Callable[[ItemVersion], Answer]] = {
    "largest": lambda item: extreme(item, max),
    "coldest": lambda item: extreme(item, min),
    "coins-pay": exact_coins,
    "best-value": best_value,
    "standard-small": lambda item: next(front for front in standard_forms(item) if worth(front) == Fraction("0.00045")),
}

ORDERED_BY: dict[str, Callable[[str, str], Fraction]] = {
    "clubs/order": lambda prompt, card: beside(said(prompt), card),
    "farm/order": lambda prompt, card: charted(said(prompt))[card],
}


IN_BASE_UNIT = {"dial": Fraction(1, 1000), "ruler": Fraction(1, 100)}  # `worth` gives kg and m


def by_worth(prompt: str, card: str) -> Fraction:
    return worth(card)


def solved(item: ItemVersion) -> Answer:
    family = item.item.split("/")[0]
    if family in BY_OPTIONS:
        return BY_OPTIONS[family](item)
    text = said(item.prompt.en)
    if text.startswith("Work out"):
        return worked_out(text)
    return (SOLVERS.get(item.item) or SOLVERS[family])(text, numbers(text))


def of(response_type: str) -> list[ItemVersion]:
    return [item for item in ITEMS if item.response.type == response_type]


def name(item: ItemVersion) -> str:
    return item.item


@pytest.mark.parametrize("item", of("number"), ids=name)
def test_the_number_that_scores_is_the_answer_to_the_question(item: ItemVersion) -> None:
    assert isinstance(item.rule, ExactNumber)
    assert isinstance(item.response, NumberEntry)
    answer = solved(item)
    if item.response.after.en == "p":
        answer = Fraction(answer) * 100
    assert Fraction(item.rule.value) == answer


@pytest.mark.parametrize("item", of("choice"), ids=name)
def test_the_option_that_scores_is_the_answer_and_no_other_option_is(item: ItemVersion) -> None:
    assert isinstance(item.response, Choice)
    assert isinstance(item.rule, KeyedChoice)
    shown = {option.id: option.html.en for option in item.response.options}
    answer = solved(item)
    if isinstance(answer, str):
        right = [option for option, words in shown.items() if answer in (words, said(words))]
    elif item.item == "ice/estimate":  # read off by eye: the nearest option
        right = [min(shown, key=lambda option: abs(worth(shown[option]) - answer))]
    else:
        answer *= IN_BASE_UNIT.get(item.item.split("/")[0], Fraction(1))
        right = [option for option, words in shown.items() if worth(words) == answer]
    assert right == [item.rule.key]


@pytest.mark.parametrize("item", of("ordering"), ids=name)
def test_the_order_that_scores_is_increasing_and_is_not_the_order_shown(item: ItemVersion) -> None:
    assert isinstance(item.response, Ordering)
    assert isinstance(item.rule, ExactOrder)
    shown = {card.id: card.html.en for card in item.response.items}
    value = ORDERED_BY.get(item.item, by_worth)
    values = [value(item.prompt.en, shown[card]) for card in item.rule.order]
    assert all(a < b for a, b in itertools.pairwise(values))
    assert item.rule.order not in (tuple(shown), tuple(reversed(shown)))
