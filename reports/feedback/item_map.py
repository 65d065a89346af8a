"""The questions of a sitting one by one, for staff alone: what became of each, and what may stand behind it."""

from dataclasses import dataclass
from enum import StrEnum

from reports.feedback.topics import LocalisedText


class Outcome(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    PART = "partly right"
    WRONG = "wrong"
    OMITTED = "left as “I can’t do this”"
    NOT_REACHED = "shown, with no answer"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A scored question of a sitting.

    Parameters
    ----------
    position : place among the scored questions, from 1
    topic : id in the bank version
    ideas : the misconceptions that the bank names behind a wrong answer, as whole sentences; empty where none is known
    rapid : whether it was answered, or left, so fast that it can hardly have been read
    """

    position: int
    topic: str
    introduced_year: int
    outcome: Outcome
    ideas: tuple[LocalisedText, ...] = ()
    rapid: bool = False
