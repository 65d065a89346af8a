"""A learner takes an assessment: start, reply, resume. Each use case is one transaction of its caller."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

import engine
from delivery_api import audit
from delivery_api.access import SignedIn, TrialSeat
from delivery_api.bank.life import masked
from delivery_api.bank.service import Shelf, in_use
from delivery_api.calendar import london_date, school_year
from delivery_api.identity.values import SchoolClass
from delivery_api.keys import KeyRing
from delivery_api.refused import Refused
from delivery_api.sittings import store
from delivery_api.sittings.choosing import chosen
from delivery_api.sittings.log import (
    Event,
    Finished,
    Presented,
    Quarantined,
    Relaxed,
    Replied,
    Reply,
    Started,
    hinted_by,
    hints_taken,
    last_language,
    pending,
    quarantined,
    replies,
    started,
)
from delivery_api.sittings.programmes import require_ready, require_startable
from delivery_api.sittings.values import Pins, Sitting
from itembank import BankVersion, Language, check_reply, present, score, spoken_in


class ReplyConflict(Refused):
    """The position was answered otherwise, the key was used elsewhere, or another item waits there."""

    code = "reply_conflict"


class NotStarted(Refused):
    """The sitting has not been started."""

    code = "not_started"


class UnknownItemInReply(Refused):
    """The reply names an item that the sitting's bank version does not hold."""

    code = "unknown_item"


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
class Room:
    """A started sitting opened up: what it is pinned to and all that has happened in it."""

    sitting: Sitting
    pins: Pins
    bank: BankVersion
    test: engine.AdaptiveTest
    log: tuple[Event, ...]

    @property
    def state(self) -> engine.CatState:
        """The fold of the log."""
        return fold(self.test, self.log)


def assign(
    connection: Connection, ring: KeyRing, learners: Sequence[tuple[UUID, int]], subject: str, now: datetime
) -> tuple[UUID, ...]:
    """Give each learner (id, year group) a sitting in this school year, unless one waits or runs; who got one.

    A sitting of another school year is in nobody's way.

    Raises
    ------
    UnknownProgramme
    """
    programme = school_year(london_date(now))
    require_ready(connection, ring, programme)
    wanted = [Sitting(programme, uuid4(), learner, None, subject, year) for learner, year in learners]
    return store.add_to_do(connection, wanted)


def assign_class(
    connection: Connection, ring: KeyRing, school_class: SchoolClass, subject: str, by: UUID, now: datetime
) -> int:
    """Give each learner of a class a sitting, as `assign` does, on behalf of a member of staff; how many were made.

    Raises
    ------
    UnknownProgramme, NoBank
    """
    in_use(connection, subject)
    given = assign(connection, ring, list(school_class.learners.items()), subject, now)
    for learner in given:
        audit.record(connection, now, "assigned a sitting", actor=by, learner=learner, thing=str(school_class.id))
    return len(given)


def of_person(connection: Connection, person: SignedIn, now: datetime) -> tuple[Sitting, ...]:
    """The learner's own sittings, and a place in each trial that the session may sit.

    What was assigned in a school year that is over and never started is not shown; what was started may be finished.
    """
    live = store.of_learners(connection, [person.person], year=school_year(london_date(now)))
    return (*live, *(_trial_sitting(connection, seat) for seat in person.seats))


def load(connection: Connection, person: SignedIn, sitting_id: UUID) -> Sitting | None:
    """A sitting by id; a trial's that has not begun exists in the session alone."""
    seat = next((seat for seat in person.seats if seat.sitting == sitting_id), None)
    return _trial_sitting(connection, seat) if seat else store.find(connection, sitting_id)


def _trial_sitting(connection: Connection, seat: TrialSeat) -> Sitting:
    fresh = Sitting(seat.programme, seat.sitting, None, seat.pseudonym, seat.subject, seat.year_group)
    found = store.find(connection, seat.sitting)
    return replace(found, year_group=seat.year_group) if found else fresh


