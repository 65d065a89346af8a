"""The use cases of extracts: register, write, and find copies of them in folders."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.sittings.record.event_types import Event
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.result_verification import false_results_of
from delivery_api.trials import store
from delivery_api.trials.disclosure import Cell, disclosed_cells
from delivery_api.trials.extract import MARKER_BYTES, WrittenExtract, cell_of, row_marker, write_extract
from delivery_api.trials.seats import withdrawal_mark
from delivery_api.trials.service import TrialOver, find
from itembank.atomic_write import partial_path

_CHUNK = 1 << 20
_FEWEST_MARKERS = 3
"""Fewest remembered rows that a file shares with an extract to count as a part of it."""


class PathTaken(Declined):
    """The path is occupied; overwriting another trial's extract would hide it from its destruction."""


def register_extract(
    connection: Connection,
    ledger: Ledger,
    programme: str,
    path: Path,
    decision: Decision,
    now: datetime,
    *,
    raw_responses: bool = False,
) -> None:
    """Record where an extract will be written; committed before the first byte, so that no copy is unknown.

    Raises
    ------
    UnknownTrial
    TrialOver : the responses are destroyed
    PathTaken
    """
    trial, today = find(connection, programme), london_date(now)
    if trial.destroyed_on is not None:
        raise TrialOver(Reason.TRIAL_DESTROYED, trial=programme, on=trial.destroyed_on)
    owner = store.extract_owner(connection, path)
    if owner != programme and (owner is not None or path.exists()):
        raise PathTaken(Reason.PATH_TAKEN if owner else Reason.PATH_TAKEN_BY_A_FILE, path=path, owner=owner)
    store.add_extract(connection, programme, path, today)
    act = "extracted a trial with raw responses" if raw_responses else "extracted a trial"
    audit_log.record(connection, now, act, thing=record_decision(connection, ledger, now, act, programme, decision))
    ledger.append(connection, now, EntryKind.EXTRACT_REGISTERED, programme=programme, path=str(path))


def extract(
    connection: Connection,
    ring: KeyRing,
    programme: str,
    path: Path,
    *,
    raw_responses: bool = False,
    all_recorded: bool = True,
) -> WrittenExtract:
    """Write a trial's responses to a registered path, and register the file's hash.

    Learners who withdrew or whose data are restricted are left out, and sittings whose records do not verify. The year
    band and the language of a person are given only where at least ten share them.
    """
    false = {each.sitting for each in false_results_of(connection, ring, programme, all_recorded=all_recorded)}
    logs = partial(_logs, connection, ring, programme, false)
    cells = {sitting: cell_of(log) for sitting, log in logs(("started", "presented"))}
    given = disclosed_cells(cells)
    written = write_extract(
        path, ((given.get(sitting, Cell("", "")), log) for sitting, log in logs()), raw_responses=raw_responses
    )
    store.save_hashes(connection, programme, path, written.sha256, written.marker_rows)
    return written


def trials_with_absent_extracts(connection: Connection) -> tuple[str, ...]:
    """The trials with an extract that this host does not find where it was written, and that nobody answers for."""
    held = store.extracts_to_be_destroyed(connection)
    return tuple(sorted({trial for trial, path in held if not (path.is_file() or partial_path(path).is_file())}))


def _logs(
    connection: Connection, ring: KeyRing, programme: str, without: Collection[UUID], kinds: Sequence[str] = ()
) -> Iterator[tuple[UUID, tuple[Event, ...]]]:
    """The logs of those who take part in research, in random order.

    Parameters
    ----------
    without : sittings that are left out
    """
    withdrawn, key = store.withdrawn_marks(connection, programme), ring.read(find(connection, programme).key_id)
    for sitting, log in logbook.stream_logs(connection, ring, programme, kinds):
        if sitting not in without and (not withdrawn or withdrawal_mark(key, sitting) not in withdrawn):
            yield sitting, log


class CopyKind(StrEnum):
    """How much of an extract a file holds."""

    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True)
class FoundCopy:
    """A file that holds an extract or a part of it.

    Parameters
    ----------
    registered : whether it is the extract itself, at its own path
    """

    path: Path
    programme: str
    kind: CopyKind
    registered: bool


@dataclass(frozen=True)
class KnownExtract:
    """An extract that was written: where, its SHA-256, and the hashes of some of its rows."""

    programme: str
    path: Path
    sha256: str
    markers: frozenset[bytes]


def known_extracts(connection: Connection) -> tuple[KnownExtract, ...]:
    """All extracts of which a hash is registered, those of destroyed trials too."""
    return tuple(
        KnownExtract(row.programme, Path(row.path), row.sha256, _split(row.marker_rows or b""))
        for row in store.extracts_with_hashes(connection)
    )


def find_copies(known: Sequence[KnownExtract], folders: Sequence[Path]) -> Iterator[FoundCopy]:
    """Search folders for files with the hash of an extract, or with several of its rows.

    A part is found while it has whole rows, with their line ends or not; a table of other columns is not.
    """
    by_hash = {each.sha256: each for each in known}
    for folder in folders:
        for path in sorted(folder.rglob("*") if folder.is_dir() else [folder]):
            if path.is_file() and not path.is_symlink() and (copy := _copy(path, known, by_hash)) is not None:
                yield copy


def _copy(path: Path, known: Sequence[KnownExtract], by_hash: Mapping[str, KnownExtract]) -> FoundCopy | None:
    whole = by_hash.get(_digest(path))
    if whole is not None:
        return FoundCopy(path, whole.programme, CopyKind.WHOLE, path.resolve() == whole.path)
    rows = _rows_of(path, frozenset().union(*(each.markers for each in known)))
    for each in known:
        if len(rows & each.markers) >= min(_FEWEST_MARKERS, len(each.markers)) > 0:
            return FoundCopy(path, each.programme, CopyKind.PART, registered=False)
    return None


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _rows_of(path: Path, wanted: frozenset[bytes]) -> frozenset[bytes]:
    """Those of the wanted hashes that are of lines of a file."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return frozenset(mark for line in file if (mark := row_marker(line)) in wanted)


def _split(markers: bytes) -> frozenset[bytes]:
    return frozenset(markers[at : at + MARKER_BYTES] for at in range(0, len(markers), MARKER_BYTES))
