"""A passage with its questions and answers, as an author writes it."""

from dataclasses import dataclass
from typing import Literal

from itembank.language import Language

PassageKind = Literal["story", "information", "verse"]
Process = Literal["retrieval", "local", "global", "judgement"]
Dialect = Literal["north", "south", "both"]

KINDS: tuple[PassageKind, ...] = ("story", "information", "verse")
PROCESSES: tuple[Process, ...] = ("retrieval", "local", "global", "judgement")
DIALECTS: tuple[Dialect, ...] = ("north", "south", "both")
FEATURES = ("paraphrased", "two_places", "rare_word", "word_meaning", "negative", "late")
MISCONCEPTIONS = (
    "true-elsewhere",
    "verbatim-wrong-relation",
    "plausible-absent",
    "over-general",
    "right-fact-wrong-person",
    "literal",
    "other-sense",
    "half-true",
)
"""Reasons for choosing a wrong option (docs/item-bank.md)."""


@dataclass(frozen=True)
class Distractor:
    """A wrong option and the misconception, one of `MISCONCEPTIONS`, that leads to it."""

    text: str
    misconception: str


@dataclass(frozen=True)
class ChooseOne:
    """A choice with one correct option."""

    key: str
    wrong: tuple[Distractor, ...]


@dataclass(frozen=True)
class ChooseSeveral:
    """A choice with several correct options; the prompt says how many."""

    keys: tuple[str, ...]
    wrong: tuple[Distractor, ...]


@dataclass(frozen=True)
class PutInOrder:
    """Cards in their correct order."""

    order: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """Pairs to match, and extra options that belong to no pair."""

    pairs: tuple[tuple[str, str], ...]
    extra: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """A gap with its correct word and its wrong ones."""

    key: str
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class FillGaps:
    """Sentences in which [1], [2] … mark the gaps."""

    sentence: str
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class SelectText:
    """Stretches of the passage, verbatim, one of which is the answer."""

    key: str
    candidates: tuple[str, ...]


Answer = ChooseOne | ChooseSeveral | PutInOrder | Match | FillGaps | SelectText


@dataclass(frozen=True)
class Question:
    """A question on a passage; ``id`` is unique in the passage and unchanged when the wording changes.

    Parameters
    ----------
    evidence : words of the passage that show the answer
    holds : the answer once more, as the author answered the question again without looking at the key
    """

    id: str
    process: Process
    prompt: str
    answer: Answer
    features: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A text and its questions.

    Parameters
    ----------
    form : text form, such as "letter"; for authors and reviewers
    year : lowest year group it is for, 2 to 9
    text : paragraphs or stanzas separated by blank lines; "## " begins a sub-heading, "- " a list entry
    practice : whether it is for practice sittings alone
    dialect : whose Welsh it is, "both" where neither dialect shows; None where nobody has said
    language : its language, None where its folder says so
    """

    id: str
    title: str
    kind: PassageKind
    form: str
    year: int
    text: str
    questions: tuple[Question, ...]
    practice: bool = False
    dialect: Dialect | None = None
    language: Language | None = None
