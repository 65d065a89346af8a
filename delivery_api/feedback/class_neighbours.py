"""The class through which staff came to a learner's page, and the learners before and after in its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.request_context import SignedIn
from delivery_api.identity import store as identity
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import SittingState
from delivery_api.web.name_order import surname_first


@dataclass(frozen=True)
class Neighbours:
    """A class of a learner, and who with a result stands before and after them in the list; None at its ends."""

    class_id: UUID
    before: UUID | None
    after: UUID | None


def neighbours_of(
    connection: Connection, ring: KeyRing, person: SignedIn, learner: UUID, subject: str, year: str, today: date
) -> Neighbours | None:
    """The class of a learner that a member of staff may read, and the neighbours in it; None where there is no class.

    Only learners who have finished a sitting of the subject in the school year are neighbours: the others have no page.

    Parameters
    ----------
    person : one who may read the learner's results
    year : the school year, as "2026-27"
    """
    of_learner = (
        identity.class_today(connection, id_, today) for id_ in identity.classes_of(connection, learner, today)
    )
    readable = [each for each in of_learner if each is not None and _may_read(person, each)]
    if not readable:
        return None
    chosen = min(readable, key=lambda each: (person.person not in each.teachers, each.name))
    there = _in_order(connection, ring, chosen, learner, subject, year)
    place = there.index(learner)
    before, after = there[max(place - 1, 0) : place], there[place + 1 : place + 2]
    return Neighbours(chosen.id, before[0] if before else None, after[0] if after else None)


def _may_read(person: SignedIn, school_class: SchoolClass) -> bool:
    """Whoever may read a learner without teaching them may read the classes of the school."""
    return person.person in school_class.teachers or person.school in school_class.schools


def _in_order(
    connection: Connection, ring: KeyRing, school_class: SchoolClass, learner: UUID, subject: str, year: str
) -> Sequence[UUID]:
    """The learner and all who have a result, in the order of the class list."""
    held = store.of_learners(connection, list(school_class.learners), subject)
    done = {each.learner for each in held if each.state == SittingState.COMPLETED and each.programme == year}
    people = identity.persons(connection, ring, [id_ for id_ in school_class.learners if id_ in done or id_ == learner])
    return sorted(people, key=lambda id_: surname_first(people[id_].name))
