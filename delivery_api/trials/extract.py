"""Writes a trial's responses as a table for calibration; persons are numbered anew, without pseudonyms."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from delivery_api.sittings.record.event_types import Event, Replied, hints_taken, pending_item, replies
from delivery_api.sittings.record.response_time_effort import response_times
from delivery_api.storage.secret_files import shred
from itembank.atomic_write import atomic_write

COLUMNS = ("person", "item", "score", "status", "response", "language", "position", "seconds", "hints", "rapid", "idle")


def write_extract(path: Path, logs: Iterable[Sequence[Event]]) -> int:
    """Write the table completely or not at all, readable by its owner alone; an older copy is shredded.

    Persons are numbered in the order of their logs, which `stream_logs` gives in random order.

    Returns
    -------
    the number of rows
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with atomic_write(path, mode=0o600, discard=shred) as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for count, row in enumerate(_rows(logs), start=1):  # noqa: B007 - the last count is the number of rows
            table.writerow(row)
    return count


def _rows(logs: Iterable[Sequence[Event]]) -> Iterator[tuple[object, ...]]:
    for person, log in enumerate(logs, start=1):
        for event, pace in zip(replies(log), response_times(log), strict=True):
            yield person, *_reply(event), hints_taken(log, event.position), int(pace.rapid), int(pace.idle)
        if (waiting := pending_item(log)) is not None:
            hints = hints_taken(log, waiting.position)
            yield person, waiting.item, "", "not reached", "", waiting.language, waiting.position, "", hints, "", ""


def _reply(event: Replied) -> tuple[object, ...]:
    status = "omitted" if event.response is None else "answered"
    response = _list(event.response) if isinstance(event.response, list) else event.response or ""
    return event.item, event.score, status, response, event.language, event.position, round(event.elapsed, 3)


def _list(response: Sequence[str]) -> str:
    """Join a list with spaces; spaces within an element, such as "1 000", are removed."""
    return " ".join("".join(each.split()) for each in response)
