"""A learner's sittings are assigned, listed, started and shown. Each use case is one transaction of its caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

import engine
from delivery_api.access.refusals import Refused
from delivery_api.access.request_context import SignedIn, TrialSeat
from delivery_api.bank.item_status_changes import withdrawn_items
from delivery_api.bank.service import BankCache, in_use
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.answering.item_choice import fallbacks
from delivery_api.sittings.answering.next_events import Note, following_events, ignore, shown_item, withdrawals
from delivery_api.sittings.record.event_types import (
    Event,
    Finished,
    Started,
    TakenOver,
    devices,
    finished,
    last_language,
    pending,
)
from delivery_api.sittings.record.items_seen import met
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.open_sitting import fold, limited, load_sitting
from delivery_api.sittings.scheduling.booking_windows import Window, closed, expire, window_of
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.programmes import require_ready, require_startable
from delivery_api.sittings.values import LockedSitting, PinnedVersions, Sitting, SittingState
from itembank import BankVersion, Language


class NotOpenYet(Refused):
    """The window in which the sitting may start has not come."""

    code = "not_open_yet"


def assign(
    connection: Connection,
    ring: KeyRing,
    learners: Sequence[tuple[UUID, int]],
    subject: str,
    now: datetime,
    booking: UUID | None = None,
) -> tuple[UUID, ...]:
    """Give each learner (id, year group) a sitting in this school year, unless one waits or runs; who got one.

    A sitting of another school year is in nobody's way.

    Raises
    ------
    UnknownProgramme
    """
    programme = school_year(london_date(now))
    require_ready(connection, ring, programme)
    wanted = [Sitting(programme, uuid4(), learner, None, subject, year, booking=booking) for learner, year in learners]
    return store.add_to_do(connection, wanted)


def of_person(connection: Connection, ring: KeyRing, person: SignedIn, now: datetime) -> tuple[Sitting, ...]:
    """The learner's own sittings, and a place in each trial that the session may sit.

    What was assigned in a school year that is over and never started is not shown; what was started may be finished.
    Nor is what was discarded, what a learner need not do, or whose window has closed.
    """
    live = store.of_learners(connection, [person.person], year=school_year(london_date(now)))
    held = [kept_open(connection, ring, sitting, now) for sitting in live if sitting.state in _SHOWN]
    shown = [sitting for sitting in held if sitting.state in _SHOWN]
    return (*shown, *(_trial_sitting(connection, seat) for seat in person.seats))


_SHOWN = (SittingState.ASSIGNED, SittingState.ABSENT, SittingState.STARTED, SittingState.PAUSED, SittingState.COMPLETED)


def kept_open(connection: Connection, ring: KeyRing, sitting: Sitting, now: datetime) -> Sitting:
    """The sitting, expired if its time is over; only one that was booked is looked into."""
    if sitting.booking is None or sitting.state == SittingState.COMPLETED:
        return sitting
    held = store.lock(connection, sitting) or sitting
    log = logbook.log(connection, ring, held)
    if not closed(connection, held, log, now):
        return held
    return expire(connection, require_ready(connection, ring, held.programme), held, len(log), now)


def load(connection: Connection, person: SignedIn, sitting_id: UUID) -> Sitting | None:
    """A sitting by id; a trial's that has not begun exists in the session alone."""
    return as_seated(person, sitting_id, store.find(connection, sitting_id))


def as_seated(person: SignedIn, sitting_id: UUID, found: Sitting | None) -> Sitting | None:
    """What was found under an id, with what only the session knows of it where it is a trial's."""
    seat = next((seat for seat in person.seats if seat.sitting == sitting_id), None)
    return _seated(seat, found) if seat else found


def held_as_seated(person: SignedIn, sitting_id: UUID, held: LockedSitting | None) -> LockedSitting | None:
    """`as_seated` of a sitting that is kept."""
    sitting = as_seated(person, sitting_id, held.sitting if held else None)
    return replace(held or LockedSitting(sitting), sitting=sitting) if sitting else None


def _trial_sitting(connection: Connection, seat: TrialSeat) -> Sitting:
    return _seated(seat, store.find(connection, seat.sitting))


def _seated(seat: TrialSeat, found: Sitting | None) -> Sitting:
    fresh = Sitting(seat.programme, seat.sitting, None, seat.pseudonym, seat.subject, seat.year_group)
    return replace(found, year_group=seat.year_group) if found else fresh


