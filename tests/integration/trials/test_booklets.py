"""Sittings of a planned trial get its booklets in turn; on both databases, through HTTP."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from delivery_api.access.refusals import Reason
from delivery_api.bank import store as banks
from delivery_api.bank.service import put_in_use
from delivery_api.commands import trial as commands
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.booklets.store import begin_booklet, booklet_counts
from delivery_api.trials import store
from delivery_api.trials.plan_verification import false_plans
from delivery_api.trials.service import InvalidPlan
from delivery_api.trials.trial_plans import PlannedTrial
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.planned_trial import PLAN, planned_trial
from tests.support.service_harness import SUBJECT, ServiceHarness, enrol_learner, put_response, response_body


@pytest.fixture(autouse=True)
def _clock(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "clock", harness.clock)


def offered(browser: TestClient) -> list[str]:
    """The ids of the trial sittings that a learner is offered."""
    return [each["id"] for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]


def sat(browser: TestClient, language: str = "cy") -> list[str]:
    """The items that a learner is asked in the trial, until it ends."""
    (sitting,) = offered(browser)
    item, asked = browser.post(f"/api/sittings/{sitting}/start?lang={language}").json()["item"], []
    while item is not None:
        asked.append(item["id"])
        item = put_response(browser, sitting, item["position"], response_body(item, None)).json()["next"]
    return asked


def test_three_learners_sit_three_booklets_of_a_trial_that_the_commands_made(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    planned, cli = planned_trial(harness.bank), CommandRunner(harness)
    file = tmp_path / "planned.json"
    file.write_bytes(planned.document)
    made = cli("trial", "create", str(file), "--all-classes")
    assert (made.exit_code, made.stderr) == (0, "")
    enrol_learner(harness, "Derwen", "nia", "Nia Price", 4)
    asked = {tuple(sat(harness.signed_in(name))) for name in ("cadi", "joe", "nia")}
    assert asked == {booklet[4] for booklet in planned.booklets}
    with harness.service.engine.begin() as connection:
        (trial,) = [each.id for each in sittings.all_programmes(connection) if each.kind == "trial"]
        kept = sittings.of_programme(connection, trial)
        record = store.plan_of(connection, trial)
        counts = [each for each in booklet_counts(connection, trial) if each.begun]
    assert record is not None
    assert (record.document, record.sha256) == (planned.document, planned.hash)
    assert {each.pinned.design_name for each in kept if each.pinned} == {each.booklet for each in counts}
    assert {each.pinned.bank_version for each in kept if each.pinned} == {planned.trial_bank}
    assert [(each.year, each.language, each.begun) for each in counts] == [(4, "cy", 1)] * 3


def test_a_plan_whose_document_is_not_the_one_that_its_hash_names_is_refused(harness: ServiceHarness) -> None:
    trial, planned = harness.create_trial("Derwen"), planned_trial(harness.bank)
    with harness.service.engine.begin() as connection:
        banks.add(connection, planned.trial_bank, SUBJECT, b"{}", harness.clock())
        other = store.PlanRecord(planned.document, "0" * 64, planned.trial_bank, planned.plan.opens)
        store.add_plan(connection, trial, other)
        with pytest.raises(RowForged):
            store.plan_of(connection, trial)
        assert list(false_plans(connection)) == [trial]


def test_a_start_that_is_repeated_counts_once_and_keeps_its_booklet(harness: ServiceHarness) -> None:
    trial, browser = harness.create_trial("Derwen", planned=planned_trial(harness.bank)), harness.signed_in("cadi")
    (sitting,) = offered(browser)
    first = [browser.post(f"/api/sittings/{sitting}/start").json()["item"]["id"] for _ in range(2)]
    assert first[0] == first[1]
    with harness.service.engine.begin() as connection:
        assert sum(each.begun for each in booklet_counts(connection, trial)) == 1


def test_sittings_that_begin_at_once_get_the_booklets_in_turn(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen", planned=planned_trial(harness.bank))

    def begin(_: int) -> str:
        with harness.service.engine.begin() as connection:
            booklet = begin_booklet(connection, trial, 4, "en")
            assert booklet is not None
            return booklet.design

    with ThreadPoolExecutor(6) as pool:
        given = Counter(pool.map(begin, range(12)))
    assert set(given.values()) == {4}
    with harness.service.engine.begin() as connection:
        counts = booklet_counts(connection, trial)
        assert {each.begun for each in counts if (each.year, each.language) == (4, "en")} == {4}
        assert {each.begun for each in counts if (each.year, each.language) != (4, "en")} == {0}


def test_a_trial_is_offered_from_its_first_day_on_and_to_its_year_groups_alone(harness: ServiceHarness) -> None:
    later = replace(PLAN, opens=PLAN.opens + timedelta(days=1))
    harness.create_trial("Derwen", "9C", planned=planned_trial(harness.bank, plan=later))
    assert offered(harness.signed_in("cadi")) == []
    harness.clock.now += timedelta(days=1)
    assert len(offered(harness.signed_in("cadi"))) == 1
    assert offered(harness.signed_in("mali")) == []  # Year 9


def refused(harness: ServiceHarness, planned: PlannedTrial, reason: Reason) -> None:
    with nothing_written(harness.service.engine), pytest.raises(InvalidPlan) as said:
        harness.create_trial("Derwen", planned=planned)
    assert said.value.reason is reason


def test_a_plan_is_refused_if_its_bank_moved_on_or_its_booklets_are_others_or_its_days_are_over(
    harness: ServiceHarness,
) -> None:
    planned = planned_trial(harness.bank)
    refused(harness, replace(planned, booklets=planned.booklets[::-1]), Reason.OTHER_TRIAL_BANK)
    refused(harness, replace(planned, plan=replace(PLAN, complete_by=date(2026, 11, 24))), Reason.COMPLETE_BY)
    moved = replace(harness.bank, items=harness.bank.items[:-1])
    with harness.service.engine.begin() as connection:
        put_in_use(connection, moved, moved.designs[0].name, harness.clock())
    refused(harness, planned, Reason.PLANNED_BANK_MOVED_ON)


def test_what_is_no_planned_trial_makes_no_trial(harness: ServiceHarness, tmp_path: Path) -> None:
    cli, file = CommandRunner(harness), tmp_path / "planned.json"
    document = planned_trial(harness.bank).document
    for content in (b"{}", b"no JSON", document.replace(b'"length": 4', b'"length":  4'), document[:-9]):
        file.write_bytes(content)
        with nothing_written(harness.service.engine):
            answer = cli("trial", "create", str(file), "--all-classes")
        assert (answer.exit_code, "mesur-trial-plan/1" in answer.stderr) == (2, True)
    assert cli("trial", "create", str(tmp_path / "none.json"), "--all-classes").exit_code == 2
    for edited in (b'"responses": 250', b"To try out new items", b'"se": 0.17'):
        assert edited in document
        file.write_bytes(document.replace(edited, edited.replace(b"0", b"1").replace(b"new", b"old")))
        with nothing_written(harness.service.engine):
            answer = cli("trial", "create", str(file), "--all-classes")
        assert (answer.exit_code, "altered after" in answer.stderr, "mesur trial plan" in answer.stderr) == (
            2,
            True,
            True,
        )
    for beside in (("--subject", "reading-en"), ("--complete-by", "2026-12-18")):
        file.write_bytes(document)
        assert cli("trial", "create", str(file), "--all-classes", *beside).exit_code == 2
