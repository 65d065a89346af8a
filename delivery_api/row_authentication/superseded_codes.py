"""Remembers outside the database which code of a row took the place of which, so that an earlier row is not put back.

It is a file beside the ledger to which each process of every host appends: before a transaction is through, the
beginnings of the codes that come, and after it those whose place they took. Nothing waits for the disk, and whose row
it was is not in it. `mesur audit verify` names a row that stands under a code whose place another one has taken. A
table whose rows end by themselves within hours says so in its `info` and is left out.
"""

from __future__ import annotations

import fcntl
import logging
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, Engine, Table

from delivery_api.row_authentication.row_mac import KEY_ID
from delivery_api.storage.transaction_notes import TransactionNotes

SUPERSEDED = "rows-superseded"
"""The file beside the ledger, which every host has: what one host changed another may change back."""

ENDS_BY_ITSELF = "ends by itself"
"""Under this name a table's ``info`` says that no earlier row of it is worth anything for long."""

log = logging.getLogger("mesur")

_TAG = 8
"""How much of a code is remembered, in bytes: enough to know it again among some millions."""

_CHANGE = struct.Struct(f"{_TAG}s{_TAG}s")

CHANGES = TransactionNotes[bytes]("codes that took the place of others")


def follow_changes(engine: Engine, file: Path) -> None:
    """Append to a file what the transactions of an engine have changed, when they are through."""
    CHANGES.follow(
        engine,
        lambda changes: append_changes(file, b"".join(changes)),
        # whoever is killed after the commit must not leave a code that stands called put aside
        lambda changes: append_changes(file, _arrivals(b"".join(changes))),
    )


def note_changes(connection: Connection, table: Table, changes: Iterable[tuple[bytes, bytes]]) -> None:
    """Remember codes and those that take their place, if the transaction is through in the end."""
    if table.info.get(ENDS_BY_ITSELF):
        return
    CHANGES.add(connection, (_CHANGE.pack(tag_of(old), tag_of(new)) for old, new in changes if old != new))


def _arrivals(changes: bytes) -> bytes:
    """The same codes as they come, without those whose place they take."""
    return b"".join(_CHANGE.pack(bytes(_TAG), new) for _, new in _CHANGE.iter_unpack(changes))


def append_changes(file: Path, changes: bytes) -> None:
    """Append changes, one process after the other, on whichever host. A full disk stops no request."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb", buffering=0) as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)  # on a network file system appending alone is not enough
            opened.write(changes)
    except OSError:
        log.exception("which rows were changed could not be noted in %s", file)


def superseded_tags(file: Path) -> frozenset[bytes]:
    """Return the beginnings of the codes whose place others have taken, and that did not come back since."""
    if not file.is_file():
        return frozenset()
    content, found = file.read_bytes(), set()
    for old, new in _CHANGE.iter_unpack(content[: len(content) - len(content) % _CHANGE.size]):
        found.add(old)
        found.discard(new)
    return frozenset(found)


def tag_of(mac: bytes) -> bytes:
    """Return what is remembered of a code."""
    return mac[KEY_ID : KEY_ID + _TAG]
