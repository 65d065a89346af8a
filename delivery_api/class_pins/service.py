"""Sign-in with a class PIN while the provider is unreachable, and confirming afterwards who signed in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from math import ceil
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound, Refused, TooMany
from delivery_api.access.request_context import SignedIn
from delivery_api.alerts.store import raise_alert
from delivery_api.alerts.values import AlertKind
from delivery_api.audit import audit_log
from delivery_api.class_pins import store
from delivery_api.class_pins.pin_code import LENGTH, address_hash, lookup_of, normalised_pin, pin_of
from delivery_api.class_pins.values import CAME_IN, ClassPin, Confirmation, PinEntry
from delivery_api.dates.school_calendar import LONDON, london_date
from delivery_api.http.rate_limit import RateLimiter
from delivery_api.identity import enrolment, sessions
from delivery_api.identity import store as identity
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, KeyNotCreated
from delivery_api.identity.languages.opening_languages import opening_language
from delivery_api.identity.languages.store import languages_of_schools
from delivery_api.identity.roster_import.row_merging import is_assessed
from delivery_api.identity.school_history import store as school_history
from delivery_api.identity.session_rows import store as session_rows
from delivery_api.identity.sessions import SessionContent, SessionLimits
from delivery_api.identity.values import Person, SchoolClass
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.conducting import staff_actions
from delivery_api.sittings.conducting.assigning import MAX_PER_YEAR
from delivery_api.sittings.conducting.staff_actions import StaffAction
from delivery_api.sittings.record.event_types import started
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.result_records import record_result
from delivery_api.sittings.storage import store as sitting_store
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import ENDED_STATES, Sitting, SittingState
from delivery_api.web.reader_language import Language

DAYS = (1, 7)
"""The days a PIN may be valid: for today's lesson, or for a week in case the provider is unreachable one morning."""

SHOWN_FOR = timedelta(days=30)
_THANKED_FOR = timedelta(minutes=1)
_CONFIRMED, _DENIED = "confirmed a visit by class PIN", "denied a visit by class PIN"
_SCHOOL_IS_OUT = time(18)
_ENROLLED_BEFORE = timedelta(days=28)  # a roster may give an earlier first day than the teacher noticed
_MOST_NAME_CHARACTERS = 80
HAND_OVER_REASON = "it was said who came in with the class's PIN"
"""The reason logged when a sitting is handed to another learner."""


class InvalidPinForm(Refused):
    """The name or year group of a late arrival is missing or invalid, or a visitor is said to be another arrival."""

    code = "pin_form"


class InvalidPinDays(Refused):
    """A PIN is asked for that would hold for other than one or seven days."""

    code = "pin_days"


class InvalidAnswer(Refused):
    """A learner says neither that it was them nor that it was not."""

    code = "pin_answer"


class UnknownPin(Refused):
    """No class has this PIN at present."""

    code = "pin_unknown"


class NameAlreadyUsed(Refused):
    """Somebody has signed in under this name with the PIN."""

    code = "pin_name_taken"


class NameChoice(NamedTuple):
    """A name on the sign-in page: the learner, the displayed name, and whether it was used before."""

    learner: UUID
    shown: str
    taken: bool


class LanguageHere(NamedTuple):
    """The language of the page on which somebody comes in, and whether they chose it there; None if they did not."""

    shown: Language
    chosen: Language | None = None


class PinSignIn(NamedTuple):
    """The token for the new cookie, and the language in which pages open."""

    token: str
    language: Language


@dataclass(frozen=True)
class ActivePin:
    """A class's valid PIN with its code, as staff see it."""

    pin: ClassPin
    code: str


def create_pin(
    connection: Connection,
    ring: KeyRing,
    school_class: SchoolClass,
    by: UUID,
    days: int,
    now: datetime,
    *,
    address: str = "",
) -> ClassPin:
    """Create a PIN for a class, valid until 18:00 on its last day, and end the previous one.

    Parameters
    ----------
    address : where the maker's requests come from, as the class's will: the PIN is never throttled there

    Raises
    ------
    InvalidPinDays, KeyNotCreated, KeyGone
    """
    if days not in DAYS:
        raise InvalidPinDays
    key = ring.current(connection, IDENTIFIER_KEYS)
    if key is None:
        raise KeyNotCreated(IDENTIFIER_KEYS)
    store.end_pins(connection, school_class.id, now)
    made_from = address_hash(key, address) if address else None
    pin = ClassPin(uuid4(), school_class.id, key.id, by, now, _until(now, days), made_from)
    store.add_pin(connection, pin, lookup_of(key, pin_of(key, pin.id)))
    audit_log.record(connection, now, "made a class PIN", actor=by, thing=str(school_class.id))
    return pin


