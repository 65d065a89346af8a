"""The life of item versions: each move has a person, a reason and a time, and what is taken out is asked no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank import store
from delivery_api.bank.values import Decision, Move, Said
from itembank import BankVersion, IllegalTransition, ItemStatus, write_bank
from itembank.versions.item_lifecycle import LIFECYCLE, TRANSITIONS, transitions

LONGEST_NAME, LONGEST_REASON = 120, 500


class NobodySaid(Declined):
    """Whoever decides gives no name, or no reason, or one that is too long."""


class ItemNeverMoved(Declined):
    """An item version that nobody has moved out of draft and no bank version that is kept holds."""


def approve(
    connection: Connection, bank: BankVersion, said: Said, now: datetime, *, to: ItemStatus = ItemStatus.OPERATIONAL
) -> int:
    """Keep a bank version, approve it, and bring its items forward to a status; how many items moved.

    An item that is further already stays, and so does one that was taken out: that comes back by its own id alone.

    Raises
    ------
    NobodySaid
    """
    decide(connection, bank, "approved", said, now)
    there = store.statuses(connection, [item.id for item in bank.items], held=True)
    behind = {item: status for item, status in there.items() if _behind(status, to)}
    _move(connection, bank.subject, behind, to, said, now)
    return len(behind)


def decide(connection: Connection, bank: BankVersion, decision: str, said: Said, now: datetime) -> None:
    """Keep a bank version and record what was decided about it.

    Raises
    ------
    NobodySaid
    """
    require_said(said)
    store.add(connection, bank.hash, bank.subject, write_bank(bank), now)
    store.decide(connection, Decision(bank.hash, decision, None, said.by, said.reason, now))


def _behind(status: ItemStatus, to: ItemStatus) -> bool:
    return status in LIFECYCLE and to in LIFECYCLE and LIFECYCLE.index(status) < LIFECYCLE.index(to)


def approve_items(
    connection: Connection, bank: BankVersion, items: Collection[str], said: Said, now: datetime, to: ItemStatus
) -> int:
    """Bring some items of a bank to a status, also back from quarantine after a review; how many items moved.

    Raises
    ------
    NobodySaid, UnknownItem, IllegalMove
    """
    require_said(said)
    there = store.statuses(connection, [bank.item(item).id for item in items], held=True)
    _move(connection, bank.subject, there, to, said, now)
    return sum(status != to for status in there.values())


def take_out(connection: Connection, item: str, to: ItemStatus, said: Said, now: datetime) -> Move:
    """Quarantine or retire an item version: from the next choice on nobody is asked it, in running sittings neither.

    One that a kept bank version holds, and that nobody ever moved, was put in use past all reviews: that it was
    operational is recorded too, so that it can be taken out as fast as any other.

    Raises
    ------
    NobodySaid, ItemNeverMoved, IllegalMove
    """
    require_said(said)
    subject = store.subject_of(connection, item)
    if subject is None:
        subject = store.subject_holding(connection, item)
        if subject is None:
            raise ItemNeverMoved(Reason.ITEM_NEVER_MOVED, item=item)
        _move(connection, subject, {item: ItemStatus.DRAFT}, ItemStatus.OPERATIONAL, said, now)
    there = store.statuses(connection, [item], held=True)
    made = _move(connection, subject, there, to, said, now)
    if not made:
        raise IllegalTransition(item, there[item], to, TRANSITIONS[there[item]])
    audit_log.record(connection, now, f"item {to.value}", thing=item)
    return made[-1]


def _move(
    connection: Connection, subject: str, there: Mapping[str, ItemStatus], to: ItemStatus, said: Said, now: datetime
) -> tuple[Move, ...]:
    made = tuple(move for item, status in there.items() for move in _moves(item, subject, status, to, said, now))
    store.move(connection, made)
    return made


def _moves(item: str, subject: str, before: ItemStatus, to: ItemStatus, said: Said, now: datetime) -> Iterator[Move]:
    for after in transitions(item, before, to):
        yield Move(item, subject, before, after, said.by, said.reason, now)
        before = after


def masked(connection: Connection, subject: str) -> frozenset[str]:
    """The item versions of a subject that are asked of nobody any more."""
    return store.masked(connection, subject)


def require_said(said: Said) -> None:
    """A name and a reason, each of a length that a person can read.

    Raises
    ------
    NobodySaid
    """
    if not 0 < len(said.by.strip()) <= LONGEST_NAME or not 0 < len(said.reason.strip()) <= LONGEST_REASON:
        raise NobodySaid(Reason.NOBODY_SAID, longest_name=LONGEST_NAME, longest_reason=LONGEST_REASON)
