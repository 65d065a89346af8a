"""The SQL of bank versions, of which one is in use, of what was decided about them, and of the life of their items."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, bindparam, delete, func, or_, select

from delivery_api.bank.tables import bank_decisions, bank_versions, banks_in_use, item_moves, item_statuses
from delivery_api.bank.values import BankDecision, StatusChange, StoredVersion
from delivery_api.storage.database import dialect_insert
from itembank import ItemStatus
from itembank.versions.item_lifecycle import WITHDRAWN


def add(connection: Connection, bank_hash: str, subject: str, document: bytes, now: datetime) -> None:
    """Keep a bank version; one that is there already stays as it is, being immutable."""
    if connection.scalar(select(bank_versions.c.hash).where(bank_versions.c.hash == bank_hash)) is None:
        row = {"hash": bank_hash, "subject": subject, "document": document, "added_at": now}
        connection.execute(bank_versions.insert().values(row))


def document(connection: Connection, bank_hash: str) -> bytes | None:
    """A bank version's canonical JSON."""
    return connection.scalar(select(bank_versions.c.document).where(bank_versions.c.hash == bank_hash))


def put_in_use(connection: Connection, subject: str, bank_hash: str, design: str, now: datetime) -> None:
    """Pin new sittings of a subject to this bank version and design."""
    connection.execute(delete(banks_in_use).where(banks_in_use.c.subject == subject))
    row = {"subject": subject, "bank_version": bank_hash, "design": design, "since": now}
    connection.execute(banks_in_use.insert().values(row))


def subjects_in_use(connection: Connection) -> frozenset[str]:
    """The subjects that new sittings can be had of."""
    return frozenset(connection.scalars(select(banks_in_use.c.subject)))


def in_use(connection: Connection, subject: str) -> tuple[str, str] | None:
    """The bank version's hash and the design's name for new sittings of a subject."""
    query = select(banks_in_use.c.bank_version, banks_in_use.c.design).where(banks_in_use.c.subject == subject)
    row = connection.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def banks_and_designs_in_use(connection: Connection) -> tuple[tuple[str, str], ...]:
    """The bank version's hash and the design's name of every subject in use, in the order of the subjects' names."""
    query = select(banks_in_use.c.bank_version, banks_in_use.c.design).order_by(banks_in_use.c.subject)
    return tuple((row[0], row[1]) for row in connection.execute(query))


def versions(connection: Connection) -> tuple[StoredVersion, ...]:
    """Every bank version that is kept, in the order of their coming, with the design it is in use with, if it is."""
    joined = bank_versions.outerjoin(banks_in_use, banks_in_use.c.bank_version == bank_versions.c.hash)
    query = (
        select(bank_versions.c.hash, bank_versions.c.subject, bank_versions.c.added_at, banks_in_use.c.design)
        .select_from(joined)
        .order_by(bank_versions.c.added_at, bank_versions.c.hash)
    )
    return tuple(StoredVersion(row.hash, row.subject, row.added_at, row.design) for row in connection.execute(query))


def record_bank_decision(connection: Connection, decision: BankDecision) -> None:
    """Record what was decided about a bank version."""
    connection.execute(bank_decisions.insert().values(asdict(decision)))


def bank_decision_history(connection: Connection) -> tuple[BankDecision, ...]:
    """All that was decided about bank versions, in order."""
    query = select(*(bank_decisions.c[name] for name in BankDecision.__dataclass_fields__)).order_by(
        bank_decisions.c.number
    )
    return tuple(BankDecision(**row._mapping) for row in connection.execute(query))


def statuses(connection: Connection, items: Collection[str], *, held: bool = False) -> dict[str, ItemStatus]:
    """The status of each item version; of one that nobody has moved, that it is a draft.

    ``held`` keeps others from moving any until the transaction ends.
    """
    there: dict[str, ItemStatus] = dict.fromkeys(items, ItemStatus.DRAFT)
    query = select(item_statuses.c.item, item_statuses.c.status)
    for row in connection.execute(query.with_for_update() if held else query):
        if row.item in there:
            there[row.item] = ItemStatus(row.status)
    return there


