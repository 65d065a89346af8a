"""`mesur trial …` and `mesur retention …` as an operator meets them, in both languages."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from pyarrow import parquet

from delivery_api.access.refusals import Reason
from delivery_api.commands import retention, trial
from delivery_api.commands.refusal_messages import DECLINED_SENTENCES, FAILURE_SENTENCES
from delivery_api.commands.trial_commands import extracts as trial_extracts
from delivery_api.http.problem_sentences import PROBLEMS
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.sittings.storage import store
from delivery_api.storage.database_errors import DatabaseFailure
from delivery_api.storage.job_lock import job_lock
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.planted_rows import completed_trial, plant_rows, written_extract
from tests.support.service_harness import TEST_START, FakeClock, ServiceHarness, put_response, response_body
from tests.support.trial_sitters import others_start

LANGUAGES: tuple[Language, ...] = ("cy", "en")
SEALED = ("audit_segments", "key_confirmations", "ledger_position")  # each run seals, confirms and is in the ledger

DUE = "2028-05-25"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The time that commands are told."""
    fake = FakeClock()
    for module in (trial, retention, trial_extracts):
        monkeypatch.setattr(module, "clock", fake)
    return fake


@pytest.fixture
def cli(harness: ServiceHarness) -> CommandRunner:
    return CommandRunner(harness)


@pytest.fixture(scope="module")
def read_only_cli(module_harness: ServiceHarness) -> CommandRunner:
    """A cli at which nothing is written."""
    return CommandRunner(module_harness)


def sit_a_little(harness: ServiceHarness, replies: int) -> None:
    """Answer the first questions of the only trial with "I can't do this"; the next one waits."""
    browser = harness.signed_in("cadi")
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    item = browser.post(f"/api/sittings/{offered['id']}/start").json()["item"]
    for _ in range(replies):
        item = put_response(browser, offered["id"], item["position"], response_body(item, None)).json()["next"]


def test_no_cell_of_a_listing_is_cut_where_the_terminal_is_narrow(cli: CommandRunner) -> None:
    cli("trial", "create", "Autumn trial", "--all-classes")
    for command in (("trial", "list"), ("retention", "schedule"), ("bank", "list"), ("keys", "list")):
        listed = cli(*command, columns=80).stdout
        assert re.search(r" 20\d\d-\d\d-\d\d ", listed), command
        assert "…" not in listed, command


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trial_is_created_sat_extracted_completed_and_destroyed(
    cli: CommandRunner, language: Language, clock: FakeClock
) -> None:
    say = translations(language).gettext
    harness = cli.harness
    assert say("There are no trials yet.") in cli("trial", "list", lang=language).stdout

    made = cli("trial", "create", "Autumn trial", "--all-classes", lang=language)
    with harness.service.engine.begin() as connection:
        (name,) = [each.id for each in store.all_programmes(connection) if each.kind == "trial"]
    opened = say("Trial %(trial)s is open. Invited classes: %(count)d. It is completed on %(day)s at the latest.") % {
        "trial": name,
        "count": 2,
        "day": "2026-12-23",
    }
    assert (made.exit_code, made.stdout.strip(), made.stderr) == (0, opened, "")
    listed = cli("trial", "list", lang=language).stdout
    for head in ("Trial", "Name", "Created", "Completed", "Destroyed"):
        assert say(head) in listed
    assert all(cell in listed for cell in (name, "Autumn trial", "2026-11-25", "2028-06-23"))  # the last: destroyed by

    sit_a_little(harness, 3)
    others_start(harness, name)
    path = harness.settings.extracts / name
    written = cli("trial", "extract", name, lang=language)
    sentence = translations(language).ngettext(
        "%(count)d response written to %(path)s", "%(count)d responses written to %(path)s", 13
    )
    assert (written.exit_code, written.stdout.splitlines()[0]) == (0, sentence % {"count": 13, "path": path})
    rows = parquet.read_table(path / "responses.parquet").to_pylist()
    assert sorted(row["status"] for row in rows) == ["not reached"] * 10 + ["omitted"] * 3

    clock.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    refused(cli("retention", "run", lang=language), "--clock-confirmed-by")  # six days after the service was set up
    refused(cli("trial", "complete", name, "--on", "2026-11-25", lang=language), "--clock-confirmed-by")
    confirmed = ("--clock-confirmed-by", "A. Rees")
    assert cli("retention", "run", *confirmed).exit_code == 0  # sessions that are over go
    done = cli("trial", "complete", name, "--on", "2026-11-25", lang=language)
    sentence = say("Completed on %(day)s. Its responses will be destroyed on %(due)s.")
    assert (done.exit_code, done.stdout.strip()) == (0, sentence % {"day": "2026-11-25", "due": DUE})
    scheduled = cli("retention", "schedule", lang=language).stdout
    assert scheduled.index(name) < scheduled.index("2026-27") < scheduled.index("2027-28")
    heads = (say("When it goes"), say("How many"), say("Due"))
    assert all(cell in scheduled for cell in (*heads, DUE, "2028-08-31", "people"))

    with nothing_written(harness.service.engine):
        early = cli("retention", "run", "--at", "2028-05-24", lang=language)
        assert early.exit_code == 0
        assert name not in early.stdout
        trying = cli("retention", "run", "--at", DUE, lang=language)
        assert trying.exit_code == 0
        assert name in trying.stdout
        assert "2026-27" not in trying.stdout
    assert path.exists()

    clock.now = datetime(2028, 5, 25, 9, tzinfo=UTC)
    gone = cli("retention", "run", *confirmed, lang=language)
    certificate = harness.settings.certificates / f"{name}.json"
    sentence = say("%(programme)s: events destroyed: %(events)s. Certificate: %(path)s")
    told = json.loads(certificate.read_text())["certificate"]["events"]
    assert told == 20  # ten started, thirteen shown, three replies
    assert (gone.exit_code, gone.stdout.splitlines()[-1]) == (
        0,
        sentence % {"programme": name, "events": told, "path": certificate},
    )
    assert not path.exists()
    assert cli("trial", "list", lang=language).stdout.count(DUE) == 1  # destroyed

    with nothing_written(harness.service.engine, but=SEALED):
        again = cli("retention", "run", lang=language)
        assert (again.exit_code, again.stdout.strip()) == (0, say("Nothing is due."))
        refused(cli("trial", "extract", name, lang=language), name, DUE)
    assert not path.exists()


