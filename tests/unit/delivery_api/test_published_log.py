"""A true log is accepted, and each forgery is rejected, by Mesur and by a program written from the page alone."""

from __future__ import annotations

import ast
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from delivery_api.cli import app
from delivery_api.ledger.signing import canonical_json
from delivery_api.privacy.published_log.log_check import log_findings
from delivery_api.privacy.published_log.log_files import read_key_file, read_published_log
from delivery_api.privacy.published_log.log_findings import LogFault, LogFinding
from delivery_api.privacy.published_log.log_messages import detail_sentences, finding_sentence
from delivery_api.privacy.published_log.programme_records import ProgrammeRecord, Standing, programme_records
from delivery_api.privacy.published_log.programme_rules import TrialDays
from delivery_api.privacy.retention.certificates import CertificateFault
from delivery_api.web.message_catalogue import translations
from tests.support import independent_verifier
from tests.support.log_forgeries import FORGED_CHANGES, FORGERIES, HARMLESS
from tests.support.programme_stories import STORIES, TODAY
from tests.support.published_folders import (
    CANCELLED_TRIAL,
    DESTROYED_TRIAL,
    KEPT_TRIAL,
    PERSON,
    SCHOOL_YEAR,
    PublishedFolder,
    publish_folder,
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> PublishedFolder:
    return publish_folder(tmp_path_factory.mktemp("published"))


def found_in(folder: Path, key: Path, head: Path | None = None) -> set[str]:
    log = read_published_log(folder)
    return {each.fault for each in log_findings(log, read_key_file(key), head.read_bytes() if head else None)}


def test_the_verifier_written_from_the_page_shares_no_code_with_the_packages() -> None:
    tree = ast.parse(Path(independent_verifier.__file__).read_text("utf-8"))
    modules = [each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)]
    modules += [name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names]
    assert {str(module).split(".")[0] for module in modules} == {
        "base64", "cryptography", "datetime", "hashlib", "json", "pathlib", "re", "sys"
    }  # fmt: skip


def test_a_true_log_is_accepted_by_both(published: PublishedFolder) -> None:
    assert found_in(published.folder, published.key) == set()
    destroyed = independent_verifier.verify(published.folder, published.key)
    assert destroyed[DESTROYED_TRIAL]["completed_on"] == "2026-12-04"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> PublishedFolder:
    return publish_folder(tmp_path_factory.mktemp("changed"), changed=(3, 11))


@pytest.mark.parametrize("key", ["trusted.pem", "log/public-key.pem"])
def test_a_log_whose_key_was_changed_is_accepted_with_each_of_its_keys(changed: PublishedFolder, key: str) -> None:
    """Certificates, head and a head that was kept are followed too; only a key of the log is."""
    trusted = changed.folder.parent / key
    assert found_in(changed.folder, trusted, changed.later_head) == {LogFault.KEPT_HEAD}
    assert set(independent_verifier.verify(changed.folder, trusted)) == {CANCELLED_TRIAL, DESTROYED_TRIAL, SCHOOL_YEAR}


@pytest.mark.parametrize("name", FORGED_CHANGES)
def test_a_change_of_the_key_that_either_key_did_not_sign_is_rejected_by_both(
    changed: PublishedFolder, name: str
) -> None:
    folder = changed.forged(lambda copy: copy.change_last_key(**FORGED_CHANGES[name]))
    for key in ("trusted.pem", "log/public-key.pem"):
        trusted = changed.folder.parent / key
        details = {each.detail for each in log_findings(read_published_log(folder), read_key_file(trusted))}
        assert "key" in details
        with pytest.raises(independent_verifier.Rejected):
            independent_verifier.verify(folder, trusted)


def test_a_log_that_the_trusted_key_never_signed_is_rejected_by_both(
    published: PublishedFolder, changed: PublishedFolder
) -> None:
    assert LogFault.KEY in found_in(changed.folder, published.key)
    with pytest.raises(independent_verifier.Rejected):
        independent_verifier.verify(changed.folder, published.key)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_log_is_rejected_by_both(published: PublishedFolder, name: str) -> None:
    forge, fault = FORGERIES[name]
    folder = published.forged(forge)
    assert fault in found_in(folder, published.key)
    with pytest.raises(independent_verifier.Rejected):
        independent_verifier.verify(folder, published.key)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_log_stays_true_whatever_lies_beside_it(published: PublishedFolder, name: str) -> None:
    folder = published.forged(HARMLESS[name])
    assert found_in(folder, published.key) == set()
    independent_verifier.verify(folder, published.key)


