"""Staff mark several learners as absent, for a reason from a short list: a text would invite notes on health."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from gettext import NullTranslations
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.conducting.monitor import current_sittings
from delivery_api.sittings.conducting.staff_actions import StaffAction, move
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Sitting, SittingState

ABSENT = "absent"
"""The act that takes a reason from the list: nobody writes down what may be of somebody's health."""


class AbsenceReason(StrEnum):
    """Why somebody is absent, as far as it is anybody's business here."""

    NOT_IN_SCHOOL = "not_in_school"
    ELSEWHERE = "elsewhere"
    TOO_LATE = "too_late"
    OTHER = "other"


ABSENCE_REASONS: Mapping[AbsenceReason, Callable[[NullTranslations], str]] = {
    AbsenceReason.NOT_IN_SCHOOL: lambda say: say.gettext("Not in school"),
    AbsenceReason.ELSEWHERE: lambda say: say.gettext("In school, but somewhere else"),
    AbsenceReason.TOO_LATE: lambda say: say.gettext("Came too late to start"),
    AbsenceReason.OTHER: lambda say: say.gettext("Another reason"),
}
"""Reason → its words, which are kept with the assessment."""


def back_words(say: NullTranslations) -> str:
    """What is kept with the assessment of somebody who is back."""
    return say.gettext("Back again")


@dataclass(frozen=True)
class Marked:
    """What became of the learners who were ticked.

    Attributes
    ----------
    changed : how many were marked
    left : how many were left as they are, since they had started, or had nothing to do any more
    """

    changed: int
    left: int


MARKS: Mapping[str, tuple[SittingState, SittingState]] = {
    ABSENT: (SittingState.ASSIGNED, SittingState.ABSENT),
    "back": (SittingState.ABSENT, SittingState.ASSIGNED),
}
"""Act → the state in which it finds a learner's assessment, and that in which it leaves it."""


def mark(
    connection: Connection,
    ring: KeyRing,
    school_class: SchoolClass,
    subject: str,
    learners: Collection[UUID],
    name: str,
    act: StaffAction,
) -> Marked:
    """Mark learners as absent who have not started, or as back who were absent; nobody else's sitting changes.

    Parameters
    ----------
    name : of `MARKS`

    Raises
    ------
    NotFound : one of them is not in the class
    """
    before, after = MARKS[name]
    found = _locked(connection, school_class, subject, learners, act)[before]
    for each in found:
        move(connection, ring, each, after, act)
    return Marked(len(found), len(learners) - len(found))


def _locked(
    connection: Connection, school_class: SchoolClass, subject: str, learners: Collection[UUID], act: StaffAction
) -> Mapping[str, list[Sitting]]:
    """The sittings of learners by state; one that starts at this moment is waited for, and counts as started."""
    if not set(learners) <= school_class.learners.keys():
        raise NotFound(thing="learner")
    held: defaultdict[str, list[Sitting]] = defaultdict(list)
    for each in current_sittings(connection, sorted(learners, key=str), subject, act.now).values():
        locked = store.lock(connection, each) or each
        held[locked.state].append(locked)
    return held
