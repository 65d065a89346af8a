"""Use cases of a learner's sittings: assign, list, start, show and take over. Each runs in its caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

import engine
from delivery_api.access.refusals import Refused
from delivery_api.access.request_context import SignedIn
from delivery_api.bank.item_status_changes import withdrawn_items
from delivery_api.bank.named_tests import own_name
from delivery_api.bank.seeding_permission.service import live_design
from delivery_api.bank.service import in_use, tell_put_back_bank
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.identity.access_profile.profile_settings import as_logged, time_factor
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.answering.believed_withdrawals import believed_withdrawals
from delivery_api.sittings.answering.next_item import fallbacks, next_events, shown_item, withdrawal_events
from delivery_api.sittings.record.break_events import ON_BREAK, is_on_break
from delivery_api.sittings.record.event_types import (
    Event,
    Finished,
    Presented,
    Started,
    TakenOver,
    devices,
    finished,
    hints_taken,
    last_language,
    pending_item,
)
from delivery_api.sittings.record.items_seen import items_seen
from delivery_api.sittings.record.left_out_items import as_logged as items_as_logged
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.logbook.noted_logs.store import log_as_noted, whole_log
from delivery_api.sittings.record.open_sitting import OpenSitting, load_locked, load_sitting, opened
from delivery_api.sittings.record.result_records import record_result
from delivery_api.sittings.record.told_state import told_state
from delivery_api.sittings.scheduling.access_settings import access_settings
from delivery_api.sittings.scheduling.booking_windows import Window, expire, is_over, window_of
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.sitting_lookup import sitting_of_seat
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.altered_rows.store import refuse_without_booking, tell_put_back
from delivery_api.sittings.storage.booklets.store import begin_booklet, booklet_years
from delivery_api.sittings.storage.log_heads.learner_notes import note_begun
from delivery_api.sittings.storage.programmes import require_ready, require_startable
from delivery_api.sittings.values import PinnedVersions, Sitting, SittingState
from itembank import BankVersion, Language
from itembank.compilation.practice_compilation import practice_design


class NotOpenYet(Refused):
    """The window in which the sitting may start has not opened."""

    code = "not_open_yet"


class NotForYear(Refused):
    """The trial has no booklet for the learner's year group."""

    code = "trial_not_for_year"


DEVICE_KINDS = frozenset({"tablet", "phone", "computer"})
"""All that is noted of a learner's device, and of those in trials alone."""


@dataclass(frozen=True)
class Client:
    """Where a sitting is shown.

    Attributes
    ----------
    language : of the page
    device : the browser tab, as it names itself; "" if it does not
    device_kind : "tablet", "phone" or "computer", as the player says; "" if it does not
    school : of the learner who is signed in
    """

    language: Language
    device: str = ""
    device_kind: str = ""
    school: UUID | None = None


def assign(
    connection: Connection,
    ring: KeyRing,
    learners: Sequence[tuple[UUID, int]],
    subject: str,
    now: datetime,
    booking: UUID | None = None,
) -> tuple[UUID, ...]:
    """Assign a sitting in this school year to each learner without an open one.

    Open sittings of other school years do not count.

    Parameters
    ----------
    learners : their ids and year groups

    Returns
    -------
    The learners who got a sitting.

    Raises
    ------
    UnknownProgramme
    """
    programme = school_year(london_date(now))
    require_ready(connection, ring, programme)
    new = [Sitting(programme, uuid4(), learner, None, subject, year, booking=booking) for learner, year in learners]
    return store.add_open(connection, new)


def own_sittings(connection: Connection, ring: KeyRing, person: SignedIn, now: datetime) -> tuple[Sitting, ...]:
    """The learner's own sittings, and one for each trial that the session may sit.

    Sittings of a past school year are shown only if they started. Discarded, disapplied and expired ones are not shown.
    """
    stored = store.of_learners(connection, [person.person], year=school_year(london_date(now)))
    current = [expire_if_over(connection, ring, sitting, now) for sitting in stored if sitting.state in _SHOWN]
    shown = [each for each in current if each.state in _SHOWN and each.id not in person.ended_before]
    return (*shown, *(sitting_of_seat(seat, store.find(connection, seat.sitting)) for seat in person.seats))