def test_a_log_signed_throughout_by_another_key_is_rejected_by_both(published: PublishedFolder, tmp_path: Path) -> None:
    other = publish_folder(tmp_path)
    assert found_in(other.folder, other.key) == set()
    assert {"entry", "head key", "certificate"} <= found_in(other.folder, published.key)
    with pytest.raises(independent_verifier.Rejected):
        independent_verifier.verify(other.folder, published.key)


def test_an_older_copy_is_rejected_by_whoever_kept_a_later_head(published: PublishedFolder) -> None:
    assert found_in(published.folder, published.key, published.later_head) == {"kept head"}
    with pytest.raises(independent_verifier.Rejected, match="rule 8"):
        independent_verifier.verify(published.folder, published.key, published.later_head)
    kept = published.folder / "head.json"
    assert found_in(published.folder, published.key, kept) == set()
    independent_verifier.verify(published.folder, published.key, kept)


def test_a_published_log_holds_nothing_about_a_person_and_no_name_of_staff(published: PublishedFolder) -> None:
    text = "".join(path.read_text("utf-8") for path in published.folder.rglob("*") if path.is_file())
    assert PERSON not in text
    assert "A. Rees" not in text
    assert "4711" in text  # what is public is found


def test_the_log_tells_of_each_trial_when_it_was_planned_completed_due_and_destroyed(
    published: PublishedFolder,
) -> None:
    records = programme_records(read_published_log(published.folder).told)
    told = {each.programme: (each.days.planned_on, each.days.on, each.due_on, each.destroyed_on) for each in records}
    assert told == {
        DESTROYED_TRIAL: ("2026-11-28", "2026-12-04", "2028-06-04", "2028-06-04"),
        KEPT_TRIAL: ("2026-11-28", "2027-03-31", "2028-09-30", ""),
        CANCELLED_TRIAL: ("2027-07-01", "2027-07-06", "2027-07-06", "2027-07-06"),
        SCHOOL_YEAR: ("", "", "2027-08-31", "2027-08-31"),
    }
    standings = {each.programme: each.standing(independent_verifier.datetime.date(2028, 7, 1)) for each in records}
    assert standings[CANCELLED_TRIAL] is Standing.CLOSED_LATER  # its first certificate left something open


@pytest.mark.parametrize("name", STORIES)
def test_a_trial_stands_as_its_entries_say(name: str) -> None:
    told, standing = STORIES[name]
    (record,) = programme_records(each.entry for each in told)
    assert record.standing(independent_verifier.datetime.date.fromisoformat(TODAY)) is standing


def test_one_bad_line_calls_no_certificate_and_no_head_false(published: PublishedFolder) -> None:
    folder = published.forged(FORGERIES["a line has spaces"][0])
    assert found_in(folder, published.key, published.folder / "head.json") == {"form"}


OPEN = TrialDays({"planned_on": "2026-12-01", "complete_by": "2026-12-30"})
COMPLETED = replace(OPEN, on="2027-01-01")
LOST = replace(COMPLETED, lost_on="2027-02-01", is_lost=True)
COMPLETE, INCOMPLETE = (
    {"state": state, "due_on": "2028-07-01", "destroyed_on": "2028-07-01"} for state in ("complete", "incomplete")
)


