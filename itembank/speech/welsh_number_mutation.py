"""What the words around a number do to it in Welsh: "i dri", "a thri", "Mae’n dri", "Dewisa ddau ateb"."""

import re
from collections.abc import Callable

from itembank.speech.mathematical_tokens import Fraction, Money, Numeral, Quantity, Token
from itembank.speech.welsh_nouns import noun_counted
from itembank.welsh_mutations import aspirate, soft

# fmt: off
# lists that are read, a few to the line
_SOFTENING = frozenset(
    (
        "o", "i", "am", "dyma", "tan", "ar", "at", "gan", "dan", "dros", "drwy", "trwy", "wrth", "heb", "hyd",
        "neu",
        *("=", "≤", "≥", "≠", ":"),
    )
)
_ASPIRATING = frozenset(("a", "â", "na", "gyda", "tua", "×", "÷", "<", ">"))
# fmt: on
_SUBJECT_OR_OBJECT = re.compile(
    r"\b(?:(?:[Mm]ae|[Oo]es|[Rr]?oedd|[BbFf]ydd|[BbFf]od)\s"
    r"gan(?:ddo|ddi|\s(?:(?:y|yr|bob)\s)?(?!Flwyddyn)[^\W\d]+)"
    r"|\bgen\s(?:i|ti)|\b[CcGg]est\sti"
    r"|\w+odd\s(?:(?:(?:mwy|llai) na hanner (?:y|yr)|y rhan fwyaf o’r)\s[^\W\d]+"
    r"|[A-ZŴŶ][^\W\d]+|[Dd]osbarth\s[A-Z]|\d+\s[^\W\d]+"
    r"|(?:y|yr)\s[^\W\d]+(?:\s(?!ac?|am|ar|at|gan|i|mewn|o|rhwng|wedi|yn)[^\W\d]+)?))\s$"
)
"""What parts a number from its verb, and softens it: "Mae gan Mali bedwar", "Fe gest ti bedwar"."""
_COMMANDS = re.compile(
    r"\b(?:adia|cerdda|cyfra|cyfrifa|defnyddia|dewisa|gosoda|newidia|rhanna|rho|symuda|talgrynna|tynna|torra"
    r"|ysgrifenna)\s$",
    re.IGNORECASE,
)
"""Verbs that soften what they act on: "Dewisa ddau ateb", "Cyfra ddau arall"; a bare number stays as it is."""
_CHANGED = re.compile(r"\b(?:[Cc]ododd|[Cc]ynyddodd|[Gg]ostyngodd)\s$")
_SOME_MORE = re.compile(r" (?:arall|ymlaen)\b")
_BEING = re.compile(r"(?:\b[bf]od|[cg]ymedr|canolrif|amrediad|cyfanswm) yn\s$")
_SUBJECT = re.compile(
    r"\b(?:[Mm]ae|[Rr]?oedd|[Bb]ydd(?:an)?)(?:’r)?"
    r"(?:\s(?!(?:angen|gan|tua|wedi|yn(?! [A-ZŴŶ]))\b|\S*’n\s)[^\W\d][\w’-]*){1,5}"
    r"(?<!\bcost)(?<!\bhyd)(?<!(?<!\by )\bnifer)(?<!\bpris)(?<!\bhanner)(?<!swm)\s$"  # not "Mae pris tri afal yn uwch"
)
_BY_HOW_MUCH = re.compile(
    r"(?:\s[^\W\d]+|[ \u00a0]\d+[ \u00a0]min)?\s(?:"
    r"yn (?:[^\W\d]+ach|fwy|gynnar|gynt|haws|hwy|hwyr|hŷn|iau|is|llai|rhy|uwch|well)\b"
    r"|ar wahân|heibio|i ffwrdd|i’r (?:gogledd|de|dwyrain|gorllewin)|o dan|o flaen|o’r|y tu ôl)"
)
"""By how much something is more, or how far away, behind what is: "Mae’r tŵr ddau floc yn dalach"."""
_HOW_OFTEN = re.compile(
    r"\s(?:gwaith|o weithiau)(?:[.,;?]|\syr un\b|$)"
)  # "Mae’n neidio dair gwaith."; not "angen 3 gwaith cymaint"
_DONE_SO_OFTEN = re.compile(r"(?<![\w’])(?!(?:bob|gyda|mae|tua|ydy)\s)[a-zâêîôûŵŷ]{3,}\s$")


def is_softened(token: Token, before: str, after: str) -> bool:
    """Whether a verb or "yn" softens a number: "Dewisa ddau ateb", "yn dair rhan"; not the "in" of "yn 2024"."""
    if before.endswith(" sydd ") and _BY_HOW_MUCH.match(after):
        return True
    if isinstance(token, Quantity | Money) and _CHANGED.search(before):
        return True
    is_amount = isinstance(token, Quantity | Money | Fraction) or (
        isinstance(token, Numeral) and noun_counted(token, after) != ""
    )
    if _COMMANDS.search(before) and _SOME_MORE.match(after):
        return True
    if _HOW_OFTEN.match(after) and _DONE_SO_OFTEN.search(before):
        return True
    if is_amount and (_COMMANDS.search(before) or (_SUBJECT.search(before) and _BY_HOW_MUCH.match(after))):
        return True
    if not before.endswith(" yn "):
        return False
    return is_amount or after.startswith(" : ") or _BEING.search(before) is not None


def mutation(before: str) -> Callable[[str], str]:
    """What the words or the sign before a number do to it: "i dri", "a thri", "Mae’n dri", "y ddau"."""
    found = re.search(r"([\w’]+|[=≤≥≠×÷<>]|(?<= ):)\s*$", before)
    word = found[1].lower() if found and found[1] != "A" else ""  # the letter of a square or a plan: "A4"
    if word in ("y", "yr") or word.endswith("’r"):
        return _after_article
    if word in _SOFTENING or word.endswith("’n") or _SUBJECT_OR_OBJECT.search(before):
        return soft
    return aspirate if word in _ASPIRATING else str


def _after_article(words: str) -> str:
    return soft(words) if words.startswith(("dau", "dwy")) else words