def test_a_day_that_is_given_is_rehearsed_and_nothing_is_destroyed_unasked_or_asked(cli: CommandRunner) -> None:
    name = cli.create_trial()
    cli("trial", "complete", name)
    with nothing_written(cli.harness.service.engine):
        told = cli("retention", "run", "--at", "2028-08-31")
        today = cli("retention", "run", "--dry-run")
    assert (told.exit_code, today.exit_code) == (0, 0)
    assert all(each in told.stdout for each in (name, "2026-27"))
    assert name not in today.stdout


def test_a_run_that_removes_somebody_says_so(cli: CommandRunner, clock: FakeClock) -> None:
    plant_rows(cli.harness, TEST_START.date())
    clock.now = datetime(2027, 11, 25, 9, tzinfo=UTC)
    told = cli("retention", "run", "--clock-confirmed-by", "A. Rees")
    assert told.exit_code == 0, told.output
    assert "people: 1 row." in told.stdout
    assert "Nothing is due." not in told.stdout


def test_a_run_beside_another_says_so_and_ends_well(cli: CommandRunner) -> None:
    service = cli.harness.service
    with job_lock(service.engine, service.settings.certificates), nothing_written(service.engine):
        beside = cli("retention", "run")
    assert beside.exit_code == 0
    assert "Another retention run is at work" in beside.stdout


def test_an_extract_that_is_away_is_named_until_somebody_answers_for_it(cli: CommandRunner, clock: FakeClock) -> None:
    trial = completed_trial(cli.harness)
    path = written_extract(cli.harness, trial)
    path.unlink()
    clock.now = datetime(2028, 6, 4, 9, tzinfo=UTC)
    away = cli("retention", "run", "--clock-confirmed-by", "A. Rees")
    assert away.exit_code == 1
    assert str(path) in away.stdout
    certificate = str(cli.harness.settings.certificates / f"{trial}.json")
    assert "INCOMPLETE" in cli("retention", "verify", certificate).stdout
    released = cli("retention", "release", str(path), "--by", "A. Rees", "--reason", "disk shredded")
    assert released.exit_code == 0, released.output
    assert cli("retention", "run").exit_code == 0
    assert "INCOMPLETE" not in cli("retention", "verify", certificate).stdout


