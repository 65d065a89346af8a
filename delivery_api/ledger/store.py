"""The SQL of the last entry of the ledger that the database knows, and of what hosts confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from delivery_api.keys.tables import key_confirmations, key_folders
from delivery_api.ledger.tables import ledger_position
from delivery_api.row_authentication.row_authenticator import is_genuine
from delivery_api.row_authentication.store import end_rows, replace_rows
from delivery_api.storage.database import dialect_insert


def position(connection: Connection) -> tuple[int, str] | None:
    """Return number and hash of the last known entry; None if there is none."""
    row = connection.execute(select(ledger_position.c.number, ledger_position.c.hash)).one_or_none()
    return (row.number, row.hash) if row and row.number else None


def lock_position(connection: Connection) -> tuple[int, str] | None:
    """Return the last known entry as `position` does; other transactions that append wait for the end of this one."""
    none = {"id": 1, "number": 0, "hash": ""}
    connection.execute(dialect_insert(connection)(ledger_position).values(none).on_conflict_do_nothing())
    connection.execute(select(ledger_position.c.id).with_for_update())
    return position(connection)


def save_position(connection: Connection, number: int, hash_: str) -> None:
    """Record the last known entry; a later one stays."""
    row = {"number": number, "hash": hash_}
    insert = dialect_insert(connection)(ledger_position).values({"id": 1} | row)
    later = insert.excluded.number > ledger_position.c.number
    connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=row, where=later))


def confirmed_keys(connection: Connection, folder_id: str) -> frozenset[str]:
    """Return the ids of the destroyed keys that a folder has confirmed; a row that is made up confirms nothing."""
    query = select(key_confirmations).where(key_confirmations.c.folder == folder_id)
    rows = connection.execute(query).mappings().all()
    return frozenset(row["key_id"] for row in rows if is_genuine(connection, key_confirmations, row))


def forget_key_folder(connection: Connection, folder_id: str) -> None:
    """Delete a key folder that is no more, with what it confirmed."""
    end_rows(connection, key_confirmations, key_confirmations.c.folder == folder_id)
    end_rows(connection, key_folders, key_folders.c.id == folder_id)


def confirm_keys(connection: Connection, folder_id: str, ids: Sequence[str], at: datetime) -> None:
    """Record that a folder holds some destroyed keys no more, also where somebody else has said so.

    Raises
    ------
    KeyGone : there is no key to sign with
    """
    if not ids:
        return
    rows = [{"folder": folder_id, "key_id": each, "confirmed_at": at} for each in ids]
    replace_rows(connection, key_confirmations, rows)
