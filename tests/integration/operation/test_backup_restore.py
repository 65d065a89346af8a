"""A backup is restored: what was acknowledged before it goes on, and what was destroyed since stays unreadable."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.engine import make_url

from delivery_api.identity.identifier_hashing import NAME_KEYS
from delivery_api.identity.store import mark_left
from delivery_api.identity.tables import people
from delivery_api.keys.encryption import DecryptionFailed, Key, KeyGone
from delivery_api.lifecycle import key_management
from delivery_api.lifecycle.restored_service import open_restored
from delivery_api.lifecycle.row_verification import find_forged_rows
from delivery_api.lifecycle.service_setup import Service, open_service, set_up
from delivery_api.row_authentication.store import change_rows
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.log_heads.head_notes import head_files
from delivery_api.sittings.storage.tables import sitting_events
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import (
    TEST_START,
    ServiceHarness,
    complete_sitting,
    put_response,
    response_body,
)

COMPLETED = date(2026, 11, 30)
DUE = date(2028, 5, 30)

Restore = Callable[[str], None]


@contextmanager
def empty_database(harness: ServiceHarness, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Another database of the harness's kind, as the machine would be that the backup is restored on."""
    if harness.service.engine.dialect.name == "sqlite":
        (folder / "new").mkdir()
        yield f"sqlite:///{folder / 'new' / 'mesur.sqlite3'}"
        return
    with request.getfixturevalue("postgres").fresh_database() as url:
        yield url


def backed_up(harness: ServiceHarness, request: pytest.FixtureRequest, folder: Path) -> Restore:
    """Back the database up as docs/backup.md says; how to restore that into an empty one."""
    url = harness.service.engine.url
    if url.get_backend_name() == "sqlite":
        copy = folder / "backup.sqlite3"
        with closing(sqlite3.connect(str(url.database))) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        return lambda target: shutil.copy(copy, str(make_url(target).database)) and None
    programs, file = request.getfixturevalue("postgres").programs, folder / "backup.dump"
    run(programs / "pg_dump", "--format=custom", f"--file={file}", *reached(url))
    return lambda target: run(programs / "pg_restore", "--exit-on-error", *reached(make_url(target)), str(file))


def reached(url: object) -> list[str]:
    address = make_url(str(url)) if isinstance(url, str) else url
    return [f"--host={address.query['host']}", "--username=postgres", f"--dbname={address.database}"]  # type: ignore[attr-defined]