def test_a_class_is_invited_by_its_id_and_the_others_are_not(cli: CommandRunner) -> None:
    made = cli("trial", "create", "One class", "--class", str(cli.harness.classes["Derwen"]).upper())
    assert made.exit_code == 0, made.output

    def trials_of(name: str) -> list[bool]:
        return [each["trial"] for each in cli.harness.signed_in(name).get("/api/sittings").json()["sittings"]]

    assert (trials_of("cadi"), trials_of("mali")) == ([True], [])


def test_a_class_that_is_named_twice_is_invited_once(cli: CommandRunner) -> None:
    derwen = str(cli.harness.classes["Derwen"])
    made = cli("trial", "create", "One class", "--class", derwen, "--class", derwen.upper())
    assert made.exit_code == 0, made.output
    assert "Invited classes: 1." in made.stdout


def test_an_extract_goes_where_it_is_asked_to_and_is_destroyed_there(
    cli: CommandRunner, tmp_path: Path, clock: FakeClock
) -> None:
    name = cli.create_trial()
    sit_a_little(cli.harness, 1)
    others_start(cli.harness, name)
    out = tmp_path / "deep" / "er" / "responses"
    assert cli("trial", "extract", name, "--out", str(out)).exit_code == 0
    assert out.stat().st_mode & 0o077 == 0
    cli("trial", "complete", name)
    clock.now = datetime(2028, 5, 25, 9, tzinfo=UTC)
    assert cli("retention", "run", "--clock-confirmed-by", "A. Rees").exit_code == 0
    assert list(out.parent.iterdir()) == []


# What is refused: one line on standard error that names the thing, exit code 2, nothing written


def test_a_file_that_is_not_there_is_told_in_the_readers_language(cli: CommandRunner, tmp_path: Path) -> None:
    for language in LANGUAGES:
        plan = tmp_path / "away.json"
        sentence = translations(language).gettext("%(path)s: expected a file, found none") % {"path": plan}
        refused(cli("trial", "create", str(plan), lang=language), sentence)


