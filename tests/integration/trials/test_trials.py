"""A trial from its creation to the destruction of its responses, on both databases."""

from __future__ import annotations

import csv
import json
import shutil
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import inspect, select, text

from delivery_api.access.request_context import TrialSeat
from delivery_api.keys.encryption import DecryptionFailed, Key, KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.privacy.retention.certificates import read_content
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.tables import attendance, sitting_events
from delivery_api.sittings.storage.tables import sittings as sittings_table
from delivery_api.trials import extraction
from delivery_api.trials import service as trials
from delivery_api.trials import store as trial_store
from delivery_api.trials.extract_tables import ExtractFormat, write_csv
from delivery_api.trials.extraction import ExtractRequest
from delivery_api.trials.seats import seats as seats_of
from itembank import NumberEntry
from tests.support.service_harness import DECISION, SUBJECT, TEST_START, ServiceHarness, put_response, response_body
from tests.support.trial_sitters import others_start

COMPLETED = date(2026, 12, 4)
DUE = date(2028, 6, 4)
TODAY = TEST_START.date()
MARKERS = ("7319048", "6620391", "5518273")


@pytest.fixture
def trial(harness: ServiceHarness) -> str:
    return harness.create_trial("Derwen")


def sit_with_markers(harness: ServiceHarness, name: str) -> UUID:
    """Sit the trial, planting a marker in each of the first three number entries; the sitting's id."""
    browser = harness.signed_in(name)
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    sitting = UUID(offered["id"])
    planted = list(MARKERS)
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    while item is not None and planted:
        is_number = isinstance(harness.bank.item(item["id"]).response, NumberEntry)
        reply = planted.pop() if is_number else None
        answered = put_response(browser, sitting, item["position"], response_body(item, reply))
        assert answered.status_code == 200, answered.text
        item = answered.json()["next"]
    assert not planted
    return sitting


def complete(harness: ServiceHarness, trial: str) -> None:
    harness.complete_trial(trial, COMPLETED)


def run_retention(harness: ServiceHarness, day: date) -> list[Mapping[str, Any]]:
    """Run retention on a day; nothing may fail. What the certificates say."""
    outcomes = harness.service.retention.run(at_noon(day), clock_confirmed_by="A. Rees")
    assert [each for each in outcomes if each.failure] == []
    return [each.certificate for each in outcomes if each.certificate]


def written_certificate(harness: ServiceHarness, trial: str) -> Mapping[str, Any]:
    return read_content((harness.settings.certificates / f"{trial}.json").read_bytes())


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def extract(harness: ServiceHarness, trial: str, *, with_responses: bool = False) -> Path:
    request = ExtractRequest(trial, harness.settings.extracts / trial, with_responses)
    with harness.service.engine.begin() as connection:
        extraction.register_extract(connection, harness.service.ledger, request, DECISION, harness.clock())
    with harness.service.engine.begin() as connection:
        kind, now = ExtractFormat.CSV, harness.clock()
        extraction.extract(connection, harness.service.ring, request, write_csv, kind, now)
    return request.path / "responses.csv"


def test_a_trials_rows_carry_a_pseudonym_and_no_id_or_time_of_the_person(harness: ServiceHarness, trial: str) -> None:
    sitting = sit_with_markers(harness, "cadi")
    with harness.service.engine.begin() as connection:
        row = connection.execute(select(sittings_table).where(sittings_table.c.programme == trial)).one()
        events = connection.execute(select(sitting_events).where(sitting_events.c.programme == trial)).all()
        attended = connection.execute(select(attendance)).all()
    assert row.id == sitting
    assert row.learner is None
    assert len(row.pseudonym) == 64
    assert [tuple(each) for each in attended] == [(trial, harness.people["cadi"])]
    assert set(attendance.c.keys()) & set(sittings_table.c.keys()) == {"programme", "learner"}
    person = harness.people["cadi"]
    for each in (row, *events):
        assert not any(isinstance(value, datetime | date) for value in each)
        assert person not in tuple(each)
        assert not any(
            isinstance(value, bytes) and (person.bytes in value or person.hex.encode() in value) for value in each
        )


