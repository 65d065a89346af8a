"""The log is published by the service's own steps, as files and as a page, and whoever checks it finds it true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle.service_setup import set_up
from delivery_api.privacy.notice import published_versions
from delivery_api.privacy.notice.notice_versions import notice_versions
from delivery_api.privacy.published_log.log_check import log_findings
from delivery_api.privacy.published_log.log_files import read_key, read_published_log
from delivery_api.privacy.published_log.programme_records import Standing, programme_records
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.programmes import create_programme
from delivery_api.trials import service as trials
from tests.support import independent_verifier
from tests.support.command_runner import CommandRunner
from tests.support.planted_rows import COMPLETED, DUE, YEAR, completed_trial, noon, run_on
from tests.support.service_harness import DECISION, SUBJECT, ServiceHarness

YEAR_DUE = date(2028, 8, 31)


def test_the_setup_writes_each_version_of_the_notice_to_the_ledger_once_and_a_changed_one_again(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def recorded() -> list[object]:
        entries = harness.service.ledger.entries_of(EntryKind.NOTICE_PUBLISHED)
        return [(each.facts["version"], each.facts["sha256"]) for each in entries if each.facts]

    told = [(each.day.isoformat(), each.sha256) for each in notice_versions()]
    assert recorded() == told
    set_up(harness.service, harness.clock())
    assert recorded() == told
    changed = replace(notice_versions()[-1], sha256="0" * 64)
    monkeypatch.setattr(published_versions, "notice_versions", lambda: (changed,))
    set_up(harness.service, harness.clock())
    assert recorded() == [*told, (changed.day.isoformat(), "0" * 64)]


def test_a_log_published_by_the_command_and_one_read_from_the_page_pass_a_verifier_of_somebody_else(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    trial = completed_trial(harness)
    cancelled, left_open = (harness.create_trial("Derwen", name=name) for name in ("Cancelled", "Never completed"))
    harness.trust_clock(noon(COMPLETED))
    with harness.service.engine.begin() as connection:
        trials.cancel(connection, harness.service.ledger, cancelled, DECISION, noon(COMPLETED))
    days = (COMPLETED, DUE, YEAR_DUE)
    outcomes = {name: each for day in days for name, each in run_on(harness.service.retention, day).items()}
    assert all(outcomes[each].is_done for each in (trial, cancelled, left_open, YEAR))
    folder = tmp_path / "log"
    result = CommandRunner(harness)("privacy", "publish", str(folder))
    assert result.exit_code == 0, result.output
    destroyed = independent_verifier.verify(folder, folder / "public-key.pem")
    assert {name: each["destroyed_on"] for name, each in destroyed.items()} == {
        trial: DUE.isoformat(),
        cancelled: COMPLETED.isoformat(),
        left_open: YEAR_DUE.isoformat(),
        YEAR: YEAR_DUE.isoformat(),
    }
    log = read_published_log(folder)
    assert log_findings(log, read_key(log.public_key)) == ()
    standings = {each.programme: each.standing(YEAR_DUE) for each in programme_records(log.told)}
    assert (standings[trial], standings[left_open]) == (Standing.DESTROYED, Standing.DESTROYED_LATE)
    assert "A. Rees" not in "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())
    served = served_log(harness, tmp_path / "served", trial, destroyed)
    assert (served / "ledger.jsonl").read_text("utf-8") == (folder / "ledger.jsonl").read_text("utf-8")
    independent_verifier.verify(served, folder / "public-key.pem", folder / "head.json")


def served_log(harness: ServiceHarness, folder: Path, trial: str, destroyed: Iterable[str]) -> Path:
    """The log as a browser gets it that has not signed in."""
    harness.clock.now = noon(YEAR_DUE)
    browser = harness.browser()
    for language, heading in (("en", "The log of trials and destructions"), ("cy", "Log y treialon a’r dinistrio")):
        page = browser.get(f"/privacy/log?lang={language}")
        assert (page.status_code, heading in page.text, trial in page.text) == (200, True, True)
    (folder / "certificates").mkdir(parents=True)
    for name in ("ledger.jsonl", "public-key.pem", "head.json"):
        (folder / name).write_bytes(browser.get(f"/privacy/log/{name}").content)
    for programme in destroyed:
        certificate = browser.get(f"/privacy/log/certificate.json?programme={programme}")
        (folder / "certificates" / f"{programme}.json").write_bytes(certificate.content)
    assert browser.get("/privacy/log/certificate.json?programme=../../keys").status_code == 404
    assert browser.cookies.jar is not None
    assert list(browser.cookies.jar) == []
    return folder


def test_a_trial_that_is_older_than_the_ledger_is_written_to_it_by_the_setup(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    service = harness.service
    with service.engine.begin() as connection:
        for name in ("trial-000000a1", "trial-000000a2"):
            create_programme(connection, service.ring, name, harness.clock(), kind="trial", subject=SUBJECT, name=name)
        sittings.complete_programme(connection, "trial-000000a2", harness.clock().date())
    for _ in range(2):
        set_up(service, harness.clock())
    CommandRunner(harness)("privacy", "publish", str(tmp_path / "log"))
    independent_verifier.verify(tmp_path / "log", tmp_path / "log" / "public-key.pem")
    records = {each.programme: each for each in programme_records(read_published_log(tmp_path / "log").told)}
    assert records["trial-000000a1"].days.complete_by == "2027-11-25"
    assert records["trial-000000a2"].due_on == "2028-05-25"


def test_the_page_shows_what_was_written_after_it_was_first_asked_for(harness: ServiceHarness) -> None:
    browser = harness.browser()
    before = browser.get("/privacy/log/ledger.jsonl").text
    trial = completed_trial(harness)
    after = browser.get("/privacy/log/ledger.jsonl").text
    assert (trial in before, trial in after, after.startswith(before)) == (False, True, True)
