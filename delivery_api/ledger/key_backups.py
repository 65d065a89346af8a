"""What the ledger knows of the backups of keys: where they are, when each was last in line, and which are gone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from socket import gethostname

from sqlalchemy import Connection

from delivery_api.keys.values import KeyRecord
from delivery_api.ledger.clock_check import clock_of
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.signing import private_label


@dataclass(frozen=True)
class KeyBackup:
    """A folder to which keys were backed up.

    Parameters
    ----------
    host : the machine that wrote it
    folder : its path on that machine
    at : when it was last brought in line, by the clock of that time
    released_at : when a named person answered for a folder that is gone; None if nobody did
    number : of the entry that last calls it in line
    destroyed_since : the keys that the ledger calls destroyed after that entry, whatever a clock said
    """

    host: str
    folder: str
    at: datetime
    released_at: datetime | None = None
    number: int = 0
    destroyed_since: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """Where it is."""
        return f"{self.host}, {self.folder}"

    def is_behind(self, key: KeyRecord) -> bool:
        """Whether a destroyed key may still be in it: the key was there when it was last brought in line."""
        return key.created_at <= self.at and key.id in self.destroyed_since

    def label(self, ledger: Ledger) -> str:
        """Return what stands for the place where others read it."""
        return private_label(ledger.first_key(), "key backup", self.host, self.folder)


def record_key_backup(connection: Connection, ledger: Ledger, folder: Path, now: datetime) -> None:
    """Record that a folder holds a copy of each living key and of no destroyed one.

    Raises
    ------
    LedgerRefused
    """
    where = {"host": gethostname(), "folder": str(folder.resolve())}
    ledger.append(connection, now, EntryKind.KEYS_BACKED_UP, clock=now.isoformat(), **where)


def key_backups(ledger: Ledger) -> tuple[KeyBackup, ...]:
    """Return every folder that keys were ever backed up to, as it was last brought in line or released.

    Raises
    ------
    LedgerRefused
    """
    found: dict[tuple[str, str], KeyBackup] = {}
    kinds = (EntryKind.KEYS_BACKED_UP, EntryKind.KEY_BACKUP_RELEASED, EntryKind.KEYS_DESTROYED)
    for entry in ledger.entries_of(*kinds):
        if entry.facts is None:
            continue
        if entry.kind == EntryKind.KEYS_DESTROYED:
            gone = frozenset(entry.facts["keys"])
            found = {where: replace(each, destroyed_since=each.destroyed_since | gone) for where, each in found.items()}
            continue
        where = (entry.facts["host"], entry.facts["folder"])
        if entry.kind == EntryKind.KEYS_BACKED_UP:
            found[where] = KeyBackup(*where, clock_of(entry), number=entry.number)
        elif where in found:
            found[where] = replace(found[where], released_at=entry.instant)
    return tuple(found.values())


def known_key_backups(ledger: Ledger) -> tuple[KeyBackup, ...]:
    """Return the folders that keys were backed up to and that nobody has released.

    Raises
    ------
    LedgerRefused
    """
    return tuple(each for each in key_backups(ledger) if each.released_at is None)