def start(
    connection: Connection,
    ring: KeyRing,
    bank_cache: BankCache,
    sitting: Sitting,
    language: Language,
    seed: int,
    now: datetime,
    device: str = "",
    note: Note = ignore,
) -> dict[str, Any]:
    """Start a sitting, or go on with one that has started; what the player shows.

    Nothing starts while there is no room for the current school year, whatever the sitting belongs to.

    Raises
    ------
    UnknownProgramme, TrialClosed, YearOver, NoBank, NotOpenYet
    """
    key = require_ready(connection, ring, sitting.programme)
    store.add_once(connection, sitting)
    held = store.lock(connection, sitting) or sitting
    if held.state == SittingState.ASSIGNED:
        require_startable(connection, ring, held.programme, now)
        before = logbook.log(connection, ring, held)
        window = window_of(connection, held, before)
        if window is not None and window.has_closed(now):
            return view(connection, ring, bank_cache, expire(connection, key, held, len(before), now), language, now)
        if window is not None and not window.has_opened(now):
            raise NotOpenYet
        held = _begin(connection, ring, bank_cache, held, window, before, language, seed, now, device, note)
    return view(connection, ring, bank_cache, held, language, now, device)


def _begin(
    connection: Connection,
    ring: KeyRing,
    bank_cache: BankCache,
    held: Sitting,
    window: Window | None,
    before: tuple[Event, ...],
    language: Language,
    seed: int,
    now: datetime,
    device: str,
    note: Note,
) -> Sitting:
    """Start: pin, put the learner's context in the log, and choose the first item."""
    bank_version, design = in_use(connection, held.subject)
    bank = bank_cache.bank(connection, bank_version)
    held = replace(held, state=SittingState.STARTED, pins=_pins(bank, design, seed))
    compiled = bank_cache.test(connection, bank_version, design, held.year)
    begun = Started(
        now,
        language,
        held.year,
        *_prior(bank, design, window),
        unavailable=tuple(sorted(met(connection, ring, held, now).intersection(compiled.pool.ids))),
        seconds=window.seconds if window else None,
        device=device,
    )
    test = limited(compiled, begun)
    log: tuple[Event, ...] = (*before, begun)
    log = (*log, *withdrawals(test, log, withdrawn_items(connection, held.subject), now))
    log = (*log, *following_events(test, log, fold(test, log), seed, 1, language, now))
    logbook.append(connection, require_ready(connection, ring, held.programme), held, len(before), log[len(before) :])
    held = replace(held, state=SittingState.COMPLETED) if isinstance(log[-1], Finished) else held
    store.save(connection, held)
    note(fallbacks(log[len(before) :]))
    return held


def _prior(bank: BankVersion, design: str, window: Window | None) -> tuple[float | None, float | None]:
    """Mean and SD that the running estimate begins from where staff chose a starting level; the report sees neither."""
    if window is None or window.starting_year is None:
        return None, None
    of_year = next((each for each in bank.design(design).populations if each.year == window.starting_year), None)
    return (of_year.mean, of_year.sd) if of_year else (None, None)


def _pins(bank: BankVersion, design: str, seed: int) -> PinnedVersions:
    return PinnedVersions(bank.hash, bank.design(design).hash, design, seed, engine.ENGINE_VERSION)


def view(
    connection: Connection,
    ring: KeyRing,
    bank_cache: BankCache,
    sitting: Sitting,
    language: Language,
    now: datetime,
    device: str = "",
    *,
    take_over: bool = False,
) -> dict[str, Any]:
    """What the player shows: the sitting and the item that waits, the same on any device.

    A first look in another language is logged: the language each item was shown in is part of the evidence. So is a
    device that the sitting has not seen: it goes on there. One that it has left is shown nothing until it takes over.
    """
    held = store.lock(connection, sitting) or sitting
    if held.pins is None:
        return _shown(held, None)
    room = load_sitting(connection, ring, bank_cache, held)
    if held.state != SittingState.STARTED:
        return _shown(held, None, ended=_ended(room.log))
    known = devices(room.log)
    events: list[Event] = []
    if device and device != known[-1]:
        if device in known and not take_over:
            return _shown(held, None, elsewhere=True)
        events.append(TakenOver(now, device))
    waiting = pending(room.log)
    if waiting and last_language(room.log, waiting.position) != language:
        events.append(replace(waiting, at=now, language=language))
    if events:
        logbook.append(connection, require_ready(connection, ring, held.programme), held, len(room.log), events)
    return _shown(held, shown_item(room, waiting.position, waiting.item, language) if waiting else None)


def _shown(
    sitting: Sitting, item: dict[str, Any] | None, *, elsewhere: bool = False, ended: str | None = None
) -> dict[str, Any]:
    done = sitting.state == SittingState.COMPLETED
    about = {"finished": done, "ended": ended if done else None, "elsewhere": elsewhere}
    return {"sitting": describe(sitting), "item": item} | about


def _ended(log: Sequence[Event]) -> str | None:
    """By what a sitting ended, as its learner is told: "staff", "time" or "itself"; None where it has not."""
    end = finished(log)
    if end is None:
        return None
    if end.by is not None:
        return "staff"
    return "time" if end.reason == engine.FinishReason.TIME_LIMIT else "itself"


def describe(sitting: Sitting) -> dict[str, Any]:
    """A sitting as its learner sees it."""
    return {
        "id": str(sitting.id),
        "subject": sitting.subject,
        "year": sitting.year,
        "state": sitting.state,
        "trial": sitting.pseudonym is not None,
        "practice": sitting.practised_on is not None,
    }