_SHOWN = (
    SittingState.ASSIGNED,
    SittingState.ABSENT,
    SittingState.STARTED,
    SittingState.PAUSED,
    SittingState.COMPLETED,
)


def expire_if_over(connection: Connection, ring: KeyRing, sitting: Sitting, now: datetime) -> Sitting:
    """Expire a booked sitting whose time is over.

    Returns
    -------
    The sitting as it stands then.
    """
    if sitting.booking is None or sitting.state == SittingState.COMPLETED:
        return sitting
    locked = store.lock(connection, sitting) or sitting
    log = whole_log(connection, ring, locked)
    if log is None or not is_over(connection, locked, log, now):  # a log that was cut does not tell
        return locked
    return expire(connection, require_ready(connection, ring, locked.programme), locked, len(log), now)


def start(context: SittingContext, sitting: Sitting, client: Client, seed: int, now: datetime) -> dict[str, Any]:
    """Start a sitting, or continue one that has started.

    No sitting starts while the current school year's programme is missing, not even a trial's.

    Returns
    -------
    As `view`.

    Raises
    ------
    UnknownProgramme, TrialClosed, YearOver, NoBank, NotOpenYet, NotForYear, SittingPutBack, EarlierSittingCut,
    RowForged
    """
    connection, ring = context.connection, context.key_ring
    key = require_ready(connection, ring, sitting.programme)
    store.add_if_absent(connection, sitting)
    locked = store.lock(connection, sitting) or sitting
    if locked.state == SittingState.ASSIGNED:
        require_startable(connection, ring, locked.programme, now)
        tell_put_back(connection, locked)
        log = _log_of_waiting(connection, ring, locked)
        window = _window(connection, locked, log)
        if window is not None and window.has_closed(now):
            return view(context, expire(connection, key, locked, len(log), now), client)
        if window is not None and not window.has_opened(now):
            raise NotOpenYet
        pinned = _pinned(context, locked, window, client.language, seed, london_date(now))
        begun = _started(context, locked, pinned, window, client, now)
        locked = _begin(context, replace(locked, state=SittingState.STARTED, pinned=pinned), log, begun, client)
    return _continue(context, locked, client, now, may_return=False).view


def _log_of_waiting(connection: Connection, ring: KeyRing, sitting: Sitting) -> tuple[Event, ...]:
    """The log of a sitting that its row says can start, if the log says so too.

    Raises
    ------
    SittingPutBack : somebody has let a sitting start that had ended, or was not to be sat
    """
    log = log_as_noted(connection, ring, sitting)
    if told_state(log) != SittingState.ASSIGNED:
        logbook.refuse_put_back(connection, sitting)
    return log


def _window(connection: Connection, sitting: Sitting, log: tuple[Event, ...]) -> Window | None:
    """The window of a sitting that starts; one whose booking is gone would start on any day and without a time limit.

    Raises
    ------
    RowForged
    """
    window = window_of(connection, sitting, log)
    if window is None and sitting.booking is not None:
        refuse_without_booking(connection, sitting.learner)
    return window


def _pinned(
    context: SittingContext, sitting: Sitting, window: Window | None, language: Language, seed: int, today: date
) -> PinnedVersions:
    bank_version, name = _bank_and_design(context.connection, sitting, language)
    bank = context.bank_cache.bank(context.connection, bank_version)
    design = bank.design(name)
    if sitting.practised_on is not None:
        design = practice_design(bank, design, sitting.year)
    elif sitting.pseudonym is None:
        timed = window is not None and window.seconds is not None
        design = live_design(context.connection, bank, design, sitting.year, today, timed=timed)
    return PinnedVersions(bank.hash, design.hash, design.name, seed, engine.ENGINE_VERSION)


def _bank_and_design(connection: Connection, sitting: Sitting, language: Language) -> tuple[str, str]:
    """The bank version and the design of a sitting that starts: a trial's next booklet, else those in use."""
    if sitting.pseudonym is None:
        tell_put_back_bank(connection, sitting.subject)
        return in_use(connection, sitting.subject)
    if booklet_years(connection, sitting.programme) is None:
        store.require_without_plan(connection, sitting.programme)
        return in_use(connection, sitting.subject)
    booklet = begin_booklet(connection, sitting.programme, sitting.year, language)
    if booklet is None:
        raise NotForYear(year=sitting.year)
    return booklet.bank_version, booklet.design


