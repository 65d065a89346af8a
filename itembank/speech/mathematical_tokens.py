"""Finds what a text says in figures and signs: numbers, money, times, fractions, measures, powers."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

MINUS = "\u2212"


@dataclass(frozen=True)
class Numeral:
    """A number as it is written, with a point for decimals and without spaces: 3, 10000, 0.75, −4."""

    written: str

    @property
    def is_negative(self) -> bool:
        return self.written.startswith(MINUS)

    @property
    def whole(self) -> int:
        """The digits before the point."""
        return int(self.written.lstrip(MINUS).partition(".")[0])

    @property
    def decimals(self) -> str:
        """The digits after the point; "" for a whole number."""
        return self.written.partition(".")[2]

    @property
    def is_bearing(self) -> bool:
        """Whether it is three figures of which the first is 0, as of 045°."""
        return len(self.written) == 3 and self.written.startswith("0") and self.written.isdigit()

    @property
    def is_one(self) -> bool:
        return Decimal(self.written.replace(MINUS, "-")) == 1


@dataclass(frozen=True)
class Money:
    """Pounds and pence, or euros and cents: £3.40 is £, 3 and 40."""

    sign: str
    pounds: int
    pence: int


@dataclass(frozen=True)
class Clock:
    """A time on a digital clock: 7:30 is 7 and 30."""

    hour: int
    minute: int


@dataclass(frozen=True)
class Fraction:
    """A fraction or, with a whole part, a mixed number: 1 3/4 is 1, 3 and 4."""

    whole: int | None
    top: str
    bottom: str


@dataclass(frozen=True)
class Quantity:
    """A number or a fraction with a unit: 40 cm, 25 %, 5p, −3 °C, 6½ cm."""

    number: Numeral | Fraction
    unit: str


@dataclass(frozen=True)
class BareUnit:
    """A unit without a number before it: the second of "3 m in cm", or the one of "20 million km"."""

    unit: str


@dataclass(frozen=True)
class Power:
    """A number or letter raised to an exponent."""

    base: str
    exponent: str


@dataclass(frozen=True)
class Sign:
    """A sign between numbers, as that of a ratio, or one that stands for a missing one."""

    sign: str


Token = Numeral | Money | Clock | Fraction | Quantity | BareUnit | Power | Sign
_MEASURES = ("mm", "cm", "km", "m", "kg", "g", "ml", "cm²", "m²", "cm³", "m³", "°C", "°F", "°", "%", "p", "min")
_RATES = ("km/h", "m/s", "g/cm³", "GB", "kWh")
UNITS = (*_MEASURES, *_RATES)
_UNITS_APART = ("h", "s")
"""Units behind a space alone: to count in 5s is not to count in five seconds."""
OPEN_BRACKET, CLOSE_BRACKET = "\u27ee", "\u27ef"
"""How `spoken_text` writes the brackets of a calculation, so that they are told from those of words and coordinates."""
SIGNS = f"+\u2212×÷=<>≤≥≠□√{OPEN_BRACKET}{CLOSE_BRACKET}"
_NEVER_BARE = ("°", "%", "p", "min", "m", "g")  # words and letters of their own where no number stands before them
_BARE = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True) if unit not in _NEVER_BARE)
_HALVES = {"½": ("1", "2"), "¼": ("1", "4"), "¾": ("3", "4"), "⅓": ("1", "3"), "⅔": ("2", "3")}

_GAP = "[ \u00a0\u202f]"
_WHOLE = r"\d{1,3}(?:[,\u202f]\d{3})+|\d+"
# a minus belongs to a number where nothing stands before it that could be taken from
_SIGNED = rf"(?:(?<![\w)]){MINUS})?(?:{_WHOLE})(?:[.·]\d+)?"
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_UNIT += "".join(f"|(?<={_GAP}){unit}" for unit in _UNITS_APART)
_PART = f"[^()/{OPEN_BRACKET}{CLOSE_BRACKET}]"
_UNIT_END = r"(?![\w²³/]|\.m)"
_IN = r"(?:(?<=[ ]yn[ ])|(?<=ewn[ ])|(?<=[ ]to[ ])|(?<=[ ]in[ ]))"
"""What stands before a unit that something is changed to or told in, so that a letter alone can be one."""
_TOKEN = re.compile(
    rf"""
    (?P<currency>[£€]){_GAP}?(?P<pounds>{_WHOLE})(?:\.(?P<pence>\d\d))?(?![\d.]\d)
    | (?<![\d:])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?![\d:])
    | (?:(?P<mixed>\d+){_GAP}?)?(?:\((?P<top>{_PART}+)/(?P<bottom>{_PART}+)\)|(?P<half>[{"".join(_HALVES)}]))
      (?:{_GAP}?(?P<unit_of_part>{_UNIT}){_UNIT_END})?
    | (?:(?P<mixed_plain>\d+){_GAP})?(?<![\d/])(?P<top_plain>\d+)/(?P<bottom_plain>\d+)(?![\d/])
      (?:{_GAP}(?P<unit_of_plain>{_UNIT}){_UNIT_END})?
    | (?P<base>[\w.]+|[){CLOSE_BRACKET}])\^\((?P<exponent>[^(){OPEN_BRACKET}{CLOSE_BRACKET}]+)\)
    | (?P<number>{_SIGNED}){_GAP}?(?P<unit>{_UNIT}){_UNIT_END}
    | (?P<numeral>{_SIGNED})
    | (?<![\w/°])(?P<bare>{_BARE}){_UNIT_END}
    | {_IN}(?P<bare_letter>[mg])(?=[.?,]|$)
    | (?:{_IN}|(?<=\)[ \u00a0]))(?P<bare_currency>[£€])(?!{_GAP}?\d)
    | (?<=\S)[ ](?P<ratio>:)[ ](?=\S)
    | (?P<sign>[{SIGNS}])
    """,
    re.VERBOSE,
)


def mathematical_tokens(text: str) -> Iterator[tuple[int, int, Token]]:
    """Yield the tokens of a text in order, each with where it begins and ends.

    Formulas are written in a line: a fraction as (3/4), a power as 5^(2).
    """
    for found in _TOKEN.finditer(text):
        yield found.start(), found.end(), _token(found)


def _token(found: re.Match[str]) -> Token:
    return next(make(found) for name, make in _MAKERS.items() if found[name] is not None)


def _digits(written: str) -> int:
    return int(re.sub(r"\D", "", written))


def _numeral(written: str) -> Numeral:
    return Numeral(re.sub(r"[,\u202f]", "", written).replace("·", "."))


def _whole(found: re.Match[str], name: str) -> int | None:
    return int(found[name]) if found[name] else None


def _part(fraction: Fraction, unit: str | None) -> Token:
    return Quantity(fraction, unit) if unit else fraction


_MAKERS: Mapping[str, Callable[[re.Match[str]], Token]] = {
    "pounds": lambda found: Money(found["currency"], _digits(found["pounds"]), int(found["pence"] or 0)),
    "hour": lambda found: Clock(int(found["hour"]), int(found["minute"])),
    "top": lambda found: _part(Fraction(_whole(found, "mixed"), found["top"], found["bottom"]), found["unit_of_part"]),
    "half": lambda found: _part(Fraction(_whole(found, "mixed"), *_HALVES[found["half"]]), found["unit_of_part"]),
    "top_plain": lambda found: _part(
        Fraction(_whole(found, "mixed_plain"), found["top_plain"], found["bottom_plain"]), found["unit_of_plain"]
    ),
    "base": lambda found: Power(found["base"], found["exponent"]),
    "number": lambda found: Quantity(_numeral(found["number"]), found["unit"]),
    "numeral": lambda found: _numeral(found["numeral"]),
    "bare": lambda found: BareUnit(found["bare"]),
    "bare_letter": lambda found: BareUnit(found["bare_letter"]),
    "bare_currency": lambda found: BareUnit(found["bare_currency"]),
    "ratio": lambda found: Sign(found["ratio"]),
    "sign": lambda found: Sign(found["sign"]),
}
