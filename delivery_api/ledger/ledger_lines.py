"""The lines of the ledger's file, from either end: reading its last entries costs what they hold, not what it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 8_192
"""Bytes that are read at once."""


@dataclass(frozen=True)
class Place:
    """How far a file was read.

    Parameters
    ----------
    file : its number on the disk; 0 before anything was read
    byte : where the next line begins
    """

    file: int = 0
    byte: int = 0


BEGINNING = Place()


def lines_from(path: Path, place: Place) -> tuple[list[str], Place]:
    """Return the lines that begin at a place or later, and the place behind them.

    Another file that took its place, or one that is shorter, is read as a whole. A last line that was not written whole
    is no line.

    Raises
    ------
    FileNotFoundError
    """
    with path.open("rb", buffering=0) as file:
        number = os.fstat(file.fileno()).st_ino
        goes_on = number == place.file and place.byte <= file.seek(0, os.SEEK_END)
        beginning = place.byte if goes_on else 0
        file.seek(beginning)
        content = file.readall()
    end = content.rfind(b"\n") + 1
    return _text(content[:end]).split("\n")[:-1], Place(number, beginning + end)


def first_line(path: Path) -> str | None:
    """Return the first line; None if there is none.

    Raises
    ------
    FileNotFoundError
    """
    with path.open("rb") as file:
        line = file.readline()
    return _text(line[:-1]) if line.endswith(b"\n") else None


def lines_from_the_end(path: Path) -> Iterator[str]:
    """Yield the lines, the last one first, and read no further than they are asked for.

    Raises
    ------
    FileNotFoundError
    """
    with path.open("rb", buffering=0) as file:
        position, beginning, torn = file.seek(0, os.SEEK_END), b"", True
        while position:
            size = min(BLOCK, position)
            position = file.seek(position - size)
            beginning, *whole = (file.read(size) + beginning).split(b"\n")
            if torn and whole:  # what follows the last line end is no line
                whole.pop()
                torn = False
            yield from map(_text, reversed(whole))
        if not torn:
            yield _text(beginning)


def cut_torn_line(path: Path) -> None:
    """Remove a last line without its end, which a killed process left; it was never acknowledged."""
    with path.open("r+b", buffering=0) as file:
        size = position = file.seek(0, os.SEEK_END)
        end = 0
        while position and not end:
            block = min(BLOCK, position)
            position = file.seek(position - block)
            end = (position + found + 1) if (found := file.read(block).rfind(b"\n")) >= 0 else 0
        if end != size:
            file.truncate(end)
            os.fsync(file.fileno())


def _text(content: bytes) -> str:
    """Return bytes as text; what is no UTF-8 is no entry that anybody signed."""
    return content.decode(errors="replace")
