"""Welsh number words in the decimal system, which schools calculate in: 13 is "un deg tri" (ADR 91)."""

from itembank.welsh_mutations import aspirate, soft

_UNITS = ("dim", "un", "dau", "tri", "pedwar", "pump", "chwech", "saith", "wyth", "naw")
_FEMININE = {2: "dwy", 3: "tair", 4: "pedair"}
_BEFORE_NOUN = {"pump": "pum", "chwech": "chwe"}
_CLOCK_HOURS = {11: "un ar ddeg", 12: "deuddeg"}
_PARTS = {3: "traean", 4: "chwarter", 5: "pumed", 6: "chweched", 7: "seithfed", 8: "wythfed", 9: "nawfed"}
_PARTS |= {10: "degfed", 12: "deuddegfed", 20: "ugeinfed", 100: "canfed", 1000: "milfed"}
_FEW = 10
_SOFTENING = ("dau", "ddau", "dwy", "ddwy")
_ASPIRATING = ("tri", "dri", "thri", "chwe")
_NEVER_MUTATED = ("gram", "gigabeit")  # borrowed words that would be hard to know again: "dau gram"


def cardinal(n: int, *, feminine: bool = False, before_noun: bool = False) -> str:
    """The words of a whole number from 0.

    Parameters
    ----------
    feminine : whether it counts something feminine: dwy, tair, pedair
    before_noun : whether a noun follows at once: pum, chwe, can
    """
    if n >= 1_000_000:
        words = "miliwn" if n < 2_000_000 else counted(n // 1_000_000, "miliwn", feminine=True)
        return _with_rest(words, n % 1_000_000, feminine, before_noun)
    if n >= 1_000:
        words = "mil" if n < 2_000 else counted(n // 1_000, "mil", feminine=True)
        return _with_rest(words, n % 1_000, feminine, before_noun)
    if n >= 100:
        words = "cant" if n < 200 else counted(n // 100, "cant", feminine=False)
        return _with_rest(words if n % 100 or not before_noun else words[:-1], n % 100, feminine, before_noun)
    if n >= 10:
        tens = "deg" if n == 10 else counted(n // 10, "deg", feminine=False)
        return f"{tens} {_unit(n % 10, feminine, before_noun)}" if n % 10 else tens
    return _unit(n, feminine, before_noun)


def _unit(n: int, feminine: bool, before_noun: bool) -> str:
    word = _FEMININE.get(n, _UNITS[n]) if feminine else _UNITS[n]
    return _BEFORE_NOUN.get(word, word) if before_noun else word


def _with_rest(words: str, rest: int, feminine: bool, before_noun: bool) -> str:
    if not rest:
        return words
    told = cardinal(rest, feminine=feminine, before_noun=before_noun)
    if rest > _FEW:
        return f"{words} {told}"
    return f"{words} ac {told}" if told[0] in "uw" else f"{words} a {aspirate(told)}"


def counted(n: int, noun: str, *, feminine: bool) -> str:
    """A number with its noun in the singular, mutated by the number's last word: "tri chant", "dwy geiniog"."""
    words = cardinal(n, feminine=feminine, before_noun=True)
    return f"{words} {mutated_after(words, noun, feminine=feminine)}"


def mutated_after(number_words: str, noun: str, *, feminine: bool) -> str:
    """A noun as a number's last word mutates it."""
    if noun.split()[0] in _NEVER_MUTATED:
        return noun
    last = number_words.rsplit(" ", 1)[-1]
    if last in _SOFTENING or (last == "un" and feminine and not noun.startswith(("ll", "rh"))):
        return soft(noun)
    return aspirate(noun) if last in _ASPIRATING else noun


def clock_hour(hour: int) -> str:
    """The hour of a clock, which keeps the old words: "un ar ddeg", "deuddeg"."""
    return _CLOCK_HOURS.get(hour, cardinal(hour))


def fraction(top: int, bottom: int) -> str:
    """The words of a fraction: "tri chwarter", "hanner"; "saith dros un deg tri" where the part has no short name."""
    if (top, bottom) == (1, 2):
        return "hanner"
    if bottom not in _PARTS:
        return f"{cardinal(top)} dros {soft(cardinal(bottom))}"
    part = _PARTS[bottom]
    return part if top == 1 and bottom in (3, 4) else counted(top, part, feminine=False)


def digit_by_digit(digits: str) -> str:
    """Digits one by one: "75" is "saith pump"."""
    return " ".join(_UNITS[int(digit)] for digit in digits)