def start(
    connection: Connection, ring: KeyRing, shelf: Shelf, sitting: Sitting, language: Language, seed: int, now: datetime
) -> dict[str, Any]:
    """Start a sitting, or go on with one that has started; what the player shows.

    Nothing starts while there is no room for the current school year, whatever the sitting belongs to.

    Raises
    ------
    UnknownProgramme, TrialClosed, YearOver, NoBank
    """
    key = require_ready(connection, ring, sitting.programme)
    store.add_once(connection, sitting)
    held = store.lock(connection, sitting) or sitting
    if held.state == "assigned":
        require_startable(connection, ring, held.programme, now)
        bank_version, design = in_use(connection, held.subject)
        pins = _pins(shelf.bank(connection, bank_version), design, seed)
        held = replace(held, state="started", pins=pins)
        test = shelf.test(connection, bank_version, design, held.year)
        begun = Started(now, language, held.year)
        log: tuple[Event, ...] = (begun, *_withdrawals(test, (begun,), masked(connection, held.subject), now))
        log = (*log, *_following(test, fold(test, log), seed, 1, language, now))
        store.append(connection, key, held, 0, log)
        held = replace(held, state="completed") if isinstance(log[-1], Finished) else held
        store.save(connection, held)
    return view(connection, ring, shelf, held, language, now)


def _pins(bank: BankVersion, design: str, seed: int) -> Pins:
    return Pins(bank.hash, bank.design(design).hash, design, seed, engine.ENGINE_VERSION)


def view(
    connection: Connection, ring: KeyRing, shelf: Shelf, sitting: Sitting, language: Language, now: datetime
) -> dict[str, Any]:
    """What the player shows: the sitting and the item that waits, the same on any device.

    A first look in another language is logged: the language each item was shown in is part of the evidence.
    """
    held = store.lock(connection, sitting) or sitting
    if held.state == "assigned":
        return {"sitting": describe(held), "item": None, "finished": False}
    room = open_room(connection, ring, shelf, held)
    waiting = pending(room.log)
    if waiting and last_language(room.log, waiting.position) != language:
        key = require_ready(connection, ring, held.programme)
        shown = replace(waiting, at=now, language=language)
        store.append(connection, key, held, len(room.log), (shown,))
    item = _item(room, waiting.position, waiting.item, language) if waiting else None
    return {"sitting": describe(held), "item": item, "finished": held.state == "completed"}


def describe(sitting: Sitting) -> dict[str, Any]:
    """A sitting as its learner sees it."""
    return {
        "id": str(sitting.id),
        "subject": sitting.subject,
        "year": sitting.year,
        "state": sitting.state,
        "trial": sitting.pseudonym is not None,
    }


def open_room(connection: Connection, ring: KeyRing, shelf: Shelf, sitting: Sitting) -> Room:
    """A started sitting with its bank version, compiled test and log.

    Raises
    ------
    NotStarted, KeyGone, SealBroken
    """
    log, pins = store.log(connection, ring, sitting), sitting.pins
    begun = started(log)
    if pins is None or begun is None:
        raise NotStarted
    bank = shelf.bank(connection, pins.bank_version)
    test = shelf.test(connection, pins.bank_version, pins.design_name, begun.year_group)
    return Room(sitting, pins, bank, test, log)


def fold(test: engine.AdaptiveTest, log: Sequence[Event]) -> engine.CatState:
    """The engine's state after a log: resume, audit and rescoring all come through here."""
    return engine.replay(test, _folded(test, log), _context(log))


def _folded(
    test: engine.AdaptiveTest, log: Sequence[Event]
) -> Iterator[engine.Answered | engine.Relaxed | engine.Withdrawn]:
    for event in log:
        match event:
            case Replied(item=item, score=category, scored=scored, elapsed=elapsed):
                yield engine.Answered(test.pool.index(item), category, scored, elapsed)
            case Relaxed(constraints=names):
                yield engine.Relaxed(names)
            case Quarantined(items=items):
                yield engine.Withdrawn(tuple(map(test.pool.index, items)))


def _context(log: Sequence[Event]) -> engine.Learner:
    begun = started(log)
    if begun is None or begun.prior_mean is None or begun.prior_sd is None:
        return engine.Learner()
    return engine.Learner(prior=engine.Normal(begun.prior_mean, begun.prior_sd))


