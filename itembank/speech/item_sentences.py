"""The sentences of an item that may be read aloud."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from itembank.content.item_versions import ItemVersion
from itembank.content.response_types import Hotspot
from itembank.content.stimulus import Stimulus
from itembank.language import Language, Text
from itembank.presentation.learner_presentation import content_language
from itembank.speech.shown_text import sentences_of


def item_sentences(item: ItemVersion, language: Language, stimulus: Stimulus | None = None) -> tuple[str, ...]:
    """The sentences of an item in order, each once: scenario, prompt, what to do, answers and hints; no drawings.

    Whether they may be read aloud is the subject's to say: in reading they never may (`Subject.read_aloud`).
    """
    shown_in = content_language(item, language)
    beside = (stimulus.title, stimulus.html) if stimulus else ()
    texts = (*beside, item.prompt, *_texts(item.response), *item.hints)
    return tuple(dict.fromkeys(sentence for text in texts for sentence in sentences_of(text[shown_in])))


def _texts(part: object) -> Iterator[Text]:
    """Every text of a response, also within its parts, but of a drawing."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _texts(each)
    elif is_dataclass(part):
        for each in fields(part):
            if not (isinstance(part, Hotspot) and each.name == "svg"):
                yield from _texts(getattr(part, each.name))
