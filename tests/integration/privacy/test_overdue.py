"""A day past due: everybody is told, nobody reads or extracts what is overdue, and no sitting stops."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from delivery_api.commands.trial_commands import extracts as trial_extracts
from delivery_api.sittings.storage.programmes import ensure_school_years
from tests.support.command_runner import CommandRunner
from tests.support.planted_rows import COMPLETED, DUE, YEAR, completed_trial, noon, run_on
from tests.support.service_harness import (
    FakeClock,
    ServiceHarness,
    complete_sitting,
    put_response,
    response_body,
)
from tests.support.trial_sitters import others_start

YEAR_DUE = date(2028, 8, 31)


def overdue_gauge(text: str) -> float:
    (line,) = [line for line in text.splitlines() if line.startswith("mesur_overdue_destructions ")]
    return float(line.split()[1])


def test_on_the_day_nothing_is_overdue_and_a_day_later_the_gauge_and_the_warning_name_it(
    harness: ServiceHarness,
) -> None:
    trial = completed_trial(harness)
    browser = harness.browser()
    for day, overdue in ((DUE, 0), (DUE + timedelta(days=1), 1)):
        harness.clock.now = noon(day)
        ready = browser.get("/readyz").json()
        assert [each for each in ready.get("warnings", ()) if "overdue" in each] == (
            [f"overdue: {trial} since {DUE}"] if overdue else []
        )
        assert overdue_gauge(browser.get("/metrics").text) == overdue
    run_on(harness.service.retention, DUE + timedelta(days=1))
    assert overdue_gauge(browser.get("/metrics").text) == 0


def test_an_overdue_trial_is_not_extracted(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock(noon(DUE + timedelta(days=1)))
    monkeypatch.setattr(trial_extracts, "clock", clock)
    trial = harness.create_trial("Derwen")
    others_start(harness, trial, 10)
    harness.complete_trial(trial, COMPLETED)
    cli = CommandRunner(harness)
    extract = ("trial", "extract", trial, "--by", "A. Rees", "--reason", "calibration")
    refused = cli(*extract)
    assert refused.exit_code == 2
    assert "past their time" in refused.stderr
    assert not harness.settings.extracts.exists()
    clock.now = noon(DUE - timedelta(days=1))
    harness.trust_clock(clock.now)
    assert cli(*extract).exit_code == 0


def test_overdue_results_are_read_by_nobody_and_a_running_sitting_goes_on(harness: ServiceHarness) -> None:
    old = harness.assign("cadi")
    complete_sitting(harness, harness.signed_in("cadi"), old)
    harness.clock.now = noon(YEAR_DUE)
    assert harness.signed_in("cadi").get("/feedback/learners/me").status_code == 200
    harness.clock.now = noon(YEAR_DUE + timedelta(days=1))
    with harness.service.engine.begin() as connection:
        ensure_school_years(connection, harness.service.ring, harness.clock())
    running = harness.assign("joe")
    joe, cadi = harness.signed_in("joe"), harness.signed_in("cadi")
    item = joe.post(f"/api/sittings/{running}/start").json()["item"]
    assert YEAR in "".join(cadi.get("/readyz").json()["warnings"])
    refused = cadi.get("/feedback/learners/me")
    assert (refused.status_code, refused.json()["code"]) == (410, "overdue")
    assert cadi.get(f"/api/sittings/{old}/receipt").status_code == 410
    answered = put_response(joe, running, item["position"], response_body(item, None))
    assert answered.status_code == 200
