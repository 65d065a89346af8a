"""Who has not finished an assessment: the learners of a class by subject, and each class's counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DISAPPLIED = "disapplied"
DONE = "completed"
UNASSIGNED = "unassigned"
_EXPECTED_OF_NOBODY = frozenset({DONE, DISAPPLIED})


@dataclass(frozen=True, slots=True)
class LearnerStates:
    """A learner and how far they have come in each subject.

    Parameters
    ----------
    states : by subject, such as "started"; a subject of which the learner has no sitting is missing or "unassigned"
    """

    key: str
    name: str
    states: Mapping[str, str]

    def state(self, subject: str) -> str:
        """How far the learner has come in a subject."""
        return self.states.get(subject, UNASSIGNED)


@dataclass(frozen=True, slots=True)
class SubjectCompletion:
    """How many learners of a class have finished a subject.

    Parameters
    ----------
    expected : how many take it: all but those of whom staff recorded that they do not
    is_given : whether any learner of the class was given it
    """

    subject: str
    finished: int
    expected: int
    is_given: bool

    @property
    def lacking(self) -> int:
        """How many have not finished."""
        return self.expected - self.finished


def subject_completions(learners: Sequence[LearnerStates], subjects: Sequence[str]) -> tuple[SubjectCompletion, ...]:
    """The counts of a class in each subject, in the order of the subjects."""
    return tuple(_completion(subject, [each.state(subject) for each in learners]) for subject in subjects)


def not_finished(learners: Sequence[LearnerStates], given: Sequence[str]) -> tuple[LearnerStates, ...]:
    """The learners who have not finished each subject that the class was given, in the order in which they came."""
    return tuple(each for each in learners if any(each.state(subject) not in _EXPECTED_OF_NOBODY for subject in given))


def _completion(subject: str, states: Sequence[str]) -> SubjectCompletion:
    is_given = any(state != UNASSIGNED for state in states)
    return SubjectCompletion(subject, states.count(DONE), len(states) - states.count(DISAPPLIED), is_given)
