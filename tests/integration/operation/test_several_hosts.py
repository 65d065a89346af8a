"""Several hosts, each with a key folder of its own: what one destroys is gone from all, and each says so."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from delivery_api.alerts.false_key_alerts import put_keys_right
from delivery_api.alerts.store import alerts_since
from delivery_api.alerts.values import AlertKind
from delivery_api.audit import audit_log
from delivery_api.audit.row_verification import missing_rows
from delivery_api.audit.tables import audit_table
from delivery_api.audit.values import AUDIT_KEY_PURPOSE
from delivery_api.audit.written_rows import FOLDER, WrittenRows
from delivery_api.http.load_shedding import PriorityLanes
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import FOLDER_ID
from delivery_api.keys.tables import keys_table
from delivery_api.ledger.destroyed_keys import DestroyedKeys
from delivery_api.ledger.key_destruction import destroy_keys, destroy_keys_of, unconfirmed_key_folders
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.lifecycle.key_management import back_up
from delivery_api.lifecycle.restored_service import open_restored
from delivery_api.lifecycle.row_verification import find_false_keys, find_forged_rows
from delivery_api.lifecycle.schema import metadata
from delivery_api.lifecycle.service_setup import Service, open_service
from delivery_api.row_authentication import superseded_codes
from delivery_api.row_authentication.row_authenticator import RowAuthenticator
from delivery_api.row_authentication.store import change_rows
from delivery_api.server import key_folder_watch
from delivery_api.server.key_folder_watch import KeyFolderWatch
from delivery_api.server.serving import prepare_database
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.values import key_purpose
from delivery_api.trials.extraction import ExtractRequest, register_extract
from tests.integration.operation.test_ledger_replay import forget, position
from tests.support.service_harness import DECISION, ServiceHarness


@pytest.fixture
def other_host(harness: ServiceHarness, tmp_path: Path) -> Iterator[Service]:
    """A second host, with a key folder of its own that was copied from the first."""
    shutil.copytree(harness.settings.keys, tmp_path / "keys of b")
    (tmp_path / "keys of b" / FOLDER_ID).unlink()
    service = open_service(replace(harness.settings, keys=tmp_path / "keys of b"))
    yield service
    service.engine.dispose()


def watch(service: Service, harness: ServiceHarness) -> KeyFolderWatch:
    return KeyFolderWatch(service, PriorityLanes(), harness.clock)


def test_a_key_that_one_host_destroys_is_shredded_by_every_host_and_each_confirms(
    harness: ServiceHarness, other_host: Service
) -> None:
    trial, here = harness.create_trial("Derwen"), harness.service
    with here.engine.begin() as connection:
        (key_id,) = here.ring.living(connection, key_purpose(trial))
    shutil.copy(here.ring.path(key_id), other_host.ring.path(key_id))
    other_host.ring.read(key_id)
    for host in (here, other_host):
        watch(host, harness).look()
    with here.engine.begin() as connection:
        assert destroy_keys_of(connection, here.ledger, key_purpose(trial), harness.clock()) == 1
        assert {each.id for each in unconfirmed_key_folders(connection, [key_id])} == {
            here.ring.folder_id(),
            other_host.ring.folder_id(),
        }
    for host in (here, other_host):
        watch(host, harness).look()
    with pytest.raises(KeyGone):
        other_host.ring.read(key_id)
    with here.engine.begin() as connection:
        assert unconfirmed_key_folders(connection, [key_id]) == ()


def test_a_key_that_only_the_ledger_calls_destroyed_is_shredded_too(
    harness: ServiceHarness, other_host: Service
) -> None:
    """As when the database was restored to a time before the key was made."""
    here, lost = harness.service, other_host.ring.path("0123456789abcdef")
    with here.engine.begin() as connection:
        here.ledger.append(connection, harness.clock(), EntryKind.KEYS_DESTROYED, keys=[lost.stem[:16]])
    lost.write_bytes(b"{}")
    watch(other_host, harness).look()
    assert not lost.exists()


def test_a_worker_whose_database_is_behind_the_ledger_serves_nobody_until_it_has_caught_up(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, before = harness.service, position(harness)
    harness.complete_trial(harness.create_trial("Derwen"), date(2026, 11, 30))
    browser = harness.signed_in("cadi")
    lanes = browser.app.state.lanes  # type: ignore[attr-defined]
    forget(harness, before)
    assert browser.get("/readyz").json()["why"] == "database behind the ledger"
    keeping = KeyFolderWatch(service, lanes, harness.clock)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(key_folder_watch, "replay_ledger", lambda *_: (_ for _ in ()).throw(OSError("no disk")))
        keeping.look()
    refused = browser.get("/api/me")
    assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
    keeping.look()
    assert browser.get("/api/me").status_code == 200
    assert browser.get("/readyz").status_code == 200


def test_readyz_names_a_missing_living_key(harness: ServiceHarness) -> None:
    browser, trial = harness.browser(), harness.create_trial("Derwen")
    with harness.service.engine.begin() as connection:
        (of_trial,) = harness.service.ring.living(connection, key_purpose(trial))
        (identifiers,) = harness.service.ring.living(connection, IDENTIFIER_KEYS)
    harness.service.ring.path(of_trial).unlink()
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()["warnings"]) == (200, [f"key missing: {key_purpose(trial)} {of_trial}"])
    harness.service.ring.path(identifiers).unlink()
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()["why"]) == (503, f"key missing: {IDENTIFIER_KEYS} {identifiers}")


def test_the_audit_key_is_made_by_the_setup_and_not_by_whichever_host_seals_first(harness: ServiceHarness) -> None:
    with harness.service.engine.begin() as connection:
        assert len(harness.service.ring.living(connection, AUDIT_KEY_PURPOSE)) == 1


def test_a_host_that_does_not_share_the_folder_of_extracts_says_so_when_it_starts(
    harness: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    """Fault: nobody was told before the trial's day, a year and a half later."""
    trial, path = harness.create_trial("Derwen"), harness.settings.extracts / "extract.csv"
    with harness.service.engine.begin() as connection:
        register_extract(connection, harness.service.ledger, ExtractRequest(trial, path), DECISION, harness.clock())
    path.parent.mkdir()
    path.write_text("1,a,7319048")
    prepare_database(harness.settings)
    assert caplog.messages == []
    path.rename(path.with_name("elsewhere.csv"))
    prepare_database(harness.settings)
    (told,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert told.facts == {"folder": str(harness.settings.extracts), "trials": (trial,)}  # type: ignore[attr-defined]


def test_a_key_that_the_database_alone_calls_destroyed_stays_and_is_called_living_again(
    harness: ServiceHarness, other_host: Service, tmp_path: Path
) -> None:
    here = harness.service
    with here.engine.begin() as connection:
        (key_id,) = here.ring.living(connection, key_purpose("2026-27"))
        back_up(connection, here.ledger, tmp_path / "backup", here.settings.database_url, harness.clock())
        connection.execute(update(keys_table).where(keys_table.c.id == key_id).values(destroyed_at=harness.clock()))
        assert [each.key for each in find_false_keys(connection, here.ledger)] == [key_id]
    for host in (here, other_host):
        watch(host, harness).look()
        assert host.ring.path(key_id).is_file()
    with here.engine.begin() as connection:
        assert key_id in here.ring.living(connection, key_purpose("2026-27"))
        (alert,) = alerts_since(connection, harness.clock() - timedelta(hours=1))
        assert (alert.kind, alert.thing) == (AlertKind.FORGED_ROW, "keys")
        connection.execute(update(keys_table).where(keys_table.c.id == key_id).values(destroyed_at=harness.clock()))
        back_up(connection, here.ledger, tmp_path / "backup", here.settings.database_url, harness.clock())
        assert (tmp_path / "backup" / here.ring.path(key_id).name).is_file()


def test_what_one_host_changed_another_may_change_back_and_neither_accuses_it(
    harness: ServiceHarness, other_host: Service
) -> None:
    """Fault: the first host called the row a forged one, since the note of the way back was on the other."""
    sitting = harness.assign("cadi")
    for host, whose in ((harness.service, "joe"), (other_host, "cadi")):
        with host.engine.begin() as connection:
            found = sittings.find(connection, sitting)
            assert found
            sittings.change_learner(connection, found, harness.people[whose])
    for host in (harness.service, other_host):
        with host.engine.connect() as connection:
            assert list(find_forged_rows(connection)) == []


def test_a_process_that_is_killed_after_a_row_went_back_to_what_it_was_accuses_nobody(harness: ServiceHarness) -> None:
    """Fault: the note of the way back was written after the commit alone, and the row was called a forged one."""
    sitting, service = harness.assign("cadi"), harness.service
    for whose in ("joe", "cadi"):
        with service.engine.connect() as connection:
            with connection.begin():
                found = sittings.find(connection, sitting)
                assert found
                sittings.change_learner(connection, found, harness.people[whose])
            if whose == "cadi":
                connection.info.pop(superseded_codes.CHANGES.kind)  # as a process that ends here
    with service.engine.connect() as connection:
        assert list(find_forged_rows(connection)) == []


def test_after_a_restore_no_host_accuses_the_earlier_rows(harness: ServiceHarness, other_host: Service) -> None:
    """Fault: the notes of the host that did not restore stayed, and told of rows that were lost with the database."""
    here, table = harness.service, metadata.tables["people"]
    with other_host.engine.connect() as connection:
        change_rows(connection, table, table.c.id == harness.people["mali"], {"left_on": date(2026, 11, 25)})
        audit_log.record(connection, harness.clock(), "saw the alerts", actor=harness.people["evans"])
        waiting = list(superseded_codes.CHANGES.waiting(connection))
        lost = connection.scalar(select(func.max(audit_table.c.sequence)))
        connection.rollback()  # what a backup from before knows
    superseded_codes.append_changes(RowAuthenticator(other_host.ring).superseded, waiting)
    WrittenRows(other_host.ring.notes / FOLDER).note(None, lost)
    with other_host.engine.connect() as connection:
        assert list(find_forged_rows(connection)) != []
        assert missing_rows(connection, other_host.ring) == {lost}
    open_restored(here, None, harness.clock())
    for host in (here, other_host):
        with host.engine.connect() as connection:
            assert list(find_forged_rows(connection)) == []
            assert missing_rows(connection, host.ring) == set()


class DestroyedMeanwhile(DestroyedKeys):
    """What a host has read of the ledger a moment before another one destroys a key."""

    def __init__(self, destroy: Callable[[], object], ledger: Ledger) -> None:
        super().__init__(ledger)
        self.destroy = destroy

    def read(self) -> Mapping[str, datetime]:
        known = dict(super().read())
        self.destroy()
        return known


def test_a_key_that_another_host_destroys_meanwhile_is_not_called_living_again(
    harness: ServiceHarness, other_host: Service
) -> None:
    """Fault: ledger first, then the database: what happened between the two was put right, and the officer alarmed."""
    here, now = harness.service, harness.clock()
    with here.engine.begin() as connection:
        (key_id,) = here.ring.living(connection, key_purpose("2027-28"))
        known = DestroyedMeanwhile(lambda: destroy_keys(connection, here.ledger, [key_id], now), other_host.ledger)
        assert put_keys_right(connection, other_host.ledger, now, known) == ()
        assert here.ring.living(connection, key_purpose("2027-28")) == []
        assert alerts_since(connection, now - timedelta(hours=1)) == ()
