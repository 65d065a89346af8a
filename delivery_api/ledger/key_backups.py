"""What the ledger knows of the backups of keys: where they are, and when each was last brought in line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from socket import gethostname

from sqlalchemy import Connection

from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger


@dataclass(frozen=True)
class KeyBackup:
    """A folder to which keys were backed up.

    Parameters
    ----------
    host : the machine that wrote it
    folder : its path on that machine
    at : when it was last brought in line
    """

    host: str
    folder: str
    at: datetime


def record_key_backup(connection: Connection, ledger: Ledger, folder: Path, now: datetime) -> None:
    """Record that a folder holds a copy of each living key and of no destroyed one.

    Raises
    ------
    LedgerRefused
    """
    where = {"host": gethostname(), "folder": str(folder.resolve())}
    ledger.append(connection, now, EntryKind.KEYS_BACKED_UP, **where)


def known_key_backups(ledger: Ledger) -> tuple[KeyBackup, ...]:
    """Return every folder that keys were ever backed up to, as it was last brought in line.

    Raises
    ------
    LedgerRefused
    """
    found = {}
    for entry in ledger.entries_of(EntryKind.KEYS_BACKED_UP):
        if entry.facts is not None:
            backup = KeyBackup(entry.facts["host"], entry.facts["folder"], entry.instant)
            found[backup.host, backup.folder] = backup
    return tuple(found.values())