def _until(now: datetime, days: int) -> datetime:
    """18:00 on the last day, or on the day after if that has passed."""
    last = london_date(now) + timedelta(days=days - 1)
    until = datetime.combine(last, _SCHOOL_IS_OUT, LONDON)
    return until if until > now else until + timedelta(days=1)


def end_pin(connection: Connection, school_class: SchoolClass, by: UUID, now: datetime) -> None:
    """End a class's PIN; signed-in learners stay signed in."""
    if store.end_pins(connection, school_class.id, now):
        audit_log.record(connection, now, "ended a class PIN", actor=by, thing=str(school_class.id))


def active_pin(connection: Connection, ring: KeyRing, class_id: UUID, now: datetime) -> ActivePin | None:
    """The class's valid PIN with its code; None if there is none, or its key is gone."""
    pin = store.living_pin(connection, class_id, now)
    try:
        return ActivePin(pin, pin_of(ring.read(pin.key_id), pin.id)) if pin else None
    except KeyGone:
        return None


@dataclass(frozen=True)
class PinTyped:
    """A PIN as it was typed, and where.

    Attributes
    ----------
    typed : the text
    address : of the client
    """

    typed: str
    address: str = field(repr=False)


def find_pin(
    connection: Connection, ring: KeyRing, given: PinTyped, wrong_pins: RateLimiter, now: datetime
) -> ClassPin:
    """Find the valid PIN that was typed.

    Wrong ones use up what an address may guess. Then it finds no PIN for a while, but those that were made there: a
    pupil who guesses does not lock the classes of their school out.

    Raises
    ------
    UnknownPin
    TooMany : wrong PINs came from this address faster than a class mistypes them
    """
    typed, address = given.typed, given.address
    keys = ring.living_keys(connection, IDENTIFIER_KEYS)
    lookups = [lookup_of(key, typed) for key in keys] if len(normalised_pin(typed)) == LENGTH else []
    found = store.pin_by_lookup(connection, lookups, now) if lookups else None
    if found is not None and found.made_from == address_hash(ring.read(found.key_id), address):
        return found
    if pause := wrong_pins.pause(address, now):
        raise TooMany(seconds=ceil(pause.total_seconds()))
    if found is None:
        wrong_pins.wait(address, now)
        raise UnknownPin
    return found


def name_choices(connection: Connection, ring: KeyRing, pin: ClassPin, now: datetime) -> tuple[NameChoice, ...]:
    """The names of a class to choose from: short names, or full names where two are the same."""
    school_class = _class(connection, pin, now)
    people = identity.persons(connection, ring, list(school_class.learners)).values()
    frequency = Counter(person.short_name for person in people)
    taken = store.used_names(connection, pin.id)
    return tuple(
        NameChoice(
            person.id, person.short_name if frequency[person.short_name] == 1 else person.name, person.id in taken
        )
        for person in sorted(people, key=lambda person: person.name.casefold())
    )


def language_of_school(connection: Connection, pin: ClassPin, now: datetime) -> Language | None:
    """Return the language of the school whose class a PIN lets in; None for a school of both."""
    (school,) = _class(connection, pin, now).schools
    return languages_of_schools(connection, [school]).get(school)


def sign_in_with_pin(
    connection: Connection,
    ring: KeyRing,
    pin: ClassPin,
    learner: str,
    language: LanguageHere,
    limits: SessionLimits,
    now: datetime,
) -> PinSignIn:
    """Sign in under a name of the class; the session has no place in a trial and shows no feedback.

    Raises
    ------
    NotFound : no learner of the class has the id
    NameAlreadyUsed
    """
    person, school_class = _id(learner, "learner"), _class(connection, pin, now)
    if person not in school_class.learners:
        raise NotFound(thing="learner")
    if person in store.used_names(connection, pin.id):
        raise NameAlreadyUsed
    store.add_entry(connection, PinEntry(uuid4(), pin.id, person, now))
    before = tuple(each.id for each in sitting_store.of_learners(connection, [person]) if each.state in ENDED_STATES)
    audit_log.record(connection, now, CAME_IN, actor=person, thing=str(pin.class_id))
    (school,), ends_at = school_class.schools, now + limits.absolute
    opens_in = language.chosen or opening_language(connection, person, school) or language.shown
    row = session_rows.SessionRow(person, opens_in, b"", limits.idle_end("learner", now, ends_at), ends_at)
    token = sessions.open_session(connection, row, SessionContent(by_pin=True, ended_before=before))
    return PinSignIn(token, opens_in)


