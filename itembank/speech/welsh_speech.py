"""How a Welsh-speaking teacher says numbers, money, times, fractions, measures and signs."""

import re
from collections.abc import Callable, Mapping

from itembank.numeracy.counted_nouns import NOUNS
from itembank.numeracy.welsh_mutations import aspirate, nasal, soft
from itembank.speech.mathematical_tokens import (
    MINUS,
    Clock,
    Fraction,
    Money,
    Numeral,
    Power,
    Quantity,
    Sign,
    Token,
)
from itembank.speech.welsh_numbers import cardinal, clock_hour, counted, digit_by_digit, fraction

_UNITS: Mapping[str, tuple[str, bool]] = {
    "mm": ("milimetr", False),
    "cm": ("centimetr", False),
    "m": ("metr", False),
    "km": ("cilometr", False),
    "g": ("gram", False),
    "kg": ("cilogram", False),
    "ml": ("mililitr", False),
    "cm²": ("centimetr sgwâr", False),
    "m²": ("metr sgwâr", False),
    "cm³": ("centimetr ciwbig", False),
    "m³": ("metr ciwbig", False),
    "°C": ("gradd Celsius", True),
    "°": ("gradd", True),
    "°F": ("gradd Fahrenheit", True),
    "p": ("ceiniog", True),
    "min": ("munud", False),
    "h": ("awr", True),
    "s": ("eiliad", True),
    "km/h": ("cilometr yr awr", False),
    "m/s": ("metr yr eiliad", False),
    "g/cm³": ("gram y centimetr ciwbig", False),
    "GB": ("gigabeit", False),
    "kWh": ("cilowat-awr", False),
}
"""A unit's name, and whether it is feminine."""

_MONEY: Mapping[str, tuple[tuple[str, bool], tuple[str, bool]]] = {
    "£": (("punt", True), ("ceiniog", True)),
    "€": (("ewro", False), ("sent", False)),
}

_SIGNS: Mapping[str, str] = {
    "+": "adio",
    "\u2212": "tynnu",
    "×": "lluosi â",
    "÷": "rhannu â",
    "=": "yn hafal i",
    "<": "yn llai na",
    ">": "yn fwy na",
    "≤": "yn llai na neu’n hafal i",
    "≥": "yn fwy na neu’n hafal i",
    "≠": "ddim yn hafal i",
    "□": "bwlch",
    "√": "ail isradd",
}
ALONE: Mapping[str, str] = {unit: name for unit, (name, _) in _UNITS.items()} | {
    "£": "punt",
    "€": "ewro",
    "%": "y cant",
}
"""What a unit is called that stands beside an empty box."""

# fmt: off - lists that are read, a few to the line
_SOFTENING = frozenset(
    (
        "o",
        "i",
        "am",
        "ar",
        "at",
        "gan",
        "dan",
        "dros",
        "drwy",
        "trwy",
        "wrth",
        "heb",
        "hyd",
        "neu",
        "=",
        "≤",
        "≥",
        "≠",
    )
)
_ASPIRATING = frozenset(("a", "â", "na", "gyda", "tua", "×", "÷", "<", ">"))
_FEMININE_NOUNS = (
    *(noun.singular for noun in NOUNS if noun.feminine),
    "awr",
    "eiliad",
    "milltir",
    "tudalen",
    "ffeuen",
    "pleidlais",
    "wythnos",
    "merch",
    "cath",
    "dafad",
    "buwch",
    "gwaith",
    "rhan",
    "ochr",
    "ongl",
    "het",
    "gêm",
    "llwyaid",
    "sedd",
    "modfedd",
    "marblen",
    "teisen",
    "iâr",
    "naid",
    "siop",
    "galwad",
    "cot",
    "côt",
    "banana",
    "silff",
    "taith",
    "ras",
)
NOT_COUNTED = frozenset(
    (
        "a",
        "a’r",
        "ac",
        "adael",
        "â",
        "â’r",
        "ag",
        "agosaf",
        "am",
        "ar",
        "arall",
        "at",
        "cyn",
        "cyntaf",
        "ddewisodd",
        "eto",
        "gan",
        "gyda",
        "gyda’i",
        "gyda’r",
        "hefyd",
        "hyd",
        "i",
        "i’r",
        "mae",
        "mewn",
        "na",
        "nag",
        "neu",
        "o",
        "o’r",
        "oed",
        "oedd",
        "rhwng",
        "sydd",
        "sy’n",
        "wedi",
        "wrth",
        "y",
        "ydy",
        "ydy’r",
        "ym",
        "yma",
        "ymlaen",
        "yn",
        "yna",
        "yng",
        "yr",
        "yw",
        "yw’r",
    )
)
"""Words that follow a number without being counted by it."""
# fmt: on
FEMININE = frozenset(form(noun) for noun in _FEMININE_NOUNS for form in (str, soft, aspirate, nasal))
"""Feminine nouns in every form in which they may follow a number."""

