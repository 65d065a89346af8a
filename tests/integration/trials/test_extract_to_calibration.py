"""From a trial that was sat to item parameters, with the commands that the README names."""

from __future__ import annotations

import json
import random
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from calibration import FitStatus
from delivery_api.commands import trial
from delivery_api.commands.trial_commands import extracts as trial_extracts
from delivery_api.dates.school_calendar import london_date
from delivery_api.demo.simulated_replies import simulated_reply
from delivery_api.identity import enrolment, store
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import SUBJECT, TEST_START, FakeClock, ServiceHarness, put_response, response_body

LEARNERS, REPLIES = 10, 12


@pytest.fixture(autouse=True)
def _harness_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (trial, trial_extracts):
        monkeypatch.setattr(module, "clock", FakeClock())


def enrol(harness: ServiceHarness, name: str) -> None:
    with harness.service.engine.begin() as connection:
        school = store.persons(connection, harness.service.ring, [harness.people["cadi"]])[
            harness.people["cadi"]
        ].school
        enrolment.enrol(
            connection,
            harness.service.ring,
            kind="learner",
            school=school,
            class_id=harness.classes["Derwen"],
            identifier=name,
            name=f"{name.title()} Prawf",
            today=london_date(TEST_START),
            year_group=4,
        )


def sit(harness: ServiceHarness, name: str, theta: float, chance: random.Random) -> None:
    """Answer the first questions of the trial as somebody of ability `theta` (logits) would."""
    browser = harness.signed_in(name)
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    item: dict[str, Any] = browser.post(f"/api/sittings/{offered['id']}/start").json()["item"]
    for _ in range(REPLIES):
        version = harness.bank.item(item["id"])
        reply = simulated_reply(version, theta, chance)
        item = put_response(browser, offered["id"], item["position"], response_body(item, reply)).json()["next"]


def test_a_trial_that_was_sat_is_extracted_and_calibrated_as_the_extract_says(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    cli, chance, fit = CommandRunner(harness), random.Random(5), tmp_path / "fit.json"
    mean = harness.bank.design(SUBJECT).population(4).mean
    name = cli.create_trial()
    for number in range(LEARNERS):
        enrol(harness, f"learner{number}")
        sit(harness, f"learner{number}", mean + (2.5 if number % 2 else -2.5), chance)
    extracted = cli("trial", "extract", name)
    assert extracted.exit_code == 0, extracted.output
    path = harness.settings.extracts / name

    refused = cli("calibrate", str(path), "--model", "rasch", "--out", str(fit))
    assert refused.exit_code == 2
    assert "--drop-constant" in refused.stderr
    assert not fit.exists()

    told = f"mesur calibrate {path} --bank bank.json --model rasch --drop-constant --report fit.html"
    assert told in extracted.stdout
    assert "--dif" not in extracted.stdout  # in an extract of one language
    done = cli("calibrate", str(path), "--drop-constant", "--model", "rasch", "--out", str(fit))
    document = json.loads(fit.read_text())
    # ten learners on adaptive routes need not bound a spread of ability; then the fit says so, with code 1
    status = FitStatus[document["status"].upper()]
    assert done.exit_code == (0 if status is FitStatus.CONVERGED else 1), done.output
    assert document["converged"] is (done.exit_code == 0)
    statuses = document["data"]["statuses"]
    assert statuses["answered"] + statuses.get("omitted", 0) == LEARNERS * REPLIES
    assert statuses["not reached"] == LEARNERS
    assert document["data"]["left_out"]
    manifest = (path / "manifest.json").read_bytes()
    origin = document["data"]["extract"]
    assert (origin["trial"], origin["bank_versions"]) == (name, [harness.bank.hash])
    assert origin["manifest_sha256"] == sha256(manifest).hexdigest()

    (path / "responses.parquet").write_bytes(b"PAR1")
    changed = cli("calibrate", str(path), "--drop-constant", "--model", "rasch", "--out", str(tmp_path / "other.json"))
    assert (changed.exit_code, "responses.parquet" in changed.stderr) == (2, True)
    (path / "manifest.json").write_text("{}")
    assert cli("calibrate", str(path), "--out", str(tmp_path / "other.json")).exit_code == 2
    assert not (tmp_path / "other.json").exists()
    assert cli("trial", "extract", name, "--format", "csv").exit_code == 0
    again = cli("calibrate", str(path), "--drop-constant", "--model", "rasch", "--out", str(tmp_path / "csv.json"))
    assert again.exit_code in (0, 1)
    same = json.loads((tmp_path / "csv.json").read_text())
    assert [each["id"] for each in same["items"]] == [each["id"] for each in document["items"]]
