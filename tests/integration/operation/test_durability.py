"""Acknowledged means durable: what is asked of both databases, and what is said when a commit fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from delivery_api.dates.school_calendar import next_school_year
from delivery_api.identity.tables import classes, schools
from delivery_api.keys.tables import keys_table
from delivery_api.lifecycle import schema
from delivery_api.lifecycle.service_setup import SetupResult, set_up
from delivery_api.sittings.storage.partitions import partitions_exist
from delivery_api.sittings.storage.tables import PARTITIONED, sittings
from delivery_api.storage.database import open_autocommit, open_database
from delivery_api.storage.database_errors import DatabaseFailure, classify_failure
from delivery_api.storage.durability import is_durable
from tests.support.database_rows import all_rows, nothing_written
from tests.support.postgresql_server import Postgres
from tests.support.service_harness import (
    TEST_START,
    ServiceHarness,
    build_harness,
    put_response,
    response_body,
    sign_in,
)

THIS, NEXT = "2026-27", "2027-28"


def is_sqlite(harness: ServiceHarness) -> bool:
    return harness.service.engine.dialect.name == "sqlite"


def engine_of(browser) -> Engine:
    return browser.app.state.service_context.engine


def test_every_connection_asks_for_durability_and_for_what_is_deleted_to_be_gone(
    module_harness: ServiceHarness,
) -> None:
    engine = engine_of(module_harness.browser())
    opened = [engine.raw_connection() for _ in range(2)]  # both are in use: neither is the other, handed out again
    for connection in opened:
        cursor = connection.cursor()
        if is_sqlite(module_harness):
            asked = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
            said = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in asked}
        else:
            asked = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on", "TimeZone": "UTC"}
            said = {name: cursor.execute(f"SHOW {name}").fetchone()[0] for name in asked}
        assert said == asked
        cursor.close()
    for connection in opened:
        connection.close()


@pytest.mark.parametrize("opened", [open_database, open_autocommit])
def test_durability_is_asked_for_where_the_machine_has_it_otherwise(
    database_url: str, opened: Callable[[str], Engine]
) -> None:
    engine = opened(database_url)
    if engine.dialect.name == "sqlite":

        def otherwise(connection: sqlite3.Connection, _: object) -> None:
            for pragma in ("synchronous=OFF", "secure_delete=OFF", "foreign_keys=OFF"):
                connection.execute(f"PRAGMA {pragma}").close()

        event.listen(engine, "connect", otherwise, insert=True)
        asked = {"PRAGMA synchronous": 2, "PRAGMA secure_delete": 1, "PRAGMA foreign_keys": 1}
    else:
        run(engine, "ALTER ROLE CURRENT_USER IN DATABASE " + str(engine.url.database) + " SET synchronous_commit = off")
        engine.dispose()
        asked = {"SHOW synchronous_commit": "on"}
    with engine.connect() as connection:
        assert {query: connection.scalar(text(query)) for query in asked} == asked
    engine.dispose()


def test_a_transaction_on_sqlite_begins_with_the_write_lock(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'mesur.db'}")
    other = sqlite3.connect(tmp_path / "mesur.db", timeout=0, isolation_level=None)
    with engine.begin() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE").close()
    other.close()
    engine.dispose()


def test_a_statement_by_itself_is_there_for_others_when_it_returns(module_harness: ServiceHarness) -> None:
    engine = open_autocommit(module_harness.settings.database_url)
    with engine.connect() as connection:
        connection.execute(schools.insert().values(id=(school := uuid4()), name="Ysgol y Foel"))
        with module_harness.service.engine.connect() as other:
            assert other.scalar(select(schools.c.name).where(schools.c.id == school)) == "Ysgol y Foel"
    engine.dispose()


def test_a_reference_to_what_does_not_exist_is_refused(module_harness: ServiceHarness) -> None:
    with (
        nothing_written(module_harness.service.engine),
        pytest.raises(IntegrityError),
        module_harness.service.engine.begin() as connection,
    ):
        connection.execute(classes.insert().values(id=uuid4(), school=uuid4(), name="9C"))


def test_a_failed_statement_does_not_show_what_was_to_be_written(module_harness: ServiceHarness) -> None:
    with pytest.raises(IntegrityError) as failed, module_harness.service.engine.begin() as connection:
        connection.execute(schools.insert().values(id=uuid4(), name=None))
    assert "hidden" in str(failed.value)
    with pytest.raises(IntegrityError) as failed, module_harness.service.engine.begin() as connection:
        connection.execute(classes.insert().values(id=uuid4(), school=uuid4(), name="7319048"))
    assert "7319048" not in str(failed.value)


def test_a_time_without_a_zone_is_refused_and_one_with_a_zone_comes_back_as_it_went_in(
    module_harness: ServiceHarness,
) -> None:
    row = {"id": "probe", "purpose": "probe", "created_at": TEST_START.replace(tzinfo=None)}
    with pytest.raises(Exception, match="aware datetime"), module_harness.service.engine.begin() as connection:
        connection.execute(keys_table.insert().values(row))
    with module_harness.service.engine.connect() as connection:
        connection.execute(keys_table.insert().values(row | {"created_at": TEST_START}))
        back = connection.scalar(select(keys_table.c.created_at).where(keys_table.c.id == "probe"))
        connection.rollback()
    assert back == TEST_START
    assert back.utcoffset() == TEST_START.utcoffset()


# Partitions


def partitions(engine: Engine) -> dict[str, list[str]]:
    """Partitioned table → what each of its partitions takes."""
    query = text(
        "SELECT i.inhparent::regclass::text, pg_get_expr(c.relpartbound, c.oid) "
        "FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind = 'r' ORDER BY 1, 2"
    )
    found: dict[str, list[str]] = {}
    with engine.connect() as connection:
        for table, takes in connection.execute(query):
            found.setdefault(table, []).append(takes)
    return found


def test_there_is_room_for_this_school_year_and_the_next_and_for_nothing_else(module_harness: ServiceHarness) -> None:
    with module_harness.service.engine.connect() as connection:
        assert all(partitions_exist(connection, year) for year in (THIS, NEXT))
        assert next_school_year(THIS) == NEXT
        if is_sqlite(module_harness):
            return
        assert not partitions_exist(connection, "2028-29")
        defaults = connection.scalars(text("SELECT partdefid FROM pg_partitioned_table")).all()
    assert [int(oid) for oid in defaults] == [0] * len(PARTITIONED)  # no default partition
    takes = [f"FOR VALUES IN ('{year}')" for year in (THIS, NEXT)]
    assert partitions(module_harness.service.engine) == {table.name: takes for table in PARTITIONED}


def test_on_postgresql_a_response_of_an_unknown_programme_has_nowhere_to_go(postgres_url: str) -> None:
    engine = open_database(postgres_url)
    schema.upgrade(engine)
    row = {"programme": "2030-31", "id": uuid4(), "learner": uuid4(), "subject": "x", "year_group": 4}
    with pytest.raises(IntegrityError, match="no partition"), engine.begin() as connection:
        connection.execute(sittings.insert().values(row | {"state": "assigned"}))
    engine.dispose()


def test_setting_up_again_makes_nothing_and_a_year_later_makes_the_next_year_alone(harness: ServiceHarness) -> None:
    with nothing_written(harness.service.engine):
        assert set_up(harness.service, TEST_START) == SetupResult((), (), ())
    assert set_up(harness.service, datetime(2027, 8, 31, 22, 59, tzinfo=UTC)) == SetupResult((), (), ())
    assert set_up(harness.service, datetime(2027, 8, 31, 23, 0, tzinfo=UTC)) == SetupResult((), ("2028-29",), ())
    if not is_sqlite(harness):
        names = inspect(harness.service.engine).get_table_names()
        assert {"sittings_2028_29", "sitting_events_2028_29"} <= set(names)


# The answer leaves after the commit


class PowerCut(Exception):
    """What the database says when it cannot commit."""


@contextmanager
def failing_commits(engine: Engine, error: Exception) -> Iterator[None]:
    def fail(_: object) -> None:
        raise error

    event.listen(engine, "commit", fail)
    yield
    event.remove(engine, "commit", fail)


def driver_error(name: str) -> OperationalError:
    """An error of SQLite's driver at the commit, as SQLAlchemy hands it on."""
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname = name
    return OperationalError("COMMIT", {}, error)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (PowerCut(), 500, "internal"),
        (driver_error("SQLITE_FULL"), 503, "busy"),
        (driver_error("SQLITE_BUSY"), 503, "busy"),
    ],
    ids=["a fault", "the disk is full", "locked"],
)
def test_when_the_commit_fails_nobody_is_told_that_it_was_saved(
    harness: ServiceHarness, error: Exception, status: int, code: str
) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    teacher = harness.signed_in("evans")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    body = response_body(item, None)
    assign = f"/api/classes/{harness.classes['Derwen']}/sittings"
    with nothing_written(harness.service.engine), failing_commits(engine_of(browser), error):
        refused = put_response(browser, sitting, 1, body, "cy")
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    with nothing_written(harness.service.engine), failing_commits(engine_of(teacher), error):
        assert teacher.post(assign).status_code == status
    assert put_response(browser, sitting, 1, body).status_code == 200
    assert teacher.post(assign).json()["assigned"] == 1


