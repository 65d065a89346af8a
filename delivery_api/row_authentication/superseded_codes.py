"""Remembers outside the database which code of a row took the place of which, so that an earlier row is not put back.

It is a file beside the ledger to which each process of every host appends: before a transaction is through, the
beginnings of the codes that come, and after it those whose place they took. Nothing waits for the disk, and whose row
it was is not in it. `mesur audit verify` names a row that stands under a code whose place another one has taken, or
that was made from such a row. A table whose rows end by themselves within hours says so in its `info` and is left out.
"""

from __future__ import annotations

import fcntl
import logging
import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

import numpy as np
from sqlalchemy import Connection, Engine, Table

from delivery_api.row_authentication.code_currency import (
    FORGED,
    NONE,
    Changes,
    Codes,
    known_to,
    put_aside,
    put_aside_among,
)
from delivery_api.row_authentication.row_mac import KEY_ID, NO_CODE
from delivery_api.storage.transaction_notes import TransactionNotes

SUPERSEDED = "rows-superseded"
"""The file beside the ledger, which every host has: what one host changed another may change back."""

ENDS_BY_ITSELF = "ends by itself"
"""Under this name a table's ``info`` says that no earlier row of it is worth anything for long."""

log = logging.getLogger("mesur")

_TAG = slice(KEY_ID, KEY_ID + 8)
"""How much of a code is remembered: enough to know it again among some millions."""

_TAGS = np.dtype("<u8")

_ENDED = 2**64 - 1
"""What turns a code into one that takes its place when the row is deleted."""

Change = tuple[int, int]
"""The beginnings of a code and of the one that took its place."""

CHANGES = TransactionNotes[Change]("codes that took the place of others")


@dataclass(frozen=True)
class PutAside:
    """The codes under which no row stands rightly.

    Parameters
    ----------
    codes : their beginnings, in order
    """

    codes: array[int]

    def __contains__(self, mac: bytes) -> bool:
        tag = tag_of(mac)
        place = bisect_left(self.codes, tag)
        return place < len(self.codes) and self.codes[place] == tag


def follow_changes(engine: Engine, file: Path) -> None:
    """Append to a file what the transactions of an engine have changed, when they are through."""
    CHANGES.follow(
        engine,
        lambda changes: append_changes(file, [each for each in changes if each[0] != NONE]),
        # whoever is killed after the commit must not leave a code that stands called put aside
        lambda changes: append_changes(file, _arrivals(changes)),
        condensed=_from_first_to_last,
    )


def note_changes(connection: Connection, table: Table, changes: Iterable[tuple[bytes, bytes]]) -> None:
    """Remember codes and those that take their place, if the transaction is through in the end."""
    if is_remembered(table):
        CHANGES.add(connection, (change_of(old, new) for old, new in changes if old != new))


def note_made_from_forged(connection: Connection, table: Table, macs: Iterable[bytes]) -> None:
    """Remember the codes of new rows that were made from one that somebody put back."""
    if is_remembered(table):
        CHANGES.add(connection, ((FORGED, tag_of(mac)) for mac in macs))


def is_remembered(table: Table) -> bool:
    """Return whether the changes of a table's rows are remembered."""
    return not table.info.get(ENDS_BY_ITSELF)


def change_of(old: bytes, new: bytes) -> Change:
    """Return what is remembered of a change; a row that ends has a code of its own from then on."""
    was = NONE if old == NO_CODE else tag_of(old)
    return was, was ^ _ENDED if new == NO_CODE else tag_of(new)


def _from_first_to_last(changes: Sequence[Change]) -> list[Change]:
    """Return what a transaction has changed in all: nobody else has seen the codes in between."""
    begins: dict[int, dict[int, None]] = {}
    for old, new in changes:
        begins.setdefault(new, {}).update(begins.pop(old, {old: None}) if old != NONE else {NONE: None})
    return [(old, new) for new, before in begins.items() for old in (before.keys() - {NONE} or {NONE}) - {new}]


def _arrivals(changes: Sequence[Change]) -> list[Change]:
    """The same codes as they come, without those whose place they take."""
    return [(NONE, new) for new in dict.fromkeys(new for _, new in changes)]


def append_changes(file: Path, changes: Sequence[Change] | Codes) -> None:
    """Append changes, one process after the other, on whichever host. A full disk stops no request."""
    if not len(changes):
        return
    content = np.array(changes, dtype=_TAGS).tobytes()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb", buffering=0) as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)  # on a network file system appending alone is not enough
            opened.write(content)
    except OSError:
        log.exception("which rows were changed could not be noted in %s", file)


def forget_changes_after(file: Path, standing: Codes) -> None:
    """Forget the changes of which a database does not know that was restored from a backup.

    Parameters
    ----------
    standing : the beginnings of all its codes
    """
    known = known_to(read_changes(file), standing)
    file.unlink(missing_ok=True)
    append_changes(file, np.column_stack([known.old, known.new]))


def read_changes(file: Path) -> Changes:
    """Return the changes that a file tells of."""
    content = np.fromfile(file, dtype=_TAGS) if file.is_file() else np.zeros(0, dtype=_TAGS)
    pairs = content[: len(content) // 2 * 2].reshape(-1, 2)
    return Changes(pairs[:, 0].copy(), pairs[:, 1].copy())


def superseded_codes(file: Path) -> PutAside:
    """Return the codes whose place others have taken, and that did not come back since, or were made from such."""
    return PutAside(array("Q", put_aside(read_changes(file)).tobytes()))


@dataclass
class CodesReadLately:
    """What was put aside when a process last looked; a long file is read once in ten minutes, while nobody waits."""

    _size: int = -1
    _at: float = 0.0
    _found: PutAside = field(default_factory=lambda: PutAside(array("Q")))
    _reading: Lock = field(default_factory=Lock)

    def of(self, file: Path) -> PutAside:
        """Return the codes that are put aside, perhaps without the last ones."""
        size = file.stat().st_size if file.is_file() else 0
        is_first = self._size < 0
        if self._is_due(size) and self._reading.acquire(blocking=is_first):  # else somebody reads it just now
            if is_first or size < _SHORT:
                self._read(file, size)
            else:
                Thread(target=self._read, args=(file, size), daemon=True).start()
        return self._found

    def _is_due(self, size: int) -> bool:
        return size != self._size and (size < _SHORT or size < self._size or monotonic() - self._at > _OFTEN)

    def _read(self, file: Path, size: int) -> None:
        """Read the file, unless somebody else has done so while this one waited."""
        try:
            if self._is_due(size):
                self._found, self._size, self._at = superseded_codes(file), size, monotonic()
        finally:
            self._reading.release()


_SHORT = 1_000_000
"""The size in bytes of a file that takes no time to read."""

_OFTEN = 600.0
"""How often a longer one is read, in seconds."""


def superseded_among(file: Path, macs: Iterable[bytes]) -> frozenset[bytes]:
    """Return those of some codes that are put aside."""
    tags = {mac: tag_of(mac) for mac in macs}
    aside = put_aside_among(read_changes(file), tags.values()) if tags else frozenset()
    return frozenset(mac for mac, tag in tags.items() if tag in aside)


def tag_of(mac: bytes) -> int:
    """Return what is remembered of a code."""
    return int.from_bytes(mac[_TAG], "little")
