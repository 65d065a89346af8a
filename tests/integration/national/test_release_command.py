"""`mesur release national`: what it refuses, what is in it, and that nobody who came or left shows in the next one."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from pyarrow import parquet
from sqlalchemy import delete, select, update

from delivery_api.bank.service import put_in_use
from delivery_api.commands.report_commands import release as command
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.national import store
from delivery_api.national.tables import national_releases, release_members
from delivery_api.privacy.person_rights import restrict
from delivery_api.privacy.retention.extract_destruction import ExtractDestruction
from delivery_api.sittings.record.event_types import Event, Recorded
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.result_records import record_result
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.values import SittingState
from itembank import BankVersion
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import DECISION, SUBJECT, ServiceHarness, complete_sitting, enrol_learner

YEAR = "2026-27"


def measured(bank: BankVersion) -> BankVersion:
    """The bank as if a trial had measured its items."""
    items = (replace(item, parameters=replace(item.parameters, provisional=False)) for item in bank.items)
    return replace(bank, items=tuple(items))


@pytest.fixture(autouse=True)
def _clock(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "clock", harness.clock)


def release(harness: ServiceHarness, *more: str) -> Result:
    decided = ("--by", "Sian Rees", "--reason", "Statistics of 2027")
    return CommandRunner(harness)("release", "national", SUBJECT, YEAR, *decided, *more)


def sit(harness: ServiceHarness, names: list[str], log: list[Event], answered: UUID) -> None:
    """Give learners the sitting that another one answered."""
    for name in names:
        enrol_learner(harness, "Derwen", name, name.title(), 4)
    given = {name: harness.assign(name) for name in names}
    with harness.service.engine.begin() as connection:
        model = sittings.find(connection, answered)
        assert model is not None
        key = harness.service.ring.living_keys(connection, f"programme:{YEAR}")[0]
        for each in given.values():
            found = sittings.find(connection, each)
            assert found is not None
            done = replace(found, state=SittingState.COMPLETED, pinned=model.pinned)
            logbook.append(connection, key, done, 0, log)
            sittings.save(connection, done)
            record_result(connection, harness.service.ring, key, done, harness.clock(), harness.bank_cache)


def after_the_year(harness: ServiceHarness) -> None:
    harness.clock.now += timedelta(days=365)
    harness.trust_clock(harness.clock.now)


def given_rows(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    rows = csv.DictReader((folder / "release.csv").read_text("utf-8").splitlines())
    return {(row["table"], row["language"] or row["medium"]): row for row in rows}


@pytest.mark.long_on("sqlite")
def test_a_release_is_frozen_counts_whom_it_may_and_hides_who_came_and_left(harness: ServiceHarness) -> None:
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    assert "ends on 2027-08-31: expected a school year that is over" in " ".join(release(harness).output.split())
    with harness.service.engine.begin() as connection:
        put_in_use(connection, measured(harness.bank), SUBJECT, harness.clock())
    first = harness.assign("joe")
    complete_sitting(harness, harness.signed_in("joe"), first)
    log = [event for event in harness.log(first) if not isinstance(event, Recorded)]
    sit(harness, [f"learner{number}" for number in range(3)], log, first)
    year_end = harness.clock.now
    after_the_year(harness)
    assert "expected at least 10 learners" in release(harness).output
    harness.clock.now = year_end
    sit(harness, [f"pupil{number}" for number in range(26)], log, first)
    after_the_year(harness)
    refused = release(harness)
    assert refused.exit_code == 2
    assert "3% of the results are provisional: expected at most 2%" in refused.output
    _restricted(harness, "cadi")
    done = release(harness)
    assert done.exit_code == 0, done.output
    folder = harness.settings.extracts / f"national-{YEAR}-{SUBJECT}"
    _is_whole(harness, folder)
    again = release(harness)
    assert "Nothing has changed since the last release" in again.output
    assert f"{YEAR}/{SUBJECT}/1  2027-" in CommandRunner(harness)("release", "list").output
    _reported(harness)
    _refused_without_the_first(harness)
    _restricted(harness, "pupil3")
    _restricted(harness, "pupil4")
    assert release(harness).exit_code == 0
    assert given_rows(folder)["year", ""]["status"] == "suppressed"
    _goes_with_the_year(harness, folder)


def _restricted(harness: ServiceHarness, name: str) -> None:
    with harness.service.engine.begin() as connection:
        ring, ledger, who = harness.service.ring, harness.service.ledger, harness.people[name]
        restrict(connection, ring, ledger, who, RestrictionGround.OBJECTION, DECISION, harness.clock())


def _is_whole(harness: ServiceHarness, folder: Path) -> None:
    rows = given_rows(folder)
    assert (rows["year", ""]["learners"], rows["year", ""]["status"]) == ("30", "published")
    assert rows["year-language", "en"]["note_en"].startswith("These are the same questions in two languages")
    assert rows["year-medium", "unknown"]["learners"] == "30"
    table = parquet.read_table(folder / "release.parquet").to_pylist()
    assert [str(row["mean"]) for row in table] == [row["mean"] for row in rows.values()]
    assert {
        row["column"] for row in csv.DictReader((folder / "dictionary.csv").read_text("utf-8").splitlines())
    } == set(table[0])
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert set(manifest["files"]) == {"release.csv", "release.parquet", "dictionary.csv"}
    registered = harness.service.ledger.entries_of(EntryKind.EXTRACT_REGISTERED)[-1].facts
    assert registered == {"programme": YEAR, "path": str(folder)}
    assert harness.service.ledger.entries_of(EntryKind.DECIDED)[-1].facts["by"] == "Sian Rees"
    with harness.service.engine.begin() as connection:
        sealed = connection.execute(select(release_members.c.payload)).scalar_one()
        assert str(harness.people["joe"]).encode() not in sealed


def _reported(harness: ServiceHarness) -> None:
    """The technical report: page and PDF in both languages, with the same figures."""
    out = harness.settings.extracts.parent / "report"
    told = CommandRunner(harness)("release", "report", SUBJECT, YEAR, "--out", str(out))
    assert told.exit_code == 0, told.output
    assert len(list(out.iterdir())) == 4
    pages = {each: (out / f"{YEAR}-{SUBJECT}.{each}.html").read_text("utf-8") for each in ("cy", "en")}
    cells = {each: re.findall(r"<td[^>]*>([^<]*)</td>", page) for each, page in pages.items()}
    figures = {each: [cell for cell in told if re.match(r"[0-9−–]", cell)] for each, told in cells.items()}
    assert figures["cy"] == figures["en"]
    assert len(cells["cy"]) == len(cells["en"])
    assert "30" in cells["en"]
    assert "Reliability and standard error" in pages["en"]
    assert "Dibynadwyedd a chyfeiliornad safonol" in pages["cy"]
    assert (out / f"{YEAR}-{SUBJECT}.cy.pdf").read_bytes().startswith(b"%PDF")
    refused = CommandRunner(harness)("release", "report", SUBJECT, "2030-31", "--out", str(out))
    assert refused.exit_code == 2
    assert "expected a school year with a release" in refused.output


def _refused_without_the_first(harness: ServiceHarness) -> None:
    """Deleted in the database, it would let the next one tell who came or left."""
    for table in (release_members, national_releases):
        with harness.service.engine.begin() as connection:
            row = connection.execute(select(table)).mappings().one()
            connection.execute(delete(table))
        refused = release(harness)
        assert refused.exit_code == 2
        assert f"tells of release {YEAR}/{SUBJECT}/1" in " ".join(refused.output.split())
        with harness.service.engine.begin() as connection:
            connection.execute(table.insert().values(row))


def _goes_with_the_year(harness: ServiceHarness, folder: Path) -> None:
    ExtractDestruction(harness.service.engine).destroy(YEAR, date(2028, 8, 31))
    assert not folder.exists()
    with harness.service.engine.begin() as connection:
        assert [each.name.number for each in store.releases_of(connection)] == [1, 2]


def test_a_forged_release_stops_the_next_one(harness: ServiceHarness) -> None:
    with harness.service.engine.begin() as connection:
        connection.execute(
            national_releases.insert().values(
                programme=YEAR,
                subject=SUBJECT,
                number=1,
                document=b"{}",
                made_on=datetime(2027, 9, 2).date(),  # noqa: DTZ001
            )
        )
        connection.execute(update(national_releases).values(document=b"{} "))
    refused = CommandRunner(harness)("release", "list")
    assert refused.exit_code == 2
    assert "national_releases" in refused.output
