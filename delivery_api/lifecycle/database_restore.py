"""Restores a backup beside what is there, so that a drill touches neither production's database nor its archive."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from delivery_api.access.refusals import Reason
from delivery_api.lifecycle.database_backup import Backup, BackupRefused, check_integrity
from delivery_api.lifecycle.postgresql_programs import PostgresqlPrograms
from delivery_api.storage.database import open_database
from itembank.atomic_write import fsync_directory


@dataclass(frozen=True)
class RestoredServer:
    """How the server of a restored base backup is to run.

    Parameters
    ----------
    port : its port, since the production's server may be on the same machine
    archive : folder of the archived write-ahead log, which is only read; None to stop where the backup ends
    until : the instant up to which the log is applied; None for its end
    timeline : the timeline that is followed: "latest", "current" or a number
    production : whether it takes production's place and archives its log again; else it never writes to the archive
    """

    port: int
    archive: Path | None = None
    until: datetime | None = None
    timeline: str = "latest"
    production: bool = False


def restore_file(backup: Backup, target: Path) -> None:
    """Restore an SQLite database as a new file.

    Raises
    ------
    BackupRefused : there is a database already, or the files beside one
    OSError
    """
    for path in (target, *(target.with_name(f"{target.name}{suffix}") for suffix in ("-wal", "-shm"))):
        if path.exists():
            raise BackupRefused(Reason.RESTORE_TAKEN, path=path)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(backup.content, target)
    target.chmod(0o600)
    check_integrity(target)
    fsync_directory(target.parent)


def restore_dump(backup: Backup, database_url: str, programs: PostgresqlPrograms) -> None:
    """Restore a dump into an empty database.

    Raises
    ------
    BackupRefused : the database is not empty
    ProgramFailed
    """
    engine = open_database(database_url)
    try:
        with engine.connect() as connection:
            tables = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            if connection.scalar(tables):
                raise BackupRefused(Reason.RESTORE_TAKEN, path=engine.url.database)
    finally:
        engine.dispose()
    url = make_url(database_url)
    options = ("--exit-on-error", "--no-owner", f"--dbname={url.database}")
    programs.run("pg_restore", *options, str(backup.content), server=url)


def restore_base(backup: Backup, target: Path, server: RestoredServer) -> None:
    """Restore a base backup as a new data folder, ready to be started.

    Debian keeps `postgresql.conf`, `pg_hba.conf` and `pg_ident.conf` elsewhere, so a base backup has none of them: they
    are made, and let in whoever may enter the folder.

    Raises
    ------
    BackupRefused : the folder is not empty
    OSError
    """
    if target.exists() and any(target.iterdir()):
        raise BackupRefused(Reason.RESTORE_TAKEN, path=target)
    shutil.copytree(backup.content, target, dirs_exist_ok=True)
    target.chmod(0o700)
    for name, content in _MISSING_FILES.items():
        if not (target / name).exists():
            (target / name).write_text(content)
    with (target / "postgresql.auto.conf").open("a") as file:
        file.write(
            "".join(f"{name} = '{_quoted(value)}'\n" for name, value in _server_settings(target, server).items())
        )
        file.flush()
        os.fsync(file.fileno())
    (target / "standby.signal").unlink(missing_ok=True)
    if server.archive is not None:
        (target / "recovery.signal").touch()
    fsync_directory(target)


_MISSING_FILES = {"postgresql.conf": "", "pg_hba.conf": "local all all trust\n", "pg_ident.conf": ""}


def _server_settings(target: Path, server: RestoredServer) -> dict[str, str]:
    settings = {
        "port": str(server.port),
        "hba_file": str(target.resolve() / "pg_hba.conf"),
        "ident_file": str(target.resolve() / "pg_ident.conf"),
        "external_pid_file": "",
    }
    if not server.production:
        settings |= {
            "archive_mode": "off",
            "archive_command": "",
            "listen_addresses": "",
            "unix_socket_directories": str(target.resolve()),
            "primary_conninfo": "",
        }
    if server.archive is not None:
        settings |= {
            "restore_command": f'cp "{server.archive.resolve()}/%f" "%p"',
            "recovery_target_timeline": server.timeline,
            "recovery_target_action": "promote",
        }
        if server.until is not None:
            settings["recovery_target_time"] = server.until.astimezone(UTC).isoformat(sep=" ")
    return settings


def _quoted(value: str) -> str:
    return value.replace("'", "''")
