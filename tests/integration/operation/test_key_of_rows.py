"""The key of rows: made when a build first signs, whatever its release is called, and changed while others write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import sleep
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from delivery_api.commands import keys
from delivery_api.identity.tables import people
from delivery_api.keys.key_ring import LONGEST_TRANSACTION
from delivery_api.lifecycle import schema
from delivery_api.lifecycle.restored_service import open_restored
from delivery_api.lifecycle.row_verification import find_forged_rows
from delivery_api.lifecycle.schema import metadata
from delivery_api.permissions import store as granting
from delivery_api.permissions.values import Grant
from delivery_api.releases import live_releases, release_number
from delivery_api.row_authentication import key_change
from delivery_api.row_authentication.row_authenticator import FIRST_SIGNING, ROW_KEYS, SIGNED_TABLES
from delivery_api.row_authentication.store import SignedBatch, authenticated_tables, count_by_key
from delivery_api.storage.database import open_database
from itembank import write_bank
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import ServiceHarness, complete_sitting

BEFORE_CODES = "0009"


@pytest.fixture
def cli(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> CommandRunner:
    harness.clock.now += timedelta(hours=1)  # so that a key made now is the newest
    monkeypatch.setattr(keys, "clock", harness.clock)
    return CommandRunner(harness)


def forged(harness: ServiceHarness) -> set[str]:
    with harness.service.engine.begin() as connection:
        return {each.table for each in find_forged_rows(connection)}


def rows_by_key(harness: ServiceHarness) -> dict[str, int]:
    with harness.service.engine.begin() as connection:
        return count_by_key(connection, authenticated_tables(metadata))


def living(harness: ServiceHarness) -> list[str]:
    with harness.service.engine.begin() as connection:
        return list(harness.service.ring.living(connection, ROW_KEYS))


def write_past_the_service(harness: ServiceHarness, name: str, post: str) -> None:
    with harness.service.engine.begin() as connection:
        connection.execute(update(people).where(people.c.id == harness.people[name]).values(post=post))


def test_the_key_is_changed_while_a_learner_sits_and_ends_when_nobody_can_sign_with_it(
    cli: CommandRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, (old,) = cli.harness, living(cli.harness)
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    write_past_the_service(harness, "khan", "head")
    with monkeypatch.context() as interrupted:
        left = iter(range(20))
        signs = key_change.sign_some_anew

        def killed(*given: object) -> SignedBatch:
            next(left)
            return signs(*given)  # type: ignore[arg-type]

        interrupted.setattr(key_change, "sign_some_anew", killed)
        assert cli("keys", "change", "rows").exit_code == 1
    assert set(rows_by_key(harness)) == {old, living(harness)[0]}
    complete_sitting(harness, browser, sitting)  # both keys are believed, and the new one signs
    done = cli("keys", "change", "rows")
    assert (done.exit_code, "Rows signed anew" in done.stdout) == (0, True)
    assert (len(living(harness)), rows_by_key(harness)[old]) == (2, 1)  # the forged one
    assert (forged(harness), harness.service.ring.path(old).exists()) == ({"people"}, True)
    harness.clock.now += LONGEST_TRANSACTION
    assert cli("keys", "change", "rows").exit_code == 0
    assert (len(living(harness)), harness.service.ring.path(old).exists()) == (1, False)
    assert browser.get(f"/api/sittings/{sitting}/receipt").status_code == 200
    assert forged(harness) == {"people"}


def test_an_ended_grant_that_was_put_back_stays_named_when_the_key_is_changed(cli: CommandRunner) -> None:
    harness, grants = cli.harness, metadata.tables["grants"]
    today = harness.clock().date()
    given = Grant(uuid4(), harness.people["evans"], harness.school, "reports", today, None, harness.people["khan"])
    with harness.service.engine.begin() as connection:
        granting.add_grant(connection, given)
        row = dict(connection.execute(select(grants)).mappings().one())
    with harness.service.engine.begin() as connection:
        granting.end_grant(connection, given.id, harness.school, today)
    with harness.service.engine.begin() as connection:
        connection.execute(update(grants).values(row))
    for _ in range(2):
        assert forged(harness) == {"grants"}
        assert cli("keys", "change", "rows").exit_code == 0
        harness.clock.now += LONGEST_TRANSACTION
    assert forged(harness) == {"grants"}


def test_a_backup_from_before_the_key_was_changed_is_signed_when_it_is_restored(cli: CommandRunner) -> None:
    harness = cli.harness
    with harness.service.engine.begin() as connection:
        before = connection.execute(select(people.c.id, people.c.mac)).all()
    for _ in range(2):
        assert cli("keys", "change", "rows").exit_code == 0
        harness.clock.now += LONGEST_TRANSACTION
    with harness.service.engine.begin() as connection:
        for row in before:
            connection.execute(update(people).where(people.c.id == row.id).values(mac=row.mac))
    assert forged(harness) == {"people"}
    open_restored(harness.service, None, harness.clock())
    assert forged(harness) == set()


@contextmanager
def worker_of(harness: ServiceHarness, build: str) -> Iterator[None]:
    """A worker of another build is at work."""
    with pytest.MonkeyPatch.context() as other:
        other.setattr(release_number, "build_number", lambda: build)
        worker = open_database(harness.settings.database_url, live_releases.worker_connection_name())
        held = live_releases.announce_worker(worker)
    try:
        yield
    finally:
        worker.dispose()
        if held:
            held.close()
        for _ in range(600):  # PostgreSQL takes a moment to notice it
            if build not in live_releases.find_live_releases(harness.service.engine):
                break
            sleep(0.05)


def as_before_codes(harness: ServiceHarness) -> None:
    """Make a service what the build before the first codes left: no code, no key of rows, banks in clear."""
    service, versions = harness.service, metadata.tables["bank_versions"]
    with service.engine.begin() as connection:
        connection.execute(update(versions).values(document=write_bank(harness.bank), key_id=None))
        service.ring.destroy(connection, ROW_KEYS, harness.clock())
    (service.ring.directory / SIGNED_TABLES).unlink()
    schema.downgrade(service.engine, BEFORE_CODES)


def test_rows_of_the_build_before_are_signed_once_it_is_gone_though_its_release_has_the_same_number(
    cli: CommandRunner,
) -> None:
    """Fault: only a new release number told that a build before was at work; what it wrote then was forged for good."""
    harness, marker = cli.harness, cli.harness.service.ring.directory / FIRST_SIGNING
    as_before_codes(harness)
    for build in (release_number.RELEASE, f"{release_number.RELEASE}+{BEFORE_CODES}"):
        with worker_of(harness, build):
            assert cli("database", "upgrade", "--expand").exit_code == 0
            write_past_the_service(harness, "khan", "head")  # as that build does
            assert harness.signed_in("khan").get("/access").status_code == 200
            assert marker.exists()
    assert cli("database", "upgrade").exit_code == 0
    assert (forged(harness), marker.exists()) == (set(), False)
    assert harness.signed_in("cadi").get("/api/me").status_code == 200
    write_past_the_service(harness, "evans", "head")
    assert cli("database", "upgrade").exit_code == 0
    assert cli("setup").exit_code == 0
    assert forged(harness) == {"people"}


def test_a_table_that_a_later_migration_protects_is_signed_once_alone(
    cli: CommandRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, folder = cli.harness, cli.harness.service.ring.directory
    declared = {name for each in schema.declared_migrations(schema.SCRIPTS) for name in each.protects}
    ours = {table.name for table in authenticated_tables(metadata)} | {"bank_versions"}
    made_with_codes = {"held_acts", "trial_schools", "trial_objections", "trial_plans", "trial_booklets"}
    made_with_codes |= {"trial_overwritten_extracts", "seeding_permissions", "school_attributes", "bank_adoptions"}
    made_with_codes |= {"national_releases", "trial_surveys", "access_profiles", "school_languages"}
    made_with_codes |= {"norm_adoptions", "alerts", "view_permissions"}
    assert ours - declared == made_with_codes
    signed = folder / SIGNED_TABLES
    signed.write_text(signed.read_text().replace('"classes", ', ""))  # as if no build had signed classes yet
    with harness.service.engine.begin() as connection:
        connection.execute(update(metadata.tables["classes"]).values(mac=None))
    write_past_the_service(harness, "evans", "head")
    assert forged(harness) == {"classes", "people"}
    assert cli("setup").exit_code == 0
    assert forged(harness) == {"people"}
    assert "classes" in signed.read_text()
