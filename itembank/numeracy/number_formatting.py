"""Numbers, money and measures as printed in schools in both languages."""

from decimal import Decimal

from itembank.language import Text

THIN_SPACE = "\u202f"  # the thin space that does not break at a line's end
NO_BREAK = "\u00a0"
MINUS = "\u2212"
LARGEST_BARE = 9999
LITRES = Text("litr", "litres")  # in words: a single l is read as 1
_UNITS_IN_WORDS = {
    "mm": Text("milimetrau", "millimetres"),
    "cm": Text("centimetrau", "centimetres"),
    "m": Text("metrau", "metres"),
    "km": Text("cilometrau", "kilometres"),
    "g": Text("gramau", "grams"),
    "kg": Text("cilogramau", "kilograms"),
    "ml": Text("mililitrau", "millilitres"),
    "litres": Text("litrau", "litres"),
    "°C": Text("graddau Celsius", "degrees Celsius"),
    "%": Text("canrannau", "per cent"),
}


def whole_number(n: int) -> str:
    """Digits with a thin space at each thousand from 10 000 on; a true minus."""
    digits = str(abs(n)) if abs(n) <= LARGEST_BARE else f"{abs(n):,}".replace(",", THIN_SPACE)
    return f"{MINUS if n < 0 else ''}{digits}"


def decimal(value: str | Decimal) -> str:
    """A decimal as written, with its integer part as `whole_number` prints it."""
    sign, digits = (MINUS, str(value)[1:]) if str(value).startswith("-") else ("", str(value))
    before, point, after = digits.partition(".")
    return f"{sign}{whole_number(int(before))}{point}{after}"


def pounds(pence: int) -> str:
    """£3, £3.50, £1250: pounds alone if there are no pence."""
    return f"£{whole_number(pence // 100)}" if pence % 100 == 0 else f"£{whole_number(pence // 100)}.{pence % 100:02d}"


def coin(pence: int) -> str:
    """45p, £2: the value of a coin or a price below a pound."""
    return f"{pence}p" if pence < 100 else pounds(pence)


def measure(value: str | int | Decimal, unit: str) -> str:
    """35 cm, 1.3 kg, −3 °C: number and unit with a no-break space."""
    return f"{decimal(str(value))}{NO_BREAK}{unit}"


def in_units(unit: Text) -> Text:
    """What a scale is marked in: "litrau" and "litres", though it is "2 litr"; an unknown unit is as it stands."""
    return _UNITS_IN_WORDS.get(unit.en, unit)


def degrees(n: int) -> str:
    """60°: an angle."""
    return f"{whole_number(n)}°"


def clock(minutes: int) -> str:
    """8:05 or 14:35, from minutes after midnight."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def fraction(numerator: int | str, denominator: int | str) -> str:
    """MathML for a fraction in a line of text."""
    return f"<math><mfrac><mn>{numerator}</mn><mn>{denominator}</mn></mfrac></math>"


def power(base: int | str, exponent: int | str) -> str:
    """MathML for a power; a negative exponent has a true minus."""
    raised = (
        f"<mo>{MINUS}</mo><mn>{str(exponent)[1:]}</mn>" if str(exponent).startswith("-") else f"<mn>{exponent}</mn>"
    )
    return f"<math><msup><mn>{base}</mn><mrow>{raised}</mrow></msup></math>"
