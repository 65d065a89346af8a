"""Imports a roster feed: plans the changes, then applies them in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.audit import audit_log
from delivery_api.identity import person_records as records
from delivery_api.identity import store as identity
from delivery_api.identity.identifier_hashing import Identifier, IdentifierHasher
from delivery_api.identity.last_seen import store as last_seen
from delivery_api.identity.personal_details import DetailsSealer
from delivery_api.identity.rectification import store as rectification
from delivery_api.identity.roster_import import store
from delivery_api.identity.roster_import.class_moves import class_moves
from delivery_api.identity.roster_import.detail_changes import DetailChanges, detail_changes, sealed_changes
from delivery_api.identity.roster_import.gc_pause import gc_paused
from delivery_api.identity.roster_import.import_warnings import RosterWarning, learner_warnings, staff_warnings
from delivery_api.identity.roster_import.language_changes import keep_languages, language_changes
from delivery_api.identity.roster_import.person_matching import MatchedPeople, ProgressCallback, match_people
from delivery_api.identity.roster_import.roster_difference import (
    CurrentRoster,
    RosterChanges,
    RosterPlace,
    learner_changes,
    staff_changes,
)
from delivery_api.identity.roster_import.values import LearnerRow, Roster, SkippedContent, StaffRow
from delivery_api.keys.key_ring import KeyRing
from delivery_api.web.reader_language import Language

REFRESH_STATISTICS_FROM = 10_000
"""The number of new people from which the planner statistics are refreshed."""


@dataclass(frozen=True)
class SchoolsAndClasses:
    """The schools and classes of a feed with their ids, and which of them are new or renamed."""

    schools: dict[str, UUID]
    classes: dict[tuple[str, str], UUID]
    new_schools: tuple[tuple[UUID, str, str], ...]
    new_classes: tuple[tuple[UUID, UUID, str], ...]
    renamed: dict[UUID, str]

    @property
    def scope(self) -> frozenset[UUID]:
        """The ids of the schools that the feed covers."""
        return frozenset(self.schools.values())


@dataclass(frozen=True)
class ImportPlan:
    """All changes that an import makes."""

    roster: Roster
    places: SchoolsAndClasses
    people: MatchedPeople
    current: CurrentRoster
    learners: RosterChanges
    staff: RosterChanges
    details: DetailChanges
    languages: Mapping[UUID, Language]
    warnings: tuple[RosterWarning, ...] = ()
    hashes: Mapping[UUID, tuple[str, bytes]] = field(default_factory=dict)

    def summary(self) -> ImportSummary:
        """The number of changes of each kind."""
        people, learners = self.people, self.learners
        touched = {
            *learners.joining,
            *learners.leaving,
            *learners.moving,
            *(row.person for row in (*learners.open_enrolments, *learners.close_enrolments)),
            *(row.person for row in (*learners.open_memberships, *learners.close_memberships)),
            *self.details.changed,
            *self.languages,
        }
        named = {people.ids[row.identifier] for row in self.roster.learners if row.identifier in people.ids}
        return ImportSummary(
            learners=len(named),
            unchanged=len(named - touched),
            joining=len(learners.joining),
            returning=sum(people.known[p].left_on is not None for p in learners.joining if p in people.known),
            moving=len(learners.moving),
            leaving=len(learners.leaving),
            classes_changed=class_moves(learners).total(),
            year_groups=len(learners.year_changed),
            details=len(self.details.changed.keys() - self.details.first_seen),
            languages=len(self.languages.keys() - people.new),
            held=len(self.details.held | learners.year_held),
            superseded=len(learners.superseded),
            erased=people.erased,
            staff_joining=len(self.staff.joining),
            staff_leaving=len(self.staff.leaving),
            schools=len(self.places.new_schools),
            classes=len(self.places.new_classes),
            skipped=self.roster.skipped,
        )


@dataclass(frozen=True)
class ImportSummary:
    """The number of changes of each kind, in learners unless the name says otherwise.

    Attributes
    ----------
    classes_changed : in another class of the same school
    languages : known before, whose pages open in another language
    held : with a rectified value that is kept against the feed
    superseded : listed by a school although a newer enrolment at another school counts
    erased : listed by the feed but erased before, and so not created again
    """

    learners: int
    unchanged: int
    joining: int
    returning: int
    moving: int
    leaving: int
    classes_changed: int
    year_groups: int
    details: int
    languages: int
    held: int
    superseded: int
    erased: int
    staff_joining: int
    staff_leaving: int
    schools: int
    classes: int
    skipped: SkippedContent


@gc_paused()
def plan_import(
    connection: Connection,
    ring: KeyRing,
    roster: Roster,
    today: date,
    watch: ProgressCallback = lambda _: None,
    *,
    to_be_written: bool = True,
) -> ImportPlan:
    """Plan an import; nothing is written. `to_be_written` locks out other imports until the transaction ends.

    Raises
    ------
    KeyNotCreated, KeyGone
    """
    if to_be_written:
        store.lock_roster(connection)
    places = _places(connection, roster)
    with_staff = {places.schools[row.school] for row in roster.staff}
    staff = store.staff_by_identifier(connection, with_staff)
    known = store.learners_by_identifier(connection, places.scope)
    hasher, sealer = IdentifierHasher.load(connection, ring), DetailsSealer.load(connection, ring)
    people = match_people(connection, hasher, _by_person(roster).keys(), {**known, **staff}, watch)
    wanted = _wanted(roster, places, people)
    held = _held(connection, places, people, [each.id for each in staff.values()], wanted)
    learners = learner_changes(wanted, held, places.scope, today)
    rectified = store.rectified_details(connection)
    details = detail_changes(connection, ring, sealer, _by_person(roster).values(), people, rectified)
    expected = _expected_leavers(hasher, roster, known)
    staff_at = {each.id: each.school for each in staff.values()}
    of_staff = staff_changes(_wanted_staff(roster, places, people), held, staff_at, today)
    return ImportPlan(
        roster,
        places,
        people,
        held,
        learners,
        of_staff,
        details,
        language_changes(connection, roster.learners, people),
        (
            *learner_warnings(learners, held, places.scope, expected, details.changed.keys() - details.first_seen),
            *staff_warnings(of_staff.leaving, staff_at),
        ),
        {people.ids[identifier]: hashed for identifier, hashed in people.hashes.items() if identifier in people.ids},
    )


@gc_paused()
def apply_import(connection: Connection, ring: KeyRing, planned: ImportPlan, today: date, now: datetime) -> None:
    """Apply a plan, in the transaction in which it was made."""
    places, people = planned.places, planned.people
    store.add_schools(connection, places.new_schools)
    store.rename_schools(connection, places.renamed)
    store.add_classes(connection, places.new_classes)
    sealer = DetailsSealer.load(connection, ring)
    store.add_people(connection, _new_people(planned, sealer))
    _store_newest_hashes(connection, planned, sealer)
    newest = {person: value for person, (_, value) in planned.hashes.items()}
    identity.set_many_details(connection, sealed_changes(planned.details, newest, sealer))
    for changes in (planned.learners, planned.staff):
        _apply_places(connection, changes, people, today)
    _set_schools_and_posts(connection, planned)
    keep_languages(connection, planned.languages, today)
    last_seen.note_seen(connection, list(people.ids.values()), today)
    years = ((person, records.RectifiableField.YEAR_GROUP.value) for person in planned.learners.year_agreed)
    rectification.settle(connection, [*planned.details.agreed, *years], today)
    if len(people.new) >= REFRESH_STATISTICS_FROM:
        store.refresh_planner_statistics(connection)
    audit_log.record(connection, now, "imported a roster", thing=f"{len(places.schools)} schools")


def _places(connection: Connection, roster: Roster) -> SchoolsAndClasses:
    known = store.school_ids(connection)
    schools = {code: known.get(code) or uuid4() for code in roster.schools}
    new_schools = tuple((schools[code], code, name) for code, name in roster.schools.items() if code not in known)
    names = store.school_names(connection)
    renamed = {
        known[code]: name for code, name in roster.schools.items() if code in known and names[known[code]] != name
    }
    numbers = {known[code]: code for code in roster.schools if code in known}
    held = store.class_ids(connection, list(numbers))
    classes = {(numbers[school], name): id_ for (school, name), id_ in held.items()}
    named = {(row.school, name) for row in _everyone(roster) for name in row.classes}
    new = {key: uuid4() for key in sorted(named - classes.keys())}
    new_classes = tuple((id_, schools[code], name) for (code, name), id_ in new.items())
    return SchoolsAndClasses(schools, classes | new, new_schools, new_classes, renamed)


def _held(
    connection: Connection,
    places: SchoolsAndClasses,
    people: MatchedPeople,
    staff: list[UUID],
    wanted: Mapping[UUID, tuple[RosterPlace, ...]],
) -> CurrentRoster:
    learners = [person for person in people.elsewhere if people.known[person].kind == "learner"]
    teachers = [*staff, *(person for person in people.elsewhere if people.known[person].kind != "learner")]
    held = store.current_roster(connection, places.scope, learners, teachers)
    been_before = [
        person
        for person, claims in wanted.items()
        if person in people.known and {place.school for place in claims} - _schools_of(held, person)
    ]
    return replace(held, previous_stays=store.previous_stay_starts(connection, been_before))


def _schools_of(held: CurrentRoster, person: UUID) -> set[UUID]:
    return {row.school for row in held.enrolments.get(person, ())}


def _wanted(roster: Roster, places: SchoolsAndClasses, people: MatchedPeople) -> dict[UUID, tuple[RosterPlace, ...]]:
    found: dict[UUID, tuple[RosterPlace, ...]] = {}
    for row in roster.learners:
        person = people.ids.get(row.identifier)
        if person is not None:
            found[person] = (*found.get(person, ()), _place(row, places))
    return found


def _place(row: LearnerRow, places: SchoolsAndClasses) -> RosterPlace:
    school = places.schools[row.school]
    classes = frozenset([places.classes[row.school, name] for name in row.classes])
    return RosterPlace(school, row.year_group, row.registration_group, classes, row.began, row.main)


def _wanted_staff(
    roster: Roster, places: SchoolsAndClasses, people: MatchedPeople
) -> dict[UUID, tuple[UUID, frozenset[UUID]]]:
    return {
        people.ids[row.identifier]: (school, frozenset(places.classes[row.school, name] for name in row.classes))
        for row in roster.staff
        if row.identifier in people.ids
        for school in (places.schools[row.school],)
    }


def _expected_leavers(hasher: IdentifierHasher, roster: Roster, held: Mapping[bytes, store.StoredPerson]) -> set[UUID]:
    """The stored learners whom the feed lists in a year group that is not assessed, whose leaving is expected."""
    return {
        held[value].id
        for identifier in roster.not_assessed
        for _, value in hasher.all_hashes(identifier)
        if value in held
    }


def _new_people(planned: ImportPlan, sealer: DetailsSealer) -> Iterator[store.NewPerson]:
    people, schools = planned.people, {**planned.learners.joining, **planned.staff.joining}
    for row in _by_person(planned.roster).values():
        person = people.ids.get(row.identifier)
        if person is None or person not in people.new:
            continue
        key_id, value = people.hashes[row.identifier]
        kind, post = ("staff", row.post) if isinstance(row, StaffRow) else ("learner", None)
        sealed = sealer.sealed(person, value, row.details)
        yield store.NewPerson(person, kind, schools[person], value, key_id, sealed, post)


def _by_person(roster: Roster) -> dict[Identifier, LearnerRow | StaffRow]:
    """One row of each person; all rows of a person agree except in what concerns the school."""
    return {row.identifier: row for row in _everyone(roster)}


def _everyone(roster: Roster) -> list[LearnerRow | StaffRow]:
    return [*roster.learners, *roster.staff]


def _store_newest_hashes(connection: Connection, planned: ImportPlan, sealer: DetailsSealer) -> None:
    people, held = planned.people, planned.details.held
    changed = []
    for row in _by_person(planned.roster).values():
        person = people.ids.get(row.identifier)
        if person is None or person in people.new:
            continue
        newest, stored = people.hashes[row.identifier], people.known[person]
        if (stored.identifier_key, stored.identifier) != newest:
            mark = None if person in held else sealer.mark(newest[1], row.details)
            changed.append((person, *newest, mark))
    store.set_identifiers(connection, changed)


def _apply_places(connection: Connection, changes: RosterChanges, people: MatchedPeople, today: date) -> None:
    store.end_enrolments(connection, changes.close_enrolments, today)
    store.end_memberships(connection, changes.close_memberships, today)
    store.delete_same_day_rows(connection, today)
    store.add_enrolments(connection, changes.open_enrolments)
    store.add_memberships(connection, changes.open_memberships)
    store.mark_left(connection, list(changes.leaving), today)
    store.mark_returned(connection, [person for person in changes.joining if person in people.known])


def _set_schools_and_posts(connection: Connection, planned: ImportPlan) -> None:
    known, learners, staff = planned.people.known, planned.learners, planned.staff
    now_at = {**{p: to for p, (_, to) in learners.moving.items()}, **learners.joining, **staff.joining}
    store.set_schools(connection, [(p, at) for p, at in now_at.items() if p in known and known[p].school != at])
    posts = {planned.people.ids[row.identifier]: row.post for row in planned.roster.staff}
    store.set_posts(connection, [(p, post) for p, post in posts.items() if p in known and known[p].post != post])
