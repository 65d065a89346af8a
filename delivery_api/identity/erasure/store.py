"""The SQL of the hashed identifiers of erased people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_, or_

from delivery_api.identity.tables import erasures
from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.row_authentication.store import end_rows
from delivery_api.storage.database import dialect_insert


def note_erasure(connection: Connection, identifier_key: str, identifier: bytes, on: date) -> None:
    """Record that the person with this hashed identifier was erased."""
    row = {"identifier_key": identifier_key, "identifier": identifier, "erased_on": on}
    written = signed(connection, erasures, row)
    connection.execute(dialect_insert(connection)(erasures).values(written).on_conflict_do_nothing())


def forget_erasures(connection: Connection, hashes: Sequence[tuple[str, bytes]]) -> int:
    """Forget that a person was erased, by hashed identifiers (key id, HMAC). Returns how many were noted."""
    these = [and_(erasures.c.identifier_key == key, erasures.c.identifier == value) for key, value in hashes]
    return end_rows(connection, erasures, or_(*these)) if these else 0
