"""Changes the status of item versions; each change records a person, a reason and a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank import store
from delivery_api.bank.discarded_adoptions import require_not_discarded
from delivery_api.bank.values import STATUS_TOLD, Authorisation, BankDecision, StatusChange
from itembank import BankVersion, IllegalTransition, ItemStatus, write_bank
from itembank.versions.item_lifecycle import LIFECYCLE, TRANSITIONS, WITHDRAWN, transitions

MAX_NAME_LENGTH, MAX_REASON_LENGTH = 120, 500


class InvalidAuthorisation(Declined):
    """The name or the reason of a decision is empty or too long."""


class ItemWithoutHistory(Declined):
    """The item version is still a draft and in no stored bank version."""


def approve(
    connection: Connection,
    bank: BankVersion,
    authorisation: Authorisation,
    now: datetime,
    *,
    to: ItemStatus = ItemStatus.OPERATIONAL,
) -> int:
    """Store a bank version, approve it, and advance its items to a status.

    An item that is further keeps its status. So does a withdrawn item, which is readmitted by `approve_items` only.

    Returns
    -------
    the number of items whose status changed

    Raises
    ------
    InvalidAuthorisation, AdoptionDiscarded
    """
    record_bank_decision(connection, bank, "approved", authorisation, now)
    current = store.statuses(connection, [item.id for item in bank.items], lock=True)
    advancing = {item: status for item, status in current.items() if _precedes(status, to)}
    _change_statuses(connection, bank.subject, advancing, to, authorisation, now)
    return len(advancing)


def record_bank_decision(
    connection: Connection, bank: BankVersion, decision: str, authorisation: Authorisation, now: datetime
) -> None:
    """Store a bank version and record a decision about it.

    Raises
    ------
    InvalidAuthorisation, AdoptionDiscarded
    """
    require_authorisation(authorisation)
    require_not_discarded(connection, bank)
    store.add(connection, bank.hash, bank.subject, write_bank(bank), now)
    store.record_bank_decision(
        connection, BankDecision(bank.hash, decision, None, authorisation.by, authorisation.reason, now)
    )


def _precedes(status: ItemStatus, to: ItemStatus) -> bool:
    return status in LIFECYCLE and to in LIFECYCLE and LIFECYCLE.index(status) < LIFECYCLE.index(to)


def approve_items(
    connection: Connection,
    bank: BankVersion,
    items: Collection[str],
    authorisation: Authorisation,
    now: datetime,
    to: ItemStatus,
) -> int:
    """Bring some items of a bank to a status, also from quarantine after a review.

    Returns
    -------
    the number of items whose status changed

    Raises
    ------
    InvalidAuthorisation, UnknownItem, IllegalTransition
    """
    require_authorisation(authorisation)
    current = store.statuses(connection, [bank.item(item).id for item in items], lock=True)
    _change_statuses(connection, bank.subject, current, to, authorisation, now)
    for item in sorted(item for item, status in current.items() if status in WITHDRAWN and status != to):
        audit_log.record(connection, now, STATUS_TOLD[to], thing=item)
    return sum(status != to for status in current.values())


def withdraw(
    connection: Connection, item: str, to: ItemStatus, authorisation: Authorisation, now: datetime
) -> StatusChange:
    """Quarantine or retire an item version: it is not presented again, in running sittings either.

    An item of a stored bank version without any status change was put in use without a review. It is first recorded as
    operational, so that it can be withdrawn at once.

    Returns
    -------
    the last status change

    Raises
    ------
    InvalidAuthorisation, ItemWithoutHistory, IllegalTransition
    """
    require_authorisation(authorisation)
    subject = store.subject_of(connection, item)
    if subject is None:
        subject = store.subject_of_stored_item(connection, item)
        if subject is None:
            raise ItemWithoutHistory(Reason.ITEM_NEVER_MOVED, item=item)
        _change_statuses(connection, subject, {item: ItemStatus.DRAFT}, ItemStatus.OPERATIONAL, authorisation, now)
    current = store.statuses(connection, [item], lock=True)
    changes = _change_statuses(connection, subject, current, to, authorisation, now)
    if not changes:
        raise IllegalTransition(item, current[item], to, TRANSITIONS[current[item]])
    audit_log.record(connection, now, STATUS_TOLD[to], thing=item)
    return changes[-1]


def _change_statuses(
    connection: Connection,
    subject: str,
    current: Mapping[str, ItemStatus],
    to: ItemStatus,
    authorisation: Authorisation,
    now: datetime,
) -> tuple[StatusChange, ...]:
    changes = tuple(
        change
        for item, status in current.items()
        for change in _status_changes(item, subject, status, to, authorisation, now)
    )
    store.record_status_changes(connection, changes)
    return changes


def _status_changes(
    item: str, subject: str, before: ItemStatus, to: ItemStatus, authorisation: Authorisation, now: datetime
) -> Iterator[StatusChange]:
    for after in transitions(item, before, to):
        yield StatusChange(item, subject, before, after, authorisation.by, authorisation.reason, now)
        before = after


def withdrawn_items(connection: Connection, subject: str) -> frozenset[str]:
    """Return the item versions of a subject that are quarantined or retired."""
    return store.withdrawn_items(connection, subject)


def forged_withdrawals(connection: Connection, items: Collection[str]) -> frozenset[str]:
    """Return those of some item versions whose status this service has not written."""
    return store.forged_statuses(connection, items)


def require_authorisation(authorisation: Authorisation) -> None:
    """Refuse an authorisation without a name or a reason, or with one that is too long.

    Raises
    ------
    InvalidAuthorisation
    """
    if (
        not 0 < len(authorisation.by.strip()) <= MAX_NAME_LENGTH
        or not 0 < len(authorisation.reason.strip()) <= MAX_REASON_LENGTH
    ):
        raise InvalidAuthorisation(Reason.NOBODY_SAID, longest_name=MAX_NAME_LENGTH, longest_reason=MAX_REASON_LENGTH)
