"""The names of units as children write them, in both languages."""

from collections.abc import Mapping

from itembank.welsh_mutations import aspirate, soft

_METRES = {"m": ("metre", "metr", "meter"), "mm": ("millimetre", "milimetr", "millimeter")}
_METRES |= {"cm": ("centimetre", "centimetr", "centimeter"), "km": ("kilometre", "cilometr", "kilometer")}


def _of_length(unit: str) -> tuple[str, ...]:
    english, welsh, american = _METRES[unit]
    return (unit, f"{unit}s", english, f"{english}s", american, f"{american}s", *_in_welsh(welsh))


def _in_welsh(word: str, plural: str = "") -> tuple[str, ...]:
    """A unit as it stands behind a number, mutated too, and counted in the plural: "6 chentimetr", "40 o funudau"."""
    many = plural or f"{word}au"
    counted = (many, soft(many))
    return (word, soft(word), aspirate(word), *counted, *(f"o {each}" for each in counted))


def _to_a_power(unit: str, power: str, english: str, welsh: str) -> tuple[str, ...]:
    digit = {"²": "2", "³": "3"}[power]
    words = _METRES[unit]
    return (
        f"{unit}{power}",
        f"{unit}{digit}",
        f"{unit}^{digit}",
        *(f"{english} {each}" for each in (unit, f"{words[0]}s", words[0], f"{words[2]}s")),
        *(f"{each} {english}d" for each in (unit, f"{words[0]}s") if english == "square"),
        *(f"{each} {welsh}" for each in (unit, *_in_welsh(words[1]))),
    )


_KINDS: tuple[tuple[str, ...], ...] = (
    *(_of_length(unit) for unit in _METRES),
    *(_to_a_power(unit, "²", "square", "sgwâr") for unit in _METRES),
    *(_to_a_power(unit, "³", "cubic", "ciwbig") for unit in _METRES),
    ("g", "gs", "gm", "gms", "gram", "grams", "gramme", "grammes", *_in_welsh("gram")),
    ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes", "cilo",
     *_in_welsh("cilogram")),
    ("ml", "mls", "millilitre", "millilitres", "milliliter", "milliliters", *_in_welsh("mililitr")),
    ("litr", "l", "ltr", "ltrs", "litre", "litres", "liter", "liters", *_in_welsh("litr")),
    ("s", "sec", "secs", "second", "seconds", *_in_welsh("eiliad")),
    ("min", "mins", "minute", "minutes", *_in_welsh("munud")),
    ("h", "hr", "hrs", "hour", "hours", *_in_welsh("awr", "oriau")),
    ("p", "pence", "penny", "pennies", *_in_welsh("ceiniog")),
    ("£", "pound", "pounds", *_in_welsh("punt", "punnoedd")),
    ("€", "euro", "euros", *_in_welsh("ewro", "ewros")),
    ("%", "per cent", "percent", "y cant"),
    ("°", "º", "degree", "degrees", *_in_welsh("gradd")),
    ("°C", "ºC", "° C", "C", "°", "º", "degree", "degrees", "degrees C", "degrees celsius", *_in_welsh("gradd"),
     "gradd C", *(f"{each} celsius" for each in _in_welsh("gradd"))),
    ("°F", "ºF", "F", "degrees F", "degrees fahrenheit"),
    ("kWh",),
    ("GB", "gigabytes", "gigabyte", "gigabeit", "gigabeitiau", "o gigabeitiau"),
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
