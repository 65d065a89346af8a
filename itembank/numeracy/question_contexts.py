"""What a question tells of and whom it names, read from its English words and ``question_contexts.toml``."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from itembank.numeracy.person_names import PEOPLE

_WORD = re.compile(r"[^\W\d_]+|°[CF]|£")


@cache
def question_contexts() -> Mapping[str, frozenset[str]]:
    """The words of each context, in the order of precedence."""
    contexts = tomllib.loads((files("itembank.numeracy") / "question_contexts.toml").read_text("utf-8"))
    return {context: frozenset(each.lower() for each in words) for context, words in contexts.items()}


def context_of(words: str) -> str:
    """The first context of which a text has a word; "" for none."""
    found = (word.lower() for word in _WORD.findall(words))
    told = {form for word in found for form in (word, word.removesuffix("s"))}
    return next((context for context, own in question_contexts().items() if own & told), "")


def person_of(words: str) -> str:
    """The child whom a text names first; "" for nobody."""
    return next((word for word in _WORD.findall(words) if word in PEOPLE), "")
