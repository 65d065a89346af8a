"""A retention run: each item by itself, on its day and on no other, whatever stands in the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, insert, select

from delivery_api.bank.seeding_permission import store as permissions
from delivery_api.bank.seeding_permission.store import SeedingPermission
from delivery_api.bank.store import bank_decision_history
from delivery_api.identity.tables import people
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.clock_check import ClockDoubted
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.privacy.retention.programme_destruction import MissingKeyFiles
from delivery_api.privacy.retention.released_extracts import ReleaseDeclined, release_extract
from delivery_api.privacy.retention.schedule import ScheduledProgramme, ScheduledRows, held, rehearse
from delivery_api.privacy.tables import certificates
from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.sittings.storage import partitions
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.tables import sitting_events
from delivery_api.sittings.storage.tables import sittings as sittings_table
from delivery_api.storage.data_declaration import Blanked
from delivery_api.storage.database import open_autocommit
from delivery_api.storage.job_lock import JobAlreadyRunning, job_lock
from tests.support.database_rows import all_rows, nothing_written
from tests.support.planted_rows import (
    DUE,
    YEAR,
    completed_trial,
    noon,
    plant_rows,
    run_on,
    written_extract,
)
from tests.support.service_harness import DECISION, SUBJECT, TEST_START, ServiceHarness

DAY = date(2026, 12, 1)


def test_an_extract_that_is_away_is_looked_for_each_night_and_the_certificate_is_incomplete_until_it_is_found(
    harness: ServiceHarness,
) -> None:
    trial = completed_trial(harness)
    path, there = written_extract(harness, trial), written_extract(harness, trial, "there.csv")
    unmounted = harness.settings.extracts.with_name("unmounted")
    unmounted.mkdir()
    path.rename(unmounted / path.name)
    for day in (DUE, DUE + timedelta(days=1)):
        outcome = run_on(harness.service.retention, day)[trial]
        assert not outcome.is_done
        assert outcome.certificate is not None
        assert outcome.certificate["state"] == "incomplete"
        assert (outcome.certificate["extracts_destroyed"], outcome.certificate["extracts_absent"]) == (1, 1)
        assert [each.place for each in outcome.open_items] == [str(path)]
        assert str(path) not in json.dumps(outcome.certificate)  # it is published
        assert not there.exists()
    with harness.service.engine.begin() as connection:
        programme = sittings.programme(connection, trial)
    assert programme is not None
    assert programme.destroyed_on == DUE  # nothing of it in the database waits for the extract
    (unmounted / path.name).rename(path)
    found = run_on(harness.service.retention, DUE + timedelta(days=2))[trial]
    assert found.is_done
    assert found.certificate is not None
    assert (found.certificate["extracts_destroyed"], found.certificate["destroyed_on"]) == (2, DUE.isoformat())
    assert list(harness.settings.extracts.iterdir()) == []
    assert trial not in run_on(harness.service.retention, DUE + timedelta(days=3))


def test_an_absent_extract_is_released_by_a_named_person_and_the_certificate_says_so(harness: ServiceHarness) -> None:
    trial = completed_trial(harness)
    path = written_extract(harness, trial)

    harness.trust_clock(noon(DUE))

    def release(by: str = "A. Rees") -> str:
        with harness.service.engine.begin() as connection:
            return release_extract(
                connection, harness.service.ledger, path, by=by, reason="disk shredded", now=noon(DUE)
            )

    with pytest.raises(ReleaseDeclined):
        release()  # it stands where it was written
    path.unlink()
    with pytest.raises(ReleaseDeclined):
        release(by=" ")
    assert release() == trial
    outcome = run_on(harness.service.retention, DUE)[trial]
    assert outcome.is_done
    assert outcome.certificate is not None
    totals = {name: outcome.certificate[f"extracts_{name}"] for name in ("destroyed", "absent", "released")}
    assert totals == {"destroyed": 0, "absent": 0, "released": 1}
    (entry,) = [each for each in harness.service.ledger.entries() if each.kind == EntryKind.EXTRACT_RELEASED]
    assert entry.facts is not None
    assert (entry.facts["by"], entry.facts["path"]) == ("A. Rees", str(path))


def test_one_missing_key_file_leaves_its_own_programme_due_and_stops_nothing_else(harness: ServiceHarness) -> None:
    lost, other = completed_trial(harness), completed_trial(harness)
    plant_rows(harness, DAY)
    file = key_file(harness, lost)
    elsewhere = file.rename(file.with_suffix(".moved"))
    outcomes = run_on(harness.service.retention, DUE)
    assert isinstance(outcomes[lost].failure, MissingKeyFiles)
    assert [name for name, each in outcomes.items() if not each.is_done] == [lost]
    with harness.service.engine.begin() as connection:
        kept, gone = sittings.programme(connection, lost), sittings.programme(connection, other)
        persons = set(connection.scalars(select(people.c.id)))
        assert sittings.count_sittings(connection, lost) == 1
    assert kept is not None
    assert gone is not None
    assert (kept.destroyed_on, gone.destroyed_on) == (None, DUE)
    assert harness.people["cadi"] not in persons  # who left more than a year ago
    elsewhere.rename(file)
    assert run_on(harness.service.retention, DUE)[lost].is_done


def test_a_lost_key_is_a_decision_of_a_person_and_stands_in_the_certificate(harness: ServiceHarness) -> None:
    trial = completed_trial(harness)
    key_file(harness, trial).unlink()
    runner = harness.service.retention
    outcomes = runner.run(noon(DUE), by="A. Rees", clock_confirmed_by="A. Rees", keys_lost=DECISION)
    (certificate,) = [each.certificate for each in outcomes if each.certificate]
    assert (certificate["keys_destroyed"], certificate["keys_missing"]) == (0, 1)
    said = {"by": "A. Rees", "clock": noon(DUE).isoformat(), "not_done": []}
    assert harness.service.ledger.entries()[-1].facts == said


def test_a_clock_far_past_the_last_run_destroys_nothing_until_a_named_person_confirms_it(
    harness: ServiceHarness,
) -> None:
    days = 3
    trial = harness.create_trial("Derwen")
    harness.complete_trial(trial, TEST_START.date())
    runner = harness.service.retention
    with nothing_written(harness.service.engine), pytest.raises(ClockDoubted):
        runner.run(TEST_START + timedelta(days=days))
    runner.run(TEST_START + timedelta(days=2))  # one night may be missed
    with pytest.raises(ClockDoubted):
        runner.run(TEST_START + timedelta(days=days + 2))
    assert trial in {each.programme.id for each in runner.schedule()}
    assert run_on(runner, DUE)[trial].is_done
    confirmed = [each.facts for each in harness.service.ledger.entries() if each.kind == EntryKind.CLOCK_CONFIRMED]
    assert confirmed == [{"by": "A. Rees", "clock": noon(DUE).isoformat()}]


def test_a_reader_in_the_way_leaves_one_programme_to_the_next_run_and_its_certificate_is_as_without_it(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "MOST_ATTEMPTS", 2)
    trial = completed_trial(harness)
    plant_rows(harness, DAY)
    runner = replace(harness.service.retention, wait=lambda _: None)
    with reading(harness.service.engine):
        outcomes = run_on(runner, DUE)
        assert not outcomes[trial].is_done
        assert {name for name, each in outcomes.items() if not each.is_done} <= {trial, "write-ahead log"}
    outcome = run_on(runner, DUE)[trial]
    assert outcome.is_done
    assert outcome.certificate is not None
    assert {table: count for table, count in outcome.certificate["rows"].items() if count} == dict.fromkeys(
        ("sittings", "sitting_events", "trial_attendance", "trial_invitations"), "under 10"
    )
    assert (outcome.certificate["keys_destroyed"], outcome.certificate["state"]) == (1, "complete")


@contextmanager
def reading(engine: Engine) -> Iterator[None]:
    """Keep a transaction open that has read sittings and events, as a backup does."""
    readers = open_autocommit(engine.url.render_as_string(hide_password=False))
    with readers.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.execute(select(sittings_table.c.id)).all()
        connection.execute(select(sitting_events.c.sitting)).all()
        yield
        connection.exec_driver_sql("ROLLBACK")
    readers.dispose()


def test_a_run_beside_another_leaves_the_work_to_it(harness: ServiceHarness) -> None:
    lock = job_lock(harness.service.engine, harness.settings.certificates)
    with lock, nothing_written(harness.service.engine), pytest.raises(JobAlreadyRunning):
        run_on(harness.service.retention, DUE)


def test_a_rehearsal_names_every_kind_that_a_run_on_that_day_removes_and_writes_nothing(
    harness: ServiceHarness,
) -> None:
    plant_rows(harness, DAY)
    trial = completed_trial(harness)
    runner, day = harness.service.retention, date(2036, 9, 1)
    with nothing_written(harness.service.engine):
        told = rehearse(runner, day, TEST_START)
        listed = held(runner, TEST_START)
    programmes = [each.programme.id for each in told if isinstance(each, ScheduledProgramme)]
    assert programmes == [trial, YEAR, "2027-28"]
    rows = {each.table: each.rows for each in told if isinstance(each, ScheduledRows)}
    before = all_rows(harness.service.engine)
    outcomes = run_on(runner, day)
    assert [each for each in outcomes.values() if not each.is_done] == []
    after = all_rows(harness.service.engine)
    removed = {name: before[name].total() - after[name].total() for name in before}
    fewer = {name for name, count in removed.items() if count > 0} - {"audit"}
    with_programmes = {"sittings", "sitting_events", "trial_attendance", "trial_invitations"}
    assert set(rows) - {"audit", "bank_decisions"} | with_programmes == fewer | with_programmes
    assert rows["bank_decisions"] == 1  # whose name is blanked
    assert rows["audit"] == sum(row[1].year == 2026 for row in before["audit"])
    assert not [row for row in after["audit"] if row[1].year == 2026]
    for name in ("people", "memberships", "class_pins", "pin_entries", "erasures", "grants", "broken_glass"):
        assert rows[name] == removed[name], name
    assert {each.table for each in listed if isinstance(each, ScheduledRows)} >= fewer - with_programmes


@pytest.mark.parametrize(
    ("table", "last_day"),
    [
        ("people", date(2027, 11, 30)),
        ("class_pins", date(2027, 11, 30)),
        ("pin_entries", date(2027, 11, 30)),
        ("late_arrivals", date(2027, 11, 30)),
        ("grants", date(2027, 11, 30)),
        ("sittings", date(2026, 12, 7)),
        ("sitting_events", date(2026, 12, 7)),
        ("broken_glass", date(2028, 8, 30)),
        ("erasures", date(2035, 11, 30)),
    ],
)
def test_rows_go_on_the_day_that_their_table_declares_and_not_a_day_before(
    module_harness: ServiceHarness, table: str, last_day: date
) -> None:
    rows = {each.table: each.rows for each in rehearsed_rows(module_harness, last_day)}
    assert rows.get(table, 0) == 0
    rows = {each.table: each.rows for each in rehearsed_rows(module_harness, last_day + timedelta(days=1))}
    if table != "sitting_events":  # which go with their sittings and are not counted one by one
        assert rows[table] == 1


def rehearsed_rows(harness: ServiceHarness, day: date) -> list[ScheduledRows]:
    with harness.service.engine.begin() as connection:
        planted = connection.scalar(select(people.c.id).where(people.c.id == harness.people["joe"])) is None
    if not planted:
        plant_rows(harness, DAY)
    told = rehearse(harness.service.retention, day, TEST_START)
    return [each for each in told if isinstance(each, ScheduledRows)]


def test_who_took_a_decision_is_blanked_after_seven_years_and_the_decision_stays(harness: ServiceHarness) -> None:
    plant_rows(harness, DAY)
    texts, days = ("basis", "notice", "hysbysiad"), (DAY, DAY)
    with harness.service.engine.begin() as connection:
        allowed = SeedingPermission(uuid4(), SUBJECT, *texts, *days, "A. Rees", "-", noon(DAY))
        permissions.add(connection, allowed)
    runner = replace(harness.service.retention, live_years=99)
    for day, name in ((date(2033, 11, 30), "A. Rees"), (date(2033, 12, 1), "–")):
        run_on(runner, day)
        (row,) = all_rows(harness.service.engine)["bank_decisions"]
        assert name in row
        with harness.service.engine.begin() as connection:
            assert [each.by for each in bank_decision_history(connection)] == [name]
            assert [each.by for each in permissions.all_permissions(connection)] == [name]
    assert any(isinstance(each.rule, Blanked) for each in held(runner, TEST_START) if isinstance(each, ScheduledRows))


def key_file(harness: ServiceHarness, trial: str) -> Path:
    ring: KeyRing = harness.service.ring
    (file,) = [file for file in ring.directory.glob("*.key.json") if trial in file.read_text()]
    return file


def test_a_certificate_of_a_programme_that_is_a_path_is_written_into_no_other_folder(harness: ServiceHarness) -> None:
    """Whoever writes to the database planted a key of rows of their own, or wrote over the key of a school year."""
    keys = harness.settings.keys
    before = {each.name: each.read_bytes() for each in keys.glob("*.key.json")}
    with harness.service.engine.begin() as connection:
        for name in (sorted(before)[0].removesuffix(".json"), "abababababababab.key"):
            row = {"programme": f"../{keys.name}/{name}", "issued_on": DUE, "document": b"{}", "state": "complete"}
            connection.execute(insert(certificates).values(signed(connection, certificates, row)))
    run_on(harness.service.retention, TEST_START.date())
    assert {each.name: each.read_bytes() for each in keys.glob("*.key.json")} == before
    assert len(list(harness.settings.certificates.glob("..%2F*.json"))) == 2