def test_the_same_learner_gets_the_same_place_at_every_sign_in_and_another_another(
    harness: ServiceHarness, trial: str
) -> None:
    def place(name: str) -> str:
        (offered,) = [s for s in harness.signed_in(name).get("/api/sittings").json()["sittings"] if s["trial"]]
        return str(offered["id"])

    assert place("cadi") == place("cadi")
    assert place("cadi") != place("joe")
    assert harness.signed_in("mali").get("/api/sittings").json() == {"sittings": []}


def test_a_trial_reaches_no_feedback_and_no_class_page(harness: ServiceHarness, trial: str) -> None:
    sit_with_markers(harness, "cadi")
    assert harness.signed_in("cadi").get("/feedback/learners/me", headers={"accept": "text/html"}).status_code == 404
    page = harness.signed_in("evans").get(f"/feedback/classes/{harness.classes['Derwen']}").text
    assert trial not in page
    assert "Autumn trial" not in page


def test_an_extract_gives_each_response_its_status(harness: ServiceHarness, trial: str) -> None:
    sitting = sit_with_markers(harness, "cadi")
    others_start(harness, trial)
    log = harness.log(sitting)
    with extract(harness, trial).open() as file:
        rows = list(csv.DictReader(file))
    assert len({row["person"] for row in rows}) == 10
    (person,) = {row["person"] for row in rows if row["status"] == "answered"}
    rows = [row for row in rows if row["person"] == person]
    statuses = [row["status"] for row in rows]
    assert set(statuses) <= {"answered", "omitted", "not reached"}
    assert statuses.count("answered") == len(MARKERS)
    assert statuses.count("not reached") == 1
    assert len(rows) == len([event for event in log if type(event).__name__ == "Replied"]) + 1


def test_a_completed_trial_takes_no_more_answers_and_its_date_cannot_be_moved(
    harness: ServiceHarness, trial: str
) -> None:
    browser = harness.signed_in("cadi")
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    complete(harness, trial)
    refused = browser.post(f"/api/sittings/{offered['id']}/start")
    assert (refused.status_code, refused.json()["code"]) == (409, "trial_closed")
    with pytest.raises(trials.TrialOver):
        harness.complete_trial(trial, COMPLETED + timedelta(days=30))


def test_after_completion_nothing_tells_the_order_in_which_learners_began(harness: ServiceHarness, trial: str) -> None:
    for name in ("joe", "cadi"):
        sit_with_markers(harness, name)
    with harness.service.engine.begin() as connection:
        before = connection.execute(select(sitting_events).order_by(*sitting_events.primary_key.columns)).all()
    complete(harness, trial)
    with harness.service.engine.begin() as connection:
        assert connection.execute(select(sitting_events).order_by(*sitting_events.primary_key.columns)).all() == before
        assert trial_store.count_attendance(connection, trial) == 2
        if connection.dialect.name != "postgresql":
            return
        slug = trial.replace("-", "_")
        for table in (f"trial_attendance_{slug}", f"sittings_{slug}", f"sitting_events_{slug}"):
            assert len(connection.scalars(text(f"SELECT DISTINCT xmin::text FROM {table}")).all()) == 1


def test_an_open_trial_never_falls_due(harness: ServiceHarness, trial: str) -> None:
    assert trial not in [due.programme.id for due in harness.service.retention.due(date(2099, 1, 1))]


