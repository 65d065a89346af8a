"""A reference sample for norms: whose results are in it, what it tells, and that it goes with the school year."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from delivery_api.bank.service import put_in_use
from delivery_api.commands.norm_commands import extract as command
from delivery_api.identity import person_records
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.norms import extraction, sample_rows
from delivery_api.privacy.person_rights import restrict
from delivery_api.privacy.retention.extract_destruction import ExtractDestruction
from delivery_api.trials.extract_copies import CopyKind, find_copies, known_extracts
from delivery_api.trials.store import extracts_to_be_destroyed
from itembank import BankVersion
from reports.technical.norms.sample_file import read_norm_sample
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import (
    DECISION,
    SUBJECT,
    ServiceHarness,
    complete_sitting,
    enrol_learner,
    put_response,
    response_body,
)

YEAR = "2026-27"


def measured(bank: BankVersion) -> BankVersion:
    """The bank as if a trial had measured its items."""
    items = (replace(item, parameters=replace(item.parameters, provisional=False)) for item in bank.items)
    return replace(bank, items=tuple(items))


@pytest.fixture(autouse=True)
def _clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    named = "module_harness" if "module_harness" in request.fixturenames else "harness"
    monkeypatch.setattr(command, "clock", request.getfixturevalue(named).clock)


def born(harness: ServiceHarness, name: str, on: date) -> None:
    with harness.service.engine.begin() as connection:
        today = harness.clock().date()
        person_records.rectify(connection, harness.service.ring, harness.people[name], on=today, birth_date=on)


def extract(harness: ServiceHarness, *more: str) -> Result:
    decided = ("--by", "Sian Rees", "--reason", "Norms of 2027")
    return CommandRunner(harness)("norms", "extract", SUBJECT, YEAR, *decided, *more)


def stop_after_one(harness: ServiceHarness, name: str) -> None:
    sitting, browser = harness.assign(name), harness.signed_in(name)
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    put_response(browser, sitting, item["position"], response_body(item, None))
    told = harness.signed_in("evans").post(f"/api/sittings/{sitting}/finish", json={"reason": "ill"})
    assert told.status_code == 200, told.text


def test_a_sample_has_first_measured_results_of_confirmed_learners_and_nothing_that_names_them(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refused = extract(harness)
    assert refused.exit_code == 2
    assert "at least 10 learners with a result that norms may rest on" in refused.output
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    assert "left out because the result is provisional: under 10" in extract(harness).output
    assert not list(harness.settings.extracts.glob("*"))
    for module in (extraction, sample_rows):  # ten sittings would take long
        monkeypatch.setattr(module, "FEWEST", 2)
    with harness.service.engine.begin() as connection:
        put_in_use(connection, measured(harness.bank), SUBJECT, harness.clock())
    for name in ("nia", "ned"):
        enrol_learner(harness, "Derwen", name, name.title(), 4)
    born(harness, "ned", date(2018, 3, 1))
    born(harness, "joe", date(2017, 9, 30))
    for name in ("ned", "joe"):
        complete_sitting(harness, harness.signed_in(name), harness.assign(name))
    born(harness, "nia", date(2018, 1, 1))
    stop_after_one(harness, "nia")
    done = extract(harness)
    assert done.exit_code == 0, done.output
    folder = harness.settings.extracts / f"norms-{YEAR}-{SUBJECT}"
    rows = list(csv.DictReader((folder / "sample.csv").read_text("utf-8").splitlines()))
    assert {tuple(row) for row in rows} == {("theta", "year", "weeks", "age_months", "school")}
    assert {(row["year"], row["age_months"], row["school"]) for row in rows} == {("4", "104", "0"), ("4", "109", "0")}
    assert all(float(row["weeks"]) == pytest.approx(39 * 85 / 322, abs=0.1) for row in rows)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["left_out"] == {"provisional": "under 10", "ended early by staff": "under 10"}
    assert (manifest["persons"], manifest["destroyed_on"]) == (2, "2028-08-31")
    assert len(read_norm_sample(folder / "sample.csv")) == 2  # as `mesur norms fit` reads it
    _is_registered_and_destroyed(harness, folder, tmp_path)
    with harness.service.engine.begin() as connection:
        ring, ledger, who = harness.service.ring, harness.service.ledger, harness.people["joe"]
        restrict(connection, ring, ledger, who, RestrictionGround.OBJECTION, DECISION, harness.clock())
    assert "left out because the learner’s data are restricted: under 10" in extract(harness).output


def _is_registered_and_destroyed(harness: ServiceHarness, folder: Path, elsewhere: Path) -> None:
    copied = elsewhere / "copy.csv"
    copied.write_bytes((folder / "sample.csv").read_bytes())
    with harness.service.engine.begin() as connection:
        (known,) = known_extracts(connection)
    (copy,) = find_copies([known], [elsewhere / "copy.csv"], None)
    assert (copy.kind, copy.programme, copy.registered) == (CopyKind.WHOLE, YEAR, False)
    copied.unlink()
    assert harness.service.ledger.entries_of(EntryKind.EXTRACT_REGISTERED)[-1].facts == {
        "programme": YEAR,
        "path": str(folder),
    }
    ExtractDestruction(harness.service.engine).destroy(YEAR, date(2028, 8, 31))
    assert not folder.exists()
    with harness.service.engine.begin() as connection:
        assert extracts_to_be_destroyed(connection) == []


@pytest.mark.parametrize(
    ("subject", "year", "said"),
    [(SUBJECT, "2030-31", "expected a school year whose responses are there (2026-27"), ("maths", YEAR, "'maths'")],
)
def test_an_unknown_year_or_subject_is_refused(
    module_harness: ServiceHarness, subject: str, year: str, said: str
) -> None:
    decided = ("--by", "Sian Rees", "--reason", "Norms of 2027")
    refused = CommandRunner(module_harness)("norms", "extract", subject, year, *decided)
    assert refused.exit_code == 2
    assert said in refused.output
