"""The SQL of the table of keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from delivery_api.keys.tables import keys_table
from delivery_api.keys.values import KeyRecord


def add_key(connection: Connection, key_id: str, purpose: str, now: datetime) -> None:
    """Record a new key."""
    connection.execute(keys_table.insert().values(id=key_id, purpose=purpose, created_at=now))


def living_key_ids(connection: Connection, purpose: str) -> Sequence[str]:
    """Return the ids of a purpose's keys that are not destroyed, newest first."""
    query = select(keys_table.c.id).where(keys_table.c.purpose == purpose, keys_table.c.destroyed_at.is_(None))
    return connection.scalars(query.order_by(keys_table.c.created_at.desc(), keys_table.c.id)).all()


def key_records(connection: Connection) -> tuple[KeyRecord, ...]:
    """Return every key that exists or existed, by purpose and age."""
    rows = connection.execute(select(keys_table).order_by(keys_table.c.purpose, keys_table.c.created_at))
    return tuple(KeyRecord(row.id, row.purpose, row.created_at, row.destroyed_at) for row in rows)


def mark_destroyed(connection: Connection, ids: Sequence[str], at: datetime) -> None:
    """Record that keys were destroyed; the first time of each stays."""
    living = keys_table.c.id.in_(ids) & keys_table.c.destroyed_at.is_(None)
    connection.execute(update(keys_table).where(living).values(destroyed_at=at))