def test_when_the_commit_of_a_sign_in_fails_no_cookie_is_given(harness: ServiceHarness) -> None:
    browser = harness.browser()
    with nothing_written(harness.service.engine), failing_commits(engine_of(browser), PowerCut()):
        answer = browser.get("/login")
    assert answer.status_code == 500
    assert "set-cookie" not in answer.headers
    assert sign_in(browser, "cadi").status_code == 303


def test_what_was_answered_is_in_the_database_when_the_answer_arrives(harness: ServiceHarness) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    before = all_rows(harness.service.engine)["sitting_events"]
    assert put_response(browser, sitting, 1, response_body(item, None)).status_code == 200
    after = all_rows(harness.service.engine)["sitting_events"]
    assert before < after
    assert after.total() - before.total() == 2  # the reply, and the next question shown


# What an error of the database means


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def error_of(engine: Engine, *statements: str) -> DatabaseFailure:
    with pytest.raises(DBAPIError) as failed:
        run(engine, *statements)
    return classify_failure(failed.value)


def test_a_lock_that_does_not_come_free_is_busy(module_harness: ServiceHarness) -> None:
    ours = module_harness.service.engine
    theirs = open_database(module_harness.settings.database_url)
    wait = "PRAGMA busy_timeout=0" if is_sqlite(module_harness) else "SET LOCAL lock_timeout = '50ms'"
    touch = "UPDATE schools SET name = name"
    if is_sqlite(module_harness):
        event.listen(theirs, "connect", lambda connection, _: connection.execute(wait).close())
    with ours.begin() as connection:
        connection.execute(text(touch))
        assert error_of(theirs, *([] if is_sqlite(module_harness) else [wait]), touch) is DatabaseFailure.BUSY
    theirs.dispose()


