"""The SQL of the audit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, select, text, update

from delivery_api.audit.row_links import added, code_of_next
from delivery_api.audit.tables import audit_table, segments_table
from delivery_api.audit.values import AffectedLearner, AuditRow, Segment
from delivery_api.row_authentication.row_authenticator import authenticator_of
from delivery_api.storage.database import AnyRow, bound_lock_waits, is_sqlite

_CHUNK = 500
"""The largest number of values in an IN list."""


def add_row(
    connection: Connection, at: datetime, action: str, actor: UUID | None, learner: UUID | None, thing: str | None
) -> None:
    """Append one row, linked to the one that this connection wrote before it."""
    previous, mac = code_of_next(connection, at, (action, actor, learner, thing), named_key)
    row = {"at": at, "action": action, "actor": actor, "learner": learner, "thing": thing}
    inserted = connection.execute(audit_table.insert().values(row | {"previous": previous, "mac": mac}))
    added(connection, (inserted.inserted_primary_key or (0,))[0], mac, at)


def may_be_unlinked(connection: Connection) -> bool:
    """Return whether a build that links no rows may be at work."""
    return authenticator_of(connection).believes_unsigned(audit_table.name)


def has_row(connection: Connection, actor: UUID, action: str, since: datetime) -> bool:
    """Return whether there is a row of an actor's action since a time."""
    table = audit_table.c
    these = and_(table.actor == actor, table.action == action, table.at >= since)
    return bool(connection.scalar(select(exists().where(these))))


def last_complete_sequence(connection: Connection) -> int:
    """Wait for open transactions that write rows. Return the last sequence number; 0 for an empty audit.

    No row that is committed later can have a lower number.
    """
    if not is_sqlite(connection):  # SQLite has one writer, and this transaction is it
        bound_lock_waits(connection)  # while it waits, whoever wants to write a row waits behind it
        connection.execute(text("LOCK TABLE audit IN SHARE MODE"))
    return last_sequence(connection)


def named_key(connection: Connection) -> str | None:
    """Return the id of the key that the last segment names for what follows it; None before the first was sealed.

    On PostgreSQL whoever has read it holds the table until their transaction ends, and a change waits for them.
    """
    named = func.coalesce(segments_table.c.next_key_id, segments_table.c.key_id)
    found: str | None = connection.scalar(select(named).order_by(segments_table.c.number.desc()).limit(1))
    return found


def lock_for_key_change(connection: Connection) -> None:
    """Wait for whoever has read which key is in use, and let nobody read it until the transaction ends."""
    if not is_sqlite(connection):
        connection.execute(text("LOCK TABLE audit_segments IN ACCESS EXCLUSIVE MODE"))
        connection.execute(text("LOCK TABLE audit IN SHARE MODE"))


def last_sequence(connection: Connection) -> int:
    """Return the sequence number of the last row; 0 for an empty audit."""
    return connection.scalar(select(func.max(audit_table.c.sequence))) or 0


def lock_segments(connection: Connection) -> None:
    """Let one process at a time add segments, until the transaction ends."""
    if not is_sqlite(connection):
        connection.execute(text("LOCK TABLE audit_segments IN SHARE ROW EXCLUSIVE MODE"))


def rows_between(connection: Connection, first: int, last: int, limit: int | None = None) -> tuple[AuditRow, ...]:
    """Return the rows with first ≤ sequence ≤ last in order, at most `limit` of them."""
    within = audit_table.c.sequence.between(first, last)
    query = select(audit_table).where(within).order_by(audit_table.c.sequence).limit(limit)
    return tuple(AuditRow(*row) for row in connection.execute(query))


def rows_after(connection: Connection, sequence: int | None, limit: int) -> tuple[AuditRow, ...]:
    """Return the rows after a sequence number in order, at most `limit` of them; None: from the lowest number on."""
    query = select(audit_table).order_by(audit_table.c.sequence).limit(limit)
    if sequence is not None:
        query = query.where(audit_table.c.sequence > sequence)
    return tuple(AuditRow(*row) for row in connection.execute(query))


def codes_of(connection: Connection, sequences: Collection[int]) -> dict[int, bytes | None]:
    """Return the codes of rows by number, of those that are there."""
    wanted = sorted(sequences)
    found: dict[int, bytes | None] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(audit_table.c.sequence, audit_table.c.mac)
        rows = connection.execute(query.where(audit_table.c.sequence.in_(wanted[start : start + _CHUNK])))
        found |= {row.sequence: row.mac for row in rows}
    return found


