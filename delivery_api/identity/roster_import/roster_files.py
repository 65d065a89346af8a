"""Opens roster files: a plain CSV, or a OneRoster folder or zip file, which is not unpacked to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from delivery_api.access.refusals import Declined, Reason
from delivery_api.identity.roster_import.csv_table import CsvColumns, CsvRow, read_rows
from delivery_api.identity.roster_import.field_checks import FieldChecks
from delivery_api.identity.roster_import.gc_pause import gc_paused
from delivery_api.identity.roster_import.oneroster import TABLES, UNREAD_FILES, assemble_roster
from delivery_api.identity.roster_import.plain_csv import read_plain
from delivery_api.identity.roster_import.values import Roster, RosterFaultKind, RosterFaults, RowLocation

MANIFEST = CsvColumns(("propertyName", "value"))
MOST_BYTES = 2**29
"""Bytes that a zip file may unpack to: a roster of the whole of Wales is a third of it."""

MOST_TIMES, ALWAYS_ALLOWED = 50, 10 * 2**20
"""How many times its own size a zip file may unpack to, beyond what is always allowed: real rosters pack to a fifth."""


class UnreadableRoster(Declined):
    """The path is not a readable roster."""


@gc_paused()
def read_roster(path: Path, today: date) -> Roster:
    """Read the roster of a plain CSV, or of a OneRoster 1.2 folder or zip file.

    Raises
    ------
    UnreadableRoster, InvalidRoster
    """
    check = FieldChecks(RosterFaults(), today)
    if path.is_dir():
        return _read_oneroster({each.name: each for each in path.iterdir() if each.is_file()}, check)
    if path.suffix.lower() == ".zip":
        return _read_zip(path, check)
    if path.suffix.lower() != ".csv" or not path.is_file():
        raise UnreadableRoster(Reason.NO_ROSTER, path=path)
    with path.open("rb") as stream:
        return read_plain(stream, path.name, check)


@dataclass(frozen=True)
class ZipMember:
    """A file inside a zip file."""

    archive: zipfile.ZipFile
    name: str

    def open(self, _mode: str) -> IO[bytes]:
        """Open it for reading; it is unpacked as it is read."""
        return self.archive.open(self.name)


def _read_zip(path: Path, check: FieldChecks) -> Roster:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            most = min(MOST_BYTES, max(ALWAYS_ALLOWED, MOST_TIMES * path.stat().st_size))
            if sum(info.file_size for info in members) > most:
                raise UnreadableRoster(Reason.ROSTER_TOO_LARGE, path=path, most=most // 2**20)
            return _read_oneroster({info.filename: ZipMember(archive, info.filename) for info in members}, check)
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableRoster(Reason.NO_ROSTER, path=path) from error


def _read_oneroster(files: Mapping[str, Path | ZipMember], check: FieldChecks) -> Roster:
    known = {*(f"{name}.csv" for name in (*TABLES, *UNREAD_FILES)), "manifest.csv"}
    for name in sorted(files):
        if name not in known:
            check.faults.add(RosterFaultKind.UNKNOWN_FILE, RowLocation(name if name.isprintable() else "?", 0))
    for name in (*TABLES, "manifest"):
        if f"{name}.csv" not in files:
            check.faults.add(RosterFaultKind.MISSING_FILE, RowLocation(f"{name}.csv", 0))
    check.faults.require_none()
    _require_version(files["manifest.csv"], check.faults)
    unread: list[str] = []

    def read(name: str) -> Iterable[CsvRow]:
        return _lines(files[f"{name}.csv"], f"{name}.csv", TABLES[name], check.faults, unread)

    return assemble_roster(
        read, check, lambda: unread, sorted(set(files) - {f"{n}.csv" for n in (*TABLES, "manifest")})
    )


def _lines(
    source: Path | ZipMember, file: str, columns: CsvColumns, faults: RosterFaults, unread: list[str]
) -> Iterator[CsvRow]:
    with source.open("rb") as stream, read_rows(stream, file, columns, faults) as (unread_names, rows):
        unread += [f"{file.removesuffix('.csv')}.{name}" for name in unread_names]
        yield from rows


def _require_version(manifest: Path | ZipMember, faults: RosterFaults) -> None:
    rows = _lines(manifest, "manifest.csv", MANIFEST, faults, [])
    found = {name.strip(): (where, value.strip()) for where, (name, value) in rows}
    where, version = found.get("oneroster.version", (RowLocation("manifest.csv", 1), ""))
    if version not in ("1.2", "1.2.1"):
        faults.add(RosterFaultKind.VERSION, where, "value")
    for name, (where, value) in found.items():
        if name.startswith("file.") and value == "delta":
            faults.add(RosterFaultKind.DELTA, where, "value")
    faults.require_none()