def _started(
    context: SittingContext,
    sitting: Sitting,
    pinned: PinnedVersions,
    window: Window | None,
    client: Client,
    now: datetime,
) -> Started:
    """The learner's context at the start, as it is logged."""
    bank = context.bank_cache.bank(context.connection, pinned.bank_version)
    test = context.bank_cache.test(context.connection, pinned.bank_version, pinned.design_name, sitting.year)
    seen = items_seen(context.connection, context.key_ring, sitting, now)
    access = access_settings(context.connection, sitting)
    device_kind, school = _trial_setting(context, sitting, client)
    return Started(
        now,
        client.language,
        sitting.year,
        *_prior(bank, pinned.design_name, window),
        unavailable=tuple(item for item in seen if item in test.pool),
        left_out=_left_out(context, sitting, pinned) if "screen_reader" in access else (),
        seconds=window.seconds * time_factor(access) if window and window.seconds is not None else None,
        device=client.device,
        device_kind=device_kind,
        school=school,
        access=as_logged(access),
        **vars(pinned),
    )


def _left_out(context: SittingContext, sitting: Sitting, pinned: PinnedVersions) -> tuple[str, ...]:
    """The items that are not asked of a learner who uses a screen reader, as they are logged."""
    name = (pinned.bank_version, pinned.design_name, sitting.year)
    return items_as_logged(context.bank_cache.left_out(context.connection, *name))


def _trial_setting(context: SittingContext, sitting: Sitting, client: Client) -> tuple[str, str]:
    """Device and school, which a trial notes for its extract; no school year's sitting needs them."""
    if sitting.pseudonym is None or client.school is None:
        return "", ""
    key = require_ready(context.connection, context.key_ring, sitting.programme)
    kind = client.device_kind if client.device_kind in DEVICE_KINDS else ""
    return kind, school_mark(key, client.school)


def school_mark(key: Key, school: UUID) -> str:
    """What stands for a school in the log of a trial: nothing leads to the school without the trial's key."""
    return key.fingerprint("school", str(school)).hex()


def _begin(
    context: SittingContext, sitting: Sitting, log: tuple[Event, ...], begun: Started, client: Client
) -> Sitting:
    """Log the start of a sitting and its first item."""
    connection, now = context.connection, begun.at
    current = opened(context, sitting, (*log, begun))
    withdrawn = believed_withdrawals(connection, current, withdrawn_items(connection, sitting.subject))
    current = current.after(withdrawal_events(current, withdrawn, now))
    current = current.after(next_events(current, 1, client.language, now))
    new = current.log[len(log) :]
    key = require_ready(connection, context.key_ring, sitting.programme)
    logbook.append(connection, key, sitting, len(log), new)
    note_begun(connection, key, sitting)
    if isinstance(new[-1], Finished):
        sitting = replace(sitting, state=SittingState.COMPLETED)
    store.save(connection, sitting)
    if sitting.state == SittingState.COMPLETED:
        record_result(connection, context.key_ring, key, sitting, now, context.bank_cache)
    context.on_fallback(fallbacks(current.test, new))
    return sitting


def _prior(bank: BankVersion, design: str, window: Window | None) -> tuple[float | None, float | None]:
    """The prior mean and SD of a starting level that staff chose; the reported estimate uses neither."""
    if window is None or window.starting_year is None:
        return None, None
    of_year = next(
        (each for each in bank.design(own_name(design)).populations if each.year == window.starting_year), None
    )
    return (of_year.mean, of_year.sd) if of_year else (None, None)


def view(context: SittingContext, sitting: Sitting, client: Client) -> dict[str, Any]:
    """What the player shows: the sitting and the item that waits, the same on any device. It writes nothing.

    A device that the sitting has left gets no item. ``take_over`` says that the sitting does not run on this device, or
    the item was not shown in this language yet, so that the player has to call `take_over` first.
    """
    return _shown(load_sitting(context, sitting), sitting, client) if sitting.pinned else _view(sitting)


