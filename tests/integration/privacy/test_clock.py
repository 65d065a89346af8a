"""What the service knows of the time: a wrong clock destroys nothing, whatever was written under it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from delivery_api.commands import breach, keys, legal_holds, people, retention, rights, roster, trial
from delivery_api.commands.trial_commands import extracts as trial_extracts
from delivery_api.keys import store as key_store
from delivery_api.ledger.clock_check import WRITTEN_UNDER_ANY_CLOCK, ClockDoubted
from delivery_api.ledger.key_backups import key_backups, record_key_backup
from delivery_api.ledger.key_destruction import destroy_keys_of
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle import key_management
from delivery_api.sittings.values import key_purpose
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.planted_rows import YEAR, run_on
from tests.support.published_folders import TrustingLedger
from tests.support.roster_feeds import learner_rows, write_plain
from tests.support.service_harness import TEST_START, ServiceHarness
from tests.support.typed_days import day_boxes

WRONG = timedelta(days=900)


def test_what_is_written_under_a_wrong_clock_does_not_make_a_later_run_trust_it(harness: ServiceHarness) -> None:
    """Fault: a backup under a clock of 2029 dated the next run 2029; another wrong clock destroyed a school year."""
    service = harness.service
    runner = service.retention
    with service.engine.begin() as connection:
        service.ledger.append(connection, TEST_START + WRONG, EntryKind.RESTORED, done_again=0)
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
        trusting = TrustingLedger(service.ledger.directory, service.ring)
        record_key_backup(connection, trusting, tmp_path, TEST_START + WRONG)
        destroy_keys_of(connection, service.ledger, key_purpose(YEAR), TEST_START)
        gone = [each for each in service.ring.records(connection) if each.purpose == key_purpose(YEAR)]
        assert [[each.is_behind(key) for key in gone] for each in key_backups(service.ledger)] == [[True]]
        record_key_backup(connection, service.ledger, tmp_path, TEST_START)
        assert [[each.is_behind(key) for key in gone] for each in key_backups(service.ledger)] == [[False]]


def test_an_entry_is_refused_under_a_doubted_clock_unless_its_kind_says_why_not(harness: ServiceHarness) -> None:
    """Fault: only runs and backups asked; a completion or an erasure was dated by any clock."""
    service, written = harness.service, []
    for kind in EntryKind:
        before = len(service.ledger.entries())
        with suppress(ClockDoubted), service.engine.begin() as connection:
            key = service.ledger.signing_key().id  # named by an entry that changes it: here to the same one
            service.ledger.append(connection, TEST_START + WRONG, kind, key=key)
            written.append(kind)
        assert len(service.ledger.entries()) == before + (kind in written)
        run_on(service.retention, TEST_START.date())  # whose clock is known again
    assert set(written) == WRITTEN_UNDER_ANY_CLOCK.keys()


@pytest.fixture
def cli(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> CommandRunner:
    """Commands at the harness's time."""
    for module in (breach, keys, legal_holds, people, retention, rights, roster, trial, trial_extracts):
        monkeypatch.setattr(module, "clock", harness.clock)
    return CommandRunner(harness)


def test_no_command_destroys_completes_extracts_or_dates_anything_under_a_doubted_clock(
    cli: CommandRunner, tmp_path: Path
) -> None:
    """Fault: of these, only `keys backup` asked."""
    harness, day = cli.harness, TEST_START.date()
    add_people_of_all_roles(harness)
    by, officer = ("--by", "A. Rees", "--reason", "why"), ("--officer", "officer")
    asked = ("--about", "cadi", "--capacity", "learner", "--identity", "school knows them")
    assert cli("rights", "open", "SAR-1", *officer, "--kind", "erasure", *asked).exit_code == 0
    trial_id, other = cli.create_trial(), cli.create_trial("Spring trial")
    assert cli("trial", "complete", other).exit_code == 0
    with harness.service.engine.begin() as connection:
        (key,) = harness.service.ring.living(connection, "identifiers")
        (folder,) = (each.id for each in key_store.folders(connection))
        files = {each.name for each in harness.settings.keys.iterdir()}
    harness.clock.now += WRONG
    feed = write_plain(tmp_path / "roster.csv", learner_rows(3))
    later = (harness.clock.now.date() + timedelta(days=20)).isoformat()
    times = (word for name in ("known", "began", "ended") for word in (f"--{name}", f"{day}T08:00"))
    commands = (
        ("trial", "create", "Third trial", "--all-classes", *by, "--complete-by", later),
        ("trial", "complete", trial_id, "--on", "2026-12-01", *by),
        ("trial", "cancel", trial_id, "--yes", *by),
        ("trial", "extract", other, *by),
        ("keys", "change", "names"),
        ("keys", "backup", str(tmp_path / "backup")),
        ("keys", "retire", folder, *by),
        ("privacy", "hold", "--programme", YEAR, "--until", later, *by),
        ("privacy", "breach", "record", "BR-1", *officer, "--kind", "lost", *times, "--data", "sign-in"),
        ("rights", "open", "SAR-2", *officer, "--kind", "access", *asked),
        ("rights", "step", "SAR-1", "refused", "--detail", "public task", *officer),
        ("rights", "act", "SAR-1", "erased", "--identifier", "cadi", *officer),
        ("roster", "import", str(feed)),
        ("roster", "roll-over"),
        ("retention", "run"),
    )
    with nothing_written(harness.service.engine):
        told = {command: cli(*command) for command in commands}
    harness.service.ring.path(key).rename(tmp_path / "key")  # it is lost
    told |= {("keys", "lost"): cli("keys", "lost", key, "--yes", *by)}
    refused = {command for command, result in told.items() if "clock is doubted" in " ".join(result.stderr.split())}
    assert refused | {("trial", "extract", other, *by), ("keys", "retire", folder, *by)} == set(told)
    assert {each.exit_code for each in told.values()} == {2}
    assert {each.name for each in harness.settings.keys.iterdir()} == files - {f"{key}.key.json"}
    assert not (tmp_path / "backup").exists()
    assert max(each.instant for each in harness.service.ledger.entries()) < TEST_START + timedelta(days=1)


def test_a_page_refuses_what_days_are_counted_from_and_protects_a_learner_all_the_same(harness: ServiceHarness) -> None:
    """Fault: an officer's page erased somebody under any clock."""
    add_people_of_all_roles(harness)
    officer = harness.signed_in("officer")
    form = {"identifier": "cadi", "kind": "erasure", "capacity": "learner", "identity": "school knows them"}
    form |= {"reference": "SAR-1"} | day_boxes("received", TEST_START.date())
    form |= {"authority": "none", "competence": "not assessed"}
    assert officer.post("/rights", data=form).status_code == 303
    harness.clock.now += WRONG
    officer = harness.signed_in("officer")
    with nothing_written(harness.service.engine, but=("sessions", "people", "audit")):
        refused = officer.post("/rights", data=form | {"reference": "SAR-2"}, headers={"accept": "text/html"})
    assert (refused.status_code, "clock is doubted" in refused.text) == (409, True)
    (told,) = [each for each in officer.get("/readyz").json()["warnings"] if "clock" in each]
    assert told.endswith(f"last {TEST_START:%Y-%m-%d %H:%M}")
