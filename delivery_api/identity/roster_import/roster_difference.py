"""What a feed changes: a pure comparison of what is wanted with what is held, in ids alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID


class Place(NamedTuple):
    """A learner's place at a school, as a feed gives it; classes by id."""

    school: UUID
    year_group: int
    registration_group: str | None
    classes: frozenset[UUID]
    began: date | None = None
    main: bool = True


class HeldEnrolment(NamedTuple):
    """An open row of enrolments."""

    person: UUID
    school: UUID
    joined_on: date
    began_on: date
    year_group: int
    registration_group: str | None
    main: bool


class HeldMembership(NamedTuple):
    """An open row of memberships."""

    class_id: UUID
    person: UUID
    school: UUID
    joined_on: date
    role: str
    year_group: int | None


@dataclass(frozen=True)
class Held:
    """What is held of everybody whom the feed names or whose school it covers.

    Attributes
    ----------
    enrolments, memberships : the open rows by person
    stays : first day of the last stay at a school that is over, by (person, school)
    years : people whose year group was put right
    """

    enrolments: Mapping[UUID, tuple[HeldEnrolment, ...]] = field(default_factory=dict)
    memberships: Mapping[UUID, tuple[HeldMembership, ...]] = field(default_factory=dict)
    stays: Mapping[tuple[UUID, UUID], date] = field(default_factory=dict)
    years: frozenset[UUID] = frozenset()


@dataclass
class Changes:
    """Rows to close and to open, and who is touched in what way."""

    close_enrolments: list[HeldEnrolment] = field(default_factory=list)
    open_enrolments: list[HeldEnrolment] = field(default_factory=list)
    close_memberships: list[HeldMembership] = field(default_factory=list)
    open_memberships: list[HeldMembership] = field(default_factory=list)
    moving: dict[UUID, tuple[UUID, UUID]] = field(default_factory=dict)
    leaving: dict[UUID, UUID] = field(default_factory=dict)
    joining: dict[UUID, UUID] = field(default_factory=dict)
    year_changed: dict[UUID, UUID] = field(default_factory=dict)
    superseded: set[UUID] = field(default_factory=set)
    year_held: set[UUID] = field(default_factory=set)
    year_agreed: set[UUID] = field(default_factory=set)


def learner_changes(
    wanted: Mapping[UUID, tuple[Place, ...]], held: Held, scope: frozenset[UUID], today: date
) -> Changes:
    """What the feed changes for learners; schools outside `scope` are not the feed's to speak of.

    Of several main registrations the newest wins, by the first day of the stay; on the same day the one that is held
    stays, whatever the order of the rows. Without a day a stay begins when it is first seen, and one that is over and
    named again keeps its old day: a school that still lists a learner who has moved does not get them back.
    """
    changes = Changes()
    for person in {**dict.fromkeys(held.enrolments), **dict.fromkeys(wanted)}:
        places = wanted.get(person, ())
        if _is_as_held(person, places, held):
            continue
        _compare(person, _agreed_places(person, places, held, changes), held, scope, today, changes)
    return changes


def staff_changes(
    wanted: Mapping[UUID, tuple[UUID, frozenset[UUID]]], held: Held, schools: Mapping[UUID, UUID], today: date
) -> Changes:
    """What the feed changes for staff: `wanted` gives school and classes, `schools` the school of those held."""
    changes = Changes()
    for person in {**dict.fromkeys(schools), **dict.fromkeys(wanted)}:
        if person not in wanted:
            changes.leaving[person] = schools[person]
        elif person not in schools:
            changes.joining[person] = wanted[person][0]
        school, classes = wanted.get(person, (schools.get(person), frozenset()))
        new = {class_: (school, "teacher", None) for class_ in classes if school is not None}
        _swap_memberships(person, new, held, today, changes)
    return changes


def _is_as_held(person: UUID, places: tuple[Place, ...], held: Held) -> bool:
    """Whether nothing is new of somebody with one place: a short way for nearly everybody on nearly every day."""
    open_ = held.enrolments.get(person, ())
    if len(places) != 1 or len(open_) != 1 or (held.years and person in held.years):
        return False
    place, row, classes = places[0], open_[0], held.memberships.get(person, ())
    return (
        place.school == row.school
        and (place.year_group, place.registration_group, place.main) == row[4:]
        and place.began in (None, row.began_on)
        and len(classes) == len(place.classes)
        and all(each.class_id in place.classes and each[4:] == ("learner", place.year_group) for each in classes)
    )