def opening(context: SittingContext, sitting: Sitting, language: Language) -> dict[str, Any]:
    """What the player's page brings, so that it need not ask first: `view`, and the device on which that holds.

    Nothing if there is something to be logged first (see `take_over`) or something is refused: the player asks.
    """
    if sitting.pinned is None:
        return {"opening": _view(sitting)}
    try:
        current = load_sitting(context, sitting)
        device = devices(current.log)[-1]
        shown = _shown(current, sitting, Client(language, device))
    except Refused:
        return {}
    return {} if shown["take_over"] else {"opening": shown, "device": device}


def _shown(current: OpenSitting, sitting: Sitting, client: Client) -> dict[str, Any]:
    ended = finished(current.log)
    if sitting.state == SittingState.STARTED and ended:  # it ended between the two reads
        sitting = replace(sitting, state=SittingState.COMPLETED)
    if sitting.state != SittingState.STARTED:
        return _view(sitting, ended=_ended_by(ended), on_break=is_on_break(sitting, current.log))
    if _has_left(current, client.device):
        return _view(sitting, elsewhere=True)
    arrives = _is_new_device(current, client.device) or _is_new_language(current, client.language)
    return _view(sitting, _waiting_item(current, client.language), take_over=arrives)


@dataclass(frozen=True)
class TakeOver:
    """The result of a take-over.

    Attributes
    ----------
    view : as `view`
    returned : whether the sitting came back to a device that it had left
    """

    view: dict[str, Any]
    returned: bool = False


def take_over(context: SittingContext, sitting: Sitting, client: Client, now: datetime) -> TakeOver:
    """Continue a sitting on the client's device and in its language, and log either where it is new."""
    return _continue(context, store.lock(context.connection, sitting) or sitting, client, now, may_return=True)


def _continue(context: SittingContext, locked: Sitting, client: Client, now: datetime, *, may_return: bool) -> TakeOver:
    if locked.pinned is None or locked.state != SittingState.STARTED:
        return TakeOver(view(context, locked, client))
    current = load_locked(context, locked)
    returned = _has_left(current, client.device)
    if returned and not may_return:
        return TakeOver(_view(locked, elsewhere=True))
    if events := _arrival(current, client, now):
        key = require_ready(context.connection, context.key_ring, locked.programme)
        logbook.append(context.connection, key, locked, len(current.log), events)
    return TakeOver(_view(locked, _waiting_item(current, client.language)), returned)


def _arrival(current: OpenSitting, client: Client, now: datetime) -> tuple[TakenOver | Presented, ...]:
    """The events that log a new device, and the item shown in a new language: both are part of the evidence."""
    waiting = pending_item(current.log)
    device = (TakenOver(now, client.device),) if _is_new_device(current, client.device) else ()
    if waiting is None or not _is_new_language(current, client.language):
        return device
    return (*device, replace(waiting, at=now, language=client.language))


def _is_new_device(current: OpenSitting, device: str) -> bool:
    """Whether the sitting does not run on the device at present."""
    return bool(device) and device != devices(current.log)[-1]


def _has_left(current: OpenSitting, device: str) -> bool:
    """Whether the sitting ran on the device and now runs on another."""
    return _is_new_device(current, device) and device in devices(current.log)


def _is_new_language(current: OpenSitting, language: Language) -> bool:
    """Whether the item that waits was last shown in another language."""
    waiting = pending_item(current.log)
    return waiting is not None and last_language(current.log, waiting.position) != language


def _waiting_item(current: OpenSitting, language: Language) -> dict[str, Any] | None:
    waiting = pending_item(current.log)
    if waiting is None:
        return None
    return shown_item(current, waiting.position, waiting.item, language, hints_taken(current.log, waiting.position))


def _view(
    sitting: Sitting,
    item: dict[str, Any] | None = None,
    *,
    elsewhere: bool = False,
    ended: str | None = None,
    take_over: bool = False,
    on_break: bool = False,
) -> dict[str, Any]:
    done = sitting.state == SittingState.COMPLETED
    about = {"finished": done, "ended": ended if done else None, "elsewhere": elsewhere, "take_over": take_over}
    told = describe(sitting) | ({"state": ON_BREAK} if on_break else {})
    return {"sitting": told, "item": item} | about


def _ended_by(end: Finished | None) -> str | None:
    """What ended a sitting, as its learner is told: "staff", "time" or "itself"; None if it has not ended."""
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
