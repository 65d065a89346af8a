"""A learner takes an assessment: start, reply, resume. Each use case is one transaction of its caller."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

import engine
from delivery_api.access import SignedIn, TrialSeat
from delivery_api.bank.life import masked
from delivery_api.bank.service import Shelf, in_use
from delivery_api.calendar import london_date, school_year
from delivery_api.keys import KeyRing
from delivery_api.refused import Refused
from delivery_api.sittings import store
from delivery_api.sittings.choosing import Fallback, choose, fallbacks
from delivery_api.sittings.log import (
    Event,
    FellBack,
    Finished,
    Presented,
    Quarantined,
    Readmitted,
    Relaxed,
    Replied,
    Reply,
    Started,
    TakenOver,
    devices,
    hinted_by,
    hints_taken,
    last_language,
    pending,
    quarantined,
    replies,
    seconds_paused,
)
from delivery_api.sittings.memory import Memory
from delivery_api.sittings.programmes import require_open, require_ready, require_startable
from delivery_api.sittings.room import Room, fold, limited, met_before, open_room
from delivery_api.sittings.seen import met
from delivery_api.sittings.values import Held, Pins, Sitting, State
from delivery_api.sittings.windows import Window, closed, expire, window_of
from itembank import BankVersion, InvalidReply, Language, check_reply, present, score, spoken_in


class ReplyConflict(Refused):
    """The position was answered otherwise, the key was used elsewhere, or another item waits there."""

    code = "reply_conflict"


class SittingPaused(Refused):
    """Staff have paused the sitting: what is answered meanwhile waits in the browser."""

    code = "sitting_paused"


class SittingDiscarded(Refused):
    """Staff have discarded the sitting."""

    code = "sitting_discarded"


class SittingExpired(Refused):
    """The time in which the sitting could be done is over."""

    code = "sitting_expired"


_CLOSED = {State.PAUSED: SittingPaused, State.DISCARDED: SittingDiscarded, State.EXPIRED: SittingExpired}
"""The states in which no reply is taken, and the refusal of each."""


class SequenceGap(Refused):
    """A reply comes before one that it should follow; `awaited` says which position waits."""

    code = "sequence_gap"


class NotOpenYet(Refused):
    """The window in which the sitting may start has not come."""

    code = "not_open_yet"


class UnknownItemInReply(Refused):
    """The reply names an item that the sitting's bank version does not hold."""

    code = "unknown_item"


Note = Callable[[Sequence[Fallback]], None]
"""Told what the choice of an item fell back on, nothing as a rule; it counts them."""


def ignore(_: Sequence[Fallback]) -> None:
    """Count nothing: for whoever is no worker."""