def allow_reuse(connection: Connection, school_class: SchoolClass, learner: str, by: UUID, now: datetime) -> None:
    """Let a name be used once more, and end the PIN sessions under it.

    Raises
    ------
    NotFound
    """
    pin, person = store.living_pin(connection, school_class.id, now), _id(learner, "learner")
    if pin is None or not store.allow_reuse(connection, pin.id, person):
        raise NotFound(thing="learner")
    session_rows.end_sessions_without_provider(connection, person)
    audit_log.record(
        connection, now, "let in again with a class PIN", actor=by, learner=person, thing=str(school_class.id)
    )


def enrol_late_arrival(
    connection: Connection,
    ring: KeyRing,
    school_class: SchoolClass,
    name: str,
    year_group: str,
    by: SignedIn,
    now: datetime,
) -> Person:
    """Enrol a learner by hand whom no roster names yet, so that they can sign in with the PIN.

    Raises
    ------
    InvalidPinForm
    """
    year = int(year_group) if year_group.isascii() and year_group.isdigit() and len(year_group) == 1 else 0
    spelled = " ".join(name.split())
    if not 0 < len(spelled) <= _MOST_NAME_CHARACTERS or not spelled.isprintable() or not is_assessed(year):
        raise InvalidPinForm
    (school,) = school_class.schools
    today = london_date(now)
    person = enrolment.enrol_by_hand(
        connection, ring, school=school, class_id=school_class.id, name=spelled, year_group=year, today=today
    )
    store.add_late_arrival(connection, person.id, school_class.id, by.person, today)
    audit_log.record(
        connection, now, "put a late arrival in", actor=by.person, learner=person.id, thing=str(school_class.id)
    )
    return person


def visit_to_ask(connection: Connection, person: SignedIn) -> PinEntry | None:
    """The visit about which a learner is asked who has signed in with their account: was it them?"""
    return None if person.by_pin else store.entry_to_ask(connection, person.person)


def answer_about_visit(connection: Connection, person: SignedIn, entry: str, was_me: str, now: datetime) -> None:
    """Note what a learner says of a visit under their name. Staff confirm it all the same.

    Raises
    ------
    NotFound : they came in by PIN again, or there is no such visit to speak of
    InvalidAnswer
    """
    if was_me not in ("yes", "no"):
        raise InvalidAnswer
    denied = was_me == "no"
    if person.by_pin or not store.note_answer(connection, _id(entry, "visit"), person.person, now, denied=denied):
        raise NotFound(thing="visit")
    audit_log.record(connection, now, _DENIED if denied else _CONFIRMED, actor=person.person)


def just_answered(connection: Connection, person: SignedIn, now: datetime) -> bool:
    """Whether a learner has just said whether a visit was theirs, so that they are thanked."""
    since = now - _THANKED_FOR
    return any(audit_log.has_done(connection, person.person, each, since) for each in (_CONFIRMED, _DENIED))


def confirm_class(
    connection: Connection, school_class: SchoolClass, exceptions: Collection[str], by: UUID, now: datetime
) -> int:
    """Confirm that all visitors of a class were who they said, but for some. Returns how many were confirmed.

    Parameters
    ----------
    exceptions : the visits that are not confirmed. Late arrivals, and visits of which the learner says that it was not
        them, are named one by one
    """
    by_hand = store.late_arrival_ids(connection, school_class.id)
    asked = [each for each in visits(connection, school_class, now) if is_confirmed_with_class(each, by_hand)]
    sure = [each for each in asked if str(each.id) not in exceptions]
    for visit in sure:
        _confirm(connection, visit, visit.person, by, now)
    return len(sure)


def _confirm(
    connection: Connection, visit: PinEntry, learner: UUID, by: UUID, now: datetime, *, with_others: bool = False
) -> None:
    """Note that staff say who a visitor was, with all other unconfirmed visits under the same name or without."""
    store.confirm_by_staff(connection, visit.person, learner, now, entry=None if with_others else visit.id)
    audit_log.record(
        connection, now, "said who came in by class PIN", actor=by, learner=learner, thing=str(visit.person)
    )
    raise_alert(connection, now, AlertKind.PIN_CONFIRMED, learner, actor=by)


def is_confirmed_with_class(visit: PinEntry, by_hand: Collection[UUID]) -> bool:
    """Whether a visit is among those that one press confirms."""
    return visit.settled != Confirmation.STAFF and not visit.denied and visit.person not in by_hand


