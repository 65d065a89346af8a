"""The subjects that are assessed."""

from collections.abc import Mapping
from dataclasses import dataclass

from itembank.language import LANGUAGES, Language


@dataclass(frozen=True)
class Subject:
    """A subject of assessment.

    Parameters
    ----------
    strands : content areas among which a blueprint divides a sitting
    processes : cognitive processes that items ask for; empty if the subject does not distinguish them
    languages : languages in which each item is worded; a reading bank has one, since passages are not translated
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
"""The subjects by name; each bank version belongs to one."""