def withdrawn_items(connection: Connection, subject: str) -> frozenset[str]:
    """The item versions of a subject that nobody is asked any more. Every answer reads them, so they count at once."""
    return frozenset(connection.scalars(_WITHDRAWN, {"subject": subject}))


# spelt out: SQLAlchemy renders an IN of values anew at each execution
_IS_WITHDRAWN = or_(*(item_statuses.c.status == status.value for status in WITHDRAWN))
_WITHDRAWN = select(item_statuses.c.item).where(item_statuses.c.subject == bindparam("subject"), _IS_WITHDRAWN)


def withdrawn_item_lines(subject: ColumnElement[str]) -> ScalarSelect[Any]:
    """`withdrawn_items` as a column of another statement: sorted ids, one a line; NULL for none."""
    items = select(item_statuses.c.item).where(item_statuses.c.subject == subject, _IS_WITHDRAWN)
    ordered = items.order_by(item_statuses.c.item).correlate_except(item_statuses).subquery()
    return select(func.aggregate_strings(ordered.c.item, "\n")).scalar_subquery()


def withdrawn_lines_of(items: Sequence[str]) -> str:
    """The text that `withdrawn_item_lines` gives for sorted ids; "" for none."""
    return "\n".join(items)


def withdrawn_items_of(lines: str | None) -> tuple[str, ...]:
    """The sorted ids in the text of `withdrawn_item_lines`."""
    return tuple(lines.split("\n")) if lines else ()


def record_status_changes(connection: Connection, changes: Sequence[StatusChange]) -> None:
    """Record moves, of an item one after the other, and what they come to."""
    if not changes:
        return
    connection.execute(item_moves.insert(), [asdict(each) for each in changes])
    last = {each.item: {"item": each.item, "subject": each.subject, "status": each.after.value} for each in changes}
    insert = dialect_insert(connection)(item_statuses)
    replaced = insert.on_conflict_do_update(index_elements=["item"], set_={"status": insert.excluded.status})
    connection.execute(replaced, list(last.values()))


def status_changes(connection: Connection, item: str) -> tuple[StatusChange, ...]:
    """The life of an item version, in order."""
    columns = (item_moves.c[name] for name in StatusChange.__dataclass_fields__)
    query = select(*columns).where(item_moves.c.item == item).order_by(item_moves.c.number)
    held = (dict(row._mapping) for row in connection.execute(query))
    return tuple(
        StatusChange(**row | {"before": ItemStatus(row["before"]), "after": ItemStatus(row["after"])}) for row in held
    )


def subject_of(connection: Connection, item: str) -> str | None:
    """The subject of an item version that was moved at least once."""
    return connection.scalar(select(item_statuses.c.subject).where(item_statuses.c.item == item))


def subject_of_stored_item(connection: Connection, item: str) -> str | None:
    """The subject of a kept bank version that holds an item version."""
    query = select(bank_versions.c.subject, bank_versions.c.document)
    named = f'"id":"{item}"'.encode()
    return next((row.subject for row in connection.execute(query) if named in row.document), None)


def hashes_beginning(connection: Connection, beginning: str) -> tuple[str, ...]:
    """The bank versions whose hash begins so."""
    like = func.substr(bank_versions.c.hash, 1, len(beginning)) == beginning
    return tuple(connection.scalars(select(bank_versions.c.hash).where(like).order_by(bank_versions.c.hash)))


def count_by_status(connection: Connection) -> dict[str, dict[str, int]]:
    """How many item versions of each subject have each status."""
    query = (
        select(item_statuses.c.subject, item_statuses.c.status, func.count())
        .group_by(item_statuses.c.subject, item_statuses.c.status)
        .order_by(item_statuses.c.subject, item_statuses.c.status)
    )
    found: dict[str, dict[str, int]] = {}
    for subject, status, count in connection.execute(query):
        found.setdefault(subject, {})[status] = count
    return found
