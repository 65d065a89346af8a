"""A class as staff look at it: its learners in order with their results in a subject and school year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.bank.requested_subject import requested_subject
from delivery_api.bank.service import BankCache, subjects_in_use
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.feedback.service import Results, note_unverified, results
from delivery_api.identity import store as identity
from delivery_api.identity.restriction.store import restricted_among
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext
from delivery_api.web.name_order import surname_first
from reports import ClassFeedback, ClassMember, class_feedback


@dataclass(frozen=True)
class ClassList:
    """A class with its learners' names, in order, and who is not counted."""

    school_class: SchoolClass
    names: tuple[tuple[UUID, str], ...]
    restricted: frozenset[UUID]


@dataclass(frozen=True)
class ClassView:
    """A class with its learners' names, in order, their results in a subject and school year, and who is not counted.

    Attributes
    ----------
    school_class : as it is today, whichever year is shown
    year : the school year that is shown
    is_now : whether that is the current one
    """

    school_class: SchoolClass
    subject: str
    year: str
    is_now: bool
    names: tuple[tuple[UUID, str], ...]
    found: Results
    restricted: frozenset[UUID]

    def members(self) -> list[ClassMember]:
        """The learners with their states and results."""
        return [
            ClassMember(
                str(id_),
                name,
                self.found.states.get(id_, "unassigned"),
                self.found.finished.get(id_),
                self.school_class.learners[id_] if self.is_now else None,
                counted=id_ not in self.restricted,
            )
            for id_, name in self.names
        ]

    def feedback(self) -> ClassFeedback:
        """The values for the class page."""
        return class_feedback(self.members(), self.found.topics)


@dataclass(frozen=True)
class ClassViews:
    """Reads classes for the routes about them."""

    ring: KeyRing
    bank_cache: BankCache
    checks: ResultChecks

    def read(
        self,
        connection: Connection,
        school_class: SchoolClass,
        person: SignedIn,
        instant: datetime,
        form: str,
        named: str,
        year: str,
        *,
        with_claims: bool = False,
    ) -> ClassView:
        """Read a class, and record in the audit that it was looked at and in which form.

        Parameters
        ----------
        named, year : the subject and school year that are asked for; "" for the default
        with_claims : as in `service.results`
        """
        subject = requested_subject(named, subjects_in_use(connection))
        record_reading(connection, instant, f"saw a class ({form})", person, school_class)
        listed = class_list(connection, self.ring, school_class)
        return self._view(connection, listed, instant, subject, year, with_claims=with_claims)

    def read_all(
        self,
        connection: Connection,
        school_class: SchoolClass,
        person: SignedIn,
        instant: datetime,
        form: str,
        year: str,
    ) -> tuple[ClassView, ...]:
        """As `read`, in every subject: the names are read, and the access is recorded, once."""
        record_reading(connection, instant, f"saw a class ({form})", person, school_class)
        listed = class_list(connection, self.ring, school_class)
        return tuple(self._view(connection, listed, instant, subject, year) for subject in subjects_in_use(connection))

    def _view(
        self,
        connection: Connection,
        listed: ClassList,
        instant: datetime,
        subject: str,
        year: str,
        *,
        with_claims: bool = False,
    ) -> ClassView:
        context = SittingContext(connection, self.ring, self.bank_cache, checks=self.checks)
        this_year = school_year(london_date(instant))
        shown = year or this_year
        ids = list(listed.school_class.learners)
        found = results(context, ids, subject, year=shown, with_claims=with_claims, with_norms=True)
        for learner, sitting in found.unverified.items():
            note_unverified(connection, instant, learner, str(sitting.id))
        return ClassView(
            listed.school_class, subject, shown, shown == this_year, listed.names, found, listed.restricted
        )


def class_list(connection: Connection, ring: KeyRing, school_class: SchoolClass) -> ClassList:
    """A class with its learners' names, in order."""
    ids = list(school_class.learners)
    people = identity.persons(connection, ring, ids)
    names = sorted(((id_, people[id_].name) for id_ in ids), key=lambda pair: surname_first(pair[1]))
    return ClassList(school_class, tuple(names), restricted_among(connection, ids))


def record_reading(
    connection: Connection, instant: datetime, act: str, person: SignedIn, school_class: SchoolClass
) -> None:
    """Record the access to each learner's results in the audit; one row for a class without learners."""
    for learner in school_class.learners or (None,):
        audit_log.record(connection, instant, act, actor=person.person, learner=learner, thing=str(school_class.id))
