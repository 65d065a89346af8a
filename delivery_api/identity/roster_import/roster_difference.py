"""Compares the enrolments and memberships of a feed with the stored ones; pure, by ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID


class RosterPlace(NamedTuple):
    """A learner's place at a school as a feed gives it, with class ids."""

    school: UUID
    year_group: int
    registration_group: str | None
    classes: frozenset[UUID]
    began: date | None = None
    main: bool = True


class OpenEnrolment(NamedTuple):
    """A row of enrolments that has not ended."""

    person: UUID
    school: UUID
    joined_on: date
    began_on: date
    year_group: int
    registration_group: str | None
    main: bool


class OpenMembership(NamedTuple):
    """A row of memberships that has not ended."""

    class_id: UUID
    person: UUID
    school: UUID
    joined_on: date
    role: str
    year_group: int | None


@dataclass(frozen=True)
class CurrentRoster:
    """The stored rows of everyone whom the feed names or whose school it covers.

    Attributes
    ----------
    enrolments, memberships : person → open rows
    previous_stays : (person, school) → first day of the last stay there that has ended
    rectified_years : people whose year group was rectified
    """

    enrolments: Mapping[UUID, tuple[OpenEnrolment, ...]] = field(default_factory=dict)
    memberships: Mapping[UUID, tuple[OpenMembership, ...]] = field(default_factory=dict)
    previous_stays: Mapping[tuple[UUID, UUID], date] = field(default_factory=dict)
    rectified_years: frozenset[UUID] = frozenset()


@dataclass
class RosterChanges:
    """The rows to close and to open, and the people affected by each kind of change."""

    close_enrolments: list[OpenEnrolment] = field(default_factory=list)
    open_enrolments: list[OpenEnrolment] = field(default_factory=list)
    close_memberships: list[OpenMembership] = field(default_factory=list)
    open_memberships: list[OpenMembership] = field(default_factory=list)
    moving: dict[UUID, tuple[UUID, UUID]] = field(default_factory=dict)
    leaving: dict[UUID, UUID] = field(default_factory=dict)
    joining: dict[UUID, UUID] = field(default_factory=dict)
    year_changed: dict[UUID, UUID] = field(default_factory=dict)
    superseded: set[UUID] = field(default_factory=set)
    year_held: set[UUID] = field(default_factory=set)
    year_agreed: set[UUID] = field(default_factory=set)


def learner_changes(
    wanted: Mapping[UUID, tuple[RosterPlace, ...]], current: CurrentRoster, scope: frozenset[UUID], today: date
) -> RosterChanges:
    """The changes for learners.

    Of several main registrations the one whose stay began last wins; on the same day the stored one wins, whatever the
    order of the rows. A stay without a first day begins when it is first seen. A stay that has ended and is listed
    again keeps its old first day, so that a school that still lists a learner who has moved does not get them back.

    Parameters
    ----------
    wanted : person → places in the feed
    current : the stored rows
    scope : the schools that the feed covers; it changes nothing at others
    """
    changes = RosterChanges()
    for person in {**dict.fromkeys(current.enrolments), **dict.fromkeys(wanted)}:
        places = wanted.get(person, ())
        if _is_unchanged(person, places, current):
            continue
        _compare(person, _with_rectified_year(person, places, current, changes), current, scope, today, changes)
    return changes


def staff_changes(
    wanted: Mapping[UUID, tuple[UUID, frozenset[UUID]]],
    current: CurrentRoster,
    schools: Mapping[UUID, UUID],
    today: date,
) -> RosterChanges:
    """The changes for staff.

    Parameters
    ----------
    wanted : person → school and classes in the feed
    current : the stored rows
    schools : person → school, for the stored staff
    """
    changes = RosterChanges()
    for person in {**dict.fromkeys(schools), **dict.fromkeys(wanted)}:
        if person not in wanted:
            changes.leaving[person] = schools[person]
        elif person not in schools:
            changes.joining[person] = wanted[person][0]
        school, classes = wanted.get(person, (schools.get(person), frozenset()))
        new = {class_: (school, "teacher", None) for class_ in classes if school is not None}
        _swap_memberships(person, new, current, today, changes)
    return changes


