"""Files of notes of one length: written in place while nobody else writes or reads there, on whichever host."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(path: Path) -> Iterator[int | None]:
    """Open a file for writing while nobody else does; None if its folder is not there."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def content(file: int, size: int) -> bytes:
    """Read the whole notes of an open file."""
    found = os.pread(file, os.fstat(file).st_size, 0)
    return found[: len(found) - len(found) % size]


def content_of(path: Path, size: int) -> bytes:
    """Read the whole notes of a file while nobody writes there; none if there is no such file."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            return content(file.fileno(), size)
    except FileNotFoundError:
        return b""


def places(notes: bytes, beginning: bytes, size: int) -> Iterator[int]:
    """Yield where the notes stand that begin with some bytes."""
    at = notes.find(beginning)
    while at >= 0:
        if at % size == 0:  # else it straddles two notes by chance
            yield at
        at = notes.find(beginning, at + 1)


def free_place(notes: bytes, beginning: bytes, size: int) -> int:
    """Return where a new note may stand: in the place of one that was taken back, else at the end."""
    return next(places(notes, beginning, size), len(notes))
