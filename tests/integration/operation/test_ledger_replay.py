"""A database that is older than the ledger is brought up to it before the service opens."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.identifier_hashing import NAME_KEYS
from delivery_api.identity.restriction.store import RestrictionGround, restriction_ground
from delivery_api.identity.tables import erasures, people, restrictions
from delivery_api.keys.tables import keys_table
from delivery_api.ledger import store as ledger_store
from delivery_api.ledger.key_destruction import destroy_keys_of
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import LedgerRefused
from delivery_api.ledger.tables import ledger_position
from delivery_api.lifecycle.ledger_comparison import comparisons
from delivery_api.lifecycle.ledger_replay import replay_ledger
from delivery_api.lifecycle.restored_service import open_restored
from delivery_api.privacy.person_rights import erase, restrict
from delivery_api.privacy.published_log.programme_records import Standing, programme_records
from delivery_api.row_authentication.store import change_rows
from delivery_api.sittings.storage.partitions import drop_partitions
from delivery_api.sittings.storage.tables import programmes
from delivery_api.sittings.values import key_purpose
from delivery_api.trials import service as trials
from delivery_api.trials import store as trial_store
from delivery_api.trials.extraction import ExtractRequest, register_extract
from delivery_api.trials.tables import extracts, invitations
from tests.support.service_harness import DECISION, TEST_START, ServiceHarness, sign_in

COMPLETED = date(2026, 11, 30)


def forget(harness: ServiceHarness, position: tuple[int, str]) -> None:
    """Put the database back to what it knew of the ledger, as a restore does."""
    number, hash_ = position
    with harness.service.engine.begin() as connection:
        connection.execute(update(ledger_position).values(number=number, hash=hash_))


def position(harness: ServiceHarness) -> tuple[int, str]:
    with harness.service.engine.begin() as connection:
        found = ledger_store.position(connection)
    assert found is not None
    return found


def test_what_a_restored_database_forgot_is_done_again_and_once(harness: ServiceHarness) -> None:
    service, before, trial = harness.service, position(harness), harness.create_trial("Derwen")
    with service.engine.begin() as connection:
        form = connection.execute(select(people).where(people.c.id == harness.people["joe"])).one()
        (names,) = service.ring.living(connection, NAME_KEYS)
    held = service.ring.path(names).read_bytes()
    harness.complete_trial(trial, COMPLETED)
    cadi = harness.people["cadi"]
    with service.engine.begin() as connection:
        erase(connection, service.ring, service.ledger, form.id, DECISION, harness.clock())
        act = (connection, service.ring, service.ledger, cadi)
        restrict(*act, RestrictionGround.ACCURACY, DECISION, harness.clock())
        destroy_keys_of(connection, service.ledger, NAME_KEYS, harness.clock())
    with service.engine.begin() as connection:  # as it was
        change_rows(connection, programmes, programmes.c.id == trial, {"completed_on": None})
        connection.execute(erasures.delete())
        connection.execute(restrictions.delete())
        connection.execute(people.insert().values(form._asdict()))
        service.ring.path(names).write_bytes(held)
    forget(harness, before)
    done = replay_ledger(service.engine, service.ledger, harness.clock())
    kinds = [EntryKind.TRIAL_COMPLETED, EntryKind.ERASED, EntryKind.RESTRICTED, EntryKind.KEYS_DESTROYED]
    assert [each.kind for each in done] == kinds
    assert replay_ledger(service.engine, service.ledger, harness.clock()) == []
    with service.engine.begin() as connection:
        assert trials.find(connection, trial).completed_on == COMPLETED
        assert connection.execute(select(people.c.id).where(people.c.id == form.id)).all() == []
        assert connection.scalars(select(erasures.c.identifier)).all() == [form.identifier]
        assert restriction_ground(connection, cadi) is RestrictionGround.ACCURACY
        assert service.ring.living(connection, NAME_KEYS) == []
    assert not service.ring.path(names).exists()
    assert sign_in(harness.browser(), "joe").status_code == 403


def test_a_database_that_is_behind_the_ledger_takes_no_further_entry(harness: ServiceHarness) -> None:
    service, before, trial = harness.service, position(harness), harness.create_trial("Derwen")
    harness.complete_trial(trial, COMPLETED)
    forget(harness, before)
    with pytest.raises(LedgerRefused, match="behind"), service.engine.begin() as connection:
        destroy_keys_of(connection, service.ledger, NAME_KEYS, harness.clock())
    assert position(harness) == before


def test_a_programme_whose_key_was_destroyed_is_due_at_once_when_its_rows_are_back(harness: ServiceHarness) -> None:
    service, trial, today = harness.service, harness.create_trial("Derwen"), harness.clock().date()
    harness.complete_trial(trial, today)
    assert service.retention.due(today) == ()
    with service.engine.begin() as connection:
        destroy_keys_of(connection, service.ledger, key_purpose(trial), harness.clock())
    assert [due.programme.id for due in service.retention.due(today)] == [trial]


def test_the_loss_of_the_key_of_a_year_that_is_not_over_destroys_nothing(harness: ServiceHarness) -> None:
    service, today = harness.service, harness.clock().date()
    with service.engine.begin() as connection:
        destroy_keys_of(connection, service.ledger, key_purpose("2026-27"), harness.clock())
    assert service.retention.due(today) == ()


def test_an_extract_that_a_named_person_answers_for_is_released_again(harness: ServiceHarness, tmp_path: Path) -> None:
    service, before, path = harness.service, position(harness), tmp_path / "extract.csv"
    trial = harness.create_trial("Derwen")
    with service.engine.begin() as connection:
        trial_store.add_extract(connection, trial, path, harness.clock().date())
        facts = {"programme": trial, "path": str(path), "by": "A. Rees", "reason": "moved"}
        service.ledger.append(connection, harness.clock(), EntryKind.EXTRACT_RELEASED, **facts)
    forget(harness, before)
    replay_ledger(service.engine, service.ledger, harness.clock())
    with service.engine.begin() as connection:
        (extract,) = trial_store.extracts_of(connection, trial)
    assert extract.released_on == harness.clock().date()


def lose(harness: ServiceHarness, trial: str) -> None:
    """Take all of a trial out of the database, as when a backup from before it is restored."""
    drop_partitions(harness.service.engine, trial)
    with harness.service.engine.begin() as connection:
        for table in (extracts, invitations):
            connection.execute(table.delete().where(table.c.programme == trial))
        connection.execute(programmes.delete().where(programmes.c.id == trial))
        connection.execute(keys_table.delete().where(keys_table.c.purpose == key_purpose(trial)))


def standings(harness: ServiceHarness) -> dict[str, Standing]:
    records = programme_records(harness.service.ledger.entries())
    return {each.programme: each.standing(london_date(harness.clock())) for each in records}


def test_a_trial_that_a_restore_has_lost_is_told_and_its_key_and_extracts_go_when_no_backup_can_have_it(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    """Fault: keys and extracts of a trial that was made after the backup stayed, and the log had it open for ever."""
    service, before = harness.service, position(harness)
    trial, found_again = harness.create_trial("Derwen"), harness.create_trial("Derwen", name="Spring trial")
    path = tmp_path / "extract.csv"
    with service.engine.begin() as connection:
        (key,) = service.ring.living(connection, key_purpose(trial))
        register_extract(connection, service.ledger, ExtractRequest(trial, path), DECISION, harness.clock())
        row = connection.execute(select(programmes).where(programmes.c.id == found_again)).one()._asdict()
    path.write_text("1,a,7319048")
    lose(harness, trial)
    lose(harness, found_again)
    forget(harness, before)
    opened = open_restored(service, None, harness.clock())
    assert set(opened.lost) == {trial, found_again}
    assert standings(harness) == {trial: Standing.LOST, found_again: Standing.LOST}
    with service.engine.begin() as connection:  # a newer backup is found, which has the second one
        connection.execute(programmes.insert().values(row))
    forget(harness, before)
    open_restored(service, None, harness.clock())
    assert standings(harness) == {trial: Standing.LOST, found_again: Standing.OPEN}
    for days, is_left in ((13, True), (15, False), (16, False)):
        now = TEST_START + timedelta(days=days)
        assert all(each.is_done for each in service.retention.run(now, clock_confirmed_by="A. Rees"))
        assert (service.ring.path(key).exists(), path.exists()) == (is_left, is_left)
    lost = [each.facts for each in service.ledger.entries_of(EntryKind.TRIAL_LOST) if each.facts]
    assert [each["key_destroyed_on"] for each in lost if each["trial"] == trial] == [None, "2026-12-10"]
    assert standings(harness)[trial] is Standing.LOST


def test_an_extract_that_was_written_after_the_backup_is_destroyed_with_its_trial(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    """Fault: a restored database knew nothing of it, so that it outlived its trial."""
    service, trial, path = harness.service, harness.create_trial("Derwen"), tmp_path / "extract.csv"
    before = position(harness)
    with service.engine.begin() as connection:
        register_extract(connection, service.ledger, ExtractRequest(trial, path), DECISION, harness.clock())
    path.write_text("1,a,7319048")
    with service.engine.begin() as connection:
        connection.execute(extracts.delete())
    forget(harness, before)
    replay_ledger(service.engine, service.ledger, harness.clock())
    with service.engine.begin() as connection:
        assert trial_store.extract_paths(connection, trial) == (path,)


def test_a_trial_of_which_the_row_alone_is_gone_is_not_lost_and_keeps_its_key(harness: ServiceHarness) -> None:
    before, trial = position(harness), harness.create_trial("Derwen")
    browser = harness.signed_in("cadi")
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    assert browser.post(f"/api/sittings/{offered['id']}/start").status_code == 200
    with harness.service.engine.begin() as connection:
        connection.execute(delete(invitations).where(invitations.c.programme == trial))
        connection.execute(delete(programmes).where(programmes.c.id == trial))
    forget(harness, before)
    replay_ledger(harness.service.engine, harness.service.ledger, harness.clock())
    assert not harness.service.ledger.entries_of(EntryKind.TRIAL_LOST)
    with harness.service.engine.begin() as connection:
        checks = comparisons(connection, harness.service.ledger, london_date(harness.clock()))
        assert EntryKind.TRIAL_PLANNED in [each.kind for _, find in checks for each in find()]
