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

_DEGREES = ("°C", "°F")

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
        "dyma",
        "tan",
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
    "breichled",
    "cuddfan",
    "gitâr",
    "gradd",
    "miliwn",
    "pwmpen",
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
        "allan",
        "am",
        "ar",
        "arall",
        "at",
        "bob",
        "bydd",
        "cyn",
        "cyntaf",
        "ddewisodd",
        "eto",
        "gan",
        "gyda",
        "gyda’i",
        "gyda’r",
        "heb",
        "hefyd",
        "hyd",
        "i",
        "i’r",
        "i’w",
        "mae",
        "mewn",
        "na",
        "nag",
        "nesaf",
        "neu",
        "o",
        "o’r",
        "oddi",
        "oed",
        "oedd",
        "ohonyn",
        "ohonynt",
        "olaf",
        "ond",
        "rhwng",
        "roedd",
        "sydd",
        "sy’n",
        "unwaith",
        "wedi",
        "wedi’i",
        "wedi’u",
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


_SUBJECT_OR_OBJECT = re.compile(
    r"\b(?:(?:[Mm]ae|[Oo]es|[Rr]?oedd|[BbFf]ydd|[BbFf]od)\s"
    r"gan(?:ddo|ddi|\s(?:(?:y|yr|bob)\s)?(?!Flwyddyn)[^\W\d]+)|\w+odd\s[A-ZŴŶ][^\W\d]+)\s$"
)
"""What parts a number from its verb, and softens it: "Mae gan Mali bedwar", "Holodd Priya bedwar"."""
_COMMANDS = re.compile(
    r"\b(?:adia|cerdda|cyfra|defnyddia|dewisa|gosoda|newidia|rhanna|rho|symuda|tynna|torra)\s$", re.IGNORECASE
)
"""Verbs that soften what they act on: "Dewisa ddau ateb"; a bare number stays as it is."""
_BEING = re.compile(r"\b[bf]od yn\s$")
_UNCHANGED = ("dim", "minws", "sero")

_LONG_FORMS = {"a": "ac", "â": "ag", "gyda": "gydag", "na": "nag"}
_BEFORE_VOWEL = re.compile(r"\b(a|â|gyda|na)(?= (?:un|wyth|ail)\b)")


def with_long_forms(said: str) -> str:
    """A sentence with "ac", "ag" and "nag" before the numbers that begin with a vowel: "lluosi ag wyth"."""
    return _BEFORE_VOWEL.sub(lambda found: _LONG_FORMS[found[1]], said)


def welsh_words(token: Token, before: str, after: str) -> str:
    """The words of a token between the text before it and after it, which decide on gender and mutation."""
    if isinstance(token, Sign):
        return "yr arwydd hwn" if after.startswith(" yn golygu") else _mutation(before)(_SIGNS[token.sign])
    words = _unmutated(token, before, after)
    if words.startswith(_UNCHANGED):
        return words
    return soft(words) if _is_softened(token, before, after) else _mutation(before)(words)


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


def _is_softened(token: Token, before: str, after: str) -> bool:
    """Whether a verb or "yn" softens a number: "Dewisa ddau ateb", "yn dair rhan"; not the "in" of "yn 2024"."""
    is_counting = isinstance(token, Numeral) and _noun_counted(token, after) != ""
    if is_counting and _COMMANDS.search(before):
        return True
    if not before.endswith(" yn "):
        return False
    return is_counting or isinstance(token, Quantity | Money | Fraction) or _BEING.search(before) is not None


def _mutation(before: str) -> Callable[[str], str]:
    """What the words or the sign before a number do to it: "i dri", "a thri", "Mae’n dri", "y ddau"."""
    found = re.search(r"([\w’]+|[=≤≥≠×÷<>])\s*$", before)
    word = found[1].lower() if found else ""
    if word in ("y", "yr") or word.endswith("’r"):
        return _after_article
    if word in _SOFTENING or word.endswith("’n") or _SUBJECT_OR_OBJECT.search(before):
        return soft
    return aspirate if word in _ASPIRATING else str


def _after_article(words: str) -> str:
    return soft(words) if words.startswith(("dau", "dwy")) else words


def _noun_counted(number: Numeral, after: str) -> str:
    """The noun that a whole number counts; "" for none."""
    found = re.match(r"[ \u00a0]([a-zâêîôûŵŷ’-]+)", after)
    counts = found is not None and found[1] not in NOT_COUNTED and not number.decimals and number.whole != 0
    return found[1] if found is not None and counts else ""


def _number(number: Numeral, before: str, after: str) -> str:
    if number.decimals:
        words = f"{cardinal(number.whole)} pwynt {digit_by_digit(number.decimals)}"
    elif _CLOCK_BEFORE.search(before) or _CLOCK_AFTER.match(after):
        words = clock_hour(number.whole)
    else:
        noun = _noun_counted(number, after)
        words = cardinal(number.whole, feminine=noun in FEMININE, before_noun=noun != "")
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
    if not number.whole and unit in _DEGREES:
        return f"sero {name}"
    words = counted(number.whole, name, feminine=feminine)
    return f"minws {words}" if number.is_negative else words


def _power(base: str, exponent: str) -> str:
    told = cardinal(int(base)) if base.isdigit() else base.replace(")", "")
    named = {"2": "wedi’i sgwario", "3": "wedi’i giwbio"}.get(exponent)
    return f"{told} {named}" if named else f"{told} i’r pŵer {_exponent(exponent)}"


def _exponent(exponent: str) -> str:
    return _number(Numeral(exponent), "", "") if exponent.lstrip(MINUS).isdigit() else exponent