def reply(
    connection: Connection, ring: KeyRing, shelf: Shelf, sitting: Sitting, sent: Submission, now: datetime
) -> str:
    """Take a reply: check, score, fold, choose what comes next, log; the answer's exact bytes as text.

    The same submission again gets the same answer; nothing is written twice.

    Raises
    ------
    ReplyConflict, NotStarted, UnknownItemInReply, InvalidReply, UnknownProgramme
    """
    held = store.lock(connection, sitting)
    if held is None:
        raise NotStarted
    room = open_room(connection, ring, shelf, held)
    if earlier := _same_request(room.log, sent):
        return earlier
    waiting = awaited(room, sent.item, sent.position)
    key = require_ready(connection, ring, held.programme)
    gone = _withdrawals(room.test, room.log, masked(connection, held.subject), now)
    events = _consequences(replace(room, log=(*room.log, *gone)), waiting, sent, now)
    store.append(connection, key, held, len(room.log), (*gone, *events))
    if isinstance(events[-1], Finished):
        store.save(connection, replace(held, state="completed"))
    return replies(events)[0].reply


def _same_request(log: Sequence[Event], sent: Submission) -> str | None:
    if hinted_by(log, sent.key):
        raise ReplyConflict(position=sent.position)
    for event in replies(log):
        if event.key == sent.key or event.position == sent.position:
            same = (event.key, event.position, event.digest) == (sent.key, sent.position, sent.digest)
            if not same:
                raise ReplyConflict(position=sent.position)
            return event.reply
    return None


def awaited(room: Room, item: str, position: int | None = None) -> Presented:
    """The showing that waits for a reply, if it is of that item, and at that position where one is named.

    Raises
    ------
    UnknownItemInReply, ReplyConflict
    """
    if item not in room.test.pool.ids:
        raise UnknownItemInReply(item=item)
    waiting = pending(room.log)
    if waiting is None or waiting.item != item or position not in (None, waiting.position):
        raise ReplyConflict(position=position)
    return waiting


def _withdrawals(
    test: engine.AdaptiveTest, log: Sequence[Event], masked: frozenset[str], now: datetime
) -> tuple[Quarantined, ...]:
    """What has been taken out of what the sitting could still ask since its log last said so, the waiting item too."""
    answered = {event.item for event in replies(log)}
    gone = masked.intersection(test.pool.ids) - answered - quarantined(log)
    return (Quarantined(now, tuple(sorted(gone))),) if gone else ()


def _consequences(room: Room, waiting: Presented, sent: Submission, now: datetime) -> tuple[Event, ...]:
    item = room.bank.item(sent.item)
    check_reply(item, sent.response)
    # Below 0 only where the machine's clock was set back meanwhile. The fold takes no negative time, and 0 claims
    # least; both instants stand in the log as they were read.
    elapsed = max(0.0, (now - waiting.at).total_seconds())
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
    following = _following(room.test, state, room.pins.seed, sent.position + 1, sent.language, now)
    return replace(replied, reply=_answer(room, sent, following[-1])), *following


def _following(
    test: engine.AdaptiveTest, state: engine.CatState, seed: int, position: int, language: Language, now: datetime
) -> tuple[Relaxed | Presented | Finished, ...]:
    """What comes next as it is logged: the item, after what had to be given up for it; or the end."""
    action = chosen(test, state, seed)
    if isinstance(action, engine.Finish):
        estimate = engine.reported(test, state)
        end = Finished(now, str(action.reason), float(estimate.theta), float(estimate.se), str(estimate.status))
        return (end,)
    shown = Presented(now, position, test.pool.ids[action.item], language, action.scored)
    return (Relaxed(now, action.relaxed), shown) if action.relaxed else (shown,)


def _answer(room: Room, sent: Submission, following: Event) -> str:
    item = _item(room, following.position, following.item, sent.language) if isinstance(following, Presented) else None
    answer = {"position": sent.position, "next": item, "finished": item is None}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _item(room: Room, position: int, item_id: str, language: Language) -> dict[str, Any]:
    length = room.bank.design(room.pins.design_name).presented
    item = room.bank.item(item_id)
    shown = present(item, language, room.bank.stimulus_of(item))
    taken = item.hints[: hints_taken(room.log, position)]
    return {
        "position": position,
        "id": item_id,
        "language": language,
        **shown,
        "hints_taken": [hint[spoken_in(item, language)] for hint in taken],
        "progress": round(min(1.0, (position - 1) / length), 3),
    }
