"""Remembers outside the database which row of the audit each database connection of a process has committed last.

It is a file for each process, beside the ledger, which all hosts share, with a number of eight bytes for each
connection. Nothing waits for the disk: what a crash of the machine loses is not missed, only not remembered. A file
goes when its process has ended and all its rows are sealed.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

FOLDER = "audit-rows"
"""The folder of these files, beside the ledger."""

log = logging.getLogger("mesur")

_NUMBER = struct.Struct(">q")


@dataclass
class WrittenRows:
    """The file of this process, which is made with the first row.

    Parameters
    ----------
    folder : where the files of all processes are
    """

    folder: Path
    _file: int | None = None
    _process: int = 0
    _places: int = 0
    _lock: Lock = field(default_factory=Lock)

    def note(self, place: int | None, number: int) -> int | None:
        """Remember the last row of a connection. A full disk stops no request.

        Parameters
        ----------
        place : what an earlier call returned for the connection; None for the first

        Returns
        -------
        its place; None if it could not be remembered
        """
        try:
            with self._lock:
                return self._write(place, number)
        except OSError:
            log.exception("which rows of the audit were written could not be noted in %s", self.folder)
            return None

    def _write(self, place: int | None, number: int) -> int:
        if self._file is None or self._process != os.getpid():
            self._file, self._process, self._places = _new_file(self.folder), os.getpid(), 0
        at = self._places if place is None or place >= self._places else place
        os.pwrite(self._file, _NUMBER.pack(number), at * _NUMBER.size)
        self._places = max(self._places, at + 1)  # not before: what a full disk left out would read as row 0 later
        return at

    def close(self) -> None:
        """Close the file, as its process ends; another row makes another one."""
        with self._lock:
            if self._file is not None and self._process == os.getpid():
                os.close(self._file)
            self._file, self._places = None, 0


def remembered_rows(folder: Path) -> frozenset[int]:
    """Return the numbers of the rows that any process has remembered and that were not forgotten since."""
    return frozenset(number for file in _files(folder) for number in _numbers(file))


def forget_rows(folder: Path, last: int, missing: Collection[int]) -> None:
    """Remove the files of processes that have ended, if no row of theirs comes after `last` or is missing."""
    for file in _files(folder):
        numbers = _numbers(file)
        if max(numbers, default=0) <= last and numbers.isdisjoint(missing) and not _is_at_work(file):
            file.unlink(missing_ok=True)


def forget_all_rows(folder: Path) -> None:
    """Remove every file: another database has taken the place of the one that they are about."""
    for file in _files(folder):
        file.unlink(missing_ok=True)


def _new_file(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    file = os.open(folder / f"{os.getpid()}-{secrets.token_hex(4)}", flags, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("[0-9]*-*"))


def _numbers(file: Path) -> frozenset[int]:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return frozenset()
    whole = len(content) - len(content) % _NUMBER.size
    return frozenset(number for (number,) in _NUMBER.iter_unpack(content[:whole]))


def _is_at_work(file: Path) -> bool:
    try:
        with file.open("r+b") as held:  # a network file system locks only what may be written
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False
