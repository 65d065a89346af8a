"""Writes a trial's responses as a table for calibration; persons are numbered anew, without pseudonyms."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TextIO

from delivery_api.sittings.record.event_types import (
    Event,
    Presented,
    Replied,
    hints_taken,
    pending_item,
    replies,
    started,
)
from delivery_api.sittings.record.response_time_effort import response_times
from delivery_api.storage.secret_files import shred
from delivery_api.trials.disclosure import YEAR_BANDS, Cell
from itembank.atomic_write import atomic_write

COLUMNS = ("person", "item", "score", "status", "language", "year", "position", "seconds", "hints", "rapid", "idle")
RAW_RESPONSE = "response"
"""The column of raw responses, which an extract has only where a reason was given for it."""

MARKER_ROWS = 64
"""How many rows of an extract are remembered by a hash, so that a part of it can be recognised."""

MARKER_BYTES = 8


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


@dataclass(frozen=True)
class WrittenExtract:
    """What is remembered of an extract.

    Parameters
    ----------
    rows : number of rows
    sha256 : of the file, hexadecimal
    marker_rows : hashes of some rows, 8 bytes each
    """

    rows: int
    sha256: str
    marker_rows: bytes


@dataclass
class _HashedFile:
    """A text file whose content is hashed as it is written, with a random sample of its lines."""

    file: TextIO
    digest: _Hash = field(default_factory=sha256)
    lines: int = 0
    sample: list[bytes] = field(default_factory=list)

    def write(self, line: str) -> int:
        self.digest.update(line.encode())
        self._sample(line)
        return self.file.write(line)

    def _sample(self, line: str) -> None:
        """Keep each line with equal chance (Vitter 1985, algorithm R); the header is no row."""
        if self.lines > 0:
            place = self.lines - 1 if self.lines <= MARKER_ROWS else secrets.randbelow(self.lines)
            if place < MARKER_ROWS:
                self.sample[place : place + 1] = [row_marker(line)]
        self.lines += 1


def row_marker(line: str) -> bytes:
    """Return the short hash of a row, 8 bytes, without its line end."""
    return sha256(line.rstrip("\r\n").encode()).digest()[:MARKER_BYTES]


def write_extract(
    path: Path, logs: Iterable[tuple[Cell, Sequence[Event]]], *, raw_responses: bool = False
) -> WrittenExtract:
    """Write the table completely or not at all, readable by its owner alone; an older copy is shredded.

    Persons are numbered in the order of their logs, which `stream_logs` gives in random order. Times are in whole
    seconds.

    Parameters
    ----------
    logs : each person's log, with the year band and the language that may be given
    raw_responses : whether the table has what was answered, and not only how it was scored
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path, mode=0o600, discard=shred) as file:
        hashed = _HashedFile(file)
        table = csv.writer(hashed)
        columns = (*COLUMNS, RAW_RESPONSE) if raw_responses else COLUMNS
        table.writerow(columns)
        for row in _rows(logs):
            table.writerow([row[column] for column in columns])
    return WrittenExtract(hashed.lines - 1, hashed.digest.hexdigest(), b"".join(hashed.sample))


def cell_of(log: Sequence[Event]) -> Cell:
    """Return the year band and the languages of a sitting."""
    begun = started(log)
    languages = {event.language for event in log if isinstance(event, Presented)}
    return Cell(YEAR_BANDS.get(begun.year_group, "") if begun else "", " ".join(sorted(languages)))


def _rows(logs: Iterable[tuple[Cell, Sequence[Event]]]) -> Iterator[dict[str, object]]:
    for person, (cell, log) in enumerate(logs, start=1):
        about = {"person": person, "year": cell.band}
        for event, pace in zip(replies(log), response_times(log), strict=True):
            paced = {"rapid": int(pace.rapid), "idle": int(pace.idle)}
            yield about | _place(cell, log, event) | _reply(event) | paced
        if (waiting := pending_item(log)) is not None:
            blank = dict.fromkeys(("score", "seconds", "rapid", "idle", RAW_RESPONSE), "")
            yield about | _place(cell, log, waiting) | blank | {"status": "not reached"}


def _place(cell: Cell, log: Sequence[Event], event: Replied | Presented) -> dict[str, object]:
    language = event.language if cell.language else ""
    hints = hints_taken(log, event.position)
    return {"item": event.item, "language": language, "position": event.position, "hints": hints}


def _reply(event: Replied) -> dict[str, object]:
    status = "omitted" if event.response is None else "answered"
    response = _list(event.response) if isinstance(event.response, list) else event.response or ""
    return {"score": event.score, "status": status, "seconds": round(event.elapsed), RAW_RESPONSE: response}


def _list(response: Sequence[str]) -> str:
    """Join a list with spaces; spaces within an element, such as "1 000", are removed."""
    return " ".join("".join(each.split()) for each in response)