def _agreed_places(person: UUID, places: tuple[Place, ...], held: Held, changes: Changes) -> tuple[Place, ...]:
    """The places, with a year group that was put right instead of the feed's until both are the same."""
    open_ = held.enrolments.get(person, ())
    if person not in held.years or not open_ or not places:
        return places
    right = open_[0].year_group
    if all(place.year_group == right for place in places):
        changes.year_agreed.add(person)
        return places
    changes.year_held.add(person)
    return tuple(place._replace(year_group=right) for place in places)


def _compare(
    person: UUID, places: tuple[Place, ...], held: Held, scope: frozenset[UUID], today: date, changes: Changes
) -> None:
    open_ = held.enrolments.get(person, ())
    wanted = {row.school: row for row in _wanted(person, places, held, scope, today, changes)}
    for row in open_:
        if row.school not in wanted or _differs(row, wanted[row.school]):
            changes.close_enrolments.append(row)
    before = {row.school: row for row in open_}
    for school, row in wanted.items():
        if school not in before or _differs(before[school], row):
            changes.open_enrolments.append(row)
    _name_the_change(person, open_, tuple(wanted.values()), changes)
    kept_elsewhere = {school for school in wanted if school not in scope}
    classes: dict[UUID, tuple[UUID, str, int | None]] = {
        class_: (place.school, "learner", wanted[place.school].year_group)
        for place in places
        if place.school in wanted and place.school in scope
        for class_ in place.classes
    }
    classes |= {
        each.class_id: (each.school, each.role, each.year_group)
        for each in held.memberships.get(person, ())
        if each.school in kept_elsewhere
    }
    _swap_memberships(person, classes, held, today, changes)


def _wanted(
    person: UUID, places: tuple[Place, ...], held: Held, scope: frozenset[UUID], today: date, changes: Changes
) -> Iterator[HeldEnrolment]:
    """The enrolments that a person should have open: the newest main one, and the subsidiary ones."""
    open_ = {row.school: row for row in held.enrolments.get(person, ())}
    elsewhere = [row for row in open_.values() if row.school not in scope]
    # a school that was never seen and gives no day does not beat, in one and the same feed, the one that is held
    unseen = date.min if any(place.main and place.school in open_ for place in places) else today
    claims = [
        HeldEnrolment(
            person,
            place.school,
            today,
            _began(person, place, open_, held, unseen if place.main else today),
            *place[1:3],
            place.main,
        )
        for place in places
    ]
    mains = [row for row in (*elsewhere, *claims) if row.main]
    newest = max(mains, key=lambda row: (row.began_on, row.school in open_, row.school), default=None)
    if newest is not None:
        yield newest
    for row in (*elsewhere, *claims):
        if not row.main and (newest is None or row.school != newest.school):
            yield row
        elif row.main and row is not newest and row.school in scope:
            changes.superseded.add(person)


def _began(person: UUID, place: Place, open_: Mapping[UUID, HeldEnrolment], held: Held, unseen: date) -> date:
    """The first day of a stay: as the feed says, else as it is held, open or over, else `unseen`."""
    if place.began is not None:
        return place.began
    if place.school in open_:
        return open_[place.school].began_on
    return held.stays.get((person, place.school), unseen)


def _differs(before: HeldEnrolment, after: HeldEnrolment) -> bool:
    return before[3:] != after[3:]


def _name_the_change(
    person: UUID, before: tuple[HeldEnrolment, ...], after: tuple[HeldEnrolment, ...], changes: Changes
) -> None:
    was, is_ = _main_school(before), _main_school(after)
    if was is None and is_ is not None:
        changes.joining[person] = is_
    elif was is not None and is_ is None:
        changes.leaving[person] = was
    elif was is not None and is_ is not None:
        if was != is_:
            changes.moving[person] = (was, is_)
        if before[0].year_group != after[0].year_group:
            changes.year_changed[person] = is_


def _main_school(rows: tuple[HeldEnrolment, ...]) -> UUID | None:
    """The school of the main registration; of a subsidiary one where there is no other."""
    return next((row.school for row in sorted(rows, key=lambda row: (not row.main, row.school))), None)


def _swap_memberships(
    person: UUID,
    wanted: Mapping[UUID, tuple[UUID, str, int | None]],
    held: Held,
    today: date,
    changes: Changes,
) -> None:
    before = {each.class_id: each for each in held.memberships.get(person, ())}
    for class_id, each in before.items():
        if wanted.get(class_id) != (each.school, each.role, each.year_group):
            changes.close_memberships.append(each)
    for class_id, (school, role, year_group) in wanted.items():
        same = before.get(class_id)
        if same is None or (same.school, same.role, same.year_group) != (school, role, year_group):
            changes.open_memberships.append(HeldMembership(class_id, person, school, today, role, year_group))
