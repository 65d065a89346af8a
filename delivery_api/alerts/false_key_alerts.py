"""Puts right what the database alone says of keys, and tells the officer."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.alerts.store import raise_forged_row
from delivery_api.keys.store import put_right
from delivery_api.ledger.destroyed_keys import DestroyedKeys
from delivery_api.ledger.key_destruction import false_keys
from delivery_api.ledger.ledger_file import Ledger

TABLE = "keys"

log = logging.getLogger("mesur")


def put_keys_right(
    connection: Connection, ledger: Ledger, now: datetime, known: DestroyedKeys | None = None
) -> tuple[str, ...]:
    """Write keys in the database as their files are, where it says otherwise; an alert tells of each.

    A key without a file here is left: another host may have it, and `mesur audit verify` names it.

    Parameters
    ----------
    known : what was read of the ledger before

    Returns
    -------
    their ids

    Raises
    ------
    LedgerRefused
    """
    here = [each for each in false_keys(connection, ledger, known) if ledger.ring.path(each.id).is_file()]
    right = tuple(each.id for each in here if put_right(connection, each))
    for each in right:
        raise_forged_row(connection, now, TABLE, None, None, None)
        log.error("a key was put right, of which the database alone spoke falsely", extra={"facts": {"key": each}})
    return right
