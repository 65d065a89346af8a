"""A certificate waits for every copy of the key: backups that are behind it, until they are in line or released."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from delivery_api.commands import keys
from delivery_api.keys import store as key_store
from delivery_api.keys.values import KeyFolder
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.privacy.retention.open_items import OpenKind
from tests.integration.operation.test_ledger_replay import forget, position
from tests.support import independent_verifier
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.planted_rows import DUE, completed_trial, noon, run_on
from tests.support.service_harness import ServiceHarness

LATER = DUE + timedelta(days=1)


@pytest.fixture
def cli(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> CommandRunner:
    """Commands at a time that a test sets."""
    monkeypatch.setattr(keys, "clock", harness.clock)
    return CommandRunner(harness)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere") / "backup"


def certificate(harness: ServiceHarness, trial: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((harness.settings.certificates / f"{trial}.json").read_text("utf-8"))
    content: dict[str, Any] = found["certificate"]
    return content


def test_a_backup_that_holds_a_destroyed_key_keeps_its_certificate_incomplete_until_it_is_in_line(
    cli: CommandRunner, folder: Path, tmp_path: Path
) -> None:
    """Fault: a certificate was complete while a known copy of the key stood in its backup."""
    harness, trial = cli.harness, completed_trial(cli.harness)
    assert cli("keys", "backup", str(folder)).exit_code == 0
    outcome = run_on(harness.service.retention, DUE)[trial]
    assert not outcome.is_done
    (waits_for,) = outcome.open_items
    assert (waits_for.kind, str(folder) in waits_for.place) == (OpenKind.KEY_BACKUP, True)
    said = certificate(harness, trial)
    assert said["open"] == [{"key backup": waits_for.label}]
    assert [(each["backup"], each["is_behind"]) for each in said["key_backups"]] == [(waits_for.label, True)]
    harness.clock.now = noon(DUE)
    told = cli("keys", "backup", str(folder))
    assert (told.exit_code, trial in told.stdout) == (0, True)
    said = certificate(harness, trial)
    assert (said["state"], said["open"], said["key_backups"][0]["is_behind"]) == ("complete", [], False)
    log = tmp_path / "log"
    assert cli("privacy", "publish", str(log)).exit_code == 0
    assert independent_verifier.verify(log, log / "public-key.pem")[trial]["state"] == "complete"
    published = "".join(each.read_text("utf-8") for each in log.rglob("*") if each.is_file())
    assert str(folder) not in published  # no path of a machine


def test_a_backup_that_is_gone_is_released_by_a_named_person_and_the_certificate_counts_it(
    cli: CommandRunner, folder: Path
) -> None:
    harness, trial = cli.harness, completed_trial(cli.harness)
    assert cli("keys", "backup", str(folder)).exit_code == 0
    run_on(harness.service.retention, DUE)
    harness.clock.now = noon(LATER)
    told = ("--by", "A. Rees", "--reason", "disk shredded")
    with nothing_written(harness.service.engine):
        assert cli("keys", "release", str(folder), *told).exit_code == 2  # it is there
        shutil.rmtree(folder)
        assert cli("keys", "release", str(folder), "--by", " ", "--reason", "gone").exit_code == 2
        unknown = cli("keys", "release", str(folder), "--host", "elsewhere", *told)
        assert (unknown.exit_code, str(folder) in unknown.stderr) == (2, True)
    assert cli("keys", "release", str(folder), *told).exit_code == 0
    (entry,) = harness.service.ledger.entries_of(EntryKind.KEY_BACKUP_RELEASED)
    assert entry.facts is not None
    assert (entry.facts["by"], entry.facts["folder"]) == ("A. Rees", str(folder))
    assert str(folder) not in cli("keys", "list").stdout
    assert run_on(harness.service.retention, LATER)[trial].is_done
    said = certificate(harness, trial)
    assert (said["state"], said["key_backups"], said["key_backups_released"]) == ("complete", [], 1)


def test_a_host_that_was_scrapped_is_retired_by_a_named_person_and_keeps_no_certificate_open(
    cli: CommandRunner,
) -> None:
    """Fault: a host that was scrapped kept every certificate incomplete for ever."""
    harness, trial, scrapped = cli.harness, completed_trial(cli.harness), "0123456789abcdef"
    gone = KeyFolder(scrapped, "old-host", noon(DUE))
    with harness.service.engine.begin() as connection:
        key_store.record_folder(connection, gone)
    (waits_for,) = run_on(harness.service.retention, DUE)[trial].open_items
    assert (waits_for.kind, waits_for.label) == (OpenKind.KEY_FOLDER, scrapped)
    assert "old-host" not in json.dumps(certificate(harness, trial))
    harness.clock.now = noon(DUE) + timedelta(hours=23)
    told = ("--by", "A. Rees", "--reason", "disk shredded")
    with nothing_written(harness.service.engine):
        assert cli("keys", "retire", scrapped, *told).exit_code == 2  # it was at work within a day
        harness.clock.now = noon(LATER) + timedelta(hours=1)
        assert cli("keys", "retire", harness.service.ring.folder_id(), *told).exit_code == 2  # this host's
        unknown = cli("keys", "retire", "unknown", *told, lang="cy")
        assert (unknown.exit_code, scrapped in unknown.stderr) == (2, True)
    assert scrapped in cli("keys", "list").stdout
    before = position(harness)
    assert cli("keys", "retire", scrapped, *told).exit_code == 0
    assert scrapped not in cli("keys", "list").stdout
    (entry,) = harness.service.ledger.entries_of(EntryKind.KEY_FOLDER_RETIRED)
    assert entry.facts is not None
    assert (entry.facts["by"], entry.facts["host"]) == ("A. Rees", "old-host")
    with harness.service.engine.begin() as connection:
        key_store.record_folder(connection, gone)  # as in a restored database
    forget(harness, before)
    assert run_on(harness.service.retention, LATER)[trial].is_done
    said = certificate(harness, trial)
    assert (said["state"], said["key_folders_retired"]) == ("complete", 1)
