"""Coming in with a class's PIN while the sign-in provider is away, and saying afterwards who it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.class_pins import store
from delivery_api.class_pins.pin_code import LENGTH, bare, lookup_of, pin_of
from delivery_api.class_pins.values import ClassPin, Entry
from delivery_api.dates.school_calendar import LONDON, london_date
from delivery_api.identity import enrolment, sessions
from delivery_api.identity import store as identity
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, KeyNotCreated
from delivery_api.identity.roster_import.row_merging import is_assessed
from delivery_api.identity.school_history import store as stays
from delivery_api.identity.sessions import SessionContent, SessionLimits
from delivery_api.identity.values import Person, SchoolClass
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.conducting import staff_actions
from delivery_api.sittings.conducting.assigning import MAX_PER_YEAR
from delivery_api.sittings.conducting.staff_actions import StaffAction
from delivery_api.sittings.record.event_types import started
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sitting_store
from delivery_api.sittings.values import Sitting, SittingState

DAYS = (1, 7)
"""For how many days a PIN may be made: today's lesson, or a week ahead, for a morning on which nobody can sign in."""

SHOWN_FOR = timedelta(days=30)
_SCHOOL_IS_OUT = time(18)
_ON_THE_LIST_BEFORE = timedelta(days=28)  # a school's list may name an earlier first day than the teacher saw
_LONGEST_NAME = 80
WHY = "it was said who came in with the class's PIN"
"""The reason that stands in the log of what goes to another learner."""


class NotFilledIn(Refused):
    """What a form about a PIN has to say is missing, or is none of what it may be."""

    code = "pin_form"


class PinUnknown(Refused):
    """No class has this PIN now."""

    code = "pin_unknown"


class NameTaken(Refused):
    """Somebody has come in under this name already."""

    code = "pin_name_taken"


class Name(NamedTuple):
    """A name to choose: of whom, how it is shown, and whether somebody has come in under it."""

    learner: UUID
    shown: str
    taken: bool


@dataclass(frozen=True)
class OpenDoor:
    """A class's PIN as staff see it."""

    pin: ClassPin
    letters: str


def make(
    connection: Connection, ring: KeyRing, school_class: SchoolClass, by: UUID, days: int, now: datetime
) -> ClassPin:
    """A new PIN for a class, until six in the evening of its last day; the one before lets nobody in any more.

    Raises
    ------
    NotFilledIn, KeyMissing, KeyGone
    """
    if days not in DAYS:
        raise NotFilledIn
    key = ring.current(connection, IDENTIFIER_KEYS)
    if key is None:
        raise KeyNotCreated(IDENTIFIER_KEYS)
    store.end_pins(connection, school_class.id, now)
    pin = ClassPin(uuid4(), school_class.id, key.id, by, now, _until(now, days))
    store.add_pin(connection, pin, lookup_of(key, pin_of(key, pin.id)))
    audit_log.record(connection, now, "made a class PIN", actor=by, thing=str(school_class.id))
    return pin


def _until(now: datetime, days: int) -> datetime:
    """Six in the evening of the last day; of the day after when it is later than that already."""
    last = london_date(now) + timedelta(days=days - 1)
    until = datetime.combine(last, _SCHOOL_IS_OUT, LONDON)
    return until if until > now else until + timedelta(days=1)


def end(connection: Connection, school_class: SchoolClass, by: UUID, now: datetime) -> None:
    """Let a class's PIN let nobody in any more; who is in stays in."""
    if store.end_pins(connection, school_class.id, now):
        audit_log.record(connection, now, "ended a class PIN", actor=by, thing=str(school_class.id))


def open_door(connection: Connection, ring: KeyRing, class_id: UUID, now: datetime) -> OpenDoor | None:
    """The PIN that lets a class in now, to be shown; None also when the key it was made with is gone."""
    pin = store.living_pin(connection, class_id, now)
    try:
        return OpenDoor(pin, pin_of(ring.read(pin.key_id), pin.id)) if pin else None
    except KeyGone:
        return None


