"""Backs the database up into a folder of backups, and removes those whose time is over."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from sqlalchemy import URL

from delivery_api.access.refusals import Declined, Reason
from delivery_api.ledger.clock_check import MOST_BETWEEN_RUNS
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle.postgresql_programs import PostgresqlPrograms
from delivery_api.lifecycle.service_setup import Service
from itembank.atomic_write import atomic_write, fsync_directory

MANIFEST = "mesur-backup.json"
"""The file that a finished backup has; it is written last."""

SQLITE_FILE, DUMP_FILE, BASE_FOLDER = "mesur.sqlite3", "mesur.dump", "base"

_FIRST_LOG = re.compile(r"^START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)", re.MULTILINE)
_NAME = re.compile(r"mesur-\d{8}T\d{6}Z")


class BackupKind(StrEnum):
    """How a database was backed up."""

    SQLITE = "sqlite"
    BASE = "base"
    DUMP = "dump"


class BackupRefused(Declined):
    """A backup that is not made, or not restored, where it was asked for."""


@dataclass(frozen=True)
class Backup:
    """A finished backup.

    Parameters
    ----------
    folder : its folder
    kind : how the database was backed up
    taken_at : when it was begun
    digest : SHA-256 of the file, hexadecimal; empty for a base backup, which has a manifest of its own
    """

    folder: Path
    kind: BackupKind
    taken_at: datetime
    digest: str = ""

    @property
    def content(self) -> Path:
        """The file, or the folder of a base backup."""
        return self.folder / {BackupKind.SQLITE: SQLITE_FILE, BackupKind.DUMP: DUMP_FILE}.get(self.kind, BASE_FOLDER)


def back_up_database(
    service: Service, into: Path, now: datetime, *, dump: bool = False, programs: PostgresqlPrograms | None = None
) -> Backup:
    """Make a backup in a folder of its own within a folder of backups, and check it. The service may run meanwhile.

    Parameters
    ----------
    dump : of PostgreSQL a dump, which needs no right to replicate and fits another version, instead of a base backup

    Raises
    ------
    BackupRefused, ProgramFailed
    OSError
    """
    _require_apart(service, into)
    name = f"mesur-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    folder = into / name
    folder.mkdir(parents=True, mode=0o700)
    kind = BackupKind.SQLITE if service.engine.dialect.name == "sqlite" else _postgresql_kind(dump)
    begun = Backup(folder, kind, now)
    _copy(service, begun, programs or PostgresqlPrograms())
    done = Backup(folder, kind, now, "" if kind is BackupKind.BASE else _digest(begun.content))
    _write_manifest(done)
    return done


def note_backup(service: Service, backup: Backup, now: datetime) -> None:
    """Note a backup in the ledger.

    Raises
    ------
    ClockDoubted : the clock is far from that of the last retention run; the backup stays, the ledger has no date of it
    LedgerRefused
    """
    with service.engine.begin() as connection:
        facts = {"name": backup.folder.name, "backup": backup.kind.value}
        service.ledger.append(connection, now, EntryKind.BACKED_UP, **facts)


def remove_expired(service: Service, into: Path, now: datetime, days: int) -> tuple[str, ...]:
    """Remove the backups that are older than some days, and unfinished ones of yesterday; the newest one stays.

    Returns
    -------
    their names

    Raises
    ------
    ClockDoubted : the clock is far from that of the last retention run; nothing was removed
    """
    service.ledger.require_known_clock(now)
    finished = sorted(_finished(into), key=lambda each: each.taken_at)
    past = [each for each in finished if each.taken_at <= now]
    expired = [each.folder for each in past[:-1] if each.taken_at < now - timedelta(days=days)]
    if past:  # whose time is known; of a backup that a wrong clock made nobody knows when its time is over
        expired += [each.folder for each in finished if each.taken_at > now + MOST_BETWEEN_RUNS]
    unfinished = [
        each for each in _folders(into) if not (each / MANIFEST).exists() and _begun(each) < now - timedelta(1)
    ]
    for folder in (*expired, *unfinished):
        (folder / MANIFEST).unlink(missing_ok=True)  # first, so that half a backup is taken for none
        shutil.rmtree(folder)
    return tuple(each.name for each in (*expired, *unfinished))


def clean_archive(into: Path, archive: Path, programs: PostgresqlPrograms) -> None:
    """Remove from PostgreSQL's archive the log that no kept base backup needs.

    Raises
    ------
    ProgramFailed
    OSError
    """
    kept = sorted((each for each in _finished(into) if each.kind is BackupKind.BASE), key=lambda each: each.taken_at)
    if kept and (first := _FIRST_LOG.search((kept[0].content / "backup_label").read_text())):
        programs.run("pg_archivecleanup", str(archive), first.group(1))


def read_backup(folder: Path) -> Backup:
    """Read a finished backup and check its file.

    Raises
    ------
    BackupRefused
    """
    try:
        found = json.loads((folder / MANIFEST).read_text())
        backup = Backup(
            folder, BackupKind(found["kind"]), datetime.fromisoformat(found["taken_at"]), found.get("sha256", "")
        )
    except (OSError, ValueError, KeyError) as error:
        raise BackupRefused(Reason.NO_BACKUP, path=folder) from error
    if backup.digest and (not backup.content.is_file() or _digest(backup.content) != backup.digest):
        raise BackupRefused(Reason.BACKUP_BROKEN, path=backup.content)
    if backup.kind is BackupKind.BASE:
        _check_base(backup.content)
    return backup


def _postgresql_kind(dump: bool) -> BackupKind:
    return BackupKind.DUMP if dump else BackupKind.BASE


def _copy(service: Service, backup: Backup, programs: PostgresqlPrograms) -> None:
    url, content = service.engine.url, str(backup.content)
    if backup.kind is BackupKind.SQLITE:
        with closing(sqlite3.connect(str(url.database))) as connection:
            connection.execute("VACUUM INTO ?", (content,))
        check_integrity(backup.content)
    elif backup.kind is BackupKind.DUMP:
        programs.run("pg_dump", "--format=custom", f"--file={content}", "--no-owner", server=url)
    else:
        # WAL until the end of the copy goes with it, so that it can be restored without the archive
        options = ("--checkpoint=fast", "--label=mesur", "--wal-method=stream", "--manifest-checksums=SHA256")
        programs.run("pg_basebackup", f"--pgdata={content}", "--no-password", *options, server=_of_any_database(url))
        _check_base(backup.content)


def _of_any_database(url: URL) -> URL:
    """Return the address of the server, whose base backup holds every database."""
    return url.set(database=None)


def _check_base(base: Path) -> None:
    """Compare each file of a base backup with PostgreSQL's manifest of it.

    Raises
    ------
    BackupRefused
    """
    for each in json.loads((base / "backup_manifest").read_text())["Files"]:
        file = base / (each["Path"] if "Path" in each else bytes.fromhex(each["Encoded-Path"]).decode())
        if not file.is_file() or each["Checksum-Algorithm"] != "SHA256" or _digest(file) != each["Checksum"]:
            raise BackupRefused(Reason.BACKUP_BROKEN, path=file)


def check_integrity(file: Path) -> None:
    """Check an SQLite file.

    Raises
    ------
    BackupRefused
    """
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            (said,) = connection.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupRefused(Reason.BACKUP_BROKEN, path=file) from error
    if said != "ok":
        raise BackupRefused(Reason.BACKUP_BROKEN, path=file)


def _require_apart(service: Service, into: Path) -> None:
    """Refuse a folder that holds the keys or stands in their folder: a copy of one would contain both."""
    keys, target = service.settings.keys.resolve(), into.resolve()
    if target.is_relative_to(keys) or keys.is_relative_to(target):
        raise BackupRefused(Reason.BACKUP_WITH_KEYS, path=into)


def _write_manifest(backup: Backup) -> None:
    document = {"kind": backup.kind.value, "taken_at": backup.taken_at.isoformat(), "sha256": backup.digest}
    with atomic_write(backup.folder / MANIFEST, mode=0o600) as file:
        json.dump(document, file, indent=2)
    fsync_directory(backup.folder)


def _folders(into: Path) -> Iterator[Path]:
    return (each for each in sorted(into.iterdir()) if each.is_dir() and _NAME.fullmatch(each.name))


def _finished(into: Path) -> Iterator[Backup]:
    for folder in _folders(into):
        if (folder / MANIFEST).exists():
            found = json.loads((folder / MANIFEST).read_text())
            yield Backup(folder, BackupKind(found["kind"]), datetime.fromisoformat(found["taken_at"]))


def _begun(folder: Path) -> datetime:
    return datetime.strptime(folder.name, "mesur-%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _digest(file: Path) -> str:
    digest = sha256()
    with file.open("rb") as content:
        while part := content.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
