"""How an English-speaking teacher says numbers, money, times, fractions, measures and signs."""

import re
from collections.abc import Mapping

from itembank.speech.english_numbers import cardinal, digit_by_digit, fraction
from itembank.speech.mathematical_tokens import (
    CLOSE_BRACKET,
    MINUS,
    OPEN_BRACKET,
    BareUnit,
    Clock,
    Fraction,
    Money,
    Numeral,
    Power,
    Quantity,
    Sign,
    Token,
)

_UNITS: Mapping[str, tuple[str, str]] = {
    "mm": ("millimetre", "millimetres"),
    "cm": ("centimetre", "centimetres"),
    "m": ("metre", "metres"),
    "km": ("kilometre", "kilometres"),
    "g": ("gram", "grams"),
    "kg": ("kilogram", "kilograms"),
    "ml": ("millilitre", "millilitres"),
    "cm²": ("square centimetre", "square centimetres"),
    "m²": ("square metre", "square metres"),
    "cm³": ("cubic centimetre", "cubic centimetres"),
    "m³": ("cubic metre", "cubic metres"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°": ("degree", "degrees"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "%": ("per cent", "per cent"),
    "min": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "s": ("second", "seconds"),
    "km/h": ("kilometre per hour", "kilometres per hour"),
    "m/s": ("metre per second", "metres per second"),
    "g/cm³": ("gram per cubic centimetre", "grams per cubic centimetre"),
    "GB": ("gigabyte", "gigabytes"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "p": ("penny", "pence"),
}
_MONEY: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "£": (("pound", "pounds"), _UNITS["p"]),
    "€": (("euro", "euros"), ("cent", "cents")),
}
_SIGNS: Mapping[str, str] = {
    "+": "plus",
    "\u2212": "take away",
    "×": "times",
    "÷": "divided by",
    "=": "equals",
    "<": "is less than",
    ">": "is more than",
    "≤": "is less than or equal to",
    "≥": "is more than or equal to",
    "≠": "is not equal to",
    "□": "blank",
    "√": "the square root of",
    ":": "to",
    OPEN_BRACKET: "open bracket",
    CLOSE_BRACKET: "close bracket",
}
ALONE: Mapping[str, str] = {unit: many for unit, (_, many) in _UNITS.items()} | {"£": "pounds", "€": "euros"}
"""What a unit is called that stands beside an empty box."""
_YEAR = re.compile(r"\bYr (?=\d)")
_RELAY = re.compile(r"(?<=\d) × (?=\d+[ \u00a0]m relay)")
_ONE_BY_ONE = re.compile(r"\b(?:each|every|per|one) $")


def written_out(shown: str) -> str:
    """A text with its abbreviations in words: "Yr 3", the "4 × 100 m relay"."""
    return _RELAY.sub(" by ", _YEAR.sub("Year ", shown))


def english_words(token: Token, before: str = "", after: str = "") -> str:
    """The words of a token between the text before it and after it."""
    if isinstance(token, BareUnit):
        return _UNITS[token.unit][0] if token.unit in _UNITS and _ONE_BY_ONE.search(before) else ALONE[token.unit]
    return _words(token, after)


def _words(token: Numeral | Money | Clock | Fraction | Quantity | Power | Sign, after: str) -> str:
    match token:
        case Numeral():
            return _number(token)
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
        case Sign(sign=sign):
            return "this sign" if after.startswith(" means") else _SIGNS[sign]


def _number(number: Numeral) -> str:
    words = f"minus {cardinal(number.whole)}" if number.is_negative else cardinal(number.whole)
    return f"{words} point {digit_by_digit(number.decimals)}" if number.decimals else words


def _quantity(number: Numeral | Fraction, unit: str) -> str:
    one, many = _UNITS[unit]
    if isinstance(number, Numeral) and number.is_bearing:
        return f"{digit_by_digit(number.written)} {many}"
    if isinstance(number, Numeral):
        return f"{_number(number)} {one if number.is_one else many}"
    amount = _mixed(number.whole, number.top, number.bottom)
    if number.whole is not None or unit == "%":
        return f"{amount} {many}"
    article = "an" if unit == "h" else "a"
    return f"{'half' if amount == 'one half' else f'{amount} of'} {article} {one}"


def _money(money: Money) -> str:
    whole, part = _MONEY[money.sign]
    in_pounds = f"{cardinal(money.pounds)} {whole[money.pounds != 1]}"
    in_pence = f"{cardinal(money.pence)} {part[money.pence != 1]}"
    if not money.pence:
        return in_pounds
    if not money.pounds:
        return in_pence
    return f"{in_pounds} {cardinal(money.pence)}" if money.pence >= 10 else f"{in_pounds} and {in_pence}"


def _time(hour: int, minute: int) -> str:
    """A time as a digital clock shows it; "half past" would answer who is asked to read that clock."""
    if not minute:
        return f"{cardinal(hour)} o’clock" if 0 < hour <= 12 else f"{cardinal(hour)} hundred hours"
    return f"{cardinal(hour)} {cardinal(minute)}" if minute >= 10 else f"{cardinal(hour)} oh {cardinal(minute)}"


def _mixed(whole: int | None, top: str, bottom: str) -> str:
    if not (top.isdigit() and bottom.isdigit()):
        return f"{top} over {bottom}"
    part = fraction(int(top), int(bottom))
    if whole is None:
        return part
    return f"{cardinal(whole)} and a half" if (top, bottom) == ("1", "2") else f"{cardinal(whole)} and {part}"


def _power(base: str, exponent: str) -> str:
    told = cardinal(int(base)) if base.isdigit() else _SIGNS.get(base, base.replace(")", ""))
    named = {"2": "squared", "3": "cubed"}.get(exponent)
    return f"{told} {named}" if named else f"{told} to the power of {_exponent(exponent)}"


def _exponent(exponent: str) -> str:
    return _number(Numeral(exponent)) if exponent.lstrip(MINUS).isdigit() else exponent
