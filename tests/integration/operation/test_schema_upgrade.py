"""A database is brought up beside the release that serves from it; what that release needs stays until it has gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import Engine, inspect, text

from delivery_api.lifecycle import schema
from delivery_api.lifecycle.schema import SchemaStatus
from delivery_api.lifecycle.schema_upgrade import (
    IncompatibleSchema,
    OlderReleaseLive,
    require_compatible_schema,
    upgrade_schema,
)
from delivery_api.releases.live_releases import announce_worker, find_live_releases, worker_connection_name
from delivery_api.releases.migration_kinds import MigrationKind
from delivery_api.releases.release_number import RELEASE, build_number
from delivery_api.sittings.storage.programmes import ensure_school_years
from delivery_api.storage.database import open_database
from delivery_api.storage.job_lock import UPGRADE_JOB, JobAlreadyRunning, job_lock
from tests.support import next_release
from tests.support.additive_migrations import non_additive_statements, recorded_statements
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import TEST_START, ServiceHarness
from tests.support.signed_rows import ring_that_signs


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def served(engine: Engine, tmp_path: Path) -> Engine:
    """A database of this release, with room for two school years."""
    schema.upgrade(engine)
    ring = ring_that_signs(engine, tmp_path / "keys")
    with engine.begin() as connection:
        ensure_school_years(connection, ring, TEST_START)
    return engine


def upgraded_by(monkeypatch: pytest.MonkeyPatch, folder: Path, release: str = next_release.RELEASE) -> None:
    """From here on this process is a later release."""
    monkeypatch.setattr("delivery_api.releases.release_number.RELEASE", release)
    monkeypatch.setattr(schema, "SCRIPTS", next_release.write_next_release_migrations(folder))


def wait_until_nobody_serves(engine: Engine) -> None:
    """PostgreSQL takes a moment to notice that a connection was closed."""
    for _ in range(600):
        if not find_live_releases(engine):
            return
        sleep(0.05)
    pytest.fail("a worker that has ended is still taken for one")


def standing(engine: Engine) -> SchemaStatus:
    with engine.connect() as connection:
        return schema.schema_status(connection)


def test_migrations_that_expand_only_add(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    upgraded_by(monkeypatch, tmp_path)
    found = {}
    for change in schema.declared_migrations(schema.SCRIPTS):
        with recorded_statements(engine) as statements:
            schema.upgrade(engine, change.revision)
        assert any("alembic_version" in statement for statement in statements)
        if refused := non_additive_statements(statements, concurrently=engine.dialect.name == "postgresql"):
            found[change.revision] = (change.kind, refused)
    assert {revision: refused for revision, (kind, refused) in found.items() if kind is MigrationKind.EXPAND} == {}
    assert {"0003", "0007", "9002"} <= set(found)  # what takes away is seen for what it is


def test_a_release_before_runs_on_what_was_added_and_not_after_something_was_taken_away(
    served: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as later:
        upgraded_by(later, tmp_path)
        assert standing(served) is SchemaStatus.BEHIND
        with pytest.raises(IncompatibleSchema, match="9001"):
            require_compatible_schema(served)
        assert [change.revision for change in upgrade_schema(served, expand_only=True).waiting] == ["9002"]
        require_compatible_schema(served)  # what is only taken away may wait
    require_compatible_schema(served)
    with monkeypatch.context() as later:
        later.setattr("delivery_api.releases.release_number.RELEASE", next_release.RELEASE)
        later.setattr(schema, "SCRIPTS", tmp_path / "migrations")
        assert [change.revision for change in upgrade_schema(served).applied] == ["9002"]
        require_compatible_schema(served)
    assert standing(served) is SchemaStatus.TOO_OLD
    with pytest.raises(IncompatibleSchema, match=next_release.RELEASE):
        require_compatible_schema(served)


def test_nothing_is_taken_away_while_a_release_that_needs_it_is_at_work(
    served: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    worker = open_database(served.url.render_as_string(hide_password=False), worker_connection_name())
    held = announce_worker(worker)
    assert find_live_releases(served) == {build_number()}
    upgraded_by(monkeypatch, tmp_path)
    with pytest.raises(OlderReleaseLive, match=RELEASE):
        upgrade_schema(served)
    with served.connect() as connection:
        assert [change.revision for change in schema.pending_migrations(connection)] == [
            "9002"
        ]  # what adds was applied
    worker.dispose()
    if held:
        held.close()
    wait_until_nobody_serves(served)
    assert [change.revision for change in upgrade_schema(served).applied] == ["9002"]


def test_whoever_knows_better_takes_away_even_so(
    served: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    worker = open_database(served.url.render_as_string(hide_password=False), worker_connection_name())
    held = announce_worker(worker)
    upgraded_by(monkeypatch, tmp_path)
    assert [change.revision for change in upgrade_schema(served, ignore_live_releases=True).applied] == ["9001", "9002"]
    worker.dispose()
    if held:
        held.close()


def test_an_empty_database_gets_everything(engine: Engine) -> None:
    done = upgrade_schema(engine, expand_only=True)
    assert (done.applied, done.waiting) == (schema.declared_migrations(schema.SCRIPTS), ())
    require_compatible_schema(engine)


def test_two_upgrades_at_once_do_not_meet(engine: Engine) -> None:
    folder = Path(engine.url.database or "").parent
    with job_lock(engine, folder, UPGRADE_JOB), pytest.raises(JobAlreadyRunning):
        upgrade_schema(engine)
    upgrade_schema(engine)
    assert upgrade_schema(engine).applied == ()


@pytest.mark.postgresql
def test_a_table_in_use_holds_a_migration_up_and_a_migration_holds_up_nobody(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = open_database(postgres_url)
    schema.upgrade(engine)
    upgraded_by(monkeypatch, tmp_path)
    waited = []
    with engine.connect() as reader:
        reader.execute(text("LOCK TABLE sittings IN ACCESS SHARE MODE"))

        def meanwhile(seconds: float) -> None:
            waited.append(seconds)
            with engine.begin() as other:  # nobody stands behind the migration
                other.execute(text("SET LOCAL lock_timeout = '1s'"))
                other.execute(text("SELECT count(*) FROM sittings"))
            reader.rollback()

        assert [each.revision for each in upgrade_schema(engine, expand_only=True, wait=meanwhile).applied] == ["9001"]
    assert waited == [1.0]
    engine.dispose()


@pytest.mark.postgresql
def test_an_index_is_built_beside_writers_on_every_partition_that_there_is_and_will_be(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = open_database(postgres_url)
    schema.upgrade(engine)
    ring = ring_that_signs(engine, tmp_path / "keys")
    with engine.begin() as connection:
        ensure_school_years(connection, ring, TEST_START)
        # what an interrupted build leaves behind
        connection.execute(text("CREATE INDEX ix_sittings_state_sittings_2026_27 ON sittings_2026_27 (id)"))
        connection.execute(
            text("UPDATE pg_index SET indisvalid = false WHERE indexrelid::regclass::text LIKE 'ix_sittings_state%'")
        )
    upgraded_by(monkeypatch, tmp_path)
    upgrade_schema(engine, expand_only=True)
    with engine.begin() as connection:
        ensure_school_years(connection, ring, TEST_START.replace(year=2029))
        for partition in ("sittings_2026_27", "sittings_2027_28", "sittings_2029_30"):
            indexed = [each["column_names"] for each in inspect(connection).get_indexes(partition)]
            assert indexed.count(["state"]) == 1, partition
        assert not connection.scalar(text("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
    engine.dispose()


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_commands_say_what_was_done_what_waits_and_who_serves(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    cli = CommandRunner(harness)
    assert cli("database", "status", lang=language).exit_code == 0
    worker = open_database(harness.settings.database_url, worker_connection_name())
    held = announce_worker(worker)
    (tmp_path / "later").mkdir()
    with monkeypatch.context() as later:
        upgraded_by(later, tmp_path / "later")
        behind = cli("database", "status", lang=language)
        assert behind.exit_code == 1
        assert re.findall(r"900\d|\b0\.\d\.0", behind.stdout) == ["0.2.0", RELEASE, RELEASE, "9001", "9002"]
        refused = cli("serve", lang=language)
        assert (refused.exit_code, "9001" in refused.output) == (2, True)
        done = cli("database", "upgrade", "--expand", lang=language)
        assert (done.exit_code, re.findall(r"900\d", done.stdout)) == (0, ["9001", "9002"])
        refused = cli("setup", lang=language)
        assert (refused.exit_code, "9002" in refused.output, RELEASE in refused.output) == (2, True, True)
        assert cli("database", "upgrade", "--even-so", lang=language).exit_code == 0
        assert cli("database", "upgrade", lang=language).exit_code == 0
    too_old = cli("serve", lang=language)
    assert (too_old.exit_code, "0.2.0" in too_old.output) == (2, True)
    answer = harness.browser().get("/readyz")
    assert (answer.status_code, answer.json()["why"]) == (503, "release too old for the database")
    worker.dispose()
    if held:
        held.close()
