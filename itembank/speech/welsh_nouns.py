"""The Welsh nouns that numbers count: their gender, and the words behind a number that it does not count."""

import re

from itembank.numeracy.counted_nouns import NOUNS
from itembank.speech.mathematical_tokens import Numeral
from itembank.welsh_mutations import aspirate, nasal, soft

# fmt: off
# lists that are read, a few to the line
_FEMININE_NOUNS = (
    *(noun.singular for noun in NOUNS if noun.feminine),
    "awr", "eiliad", "milltir", "tudalen", "ffeuen", "pleidlais", "wythnos", "merch", "cath", "dafad", "buwch",
    "gwaith", "rhan", "ochr", "ongl", "het", "gêm", "llwyaid", "sedd", "modfedd", "marblen", "teisen", "iâr",
    "naid", "siop", "galwad", "cot", "côt", "banana", "silff", "taith", "ras", "breichled", "cuddfan", "gitâr",
    "gradd", "miliwn", "pwmpen",
)
_FEMININE_PLURALS = (
    *(noun.plural for noun in NOUNS if noun.feminine),
    "bananas", "cathod", "cotiau", "defaid", "eiliadau", "ffa", "galwadau", "gemau", "gweithiau", "hetiau", "ieir",
    "merched", "milltiroedd", "modfeddi", "moron", "ochrau", "oriau", "pleidleisiau", "rhannau", "seddi", "siopau",
    "teisennau", "tudalennau", "wythnosau", "ysgolion",
)
_MASCULINE_NOUNS = (
    *(noun.singular for noun in NOUNS if not noun.feminine),
    "beic", "cwestiwn", "disgybl", "marc", "mis", "munud", "pwys", "taliad",
)
NOT_COUNTED = frozenset(
    (
        "a", "a’r", "ac", "adael", "â", "â’r", "ag", "agosaf", "allan", "am", "ar", "arall", "at", "bob", "bydd",
        "cyn", "cyntaf", "ddewisodd", "eto", "gan", "gyda", "gyda’i", "gyda’r", "heb", "hefyd", "hyd", "i", "i’r",
        "i’w", "mae", "mewn", "na", "nag", "nesaf", "neu", "o", "o’r", "oddi", "oed", "oedd", "ohonyn", "ohonynt",
        "olaf", "ond", "rhwng", "roedd", "sydd", "sy’n", "unwaith", "wedi", "wedi’i", "wedi’u", "wrth", "y", "ydy",
        "ydy’r", "ym", "yma", "ymlaen", "yn", "yna", "yng", "yr", "yw", "yw’r",
    )
)
"""Words that follow a number without being counted by it."""
# fmt: on
RADICALS = frozenset((*_FEMININE_NOUNS, *_MASCULINE_NOUNS))
"""Nouns that are counted, as the dictionary has them."""
FEMININE = frozenset(form(noun) for noun in _FEMININE_NOUNS for form in (str, soft, aspirate, nasal))
"""Feminine nouns in every form in which they may follow a number."""

OF_FEMININE = re.compile(
    r"[ \u00a0](?:yn (?:fwy|llai) )?o(?:’r)? "
    rf"(?:{'|'.join(sorted(form(noun) for noun in _FEMININE_PLURALS for form in (str, soft)))})\b"
)
"""Feminine nouns that are counted in the plural: "tair o ferched", "un deg dwy o gacennau"."""


def noun_counted(number: Numeral, after: str) -> str:
    """The noun that a whole number counts; "" for none."""
    found = re.match(r"[ \u00a0]([a-zâêîôûŵŷ’-]+)", after)
    counts = found is not None and found[1] not in NOT_COUNTED and not number.decimals and number.whole != 0
    return found[1] if found is not None and counts else ""
