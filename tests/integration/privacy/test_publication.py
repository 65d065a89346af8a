"""The log is published by the service's own steps, as files and as a page, and whoever checks it finds it true."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle.service_setup import set_up
from delivery_api.privacy.notice import published_versions
from delivery_api.privacy.notice.notice_versions import notice_versions
from tests.support import independent_verifier
from tests.support.command_runner import CommandRunner
from tests.support.planted_rows import DUE, completed_trial, noon, run_on
from tests.support.service_harness import ServiceHarness


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
    outcome = run_on(harness.service.retention, DUE)[trial]
    assert outcome.is_done
    folder = tmp_path / "log"
    result = CommandRunner(harness)("privacy", "publish", str(folder))
    assert result.exit_code == 0, result.output
    assert independent_verifier.verify(folder, folder / "public-key.pem")[trial]["destroyed_on"] == DUE.isoformat()
    assert "A. Rees" not in "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())
    served = served_log(harness, tmp_path / "served", trial)
    assert (served / "ledger.jsonl").read_text("utf-8") == (folder / "ledger.jsonl").read_text("utf-8")
    independent_verifier.verify(served, folder / "public-key.pem", folder / "head.json")


def served_log(harness: ServiceHarness, folder: Path, trial: str) -> Path:
    """The log as a browser gets it that has not signed in."""
    harness.clock.now = noon(DUE)
    browser = harness.browser()
    for language, heading in (("en", "The log of trials and destructions"), ("cy", "Log y treialon a’r dinistrio")):
        page = browser.get(f"/privacy/log?lang={language}")
        assert (page.status_code, heading in page.text, trial in page.text) == (200, True, True)
    (folder / "certificates").mkdir(parents=True)
    for name in ("ledger.jsonl", "public-key.pem", "head.json"):
        (folder / name).write_bytes(browser.get(f"/privacy/log/{name}").content)
    certificate = browser.get(f"/privacy/log/certificate.json?programme={trial}")
    (folder / "certificates" / f"{trial}.json").write_bytes(certificate.content)
    assert browser.get("/privacy/log/certificate.json?programme=../../keys").status_code == 404
    assert browser.cookies.jar is not None
    assert list(browser.cookies.jar) == []
    return folder


def test_the_page_shows_what_was_written_after_it_was_first_asked_for(harness: ServiceHarness) -> None:
    browser = harness.browser()
    before = browser.get("/privacy/log/ledger.jsonl").text
    trial = completed_trial(harness)
    after = browser.get("/privacy/log/ledger.jsonl").text
    assert (trial in before, trial in after, after.startswith(before)) == (False, True, True)