def _is_unchanged(person: UUID, places: tuple[RosterPlace, ...], current: CurrentRoster) -> bool:
    """Whether a learner with one place is unchanged: a shortcut, since that is almost always so."""
    open_ = current.enrolments.get(person, ())
    if len(places) != 1 or len(open_) != 1 or (current.rectified_years and person in current.rectified_years):
        return False
    place, row, classes = places[0], open_[0], current.memberships.get(person, ())
    return (
        place.school == row.school
        and (place.year_group, place.registration_group, place.main) == row[4:]
        and place.began in (None, row.began_on)
        and len(classes) == len(place.classes)
        and all(each.class_id in place.classes and each[4:] == ("learner", place.year_group) for each in classes)
    )


def _with_rectified_year(
    person: UUID, places: tuple[RosterPlace, ...], current: CurrentRoster, changes: RosterChanges
) -> tuple[RosterPlace, ...]:
    """The places, with a rectified year group in place of the feed's until both agree."""
    open_ = current.enrolments.get(person, ())
    if person not in current.rectified_years or not open_ or not places:
        return places
    right = open_[0].year_group
    if all(place.year_group == right for place in places):
        changes.year_agreed.add(person)
        return places
    changes.year_held.add(person)
    return tuple(place._replace(year_group=right) for place in places)


def _compare(
    person: UUID,
    places: tuple[RosterPlace, ...],
    current: CurrentRoster,
    scope: frozenset[UUID],
    today: date,
    changes: RosterChanges,
) -> None:
    open_ = current.enrolments.get(person, ())
    wanted = {row.school: row for row in _wanted(person, places, current, scope, today, changes)}
    for row in open_:
        if row.school not in wanted or _differs(row, wanted[row.school]):
            changes.close_enrolments.append(row)
    before = {row.school: row for row in open_}
    for school, row in wanted.items():
        if school not in before or _differs(before[school], row):
            changes.open_enrolments.append(row)
    _classify(person, open_, tuple(wanted.values()), changes)
    kept_elsewhere = {school for school in wanted if school not in scope}
    classes: dict[UUID, tuple[UUID, str, int | None]] = {
        class_: (place.school, "learner", wanted[place.school].year_group)
        for place in places
        if place.school in wanted and place.school in scope
        for class_ in place.classes
    }
    classes |= {
        each.class_id: (each.school, each.role, each.year_group)
        for each in current.memberships.get(person, ())
        if each.school in kept_elsewhere
    }
    _swap_memberships(person, classes, current, today, changes)


def _wanted(
    person: UUID,
    places: tuple[RosterPlace, ...],
    current: CurrentRoster,
    scope: frozenset[UUID],
    today: date,
    changes: RosterChanges,
) -> Iterator[OpenEnrolment]:
    """The enrolments that should be open: the newest main one and the subsidiary ones."""
    open_ = {row.school: row for row in current.enrolments.get(person, ())}
    elsewhere = [row for row in open_.values() if row.school not in scope]
    # in one feed a new school without a first day does not win over the stored one
    unseen = date.min if any(place.main and place.school in open_ for place in places) else today
    claims = [
        OpenEnrolment(
            person,
            place.school,
            today,
            _first_day(person, place, open_, current, unseen if place.main else today),
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


def _first_day(
    person: UUID, place: RosterPlace, open_: Mapping[UUID, OpenEnrolment], current: CurrentRoster, unseen: date
) -> date:
    """The first day of a stay: the feed's, else the stored one, open or ended, else `unseen`."""
    if place.began is not None:
        return place.began
    if place.school in open_:
        return open_[place.school].began_on
    return current.previous_stays.get((person, place.school), unseen)


def _differs(before: OpenEnrolment, after: OpenEnrolment) -> bool:
    return before[3:] != after[3:]


def _classify(
    person: UUID, before: tuple[OpenEnrolment, ...], after: tuple[OpenEnrolment, ...], changes: RosterChanges
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


def _main_school(rows: tuple[OpenEnrolment, ...]) -> UUID | None:
    """The school of the main registration, or of a subsidiary one if there is no main one."""
    return next((row.school for row in sorted(rows, key=lambda row: (not row.main, row.school))), None)


def _swap_memberships(
    person: UUID,
    wanted: Mapping[UUID, tuple[UUID, str, int | None]],
    current: CurrentRoster,
    today: date,
    changes: RosterChanges,
) -> None:
    before = {each.class_id: each for each in current.memberships.get(person, ())}
    for class_id, each in before.items():
        if wanted.get(class_id) != (each.school, each.role, each.year_group):
            changes.close_memberships.append(each)
    for class_id, (school, role, year_group) in wanted.items():
        same = before.get(class_id)
        if same is None or (same.school, same.role, same.year_group) != (school, role, year_group):
            changes.open_memberships.append(OpenMembership(class_id, person, school, today, role, year_group))
