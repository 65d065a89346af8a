"""The ledger's file: created once, appended to under a lock, never changed.

It stands outside the database and its backups, like the keys, and is shared by all hosts of a service.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger import store
from delivery_api.ledger.ledger_chain import chain_faults
from delivery_api.ledger.ledger_entries import (
    FIRST_PREVIOUS,
    Entry,
    EntryKind,
    entry_line,
    read_entry,
    unsigned_entry,
)
from delivery_api.ledger.signing import public_bytes, public_pem, sign
from itembank.atomic_write import atomic_write, fsync_directory

LEDGER, PUBLIC_KEY, LOCK = "ledger.jsonl", "public-key.pem", ".ledger.lock"


class LedgerRefused(Declined):
    """The ledger is missing, cut or altered, so nothing may rest on it."""


@dataclass(frozen=True)
class Ledger:
    """The ledger of a service.

    Parameters
    ----------
    directory : its folder: the entries, and the public key that checks them
    ring : the key folder, which holds the key that signs
    """

    directory: Path
    ring: KeyRing

    @property
    def path(self) -> Path:
        """The file of entries."""
        return self.directory / LEDGER

    def create(self, key: Key, now: datetime) -> Entry:
        """Create the ledger with its first entry, which names the key; an existing one stays as it is.

        Returns
        -------
        the first entry
        """
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._locked():
            if not self.path.exists():
                with atomic_write(self.directory / PUBLIC_KEY) as file:
                    file.write(public_pem(key).decode())
                self._write(_signed(key, 1, now, EntryKind.OPENED, {"key": key.id}, FIRST_PREVIOUS))
            return self.entries()[0]

    def entries(self, *, after: int = 0) -> tuple[Entry, ...]:
        """Return all entries after a number, unchecked; a last line that was not written whole is no entry.

        Raises
        ------
        LedgerRefused : there is no ledger, or a line is no entry
        """
        return tuple(self._entry(number, line) for number, line in enumerate(self._lines()[after:], start=after + 1))

    def entries_of(self, kind: EntryKind) -> tuple[Entry, ...]:
        """Return the entries of a kind, unchecked; lines of other kinds are not read."""
        return tuple(
            entry
            for number, line in enumerate(self._lines(), start=1)
            if f'"kind":"{kind.value}"' in line and (entry := self._entry(number, line)).kind == kind
        )

    def checked_entries(self) -> tuple[Entry, ...]:
        """Return all entries of a chain that holds.

        Raises
        ------
        LedgerRefused
        KeyGone
        """
        entries = self.entries()
        faults = chain_faults(entries, public_bytes(self._key(entries)))
        if faults:
            raise LedgerRefused(Reason.LEDGER_ALTERED, path=self.path, number=faults[0].number, fault=faults[0].fault)
        return entries

    def append(self, connection: Connection, now: datetime, kind: EntryKind, **facts: Any) -> Entry:  # noqa: ANN401 - JSON values
        """Append an entry; durable when this returns.

        Call it as the last act of a transaction: if the process dies before the commit, the replay does what the
        entry says, as was meant.

        Raises
        ------
        LedgerRefused : there is none, it was altered, or the database has forgotten what it says
        KeyGone
        """
        known = store.lock_position(connection)
        with self._locked():
            self._cut_torn_line()
            entries = self.entries()
            if any(each.changes_the_database for each in entries[known[0] if known else 0 :]):
                raise LedgerRefused(Reason.BEHIND_LEDGER, path=self.path)
            key, last = self._key(entries), entries[-1]
            entry = _signed(key, last.number + 1, max(now, last.instant), kind, facts, last.hash)
            self._write(entry)
        store.save_position(connection, entry.number, entry.hash)
        return entry

    def require_not_cut(self, connection: Connection) -> Sequence[Entry]:
        """Return the entries that the database does not know yet; refuse a ledger that lacks one that it knows.

        Raises
        ------
        LedgerRefused
        KeyGone
        """
        entries, known = self.checked_entries(), store.position(connection)
        if known is None:
            return entries
        number, hash_ = known
        if number > len(entries) or entries[number - 1].hash != hash_:
            raise LedgerRefused(Reason.LEDGER_CUT, path=self.path, number=number, entries=len(entries))
        return entries[number:]

    def is_ahead_of(self, connection: Connection) -> bool:
        """Return whether the database has forgotten an entry that changes it; the chain is not checked.

        An entry that is being written at this moment is waited for.

        Raises
        ------
        LedgerRefused
        """
        return self._has_forgotten(store.position(connection)) and self._has_forgotten(store.lock_position(connection))

    def _has_forgotten(self, known: tuple[int, str] | None) -> bool:
        return any(each.changes_the_database for each in self.entries(after=known[0] if known else 0))

    def signing_key(self) -> Key:
        """Return the key that signs.

        Raises
        ------
        LedgerRefused
        KeyGone
        """
        return self._key(self.entries())

    def _key(self, entries: Sequence[Entry]) -> Key:
        facts = entries[0].facts if entries else None
        if not facts or "key" not in facts:
            raise LedgerRefused(Reason.NO_LEDGER, path=self.path)
        return self.ring.read(facts["key"])

    def _lines(self) -> list[str]:
        try:
            return self.path.read_text("utf-8").split("\n")[:-1]
        except FileNotFoundError as error:
            raise LedgerRefused(Reason.NO_LEDGER, path=self.path) from error

    def _entry(self, number: int, line: str) -> Entry:
        try:
            return read_entry(line)
        except ValueError as error:
            raise LedgerRefused(Reason.LEDGER_ALTERED, path=self.path, number=number, fault="line") from error

    def _write(self, entry: Entry) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(f"{entry_line(entry)}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        fsync_directory(self.directory)

    def _cut_torn_line(self) -> None:
        """Remove a last line without its end, which a killed process left; it was never acknowledged."""
        if not self.path.is_file():
            return
        with self.path.open("r+b") as file:
            content = file.read()
            if not content.endswith(b"\n"):
                file.truncate(content.rfind(b"\n") + 1)
                os.fsync(file.fileno())

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.directory / LOCK).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _signed(key: Key, number: int, now: datetime, kind: EntryKind, facts: dict[str, Any], previous: str) -> Entry:
    entry = unsigned_entry(number, now, kind, facts, previous)
    return replace(entry, signature=sign(key, entry.content))
