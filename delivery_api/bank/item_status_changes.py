"""The life of item versions: each move has a person, a reason and a time, and what is taken out is asked no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank import store
from delivery_api.bank.values import Authorisation, BankDecision, StatusChange
from itembank import BankVersion, IllegalTransition, ItemStatus, write_bank
from itembank.versions.item_lifecycle import LIFECYCLE, TRANSITIONS, transitions

MAX_NAME_LENGTH, MAX_REASON_LENGTH = 120, 500


class InvalidAuthorisation(Declined):
    """Whoever decides gives no name, or no reason, or one that is too long."""


class ItemWithoutHistory(Declined):
    """An item version that nobody has moved out of draft and no bank version that is kept holds."""


def approve(
    connection: Connection,
    bank: BankVersion,
    said: Authorisation,
    now: datetime,
    *,
    to: ItemStatus = ItemStatus.OPERATIONAL,
) -> int:
    """Keep a bank version, approve it, and bring its items forward to a status; how many items moved.

    An item that is further already stays, and so does one that was taken out: that comes back by its own id alone.

    Raises
    ------
    NobodySaid
    """
    record_bank_decision(connection, bank, "approved", said, now)
    there = store.statuses(connection, [item.id for item in bank.items], held=True)
    behind = {item: status for item, status in there.items() if _behind(status, to)}
    _move(connection, bank.subject, behind, to, said, now)
    return len(behind)


def record_bank_decision(
    connection: Connection, bank: BankVersion, decision: str, said: Authorisation, now: datetime
) -> None:
    """Keep a bank version and record what was decided about it.

    Raises
    ------
    NobodySaid
    """
    require_authorisation(said)
    store.add(connection, bank.hash, bank.subject, write_bank(bank), now)
    store.record_bank_decision(connection, BankDecision(bank.hash, decision, None, said.by, said.reason, now))


def _behind(status: ItemStatus, to: ItemStatus) -> bool:
    return status in LIFECYCLE and to in LIFECYCLE and LIFECYCLE.index(status) < LIFECYCLE.index(to)


def approve_items(
    connection: Connection,
    bank: BankVersion,
    items: Collection[str],
    said: Authorisation,
    now: datetime,
    to: ItemStatus,
) -> int:
    """Bring some items of a bank to a status, also back from quarantine after a review; how many items moved.

    Raises
    ------
    NobodySaid, UnknownItem, IllegalMove
    """
    require_authorisation(said)
    there = store.statuses(connection, [bank.item(item).id for item in items], held=True)
    _move(connection, bank.subject, there, to, said, now)
    return sum(status != to for status in there.values())


def withdraw(connection: Connection, item: str, to: ItemStatus, said: Authorisation, now: datetime) -> StatusChange:
    """Quarantine or retire an item version: from the next choice on nobody is asked it, in running sittings neither.

    One that a kept bank version holds, and that nobody ever moved, was put in use past all reviews: that it was
    operational is recorded too, so that it can be taken out as fast as any other.

    Raises
    ------
    NobodySaid, ItemNeverMoved, IllegalMove
    """
    require_authorisation(said)
    subject = store.subject_of(connection, item)
    if subject is None:
        subject = store.subject_of_stored_item(connection, item)
        if subject is None:
            raise ItemWithoutHistory(Reason.ITEM_NEVER_MOVED, item=item)
        _move(connection, subject, {item: ItemStatus.DRAFT}, ItemStatus.OPERATIONAL, said, now)
    there = store.statuses(connection, [item], held=True)
    made = _move(connection, subject, there, to, said, now)
    if not made:
        raise IllegalTransition(item, there[item], to, TRANSITIONS[there[item]])
    audit_log.record(connection, now, f"item {to.value}", thing=item)
    return made[-1]


def _move(
    connection: Connection,
    subject: str,
    there: Mapping[str, ItemStatus],
    to: ItemStatus,
    said: Authorisation,
    now: datetime,
) -> tuple[StatusChange, ...]:
    made = tuple(move for item, status in there.items() for move in _moves(item, subject, status, to, said, now))
    store.record_status_changes(connection, made)
    return made


def _moves(
    item: str, subject: str, before: ItemStatus, to: ItemStatus, said: Authorisation, now: datetime
) -> Iterator[StatusChange]:
    for after in transitions(item, before, to):
        yield StatusChange(item, subject, before, after, said.by, said.reason, now)
        before = after


def withdrawn_items(connection: Connection, subject: str) -> frozenset[str]:
    """The item versions of a subject that nobody is asked any more."""
    return store.withdrawn_items(connection, subject)


def require_authorisation(said: Authorisation) -> None:
    """A name and a reason, each of a length that a person can read.

    Raises
    ------
    NobodySaid
    """
    if not 0 < len(said.by.strip()) <= MAX_NAME_LENGTH or not 0 < len(said.reason.strip()) <= MAX_REASON_LENGTH:
        raise InvalidAuthorisation(Reason.NOBODY_SAID, longest_name=MAX_NAME_LENGTH, longest_reason=MAX_REASON_LENGTH)
