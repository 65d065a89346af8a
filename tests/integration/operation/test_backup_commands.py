"""`mesur backup` and `mesur restore`: nothing that was destroyed comes back, and a drill leaves production alone."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from delivery_api.commands import backup, keys, restore, trial
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle.database_backup import BackupRefused, read_backup, remove_expired
from delivery_api.lifecycle.service_setup import open_service
from delivery_api.settings import read_settings
from delivery_api.sittings.values import key_purpose
from delivery_api.trials import service as trials
from tests.support.command_runner import CommandRunner
from tests.support.postgresql_server import Postgres, _chown_to_unprivileged, _user
from tests.support.service_harness import TEST_START, FakeClock, ServiceHarness, build_harness

COMPLETED, DUE = date(2026, 11, 25), date(2028, 5, 25)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    fake = FakeClock(TEST_START + timedelta(hours=1))
    for module in (backup, keys, restore, trial):
        monkeypatch.setattr(module, "clock", fake)
    return fake


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another disk."""
    return tmp_path_factory.mktemp("elsewhere")


@contextmanager
def empty_place(harness: ServiceHarness, request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[str, str]]:
    """Where a backup is restored to, as the command is told and as the settings name it."""
    if harness.service.engine.dialect.name == "sqlite":
        file = folder / "new" / "mesur.sqlite3"
        yield str(file), f"sqlite:///{file}"
        return
    with request.getfixturevalue("postgres").fresh_database() as url:
        yield url, url


def programs_of(harness: ServiceHarness, request: pytest.FixtureRequest) -> list[str]:
    if harness.service.engine.dialect.name == "sqlite":
        return []
    return ["--dump", "--programs", str(request.getfixturevalue("postgres").programs)]


def only_backup(folder: Path) -> Path:
    (made,) = folder.glob("mesur-*")
    return made