def test_markers_are_readable_with_the_key_the_day_before_and_from_nothing_on_the_day(
    harness: ServiceHarness,
    trial: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sitting = sit_with_markers(harness, "cadi")
    others_start(harness, trial)
    path = extract(harness, trial, with_responses=True)
    complete(harness, trial)
    files = database_files(harness, request)

    # The day before: nothing is due; the markers come back through the key, and stand in clear nowhere.
    day_before = DUE - timedelta(days=1)
    assert run_retention(harness, day_before) == []
    with harness.service.engine.begin() as connection:
        row = sittings.find(connection, sitting)
        assert row is not None
        assert set(MARKERS) <= {
            getattr(e, "response", None) for e in logbook.log(connection, harness.service.ring, row)
        }
        sealed = connection.execute(select(sitting_events).where(sitting_events.c.programme == trial)).all()
    flush(harness)
    copy = tmp_path / "copy-of-the-day-before"
    for number, file in enumerate(files()):
        copy.mkdir(exist_ok=True)
        shutil.copy(file, copy / f"{number}-{file.name}")
    in_clear = [file.name for file in files() for marker in MARKERS if marker.encode() in file.read_bytes()]
    assert in_clear == []
    assert not any(marker in caplog.text for marker in MARKERS)
    assert any(marker in path.read_text() for marker in MARKERS)
    # The search itself is proved on the copy, while the key still exists.
    keys = every_key(harness.service.ring)
    assert found_in(copy, sealed, keys) == set(MARKERS)

    (certificate,) = run_retention(harness, DUE)

    assert found_in(copy, sealed, every_key(harness.service.ring)) == set()
    flush(harness)
    assert not path.parent.exists()
    for file in files():
        content = file.read_bytes()
        assert not any(marker.encode() in content for marker in MARKERS), file
    with harness.service.engine.begin() as connection:
        programme = sittings.programme(connection, trial)
        assert programme is not None
        assert programme.destroyed_on == DUE
        assert logbook.count_events(connection, trial) == 0
        assert trial_store.count_attendance(connection, trial) == 0
        with pytest.raises(KeyGone):
            harness.service.ring.read(programme.key_id)
        if connection.dialect.name == "postgresql":
            assert not [name for name in inspect(connection).get_table_names() if trial.replace("-", "_") in name]
    assert_without_identifiers(harness, certificate, sitting)


def assert_without_identifiers(harness: ServiceHarness, certificate: dict[str, object], sitting: UUID) -> None:
    written = written_certificate(harness, str(certificate["programme"]))
    assert written == certificate
    assert (written["completed_on"], written["due_on"], written["destroyed_on"]) == (
        COMPLETED.isoformat(),
        DUE.isoformat(),
        DUE.isoformat(),
    )
    assert (written["sittings"], written["participants"]) == (10, "under 10")
    assert (written["extracts_destroyed"], written["extracts_absent"]) == (1, 0)
    assert (written["keys_destroyed"], written["keys_missing"]) == (1, 0)
    for identifier in (str(sitting), *map(str, harness.people.values())):
        assert identifier not in json.dumps(written)


def test_a_second_run_changes_nothing(harness: ServiceHarness, trial: str) -> None:
    sit_with_markers(harness, "cadi")
    complete(harness, trial)
    assert len(run_retention(harness, DUE)) == 1
    certificate = (harness.settings.certificates / f"{trial}.json").read_bytes()
    assert run_retention(harness, DUE + timedelta(days=1)) == []
    assert (harness.settings.certificates / f"{trial}.json").read_bytes() == certificate


def test_one_trials_extract_cannot_take_anothers_place(harness: ServiceHarness, trial: str) -> None:
    others_start(harness, trial, 10)
    path = extract(harness, trial).parent
    request = ExtractRequest(harness.create_trial("9C", name="Another"), path)
    with harness.service.engine.begin() as connection, pytest.raises(extraction.PathTaken, match=trial):
        extraction.register_extract(connection, harness.service.ledger, request, DECISION, harness.clock())


def test_attendance_is_in_no_database_file_after_the_purge(
    harness: ServiceHarness, trial: str, request: pytest.FixtureRequest
) -> None:
    sit_with_markers(harness, "cadi")
    complete(harness, trial)
    files = database_files(harness, request)
    person = harness.people["cadi"]
    is_sqlite = harness.service.engine.dialect.name == "sqlite"
    attended = trial.encode() + (person.hex.encode() if is_sqlite else person.bytes)
    flush(harness)
    assert any(attended in file.read_bytes() for file in tables_only(files())), "the search finds nothing to begin with"
    run_retention(harness, DUE)
    flush(harness)
    assert not any(attended in file.read_bytes() for file in tables_only(files()))


def tables_only(files: list[Path]) -> list[Path]:
    """PostgreSQL recycles its write-ahead log in its own time; the tables are what is searched."""
    return [file for file in files if "pg_wal" not in file.parts]


def test_a_lost_trial_key_keeps_nobody_from_the_other_assessments(harness: ServiceHarness, trial: str) -> None:
    (file,) = [file for file in harness.service.ring.directory.glob("*.key.json") if trial in file.read_text()]
    file.unlink()
    harness.assign("cadi")
    (offered,) = harness.signed_in("cadi").get("/api/sittings").json()["sittings"]
    assert offered["trial"] is False


def test_a_school_year_goes_when_its_configured_time_is_up_and_others_stay(harness: ServiceHarness) -> None:
    harness.assign("cadi")
    due = harness.service.retention.due(date(2028, 8, 31))
    assert [each.programme.id for each in due] == ["2026-27"]
    run_retention(harness, date(2028, 8, 31))
    with harness.service.engine.begin() as connection:
        assert sittings.of_learners(connection, [harness.people["cadi"]]) == ()
        following = sittings.programme(connection, "2027-28")
        assert following is not None
        assert following.destroyed_on is None


def test_a_pseudonym_cannot_be_made_without_the_trials_key(harness: ServiceHarness, trial: str) -> None:
    with harness.service.engine.begin() as connection:
        programme = sittings.programme(connection, trial)
        assert programme is not None
        seats = list(seats_of(connection, harness.service.ring, {harness.classes["Derwen"]: 4}, "cadi", TODAY))
    assert seats == [TrialSeat(trial, seats[0].pseudonym, seats[0].sitting, SUBJECT, 4)]
    other = Key("other", "programme:other", b"\1" * 32)
    assert other.fingerprint("pseudonym", "cadi").hex() != seats[0].pseudonym


def every_key(ring: KeyRing) -> list[Key]:
    return [ring.read(file.name.removesuffix(".key.json")) for file in sorted(ring.directory.glob("*.key.json"))]


def found_in(copy: Path, sealed: object, keys: list[Key]) -> set[str]:
    """The markers that can be read from a copy of database files with some keys.

    Each sealed payload of the log is looked for in the copy's bytes, and every key is tried on it; the markers are
    looked for in clear as well.
    """
    content = b"".join(file.read_bytes() for file in sorted(copy.iterdir()))
    found = {marker for marker in MARKERS if marker.encode() in content}
    for row in sealed:  # type: ignore[attr-defined]
        if row.payload[:400] not in content:
            continue
        for key in keys:
            try:
                plain = key.open(row.payload, place=f"{row.sitting}/{row.sequence}")
            except DecryptionFailed:
                continue
            found |= {marker for marker in MARKERS if marker.encode() in zlib.decompress(plain)}
    return found


def database_files(harness: ServiceHarness, request: pytest.FixtureRequest):
    """A function that lists the files the database keeps: tables, write-ahead log, server log."""
    url = harness.service.engine.url
    if url.get_backend_name() == "sqlite":
        base = Path(url.database or "")
        return lambda: [file for file in base.parent.glob(base.name + "*") if file.is_file()]
    folder = request.getfixturevalue("postgres").folder
    # PostgreSQL rewrites its cache of the catalogue at any time; it holds no rows
    return lambda: [file for file in folder.rglob("*") if file.is_file() and file.name != "pg_internal.init"]


def flush(harness: ServiceHarness) -> None:
    """Have the database write out what it holds in memory, so that the files tell all."""
    if harness.service.engine.dialect.name == "postgresql":
        with harness.service.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("CHECKPOINT"))


def test_autumn_is_in_the_school_year_that_the_house_is_built_for() -> None:
    assert TEST_START.date() < COMPLETED
