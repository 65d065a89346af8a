"""What an extract of a trial tells, and where copies of it are; on both databases."""

from __future__ import annotations

import csv
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from delivery_api.commands import trial as commands
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.privacy.person_rights import lift_restriction, restrict
from delivery_api.trials.seats import seats
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import DECISION, TEST_START, ServiceHarness, put_response, response_body


@pytest.fixture(autouse=True)
def _clock(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "clock", harness.clock)


def answer(harness: ServiceHarness, name: str, replies: int) -> None:
    browser = harness.signed_in(name)
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    item = browser.post(f"/api/sittings/{offered['id']}/start").json()["item"]
    for _ in range(replies):
        item = put_response(browser, offered["id"], item["position"], response_body(item, None)).json()["next"]


def extracted(harness: ServiceHarness, trial: str, *options: str) -> list[dict[str, str]]:
    assert CommandRunner(harness)("trial", "extract", trial, *options).exit_code == 0
    with (harness.settings.extracts / f"{trial}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_an_extract_has_whole_seconds_and_a_raw_response_only_where_it_is_asked_for(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen")
    answer(harness, "cadi", 3)
    rows = extracted(harness, trial)
    assert "response" not in rows[0]
    assert all(row["seconds"].isdigit() for row in rows if row["status"] != "not reached")
    assert {(row["year"], row["language"]) for row in rows} == {("", "")}  # one learner in ten is nobody to give
    assert "response" in extracted(harness, trial, "--raw-responses")[0]


def test_copies_of_an_extract_are_found_whole_or_in_part(harness: ServiceHarness, tmp_path: Path) -> None:
    trial, cli, shared = harness.create_trial("Derwen"), CommandRunner(harness), tmp_path / "shared"
    answer(harness, "cadi", 6)
    extracted(harness, trial)
    path = harness.settings.extracts / f"{trial}.csv"
    (shared / "deep").mkdir(parents=True)
    (shared / "letter.txt").write_text("Annwyl riant\n")
    clean = cli("trial", "find-copies", str(shared), str(path.parent))
    assert (clean.exit_code, clean.stdout.count(trial)) == (0, 2)  # the extract itself, once by path and once by id
    shutil.copy(path, shared / "deep" / "mine.csv")
    lines = path.read_text().splitlines()
    (shared / "part.csv").write_text("\n".join(lines[2:6]))
    extracted(harness, trial)  # an older extract's copy is found although another stands in its place
    found = cli("trial", "find-copies", str(shared))
    assert found.exit_code == 1
    assert ("mine.csv" in found.stdout, "part.csv" in found.stdout, "letter.txt" in found.stdout) == (True, True, False)
    cli("trial", "cancel", trial, "--yes")
    assert cli("trial", "find-copies", str(shared)).exit_code == 1  # also of a trial that is destroyed


def test_whoever_objected_is_in_no_extract_from_the_next_sign_in_on_or_at_once_with_the_identifier(
    harness: ServiceHarness,
) -> None:
    trial, opened = harness.create_trial("Derwen"), harness.service
    for name, replies in (("cadi", 2), ("joe", 4)):
        answer(harness, name, replies)
    assert len(extracted(harness, trial)) == 3 + 5

    def object_to(name: str, identifier: str | None) -> None:
        with opened.engine.begin() as connection:
            act = (connection, opened.ring, opened.ledger, harness.people[name])
            restrict(*act, RestrictionGround.OBJECTION, DECISION, harness.clock(), identifier=identifier)

    object_to("joe", "joe")
    assert len(extracted(harness, trial)) == 3
    object_to("cadi", None)
    assert len(extracted(harness, trial)) == 3  # nobody knows yet which sitting is whose
    assert harness.signed_in("cadi").get("/api/sittings").json() == {"sittings": []}
    assert extracted(harness, trial) == []
    with opened.engine.begin() as connection:
        lift_restriction(connection, opened.ring, opened.ledger, harness.people["cadi"], DECISION, harness.clock())
    harness.signed_in("cadi")
    assert len(extracted(harness, trial)) == 3


def test_past_the_day_of_its_destruction_a_trial_is_not_extracted(harness: ServiceHarness) -> None:
    trial, cli = harness.create_trial("Derwen"), CommandRunner(harness)
    harness.complete_trial(trial, TEST_START.date())
    harness.clock.now = datetime.fromisoformat("2028-05-25T12:00:00+00:00")
    harness.trust_clock(harness.clock.now)
    assert cli("trial", "extract", trial).exit_code == 0
    harness.clock.now = datetime.fromisoformat("2028-05-26T00:01:00+01:00")
    refused = cli("trial", "extract", trial)
    assert (refused.exit_code, trial in refused.stderr) == (2, True)


def test_spellings_of_one_identifier_are_one_pseudonym(harness: ServiceHarness) -> None:
    harness.create_trial("Derwen")

    def place(identifier: str) -> str:
        with harness.service.engine.begin() as connection:
            here = {harness.classes["Derwen"]: 4}
            (seat,) = seats(connection, harness.service.ring, here, identifier, TEST_START.date())
        return seat.pseudonym

    assert place("M660200005001") == place(" m660200005001 ")
    assert place("si\u00e2n@hwbcymru.net") == place("sia\u0302n@hwbcymru.net ")
    assert place("cadi@hwbcymru.net") != place("Cadi@hwbcymru.net")  # which a provider may tell apart