def test_a_trial_completed_after_the_backup_is_destroyed_on_its_day_in_the_restored_database(
    harness: ServiceHarness, request: pytest.FixtureRequest, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: a restore from a backup older than the completion undid the 18 months."""
    cli, programs = CommandRunner(harness), programs_of(harness, request)
    monkeypatch.setenv("LD_LIBRARY_PATH", str(Path(programs[-1]).parent / "lib") if programs else "")
    name = cli.create_trial()
    for command in (("backup", str(elsewhere / "backups"), *programs), ("keys", "backup", str(elsewhere / "keys"))):
        done = cli(*command)
        assert done.exit_code == 0, done.output
    done = cli("trial", "complete", name, "--on", COMPLETED.isoformat(), "--by", "Sian Rees", "--reason", "Enough")
    assert done.exit_code == 0, done.output
    with empty_place(harness, request, elsewhere) as (place, url):
        into = ("--into", place, *(programs[1:]))
        done = cli("restore", "database", str(only_backup(elsewhere / "backups")), *into)
        assert done.exit_code == 0, done.output
        settings = cli.settings.with_name("restored.toml")
        settings.write_text(cli.settings.read_text().replace(harness.settings.database_url, url))
        opened = cli("restore", "service", "--keys", str(elsewhere / "keys"), settings=settings)
        assert opened.exit_code == 0, opened.output
        assert "done again: 1" in opened.stdout
        service = open_service(read_settings(settings))
        with service.engine.begin() as connection:
            assert trials.find(connection, name).completed_on == COMPLETED
            (key_id,) = service.ring.living(connection, key_purpose(name))
        retention = replace(service.retention, live_years=99)
        assert retention.due(DUE - timedelta(days=1)) == ()
        retention.run(datetime(2028, 5, 25, 12, tzinfo=UTC), clock_confirmed_by="A. Rees")
        with service.engine.begin() as connection:
            assert trials.find(connection, name).destroyed_on == DUE
        assert not service.ring.path(key_id).exists()
        service.engine.dispose()
    kinds = [each.kind for each in harness.service.ledger.checked_entries()]
    assert {EntryKind.BACKED_UP, EntryKind.RESTORED} <= set(kinds)


def sqlite_harness(tmp_path: Path, issuer: str) -> ServiceHarness:
    (tmp_path / "data").mkdir()
    return build_harness(tmp_path, f"sqlite:///{tmp_path / 'data' / 'mesur.sqlite3'}", issuer)


def test_backups_go_after_the_days_of_the_setting_and_the_newest_and_other_folders_stay(
    tmp_path: Path, issuer: str, elsewhere: Path, clock: FakeClock
) -> None:
    harness = sqlite_harness(tmp_path, issuer)
    cli = CommandRunner(harness)
    (elsewhere / "somebody else's").mkdir()
    for days in (0, 10, 15):
        clock.now = TEST_START + timedelta(days=days)
        harness.service.retention.run(clock.now, clock_confirmed_by="A. Rees")
        assert cli("backup", str(elsewhere)).exit_code == 0
    assert [each.name[6:14] for each in sorted(elsewhere.glob("mesur-*"))] == ["20261205", "20261210"]
    (elsewhere / "mesur-20261205T093001Z" / "mesur-backup.json").unlink(missing_ok=True)  # as if it had been killed
    right, clock.now = clock.now, clock.now + timedelta(days=400)
    refused = cli("backup", str(elsewhere))  # a wrong clock calls every backup too old
    assert (refused.exit_code, "20261210" in refused.stderr) == (2, False)
    assert {each.instant.year for each in harness.service.ledger.entries()} == {2026}  # which has no date of it
    names = {"mesur-20261205", "mesur-20261210", "mesur-20280114"}
    assert {each.name[:14] for each in elsewhere.glob("mesur-*")} == names
    removed = remove_expired(harness.service, elsewhere, right + timedelta(days=1), 14)
    assert [each[:14] for each in removed] == ["mesur-20280114", "mesur-20261205"]
    harness.service.retention.run(right + timedelta(days=400), clock_confirmed_by="A. Rees")
    assert remove_expired(harness.service, elsewhere, right + timedelta(days=400), 14) == ()  # the newest stays
    assert {each.name[:14] for each in elsewhere.iterdir()} == {"somebody else's"[:14], "mesur-20261210"}
    harness.close()


def test_nothing_is_overwritten_and_nothing_damaged_restored(tmp_path: Path, issuer: str, elsewhere: Path) -> None:
    harness = sqlite_harness(tmp_path, issuer)
    cli = CommandRunner(harness)
    assert cli("backup", str(harness.settings.keys / "backups")).exit_code == 2
    assert cli("backup", str(elsewhere)).exit_code == 0
    made, there = only_backup(elsewhere), str(harness.service.engine.url.database)
    refused = cli("restore", "database", str(made), "--into", there, lang="cy")
    assert (refused.exit_code, there in refused.stderr) == (2, True)
    with (made / "mesur.sqlite3").open("r+b") as file:
        file.seek(5000)
        file.write(b"damaged")
    with pytest.raises(BackupRefused, match="broken"):
        read_backup(made)
    assert cli("restore", "database", str(made), "--into", str(elsewhere / "new")).exit_code == 2
    assert cli("restore", "database", str(elsewhere), "--into", str(elsewhere / "new")).exit_code == 2
    harness.close()


@contextmanager
def started(postgres: Postgres, folder: Path) -> Iterator[psycopg.Connection]:
    """A restored server, as its owner starts it."""
    _chown_to_unprivileged(folder)
    command = [postgres.programs / "postgres", "-D", folder]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, user=_user())
    try:
        yield promoted(folder, postgres)
    finally:
        process.kill()
        process.wait()


def promoted(folder: Path, postgres: Postgres) -> psycopg.Connection:
    for _ in range(600):
        with suppress(psycopg.OperationalError):
            connection = psycopg.connect(
                dbname="postgres", user="postgres", host=str(folder), port=5433, autocommit=True
            )
            row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
            if row == (False,):
                return connection
            connection.close()
        time.sleep(0.1)
    raise AssertionError((folder.parent / f"{folder.name}.log").read_text())


def archived(archive: Path) -> set[str]:
    return {each.name for each in archive.iterdir() if not each.name.startswith(".")}


@pytest.mark.slow
@pytest.mark.postgresql
def test_a_drill_writes_nothing_to_the_archive_and_a_later_restore_has_what_came_after_it(
    own_postgres: Postgres, tmp_path: Path, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: the restored server kept archive_mode and wrote a second timeline into production's archive."""
    server = own_postgres
    monkeypatch.setenv("LD_LIBRARY_PATH", str(server.programs.parent / "lib"))
    archive = server.folder / "archive"
    archive.mkdir()
    _chown_to_unprivileged(archive)
    production = psycopg.connect(dbname="postgres", user="postgres", host=str(server.folder), autocommit=True)
    production.execute("ALTER SYSTEM SET archive_mode = 'on'")
    production.close()
    server.set("archive_command", f"test ! -f {archive}/%f && cp %p {archive}/%f")
    with server.fresh_database() as url:
        harness = build_harness(tmp_path, url, issuer)
        cli, programs = CommandRunner(harness), ("--programs", str(server.programs))
        made = cli("backup", str(server.folder / "backups"), *programs)
        assert made.exit_code == 0, made.output
        as_debian_lays_it_out(only_backup(server.folder / "backups") / "base")
        archived_after(server, archive, "CREATE TABLE before_the_drill ()")
        known = archived(archive)
        with started(server, restored(cli, server, "drill")) as drill:
            assert tables(drill) == {"before_the_drill"}
            drill.execute("CREATE TABLE made_by_the_drill ()")
            drill.execute("SELECT pg_switch_wal()")
            drill.execute("CHECKPOINT")
            drill.close()
        assert {name for name in archived(archive) - known if not name.startswith("00000001")} == set()
        archived_after(server, archive, "CREATE TABLE after_the_drill ()")
        with started(server, restored(cli, server, "to the end")) as again:
            assert tables(again) == {"before_the_drill", "after_the_drill"}
            again.close()
        harness.close()


def as_debian_lays_it_out(base: Path) -> None:
    """Take out of a base backup what Debian keeps in another folder."""
    elsewhere = {"postgresql.conf", "pg_hba.conf", "pg_ident.conf"}
    manifest = json.loads((base / "backup_manifest").read_text())
    manifest["Files"] = [each for each in manifest["Files"] if each["Path"] not in elsewhere]
    (base / "backup_manifest").write_text(json.dumps(manifest))
    for file in elsewhere:
        (base / file).unlink()


def restored(cli: CommandRunner, server: Postgres, name: str) -> Path:
    folder = server.folder / name
    options = ("--into", str(folder), "--archive", str(server.folder / "archive"))
    done = cli("restore", "database", str(only_backup(server.folder / "backups")), *options)
    assert done.exit_code == 0, done.output
    return folder


def archived_after(server: Postgres, archive: Path, statement: str) -> None:
    """Change production's database, and wait until the archive has it."""
    before = archived(archive)
    connection = psycopg.connect(dbname="postgres", user="postgres", host=str(server.folder), autocommit=True)
    connection.execute(statement)  # type: ignore[arg-type]
    connection.execute("SELECT pg_switch_wal()")
    for _ in range(300):
        row = connection.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone()
        if archived(archive) - before and row:
            break
        time.sleep(0.1)
    time.sleep(0.2)
    connection.close()


def tables(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
