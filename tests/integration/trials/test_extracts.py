"""What an extract of a trial tells, and where copies of it are; on both databases."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import pyarrow as pa
import pytest
from pyarrow import parquet

from delivery_api.commands import trial as commands
from delivery_api.commands.trial_commands import extracts as trial_extracts
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.privacy.person_rights import lift_restriction, restrict
from delivery_api.sittings.record.event_types import started
from delivery_api.sittings.service import school_mark
from delivery_api.trials import extraction
from delivery_api.trials import service as trials
from delivery_api.trials import store as trial_store
from delivery_api.trials.disclosure import Cell
from delivery_api.trials.extract_people import given_people, traits_of
from delivery_api.trials.extract_tables import ExtractFormat
from delivery_api.trials.extraction import ExtractRequest
from delivery_api.trials.seats import seats
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.planned_trial import planned_trial
from tests.support.service_harness import (
    DECISION,
    TEST_START,
    ServiceHarness,
    enrol_learner,
    put_response,
    response_body,
)
from tests.support.trial_sitters import others_start


@pytest.fixture(autouse=True)
def _clock(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "clock", harness.clock)
    monkeypatch.setattr(trial_extracts, "clock", harness.clock)


def answer(harness: ServiceHarness, name: str, replies: int, *, last: str = "en") -> None:
    """Answer some questions in English, the last of them in another language if one is given."""
    browser = harness.signed_in(name)
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    item = browser.post(f"/api/sittings/{offered['id']}/start").json()["item"]
    for number in range(1, replies + 1):
        body = response_body(item, None) | {"language": last if number == replies else "en"}
        item = put_response(browser, offered["id"], item["position"], body).json()["next"]


def extracted(harness: ServiceHarness, trial: str, *options: str) -> list[dict[str, Any]]:
    done = CommandRunner(harness)("trial", "extract", trial, *options)
    assert done.exit_code == 0, done.output
    assert f"mesur bank export {harness.bank.hash[:12]} --out bank.json" in done.output
    return parquet.read_table(harness.settings.extracts / trial / "responses.parquet").to_pylist()


def test_an_extract_has_whole_seconds_and_a_raw_response_only_where_it_is_asked_for(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen")
    answer(harness, "cadi", 3)
    others_start(harness, trial)
    rows = extracted(harness, trial)
    assert "response" not in rows[0]
    assert all(isinstance(row["seconds"], int) for row in rows if row["status"] != "not reached")
    told = {(row["year"], row["language"], row["school"], row["device"]) for row in rows}
    assert told == {("4", "en", "1", None)}
    assert "response" in extracted(harness, trial, "--with-responses")[0]


def test_of_fewer_than_ten_persons_nothing_is_extracted_or_registered_whatever_there_is(
    harness: ServiceHarness,
) -> None:
    trial, cli = harness.create_trial("Derwen"), CommandRunner(harness)

    def refused() -> bool:
        with nothing_written(harness.service.engine):
            done = cli("trial", "extract", trial)
        assert not harness.settings.extracts.exists()
        return (done.exit_code, "at least 10 persons" in " ".join(done.stderr.split())) == (2, True)

    assert refused()  # nobody sat
    answer(harness, "cadi", 12)
    assert refused()  # many answers of one
    others_start(harness, trial, 8)
    assert refused()
    others_start(harness, trial, 9)
    assert {row["person"] for row in extracted(harness, trial)} == set(range(1, 11))


def test_copies_of_an_extract_are_found_whole_or_in_part_in_parquet_and_in_text(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    trial, cli, shared = harness.create_trial("Derwen"), CommandRunner(harness), tmp_path / "shared"
    answer(harness, "cadi", 6)
    others_start(harness, trial)
    extracted(harness, trial)
    path = harness.settings.extracts / trial / "responses.parquet"
    (shared / "deep").mkdir(parents=True)
    (shared / "letter.txt").write_text("Annwyl riant\n")
    (shared / "broken.parquet").write_bytes(b"PAR1 and no more")
    clean = cli("trial", "find-copies", str(shared), str(path.parent))
    assert (clean.exit_code, clean.stdout.count(trial)) == (0, 2)  # the extract itself, once by path and once by id
    shutil.copy(path, shared / "deep" / "mine.bin")
    table = parquet.read_table(path)
    parquet.write_table(table.slice(1, 4).cast(_other_widths(table.schema)), shared / "part.parquet")
    cells = [["" if cell is None else str(cell) for cell in row.values()] for row in table.to_pylist()]
    assert {row[3] for row in cells} == {"1.0"}  # as another program writes a whole number
    (shared / "part.csv").write_text("\n".join(",".join(row) for row in cells[2:6]))
    (shared / "from_r.csv").write_text("\n".join(_quoted(at, row, ",") for at, row in enumerate(cells[2:6], 1)))
    (shared / "excel.csv").write_text("\r\n".join(";".join(row) for row in cells[2:6]))
    extracted(harness, trial)  # an older extract's copy is found although another stands in its place
    found = cli("trial", "find-copies", str(shared))
    assert found.exit_code == 1
    copies = ("mine.bin", "part.parquet", "part.csv", "from_r.csv", "excel.csv")
    there = {name: name in found.stdout for name in (*copies, "letter.txt", "broken.parquet")}
    assert there == {**dict.fromkeys(copies, True), "letter.txt": False, "broken.parquet": False}
    cli("trial", "cancel", trial, "--yes")
    assert cli("trial", "find-copies", str(shared)).exit_code == 1  # also of a trial that is destroyed


def test_an_extract_that_a_later_one_overwrote_stays_registered(harness: ServiceHarness, tmp_path: Path) -> None:
    trial, cli = harness.create_trial("Derwen"), CommandRunner(harness)
    answer(harness, "cadi", 3)
    others_start(harness, trial)
    assert cli("trial", "extract", trial, "--format", "csv").exit_code == 0
    copy, manifest = tmp_path / "copy.csv", harness.settings.extracts / trial / "manifest.json"
    shutil.copy(harness.settings.extracts / trial / "responses.csv", copy)
    first = sha256(manifest.read_bytes()).hexdigest()
    extracted(harness, trial)
    assert "a copy" in cli("trial", "find-copies", str(copy)).stdout
    with harness.service.engine.begin() as connection:
        assert trial_store.trial_of_extract(connection, first) == trial
        assert trial_store.trial_of_extract(connection, sha256(manifest.read_bytes()).hexdigest()) == trial
    cli("trial", "cancel", trial, "--yes")
    certificate = json.loads((harness.settings.certificates / f"{trial}.json").read_bytes())["certificate"]
    assert (certificate["extracts_destroyed"], certificate["extracts_overwritten"]) == (1, 1)
    assert "a copy" in cli("trial", "find-copies", str(copy)).stdout  # also of a trial that is destroyed


def _quoted(name: int, row: list[str], mark: str) -> str:
    """A row as R's write.csv writes it: with its name, text in quotes, NA for what is empty."""
    return mark.join((f'"{name}"', *(f'"{cell}"' if cell else "NA" for cell in row)))


