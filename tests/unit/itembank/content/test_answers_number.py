"""Every number question of the demonstration bank answered by another route: from its words in each language."""

import math
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest

from itembank import ItemVersion
from itembank.language import LANGUAGES, Language
from tests.support.text_alternative_solver import (
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
    listed_objects,
    minutes,
    missing_number,
    money,
    numbers,
    option_value,
    pointer_value,
    shown_options,
    significant,
    solve,
)

COINS = (1, 2, 5, 10, 20, 50, 100, 200)


def digit_value(text: str) -> Fraction:
    digit, number = (str(n) for n in numbers(text))
    return Fraction(int(digit) * 10 ** (len(number) - 1 - number.index(digit)))


def rounded(text: str) -> Fraction:
    value = numbers(text)[0]
    if "significant" in text:
        place = significant(value)
    elif "decimal place" in text:
        place = Fraction(1, 10 ** int(numbers(text)[1]))
    else:
        place = Fraction(1) if "whole number" in text else numbers(text)[1]
    return math.floor(value / place + Fraction(1, 2)) * place


def coin_total(text: str) -> Fraction:
    listed = text.split("Coins:")[1]
    return sum((option_value(coin) for coin in re.findall(r"£\d+|\d+p", listed)), Fraction(0))


def fewest_coins(pence: Fraction) -> Fraction:
    return Fraction(
        next(n for n in range(1, 9) if any(sum(c) == pence for c in combinations_with_replacement(COINS, n)))
    )


def pence(text: str) -> list[Fraction]:
    """Amounts of money in pence, in the order they are said."""
    return [option_value(amount) * 100 for amount in re.findall(r"£\d+(?:\.\d\d)?|\d+p", text)]


def best_value(item: ItemVersion, language: Language) -> str:
    def unit_price(words: str) -> Fraction:
        n, price = numbers(words.replace("£", ""))
        return price / n

    return min(shown_options(item, language).values(), key=unit_price)


def exact_coins(item: ItemVersion, language: Language) -> str:
    price = option_value(re.findall(r"\d+p", item.prompt[language])[0])
    made = {words: sum(map(option_value, words.split(" + "))) for words in shown_options(item, language).values()}
    return next(words for words, total in made.items() if total == price)


def in_standard_form(item: ItemVersion, language: Language) -> str:
    """The only option with a front between 1 and 10 that is worth the number."""
    number = numbers(item.prompt[language].replace("\u202f", ""))[0]
    fronts = [option for option in shown_options(item, language).values() if re.match(r"[1-9](\.\d+)? ", option)]
    return next(option for option in fronts if option_value(option) == number)


def shared(text: str, part: int) -> Fraction:
    total, *parts = money(text)
    return total * parts[part] / sum(parts, Fraction(0))


ORDINALS = {"second": 2, "ail": 2, "third": 3, "drydydd": 3, "fourth": 4, "bedwerydd": 4, "fifth": 5, "bumed": 5}


def fullest_box(text: str) -> str:
    boxes = re.findall(r"(?:Rows of box|Rhesi bocs) (\w): ([\d, ]+)\.", text)
    return max(boxes, key=lambda box: sum(numbers(box[1])))[0]


def queued(text: str) -> str:
    names = re.findall(r"(?:From the door|O’r drws): ([^.]*)\.", text)[0].split(", ")
    return names[next(place for word, place in ORDINALS.items() if re.search(rf"\b{word}\b", text)) - 1]


def of_parity(odd: int) -> Callable[[ItemVersion, Language], Answer]:
    return lambda item, language: next(
        words for words in shown_options(item, language).values() if option_value(words) % 2 == odd
    )


def exactly(text: str) -> Fraction:
    """The value of the calculation that is to be estimated."""
    return evaluate(re.findall(r"[\d.]+ [-+*/] [\d.]*\d", text)[0])