def door_of(connection: Connection, ring: KeyRing, typed: str, now: datetime) -> ClassPin:
    """The PIN that somebody typed.

    Raises
    ------
    PinUnknown
    """
    if len(bare(typed)) != LENGTH:
        raise PinUnknown
    keys = [ring.read(key_id) for key_id in ring.living(connection, IDENTIFIER_KEYS)]
    found = store.pin_by_lookup(connection, [lookup_of(key, typed) for key in keys], now)
    if found is None:
        raise PinUnknown
    return found


def names(connection: Connection, ring: KeyRing, pin: ClassPin, now: datetime) -> tuple[Name, ...]:
    """The names of a class to choose among: short, but whole where two would be the same."""
    school_class = _class(connection, pin, now)
    people = identity.persons(connection, ring, list(school_class.learners)).values()
    alike = Counter(person.short_name for person in people)
    taken = store.taken(connection, pin.id)
    return tuple(
        Name(person.id, person.short_name if alike[person.short_name] == 1 else person.name, person.id in taken)
        for person in sorted(people, key=lambda person: person.name.casefold())
    )


def enter(
    connection: Connection,
    ring: KeyRing,
    pin: ClassPin,
    learner: str,
    language: str,
    limits: SessionLimits,
    now: datetime,
) -> str:
    """Come in under a name of the class; the new cookie's token. Such a session holds no trial and sees no feedback.

    Raises
    ------
    NotFound : nobody of the class has the id
    NameTaken
    """
    person = _id(learner, "learner")
    if person not in _class(connection, pin, now).learners:
        raise NotFound(thing="learner")
    if person in store.taken(connection, pin.id):
        raise NameTaken
    store.add_entry(connection, Entry(uuid4(), pin.id, person, now))
    audit_log.record(connection, now, "came in with a class PIN", actor=person, thing=str(pin.class_id))
    ends_at = now + limits.absolute
    row = identity.SessionRow(person, language, b"", limits.idle_end("learner", now, ends_at), ends_at)
    return sessions.open_session(connection, row, SessionContent(by_pin=True))


def let_in_again(connection: Connection, school_class: SchoolClass, learner: str, by: UUID, now: datetime) -> None:
    """A name may be taken once more, and whoever is in under it by PIN is signed out.

    Raises
    ------
    NotFound
    """
    pin, person = store.living_pin(connection, school_class.id, now), _id(learner, "learner")
    if pin is None or not store.let_in_again(connection, pin.id, person):
        raise NotFound(thing="learner")
    identity.end_sessions_without_provider(connection, person)
    audit_log.record(
        connection, now, "let in again with a class PIN", actor=by, learner=person, thing=str(school_class.id)
    )


def add_arrival(
    connection: Connection,
    ring: KeyRing,
    school_class: SchoolClass,
    name: str,
    year_group: str,
    by: SignedIn,
    now: datetime,
) -> Person:
    """Put a learner into a class by hand whom no roster names yet, so that they can come in with the PIN.

    Raises
    ------
    NotFilledIn
    """
    year = int(year_group) if year_group.isascii() and year_group.isdigit() and len(year_group) == 1 else 0
    spelled = " ".join(name.split())
    if not 0 < len(spelled) <= _LONGEST_NAME or not spelled.isprintable() or not is_assessed(year):
        raise NotFilledIn
    (school,) = school_class.schools
    today = london_date(now)
    person = enrolment.enrol_by_hand(
        connection, ring, school=school, class_id=school_class.id, name=spelled, year_group=year, today=today
    )
    store.add_arrival(connection, person.id, school_class.id, by.person, today)
    audit_log.record(
        connection, now, "put a late arrival in", actor=by.person, learner=person.id, thing=str(school_class.id)
    )
    return person


def met_again(connection: Connection, person: UUID, now: datetime) -> None:
    """Somebody has signed in through the provider: their visits by PIN are theirs."""
    if store.met_again(connection, person, now):
        audit_log.record(connection, now, "confirmed a visit by class PIN", actor=person)


