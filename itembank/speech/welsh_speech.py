"""How a Welsh-speaking teacher says numbers, money, times, fractions, measures and signs."""

import re

from itembank.speech.mathematical_tokens import (
    MINUS,
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
from itembank.speech.welsh_nouns import FEMININE, OF_FEMININE, RADICALS, noun_counted
from itembank.speech.welsh_number_mutation import is_softened, mutation
from itembank.speech.welsh_numbers import (
    cardinal,
    clock_hour,
    counted,
    digit_by_digit,
    fraction,
    mutated_after,
)
from itembank.speech.welsh_units import ALONE, DEGREES, MANY, MONEY, SIGNS, UNITS, soft_many
from itembank.welsh_mutations import aspirate, soft

_CLOCK_BEFORE = re.compile(r"(?:chwarter (?:wedi|i)|hanner awr wedi|munud (?:ar hugain )?(?:wedi|i))\s$")
_CLOCK_AFTER = re.compile(r"\so’r gloch")
_MINUTES_OF_CLOCK = re.compile(r"\b(20|25) munud(?= (?:wedi|i) \d{1,2}(?:[.,?;]|$))")
_OLD_MINUTES = {"20": "ugain munud", "25": "5 munud ar hugain"}
_ONE_BY_ONE = re.compile(r"\b(?:[pb]ob|[Ss]awl) $")
_MANY_OF = re.compile(r"(?:[mf]iliwn|\^\([^()]*\))[ \u00a0]$")
_UNCHANGED = ("dim", "minws", "sero")

_LONG_FORMS = {"a": "ac", "â": "ag", "gyda": "gydag", "na": "nag"}
_BEFORE_VOWEL = re.compile(
    r"\b(a|â|gyda|na)(?= (?:un|wyth|ail|ugain)\b)"
    r"|(?:(?<=lluosi )|(?<=rhannu ))(â)"  # the letter n is "en", C is "èc"
    r"(?= (?:[cefghilmnorsuwxyCEFGHILMNORSUWXY]\b|[aeiouwyâêîôûŵŷ]))"
)
_RELAY = re.compile(r"(gyfnewid \d+) × (?=\d)")
_YEAR = re.compile(r"\bBl (?=\d)")
_RATIO_OF_WORDS = re.compile(r"(?<=\w) : ([^\W\d]+)")
_SIGN_AND_WORD = re.compile(r"([=×÷]) (pi\b|[^\W\d]{3,})")
_NUMBER_AND_NOUN = re.compile(rf"(?<!Blwyddyn )(?<![\d.,\u202f])(\d[\d\u202f]*) ({'|'.join(sorted(RADICALS))})\b")


def with_long_forms(said: str) -> str:
    """A sentence with "ac", "ag" and "nag" before the numbers that begin with a vowel."""
    said = said.replace("ae yr arwydd", "ae’r arwydd")
    return _BEFORE_VOWEL.sub(lambda found: _LONG_FORMS[found[0]], said)


def written_out(shown: str) -> str:
    """A text with the words in place that are not said as they are written.

    The ratio "merched : bechgyn" is "merched i fechgyn", "= cyfanswm" is "yn hafal i gyfanswm", "20 munud wedi 5" has
    the old words for a clock's minutes, as for its hours: "ugain munud wedi".
    """
    shown = _RELAY.sub(r"\1 wrth ", _YEAR.sub("Blwyddyn ", shown))
    shown = _RATIO_OF_WORDS.sub(lambda found: f" i {soft(found[1])}", shown)
    shown = _SIGN_AND_WORD.sub(lambda found: f"{found[1]} {mutation(found[1])(found[2])}", shown)
    shown = _MINUTES_OF_CLOCK.sub(lambda found: _OLD_MINUTES[found[1]], shown)
    return _NUMBER_AND_NOUN.sub(_number_and_noun, shown)


def _number_and_noun(found: re.Match[str]) -> str:
    """A number with its noun mutated, which a page leaves as it is above ten, where 12 may be "deuddeg": "12 feic"."""
    feminine = found[2] in FEMININE
    words = cardinal(int(found[1].replace("\u202f", "")), feminine=feminine, before_noun=True)
    return f"{found[1]} {mutated_after(words, found[2], feminine=feminine)}"


def heading_unit(unit: str) -> str:
    """A unit in brackets behind what it measures: "Pris (p)" is "Pris, mewn ceiniogau"; "" for what is no unit."""
    return f"mewn {MANY[unit]}" if unit in MANY else ALONE.get(unit, "")


def welsh_words(token: Token, before: str, after: str) -> str:
    """The words of a token between the text before it and after it, which decide on gender and mutation."""
    if isinstance(token, Sign):
        return _sign(token.sign, before, after)
    if isinstance(token, BareUnit):
        return _bare_unit(token.unit, before)
    words = _unmutated(token, before, after)
    if words.startswith(_UNCHANGED):
        return words
    return soft(words) if is_softened(token, before, after) else mutation(before)(words)


def _sign(sign: str, before: str, after: str) -> str:
    if after.startswith(" yn golygu"):
        return "yr arwydd hwn"
    if sign == "□" and re.search(r"\d[ \u00a0]$", before):  # a box for a unit is not counted: "tua dau, bwlch, o hyd"
        return ", bwlch," if re.match(r"\s\w", after) else ", bwlch"
    return mutation(before)(SIGNS[sign])


def _bare_unit(unit: str, before: str) -> str:
    if _ONE_BY_ONE.search(before) and unit in UNITS:
        return UNITS[unit][0]
    if _MANY_OF.search(before):
        return f"o {soft_many(unit)}"
    return soft_many(unit) if before.endswith((" yn ", " o ")) else MANY[unit]


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


def _number(number: Numeral, before: str, after: str) -> str:
    if number.written == "0" and before.endswith(("bod yn ", " ar ")):
        return "sero"  # "bod yn ddim" is to be nothing, "ddim yn dechrau ar ddim" to begin at nothing
    if number.decimals:
        words = f"{counted(number.whole, 'pwynt', feminine=False)} {digit_by_digit(number.decimals)}"
    elif _CLOCK_BEFORE.search(before) or _CLOCK_AFTER.match(after):
        words = clock_hour(number.whole)
    else:
        noun = noun_counted(number, after)
        feminine = noun in FEMININE or OF_FEMININE.match(after) is not None
        words = cardinal(number.whole, feminine=feminine, before_noun=noun != "")
    return f"minws {words}" if number.is_negative else words


def _money(money: Money) -> str:
    (whole, whole_feminine), (part, part_feminine) = MONEY[money.sign]
    in_pounds = _many_millions(money.pounds, money.sign) or counted(money.pounds, whole, feminine=whole_feminine)
    in_pence = counted(money.pence, part, feminine=part_feminine)
    if not money.pence:
        return in_pounds
    if not money.pounds:
        return in_pence
    if money.pence >= 10:
        return f"{in_pounds} {cardinal(money.pence)}"
    return f"{in_pounds} {_and(in_pence)}"


def _time(hour: int, minute: int) -> str:
    """A time as a digital clock shows it; "hanner awr wedi" would answer who is asked to read that clock.

    Hour and minutes stand apart: without a pause 4:10 would be "pedwar deg", which is 40.
    """
    if not minute:
        return f"{clock_hour(hour)} o’r gloch" if 0 < hour <= 12 else f"{cardinal(hour)}, dim dim"
    return f"{cardinal(hour)}, {cardinal(minute)}" if minute >= 10 else f"{cardinal(hour)}, dim {cardinal(minute)}"


def _mixed(whole: int | None, top: str, bottom: str) -> str:
    if not (top.isdigit() and bottom.isdigit()):
        return f"{top} dros {bottom}"
    part = fraction(int(top), int(bottom))
    if whole is None:
        return part
    return f"{cardinal(whole)} {_and(part)}"


def _and(part: str) -> str:
    return f"ac {part}" if part[0] in "uw" else f"a {aspirate(part)}"


def _part_of(number: Fraction, unit: str) -> str:
    """A fraction of a unit; a whole part stands before the unit: "chwe chentimetr a hanner"."""
    name, feminine = UNITS.get(unit, ("y cant", False))
    if number.whole is None or unit == "%":
        return f"{_mixed(number.whole, number.top, number.bottom)} {name}"
    part = _mixed(None, number.top, number.bottom)
    return f"{counted(number.whole, name, feminine=feminine)} {_and(part)}"


def _quantity(number: Numeral | Fraction, unit: str) -> str:
    if isinstance(number, Fraction):
        return _part_of(number, unit)
    if unit == "%":
        return f"{_number(number, '', '')} y cant"
    name, feminine = UNITS[unit]
    if number.decimals:
        return f"{_number(number, '', '')} {name}"
    if number.is_bearing:
        return f"{digit_by_digit(number.written).replace('dim', 'sero')} {name}"  # "Mae dim …" is "There is no …"
    if not number.whole and unit in DEGREES:
        return f"sero {name}"
    words = _many_millions(number.whole, unit) or counted(number.whole, name, feminine=feminine)
    return f"minws {words}" if number.is_negative else words


def _many_millions(number: int, unit: str) -> str:
    """Whole millions of a unit: "dwy filiwn o fetrau"; "" for another number."""
    return "" if not number or number % 1_000_000 else f"{cardinal(number)} o {soft_many(unit)}"


def _power(base: str, exponent: str) -> str:
    told = cardinal(int(base)) if base.isdigit() else SIGNS.get(base, base.replace(")", ""))
    named = {"2": "wedi’i sgwario", "3": "wedi’i giwbio"}.get(exponent)
    return f"{told} {named}" if named else f"{told} i’r pŵer {_exponent(exponent)}"


def _exponent(exponent: str) -> str:
    return _number(Numeral(exponent), "", "") if exponent.lstrip(MINUS).isdigit() else exponent