@pytest.mark.parametrize(
    ("record", "today", "standing"),
    [
        (ProgrammeRecord("t", days=OPEN), "2026-12-30", Standing.OPEN),
        (ProgrammeRecord("t", days=OPEN), "2026-12-31", Standing.NOT_COMPLETED),
        (ProgrammeRecord("t", days=OPEN), "2028-07-01", Standing.OVERDUE),
        (ProgrammeRecord("t", days=COMPLETED), "2028-07-01", Standing.KEPT),
        (ProgrammeRecord("t", days=LOST), "2028-07-01", Standing.LOST),
        (ProgrammeRecord("t", days=LOST), "2028-07-02", Standing.OVERDUE),
        (ProgrammeRecord("t", days=replace(LOST, key_destroyed_on="2027-03-01")), "2028-07-02", Standing.LOST),
        (ProgrammeRecord("t", days=COMPLETED), "2028-07-02", Standing.OVERDUE),
        (ProgrammeRecord("t", days=replace(COMPLETED, cancelled_on="2027-02-01")), "2027-02-02", Standing.OVERDUE),
        (ProgrammeRecord("t", days=replace(COMPLETED, cancelled_on="2028-08-01")), "2028-07-02", Standing.OVERDUE),
        (ProgrammeRecord("t", days=COMPLETED, destroyed=INCOMPLETE), "2028-07-01", Standing.INCOMPLETE),
        (ProgrammeRecord("t", days=COMPLETED, destroyed=INCOMPLETE), "2028-07-02", Standing.OVERDUE_IN_PART),
        (
            ProgrammeRecord("t", destroyed=COMPLETE | {"destroyed_on": "2028-07-02"}),
            "2028-07-02",
            Standing.DESTROYED_LATE,
        ),
        (ProgrammeRecord("t", days=LOST, destroyed=COMPLETE), "2028-07-02", Standing.DESTROYED),
        (ProgrammeRecord("t", destroyed=COMPLETE, in_full_on="2028-07-02"), "2028-07-02", Standing.RECORDED_LATER),
        (
            ProgrammeRecord("t", destroyed=COMPLETE, in_full_on="2028-07-02", was_incomplete=True),
            "2028-07-02",
            Standing.CLOSED_LATER,
        ),
        (ProgrammeRecord("t", destroyed=COMPLETE, in_full_on="2028-07-01"), "2028-07-02", Standing.DESTROYED),
    ],
)
def test_a_trial_stands_as_its_days_say(record: ProgrammeRecord, today: str, standing: Standing) -> None:
    assert record.standing(independent_verifier.datetime.date.fromisoformat(today)) is standing


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_command_needs_neither_database_nor_settings(
    published: PublishedFolder, tmp_path: Path, language: str
) -> None:
    environment = {"MESUR_LANG": language, "MESUR_SETTINGS": str(tmp_path / "none.toml"), "COLUMNS": "200"}

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["privacy", "verify", *arguments], env=environment)
        return result.exit_code, result.output

    status, output = run(str(published.folder), "--public-key", str(published.key))
    assert (
        status,
        {"en": "The log holds: 15 entries", "cy": "Mae’r log yn ddilys. Cofnodion: 15"}[language] in output,
    ) == (
        0,
        True,
    )
    forged = published.forged(FORGERIES["an entry is removed"][0])
    assert run(str(forged), "--public-key", str(published.key))[0] == 1
    assert run(str(published.folder), "--head", str(published.later_head))[0] == 1
    shutil.rmtree(forged)
    assert run(str(tmp_path))[0] == 2
    keyless = published.forged(lambda copy: (copy.folder / "public-key.pem").unlink())
    assert run(str(keyless))[0] == 2
    assert run(str(keyless), "--public-key", str(published.key))[0] == 0
    (keyless / "public-key.pem").write_bytes(b"")
    assert run(str(keyless))[0] == 2


def test_what_is_signed_has_whole_numbers_only() -> None:
    assert canonical_json({"b": [1, None, True], "a": "é\n"}) == '{"a":"é\\n","b":[1,null,true]}'.encode()
    with pytest.raises(ValueError, match="whole numbers"):
        canonical_json({"share": [0.5]})


def test_what_does_not_hold_is_told_in_the_language_of_the_page() -> None:
    """Fault: "Mae tystysgrif yn annilys: 2026-27.json: another key"."""
    say, finding = translations("cy"), LogFinding(LogFault.CERTIFICATE, "2026-27.json", CertificateFault.ANOTHER_KEY)
    assert finding_sentence(finding, say).endswith("2026-27.json: allwedd arall a’i llofnododd")
    named = {each for each in CertificateFault if " " in each}
    assert {each for each in named if detail_sentences(say)[each] == each} == set()
