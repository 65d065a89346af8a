"""Opening what a command names: a plain CSV, or a OneRoster folder or zip file. Nothing is unpacked to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from delivery_api.access.refusals import Declined, Reason
from delivery_api.identity.roster_import.csv_table import Columns, Line, lines
from delivery_api.identity.roster_import.field_checks import Check
from delivery_api.identity.roster_import.gc_pause import uncollected
from delivery_api.identity.roster_import.oneroster import TABLES, UNREAD_FILES, assembled
from delivery_api.identity.roster_import.plain_csv import read_plain
from delivery_api.identity.roster_import.values import FaultKind, Faults, Roster, Where

MANIFEST = Columns(("propertyName", "value"))
MOST_BYTES = 2 * 2**30


class Unreadable(Declined):
    """What was named is no roster that can be read."""


@uncollected()
def read_roster(path: Path, today: date) -> Roster:
    """The roster of a plain CSV, or of a OneRoster 1.2 folder or zip file.

    Raises
    ------
    Unreadable, RosterFaulty
    """
    check = Check(Faults(), today)
    if path.is_dir():
        return _read_oneroster({each.name: each for each in path.iterdir() if each.is_file()}, check)
    if path.suffix.lower() == ".zip":
        return _read_zip(path, check)
    if path.suffix.lower() != ".csv" or not path.is_file():
        raise Unreadable(Reason.NO_ROSTER, path=path)
    with path.open("rb") as stream:
        return read_plain(stream, path.name, check)


@dataclass(frozen=True)
class Member:
    """A file inside a zip file."""

    archive: zipfile.ZipFile
    name: str

    def open(self, _mode: str) -> IO[bytes]:
        """Its bytes, unpacked as they are read."""
        return self.archive.open(self.name)


def _read_zip(path: Path, check: Check) -> Roster:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if sum(info.file_size for info in members) > MOST_BYTES:
                raise Unreadable(Reason.ROSTER_TOO_LARGE, path=path, most=MOST_BYTES // 2**30)
            return _read_oneroster({info.filename: Member(archive, info.filename) for info in members}, check)
    except (zipfile.BadZipFile, OSError) as error:
        raise Unreadable(Reason.NO_ROSTER, path=path) from error


def _read_oneroster(files: Mapping[str, Path | Member], check: Check) -> Roster:
    known = {*(f"{name}.csv" for name in (*TABLES, *UNREAD_FILES)), "manifest.csv"}
    for name in sorted(files):
        if name not in known:
            check.faults.add(FaultKind.UNKNOWN_FILE, Where(name if name.isprintable() else "?", 0))
    for name in (*TABLES, "manifest"):
        if f"{name}.csv" not in files:
            check.faults.add(FaultKind.MISSING_FILE, Where(f"{name}.csv", 0))
    check.faults.require_none()
    _require_version(files["manifest.csv"], check.faults)
    unread: list[str] = []

    def read(name: str) -> Iterable[Line]:
        return _lines(files[f"{name}.csv"], f"{name}.csv", TABLES[name], check.faults, unread)

    return assembled(read, check, lambda: unread, sorted(set(files) - {f"{n}.csv" for n in (*TABLES, "manifest")}))


def _lines(source: Path | Member, file: str, columns: Columns, faults: Faults, unread: list[str]) -> Iterator[Line]:
    with source.open("rb") as stream, lines(stream, file, columns, faults) as (passed_over, rows):
        unread += [f"{file.removesuffix('.csv')}.{name}" for name in passed_over]
        yield from rows


def _require_version(manifest: Path | Member, faults: Faults) -> None:
    rows = _lines(manifest, "manifest.csv", MANIFEST, faults, [])
    found = {name.strip(): (where, value.strip()) for where, (name, value) in rows}
    where, version = found.get("oneroster.version", (Where("manifest.csv", 1), ""))
    if version not in ("1.2", "1.2.1"):
        faults.add(FaultKind.VERSION, where, "value")
    for name, (where, value) in found.items():
        if name.startswith("file.") and value == "delta":
            faults.add(FaultKind.DELTA, where, "value")
    faults.require_none()