def run(program: Path, *arguments: str) -> None:
    libraries = {"LD_LIBRARY_PATH": str(program.parent.parent / "lib")}
    done = subprocess.run([program, *arguments], env=os.environ | libraries, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def restored(harness: ServiceHarness, url: str, restore: Restore, keys: Path) -> Iterator[Service]:
    """The service on the restored database, with the keys of a folder."""
    restore(url)
    service = open_service(replace(harness.settings, database_url=url, keys=keys))
    try:
        yield service
    finally:
        service.engine.dispose()


def sat_in_a_trial(harness: ServiceHarness) -> str:
    trial = harness.create_trial("Derwen")
    browser = harness.signed_in("cadi")
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    complete_sitting(harness, browser, offered["id"])
    return trial


def key_of(harness: ServiceHarness, trial: str) -> Key:
    with harness.service.engine.begin() as connection:
        programme = sittings.programme(connection, trial)
    assert programme is not None
    return harness.service.ring.read(programme.key_id)


def destroyed(harness: ServiceHarness, trial: str) -> None:
    harness.complete_trial(trial, COMPLETED)
    run_retention(harness.service, datetime(2028, 5, 30, 12, tzinfo=UTC))


def run_retention(service: Service, now: datetime) -> list[Mapping[str, Any]]:
    outcomes = replace(service.retention, live_years=3).run(now, clock_confirmed_by="A. Rees")
    # the names of a backup stand under a key that was changed since, until a roster supplies them again
    assert {each.name for each in outcomes if each.failure} <= {"keys of names"}
    return [each.certificate for each in outcomes if each.certificate]


def backed_up_keys(harness: ServiceHarness, folder: Path) -> Path:
    ledger = harness.service.ledger
    (*_, last) = (each.instant for each in ledger.entries())  # which a run on a later day may have written
    with harness.service.engine.begin() as connection:
        now = max(last, harness.clock())
        key_management.back_up(connection, ledger, folder, harness.settings.database_url, now)
    return folder


def payloads(connection: Connection, trial: str) -> list[tuple[bytes, str]]:
    """What is sealed of a trial, and the place of each."""
    found = connection.execute(select(sitting_events).where(sitting_events.c.programme == trial)).all()
    return [(row.payload, f"{row.sitting}/{row.sequence}") for row in found]


def opens(key: Key, payload: bytes, place: str) -> bool:
    try:
        return bool(key.open(payload, place=place))
    except DecryptionFailed:
        return False


def test_what_was_destroyed_after_a_backup_stays_unreadable_when_it_is_restored(
    harness: ServiceHarness, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    trial = sat_in_a_trial(harness)
    before = backed_up_keys(harness, elsewhere / "keys")
    forgotten = shutil.copytree(before, elsewhere / "a copy of the copy")  # it knows of no destruction
    restore = backed_up(harness, request, elsewhere)
    remembered = key_of(harness, trial)
    destroyed(harness, trial)
    after = backed_up_keys(harness, before)
    with empty_database(harness, request, elsewhere) as url:
        with restored(harness, url, restore, harness.settings.keys) as service, service.engine.begin() as connection:
            programme = sittings.programme(connection, trial)
            assert programme is not None
            sealed = payloads(connection, trial)
            assert len(sealed) > 20  # the rows are back, and whoever had kept the key could read them
            assert all(opens(remembered, *each) for each in sealed)
            keys = [service.ring.read(each.name.removesuffix(".key.json")) for each in after.glob("*.key.json")]
            assert len(keys) >= 4
            assert not any(opens(key, *each) for key in keys for each in sealed)
            for folder in (after, forgotten):
                _, missing = key_management.restore(connection, service.ring, folder)
                assert missing == []
                with pytest.raises(KeyGone):
                    service.ring.read(programme.key_id)
        lost = elsewhere / "the directory of keys is lost too"
        shutil.copytree(after, lost)
        with restored(harness, url, lambda _: None, lost) as service:
            set_up(service, datetime(2028, 6, 2, 11, tzinfo=UTC))
            certificates = run_retention(service, datetime(2028, 6, 2, 12, tzinfo=UTC))
            assert [(each["programme"], each["completed_on"]) for each in certificates] == [
                (trial, COMPLETED.isoformat())
            ]
            with service.engine.begin() as connection:
                assert payloads(connection, trial) == []


def test_a_key_that_was_destroyed_and_is_put_back_by_hand_is_destroyed_again(harness: ServiceHarness) -> None:
    ring = harness.service.ring
    with harness.service.engine.begin() as connection:
        (key_id,) = ring.living(connection, NAME_KEYS)
        kept = ring.path(key_id).read_bytes()
        ring.destroy(connection, NAME_KEYS, harness.clock())
    ring.path(key_id).write_bytes(kept)
    set_up(harness.service, TEST_START)
    with pytest.raises(KeyGone):
        ring.read(key_id)


def test_a_sitting_goes_on_from_a_restored_backup_at_the_question_it_had(
    harness: ServiceHarness, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    waiting = put_response(browser, sitting, 1, response_body(item, None)).json()["next"]
    keys = backed_up_keys(harness, elsewhere / "keys")
    restore = backed_up(harness, request, elsewhere)
    put_response(
        browser, sitting, 2, response_body(waiting, None)
    )  # after the backup: only the log of the server has it
    with (
        empty_database(harness, request, elsewhere) as url,
        restored(harness, url, restore, keys) as service,
    ):
        open_restored(service, None, TEST_START)
        again = harness.browser(database_url=url, keys=keys)
        again.cookies.update(browser.cookies)
        shown = again.get(f"/api/sittings/{sitting}").json()["item"]
        assert (shown["id"], shown["position"]) == (waiting["id"], 2)
        assert put_response(again, sitting, 2, response_body(shown, None)).status_code == 200
        harness.close()
    head_files(harness.service.ring).remove_all()  # they are about the restored database


def test_what_was_put_back_before_a_backup_is_named_after_its_restore_and_nobody_else_is(
    harness: ServiceHarness, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Fault: a restore forgot which rows were earlier ones, so that those of a tampered backup were believed."""
    elsewhere, engine = tmp_path_factory.mktemp("elsewhere"), harness.service.engine
    khan, evans, joe = (people.c.id == harness.people[name] for name in ("khan", "evans", "joe"))
    with engine.begin() as connection:
        earlier = dict(connection.execute(select(people).where(khan)).mappings().one())
        mark_left(connection, harness.people["khan"], TEST_START.date())
    with engine.begin() as connection:
        connection.execute(update(people).where(khan).values(earlier))
    with engine.begin() as connection:
        change_rows(connection, people, joe, {"left_on": TEST_START.date()})
    restore = backed_up(harness, request, elsewhere)
    with engine.begin() as connection:  # what the backup does not know
        change_rows(connection, people, evans, {"left_on": TEST_START.date()})
    folder, settings = harness.settings.keys.parent, elsewhere / "settings.toml"
    with (
        empty_database(harness, request, elsewhere) as url,
        restored(harness, url, restore, harness.settings.keys) as service,
    ):
        told = (folder / "settings.toml").read_text().replace(harness.settings.database_url, url)
        for name in ("keys", "extracts", "certificates"):
            told = told.replace(f'{name} = "{name}"', f'{name} = "{folder / name}"')
        settings.write_text(told)
        opened = CommandRunner(harness)("restore", "service", settings=settings)
        assert opened.exit_code == 0, opened.output
        with service.engine.begin() as connection:
            assert [each.key for each in find_forged_rows(connection)] == [str(harness.people["khan"])]
