"""Remembers outside the database which code of a row took the place of which, so that an earlier row is not put back.

It is a file beside the ledger to which each process of every host appends: before a transaction is through, the
beginnings of the codes that come, and after it those whose place they took. Nothing waits for the disk, and whose row
it was is not in it. `mesur audit verify` names a row that stands under a code whose place another one has taken, or
that was made from such a row. A table whose rows end by themselves within hours says so in its `info` and is left out.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine, Table

from delivery_api.row_authentication.code_currency import (
    FORGED,
    NONE,
    Changes,
    Codes,
    after_restore,
    put_aside,
    put_aside_among,
)
from delivery_api.row_authentication.row_mac import KEY_ID, NO_CODE
from delivery_api.storage.secret_files import open_secret_file
from delivery_api.storage.transaction_notes import TransactionNotes
from itembank.atomic_write import fsync_directory, partial_path

SUPERSEDED = "rows-superseded"
"""The file beside the ledger, which every host has: what one host changed another may change back."""

ENDS_BY_ITSELF = "ends by itself"
"""Under this name a table's ``info`` says that no earlier row of it is worth anything for long."""

log = logging.getLogger("mesur")

_TAG = slice(KEY_ID, KEY_ID + 8)
"""How much of a code is remembered: enough to know it again among some millions."""

TAGS = np.dtype("<u8")
"""How the beginning of a code is written."""

NOTE = 2 * TAGS.itemsize
"""Length of the note of a change in bytes."""

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
        return self.has(tag_of(mac))

    def has(self, tag: int) -> bool:
        """Return whether the code with this beginning is put aside."""
        place = bisect_left(self.codes, tag)
        return place < len(self.codes) and self.codes[place] == tag


def follow_changes(engine: Engine, file: Path, is_aside: Callable[[Iterable[int]], bool]) -> None:
    """Append to a file what the transactions of an engine have changed, when they are through.

    Parameters
    ----------
    is_aside : says whether one of some codes is put aside just now
    """
    before = partial(_note_before, file, is_aside)
    CHANGES.follow(engine, partial(_note_through, file), before, condensed=_from_first_to_last)


def _note_through(file: Path, changes: Sequence[Change]) -> None:
    append_changes(file, [each for each in changes if each[0] != NONE])


def _note_before(file: Path, is_aside: Callable[[Iterable[int]], bool], changes: list[Change]) -> None:
    """Note what comes: whoever is killed after the commit must not leave a code that stands called put aside.

    Nor must whoever is killed then leave what was made of a row that somebody put back called right: that is noted too,
    and changes nothing where nothing comes of it. A row that goes back to what it was would be called forged without
    its note, so that is brought to the disk, or the transaction is refused. Where another note cannot be written, what
    its code takes the place of is not noted either.

    Raises
    ------
    OSError
    """
    coming = _arrivals(changes)
    must_stay = is_aside(new for _, new in coming)
    of_earlier_rows = [each for each in changes if each[0] == FORGED or (each[0] != NONE and is_aside(each[:1]))]
    try:
        _append(file, [*coming, *of_earlier_rows], durably=must_stay)
    except OSError:
        if must_stay:
            raise
        log.exception("which rows were changed could not be noted in %s", file)
        changes.clear()


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
    """Append changes. A full disk stops no request."""
    try:
        _append(file, changes)
    except OSError:
        log.exception("which rows were changed could not be noted in %s", file)


def _append(file: Path, changes: Sequence[Change] | Codes, *, durably: bool = False) -> None:
    """Append changes, one process after the other, on whichever host; all of them, or none.

    Parameters
    ----------
    durably : whether they are on the disk when this returns

    Raises
    ------
    OSError : also where the disk had room for some of them alone
    """
    if not len(changes):
        return
    content = np.array(changes, dtype=TAGS).tobytes()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb", buffering=0) as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)  # on a network file system appending alone is not enough
        size = os.fstat(opened.fileno()).st_size
        if size % NOTE:  # who was ended while it wrote left a part of a note, and all that follow would be misread
            size -= size % NOTE
            os.ftruncate(opened.fileno(), size)
        if opened.write(content) != len(content):
            os.ftruncate(opened.fileno(), size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))
        if durably:
            os.fsync(opened.fileno())


def forget_changes_after(file: Path, standing: Codes, signed_anew: Codes) -> None:
    """Forget the changes of which a database does not know that was restored from a backup; whole, or not at all.

    Parameters
    ----------
    standing : the beginnings of all its codes
    signed_anew : the beginnings of those that its rows have once they are signed under any key that there is
    """
    known = after_restore(read_changes(file), standing, signed_anew)
    partial_path(file).unlink(missing_ok=True)
    with open_secret_file(partial_path(file)) as opened:
        opened.write(np.column_stack([known.old, known.new]).astype(TAGS).tobytes())
    partial_path(file).replace(file)
    fsync_directory(file.parent)


def read_changes(file: Path) -> Changes:
    """Return the changes that a file tells of."""
    content = np.fromfile(file, dtype=TAGS) if file.is_file() else np.zeros(0, dtype=TAGS)
    pairs = content[: len(content) // 2 * 2].reshape(-1, 2)
    return Changes(pairs[:, 0].copy(), pairs[:, 1].copy())


def superseded_codes(file: Path) -> PutAside:
    """Return the codes whose place others have taken, and that did not come back since, or were made from such."""
    return PutAside(array("Q", put_aside(read_changes(file)).tobytes()))


def superseded_among(file: Path, macs: Iterable[bytes]) -> frozenset[bytes]:
    """Return those of some codes that are put aside."""
    tags = {mac: tag_of(mac) for mac in macs}
    aside = superseded_codes_among(file, tags.values())
    return frozenset(mac for mac, tag in tags.items() if tag in aside)


def superseded_codes_among(file: Path, tags: Iterable[int]) -> frozenset[int]:
    """Return `superseded_among` for the beginnings of codes."""
    asked = frozenset(tags)
    return put_aside_among(read_changes(file), asked) if asked else asked


def tag_of(mac: bytes) -> int:
    """Return what is remembered of a code."""
    return int.from_bytes(mac[_TAG], "little")
