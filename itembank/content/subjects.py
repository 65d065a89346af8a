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
    read_aloud : whether its items may be read to a learner; where reading itself is measured, nothing allows it
    """

    strands: tuple[str, ...]
    processes: tuple[str, ...]
    languages: tuple[Language, ...]
    read_aloud: bool


_NUMERACY = ("number", "measuring", "data")
_READING = ("story", "information", "verse")
_OF_READING = ("retrieval", "local", "global", "judgement")

SUBJECTS: Mapping[str, Subject] = {
    "numeracy-procedural": Subject(_NUMERACY, (), LANGUAGES, read_aloud=True),
    "numeracy-reasoning": Subject(_NUMERACY, ("identify", "represent", "review"), LANGUAGES, read_aloud=True),
    "reading-en": Subject(_READING, _OF_READING, ("en",), read_aloud=False),
    "reading-cy": Subject(_READING, _OF_READING, ("cy",), read_aloud=False),
}
"""The subjects by name; each bank version belongs to one."""