def test_a_database_that_was_never_set_up_is_told_from_one_that_is_not_there(database_url: str) -> None:
    engine = open_database(database_url)
    assert error_of(engine, "SELECT 1 FROM people") is DatabaseFailure.NOT_SET_UP
    engine.dispose()
    address = make_url(database_url)
    other = "/nowhere/mesur.db" if address.get_backend_name() == "sqlite" else "nowhere"
    nowhere = open_database(address.set(database=other).render_as_string(hide_password=False))
    assert error_of(nowhere, "SELECT 1") is DatabaseFailure.AWAY
    nowhere.dispose()


def test_a_statement_that_cannot_be_is_a_fault_of_ours(module_harness: ServiceHarness) -> None:
    engine = module_harness.service.engine
    assert error_of(engine, "SELECT nowhere FROM people") is DatabaseFailure.FAULT
    assert error_of(engine, "INSERT INTO schools (id) VALUES (NULL)") is DatabaseFailure.FAULT


# A database that is not durable gets no requests


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_postgresql_made_fast_for_something_else_is_not_ready(
    name: str, own_postgres: Postgres, tmp_path: Path, issuer: str
) -> None:
    own_postgres.set(name, "off")
    with own_postgres.fresh_database() as url:
        harness = build_harness(tmp_path, url, issuer)
        refused = harness.browser().get("/readyz")
        assert (refused.status_code, refused.json()["why"]) == (503, "database not durable")
        harness.close()


@pytest.mark.parametrize("setting", ["synchronous=NORMAL", "journal_mode=DELETE"])
def test_a_sqlite_made_fast_is_not_durable(setting: str, tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'mesur.db'}")
    with engine.begin() as connection:
        assert is_durable(connection)
    event.listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {setting}").close())
    engine.dispose()
    with engine.begin() as connection:
        assert not is_durable(connection)
    engine.dispose()
