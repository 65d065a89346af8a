"""What the service knows of the time: a wrong clock destroys nothing, whatever was written under it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from delivery_api.ledger.clock_check import ClockDoubted
from delivery_api.ledger.key_backups import key_backups, record_key_backup
from delivery_api.ledger.key_destruction import destroy_keys_of
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle import key_management
from delivery_api.sittings.storage.programmes import key_purpose
from tests.support.database_rows import nothing_written
from tests.support.planted_rows import YEAR, run_on
from tests.support.service_harness import TEST_START, ServiceHarness

WRONG = timedelta(days=900)


def test_what_is_written_under_a_wrong_clock_does_not_make_a_later_run_trust_it(harness: ServiceHarness) -> None:
    """Fault: a backup under a clock of 2029 dated the next run 2029; another wrong clock destroyed a school year."""
    service = harness.service
    runner = service.retention
    with service.engine.begin() as connection:
        service.ledger.append(connection, TEST_START + WRONG, EntryKind.BACKED_UP, name="b", backup="sqlite")
    runner.run(TEST_START)
    with nothing_written(service.engine), pytest.raises(ClockDoubted):
        runner.run(TEST_START + WRONG - timedelta(days=10))
    runner.run(TEST_START + timedelta(days=1))


def test_a_wrong_date_that_was_confirmed_is_corrected_by_confirming_the_right_one(harness: ServiceHarness) -> None:
    """Fault: the latest date counted for ever, so that a confirmed mistake disarmed the check until that day."""
    runner = harness.service.retention
    run_on(runner, date(2027, 3, 1))  # a mistake
    with nothing_written(harness.service.engine), pytest.raises(ClockDoubted):
        runner.run(TEST_START)  # which is right, and long before the last run
    run_on(runner, TEST_START.date())
    runner.run(TEST_START + timedelta(days=1))
    with pytest.raises(ClockDoubted):
        runner.run(TEST_START + timedelta(days=90))


def test_a_backup_of_keys_under_a_wrong_clock_hides_no_key_that_is_destroyed_later(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    """Fault: a backup that was dated 2029 was called in line with every destruction until then."""
    service, url = harness.service, harness.settings.database_url
    with service.engine.begin() as connection, pytest.raises(ClockDoubted):
        key_management.back_up(connection, service.ledger, tmp_path / "new", url, TEST_START + WRONG)
    assert not (tmp_path / "new").exists()
    with service.engine.begin() as connection:
        record_key_backup(connection, service.ledger, tmp_path, TEST_START + WRONG)
        destroy_keys_of(connection, service.ledger, key_purpose(YEAR), TEST_START)
        gone = [each for each in service.ring.records(connection) if each.purpose == key_purpose(YEAR)]
        assert [[each.is_behind(key) for key in gone] for each in key_backups(service.ledger)] == [[True]]
        record_key_backup(connection, service.ledger, tmp_path, TEST_START)
        assert [[each.is_behind(key) for key in gone] for each in key_backups(service.ledger)] == [[False]]
