"""The SQL of the last entry of the ledger that the database knows."""

from __future__ import annotations

from sqlalchemy import Connection, select

from delivery_api.ledger.tables import ledger_position
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
