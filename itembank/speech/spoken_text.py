"""A sentence in the words of a teacher who reads it out."""

import re
from collections.abc import Mapping

from itembank.language import Language
from itembank.speech import english_speech, welsh_speech, welsh_units
from itembank.speech.mathematical_tokens import CLOSE_BRACKET, OPEN_BRACKET, Sign, Token, mathematical_tokens

_ALONE: Mapping[Language, Mapping[str, str]] = {"cy": welsh_units.ALONE, "en": english_speech.ALONE}
_MONEY_IN_STANDARD_FORM = re.compile(r"([£€])([\d.]+\s×\s10\^\([^()]*\))")
_FROM_TO = re.compile(r"(?<=:\d\d) – (?=\d\d?:\d\d)|(?<=[\d%°])–(?=[£€\u2212]?\d)")
_TERM = (
    r"(?:[^()/,]|,(?=\d{3})|\^\([^()]*\)|\([^()/]+/[^()/]+\))*"  # exponents and fractions have brackets of their own
)
_CALCULATION = re.compile(
    rf"(?<!\^)\(({_TERM}(?<=[\w)%□{CLOSE_BRACKET}]) ?[+\u2212×÷] ?[\w(£€√□{OPEN_BRACKET}]{_TERM})\)"
)
_RAISED = re.compile(r"(?<!\^)\(([^()]*)\)(?=\^\()")
_IN_BRACKETS = re.compile(r"\s+\(([^()\s]{1,5})\)")


def spoken_text(shown: str, language: Language) -> str:
    """What is said of a sentence as it stands on a page, with its mathematics in words.

    A voice engine that is given "3/4" or "7:30" says what it likes; what it is given here are words alone. A clock is
    read as it shows the time, a sign by its name, a picture not at all: reading aloud must not answer the question.

    Parameters
    ----------
    shown : the text, with formulas in a line as `shown_text` writes them
    """
    alone = _ALONE[language].get(shown.strip())
    if alone:
        return alone
    shown, said, place = _prepared(shown, language), "", 0
    for start, end, token in mathematical_tokens(shown):
        words = _words(token, shown[:start], shown[end:], language)
        apart = " " if isinstance(token, Sign) or re.search(r"\w$", said + shown[place:start]) else ""
        beyond = apart or " " * shown[end : end + 1].isupper()  # "3D" is "three D"
        said, place = f"{said}{shown[place:start]}{apart}{words}{beyond}", end
    said = _tidy(said + shown[place:])
    return welsh_speech.with_long_forms(said) if language == "cy" else said


def _prepared(shown: str, language: Language) -> str:
    """A text with its units where they are said: "Milk (ml)" has it after a comma, £2 × 10^(5) at the end.

    A ratio keeps together on a page; 18–29 is said as a ratio is, "18 to 29".
    """
    shown = _MONEY_IN_STANDARD_FORM.sub(r"\2 \1", shown.replace("\u00a0:\u00a0", " : ").replace("π", "pi"))
    shown = _with_brackets_of_calculations(_FROM_TO.sub(" : ", shown))
    shown = _IN_BRACKETS.sub(lambda found: _unit(found, language), shown)
    return welsh_speech.written_out(shown) if language == "cy" else english_speech.written_out(shown)


def _with_brackets_of_calculations(shown: str) -> str:
    """A text with its brackets marked around what is reckoned first, the inner ones and then the outer ones."""
    marked = _RAISED.sub(rf"{OPEN_BRACKET}\1{CLOSE_BRACKET}", shown)
    marked = _CALCULATION.sub(rf"{OPEN_BRACKET}\1{CLOSE_BRACKET}", marked)
    return marked if marked == shown else _with_brackets_of_calculations(marked)


def _unit(found: re.Match[str], language: Language) -> str:
    """A unit behind what it measures, as in "Milk (ml)"; anything else in brackets stays."""
    name = welsh_speech.heading_unit(found[1]) if language == "cy" else english_speech.ALONE.get(found[1])
    return f", {name}" if name else found[0]


def _words(token: Token, before: str, after: str, language: Language) -> str:
    if language == "cy":
        return welsh_speech.welsh_words(token, before, after)
    return english_speech.english_words(token, before, after)


def _tidy(said: str) -> str:
    """One space between words, none before a comma; quotation marks and dots that only the eye needs go."""
    without_marks = re.sub(r"[“”‘…]|’(?!\w)", " ", said)
    return re.sub(r"\s+([.,?!;:])", r"\1", re.sub(r"\s+", " ", without_marks)).strip(" ,")