def _other_widths(schema: pa.Schema) -> pa.Schema:
    return pa.schema([(field.name, pa.int64() if field.type == pa.int32() else field.type) for field in schema])


def test_whoever_objected_is_in_no_extract_from_the_next_sign_in_on_or_at_once_with_the_identifier(
    harness: ServiceHarness,
) -> None:
    trial, opened = harness.create_trial("Derwen"), harness.service
    for name, replies in (("cadi", 2), ("joe", 4)):
        answer(harness, name, replies)
    others_start(harness, trial, 10)
    assert len(extracted(harness, trial)) == 10 + 3 + 5

    def object_to(name: str, identifier: str | None) -> None:
        with opened.engine.begin() as connection:
            act = (connection, opened.ring, opened.ledger, harness.people[name])
            restrict(*act, RestrictionGround.OBJECTION, DECISION, harness.clock(), identifier=identifier)

    object_to("joe", "joe")
    assert len(extracted(harness, trial)) == 10 + 3
    object_to("cadi", None)
    assert len(extracted(harness, trial)) == 10 + 3  # nobody knows yet which sitting is whose
    assert harness.signed_in("cadi").get("/api/sittings").json() == {"sittings": []}
    assert len(extracted(harness, trial)) == 10
    with opened.engine.begin() as connection:
        lift_restriction(connection, opened.ring, opened.ledger, harness.people["cadi"], DECISION, harness.clock())
    harness.signed_in("cadi")
    assert len(extracted(harness, trial)) == 10 + 3