def copied_rows(connection: Connection, rows: Sequence[AuditRow]) -> frozenset[int]:
    """Return the numbers of those rows whose code another row has too: a copy of what was written once."""
    found: set[int] = set()
    for start in range(0, len(rows), _CHUNK):
        times = {row.at for row in rows[start : start + _CHUNK]}  # a code covers the time, which has an index
        query = select(audit_table.c.mac).where(audit_table.c.at.in_(times), audit_table.c.mac.is_not(None))
        twice = connection.scalars(query.group_by(audit_table.c.mac).having(func.count() > 1)).all()
        found |= {row.sequence for row in rows[start : start + _CHUNK] if row.mac in twice}
    return frozenset(found)


def things_of(connection: Connection, action: str) -> Iterator[str]:
    """Yield the things that one action was done to, in the order of the rows."""
    query = select(audit_table.c.thing).where(audit_table.c.action == action, audit_table.c.thing.is_not(None))
    yield from connection.scalars(query.order_by(audit_table.c.sequence))


def rows_of_actions(
    connection: Connection, actions: Collection[str], since: datetime | None = None, learner: UUID | None = None
) -> Iterator[AuditRow]:
    """Yield the rows of some actions in order, since a time or all that there are; of one learner if there is one."""
    query = select(audit_table).where(audit_table.c.action.in_(list(actions)))
    if since is not None:
        query = query.where(audit_table.c.at >= since)
    if learner is not None:
        query = query.where(audit_table.c.learner == learner)
    for row in connection.execute(query.order_by(audit_table.c.sequence)):
        yield AuditRow(*row)


def delete_rows(connection: Connection, segment: Segment) -> None:
    """Delete the rows of a segment."""
    connection.execute(delete(audit_table).where(audit_table.c.sequence.between(segment.first, segment.last)))


def count_rows_after(connection: Connection, sequence: int) -> int:
    """Return the number of rows after a sequence number."""
    query = select(func.count()).select_from(audit_table).where(audit_table.c.sequence > sequence)
    return connection.scalar(query) or 0


def has_row_outside_segments(connection: Connection, last: int) -> bool:
    """Return whether a row up to `last` belongs to no segment."""
    inside = exists().where(
        and_(segments_table.c.first <= audit_table.c.sequence, segments_table.c.last >= audit_table.c.sequence)
    )
    query = select(audit_table.c.sequence).where(audit_table.c.sequence <= last, ~inside).limit(1)
    return connection.scalar(query) is not None


def add_segment(connection: Connection, segment: Segment) -> None:
    """Append a segment."""
    connection.execute(segments_table.insert().values(vars(segment)))


def all_segments(connection: Connection) -> tuple[Segment, ...]:
    """Return every segment in order."""
    return tuple(map(_segment, connection.execute(select(segments_table).order_by(segments_table.c.number))))


def last_segment(connection: Connection) -> Segment | None:
    """Return the last segment; None before the first was sealed."""
    row = connection.execute(select(segments_table).order_by(segments_table.c.number.desc()).limit(1)).one_or_none()
    return _segment(row) if row else None


def unexpired_segments_before(connection: Connection, before: datetime) -> tuple[Segment, ...]:
    """Return the segments that ended before a time and still have their rows."""
    ended = and_(segments_table.c.ends_at < before, segments_table.c.expired_at.is_(None))
    return tuple(map(_segment, connection.execute(select(segments_table).where(ended)).all()))


def mark_expired(connection: Connection, segment: Segment, now: datetime) -> None:
    """Record that the rows of a segment were removed."""
    this = segments_table.c.number == segment.number
    connection.execute(update(segments_table).where(this).values(expired_at=now))


def affected_learners(
    connection: Connection, since: datetime, until: datetime, *, actor: UUID | None, thing: str | None
) -> Sequence[AffectedLearner]:
    """Return the learners named in the rows of a time, by an actor or with a thing where given; in order of id."""
    learner, at = audit_table.c.learner, audit_table.c.at
    conditions: list[ColumnElement[bool]] = [at >= since, at < until, learner.is_not(None)]
    if actor is not None:
        conditions.append(audit_table.c.actor == actor)
    if thing is not None:
        conditions.append(audit_table.c.thing == thing)
    query = select(learner, func.count(), func.min(at), func.max(at)).where(*conditions)
    return [AffectedLearner(*row) for row in connection.execute(query.group_by(learner).order_by(learner))]


def _segment(row: AnyRow) -> Segment:
    return Segment(*row)
