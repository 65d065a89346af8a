"""A whole day of the demonstration, and then a search of all that it left for anybody's UPN, name or date of birth."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from delivery_api.bank.requested_subject import DEFAULT_SUBJECT
from delivery_api.commands import keys, roster, trial
from delivery_api.commands import people as people_commands
from delivery_api.commands.trial_commands import extracts as trial_extracts
from delivery_api.dates.clock import clock as now
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.demo.people import OUTSIDERS, SCHOOLS, SMALL_SCHOOLS, demo_sign_in_names
from delivery_api.demo.run import prepare_demo
from delivery_api.demo.sign_in_provider import run_provider
from delivery_api.identity import person_records
from delivery_api.identity.identifier_hashing import parse_identifier
from delivery_api.identity.upn import is_upn
from delivery_api.lifecycle.service_setup import open_service
from delivery_api.privacy.person_rights import erase
from delivery_api.settings import Settings
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sitting_store
from itembank import numeracy_bank, write_bank
from itembank.builtin_banks import BUILTIN_BANKS
from tests.integration.operation.test_key_management import database_dump
from tests.support.command_runner import CommandRunner
from tests.support.roster_feeds import (
    learner_rows,
    oneroster_tables,
    teacher_row,
    valid_upn,
    write_oneroster,
    write_plain,
)
from tests.support.service_harness import DECISION, FakeClock, ServiceHarness, complete_sitting, sign_in
from tests.support.trial_sitters import others_start

UPN = re.compile(rb"(?<![0-9A-Za-z])[A-Z][0-9]{11}[0-9A-Z](?![0-9A-Za-z])")  # not inside a run of hex digits
QUESTIONS = b"".join(write_bank(made()) for made in BUILTIN_BANKS.values())
FEED = [
    *learner_rows(8),
    *learner_rows(4, 30, school="6602001", birth_date="2017-12-31"),
    teacher_row("AB1", "Rhiannon Bevan-Pugh"),
]


LATE, APPOINTED = "Myfanwy Hwyrddyfodiad", "Lleucu Penodedig"


@dataclass
class Day:
    """What a day left behind, by where it lies."""

    left: dict[str, bytes]
    names: set[str]
    births: set[str]


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Iterator[Settings]:
    """A demonstration as `mesur demo` makes it, its provider running."""
    with run_provider(0) as issuer:
        port = int(issuer.rpartition(":")[2])
        prepared = prepare_demo(tmp_path / "demo", 8400, port, database_url, SMALL_SCHOOLS)
        assert (tmp_path / "demo" / "settings.toml").stat().st_mode & 0o777 == 0o600
        yield prepared


@pytest.fixture
def day(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Day]:
    caplog.set_level("DEBUG")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    clock = FakeClock(now())  # the demonstration's classes began today
    for module in (keys, roster, trial, people_commands, trial_extracts):
        monkeypatch.setattr(module, "clock", clock)
    harness = ServiceHarness(settings, open_service(settings), clock, numeracy_bank())
    assert timedelta() <= clock.now - latest_event(harness) < timedelta(hours=2)  # nothing lies in the future
    written = live_through(harness, tmp_path)
    left = {
        "database": database_dump(harness),
        "log": caplog.text.encode(),
        "temporary files": read_all(temporary),
        "extracts and certificates": read_all(settings.extracts) + read_all(settings.certificates),
        "commands": written.encode(),
    }
    learners_ = [learner for school in SCHOOLS for each in school.classes for learner in each.learners]
    names = {learner.name for learner in learners_} | {r.name for r in FEED} | {each.name for each in OUTSIDERS}
    names |= {name for school in SCHOOLS for name in (school.teacher, school.head[1], school.governor[1])}
    yield Day(
        left,
        names | {"Cadi Morgannwg", LATE, APPOINTED},
        {row.birth_date for row in FEED if row.birth_date} | {"2018-04-05"},
    )
    harness.close()


def latest_event(harness: ServiceHarness) -> datetime:
    with harness.service.engine.begin() as connection:
        taken = sitting_store.of_programme(connection, school_year(london_date(harness.clock.now)))
        logs = logbook.logs(connection, harness.service.ring, taken)
    return max(event.at for log in logs.values() for event in log)


def live_through(harness: ServiceHarness, folder: Path) -> str:
    """Rosters, sign-ins, sittings, feedback, a trial, values put right, an erasure, keys; what commands said."""
    come_in_with_a_pin(harness)
    cli = CommandRunner(harness)
    plain, zipped = write_plain(folder / "r.csv", FEED), write_oneroster(folder / "r.zip", oneroster_tables(FEED[1:]))
    faulty = write_plain(folder / "faulty.csv", [*FEED, FEED[0].but(name="Llinos Arall"), FEED[1].but(birth_date="?")])
    said = [cli("roster", "preview", str(plain)), cli("roster", "import", str(plain))]
    said += [
        cli("roster", "import", str(faulty)),
        cli("roster", "import", str(zipped)),
        cli("roster", "import", str(plain)),
    ]
    assert [each.exit_code for each in said] == [0, 0, 2, 0, 0]
    said += [cli("trial", "create", "Treial", "--all-classes")]
    for name in demo_sign_in_names():
        browser = harness.browser()
        assert sign_in(browser, name).status_code == 303
        look_round(harness, browser)
    assert sign_in(harness.browser(), valid_upn(99)).status_code in (403, 400)
    today = london_date(harness.clock())
    with harness.service.engine.begin() as connection:
        person = person_records.find_by_identifier(connection, harness.service.ring, parse_identifier(valid_upn(1)))
        other = person_records.find_by_identifier(connection, harness.service.ring, parse_identifier(valid_upn(2)))
        assert person is not None
        assert other is not None
        person_records.rectify(
            connection, harness.service.ring, person.id, today, name="Cadi Morgannwg", birth_date=date(2018, 4, 5)
        )
        opened = harness.service
        erase(connection, opened.ring, opened.ledger, other.id, DECISION, harness.clock())
    said += [
        cli("roster", "import", str(plain)),
        cli("keys", "change", "names"),
        cli("keys", "change", "identifiers"),
    ]
    said += [cli("roster", "import", str(plain), "--even-so"), cli("keys", "list")]
    trial_id = next(word for word in said[5].stdout.split() if word.startswith("trial-"))
    others_start(harness, trial_id, 10)
    said += [cli("trial", "extract", trial_id, "--format", "csv"), cli("roster", "roll-over")]
    # what somebody types at a prompt stands on their own screen; nothing else that the command says is of them
    appointed = cli("people", "appoint", "officer", answer=f"{valid_upn(98)}\n{APPOINTED}\n")
    assert appointed.output.count(APPOINTED) == 1
    said += [cli("people", "list")]
    assert [each.exit_code for each in said[5:]] == [0] * len(said[5:])
    return "".join(each.output for each in said)


def come_in_with_a_pin(harness: ServiceHarness) -> None:
    """A class and somebody who is on no list yet come in with a PIN, and the teacher says who it was."""
    teacher_, learner = harness.browser(), harness.browser()
    sign_in(teacher_, SCHOOLS[0].teacher_sign_in)
    class_ = re.findall(r'href="/feedback/(classes/[^"?]+)', teacher_.get("/").text)[0]
    assert teacher_.post(f"/{class_}/arrivals", data={"name": LATE, "year_group": "3"}).status_code == 303
    assert teacher_.post(f"/{class_}/pin").status_code == 303
    pin = re.findall(r'mesur-pin__letters">([^<]+)<', teacher_.get(f"/{class_}/pin").text)[0]
    ids = re.findall(r'name="learner" value="([^"]+)"', learner.post("/pin", data={"pin": pin}).text)
    assert len(ids) == 4
    for id_ in ids:
        assert harness.browser().post("/pin/enter", data={"pin": pin, "learner": id_}).status_code == 303
    visits = dict.fromkeys(re.findall(r'name="visit" value="([^"]+)"', teacher_.get(f"/{class_}/pin").text))
    for visit in visits:
        answer = teacher_.post(f"/{class_}/pin/visits", data={"visit": visit, "learner": ids[0]})
        assert answer.status_code in (303, 422)  # a late arrival is nobody to be


def look_round(harness: ServiceHarness, browser: TestClient) -> None:
    """Sit what waits, or look at the classes; and make a mistake."""
    for path in ("/", "/feedback/learners/me", "/feedback/classes/none", "/nowhere?name=Cadi"):
        browser.get(path, headers={"accept": "text/html"})
    waiting = browser.get("/api/sittings")
    if waiting.status_code == 200:
        for sitting in waiting.json()["sittings"]:
            numeracy = sitting["subject"] == DEFAULT_SUBJECT  # of which the harness has the bank
            if numeracy and sitting["state"] == "assigned" and not harness.people:
                harness.people["one whole sitting will do"] = sitting["id"]
                complete_sitting(harness, browser, sitting["id"])


def read_all(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.mark.long_on("sqlite")
@pytest.mark.slow
def test_a_day_leaves_no_upn_no_name_and_no_date_of_birth_in_clear(day: Day) -> None:
    assert all(day.left[place] for place in ("database", "log", "extracts and certificates", "commands"))
    found = []
    for place, held in day.left.items():
        found += [(place, "UPN") for match in UPN.findall(held) if is_upn(match.decode())]
        for name in day.names:
            if any(spelled in held for spelled in spellings(name)):
                found.append((place, name))
        for born in day.births:
            if any(
                spelled.encode() in held
                for spelled in (born, born.replace("-", ""), "/".join(reversed(born.split("-"))))
            ):
                found.append((place, born))
    assert found == []


def spellings(name: str) -> Iterator[bytes]:
    """A name as it might stand somewhere: whole, or its surname unless some question has it too; also in hex."""
    for text in (name, name.split()[-1]):
        if text == name or (len(text) > 4 and text.encode() not in QUESTIONS):
            yield text.encode()
            yield text.encode().hex().encode()
            yield text.encode().hex().upper().encode()


def test_the_search_finds_what_it_looks_for() -> None:
    held = f"… {valid_upn(1)} and {b'Rhiannon Bevan-Pugh'.hex()} …".encode()
    assert [is_upn(match.decode()) for match in UPN.findall(held)] == [True]
    assert any(spelled in held for spelled in spellings("Rhiannon Bevan-Pugh"))
