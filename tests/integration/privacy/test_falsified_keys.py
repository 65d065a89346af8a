"""Whoever can write to the database, rows of keys too, ends no school year early and keeps no trial past its day."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, select, update

from delivery_api.keys.tables import keys_table
from delivery_api.lifecycle.row_verification import MissingRows
from delivery_api.lifecycle.service_setup import set_up
from delivery_api.lifecycle.service_verification import verify_service
from delivery_api.sittings.storage.programmes import ensure_school_years, key_purpose
from tests.support.planted_rows import DUE, YEAR, completed_trial, noon, run_on
from tests.support.service_harness import ServiceHarness

AFTER_THE_YEAR = date(2027, 10, 1)


def test_a_row_of_a_destroyed_key_that_somebody_made_up_ends_no_school_year(harness: ServiceHarness) -> None:
    at = noon(AFTER_THE_YEAR - timedelta(days=10))
    made_up = {"id": "0" * 16, "purpose": key_purpose(YEAR), "created_at": at, "destroyed_at": at}
    with harness.service.engine.begin() as connection:
        ensure_school_years(connection, harness.service.ring, harness.clock())
        connection.execute(keys_table.insert().values(made_up))
    assert harness.service.retention.due(AFTER_THE_YEAR) == ()


def test_keys_that_were_relabelled_or_whose_rows_are_gone_go_on_their_own_day(harness: ServiceHarness) -> None:
    ring = harness.service.ring
    trials = [completed_trial(harness, events=0), completed_trial(harness, events=0)]
    with harness.service.engine.begin() as connection:
        ensure_school_years(connection, ring, harness.clock())
        (of_year,), (first,), (second,) = (
            ring.living(connection, key_purpose(each)) for each in (YEAR, trials[0], trials[1])
        )
        of = keys_table.c.id
        connection.execute(update(keys_table).where(of == first).values(purpose=key_purpose(YEAR)))
        connection.execute(update(keys_table).where(of == of_year).values(purpose=key_purpose(trials[0])))
        connection.execute(delete(keys_table).where(of == second))
    run_on(harness.service.retention, DUE)
    assert [ring.path(each).is_file() for each in (of_year, first, second)] == [True, False, False]


def test_a_deleted_row_of_a_key_is_missed(harness: ServiceHarness) -> None:
    """Fault: without it nobody could tell which sitting a note is about, and deleted ones were not named."""
    service, now = harness.service, harness.clock.now
    set_up(service, now)
    with service.engine.begin() as connection:
        assert list(verify_service(connection, service, (), now)) == []
        purpose = keys_table.c.purpose == key_purpose(YEAR)
        row = dict(connection.execute(select(keys_table).where(purpose)).mappings().one())
        connection.execute(delete(keys_table).where(purpose))
        assert MissingRows("keys", 1) in list(verify_service(connection, service, (), now))
        connection.execute(keys_table.insert().values(row))
