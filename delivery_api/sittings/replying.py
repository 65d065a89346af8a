"""A learner's reply is taken: checked, scored, folded, logged with what comes next, and answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256

from sqlalchemy import Connection

import engine
from delivery_api.bank.service import Shelf
from delivery_api.keys import KeyRing
from delivery_api.refused import Refused
from delivery_api.sittings import store
from delivery_api.sittings.choosing import fallbacks
from delivery_api.sittings.following import Note, following_events, ignore, shown_item, withdrawals
from delivery_api.sittings.log import (
    Event,
    Finished,
    Presented,
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
from delivery_api.sittings.memory import Memory
from delivery_api.sittings.programmes import require_open
from delivery_api.sittings.room import Room, open_room
from delivery_api.sittings.values import Held, State
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


_CLOSED = {State.PAUSED: SittingPaused, State.DISCARDED: SittingDiscarded, State.EXPIRED: SittingExpired}
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
    gone = withdrawals(room.test, room.log, held.masked, now)
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
    following = following_events(room.test, log, state, room.pins.seed, sent.position + 1, sent.language, now)
    return (replace(replied, reply=_answer(room, sent, following[-1])), *following), state


def _answer(room: Room, sent: Submission, following: Event) -> str:
    item = (
        shown_item(room, following.position, following.item, sent.language)
        if isinstance(following, Presented)
        else None
    )
    answer = {"position": sent.position, "next": item, "finished": item is None}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
