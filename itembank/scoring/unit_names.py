"""The names of units as children write them, in both languages."""

from collections.abc import Mapping

_METRES = {"m": ("metre", "metr", "meter"), "mm": ("millimetre", "milimetr", "millimeter")}
_METRES |= {"cm": ("centimetre", "centimetr", "centimeter"), "km": ("kilometre", "cilometr", "kilometer")}


def _of_length(unit: str) -> tuple[str, ...]:
    english, welsh, american = _METRES[unit]
    return (unit, f"{unit}s", english, f"{english}s", american, f"{american}s", welsh, f"{welsh}au", _softened(welsh))


def _softened(word: str) -> str:
    """The word after "o" or "2": metr → fetr, centimetr → gentimetr."""
    return {"m": "f", "c": "g"}[word[0]] + word[1:]


def _to_a_power(unit: str, power: str, english: str, welsh: str) -> tuple[str, ...]:
    digit = {"²": "2", "³": "3"}[power]
    words = _METRES[unit]
    return (
        f"{unit}{power}",
        f"{unit}{digit}",
        f"{unit}^{digit}",
        *(f"{english} {each}" for each in (unit, f"{words[0]}s", words[0], f"{words[2]}s")),
        *(f"{each} {english}d" for each in (unit, f"{words[0]}s") if english == "square"),
        *(f"{each} {welsh}" for each in (unit, words[1], f"{words[1]}au", _softened(words[1]))),
    )


_KINDS: tuple[tuple[str, ...], ...] = (
    *(_of_length(unit) for unit in _METRES),
    *(_to_a_power(unit, "²", "square", "sgwâr") for unit in _METRES),
    *(_to_a_power(unit, "³", "cubic", "ciwbig") for unit in _METRES),
    ("g", "gs", "gm", "gms", "gram", "grams", "gramme", "grammes", "gramau"),
    ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes", "cilo", "cilogram",
     "cilogramau", "gilogram"),
    ("ml", "mls", "millilitre", "millilitres", "milliliter", "milliliters", "mililitr", "mililitrau", "fililitr"),
    ("litr", "l", "ltr", "ltrs", "litre", "litres", "liter", "liters", "litrau"),
    ("s", "sec", "secs", "second", "seconds", "eiliad", "eiliadau"),
    ("min", "mins", "minute", "minutes", "munud", "munudau", "funud", "funudau"),
    ("h", "hr", "hrs", "hour", "hours", "awr", "oriau"),
    ("p", "pence", "penny", "pennies", "ceiniog", "ceiniogau", "geiniog"),
    ("£", "pound", "pounds", "punt", "bunt", "phunt", "punnoedd", "bunnoedd"),
    ("€", "euro", "euros", "ewro", "ewros"),
    ("%", "per cent", "percent", "y cant"),
    ("°", "º", "degree", "degrees", "gradd", "graddau", "radd"),
    ("°C", "ºC", "° C", "C", "°", "º", "degree", "degrees", "degrees C", "degrees celsius", "gradd", "graddau", "radd",
     "gradd C", "gradd celsius", "radd celsius"),
    ("°F", "ºF", "F", "degrees F", "degrees fahrenheit"),
    ("kWh",),
    ("GB", "gigabytes", "gigabyte", "gigabeit"),
)  # fmt: skip


def _by_name() -> Mapping[str, frozenset[str]]:
    names: dict[str, frozenset[str]] = {}
    for kind in _KINDS:
        for name in kind:
            names.setdefault(name.lower(), frozenset(each.lower() for each in kind))
    return names | {kind[0].lower(): frozenset(each.lower() for each in kind) for kind in _KINDS}


_NAMES = _by_name()
KNOWN: frozenset[str] = frozenset(_NAMES)
"""Every name of every unit, in small letters."""


def names_of(unit: str) -> frozenset[str]:
    """Every way to write a unit, in small letters; itself alone where nobody listed it.

    Parameters
    ----------
    unit : as printed beside a box: cm, munud, litres, £
    """
    return _NAMES.get(unit.strip().lower(), frozenset({unit.strip().lower()}))
