"""The SQL of keys and key folders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, or_, select, update

from delivery_api.keys.tables import key_folders, keys_table
from delivery_api.keys.values import KeyFolder, KeyRecord
from delivery_api.storage.database import dialect_insert

_LIVING = keys_table.c.destroyed_at.is_(None)


def add_key(connection: Connection, key_id: str, purpose: str, now: datetime) -> None:
    """Record a new key."""
    connection.execute(keys_table.insert().values(id=key_id, purpose=purpose, created_at=now))


def living_keys(connection: Connection, purpose: str) -> tuple[KeyRecord, ...]:
    """Return the keys that the database calls living and of a purpose."""
    return _records(connection, select(keys_table).where(keys_table.c.purpose == purpose, _LIVING))


def key_records(connection: Connection) -> tuple[KeyRecord, ...]:
    """Return every key that exists or existed, as the database has it."""
    return _records(connection, select(keys_table))


def _records(connection: Connection, query: Select[Any]) -> tuple[KeyRecord, ...]:
    rows = connection.execute(query)
    return tuple(KeyRecord(row.id, row.purpose, row.created_at, row.destroyed_at) for row in rows)


def mark_destroyed(connection: Connection, ids: Sequence[str], at: datetime) -> None:
    """Record that keys were destroyed; the first time of each stays."""
    connection.execute(update(keys_table).where(keys_table.c.id.in_(ids), _LIVING).values(destroyed_at=at))


def put_right(connection: Connection, true: KeyRecord) -> bool:
    """Write a key as it truly is. Return whether it stood there otherwise."""
    values = {"purpose": true.purpose, "created_at": true.created_at, "destroyed_at": true.destroyed_at}
    otherwise = or_(*(keys_table.c[name].is_distinct_from(value) for name, value in values.items()))
    changed = connection.execute(update(keys_table).where(keys_table.c.id == true.id, otherwise).values(values))
    return bool(changed.rowcount)


def record_folder(connection: Connection, folder: KeyFolder) -> None:
    """Record that a host was at work with a folder."""
    row = {"host": folder.host, "seen_at": folder.seen_at}
    insert = dialect_insert(connection)(key_folders).values({"id": folder.id} | row)
    connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=row))


def folder(connection: Connection, folder_id: str) -> KeyFolder | None:
    """Return a folder; None if it is not known."""
    row = connection.execute(select(key_folders).where(key_folders.c.id == folder_id)).one_or_none()
    return KeyFolder(row.id, row.host, row.seen_at) if row else None


def folders(connection: Connection) -> tuple[KeyFolder, ...]:
    """Return every known folder, by host."""
    rows = connection.execute(select(key_folders).order_by(key_folders.c.host, key_folders.c.id))
    return tuple(KeyFolder(row.id, row.host, row.seen_at) for row in rows)
