"""Takes a learner's answer: checks it, scores it, folds it in, chooses what comes next, and logs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

import engine
from delivery_api.access.access import LockedOwnSitting, SittingAccess
from delivery_api.access.refusals import Refused
from delivery_api.bank.service import BankCache
from delivery_api.identity.sessions import hash_token
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.answering.believed_withdrawals import believed_withdrawals
from delivery_api.sittings.answering.next_item import answer_body, fallbacks, next_events, withdrawal_events
from delivery_api.sittings.answering.rest_breaks import end_break
from delivery_api.sittings.answering.sitting_cache import AnsweringSession, CachedSitting, SittingCache
from delivery_api.sittings.record.event_types import (
    Event,
    Finished,
    HintLeft,
    Presented,
    Quarantined,
    Readmitted,
    Relaxed,
    Replied,
    Reply,
    devices,
    hinted_by,
    hints_taken,
    pending_item,
    replies,
    seconds_paused,
)
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.open_sitting import OpenSitting, load_locked
from delivery_api.sittings.record.result_records import record_result
from delivery_api.sittings.sitting_context import OnFallback, SittingContext, ignore_fallbacks
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.programmes import require_answerable
from delivery_api.sittings.values import ExpectedState, LockedSitting, Sitting, SittingState
from itembank import InvalidReply, Language, check_reply, score


class ReplyConflict(Refused):
    """The position has another answer, the key was used at another position, or another item waits there."""

    code = "reply_conflict"


class SittingPaused(Refused):
    """Staff have paused the sitting; an answer given meanwhile waits in the browser."""

    code = "sitting_paused"


class SittingDiscarded(Refused):
    """Staff have discarded the sitting."""

    code = "sitting_discarded"


class SittingExpired(Refused):
    """The window of the sitting is over."""

    code = "sitting_expired"


_REFUSALS = {
    SittingState.PAUSED: SittingPaused,
    SittingState.DISCARDED: SittingDiscarded,
    SittingState.EXPIRED: SittingExpired,
}
"""The states in which no answer is taken, with the refusal of each."""


class SequenceGap(Refused):
    """An answer arrived before an earlier one; `awaited` names the position that waits."""

    code = "sequence_gap"


class UnknownItemInReply(Refused):
    """The answer names an item that the sitting's bank version does not hold."""

    code = "unknown_item"


