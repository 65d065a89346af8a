"""A learner's reply is taken: checked, scored, folded, logged with what comes next, and answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

import engine
from delivery_api.access.refusals import Refused
from delivery_api.bank.service import BankCache
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.answering.item_choice import fallbacks
from delivery_api.sittings.answering.next_events import Note, following_events, ignore, shown_item, withdrawals
from delivery_api.sittings.answering.sitting_cache import AnsweringSession, CachedSitting, SittingCache
from delivery_api.sittings.record.event_types import (
    Event,
    Finished,
    Presented,
    Quarantined,
    Readmitted,
    Relaxed,
    Replied,
    Reply,
    devices,
    hinted_by,
    hints_taken,
    pending,
    replies,
    seconds_paused,
)
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.open_sitting import OpenSitting, load_sitting
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.programmes import require_open
from delivery_api.sittings.values import ExpectedState, LockedSitting, SittingState
from itembank import InvalidReply, Language, check_reply, score


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


_CLOSED = {
    SittingState.PAUSED: SittingPaused,
    SittingState.DISCARDED: SittingDiscarded,
    SittingState.EXPIRED: SittingExpired,
}
"""The states in which no reply is taken, and the refusal of each."""


class SequenceGap(Refused):
    """A reply comes before one that it should follow; `awaited` says which position waits."""

    code = "sequence_gap"


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
class Taken:
    """A reply that was taken.

    Attributes
    ----------
    answer : the exact bytes of what it is answered with, as text
    elsewhere : the sitting goes on in another device than the reply came from
    """

    answer: str
    elsewhere: bool = False


Once = Callable[[UUID, bool], AbstractContextManager[Connection]]
"""A connection for one statement of a learner, or a transaction for several: on which nobody has looked who asks."""


def reply_as_remembered(
    once: Once,
    ring: KeyRing,
    memory: SittingCache,
    known: CachedSitting,
    sent: Submission,
    now: datetime,
    device: str,
    note: Note,
) -> Taken | None:
    """Take a reply by what a worker remembers; None where the log has to be read, and nothing was written.

    It is checked, scored and folded, and what comes next is chosen, before the database is asked anything. Then one
    statement asks all that has to be so, and appends.
    """
    room, so_far = known.room, known.so_far
    try:
        if _same_request(room.log, sent) is not None:
            return None
        gone, events, state = _worked_out(room, so_far.masked, sent, now)
    except (Refused, InvalidReply):  # what is remembered may be behind: the log says what is refused
        return None
    mark = _appended(once, ring, known, (*gone, *events), now)
    if mark is None or isinstance(events[-1], Finished):
        memory.forget(known)
    else:
        memory.keep(known.then(_after(room, gone, events, state), mark, now))
    if mark is None:
        return None
    note(fallbacks(events))
    return Taken(replies(events)[0].reply, _elsewhere(room, device))


def _appended(
    once: Once, ring: KeyRing, known: CachedSitting, events: tuple[Event, ...], now: datetime
) -> bytes | None:
    """The mark of the last event, if all is as it is remembered; with the last one of a sitting it ends."""
    sitting, over, key = known.room.sitting, isinstance(events[-1], Finished), ring.read(known.key_id)
    try:
        with once(known.learner, over) as connection:
            first = len(known.room.log)
            mark = logbook.append_as_remembered(connection, key, sitting, first, events, known.so_far, now)
            if over and mark is not None:
                store.complete(connection, sitting)
            return mark
    except IntegrityError:  # somebody else has appended
        return None


def reply(
    connection: Connection,
    ring: KeyRing,
    bank_cache: BankCache,
    memory: SittingCache,
    held: LockedSitting,
    sent: Submission,
    now: datetime,
    device: str = "",
    note: Note = ignore,
    session: AnsweringSession | None = None,
) -> Taken:
    """Take a reply: check, score, fold, choose what comes next, log; what it is answered with.

    The same submission again gets the same answer, whatever has become of the sitting; nothing is written twice. A
    device that the sitting has left may still send what it had.

    Parameters
    ----------
    held : the sitting, kept from others until the transaction ends
    session : the one it comes in, if the sitting is to be remembered for it

    Raises
    ------
    ReplyConflict, SequenceGap, NotStarted, SittingPaused, SittingDiscarded, SittingExpired, UnknownItemInReply,
    InvalidReply, UnknownProgramme
    """
    room = load_sitting(connection, ring, bank_cache, held.sitting)
    if earlier := _same_request(room.log, sent):
        return Taken(earlier.reply, _elsewhere(room, device))
    if held.of is None:
        raise ReplyConflict(position=sent.position)
    gone, events, state = _worked_out(room, held.masked, sent, now)
    key = ring.read(require_open(held.of))
    mark = logbook.append(connection, key, held.sitting, len(room.log), (*gone, *events))
    if isinstance(events[-1], Finished):
        store.complete(connection, held.sitting)
    elif session is not None:
        so_far = ExpectedState(mark, held.masked, session.token)
        then = _after(room, gone, events, state)
        memory.keep(CachedSitting(then, session.learner, key.id, so_far, session.settled_until, now))
    note(fallbacks(events))
    return Taken(replies(events)[0].reply, _elsewhere(room, device))


def _worked_out(
    room: OpenSitting, masked: str, sent: Submission, now: datetime
) -> tuple[tuple[Quarantined, ...], tuple[Event, ...], engine.CatState]:
    """What is logged before a reply, what of it, and the state that it is folded to."""
    waiting = awaited(room, sent.item, sent.position)
    gone = withdrawals(room.test, room.log, frozenset(masked.splitlines()), now)
    return gone, *_consequences(room.after(gone), waiting, sent, now)


def _after(
    room: OpenSitting, gone: tuple[Event, ...], events: tuple[Event, ...], state: engine.CatState
) -> OpenSitting:
    # a change of what may be asked is folded; otherwise the answer has been
    folded = None if any(isinstance(event, Readmitted | Relaxed) for event in events) else state
    return room.after((*gone, *events), folded)


def _elsewhere(room: OpenSitting, device: str) -> bool:
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


def awaited(room: OpenSitting, item: str, position: int | None = None) -> Presented:
    """The showing that waits for a reply, if it is of that item, and at that position where one is named.

    Raises
    ------
    UnknownItemInReply, SittingPaused, SittingDiscarded, SittingExpired, SequenceGap, ReplyConflict
    """
    if item not in room.test.pool:
        raise UnknownItemInReply(item=item)
    if (refusal := _CLOSED.get(SittingState(room.sitting.state))) is not None:
        raise refusal
    waiting = pending(room.log)
    if waiting is not None and position is not None and position > waiting.position:
        raise SequenceGap(awaited=waiting.position)
    if waiting is None or waiting.item != item or position not in (None, waiting.position):
        raise ReplyConflict(position=position)
    return waiting


def _consequences(
    room: OpenSitting, waiting: Presented, sent: Submission, now: datetime
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
    following = following_events(room.test, log, state, room.pins.seed, sent.position + 1, sent.language, now)
    return (replace(replied, reply=_answer(room, sent, following[-1])), *following), state


def _answer(room: OpenSitting, sent: Submission, following: Event) -> str:
    item = (
        shown_item(room, following.position, following.item, sent.language)
        if isinstance(following, Presented)
        else None
    )
    answer = {"position": sent.position, "next": item, "finished": item is None}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
