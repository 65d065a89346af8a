"""What units, money and signs are called in Welsh."""

from collections.abc import Mapping

from itembank.speech.mathematical_tokens import CLOSE_BRACKET, OPEN_BRACKET
from itembank.welsh_mutations import soft

UNITS: Mapping[str, tuple[str, bool]] = {
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

MANY: Mapping[str, str] = {
    "mm": "milimetrau",
    "cm": "centimetrau",
    "m": "metrau",
    "km": "cilometrau",
    "g": "gramau",
    "kg": "cilogramau",
    "ml": "mililitrau",
    "cm²": "centimetrau sgwâr",
    "m²": "metrau sgwâr",
    "cm³": "centimetrau ciwbig",
    "m³": "metrau ciwbig",
    "°C": "graddau Celsius",
    "°F": "graddau Fahrenheit",
    "km/h": "cilometrau yr awr",
    "m/s": "metrau yr eiliad",
    "g/cm³": "gramau y centimetr ciwbig",
    "GB": "gigabeitiau",
    "kWh": "cilowat-oriau",
    "p": "ceiniogau",
    "min": "munudau",
    "h": "oriau",
    "s": "eiliadau",
    "°": "graddau",
    "£": "punnoedd",
    "€": "ewros",
}
"""The plurals of units that stand without a number: "yn gentimetrau"."""


def soft_many(unit: str) -> str:
    """The plural of a unit behind "o" and "yn"; what is borrowed would be hard to know again: "o gramau"."""
    many = MANY[unit]
    return many if many.startswith(("gram", "gigabeit")) else soft(many)


DEGREES = ("°C", "°F")

MONEY: Mapping[str, tuple[tuple[str, bool], tuple[str, bool]]] = {
    "£": (("punt", True), ("ceiniog", True)),
    "€": (("ewro", False), ("sent", False)),
}

SIGNS: Mapping[str, str] = {
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
    ":": "i",
    OPEN_BRACKET: "cromfach",
    CLOSE_BRACKET: "cau cromfach",
}
ALONE: Mapping[str, str] = {unit: name for unit, (name, _) in UNITS.items()} | {
    "£": "punt",
    "€": "ewro",
    "%": "y cant",
}
"""What a unit is called that stands beside an empty box."""