@dataclass(frozen=True)
class Submission:
    """An answer as a browser sends it.

    Attributes
    ----------
    response : the raw response; None for "I can't do this"
    client_ms : the time taken according to the browser; advisory
    key : the request's idempotency key
    body : all fields in one canonical form, compared when the same key arrives again
    device : the browser tab, as it names itself; "" if it does not
    """

    position: int
    item: str
    response: Reply
    language: Language
    client_ms: int
    key: str
    body: bytes
    device: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the body."""
        return sha256(self.body).hexdigest()


@dataclass(frozen=True)
class AcceptedAnswer:
    """The result of an answer that was taken.

    Attributes
    ----------
    body : the exact body of the HTTP response, as text
    elsewhere : whether the sitting has moved to another device than the answer came from
    """

    body: str
    elsewhere: bool = False


@dataclass(frozen=True)
class Consequences:
    """What an answer adds to the log of a sitting.

    Attributes
    ----------
    before : the sitting before the answer
    withdrawn : logged before the answer
    events : the hints left, the answer and what comes next
    state : the fold after the answer, before what comes next
    body : of the HTTP response, as text
    """

    before: OpenSitting
    withdrawn: tuple[Quarantined, ...]
    events: tuple[Event, ...]
    state: engine.CatState
    body: str

    @property
    def to_log(self) -> tuple[Event, ...]:
        """All events, in order."""
        return (*self.withdrawn, *self.events)

    @property
    def finished(self) -> bool:
        """Whether the sitting ends."""
        return isinstance(self.events[-1], Finished)

    def sitting(self) -> OpenSitting:
        """The sitting after the answer and what comes next."""
        # events that change which items are available are folded; otherwise the state is known
        refold = any(isinstance(event, Readmitted | Relaxed) for event in self.events)
        return self.before.after(self.to_log, None if refold else self.state)

    def accepted(self, device: str) -> AcceptedAnswer:
        """The result for the browser."""
        return AcceptedAnswer(self.body, _is_elsewhere(self.before, device))


@dataclass(frozen=True)
class AnswerService:
    """Takes answers: from the worker's cache of the sitting where it can, otherwise from the log.

    Attributes
    ----------
    on_fallback : called when the next item could not be chosen as the test is designed
    """

    key_ring: KeyRing
    bank_cache: BankCache
    sitting_cache: SittingCache
    on_fallback: OnFallback = ignore_fallbacks

    def cached(self, access: SittingAccess) -> CachedSitting | None:
        """The cached sitting, if this worker has taken an answer to it in the same session."""
        return self.sitting_cache.get(access.sitting_id, hash_token(access.token), access.now)

    def answer_from_cache(
        self, access: SittingAccess, cached: CachedSitting, submission: Submission
    ) -> AcceptedAnswer | None:
        """Take an answer with one statement, which also checks the session, the owner and the state of the sitting.

        The answer is checked, scored and folded, and the next item chosen, before the database is asked anything.

        Returns
        -------
        None if the log has to be read; nothing was written then.
        """
        try:
            if _earlier_answer(cached.sitting.log, submission) is not None:
                return None
            consequences = consequences_of(cached.sitting, cached.expected.withdrawn_items, submission, access.now)
        except (Refused, InvalidReply):  # the cache may be out of date: only the log may refuse
            return None
        last_nonce = self._append_if_as_expected(access, cached, consequences)
        if last_nonce is None or consequences.finished:
            self.sitting_cache.drop(cached)
        else:
            self.sitting_cache.put(cached.after(consequences.sitting(), last_nonce, access.now))
        if last_nonce is None:
            return None
        self.on_fallback(fallbacks(cached.sitting.test, consequences.events))
        return consequences.accepted(submission.device)

    def _append_if_as_expected(
        self, access: SittingAccess, cached: CachedSitting, consequences: Consequences
    ) -> bytes | None:
        """Append the events, and complete the sitting if it ends; None if anything is not as the cache expects."""
        sitting, key = cached.sitting.sitting, self.key_ring.read(cached.key_id)
        first, events = len(cached.sitting.log), consequences.to_log
        try:
            with access.unchecked_connection(cached.learner, transaction=consequences.finished) as connection:
                last_nonce = logbook.append_if_as_expected(
                    connection, key, sitting, first, events, cached.expected, access.now
                )
                if consequences.finished and last_nonce is not None:
                    complete(connection, self.key_ring, self.bank_cache, key, sitting, access.now)
                return last_nonce
        except IntegrityError:  # another request has appended meanwhile
            return None

    def answer_from_log(self, access: LockedOwnSitting[LockedSitting], submission: Submission) -> AcceptedAnswer:
        """Take an answer to a sitting that is checked and locked; see `take_answer`.

        Raises
        ------
        as `take_answer`
        """
        context = SittingContext(access.connection, self.key_ring, self.bank_cache, self.on_fallback)
        settled_until, session = access.person.settled_until, None
        if access.sitting.pseudonym is None and settled_until is not None:  # nothing of a trial is cached
            session = AnsweringSession(hash_token(access.token), access.person.person, settled_until)
        return take_answer(context, access.sitting, submission, access.now, self.sitting_cache, session)


def take_answer(
    context: SittingContext,
    locked: LockedSitting,
    submission: Submission,
    now: datetime,
    cache: SittingCache | None = None,
    session: AnsweringSession | None = None,
) -> AcceptedAnswer:
    """Take an answer: check, score, fold, choose what comes next, and log.

    The same submission again gets the same result, whatever has become of the sitting; nothing is written twice. A
    device that the sitting has left may still send the answer it had.

    Parameters
    ----------
    cache, session : where and for which session the sitting is cached; None to cache nothing

    Raises
    ------
    ReplyConflict, SequenceGap, NotStarted, SittingPaused, SittingDiscarded, SittingExpired, UnknownItemInReply,
    InvalidReply, UnknownProgramme
    """
    opened = load_locked(context, locked.sitting)
    if earlier := _earlier_answer(opened.log, submission):
        body = earlier.reply or answer_body(opened, opened.log, earlier, submission.language)
        return AcceptedAnswer(body, _is_elsewhere(opened, submission.device))
    if locked.programme_record is None:
        raise ReplyConflict(position=submission.position)
    if locked.sitting.state == SittingState.PAUSED:  # whoever answers has gone on, if the break is their own
        opened = load_locked(context, end_break(context, locked, now))
    withdrawn = believed_withdrawals(context.connection, opened, locked.withdrawn_items)
    consequences = consequences_of(opened, withdrawn, submission, now)
    key = context.key_ring.read(require_answerable(locked.programme_record, now))
    last_nonce = logbook.append(context.connection, key, locked.sitting, len(opened.log), consequences.to_log)
    if consequences.finished:
        complete(context.connection, context.key_ring, context.bank_cache, key, locked.sitting, now)
    elif cache is not None and session is not None:
        expected = ExpectedState(last_nonce, withdrawn, session.token_hash)
        entry = (consequences.sitting(), session.learner, key.id, expected, session.settled_until, now)
        cache.put(CachedSitting(*entry))
    context.on_fallback(fallbacks(opened.test, consequences.events))
    return consequences.accepted(submission.device)


def complete(
    connection: Connection, ring: KeyRing, bank_cache: BankCache, key: Key, sitting: Sitting, now: datetime
) -> None:
    """Mark a sitting as completed, and record its result."""
    store.complete(connection, sitting)
    record_result(connection, ring, key, replace(sitting, state=SittingState.COMPLETED), now, bank_cache)


def _is_elsewhere(opened: OpenSitting, device: str) -> bool:
    return bool(device) and devices(opened.log)[-1] != device


def _earlier_answer(log: Sequence[Event], submission: Submission) -> Replied | None:
    """The answer that the log already holds for the same submission.

    Raises
    ------
    ReplyConflict : the position or the key was used for another answer, or the key for a hint
    """
    if hinted_by(log, submission.key):
        raise ReplyConflict(position=submission.position)
    sent = (submission.key, submission.position, submission.digest)
    for event in replies(log):
        if event.key == submission.key or event.position == submission.position:
            if (event.key, event.position, event.digest) != sent:
                raise ReplyConflict(position=submission.position)
            return event
    return None


def awaited_item(opened: OpenSitting, item: str, position: int | None = None) -> Presented:
    """The showing of an item that waits for an answer.

    Parameters
    ----------
    position : where it must wait; None for any position

    Raises
    ------
    UnknownItemInReply, SittingPaused, SittingDiscarded, SittingExpired, SequenceGap, ReplyConflict
    """
    if item not in opened.test.pool:
        raise UnknownItemInReply(item=item)
    if (refusal := _REFUSALS.get(SittingState(opened.sitting.state))) is not None:
        raise refusal
    waiting = pending_item(opened.log)
    if waiting is not None and position is not None and position > waiting.position:
        raise SequenceGap(awaited=waiting.position)
    if waiting is None or waiting.item != item or position not in (None, waiting.position):
        raise ReplyConflict(position=position)
    return waiting


def consequences_of(
    opened: OpenSitting, withdrawn_items: tuple[str, ...], submission: Submission, now: datetime
) -> Consequences:
    """Score an answer, fold it in, and choose what comes next; nothing is written.

    Raises
    ------
    UnknownItemInReply, SittingPaused, SittingDiscarded, SittingExpired, SequenceGap, ReplyConflict, InvalidReply
    """
    waiting = awaited_item(opened, submission.item, submission.position)
    withdrawn = withdrawal_events(opened, withdrawn_items, now)
    sitting = opened.after(withdrawn)
    replied, state = _scored(sitting, waiting, submission, now)
    following = next_events(sitting.after((replied,), state), submission.position + 1, submission.language, now)
    left = (HintLeft(now),) * (sitting.bank.most_hints - hints_taken(sitting.log, submission.position))
    body = answer_body(sitting, following, replied, submission.language)
    return Consequences(opened, withdrawn, (*left, replied, *following), state, body)


def _scored(
    sitting: OpenSitting, waiting: Presented, submission: Submission, now: datetime
) -> tuple[Replied, engine.CatState]:
    """The answer as it is logged, and the state that it is folded to."""
    item = sitting.bank.item(submission.item)
    check_reply(item, submission.response)
    # Negative only if the machine's clock was set back meanwhile. The fold takes no negative time, and 0 claims the
    # least; the log keeps both instants as they were read.
    elapsed = max(0.0, (now - waiting.at).total_seconds() - seconds_paused(sitting.log, waiting.at))
    category = score(item, submission.response, hints_taken(sitting.log, submission.position))
    index = sitting.test.pool.index(submission.item)
    state = engine.step(sitting.test, sitting.state, index, category, scored=waiting.scored, elapsed=elapsed)
    estimate = engine.running(sitting.test, state)
    replied = Replied(
        at=now,
        position=submission.position,
        item=submission.item,
        response=submission.response,
        score=category,
        theta=float(estimate.theta),
        se=float(estimate.se),
        status=str(estimate.status),
        language=submission.language,
        elapsed=elapsed,
        client_ms=submission.client_ms,
        key=submission.key,
        digest=submission.digest,
        scored=state.answers[-1].scored,
    )
    return replied, state
