from collections.abc import Mapping
from dataclasses import dataclass

from itembank.language import LANGUAGES, Language


@dataclass(frozen=True)
class Subject:
    """What an assessment is of.

    Parameters
    ----------
    strands : the parts that a blueprint shares a sitting out among
    processes : what an item asks the learner to do with what is in front of them; none where a subject does not say
    languages : those that each of its items is worded in; reading is of one language, and no translation of the other
    """

    strands: tuple[str, ...]
    processes: tuple[str, ...]
    languages: tuple[Language, ...]


_NUMERACY = ("number", "measuring", "data")
_READING = ("story", "information", "verse")
_OF_READING = ("retrieval", "local", "global", "judgement")

SUBJECTS: Mapping[str, Subject] = {
    "numeracy-procedural": Subject(_NUMERACY, (), LANGUAGES),
    "numeracy-reasoning": Subject(_NUMERACY, ("identify", "represent", "review"), LANGUAGES),
    "reading-en": Subject(_READING, _OF_READING, ("en",)),
    "reading-cy": Subject(_READING, _OF_READING, ("cy",)),
}
"""The subjects there are banks of; a bank version is of one of them."""