# name of the question, up to the first "/" → its answer from (text, n = numbers in it)
SOLVERS: dict[str, Solver] = {
    "count": lambda t, n: listed_objects(t),
    "most-objects": lambda t, n: fullest_box(t),
    "after": lambda t, n: n[0] + 1,
    "before": lambda t, n: n[0] - 1,
    "queue": lambda t, n: queued(t),
    "bus": lambda t, n: n[0] - n[1] + n[2],
    "packs-left": lambda t, n: n[0] * n[1] - n[2],
    "double": lambda t, n: 2 * n[0],
    "half-of": lambda t, n: n[0] / 2,
    "estimate-line": lambda t, n: n[0] + (n[1] - n[0]) * n[3] / n[2],
    "check": lambda t, n: n[0],
    **{f"estimate-{what}": lambda t, n: exactly(t) for what in ("sum", "product", "decimals", "figures")},
    "more": lambda t, n: n[0] + n[1],
    "less": lambda t, n: n[1] - n[0],
    "pattern": lambda t, n: 2 * n[-1] - n[-2],
    "line": lambda t, n: pointer_value(t),
    "blocks": lambda t, n: n[0] * n[1] + n[2],
    "digit-value": lambda t, n: digit_value(t),
    "half-way": lambda t, n: (n[0] + n[1]) / 2,
    "tens-in": lambda t, n: max(n) // 10,
    "round": lambda t, n: rounded(t),
    "add-story": lambda t, n: n[0] + n[1],
    "add-total": lambda t, n: n[0] + n[1],
    "subtract-story": lambda t, n: n[0] - n[1],
    "subtract-sold": lambda t, n: n[0] - n[1],
    "subtract-difference": lambda t, n: n[0] - n[1],
    "times-rows": lambda t, n: listed_objects(t),
    "packs": lambda t, n: n[0] * n[1],
    "share": lambda t, n: n[1] / n[0],
    "multiply-rows": lambda t, n: n[0] * n[1],
    "multiply-shelves": lambda t, n: n[0] * n[1],
    "multiply-nights": lambda t, n: n[0] * n[1],
    "teams": lambda t, n: Fraction(n[0] // n[1]),
    "boxes": lambda t, n: Fraction(math.ceil(n[1] / n[0])),
    "remainder": lambda t, n: n[0] % n[1],
    "each-box": lambda t, n: n[0] / n[1],
    "part-of": lambda t, n: listed_objects(t) / (2 if "half" in t else 4),
    "shaded": lambda t, n: n[0] / (n[0] + n[1]),
    "as-decimal": lambda t, n: n[0] / n[1],
    "as-percent": lambda t, n: n[0] / n[1],
    "equal": lambda t, n: n[0] / n[1],
    "improper": lambda t, n: n[0] + n[1] / n[2],
    "as-mixed": lambda t, n: n[0] / n[1],
    "simplest": lambda t, n: f"({Fraction(n[0], n[1])})",
    "mixed-difference": lambda t, n: n[0] + n[1] / n[2] - n[3] - n[4] / n[5],
    "planks": lambda t, n: n[0] / n[1],
    "percent-rest": lambda t, n: n[0] - n[0] * n[1] / 100,
    "percent-score": lambda t, n: n[0] / n[1],
    "percent-up": lambda t, n: money(t)[0] * (100 + money(t)[1]) / 100,
    "percent-down": lambda t, n: n[0] * (100 - n[1]) / 100,
    "percent-change": lambda t, n: money(t)[1] / money(t)[0] - 1,
    "percent-fall": lambda t, n: (1 - n[1] / n[0]) * 100,
    "percent-twice": lambda t, n: money(t)[0] * (100 + money(t)[1]) * (100 - money(t)[2]) / 10_000,
    "ratio-mixture": lambda t, n: n[2] * n[1] / n[0],
    "ratio-recipe": lambda t, n: n[1] * n[2] / n[0] / 1000,
    "ratio-beads": lambda t, n: n[2] * n[1] / (n[0] + n[1]),
    "ratio-paint": lambda t, n: n[2] * n[1] / n[0],
    "ratio-map": lambda t, n: n[2] * n[1] / n[0],
    "ratio-on-map": lambda t, n: n[2] / n[1],
    "ratio-share": lambda t, n: shared(t, 0),
    "ratio-three": lambda t, n: shared(t, 2),
    "ratio-difference": lambda t, n: n[2] / (n[1] - n[0]) * n[0],
    "ratio-choir": lambda t, n: n[2] * (n[0] + n[1]) / n[0],
    "ratio-machines": lambda t, n: n[1] / n[0] / n[2] * n[3] * n[4],
    "standard": lambda t, n: evaluate(re.findall(r"([\d.]+ \* 10\*\*\d+)", t)[0]),
    "coins": lambda t, n: coin_total(t),
    "coins-fewest": lambda t, n: fewest_coins(pence(t)[0]),
    "coins-total": lambda t, n: sum(pence(t), Fraction(0)) / 100,
    "coins-make": lambda t, n: pence(t)[1] / pence(t)[0],
    "change": lambda t, n: (pence(t)[1] - pence(t)[0]) / 100,
    "total": lambda t, n: money(t)[0] + money(t)[1],
    "tickets": lambda t, n: money(t)[0] * money(t)[1],
    "left": lambda t, n: money(t)[0] - money(t)[1] - money(t)[2],
    "weeks": lambda t, n: Fraction(math.ceil(money(t)[1] / money(t)[0])),
    "profit": lambda t, n: money(t)[2] * money(t)[3] - money(t)[0],
    "balance": lambda t, n: money(t)[0] + money(t)[1] - money(t)[2],
    "hourly": lambda t, n: money(t)[0] * money(t)[1] * money(t)[2],
    "discount": lambda t, n: money(t)[0] * (100 - money(t)[1]) / 100,
    "offer": lambda t, n: money(t)[0] * money(t)[3] / money(t)[1] * money(t)[2],
    "unit-price": lambda t, n: money(t)[1] * 1000 * money(t)[2] / money(t)[0],
    "exchange": lambda t, n: money(t)[1] / money(t)[0] * money(t)[2],
    "exchange-back": lambda t, n: money(t)[2] / money(t)[1],
    "tax": lambda t, n: money(t)[0] + money(t)[0] * money(t)[1] / 100,
    "simple-interest": lambda t, n: money(t)[0] * money(t)[1] * money(t)[2] / 100,
    "compound": lambda t, n: money(t)[0] * (1 + money(t)[1] / 100) ** int(money(t)[2]),
    "hire": lambda t, n: money(t)[0] * money(t)[1] / 100 + money(t)[2] * money(t)[3],
}

BY_OPTIONS: dict[str, Callable[[ItemVersion, Language], Answer]] = {
    "largest": extreme_option(max),
    "smallest": extreme_option(min),
    "coins-most": extreme_option(max),
    "coins-pay": exact_coins,
    "even": of_parity(0),
    "odd": of_parity(1),
    "best-value": best_value,
    "standard-small": in_standard_form,
    "standard-large": in_standard_form,
}


@pytest.mark.parametrize("items", by_family(items_of("number", "number")))
def test_the_number_that_scores_is_the_answer_to_the_question(items: list[ItemVersion]) -> None:
    for item in items:
        for language in LANGUAGES:
            assert_number(item, solve(item, language, SOLVERS, BY_OPTIONS))


@pytest.mark.parametrize("items", by_family(items_of("number", "choice")))
def test_the_option_that_scores_is_the_answer_and_no_other_option_is(items: list[ItemVersion]) -> None:
    for item in items:
        # a sum and a fraction are worth what their equals are worth: only one may be in its place
        for language in LANGUAGES:
            answer = solve(item, language, SOLVERS, BY_OPTIONS)
            assert_choice(item, answer, language, Fraction(1), nearest=item.item.startswith("estimate-"))


@pytest.mark.parametrize("items", by_family(items_of("number", "ordering")))
def test_the_order_that_scores_is_increasing_and_is_not_the_order_shown(items: list[ItemVersion]) -> None:
    for item in items:
        for language in LANGUAGES:
            assert_order(item, card_value, language)


def test_the_box_of_an_equation_is_found_on_either_side() -> None:
    assert missing_number("Which number is missing? ¶ 8 + 4 = □ + 5 ¶") == 7
    assert missing_number("Which number is missing? ¶ 24 / □ = 4 ¶") == 6
    assert minutes("7:05") == [425]