def test_from_the_day_of_its_destruction_on_a_trial_is_not_extracted(harness: ServiceHarness) -> None:
    trial, cli = harness.create_trial("Derwen"), CommandRunner(harness)
    others_start(harness, trial, 10)
    harness.complete_trial(trial, TEST_START.date())
    harness.clock.now = datetime.fromisoformat("2028-05-24T23:59:00+01:00")
    harness.trust_clock(harness.clock.now)
    assert cli("trial", "extract", trial).exit_code == 0
    for late in ("2028-05-25T00:01:00+01:00", "2028-05-26T00:01:00+01:00"):
        harness.clock.now = datetime.fromisoformat(late)
        with nothing_written(harness.service.engine):
            refused = cli("trial", "extract", trial, "--out", str(harness.settings.extracts / "late"))
        assert (refused.exit_code, trial in refused.stderr) == (2, True)
        assert not (harness.settings.extracts / "late").exists()


def test_an_extract_is_a_folder_with_a_dictionary_and_a_manifest_that_has_the_hash_of_each_file(
    harness: ServiceHarness,
) -> None:
    trial, folder = harness.create_trial("Derwen"), harness.settings.extracts
    answer(harness, "cadi", 3)
    others_start(harness, trial)
    rows, there = extracted(harness, trial), folder / trial
    assert sorted(each.name for each in there.iterdir()) == ["dictionary.csv", "manifest.json", "responses.parquet"]
    assert not any(path.stat().st_mode & 0o077 for path in (there, *there.iterdir()))
    manifest = json.loads((there / "manifest.json").read_bytes())
    for name, said in manifest["files"].items():
        assert said["sha256"] == sha256((there / name).read_bytes()).hexdigest()
    assert (manifest["trial"], manifest["place"]) == (trial, str(there))
    assert manifest["bank_versions"] == [harness.bank.hash]
    items = sorted({row["item"] for row in rows})
    assert manifest["counts"] == {"persons": 10, "rows": 4 + 9, "items": len(items)}
    assert manifest["items"] == items
    assert manifest["destroyed_on"] == "2028-06-23"  # 18 months after its latest day, while it is open
    left_out = {"withdrawn or restricted": 0, "does not verify": 0, "too few of the year group": 0}
    assert manifest["left_out"] == left_out | {"answered in both languages": 0}
    with (there / "dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        words = {row["column"]: row for row in csv.DictReader(file)}
    assert list(words) == list(rows[0])
    assert all(each["cy"] and each["en"] and each["cy"] != each["en"] for each in words.values())
    with harness.service.engine.begin() as connection:
        (registered,) = trial_store.extracts_of(connection, trial)
    assert registered.path == there
    assert registered.sha256 == sha256((there / "manifest.json").read_bytes()).hexdigest()


def test_schools_and_devices_are_told_where_ten_share_them_and_nothing_finer_is_noted(
    harness: ServiceHarness,
) -> None:
    trial = harness.create_trial("Derwen")
    browser = harness.signed_in("cadi")
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    headers = {"Mesur-Device-Kind": "tablet", "User-Agent": "Brand 7 (Model 9)"}
    browser.post(f"/api/sittings/{offered['id']}/start", headers=headers)
    begun = started(harness.log(UUID(offered["id"])))
    assert begun is not None
    assert begun.device_kind == "tablet"
    with harness.service.engine.begin() as connection:
        key = harness.service.ring.read(trials.find(connection, trial).key_id)
        other = harness.service.ring.read(harness.service.ring.living(connection, "programme:2026-27")[0])
    assert begun.school == school_mark(key, harness.school) != school_mark(other, harness.school)
    told = given_people(dict(enumerate([traits_of(harness.log(UUID(offered["id"])))] * 10)), {})
    assert {(each.school, each.device, each.cell) for each in told.values()} == {("1", "tablet", Cell("4", "en"))}
    odd = harness.signed_in("joe")
    (offered,) = [each for each in odd.get("/api/sittings").json()["sittings"] if each["trial"]]
    odd.post(f"/api/sittings/{offered['id']}/start", headers={"Mesur-Device-Kind": "Model 9"})
    begun = started(harness.log(UUID(offered["id"])))
    assert (begun.device_kind if begun else None) == ""
    live = harness.assign("cadi")
    browser.post(f"/api/sittings/{live}/start", headers=headers)
    begun = started(harness.log(live))
    assert ((begun.device_kind, begun.school) if begun else None) == ("", "")  # a school year's sitting notes neither


def test_of_a_booklet_every_item_is_told_also_those_that_were_not_reached(harness: ServiceHarness) -> None:
    planned = planned_trial(harness.bank)
    trial = harness.create_trial("Derwen", planned=planned)
    there = harness.settings.extracts / trial / "manifest.json"
    for number in range(9):
        enrol_learner(harness, "Derwen", f"y4n{number}", f"Learner {number}", 4)
        answer(harness, f"y4n{number}", 0)
    enrol_learner(harness, "Derwen", "older", "Older Learner", 5)
    answer(harness, "older", 1)
    # ten of the band, but the items tell who is in Year 5
    assert CommandRunner(harness)("trial", "extract", trial).exit_code == 2
    assert not there.exists()
    answer(harness, "cadi", 2)
    enrol_learner(harness, "Derwen", "both", "Learner Of Both", 4)
    answer(harness, "both", 2, last="cy")  # the only one in both languages, with whom all would lose theirs
    rows = extracted(harness, trial)
    assert json.loads(there.read_bytes())["left_out"]["answered in both languages"] == "under 10"
    assert {row["person"] for row in rows} == set(range(1, 11))
    assert {(row["form"], row["year"], row["language"]) for row in rows if row["language"]} == {
        (f"booklet-0{number}/Y4", "4", "en") for number in (1, 2, 3)
    }
    assert json.loads(there.read_bytes())["left_out"]["too few of the year group"] == "under 10"
    (cadi,) = {row["person"] for row in rows if row["status"] == "omitted"}
    rows = [row for row in rows if row["person"] == cadi]
    (booklet,) = {row["booklet"] for row in rows}
    form = planned.booklets[int(booklet.removeprefix("booklet-")) - 1][4]
    assert [row["item"] for row in rows] == list(form)
    assert [row["position"] for row in rows] == list(range(1, len(form) + 1))
    assert [row["status"] for row in rows] == ["omitted"] * 2 + ["not reached"] * (len(form) - 2)
    manifest = json.loads(there.read_bytes())
    assert manifest["bank_versions"] == [planned.trial_bank]
    assert manifest["plan_sha256"] == planned.hash
    assert manifest["years"] == [4, 5]


def test_csv_has_the_same_rows_as_parquet_and_needs_no_library(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial, cli = harness.create_trial("Derwen"), CommandRunner(harness)
    answer(harness, "cadi", 3)
    others_start(harness, trial)
    rows = extracted(harness, trial)
    monkeypatch.setitem(sys.modules, "delivery_api.trials.parquet_extract", None)
    refused = cli("trial", "extract", trial)
    assert (refused.exit_code, "--format csv" in refused.stderr) == (2, True)
    assert cli("trial", "extract", trial, "--format", "csv").exit_code == 0
    assert sorted(each.name for each in (harness.settings.extracts / trial).iterdir())[-1] == "responses.csv"
    with (harness.settings.extracts / trial / "responses.csv").open(newline="") as file:
        texts = list(csv.DictReader(file))
    assert _unnumbered(texts) == _unnumbered([{name: _text(cell) for name, cell in row.items()} for row in rows])
    found = cli("trial", "find-copies", str(harness.settings.extracts))
    assert (found.exit_code, "1 Parquet file" in found.stdout) == (0, False)


def _unnumbered(rows: list[dict[str, str]]) -> list[list[str]]:
    """Rows in order, without the numbers that persons have in an extract."""
    return sorted([cell for name, cell in row.items() if name != "person"] for row in rows)


def _text(cell: object) -> str:
    return "" if cell is None else str(int(cell)) if isinstance(cell, float) else str(cell)


def test_no_extract_is_inside_another_one(harness: ServiceHarness) -> None:
    trial, cli = harness.create_trial("Derwen"), CommandRunner(harness)
    others_start(harness, trial, 10)
    extracted(harness, trial)
    inside = harness.settings.extracts / trial / "deep" / "mine"
    assert cli("trial", "extract", trial, "--out", str(inside)).exit_code == 2
    other = harness.create_trial("9C", name="Another")
    assert cli("trial", "extract", other, "--out", str(harness.settings.extracts)).exit_code == 2


def test_a_process_that_is_killed_while_it_writes_leaves_nothing_that_destruction_does_not_find(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial, opened = harness.create_trial("Derwen"), harness.service
    answer(harness, "cadi", 3)
    others_start(harness, trial)
    left = harness.settings.extracts / "left"

    def killed(file: BinaryIO, *_: object) -> None:
        file.write(b"half of it")
        file.flush()
        shutil.copytree(left.with_name("left.partial"), left.with_name("kept"))
        raise KeyboardInterrupt

    request = ExtractRequest(trial, left)
    with opened.engine.begin() as connection:
        extraction.register_extract(connection, opened.ledger, request, DECISION, harness.clock())
    with pytest.raises(KeyboardInterrupt), opened.engine.begin() as connection:
        extraction.extract(connection, opened.ring, request, killed, ExtractFormat.CSV, harness.clock())
    assert not left.with_name("left.partial").exists()  # an exception is cleared away; a kill leaves what was kept
    left.with_name("kept").rename(left.with_name("left.partial"))
    with opened.engine.begin() as connection:
        assert extraction.trials_with_absent_extracts(connection) == ()
    CommandRunner(harness)("trial", "cancel", trial, "--yes")
    assert list(harness.settings.extracts.iterdir()) == []


def test_a_folder_whose_responses_were_taken_away_is_not_called_destroyed(harness: ServiceHarness) -> None:
    trial, cli = harness.create_trial("Derwen"), CommandRunner(harness)
    answer(harness, "cadi", 3)
    others_start(harness, trial)
    extracted(harness, trial)
    responses = harness.settings.extracts / trial / "responses.parquet"
    away = responses.rename(harness.settings.extracts.parent / "away.parquet")
    with harness.service.engine.begin() as connection:
        assert extraction.trials_with_absent_extracts(connection) == (trial,)
    assert cli("trial", "cancel", trial, "--yes").exit_code == 1
    certificate = json.loads((harness.settings.certificates / f"{trial}.json").read_bytes())
    assert "incomplete" in json.dumps(certificate)
    away.rename(responses)
    harness.service.retention.run(harness.clock(), clock_confirmed_by="A. Rees")
    assert not responses.parent.exists()


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
