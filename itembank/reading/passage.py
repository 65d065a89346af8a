"""A passage and its questions, as an author writes them."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["story", "information", "verse"]
Process = Literal["retrieval", "local", "global", "judgement"]

KINDS: tuple[Kind, ...] = ("story", "information", "verse")
PROCESSES: tuple[Process, ...] = ("retrieval", "local", "global", "judgement")
FEATURES = ("paraphrased", "two_places", "rare_word", "negative", "late")
WRONG_IDEAS = (
    "true-elsewhere",
    "verbatim-wrong-relation",
    "plausible-absent",
    "over-general",
    "right-fact-wrong-person",
    "literal",
    "other-sense",
    "half-true",
)
"""What may lead a reader to a wrong option (docs/item-bank.md)."""


@dataclass(frozen=True)
class Wrong:
    """A wrong option and the idea, one of `WRONG_IDEAS`, that leads to it."""

    text: str
    why: str


@dataclass(frozen=True)
class ChooseOne:
    """One option is right."""

    key: str
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True)
class ChooseSeveral:
    """Several options are right; the prompt says how many."""

    keys: tuple[str, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True)
class PutInOrder:
    """Cards, in their right order."""

    order: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """Left sides with the right side of each, and right sides that belong to none."""

    pairs: tuple[tuple[str, str], ...]
    extra: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """A place in a sentence, with its right word and wrong ones."""

    key: str
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class FillGaps:
    """Sentences with [1], [2] … in the gaps' places."""

    sentence: str
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class SelectText:
    """Stretches of the passage, word for word, of which one answers."""

    key: str
    candidates: tuple[str, ...]


Answer = ChooseOne | ChooseSeveral | PutInOrder | Match | FillGaps | SelectText


@dataclass(frozen=True)
class Question:
    """A question on a passage; ``id`` is unique in the passage and stays when the wording changes."""

    id: str
    process: Process
    prompt: str
    answer: Answer
    features: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """A text and its questions.

    Parameters
    ----------
    form : what it is more exactly, such as "letter"; for authors and reviewers
    year : the first year group it is for, 2 to 9
    text : paragraphs or stanzas parted by empty lines; "## " begins a sub-heading, "- " an entry of a list
    """

    id: str
    title: str
    kind: Kind
    form: str
    year: int
    text: str
    questions: tuple[Question, ...]
