"""How trials end: on their latest day, by decisions of named persons, or cancelled; on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, true, update

from delivery_api.access.refusals import Reason
from delivery_api.audit.tables import audit_table
from delivery_api.commands import retention
from delivery_api.commands import trial as commands
from delivery_api.commands.trial_commands import extracts as trial_extracts
from delivery_api.dates.school_calendar import months_after
from delivery_api.keys.encryption import KeyGone
from delivery_api.ledger.decisions import Decision, NobodySaid
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.tables import ledger_position
from delivery_api.lifecycle.ledger_replay import replay_ledger
from delivery_api.privacy.published_log.programme_records import programme_records
from delivery_api.privacy.published_log.programme_rules import programme_findings
from delivery_api.privacy.retention.certificates import read_content
from delivery_api.row_authentication.store import change_rows
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.tables import programmes
from delivery_api.trials import service as trials
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import DECISION, TEST_START, ServiceHarness, put_response, response_body
from tests.support.trial_sitters import others_start

TODAY = TEST_START.date()
LATEST = TODAY + timedelta(days=28)


@pytest.fixture(autouse=True)
def _clock(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (commands, trial_extracts):
        monkeypatch.setattr(module, "clock", harness.clock)


def offered(harness: ServiceHarness) -> list[str]:
    found = harness.signed_in("cadi").get("/api/sittings").json()["sittings"]
    return [each["id"] for each in found if each["trial"]]


def answer_once(harness: ServiceHarness) -> None:
    browser = harness.signed_in("cadi")
    (sitting,) = [each["id"] for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    assert put_response(browser, sitting, item["position"], response_body(item, None)).status_code == 200


def completed(harness: ServiceHarness, trial: str) -> date | None:
    with harness.service.engine.begin() as connection:
        return trials.find(connection, trial).completed_on


def complete_due(harness: ServiceHarness, today: date) -> list[tuple[str, date]]:
    opened = harness.service
    harness.trust_clock(harness.clock.now)
    done = trials.complete_due_trials(opened.engine, opened.ledger, today, harness.clock())
    return [(trial.id, on) for trial, on in done]


def test_a_trial_that_nobody_completes_is_completed_on_its_latest_day(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen")
    answer_once(harness)
    with harness.service.engine.begin() as connection:
        assert trials.ending_soon(connection, LATEST - timedelta(days=15)) == ()
        assert [each.id for each in trials.ending_soon(connection, LATEST - timedelta(days=14))] == [trial]
    assert complete_due(harness, LATEST - timedelta(days=1)) == []
    harness.clock.now += timedelta(days=28)
    assert len(offered(harness)) == 1
    harness.clock.now += timedelta(days=1)
    assert offered(harness) == []  # also before the run
    assert complete_due(harness, LATEST + timedelta(days=1)) == [(trial, LATEST)]
    assert complete_due(harness, LATEST + timedelta(days=1)) == []
    entry = harness.service.ledger.checked_entries()[-1]
    assert entry.kind == EntryKind.TRIAL_COMPLETED
    assert entry.facts == {"trial": trial, "on": LATEST.isoformat()}


def test_the_retention_run_completes_it_and_the_service_warns_of_it_two_weeks_before(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "clock", harness.clock)
    cli, trial, browser = CommandRunner(harness), harness.create_trial("Derwen"), harness.browser()
    assert trial not in browser.get("/readyz").text
    harness.clock.now += timedelta(days=14)
    assert LATEST.isoformat() in browser.get("/readyz").json()["warnings"][-1]
    assert "mesur_trials_ending_soon 1.0" in browser.get("/metrics").text
    confirmed = ("retention", "run", "--clock-confirmed-by", "A. Rees")
    cli(*confirmed)
    assert completed(harness, trial) is None
    harness.clock.now += timedelta(days=14)
    assert "1 trial was completed by itself" in cli(*confirmed).stdout
    assert completed(harness, trial) == LATEST
    assert "warnings" not in browser.get("/readyz").json()


def test_a_trial_from_before_there_were_latest_days_has_a_year(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen")
    with harness.service.engine.begin() as connection:
        change_rows(connection, programmes, true(), {"complete_by": None})
    assert complete_due(harness, date(2027, 11, 24)) == []
    assert complete_due(harness, date(2027, 11, 25)) == [(trial, date(2027, 11, 25))]


def test_a_trial_is_completed_by_itself_although_its_key_file_is_missing(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen")
    answer_once(harness)
    with harness.service.engine.begin() as connection:
        file = harness.service.ring.path(trials.find(connection, trial).key_id)
    elsewhere = file.rename(file.with_suffix(".moved"))
    assert complete_due(harness, LATEST + timedelta(days=3)) == [(trial, LATEST)]
    elsewhere.rename(file)


def test_nothing_is_answered_after_the_latest_day_on_which_a_trial_is_completed_by_itself(
    harness: ServiceHarness,
) -> None:
    trial = harness.create_trial("Derwen")
    harness.clock.now = datetime.combine(LATEST, time(23, 59), UTC)
    browser = harness.signed_in("cadi")
    (sitting,) = [each["id"] for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    harness.clock.now += timedelta(minutes=2)
    late = put_response(browser, sitting, item["position"], response_body(item, None))
    assert (late.status_code, late.json()["code"]) == (409, "trial_closed")
    assert all(event.at.date() <= LATEST for event in harness.log(UUID(sitting)))
    assert refused_completion(harness, trial, LATEST + timedelta(days=1)) is Reason.COMPLETED_TOO_LATE
    assert complete_due(harness, LATEST + timedelta(days=1)) == [(trial, LATEST)]


def refused_completion(harness: ServiceHarness, trial: str, on: date) -> Reason:
    opened = harness.service
    with pytest.raises(trials.TrialOver) as refused, opened.engine.begin() as connection:
        trials.complete(connection, opened.ring, opened.ledger, trial, on, DECISION, harness.clock())
    return refused.value.reason


def test_a_completion_is_not_dated_before_the_last_answer(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen")
    harness.clock.now += timedelta(days=3)
    answer_once(harness)
    assert refused_completion(harness, trial, TODAY + timedelta(days=2)) is Reason.COMPLETED_BEFORE_LAST_ANSWER
    assert refused_completion(harness, trial, TODAY + timedelta(days=4)) is Reason.COMPLETED_IN_FUTURE
    assert completed(harness, trial) is None
    harness.clock.now += timedelta(days=3)
    harness.complete_trial(trial, TODAY + timedelta(days=3))
    assert completed(harness, trial) == TODAY + timedelta(days=3)


def amended(harness: ServiceHarness, trial: str, on: date) -> date | None:
    opened = harness.service
    with opened.engine.begin() as connection:
        act = (connection, opened.ring, opened.ledger, trial, on, DECISION, harness.clock())
        return trials.amend_completion(*act).trial_due_on


def refused_amendment(harness: ServiceHarness, trial: str, on: date) -> Reason:
    with pytest.raises(trials.TrialOver) as refused:
        amended(harness, trial, on)
    return refused.value.reason


def test_a_mistaken_completion_is_amended_to_an_earlier_day_alone_and_not_before_the_last_answer(
    harness: ServiceHarness,
) -> None:
    trial, opened = harness.create_trial("Derwen"), harness.service
    assert refused_amendment(harness, trial, TODAY) is Reason.AMENDED_NOT_COMPLETED
    harness.clock.now += timedelta(days=2)
    answer_once(harness)
    harness.clock.now += timedelta(days=7)
    harness.trust_clock(harness.clock.now)
    harness.complete_trial(trial, TODAY + timedelta(days=9))
    before = len(opened.ledger.checked_entries())
    for day, why in (
        (9, Reason.AMENDED_LATER),
        (10, Reason.AMENDED_LATER),
        (1, Reason.COMPLETED_BEFORE_LAST_ANSWER),
        (-1, Reason.COMPLETED_BEFORE_CREATED),
    ):
        assert refused_amendment(harness, trial, TODAY + timedelta(days=day)) is why
    assert (completed(harness, trial), len(opened.ledger.checked_entries())) == (TODAY + timedelta(days=9), before)

    due = months_after(TODAY + timedelta(days=4), 18)
    assert amended(harness, trial, TODAY + timedelta(days=4)) == due
    assert refused_amendment(harness, trial, TODAY + timedelta(days=5)) is Reason.AMENDED_LATER
    decided, entry = opened.ledger.checked_entries()[-2:]
    assert (entry.kind, entry.facts) == ("completion amended", {"trial": trial, "on": "2026-11-29"})
    assert (decided.facts or {})["act"] == "amended a completion"
    (scheduled,) = [each for each in opened.retention.due(due) if each.programme.id == trial]
    assert scheduled.due_on == due
    entries = opened.ledger.checked_entries()
    (record,) = programme_records(entries)
    assert (record.days.on, record.due_on) == ("2026-11-29", due.isoformat())
    assert list(programme_findings(entries)) == []
    with opened.engine.begin() as connection:
        later = {"completed_on": TODAY + timedelta(days=9)}  # as in an older backup
        change_rows(connection, programmes, programmes.c.id == trial, later)
        connection.execute(update(ledger_position).values(number=before, hash=entries[before - 1].hash))
    replay_ledger(opened.engine, opened.ledger, harness.clock())
    assert completed(harness, trial) == TODAY + timedelta(days=4)
    harness.clock.now = datetime.combine(due, time(12), UTC)
    harness.trust_clock(harness.clock.now)
    assert refused_amendment(harness, trial, TODAY + timedelta(days=3)) is Reason.AMENDED_TOO_LATE


def test_without_its_key_no_completion_is_dated_back(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen")
    answer_once(harness)
    harness.clock.now += timedelta(days=2)
    harness.trust_clock(harness.clock.now)
    with harness.service.engine.begin() as connection:
        file = harness.service.ring.path(trials.find(connection, trial).key_id)
    elsewhere = file.rename(file.with_suffix(".moved"))
    with pytest.raises(KeyGone):
        harness.complete_trial(trial, TODAY + timedelta(days=1))
    harness.complete_trial(trial, TODAY + timedelta(days=2))
    with pytest.raises(KeyGone):
        amended(harness, trial, TODAY + timedelta(days=1))
    elsewhere.rename(file)


def test_the_command_tells_the_new_day_of_destruction(harness: ServiceHarness) -> None:
    trial, cli = harness.create_trial("Derwen"), CommandRunner(harness)
    harness.clock.now += timedelta(days=1)
    assert cli("trial", "complete", trial).exit_code == 0
    by = ("--by", "Ann Pugh", "--reason", "Wrong week")
    done = cli("trial", "amend-completion", trial, "--on", TODAY.isoformat(), *by)
    assert (done.exit_code, "2028-05-25" in done.stdout) == (0, True)
    refused = cli("trial", "amend-completion", trial, "--on", TODAY.isoformat(), *by)
    assert (refused.exit_code, trial in refused.stderr) == (2, True)


def test_no_cancellation_makes_a_day_of_destruction_later(harness: ServiceHarness) -> None:
    trial, service = harness.create_trial("Derwen"), harness.service
    harness.complete_trial(trial, TODAY)

    def cancelled(day: date) -> date | None:
        harness.trust_clock(datetime.combine(day, time(12), UTC))
        with service.engine.begin() as connection:
            trials.cancel(connection, service.ledger, trial, DECISION, datetime.combine(day, time(12), UTC))
            return trials.find(connection, trial).trial_due_on

    due = months_after(TODAY, 18)
    assert cancelled(due + timedelta(days=9)) == due
    assert cancelled(TODAY + timedelta(days=4)) == TODAY + timedelta(days=4)  # a clock had been wrong
    assert cancelled(TODAY + timedelta(days=5)) == TODAY + timedelta(days=4)


@pytest.mark.parametrize("latest", [TODAY - timedelta(days=1), date(2027, 11, 26)])
def test_the_latest_day_is_at_most_a_year_away(harness: ServiceHarness, latest: date) -> None:
    refused = CommandRunner(harness)("trial", "create", "T", "--all-classes", "--complete-by", latest.isoformat())
    assert (refused.exit_code, "2027-11-25" in refused.stderr) == (2, True)


def test_the_name_of_an_open_trial_is_not_given_twice(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen")
    with pytest.raises(trials.InvalidPlan, match=trial):
        harness.create_trial("Derwen")
    harness.complete_trial(trial, TODAY)
    assert harness.create_trial("Derwen") != trial


@pytest.mark.parametrize(("by", "reason"), [("", "r"), (" ", "r"), ("n" * 121, "r"), ("n", ""), ("n", "r" * 501)])
def test_a_decision_has_a_name_and_a_reason(by: str, reason: str) -> None:
    with pytest.raises(NobodySaid):
        Decision(by, reason)


def test_a_cancelled_trial_is_destroyed_at_once_and_the_ledger_says_who_decided_it_and_why(
    harness: ServiceHarness,
) -> None:
    cli, trial = CommandRunner(harness), harness.create_trial("Derwen")
    answer_once(harness)
    others_start(harness, trial)
    assert cli("trial", "extract", trial, "--reason", "To see how it goes").exit_code == 0
    done = cli("trial", "cancel", trial, "--by", "Ann Pugh", "--reason", "The items were published", answer="y\n")
    assert done.exit_code == 0, done.output
    certificate = read_content((harness.settings.certificates / f"{trial}.json").read_bytes())
    assert (certificate["sittings"], certificate["due_on"]) == (10, TODAY.isoformat())
    with harness.service.engine.begin() as connection:
        assert trials.find(connection, trial).destroyed_on == TODAY
        assert sittings.of_programme(connection, trial) == ()
        acts = ["created a trial", "extracted a trial", "cancelled a trial"]
        said = connection.scalars(select(audit_table.c.thing).where(audit_table.c.action.in_(acts))).all()
    decided = [entry for entry in harness.service.ledger.checked_entries() if entry.kind == EntryKind.DECIDED]
    assert [entry.facts and entry.facts["act"] for entry in decided] == acts
    assert (decided[-1].facts or {})["by"] == "Ann Pugh"
    assert sorted(said) == sorted(f"{trial}, ledger entry {entry.number}" for entry in decided)
    assert cli("trial", "cancel", trial, "--yes").exit_code == 2


def test_classes_are_listed_by_school_and_name(harness: ServiceHarness) -> None:
    listed = CommandRunner(harness)("trial", "classes").stdout
    assert all(part in listed for part in ("Ysgol y Prawf", "Derwen", "9C", str(harness.classes["9C"])))
    assert "Cadi" not in listed
