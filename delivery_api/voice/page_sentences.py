"""What the pages of Years 2 and 3 say: every sentence of their templates, with numbers filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path

from jinja2 import Environment

from delivery_api.http.problem_sentences import INVALID_REPLY_SENTENCES
from delivery_api.voice.recorded_sentences import SpokenSentence
from delivery_api.web import message_catalogue
from itembank import PRACTICE
from itembank.language import LANGUAGES, Language
from itembank.speech import item_sentences, sentences_of
from reports.feedback.young_messages import YOUNG

TEMPLATES = (
    "break.html",
    "break_words.html",
    "learner_home.html",
    "player.html",
    "practice.html",
    "practice_kinds.html",
    "practice_question.html",
    "reply_words.html",
    "subject_pictures.html",
    "young_feedback.html",
)
"""The templates of the pages that have a speaker, and what they include."""

FILLED: Mapping[str, range | tuple[str, ...]] = {
    "number": range(1, 61),
    "all": range(len(PRACTICE), len(PRACTICE) + 1),
    "count": range(11),
    "least": range(1, 10),
    "most": range(1, 10),
    "minutes": range(1, 121),
    "name": ("",),
}
"""What stands for a name in a sentence: a number in figures; a person's name is left to the eye, nobody records it.

A sentence with anything else in it, such as a date or a reference, is not read aloud."""

_TEMPLATE_FOLDER = Path(message_catalogue.__file__).parent / "templates"
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def is_read_to(year: int) -> bool:
    """Whether learners of a year group have the pages read to them."""
    return year in YOUNG


@cache
def page_sentences() -> tuple[SpokenSentence, ...]:
    """Return the sentences of the pages in both languages, and of the questions of `/practice`, each once."""
    return tuple(dict.fromkeys((*template_sentences(), *_practice_sentences())))


@cache
def template_sentences() -> tuple[SpokenSentence, ...]:
    """Return the sentences of the pages in both languages, each once; of no question."""
    shown = ((language, text) for language in LANGUAGES for text in _shown(language))
    return tuple(dict.fromkeys(SpokenSentence(language, text) for language, text in shown))


def _practice_sentences() -> Iterator[SpokenSentence]:
    for language, item in product(LANGUAGES, PRACTICE.values()):
        yield from (SpokenSentence(language, text) for text in item_sentences(item, language))


@cache
def page_sentence_names() -> frozenset[str]:
    """Return the names of their recordings."""
    return frozenset(each.name for each in page_sentences())


def _shown(language: Language) -> Iterator[str]:
    for message in _messages(language):
        for filled in _filled(message):
            yield from sentences_of(filled)


def _messages(language: Language) -> Iterator[str]:
    """Yield the messages of the templates in a language, of one with a count the form of each, and refusals."""
    say = message_catalogue.translations(language)
    yield from (sentence(say) for sentence in INVALID_REPLY_SENTENCES.values())
    jinja = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True, trim_blocks=True)
    for name in TEMPLATES:
        source = (_TEMPLATE_FOLDER / name).read_text("utf-8")
        for _, function, message in jinja.extract_translations(source):  # type: ignore[attr-defined]
            texts = message if isinstance(message, tuple) else (message,)
            if function == "ngettext":
                forms = ((count, say.ngettext(texts[0], texts[1], count)) for count in range(11))
                yield from (form.replace("%(count)d", str(count)) for count, form in forms)
            else:
                yield say.gettext(texts[0])


def _filled(message: str) -> Iterator[str]:
    """Yield a message with each value that may stand in it; nothing where one of them is not foreseen."""
    names = sorted(set(_PLACEHOLDER.findall(message)))
    if not all(name in FILLED for name in names):
        return
    for values in product(*(FILLED[name] for name in names)):
        filled = message
        for name, value in zip(names, values, strict=True):
            filled = filled.replace(f"%({name})s", str(value)).replace(f"%({name})d", str(value))
        yield filled
