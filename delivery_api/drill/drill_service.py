"""The service that the drill makes for itself in an empty folder; never the live one."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import sleep

from sqlalchemy import event
from sqlalchemy.engine import make_url

from delivery_api.access.refusals import Declined, Reason
from delivery_api.bank.service import put_in_use
from delivery_api.drill import store
from delivery_api.ledger.clock_check import ClockDoubted
from delivery_api.lifecycle import key_management
from delivery_api.lifecycle.database_backup import Backup, BackupKind, back_up_database, note_backup, remove_expired
from delivery_api.lifecycle.database_restore import restore_dump, restore_file
from delivery_api.lifecycle.postgresql_programs import PostgresqlPrograms
from delivery_api.lifecycle.restored_service import open_restored
from delivery_api.lifecycle.service_setup import Service, open_service, set_up
from delivery_api.privacy.retention.runner import ItemOutcome
from delivery_api.settings import Settings, read_settings
from delivery_api.storage.database import open_autocommit, open_database
from delivery_api.storage.job_lock import JobAlreadyRunning
from itembank.atomic_write import atomic_write
from itembank.builtin_banks import BUILTIN_BANKS

SUBJECT = "numeracy-procedural"
BY = "mesur privacy drill"
BACKUP_DAYS = 35


class DrillRefused(Declined):
    """The folder or the database is not empty, so it might be somebody's."""


@dataclass
class DrillService:
    """The service of a drill, whose settings change when another database takes the place of a lost one.

    Parameters
    ----------
    programs : of PostgreSQL
    """

    folder: Path
    service: Service
    programs: PostgresqlPrograms

    @property
    def settings_file(self) -> Path:
        """The settings file."""
        return self.folder / "settings.toml"

    @property
    def backups(self) -> Path:
        """The folder of backups of the database."""
        return self.folder / "backups"

    @property
    def key_backup(self) -> Path:
        """The folder that keys are backed up to."""
        return self.folder / "key-backup"

    def set_up(self, now: datetime) -> None:
        """Set the service up, as its timer does each year."""
        set_up(self.service, now)

    def add_bank(self, now: datetime) -> None:
        """Put a bank in use."""
        with self.service.engine.begin() as connection:
            put_in_use(connection, BUILTIN_BANKS[SUBJECT](), SUBJECT, now)

    def run(self, now: datetime) -> Sequence[ItemOutcome]:
        """Run retention as the timer does at night; a named person confirms a clock that is past nights left out."""
        self.confirm_clock(now)
        return self._run(now)

    def confirm_clock(self, now: datetime) -> None:
        """Let a named person confirm a clock that is past nights left out."""
        try:
            self.service.ledger.require_known_clock(now)
        except ClockDoubted:
            with self.service.engine.begin() as connection:
                self.service.ledger.confirm_clock(connection, now, BY)

    def _run(self, now: datetime) -> Sequence[ItemOutcome]:
        for _ in range(20):
            try:
                return self.service.retention.run(now, by=BY)
            except JobAlreadyRunning:  # the lock of a killed run is let go of a moment after its death
                sleep(0.25)
        return self.service.retention.run(now, by=BY)

    def run_killed(self, now: datetime, commits: int) -> bool:
        """Run retention in a process that dies at one of its commits. Return whether it died."""
        child = os.fork()
        if child == 0:
            _run_and_die(self.service.settings, now, commits)
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])

    def back_keys_up(self, now: datetime) -> Sequence[ItemOutcome]:
        """Bring the backup of the keys in line. Return what became of the certificates that waited for it."""
        settings = self.service.settings
        with self.service.engine.begin() as connection:
            key_management.back_up(connection, self.service.ledger, self.key_backup, settings.database_url, now)
        return self.service.retention.renew_certificates(now)

    def back_up(self, now: datetime) -> Backup:
        """Back the database up."""
        dump = self.service.engine.dialect.name != "sqlite"
        made = back_up_database(self.service, self.backups, now, dump=dump, programs=self.programs)
        note_backup(self.service, made, now)
        return made

    def expire_backups(self, now: datetime) -> None:
        """Remove backups whose time is over."""
        if self.backups.is_dir():
            remove_expired(self.service, self.backups, now, BACKUP_DAYS)

    def lose_and_restore(self, backup: Backup, now: datetime) -> None:
        """Lose the database, restore an older backup in its place, and open it."""
        self.service.engine.dispose()
        if backup.kind is BackupKind.SQLITE:
            url = self._restored_file(backup)
        else:
            url = self.service.settings.database_url
            engine = open_autocommit(url)
            with engine.connect() as connection:
                store.empty_database(connection)
            engine.dispose()
            restore_dump(backup, url, self.programs)
        self.service = open_service(_written_settings(self.folder, url))
        open_restored(self.service, self.key_backup, now)

    def _restored_file(self, backup: Backup) -> str:
        lost = Path(str(make_url(self.service.settings.database_url).database))
        for path in lost.parent.glob(f"{lost.name}*"):
            path.unlink()
        target = lost.with_name(f"restored-{lost.name}")
        restore_file(backup, target)
        return f"sqlite:///{target}"


def open_drill(folder: Path, database_url: str, programs: PostgresqlPrograms) -> DrillService:
    """Make the service of a drill.

    Parameters
    ----------
    database_url : of an empty PostgreSQL database; empty for an SQLite file in the folder

    Raises
    ------
    DrillRefused
    """
    if folder.exists() and any(folder.iterdir()):
        raise DrillRefused(Reason.DRILL_TAKEN, path=folder)
    if database_url:
        _require_empty(database_url)
    (folder / "data").mkdir(parents=True, mode=0o700)
    url = database_url or f"sqlite:///{(folder / 'data' / 'mesur.sqlite3').resolve()}"
    return DrillService(folder, open_service(_written_settings(folder, url)), programs)


def _require_empty(database_url: str) -> None:
    engine = open_database(database_url)
    try:
        with engine.begin() as connection:
            if not store.is_empty(connection):
                raise DrillRefused(Reason.DRILL_TAKEN, path=engine.url.database)
    finally:
        engine.dispose()


def _written_settings(folder: Path, url: str) -> Settings:
    path = folder / "settings.toml"
    lines = (
        f'database_url = "{url}"',
        *(f'{name} = "{name}"' for name in ("keys", "extracts", "certificates")),
        'public_url = "http://localhost:8400"',
        'issuer = "http://localhost:9"',
        'client_id = "drill"',
        'client_secret = "drill"',
        "live_retention_years = 1",
    )
    with atomic_write(path, mode=0o600) as file:
        file.write("".join(f"{line}\n" for line in lines))
    return read_settings(path)


def _run_and_die(settings: Settings, now: datetime, commits: int) -> None:
    """Run retention in this process and die at a commit; what it had open, it loses."""
    left = commits

    def count(_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        service = open_service(settings)
        event.listen(service.engine, "commit", count)
        service.retention.run(now, by=BY, clock_confirmed_by=BY)
    finally:
        os._exit(0)
