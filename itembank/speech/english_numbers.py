"""English number words, as they are said in Britain."""

# fmt: off
# lists that are read, a few to the line
_UNITS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PARTS = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
    11: "eleventh",
    12: "twelfth",
    15: "fifteenth",
    16: "sixteenth",
    20: "twentieth",
    100: "hundredth",
    1000: "thousandth",
}
# fmt: on
_LARGE = ((1_000_000, "million"), (1_000, "thousand"))


def cardinal(n: int) -> str:
    """The words of a whole number from 0: 105 is "one hundred and five"."""
    for value, name in _LARGE:
        if n >= value:
            return _joined(f"{cardinal(n // value)} {name}", n % value)
    if n >= 100:
        return _joined(f"{_UNITS[n // 100]} hundred", n % 100)
    if n >= 20:
        return f"{_TENS[n // 10]}-{_UNITS[n % 10]}" if n % 10 else _TENS[n // 10]
    return _UNITS[n]


def _joined(words: str, rest: int) -> str:
    if not rest:
        return words
    return f"{words} and {cardinal(rest)}" if rest < 100 else f"{words} {cardinal(rest)}"


def fraction(top: int, bottom: int) -> str:
    """The words of a fraction: "three quarters", "one half"; "seven over thirteen" where the part has no short name."""
    if bottom not in _PARTS:
        return f"{cardinal(top)} over {cardinal(bottom)}"
    part = _PARTS[bottom]
    plural = "halves" if bottom == 2 else f"{part}s"
    return f"{cardinal(top)} {part if top == 1 else plural}"


def digit_by_digit(digits: str) -> str:
    """Digits one by one: "75" is "seven five"."""
    return " ".join(_UNITS[int(digit)] for digit in digits)