def refused(result: Result, *named: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert [part for part in named if part not in result.stderr] == [], result.stderr


def said(reason: Reason, language: Language, **facts: object) -> str:
    """The line of a refusal."""
    return f"mesur: {DECLINED_SENTENCES[reason](translations(language)) % facts}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["complete", "extract"])
@pytest.mark.parametrize("name", ["trial-00000000", "2026-27", "", "x'; DROP TABLE people"])
def test_an_unknown_trial_is_named(read_only_cli: CommandRunner, command: str, name: str, language: Language) -> None:
    with nothing_written(read_only_cli.harness.service.engine):
        refused(
            read_only_cli("trial", command, name, lang=language), said(Reason.NO_TRIALS, language, trial=repr(name))
        )
    assert not read_only_cli.harness.settings.extracts.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_trial_is_named_beside_those_there_are(cli: CommandRunner, language: Language) -> None:
    there = cli.create_trial()
    with nothing_written(cli.harness.service.engine):
        line = said(Reason.UNKNOWN_TRIAL, language, trial="'trial-0'", there=there)
        refused(cli("trial", "complete", "trial-0", lang=language), line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trial_of_nobody_and_one_without_a_name_are_refused(read_only_cli: CommandRunner, language: Language) -> None:
    with nothing_written(read_only_cli.harness.service.engine):
        refused(read_only_cli("trial", "create", "Nobody's", lang=language), said(Reason.NO_CLASS, language))
        for name in ("", "n" * 121):
            line = said(Reason.TRIAL_NAME, language, most=120, got=len(name))
            refused(read_only_cli("trial", "create", name, "--all-classes", lang=language), line)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("class_id", [str(UUID(int=1)), "Derwen", "", "1"])
def test_an_unknown_class_is_named_and_no_key_is_left_behind(
    read_only_cli: CommandRunner, class_id: str, language: Language
) -> None:
    keys = sorted(read_only_cli.harness.settings.keys.iterdir())
    known = str(read_only_cli.harness.classes["9C"])
    with nothing_written(read_only_cli.harness.service.engine):
        answer = read_only_cli("trial", "create", "T", "--class", known, "--class", class_id, lang=language)
    refused(answer, said(Reason.UNKNOWN_CLASS, language, given=repr(class_id)))
    assert sorted(read_only_cli.harness.settings.keys.iterdir()) == keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_subject_without_a_bank_is_named(read_only_cli: CommandRunner, language: Language) -> None:
    title = PROBLEMS["no_bank"](translations(language)).title
    with nothing_written(read_only_cli.harness.service.engine):
        answer = read_only_cli("trial", "create", "T", "--all-classes", "--subject", "alchemy", lang=language)
    refused(answer, f"mesur: {title}", "alchemy")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_completion_date_is_neither_in_the_future_nor_before_the_trial_nor_changed(
    cli: CommandRunner, language: Language
) -> None:
    name, today, day_before = cli.create_trial(), date(2026, 11, 25), date(2026, 11, 24)
    with nothing_written(cli.harness.service.engine):
        answer = cli("trial", "complete", name, "--on", "2026-11-26", lang=language)
        refused(answer, said(Reason.COMPLETED_IN_FUTURE, language))
        answer = cli("trial", "complete", name, "--on", "2026-11-24", lang=language)
        refused(answer, said(Reason.COMPLETED_BEFORE_CREATED, language, trial=name, created=today, on=day_before))
        refused(cli("trial", "complete", name, "--on", "25/11/2026", lang=language), "25/11/2026")
    assert cli("trial", "complete", name).exit_code == 0
    with nothing_written(cli.harness.service.engine):
        answer = cli("trial", "complete", name, lang=language)
        refused(answer, said(Reason.TRIAL_COMPLETED, language, trial=name, on=today))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_extract_takes_the_place_of_no_other_file(cli: CommandRunner, tmp_path: Path, language: Language) -> None:
    one, other = cli.create_trial(), cli.create_trial("Winter trial")
    mine, letter = tmp_path / "responses", tmp_path / "letter.txt"
    letter.write_text("Annwyl riant")
    others_start(cli.harness, one, 10)
    assert cli("trial", "extract", one, "--out", str(mine)).exit_code == 0
    assert cli("trial", "extract", one, "--out", str(mine)).exit_code == 0  # its own again
    with nothing_written(cli.harness.service.engine):
        answer = cli("trial", "extract", other, "--out", str(mine), lang=language)
        refused(answer, said(Reason.PATH_TAKEN, language, path=mine, owner=one))
        answer = cli("trial", "extract", one, "--out", str(letter), lang=language)
        refused(answer, said(Reason.PATH_TAKEN_BY_A_FILE, language, path=letter))
        answer = cli("trial", "extract", one, "--out", str(tmp_path), lang=language)
        refused(answer, said(Reason.PATH_TAKEN_BY_A_FILE, language, path=tmp_path))
    assert letter.read_text() == "Annwyl riant"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_that_is_not_there_stops_the_run_until_it_is_said_to_be_lost(
    cli: CommandRunner, language: Language, clock: FakeClock
) -> None:
    name = cli.create_trial()
    cli("trial", "complete", name)
    with cli.harness.service.engine.begin() as connection:
        programme = store.programme(connection, name)
    assert programme is not None
    (cli.harness.settings.keys / f"{programme.key_id}.key.json").unlink()
    clock.now = datetime(2028, 5, 25, 9, tzinfo=UTC)
    due = ("retention", "run", "--clock-confirmed-by", "A. Rees")
    stopped = cli(*due, lang=language)
    facts = {"programme": name, "keys": programme.key_id, "directory": cli.harness.settings.keys}
    assert stopped.exit_code == 1
    assert DECLINED_SENTENCES[Reason.KEYS_MISSING](translations(language)) % facts in stopped.stdout
    unsaid = cli(*due, "--keys-lost", "--by", "A. Rees", lang=language)  # nobody said how that is known
    assert (unsaid.exit_code, "--reason" in unsaid.stderr) == (2, True)
    given_up = cli(*due, "--keys-lost", "--by", "A. Rees", "--reason", "disk failed", lang=language)
    assert given_up.exit_code == 0
    said = cli.harness.service.ledger.entries_of(EntryKind.DECIDED)[-1].facts
    assert said is not None
    assert (said["act"], said["by"], said["reason"]) == ("gave up lost keys", "A. Rees", "disk failed")
    certificate = json.loads((cli.harness.settings.certificates / f"{name}.json").read_text())["certificate"]
    assert certificate["keys_missing"] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_that_was_never_set_up_is_told_what_to_do(
    database_url: str, read_only_cli: CommandRunner, tmp_path: Path, language: Language
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        read_only_cli.settings.read_text().replace(read_only_cli.harness.settings.database_url, database_url)
    )
    line = f"mesur: {FAILURE_SENTENCES[DatabaseFailure.NOT_SET_UP](translations(language))}"
    for typed in (("trial", "list"), ("trial", "complete", "trial-0"), ("retention", "run"), ("retention", "schedule")):
        refused(read_only_cli(*typed, settings=file, lang=language), line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_database_that_cannot_be_reached_is_no_traceback(
    read_only_cli: CommandRunner, tmp_path: Path, language: Language
) -> None:
    file = tmp_path / "settings.toml"
    line = f"mesur: {FAILURE_SENTENCES[DatabaseFailure.AWAY](translations(language))}"
    for nowhere in ("postgresql+psycopg://nobody@localhost:1/mesur", f"sqlite:///{tmp_path}/none/mesur.db"):
        file.write_text(
            read_only_cli.settings.read_text().replace(read_only_cli.harness.settings.database_url, nowhere)
        )
        for typed in (("setup",), ("trial", "list"), ("retention", "run")):
            refused(read_only_cli(*typed, settings=file, lang=language), line)


COMMANDS = [
    ("trial", "list"),
    ("trial", "create", "T", "--all-classes"),
    ("trial", "complete", "trial-00000000"),
    ("trial", "extract", "trial-00000000"),
    ("retention", "run"),
    ("retention", "run", "--dry-run"),
    ("retention", "schedule"),
]


@pytest.mark.parametrize("typed", COMMANDS, ids=" ".join)
def test_a_settings_file_that_cannot_be_used_is_named_by_every_command(
    read_only_cli: CommandRunner, typed: tuple[str, ...], tmp_path: Path
) -> None:
    good = read_only_cli.settings.read_text()
    file = tmp_path / "settings.toml"
    with nothing_written(read_only_cli.harness.service.engine):
        refused(read_only_cli(*typed, settings=file), str(file))
        for text, named in (
            (good + 'colour = "red"\n', "colour"),
            (good.replace("issuer =", "isuer ="), "isuer"),
            (good.replace("live_retention_years = 1", ""), "live_retention_years"),
            ("[", "TOML"),
        ):
            file.write_text(text)
            refused(read_only_cli(*typed, settings=file), str(file), named)


def test_settings_are_also_given_by_name(read_only_cli: CommandRunner, tmp_path: Path) -> None:
    elsewhere = tmp_path / "none.toml"
    shown = read_only_cli("retention", "schedule", "--settings", str(read_only_cli.settings), settings=elsewhere)
    assert shown.exit_code == 0
    assert "2026-27" in shown.stdout


@pytest.mark.parametrize(
    ("language", "said"), [("cy", "cy"), ("cy_GB.UTF-8", "cy"), ("en_GB.UTF-8", "en"), ("C", "en")]
)
def test_the_language_is_mesur_lang_and_without_it_the_machines(
    read_only_cli: CommandRunner, monkeypatch: pytest.MonkeyPatch, language: str, said: Language
) -> None:
    nothing = translations(said).gettext("Nothing is due.")
    assert read_only_cli("retention", "run", "--dry-run", lang=language).stdout.strip() == nothing
    monkeypatch.setenv("LANG", language)
    assert read_only_cli("retention", "run", "--dry-run", lang="").stdout.strip() == nothing


def test_the_help_needs_no_settings_and_shows_every_command(read_only_cli: CommandRunner, tmp_path: Path) -> None:
    for room, commands in (("trial", ("create", "complete", "extract", "list")), ("retention", ("run", "schedule"))):
        shown = read_only_cli(room, "--help", settings=tmp_path / "none.toml")
        assert shown.exit_code == 0
        assert all(command in shown.stdout for command in commands)


def test_autumn_is_the_day_that_these_tests_count_from() -> None:
    assert TEST_START.date() == date(2026, 11, 25)