def visits(connection: Connection, school_class: SchoolClass, now: datetime) -> tuple[Entry, ...]:
    """Who came in lately, and who is still to be settled; the latest first."""
    return store.entries_of_class(connection, school_class.id, now - SHOWN_FOR)


def newcomers(connection: Connection, school_class: SchoolClass, visit: Entry) -> frozenset[UUID]:
    """Whom a late arrival may have been besides the class's learners: who has come to the school since about then."""
    (school,) = school_class.schools
    found = stays.joined_since(connection, school, london_date(visit.at) - _ON_THE_LIST_BEFORE)
    return frozenset(found) - school_class.learners.keys()


def settle(
    connection: Connection, ring: KeyRing, school_class: SchoolClass, entry: str, learner: str, by: UUID, now: datetime
) -> None:
    """Say who it was that came in. What was sat becomes theirs, and a late arrival that has been settled goes.

    Of whoever is on the roster, what was begun before that visit stays with them.

    Raises
    ------
    NotFound : no such visit is open in this class, or no such learner in it
    NotFilledIn : the learner is a late arrival too
    OtherUnderWay
    """
    visit, who = store.open_entry(connection, _id(entry, "visit"), school_class.id), _id(learner, "learner")
    by_hand = store.arrivals(connection, school_class.id)
    late = visit is not None and visit.person in by_hand
    if visit is None or not (
        who in school_class.learners or (late and who in newcomers(connection, school_class, visit))
    ):
        raise NotFound(thing="visit")
    if who in by_hand:
        raise NotFilledIn
    store.settle(connection, visit.person, who, now, entry=None if late else visit.id)
    audit_log.record(connection, now, "said who came in by class PIN", actor=by, learner=who, thing=str(visit.person))
    if who == visit.person:
        return
    identity.end_sessions_without_provider(connection, visit.person)
    for sitting in _sat(connection, ring, visit, late=late):
        _hand_over(connection, ring, sitting, who, StaffAction(by, now, WHY))
    if late:
        _forget_arrival(connection, visit.person)


def _sat(connection: Connection, ring: KeyRing, visit: Entry, *, late: bool) -> list[Sitting]:
    """What was sat under a name: by a late arrival everything, else what was begun in that visit."""
    theirs = [each for each in sitting_store.of_learners(connection, [visit.person]) if each.state != "assigned"]
    if late:
        return theirs
    logs = logbook.logs(connection, ring, theirs)
    begun = {id_: first.at for id_, log in logs.items() if (first := started(log))}
    return [each for each in theirs if each.id in begun and visit.at <= begun[each.id] < visit.at + timedelta(days=1)]


def _hand_over(connection: Connection, ring: KeyRing, sitting: Sitting, to: UUID, act: StaffAction) -> None:
    """The sitting is whose it really was; one never begun, or that came to nothing, is in nobody's way."""
    if sitting.pinned is not None and sitting.state not in (SittingState.DISCARDED, SittingState.EXPIRED):
        staff_actions.hand_over(connection, ring, sitting, to, act, MAX_PER_YEAR)
        return
    if sitting.state in (SittingState.ABSENT, SittingState.DISAPPLIED):
        staff_actions.move(connection, ring, sitting, SittingState.DISCARDED, act)
    sitting_store.change_learner(connection, sitting, to)
    for learner in (sitting.learner, to):
        audit_log.record(
            connection, act.now, "handed a sitting over", actor=act.by, learner=learner, thing=str(sitting.id)
        )


def _forget_arrival(connection: Connection, person: UUID) -> None:
    for each in sitting_store.of_learners(connection, [person]):
        sitting_store.delete_unstarted(connection, each)
    store.forget_arrivals(connection, [person])
    identity.remove_person(connection, person)


def _class(connection: Connection, pin: ClassPin, now: datetime) -> SchoolClass:
    found = identity.class_today(connection, pin.class_id, london_date(now))
    if found is None:
        raise PinUnknown
    return found


def _id(text: str, thing: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(thing=thing) from None
