"""The SQL of bank versions, of decisions about them, and of the statuses of their items."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)

from delivery_api.audit.row_traces import RowTrace, note_added, trace_of_added
from delivery_api.bank.document_sealing import open_document, seal_document
from delivery_api.bank.tables import (
    bank_adoptions,
    bank_decisions,
    bank_versions,
    banks_in_use,
    item_moves,
    item_statuses,
)
from delivery_api.bank.values import STATUS_TOLD, AdoptionRecord, BankDecision, StatusChange, StoredVersion
from delivery_api.keys.encryption import DecryptionFailed, KeyGone
from delivery_api.row_authentication.row_authenticator import is_genuine, signed
from delivery_api.row_authentication.store import (
    change_rows,
    end_rows,
    genuine_rows,
    replace_rows,
    tell_earlier_rows,
)
from delivery_api.storage.database import dialect_insert
from itembank import ItemStatus
from itembank.versions.item_lifecycle import WITHDRAWN


def add(connection: Connection, bank_hash: str, subject: str, content: bytes, now: datetime) -> None:
    """Store a bank version, sealed; one that is stored already and can be opened stays as it is."""
    with suppress(KeyGone, DecryptionFailed):
        if document(connection, bank_hash) is not None:
            return
    sealed, key_id = seal_document(connection, bank_hash, content)
    row = {"hash": bank_hash, "subject": subject, "document": sealed, "added_at": now, "key_id": key_id}
    insert = dialect_insert(connection)(bank_versions).values(row)
    replaced = {name: insert.excluded[name] for name in ("document", "key_id")}
    connection.execute(insert.on_conflict_do_update(index_elements=["hash"], set_=replaced))


def document(connection: Connection, bank_hash: str) -> bytes | None:
    """Return the canonical JSON of a bank version; None if it is not stored.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    query = select(bank_versions.c.document, bank_versions.c.key_id).where(bank_versions.c.hash == bank_hash)
    row = connection.execute(query).one_or_none()
    return None if row is None else open_document(connection, bank_hash, row.document, row.key_id)


