"""The ledger's file: created once, appended to under a lock; only private facts leave it, when their time is over.

It stands outside the database and its backups, like the keys, and is shared by all hosts of a service.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger import store
from delivery_api.ledger.clock_check import CLOCK_KINDS, WRITTEN_UNDER_ANY_CLOCK, require_known_clock
from delivery_api.ledger.key_changes import key_change_facts
from delivery_api.ledger.ledger_chain import chain_faults
from delivery_api.ledger.ledger_entries import (
    FIRST_PREVIOUS,
    Entry,
    EntryKind,
    entry_line,
    read_entry,
    unsigned_entry,
)
from delivery_api.ledger.ledger_lines import (
    BEGINNING,
    Place,
    cut_torn_line,
    first_line,
    lines_from,
    lines_from_the_end,
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
    _checked: dict[bytes, tuple[int, str]] = field(default_factory=dict, repr=False, compare=False)
    """How many lines this process has found to hold, and their hash, by public key."""
    _change: dict[str, tuple[Place, tuple[Entry, ...]]] = field(default_factory=dict, repr=False, compare=False)
    """How far this process has looked for a change of the key, and the last one."""

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
            return self._entry(1, self._first_line())

    def entries(self, *, after: int = 0) -> tuple[Entry, ...]:
        """Return all entries after a number, unchecked; a last line that was not written whole is no entry.

        Raises
        ------
        LedgerRefused : there is no ledger, or a line is no entry
        """
        return tuple(self._entry(number, line) for number, line in enumerate(self._lines()[after:], start=after + 1))

    def entries_of(self, *kinds: EntryKind) -> tuple[Entry, ...]:
        """Return the entries of some kinds, unchecked; lines of other kinds are not read."""
        return self.entries_from(BEGINNING, *kinds)[0]

    def entries_from(self, place: Place, *kinds: EntryKind) -> tuple[tuple[Entry, ...], Place]:
        """Return the entries of some kinds from a place in the file on, unchecked, and the place behind them.

        A file that has become shorter or was replaced, as when it was got back from a copy, is read from its beginning.

        Raises
        ------
        LedgerRefused
        """
        with self._there():
            lines, end = lines_from(self.path, place)
        marks = tuple(f'"kind":"{kind.value}"' for kind in kinds)
        entries = (self._entry(None, line) for line in lines if any(mark in line for mark in marks))
        return tuple(entry for entry in entries if entry.kind in kinds), end

    def checked_entries(self) -> tuple[Entry, ...]:
        """Return all entries of a chain that holds.

        Raises
        ------
        LedgerRefused
        KeyGone
        """
        lines = self._lines()
        entries = tuple(self._entry(number, line) for number, line in enumerate(lines, start=1))
        key = public_bytes(self.signing_key(entries))
        held = self._held(key, lines)
        self._require_chain(entries[held:], key, after=entries[held - 1] if held else None)
        self._checked[key] = (len(lines), _hash(lines))
        return entries

    def append(self, connection: Connection, now: datetime, kind: EntryKind, **facts: Any) -> Entry:  # noqa: ANN401 - JSON values
        """Append an entry; durable when this returns.

        Call it as the last act of a transaction: if the process dies before the commit, the replay does what the
        entry says, as was meant. Of the file it reads the entries that the database does not know, and the one before
        them; `checked_entries` checks the whole chain.

        Raises
        ------
        LedgerRefused : there is none, it was cut or altered, or the database has forgotten what it says
        ClockDoubted : days are counted from an entry of this kind, and the clock may be wrong
        KeyGone
        """
        return self._append(connection, now, kind, lambda _last, _key: facts)

    def change_key(self, connection: Connection, now: datetime, new: Key) -> Entry:
        """Append the entry that puts a new key in place of the one that signs it; `append` tells the rest.

        Raises
        ------
        LedgerRefused, ClockDoubted, KeyGone
        """
        facts = partial(key_change_facts, new=new)
        entry = self._append(connection, now, EntryKind.SIGNING_KEY_CHANGED, facts)
        self.put_public_key_right()
        return entry

    def put_public_key_right(self) -> None:
        """Let the file of the public key hold that of the key that signs: a change may have been broken off.

        Raises
        ------
        LedgerRefused, KeyGone
        """
        path, pem = self.directory / PUBLIC_KEY, public_pem(self.signing_key())
        if not path.exists() or path.read_bytes() != pem:
            with atomic_write(path) as file:
                file.write(pem.decode())

    def _append(
        self, connection: Connection, now: datetime, kind: EntryKind, facts_of: Callable[[Entry, Key], dict[str, Any]]
    ) -> Entry:
        """Append an entry whose facts follow from the last one and the key that signs."""
        if kind not in WRITTEN_UNDER_ANY_CLOCK:
            self.require_known_clock(now)
        known = store.lock_position(connection)
        with self._locked():
            cut_torn_line(self.path)
            key = self.signing_key()
            unknown, last = self._unknown(known, key)
            if any(each.changes_the_database for each in unknown):
                raise LedgerRefused(Reason.BEHIND_LEDGER, path=self.path)
            entry = _signed(key, last.number + 1, max(now, last.instant), kind, facts_of(last, key), last.hash)
            self._write(entry)
        store.save_position(connection, entry.number, entry.hash)
        return entry

    def remove_facts(self, connection: Connection, is_over: Callable[[Entry], bool]) -> int:
        """Remove the facts and salts of some entries; the chain holds without them. Return of how many.

        The file is replaced as a whole while nobody appends, so that whoever reads it has the one or the other, and an
        interruption changes nothing. Entries that the database does not know keep their facts: it has to be brought
        up to them.

        Raises
        ------
        LedgerRefused
        """
        number, _ = store.lock_position(connection) or (0, "")
        with self._locked():
            cut_torn_line(self.path)
            before = self._lines()
            after = [self._without_facts(line, is_over) for line in before[:number]] + before[number:]
            if before != after:
                with atomic_write(self.path, mode=0o600) as file:
                    file.writelines(f"{line}\n" for line in after)
        return sum(one != other for one, other in zip(before, after, strict=True))

    def _without_facts(self, line: str, is_over: Callable[[Entry], bool]) -> str:
        entry = self._entry(None, line)
        return entry_line(entry.without_facts()) if entry.facts is not None and is_over(entry) else line

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
            raise self._cut(number, len(entries))
        return entries[number:]

    def is_ahead_of(self, connection: Connection) -> bool:
        """Return whether the database has forgotten an entry that changes it; the chain is not checked.

        An entry that is being written at this moment is waited for.

        Raises
        ------
        LedgerRefused
        """
        return self._has_forgotten(store.position(connection)) and self._has_forgotten(store.lock_position(connection))

    def require_known_clock(self, now: datetime) -> None:
        """Refuse a clock that is far from that of the last run or confirmation; entries of other kinds do not move it.

        Raises
        ------
        ClockDoubted
        LedgerRefused
        """
        require_known_clock(self._last_of(*CLOCK_KINDS), now)

    def confirm_clock(self, connection: Connection, now: datetime, by: str) -> None:
        """Write that somebody has looked at the clock and found it right: by name.

        Raises
        ------
        LedgerRefused
        """
        self.append(connection, now, EntryKind.CLOCK_CONFIRMED, by=by, clock=now.isoformat())

    def signing_key(self, entries: Sequence[Entry] | None = None) -> Key:
        """Return the key that signs what follows.

        Parameters
        ----------
        entries : what was read before; the file is asked unless given

        Raises
        ------
        LedgerRefused
        KeyGone
        """
        if entries is None:
            entries = self._last_change() or (self._entry(1, self._first_line()),)
        named = [each.facts for each in entries if each.kind in (EntryKind.OPENED, EntryKind.SIGNING_KEY_CHANGED)]
        if not named or not named[-1] or "key" not in named[-1]:
            raise LedgerRefused(Reason.NO_LEDGER, path=self.path)
        return self.ring.read(named[-1]["key"])

    def first_key(self) -> Key:
        """Return the first key that signed, whose names for paths and hosts stay when another one signs.

        Raises
        ------
        LedgerRefused
        KeyGone
        """
        return self.signing_key((self._entry(1, self._first_line()),))

    def _last_change(self) -> tuple[Entry, ...]:
        """Return the last change of the key, if there is one; of the file, only what was appended since is read."""
        place, last = self._change.get("", (BEGINNING, ()))
        new, place = self.entries_from(place, EntryKind.SIGNING_KEY_CHANGED)
        self._change[""] = place, (*last, *new)[-1:]
        return self._change[""][1]

    def _has_forgotten(self, known: tuple[int, str] | None) -> bool:
        number = known[0] if known else 0
        return any(each.changes_the_database for each in self._end(number) if each.number > number)

    def _unknown(self, known: tuple[int, str] | None, key: Key) -> tuple[Sequence[Entry], Entry]:
        """Return the entries that a database does not know, which follow the one that it knows; and the last of all."""
        end = self._end(known[0] if known else 0)
        if not end:
            raise LedgerRefused(Reason.NO_LEDGER, path=self.path)
        if known is not None and (end[0].number, end[0].hash) != known:
            raise self._cut(known[0], end[-1].number)
        unknown, before = (end, None) if known is None else (end[1:], end[0])
        self._require_chain(unknown, public_bytes(key), after=before)
        return unknown, end[-1]

    def _end(self, number: int) -> tuple[Entry, ...]:
        """Return the entries from a number on, unchecked; at least the last one, if there is any."""
        found: list[Entry] = []
        with self._there():
            for line in lines_from_the_end(self.path):
                found.insert(0, self._entry(found[0].number - 1 if found else None, line))
                if found[0].number <= number:
                    break
        return tuple(found)

    def _last_of(self, *kinds: EntryKind) -> Entry:
        """Return the last entry of some kinds, unchecked; lines of other kinds are not read."""
        marks = tuple(f'"kind":"{kind.value}"' for kind in kinds)
        with self._there():
            for line in lines_from_the_end(self.path):
                if any(mark in line for mark in marks) and (entry := self._entry(None, line)).kind in kinds:
                    return entry
        raise LedgerRefused(Reason.NO_LEDGER, path=self.path)

    def _require_chain(self, entries: Sequence[Entry], public_key: bytes, *, after: Entry | None) -> None:
        faults = chain_faults(entries, public_key, after=after)
        if faults:
            raise self._altered(faults[0].number, faults[0].fault)

    def _held(self, public_key: bytes, lines: Sequence[str]) -> int:
        """How many of the lines this process has found to hold already, and are the same."""
        count, hash_ = self._checked.get(public_key, (0, ""))
        return count if _hash(lines[:count]) == hash_ else 0

    def _first_line(self) -> str:
        with self._there():
            line = first_line(self.path)
        if line is None:
            raise LedgerRefused(Reason.NO_LEDGER, path=self.path)
        return line

    def _lines(self) -> list[str]:
        with self._there():
            return lines_from(self.path, BEGINNING)[0]

    def _entry(self, number: int | None, line: str) -> Entry:
        """Read a line; the number, None for the last one's, is for whoever has to look for it."""
        try:
            return read_entry(line)
        except ValueError as error:
            raise self._altered(number or len(self._lines()), "line") from error

    def _altered(self, number: int, fault: str) -> LedgerRefused:
        return LedgerRefused(Reason.LEDGER_ALTERED, path=self.path, number=number, fault=fault)

    def _cut(self, number: int, entries: int) -> LedgerRefused:
        return LedgerRefused(Reason.LEDGER_CUT, path=self.path, number=number, entries=entries)

    def _write(self, entry: Entry) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(f"{entry_line(entry)}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        fsync_directory(self.directory)

    @contextmanager
    def _there(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise LedgerRefused(Reason.NO_LEDGER, path=self.path) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.directory / LOCK).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _signed(key: Key, number: int, now: datetime, kind: EntryKind, facts: dict[str, Any], previous: str) -> Entry:
    entry = unsigned_entry(number, now, kind, facts, previous)
    return replace(entry, signature=sign(key, entry.content))


def _hash(lines: Sequence[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()
