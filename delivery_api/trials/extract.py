"""A trial's responses as a table for calibration: person is a number made for this file, not the pseudonym."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from delivery_api.keys.key_ring import shred
from delivery_api.sittings.record.event_types import Event, Replied, hints_taken, pending, replies
from delivery_api.sittings.record.response_time_effort import paces

COLUMNS = ("person", "item", "score", "status", "response", "language", "position", "seconds", "hints", "rapid", "idle")


def write_extract(path: Path, logs: Iterable[Sequence[Event]]) -> int:
    """Write the table whole or not at all, readable by its owner alone; how many rows. An older copy is shredded.

    Persons are numbered as their logs come: in random order, see `stream_logs`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    try:
        count = _write(partial, logs)
    except BaseException:
        shred(partial)
        raise
    shred(path)
    partial.replace(path)
    return count


def _write(partial: Path, logs: Iterable[Sequence[Event]]) -> int:
    count = 0
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for count, row in enumerate(_rows(logs), start=1):  # noqa: B007 - the last count is how many there were
            table.writerow(row)
        file.flush()
        os.fsync(file.fileno())
    return count


def _rows(logs: Iterable[Sequence[Event]]) -> Iterator[tuple[object, ...]]:
    for person, log in enumerate(logs, start=1):
        for event, pace in zip(replies(log), paces(log), strict=True):
            yield person, *_reply(event), hints_taken(log, event.position), int(pace.rapid), int(pace.idle)
        if (waiting := pending(log)) is not None:
            hints = hints_taken(log, waiting.position)
            yield person, waiting.item, "", "not reached", "", waiting.language, waiting.position, "", hints, "", ""


def _reply(event: Replied) -> tuple[object, ...]:
    status = "omitted" if event.response is None else "answered"
    response = _list(event.response) if isinstance(event.response, list) else event.response or ""
    return event.item, event.score, status, response, event.language, event.position, round(event.elapsed, 3)


def _list(response: Sequence[str]) -> str:
    """With a space between; a number in a list, such as "1 000", loses its own."""
    return " ".join("".join(each.split()) for each in response)