def doubtful_times(connection: Connection, learners: Sequence[UUID]) -> Mapping[UUID, Sequence[datetime]]:
    """When somebody came in under each learner's name of whom no staff have said that it was them."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for each in store.unconfirmed_entries(connection, learners):
        found[each.person].append(each.at)
    return found


def visits(connection: Connection, school_class: SchoolClass, now: datetime) -> tuple[PinEntry, ...]:
    """The recent visits and the unconfirmed ones, latest first."""
    return store.entries_of_class(connection, school_class.id, now - SHOWN_FOR)


def possible_identities(connection: Connection, school_class: SchoolClass, visit: PinEntry) -> frozenset[UUID]:
    """Learners outside the class whom a late arrival may be: those who joined the school recently."""
    (school,) = school_class.schools
    found = school_history.joined_since(connection, school, london_date(visit.at) - _ENROLLED_BEFORE)
    return frozenset(found) - school_class.learners.keys()


def identify_visitor(
    connection: Connection,
    ring: KeyRing,
    school_class: SchoolClass,
    entry: str,
    learner: str,
    by: UUID,
    now: datetime,
    longest_visit: timedelta,
) -> None:
    """Record which learner a visitor was, and hand the visitor's sittings over to them.

    A late arrival is deleted afterwards. A learner on the roster keeps the sittings started before that visit, and
    those started after it.

    Parameters
    ----------
    longest_visit : how long a visitor can stay signed in

    Raises
    ------
    NotFound : the class has no such unconfirmed visit, or no such learner
    InvalidPinForm : the learner is a late arrival too
    OtherUnderWay
    """
    visit, person = store.open_entry(connection, _id(entry, "visit"), school_class.id), _id(learner, "learner")
    by_hand = store.late_arrival_ids(connection, school_class.id)
    late = visit is not None and visit.person in by_hand
    if visit is None or not (
        person in school_class.learners or (late and person in possible_identities(connection, school_class, visit))
    ):
        raise NotFound(thing="visit")
    if person in by_hand:
        raise InvalidPinForm
    _confirm(connection, visit, person, by, now, with_others=late)
    if person == visit.person:
        return
    session_rows.end_sessions_without_provider(connection, visit.person)
    theirs = [each for each in sitting_store.of_learners(connection, [visit.person]) if each.state != "assigned"]
    for sitting in theirs if late else _started(connection, ring, theirs, visit.at, visit.at + longest_visit):
        _hand_over(connection, ring, sitting, person, StaffAction(by, now, HAND_OVER_REASON))
    if late:
        _forget_arrival(connection, visit.person)


def _started(
    connection: Connection, ring: KeyRing, sittings: Sequence[Sitting], since: datetime, before: datetime
) -> list[Sitting]:
    logs = logbook.logs(connection, ring, sittings)
    begun = {id_: first.at for id_, log in logs.items() if (first := started(log))}
    return [each for each in sittings if each.id in begun and since <= begun[each.id] < before]


def _hand_over(connection: Connection, ring: KeyRing, sitting: Sitting, to: UUID, act: StaffAction) -> None:
    """Hand a sitting over; one that never started, or was discarded or expired, needs no check for conflicts."""
    if sitting.pinned is not None and sitting.state not in (SittingState.DISCARDED, SittingState.EXPIRED):
        staff_actions.hand_over(connection, ring, sitting, to, act, MAX_PER_YEAR)
        return
    if sitting.state in (SittingState.ABSENT, SittingState.DISAPPLIED):
        staff_actions.move(connection, ring, sitting, SittingState.DISCARDED, act)
    sitting_store.change_learner(connection, sitting, to)
    if sitting.state == SittingState.DISCARDED:  # it may have had a result before
        key = require_ready(connection, ring, sitting.programme)
        record_result(connection, ring, key, replace(sitting, learner=to), act.now)
    for learner in (sitting.learner, to):
        audit_log.record(
            connection, act.now, "handed a sitting over", actor=act.by, learner=learner, thing=str(sitting.id)
        )


def _forget_arrival(connection: Connection, person: UUID) -> None:
    for each in sitting_store.of_learners(connection, [person]):
        sitting_store.delete_unstarted(connection, each)
    store.delete_late_arrivals(connection, [person])
    identity.remove_person(connection, person)


def _class(connection: Connection, pin: ClassPin, now: datetime) -> SchoolClass:
    found = identity.class_today(connection, pin.class_id, london_date(now))
    if found is None:
        raise UnknownPin
    return found


def _id(text: str, thing: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(thing=thing) from None