def seal_documents(connection: Connection) -> int:
    """Seal every bank version under the newest key, also those in clear. Return how many are stored.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    hashes = connection.scalars(select(bank_versions.c.hash)).all()
    for each in hashes:
        sealed, key_id = seal_document(connection, each, document(connection, each) or b"")
        of_it = update(bank_versions).where(bank_versions.c.hash == each)
        connection.execute(of_it.values(document=sealed, key_id=key_id))
    return len(hashes)


def count_by_key(connection: Connection) -> dict[str | None, int]:
    """Return how many bank versions are sealed under each key, by the key's id; None for those in clear."""
    query = select(bank_versions.c.key_id, func.count()).group_by(bank_versions.c.key_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def put_in_use(connection: Connection, subject: str, bank_hash: str, design: str, now: datetime) -> None:
    """Pin new sittings of a subject to this bank version and design."""
    end_rows(connection, banks_in_use, banks_in_use.c.subject == subject)
    row = {"subject": subject, "bank_version": bank_hash, "design": design, "since": now}
    connection.execute(banks_in_use.insert().values(signed(connection, banks_in_use, row)))


def subjects_in_use(connection: Connection) -> frozenset[str]:
    """Return the subjects that have a bank version in use."""
    return frozenset(connection.scalars(select(banks_in_use.c.subject)))


def in_use(connection: Connection, subject: str) -> tuple[str, str] | None:
    """Return the bank version's hash and the design's name for new sittings of a subject."""
    found = genuine_rows(connection, banks_in_use, select(banks_in_use).where(banks_in_use.c.subject == subject))
    return (found[0]["bank_version"], found[0]["design"]) if found else None


def tell_put_back(connection: Connection, subject: str) -> None:
    """Raise an alert if what is in use for a subject is an earlier row, which somebody put back."""
    tell_earlier_rows(connection, banks_in_use, banks_in_use.c.subject == subject, {})


def banks_and_designs_in_use(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Return the bank version's hash and the design's name of every subject in use, but for those that are forged."""
    rows = connection.execute(select(banks_in_use).order_by(banks_in_use.c.subject)).mappings().all()
    genuine = (row for row in rows if is_genuine(connection, banks_in_use, row))
    return tuple((row["bank_version"], row["design"]) for row in genuine)


def versions(connection: Connection) -> tuple[StoredVersion, ...]:
    """Return every stored bank version, oldest first, with the design that it is in use with, if any."""
    joined = bank_versions.outerjoin(banks_in_use, banks_in_use.c.bank_version == bank_versions.c.hash)
    query = (
        select(bank_versions.c.hash, bank_versions.c.subject, bank_versions.c.added_at, banks_in_use.c.design)
        .select_from(joined)
        .order_by(bank_versions.c.added_at, bank_versions.c.hash)
    )
    return tuple(StoredVersion(row.hash, row.subject, row.added_at, row.design) for row in connection.execute(query))


def record_bank_decision(connection: Connection, decision: BankDecision) -> None:
    """Record a decision about a bank version."""
    row = asdict(decision)
    number = connection.execute(bank_decisions.insert().values(row).returning(bank_decisions.c.number)).scalar_one()
    this = update(bank_decisions).where(bank_decisions.c.number == number)
    connection.execute(this.values(mac=signed(connection, bank_decisions, row | {"number": number})["mac"]))
    note_added(connection, decision.at, bank_decisions, number)


def bank_decision_history(connection: Connection) -> tuple[BankDecision, ...]:
    """Return all decisions about bank versions in order, but for those that are forged: they allow nothing."""
    rows = connection.execute(select(bank_decisions).order_by(bank_decisions.c.number)).mappings().all()
    names = BankDecision.__dataclass_fields__
    genuine = (row for row in rows if is_genuine(connection, bank_decisions, row))
    return tuple(BankDecision(**{name: row[name] for name in names}) for row in genuine)


def statuses(connection: Connection, items: Collection[str], *, lock: bool = False) -> dict[str, ItemStatus]:
    """Return the status of each item version; one without a status change is a draft.

    Parameters
    ----------
    lock : whether to lock all statuses until the transaction ends
    """
    found: dict[str, ItemStatus] = dict.fromkeys(items, ItemStatus.DRAFT)
    query = select(item_statuses)
    for row in genuine_rows(connection, item_statuses, query.with_for_update() if lock else query):
        if row["item"] in found:
            found[row["item"]] = ItemStatus(row["status"])
    return found


def withdrawn_items(connection: Connection, subject: str) -> frozenset[str]:
    """Return the withdrawn item versions of a subject; read at every reply, so a withdrawal takes effect at once.

    Codes of rows are checked where a decision on an item reads them and by `mesur audit verify`, not at each reply.
    """
    return frozenset(connection.scalars(_WITHDRAWN_ITEMS, {"subject": subject}))


def forged_statuses(connection: Connection, items: Collection[str]) -> frozenset[str]:
    """Return those of some item versions whose status this service has not written."""
    rows = connection.execute(select(item_statuses).where(item_statuses.c.item.in_(items))).mappings()
    return frozenset(row["item"] for row in rows if not is_genuine(connection, item_statuses, row))


# without IN, whose SQL text would be rendered anew at every execution
_IS_WITHDRAWN = or_(*(item_statuses.c.status == status.value for status in WITHDRAWN))
_WITHDRAWN_ITEMS = select(item_statuses.c.item).where(item_statuses.c.subject == bindparam("subject"), _IS_WITHDRAWN)


def withdrawn_item_lines(subject: ColumnElement[str]) -> ScalarSelect[Any]:
    """Build `withdrawn_items` as a column of another statement: one id per line in order, NULL for none."""
    items = select(item_statuses.c.item).where(item_statuses.c.subject == subject, _IS_WITHDRAWN)
    ordered = items.order_by(item_statuses.c.item).correlate_except(item_statuses).subquery()
    return select(func.aggregate_strings(ordered.c.item, "\n")).scalar_subquery()


def withdrawn_lines_of(items: Sequence[str]) -> str:
    """Return the text that `withdrawn_item_lines` gives for sorted ids; "" for none."""
    return "\n".join(items)


def withdrawn_items_of(lines: str | None) -> tuple[str, ...]:
    """Return the sorted ids in the text of `withdrawn_item_lines`."""
    return tuple(lines.split("\n")) if lines else ()


def record_status_changes(connection: Connection, changes: Sequence[StatusChange]) -> None:
    """Record status changes, those of one item in order, and the resulting statuses."""
    if not changes:
        return
    connection.execute(item_moves.insert(), [asdict(each) for each in changes])
    last = {each.item: {"item": each.item, "subject": each.subject, "status": each.after.value} for each in changes}
    replace_rows(connection, item_statuses, list(last.values()))


def status_changes(connection: Connection, item: str) -> tuple[StatusChange, ...]:
    """Return the status changes of an item version in order."""
    columns = (item_moves.c[name] for name in StatusChange.__dataclass_fields__)
    query = select(*columns).where(item_moves.c.item == item).order_by(item_moves.c.number)
    rows = (dict(row._mapping) for row in connection.execute(query))
    return tuple(
        StatusChange(**row | {"before": ItemStatus(row["before"]), "after": ItemStatus(row["after"])}) for row in rows
    )


def subject_of(connection: Connection, item: str) -> str | None:
    """Return the subject of an item version that has a status change; None for any other."""
    return connection.scalar(select(item_statuses.c.subject).where(item_statuses.c.item == item))


def subject_of_stored_item(connection: Connection, item: str) -> str | None:
    """Return the subject of a stored bank version that contains an item version; None if there is none."""
    named = f'"id":"{item}"'.encode()
    stored = connection.execute(select(bank_versions.c.hash, bank_versions.c.subject)).all()
    return next((row.subject for row in stored if named in (document(connection, row.hash) or b"")), None)


def hashes_with_prefix(connection: Connection, prefix: str) -> tuple[str, ...]:
    """Return the hashes of the stored bank versions that begin with a text."""
    like = func.substr(bank_versions.c.hash, 1, len(prefix)) == prefix
    return tuple(connection.scalars(select(bank_versions.c.hash).where(like).order_by(bank_versions.c.hash)))


def count_by_status(connection: Connection) -> dict[str, dict[str, int]]:
    """Return the number of item versions of each subject by status."""
    query = (
        select(item_statuses.c.subject, item_statuses.c.status, func.count())
        .group_by(item_statuses.c.subject, item_statuses.c.status)
        .order_by(item_statuses.c.subject, item_statuses.c.status)
    )
    found: dict[str, dict[str, int]] = {}
    for subject, status, count in connection.execute(query):
        found.setdefault(subject, {})[status] = count
    return found


def record_adoption(connection: Connection, adoption: AdoptionRecord) -> None:
    """Record an adoption; of one fit, and of one base, there can be one only that is not discarded."""
    connection.execute(bank_adoptions.insert().values(signed(connection, bank_adoptions, asdict(adoption))))
    note_added(connection, adoption.at, bank_adoptions, adoption.fit, adoption.at)


def adoptions(connection: Connection) -> tuple[AdoptionRecord, ...]:
    """Return all adoptions that are not discarded, in order of time.

    Raises
    ------
    RowForged : also if one that is discarded is forged: its day may have been made up
    """
    return tuple(each for each in adoption_history(connection) if each.discarded_at is None)


def adoption_history(connection: Connection) -> tuple[AdoptionRecord, ...]:
    """Return all adoptions, in order of time.

    Raises
    ------
    RowForged
    """
    query = select(bank_adoptions).order_by(bank_adoptions.c.at, bank_adoptions.c.fit)
    return tuple(AdoptionRecord(**row) for row in genuine_rows(connection, bank_adoptions, query))


def discard_adoption(connection: Connection, adoption: AdoptionRecord, now: datetime) -> None:
    """Record that an adoption was one by mistake.

    Raises
    ------
    RowForged
    """
    c = bank_adoptions.c
    this = and_(c.fit == adoption.fit, c.at == adoption.at)
    change_rows(connection, bank_adoptions, this, {"discarded_at": now})


def moves_against_statuses(connection: Connection) -> tuple[int, ...]:
    """Return the numbers of the last status changes of items that now have another status, or none."""
    last = select(func.max(item_moves.c.number)).group_by(item_moves.c.item)
    same = and_(item_statuses.c.item == item_moves.c.item, item_statuses.c.status == item_moves.c.after)
    query = select(item_moves.c.number).where(item_moves.c.number.in_(last), ~exists().where(same))
    return tuple(connection.scalars(query.order_by(item_moves.c.number)))


DECISIONS = trace_of_added(bank_decisions, "number")
"""A deleted decision would hide who approved or published a bank version."""

ADOPTIONS = trace_of_added(bank_adoptions, "fit", "at")
"""A deleted adoption would let a fit be adopted again, or an approval of a discarded one count."""


def _withdrawn(connection: Connection) -> set[tuple[str]]:
    return {(item,) for item in connection.scalars(select(item_statuses.c.item).where(_IS_WITHDRAWN))}


WITHDRAWALS = RowTrace(
    item_statuses.name,
    {act: status in WITHDRAWN for status, act in STATUS_TOLD.items()},
    row_of=lambda act: (act.thing,),
    there=_withdrawn,
    has_gone=lambda _, act: act.mac is None,  # earlier builds did not tell of an item that came back
)
"""A deleted status would put an item in use again that was withdrawn."""