_CLOCK_BEFORE = re.compile(r"(?:chwarter (?:wedi|i)|hanner awr wedi|munud (?:wedi|i))\s$")
_CLOCK_AFTER = re.compile(r"\so’r gloch")


_BEFORE_VOWEL = re.compile(r"\b(â|na)(?= (?:un|wyth)\b)")


def with_long_forms(said: str) -> str:
    """A sentence with "ag" and "nag" before the numbers that begin with a vowel: "lluosi ag wyth"."""
    return _BEFORE_VOWEL.sub(lambda found: {"â": "ag", "na": "nag"}[found[1]], said)


def welsh_words(token: Token, before: str, after: str) -> str:
    """The words of a token between the text before it and after it, which decide on gender and mutation."""
    if isinstance(token, Sign):
        return "yr arwydd hwn" if after.startswith(" yn golygu") else _mutation(before)(_SIGNS[token.sign])
    change = soft if isinstance(token, Quantity) and before.endswith(" yn ") else _mutation(before)
    return change(_unmutated(token, before, after))


def _unmutated(token: Token, before: str, after: str) -> str:
    match token:
        case Numeral():
            return _number(token, before, after)
        case Money():
            return _money(token)
        case Clock(hour=hour, minute=minute):
            return _time(hour, minute)
        case Fraction(whole=whole, top=top, bottom=bottom):
            return _mixed(whole, top, bottom)
        case Quantity(number=number, unit=unit):
            return _quantity(number, unit)
        case Power(base=base, exponent=exponent):
            return _power(base, exponent)
        case _:
            return ""


def _mutation(before: str) -> Callable[[str], str]:
    """What the word or sign before a number does to it: "i dri", "a thri", "Mae’n dri"; "dim" and "minws" stay."""
    found = re.search(r"([\w’]+|[=≤≥≠×÷<>])\s*$", before)
    word = found[1].lower() if found else ""
    change = soft if word in _SOFTENING or word.endswith("’n") else aspirate if word in _ASPIRATING else str
    return lambda words: words if words.startswith(("dim", "minws")) else change(words)


def _number(number: Numeral, before: str, after: str) -> str:
    if number.decimals:
        words = f"{cardinal(number.whole)} pwynt {digit_by_digit(number.decimals)}"
    elif _CLOCK_BEFORE.search(before) or _CLOCK_AFTER.match(after):
        words = clock_hour(number.whole)
    else:
        noun = re.match(r"[ \u00a0]([a-zâêîôûŵŷ’-]+)", after)
        is_counting = noun is not None and noun[1] not in NOT_COUNTED and number.whole != 0
        feminine = is_counting and noun is not None and noun[1] in FEMININE
        words = cardinal(number.whole, feminine=feminine, before_noun=is_counting)
    return f"minws {words}" if number.is_negative else words


def _money(money: Money) -> str:
    (whole, whole_feminine), (part, part_feminine) = _MONEY[money.sign]
    in_pounds = counted(money.pounds, whole, feminine=whole_feminine)
    in_pence = counted(money.pence, part, feminine=part_feminine)
    if not money.pence:
        return in_pounds
    if not money.pounds:
        return in_pence
    if money.pence >= 10:
        return f"{in_pounds} {cardinal(money.pence)}"
    return f"{in_pounds} ac {in_pence}" if in_pence[0] in "uw" else f"{in_pounds} a {aspirate(in_pence)}"


def _time(hour: int, minute: int) -> str:
    """A time as a digital clock shows it; "hanner awr wedi" would answer who is asked to read that clock."""
    if not minute:
        return f"{clock_hour(hour)} o’r gloch" if 0 < hour <= 12 else f"{cardinal(hour)} dim dim"
    return f"{cardinal(hour)} {cardinal(minute)}" if minute >= 10 else f"{cardinal(hour)} dim {cardinal(minute)}"


def _mixed(whole: int | None, top: str, bottom: str) -> str:
    if not (top.isdigit() and bottom.isdigit()):
        return f"{top} dros {bottom}"
    part = fraction(int(top), int(bottom))
    if whole is None:
        return part
    joined = f"ac {part}" if part[0] in "uw" else f"a {aspirate(part)}"
    return f"{cardinal(whole)} {joined}"


def _quantity(number: Numeral, unit: str) -> str:
    if unit == "%":
        return f"{_number(number, '', '')} y cant"
    name, feminine = _UNITS[unit]
    if number.decimals:
        return f"{_number(number, '', '')} {name}"
    words = counted(number.whole, name, feminine=feminine)
    return f"minws {words}" if number.is_negative else words


def _power(base: str, exponent: str) -> str:
    told = cardinal(int(base)) if base.isdigit() else base.replace(")", "")
    named = {"2": "wedi’i sgwario", "3": "wedi’i giwbio"}.get(exponent)
    return f"{told} {named}" if named else f"{told} i’r pŵer {_exponent(exponent)}"


def _exponent(exponent: str) -> str:
    return _number(Numeral(exponent), "", "") if exponent.lstrip(MINUS).isdigit() else exponent
