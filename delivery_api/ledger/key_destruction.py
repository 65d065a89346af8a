"""Destroys keys so that no restored database takes them for living: the ledger says it before the first file goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger


def destroy_keys(connection: Connection, ledger: Ledger, ids: Sequence[str], now: datetime) -> int:
    """Destroy keys; safe to repeat.

    The ledger names them first: if the process dies in between, the replay destroys the rest, as was meant.

    Returns
    -------
    how many files were removed

    Raises
    ------
    LedgerRefused
    """
    if not ids:
        return 0
    ledger.append(connection, now, EntryKind.KEYS_DESTROYED, keys=list(ids))
    return ledger.ring.destroy_keys(connection, ids, now)


def destroy_keys_of(connection: Connection, ledger: Ledger, purpose: str, now: datetime) -> int:
    """Destroy every living key of a purpose; safe to repeat. Return how many files were removed."""
    return destroy_keys(connection, ledger, ledger.ring.living(connection, purpose), now)