@dataclass(frozen=True)
class Submission:
    """What a browser sends at a position; `body` is its fields in one fixed form, compared when it comes again."""

    position: int
    item: str
    response: Reply
    language: Language
    client_ms: int
    key: str
    body: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the body."""
        return sha256(self.body).hexdigest()


@dataclass(frozen=True)
class Taken:
    """A reply that was taken.

    Attributes
    ----------
    answer : the exact bytes of what it is answered with, as text
    elsewhere : the sitting goes on in another device than the reply came from
    """

    answer: str
    elsewhere: bool = False


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


_SHOWN = (State.ASSIGNED, State.STARTED, State.PAUSED, State.COMPLETED)


def kept_open(connection: Connection, ring: KeyRing, sitting: Sitting, now: datetime) -> Sitting:
    """The sitting, expired if its time is over; only one that was booked is looked into."""
    if sitting.booking is None or sitting.state == State.COMPLETED:
        return sitting
    held = store.lock(connection, sitting) or sitting
    log = store.log(connection, ring, held)
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


def held_as_seated(person: SignedIn, sitting_id: UUID, held: Held | None) -> Held | None:
    """`as_seated` of a sitting that is kept."""
    sitting = as_seated(person, sitting_id, held.sitting if held else None)
    return replace(held or Held(sitting), sitting=sitting) if sitting else None


def _trial_sitting(connection: Connection, seat: TrialSeat) -> Sitting:
    return _seated(seat, store.find(connection, seat.sitting))


def _seated(seat: TrialSeat, found: Sitting | None) -> Sitting:
    fresh = Sitting(seat.programme, seat.sitting, None, seat.pseudonym, seat.subject, seat.year_group)
    return replace(found, year_group=seat.year_group) if found else fresh


def start(
    connection: Connection,
    ring: KeyRing,
    shelf: Shelf,
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
    if held.state == State.ASSIGNED:
        require_startable(connection, ring, held.programme, now)
        before = store.log(connection, ring, held)
        window = window_of(connection, held, before)
        if window is not None and window.has_closed(now):
            return view(connection, ring, shelf, expire(connection, key, held, len(before), now), language, now)
        if window is not None and not window.has_opened(now):
            raise NotOpenYet
        held = _begin(connection, ring, shelf, held, window, before, language, seed, now, device, note)
    return view(connection, ring, shelf, held, language, now, device)


def _begin(
    connection: Connection,
    ring: KeyRing,
    shelf: Shelf,
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
    bank = shelf.bank(connection, bank_version)
    held = replace(held, state=State.STARTED, pins=_pins(bank, design, seed))
    compiled = shelf.test(connection, bank_version, design, held.year)
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
    log = (*log, *_withdrawals(test, log, masked(connection, held.subject), now))
    log = (*log, *_following(test, log, fold(test, log), seed, 1, language, now))
    store.append(connection, require_ready(connection, ring, held.programme), held, len(before), log[len(before) :])
    held = replace(held, state=State.COMPLETED) if isinstance(log[-1], Finished) else held
    store.save(connection, held)
    note(fallbacks(log[len(before) :]))
    return held


def _prior(bank: BankVersion, design: str, window: Window | None) -> tuple[float | None, float | None]:
    """Mean and SD that the running estimate begins from where staff chose a starting level; the report sees neither."""
    if window is None or window.starting_year is None:
        return None, None
    of_year = next((each for each in bank.design(design).populations if each.year == window.starting_year), None)
    return (of_year.mean, of_year.sd) if of_year else (None, None)


def _pins(bank: BankVersion, design: str, seed: int) -> Pins:
    return Pins(bank.hash, bank.design(design).hash, design, seed, engine.ENGINE_VERSION)


def view(
    connection: Connection,
    ring: KeyRing,
    shelf: Shelf,
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
    room = open_room(connection, ring, shelf, held)
    if held.state != State.STARTED:
        return _shown(held, None)
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
        store.append(connection, require_ready(connection, ring, held.programme), held, len(room.log), events)
    return _shown(held, _item(room, waiting.position, waiting.item, language) if waiting else None)


def _shown(sitting: Sitting, item: dict[str, Any] | None, *, elsewhere: bool = False) -> dict[str, Any]:
    finished = sitting.state == State.COMPLETED
    return {"sitting": describe(sitting), "item": item, "finished": finished, "elsewhere": elsewhere}


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


def reply(
    connection: Connection,
    ring: KeyRing,
    shelf: Shelf,
    memory: Memory,
    held: Held,
    sent: Submission,
    now: datetime,
    device: str = "",
    note: Note = ignore,
) -> Taken:
    """Take a reply: check, score, fold, choose what comes next, log; what it is answered with.

    The same submission again gets the same answer, whatever has become of the sitting; nothing is written twice. A
    device that the sitting has left may still send what it had.

    Parameters
    ----------
    held : the sitting, kept from others until the transaction ends

    Raises
    ------
    ReplyConflict, SequenceGap, NotStarted, SittingPaused, SittingDiscarded, SittingExpired, UnknownItemInReply,
    InvalidReply, UnknownProgramme
    """
    taking = partial(_take, connection, ring, memory, held, sent=sent, now=now, device=device, note=note)
    if (known := memory.recall(held.sitting)) is not None:
        with suppress(Refused, InvalidReply):  # what is remembered may be behind: the log says what is refused
            if (taken := taking(known.room, after=known.mark)) is not None:
                return taken
    room = open_room(connection, ring, shelf, held.sitting)
    if earlier := _same_request(room.log, sent):
        return Taken(earlier.reply, _elsewhere(room, device))
    if (taken := taking(room)) is None:
        raise ReplyConflict(position=sent.position)
    return taken


def _take(
    connection: Connection,
    ring: KeyRing,
    memory: Memory,
    held: Held,
    room: Room,
    *,
    sent: Submission,
    now: datetime,
    device: str,
    note: Note,
    after: bytes | None = None,
) -> Taken | None:
    """A reply, taken; None where the room is no longer what it was, or the reply may have been taken before."""
    if held.of is None or _same_request(room.log, sent) is not None:
        return None
    waiting = awaited(room, sent.item, sent.position)
    key = ring.read(require_open(held.of))
    gone = _withdrawals(room.test, room.log, held.masked, now)
    events, state = _consequences(room.after(gone), waiting, sent, now)
    mark = store.append(connection, key, held.sitting, len(room.log), (*gone, *events), after)
    if mark is None:
        return None
    if isinstance(events[-1], Finished):
        store.save(connection, replace(held.sitting, state=State.COMPLETED))
        store.forget_presence(connection, held.sitting)
        memory.forget(held.sitting.id)
    else:
        # a change of what may be asked is folded; otherwise the answer has been
        folded = None if any(isinstance(event, Readmitted | Relaxed) for event in events) else state
        memory.keep(room.after((*gone, *events), folded), mark, now)
    note(fallbacks(events))
    return Taken(replies(events)[0].reply, _elsewhere(room, device))


def _elsewhere(room: Room, device: str) -> bool:
    return bool(device) and devices(room.log)[-1] != device


def _same_request(log: Sequence[Event], sent: Submission) -> Replied | None:
    if hinted_by(log, sent.key):
        raise ReplyConflict(position=sent.position)
    for event in replies(log):
        if event.key == sent.key or event.position == sent.position:
            same = (event.key, event.position, event.digest) == (sent.key, sent.position, sent.digest)
            if not same:
                raise ReplyConflict(position=sent.position)
            return event
    return None


def awaited(room: Room, item: str, position: int | None = None) -> Presented:
    """The showing that waits for a reply, if it is of that item, and at that position where one is named.

    Raises
    ------
    UnknownItemInReply, SittingPaused, SittingDiscarded, SittingExpired, SequenceGap, ReplyConflict
    """
    if item not in room.test.pool:
        raise UnknownItemInReply(item=item)
    if (refusal := _CLOSED.get(State(room.sitting.state))) is not None:
        raise refusal
    waiting = pending(room.log)
    if waiting is not None and position is not None and position > waiting.position:
        raise SequenceGap(awaited=waiting.position)
    if waiting is None or waiting.item != item or position not in (None, waiting.position):
        raise ReplyConflict(position=position)
    return waiting


def _withdrawals(
    test: engine.AdaptiveTest, log: Sequence[Event], masked: frozenset[str], now: datetime
) -> tuple[Quarantined, ...]:
    """What has been taken out of what the sitting could still ask since its log last said so, the waiting item too."""
    answered = {event.item for event in replies(log)}
    gone = {item for item in masked - answered - quarantined(log) if item in test.pool}
    return (Quarantined(now, tuple(sorted(gone))),) if gone else ()


def _consequences(
    room: Room, waiting: Presented, sent: Submission, now: datetime
) -> tuple[tuple[Event, ...], engine.CatState]:
    """What is logged of a reply, and the state after it, before what the next item changes."""
    item = room.bank.item(sent.item)
    check_reply(item, sent.response)
    # Below 0 only where the machine's clock was set back meanwhile. The fold takes no negative time, and 0 claims
    # least; both instants stand in the log as they were read.
    elapsed = max(0.0, (now - waiting.at).total_seconds() - seconds_paused(room.log, waiting.at))
    category = score(item, sent.response, hints_taken(room.log, sent.position))
    index = room.test.pool.index(sent.item)
    state = engine.step(room.test, room.state, index, category, scored=waiting.scored, elapsed=elapsed)
    estimate = engine.running(room.test, state)
    replied = Replied(
        at=now,
        position=sent.position,
        item=sent.item,
        response=sent.response,
        score=category,
        theta=float(estimate.theta),
        se=float(estimate.se),
        status=str(estimate.status),
        language=sent.language,
        elapsed=elapsed,
        client_ms=sent.client_ms,
        key=sent.key,
        digest=sent.digest,
        reply="",
        scored=state.answers[-1].scored,
    )
    log = (*room.log, replied)
    following = _following(room.test, log, state, room.pins.seed, sent.position + 1, sent.language, now)
    return (replace(replied, reply=_answer(room, sent, following[-1])), *following), state


def _following(
    test: engine.AdaptiveTest,
    log: Sequence[Event],
    state: engine.CatState,
    seed: int,
    position: int,
    language: Language,
    now: datetime,
) -> tuple[Readmitted | Relaxed | FellBack | Presented | Finished, ...]:
    """What comes next as it is logged: the item, after what had to be given up for it; or the end."""
    choice = choose(test, state, seed, met_before(test, log))
    action = choice.action
    fell_back = (FellBack(now, tuple(map(str, choice.how))),) if choice.how else ()
    if isinstance(action, engine.Finish):
        return (*fell_back, end(test, state, now, str(action.reason)))
    back = tuple(test.pool.ids[item] for item in choice.readmitted)
    shown = Presented(now, position, test.pool.ids[action.item], language, action.scored)
    let_in = (Readmitted(now, back),) if back else ()
    let_off = (Relaxed(now, action.relaxed),) if action.relaxed else ()
    return (*let_in, *let_off, *fell_back, shown)


def end(
    test: engine.AdaptiveTest, state: engine.CatState, now: datetime, reason: str, by: str | None = None, why: str = ""
) -> Finished:
    """The end of a sitting, with what is reported of it."""
    estimate = engine.reported(test, state)
    return Finished(now, reason, float(estimate.theta), float(estimate.se), str(estimate.status), by, why)


def _answer(room: Room, sent: Submission, following: Event) -> str:
    item = _item(room, following.position, following.item, sent.language) if isinstance(following, Presented) else None
    answer = {"position": sent.position, "next": item, "finished": item is None}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _item(room: Room, position: int, item_id: str, language: Language) -> dict[str, Any]:
    item = room.bank.item(item_id)
    shown = present(item, language, room.bank.stimulus_of(item))
    taken = item.hints[: hints_taken(room.log, position)]
    return {
        "position": position,
        "id": item_id,
        "language": language,
        **shown,
        "hints_taken": [hint[spoken_in(item, language)] for hint in taken],
        "progress": round(min(1.0, (position - 1) / room.questions), 3),
    }
