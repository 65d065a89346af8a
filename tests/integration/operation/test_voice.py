"""`mesur bank voice …`, who approved a machine's Welsh, and who is sent a recording; on both databases."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from delivery_api.voice.bank_sentences import bank_sentences, may_be_read_aloud
from delivery_api.voice.page_sentences import page_sentences, template_sentences
from delivery_api.voice.recorded_sentences import SpokenSentence
from delivery_api.voice.recording_folder import PEOPLE
from itembank import PRACTICE
from itembank.speech import item_sentences
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.planted_recordings import plant_recordings, silence
from tests.support.service_harness import ServiceHarness

WHO = ("--by", "Eleri Vaughan", "--reason", "twelve sentences heard")
HELLO, START = SpokenSentence("en", "Hello,"), SpokenSentence("cy", "Dechrau’r asesiad")


@pytest.fixture
def cli(harness: ServiceHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandRunner:
    """Commands with an engine that writes its words, and pages that say little."""
    program = tmp_path / "voice.py"
    program.write_text("import sys; open(sys.argv[2], 'wb').write(open(sys.argv[1], 'rb').read())")
    speaks = f"{sys.executable} -S {program} {{text}} {{wav}}"
    monkeypatch.setenv("MESUR_VOICE_ENGINE", speaks)
    monkeypatch.setenv("MESUR_VOICE_ENCODER", "none")
    harness.settings = replace(harness.settings, voice_engine=speaks, voice_encoder="none")
    monkeypatch.setattr("delivery_api.commands.voice_commands.voice.clock", harness.clock)
    monkeypatch.setattr("delivery_api.commands.voice_commands.voice_sentences.page_sentences", lambda: (HELLO, START))
    monkeypatch.setattr("delivery_api.commands.voice_commands.voice_sentences.bank_sentences", lambda *_: ())
    monkeypatch.setattr("delivery_api.commands.voice_commands.voice_sentences.feedback_sentences", lambda *_: ())
    return CommandRunner(harness)


def player_in(harness: ServiceHarness, language: str) -> str:
    client = harness.signed_in("cadi")
    return client.get(f"/player/{harness.assign('cadi', 2)}?lang={language}").text


def test_recordings_are_made_once_listed_and_heard_in_welsh_after_a_speaker_approved(
    harness: ServiceHarness, cli: CommandRunner, tmp_path: Path
) -> None:
    script = tmp_path / "script.csv"
    lacking = cli("bank", "voice", "missing", "--out", str(script))
    assert lacking.exit_code == 1, lacking.output
    with script.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["shown"]) for row in rows] == [
        (f"{START.name}.mp3", START.shown),
        (f"{HELLO.name}.mp3", "Hello,"),
    ]

    refused = cli("bank", "voice", "approve", *WHO)
    assert refused.exit_code == 2
    assert "expected recordings by a machine" in refused.stderr

    made = cli("bank", "voice")
    assert made.exit_code == 0, made.output
    assert "Recordings made: 2. Sentences with a recording: 2." in made.stdout
    assert "cy: the machine’s recordings are not heard" in made.stdout
    assert "Recordings made: 0." in cli("bank", "voice").stdout
    complete = cli("bank", "voice", "missing")
    assert complete.exit_code == 0, complete.output
    assert START.shown in cli("bank", "voice", "sample").stdout

    assert "data-speaker" in player_in(harness, "en")
    assert "data-speaker" not in player_in(harness, "cy"), "a machine's Welsh that nobody has approved"
    approved = cli("bank", "voice", "approve", *WHO)
    assert approved.exit_code == 0, approved.output
    assert "data-speaker" in player_in(harness, "cy")
    decided = [
        each
        for each in harness.service.ledger.checked_entries()
        if each.facts and "voice" in str(each.facts.get("act"))
    ]
    assert [each.facts["by"] for each in decided if each.facts] == ["Eleri Vaughan"]

    withdrawn = cli("bank", "voice", "withdraw", *WHO)
    assert withdrawn.exit_code == 0, withdrawn.output
    assert "data-speaker" not in player_in(harness, "cy")
    assert harness.settings.recordings is not None
    (harness.settings.recordings / PEOPLE / f"{START.name}.wav").write_bytes(silence())
    assert "data-speaker" in player_in(harness, "cy"), "a speaker's recording needs nobody's approval"


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
def test_an_approval_is_of_one_voice(
    harness: ServiceHarness, cli: CommandRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("bank", "voice").exit_code == 0
    assert cli("bank", "voice", "approve", *WHO).exit_code == 0
    monkeypatch.setenv("MESUR_VOICE_ENCODER", "cp {wav} {mp3}")
    harness.settings = replace(harness.settings, voice_encoder="cp {wav} {mp3}")
    assert "cy: the machine’s recordings are not heard" in cli("bank", "voice").stdout
    assert "data-speaker" not in player_in(harness, "cy")


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
def test_an_approval_that_english_never_needed_cannot_be_taken_back(
    harness: ServiceHarness, cli: CommandRunner
) -> None:
    assert cli("bank", "voice").exit_code == 0
    with nothing_written(harness.service.engine):
        refused = cli("bank", "voice", "withdraw", "--language", "en", *WHO)
    assert refused.exit_code == 2
    assert "is heard without approval" in " ".join(refused.stderr.split())
    assert "data-speaker" in player_in(harness, "en")


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
def test_without_a_folder_a_voice_or_a_word_nothing_is_done(
    harness: ServiceHarness, cli: CommandRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with nothing_written(harness.service.engine):
        assert cli("bank", "voice", "approve", "--by", " ", "--reason", "x").exit_code == 2
        assert "--language" in cli("bank", "voice", "--language", "fr").stderr
    monkeypatch.setenv("MESUR_VOICE_ENGINE", "no-such-voice {text} {wav}")
    away = cli("bank", "voice")
    assert away.exit_code == 2
    assert "no-such-voice: expected a program of this machine, found none" in " ".join(away.stderr.split())
    cli.settings.write_text(cli.settings.read_text().replace('recordings = "recordings"\n', ""))
    homeless = cli("bank", "voice")
    assert homeless.exit_code == 2
    assert "expected a folder for what is read aloud" in " ".join(homeless.stderr.split())


def test_recordings_of_pages_are_everybodys_and_those_of_questions_of_who_is_signed_in(harness: ServiceHarness) -> None:
    """Only the question on one's own screen tells its addresses; another's, or another year's, tells none."""
    asked = {text for item in harness.bank.items for text in item_sentences(item, "en")}
    sentences = [SpokenSentence("en", text) for text in asked]
    plant_recordings(harness.settings, [*sentences, HELLO])
    cadi, joe, stranger = harness.signed_in("cadi"), harness.signed_in("joe"), harness.browser()

    sitting = harness.assign("cadi", 2)
    item = cadi.post(f"/api/sittings/{sitting}/start?lang=en").json()["item"]
    voice = f"/api/sittings/{sitting}/voice?lang=en"
    told = cadi.get(voice).json()["sentences"]
    version = harness.bank.item(item["id"])
    assert set(told) == {"".join(text.split()) for text in item_sentences(version, "en")}
    assert (joe.get(voice).status_code, stranger.get(voice).status_code) == (404, 401)

    of_question = f"/recordings/{next(iter(told.values()))}"
    heard = cadi.get(of_question)
    assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/wav")
    assert heard.headers["cache-control"] == "no-store", "a shared device must not keep what was asked"
    assert stranger.get(of_question).status_code == 401
    assert cadi.get(of_question.replace("/en.", "/cy.")).status_code == 404

    page = cadi.get(f"/player/{sitting}?lang=en").text
    words = page.split('data-words="')[1].split('"')[0]
    listed = stranger.get(words)
    assert listed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert listed.json()["Hello,"].startswith(HELLO.name)
    assert stranger.get(f"/recordings/{listed.json()['Hello,']}").status_code == 200
    for other in ("words.en.0000000000000000.json", "..%2fkeys", "en.mp3", "x"):
        assert stranger.get(f"/recordings/{other}").status_code == 404

    older = harness.assign("joe", 4)
    joe.post(f"/api/sittings/{older}/start?lang=en")
    assert joe.get(f"/api/sittings/{older}/voice?lang=en").json() == {"sentences": {}, "reads_questions": True}
    assert "data-speaker" not in joe.get(f"/player/{older}?lang=en").text
    assert len(page_sentences()) > 1000


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
def test_answers_of_practice_questions_are_heard_where_they_are_asked_and_nowhere_else(harness: ServiceHarness) -> None:
    """ "Fish" and "cat" are answers of practice questions; in a question about a passage they are what is measured."""
    asked = {text for item in PRACTICE.values() for text in item_sentences(item, "en")}
    plant_recordings(harness.settings, [*(SpokenSentence("en", text) for text in asked), HELLO])
    client = harness.signed_in("cadi")
    addresses = (f"/player/{harness.assign('cadi', 2)}?lang=en", "/practice?kind=choice&young=1&lang=en")
    listed = []
    for address in addresses:
        words = client.get(address).text.split('data-words="')[1].split('"')[0]
        listed.append(set(client.get(words).json()))
    bare = {"".join(text.split()) for text in asked}
    assert bare & listed[0] <= {"".join(each.shown.split()) for each in template_sentences()}
    assert bare <= listed[1]
    assert listed[0] < listed[1]


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
def test_where_reading_is_measured_the_page_is_told_that_no_question_is_read(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery_api.voice.routes.may_be_read_aloud", lambda subject: subject.startswith("reading"))
    plant_recordings(harness.settings, [HELLO])
    client, sitting = harness.signed_in("cadi"), harness.assign("cadi", 2)
    client.post(f"/api/sittings/{sitting}/start?lang=en")
    told = client.get(f"/api/sittings/{sitting}/voice?lang=en").json()
    assert told == {"sentences": {}, "reads_questions": False}


def test_questions_of_practice_sittings_are_recorded_too(harness: ServiceHarness) -> None:
    bank = replace(harness.bank, items=harness.bank.items[1:], practice=harness.bank.items[:1])
    item = bank.practice[0]
    said = {each.shown for each in bank_sentences(bank, "en", 9)}
    assert set(item_sentences(item, "en", bank.stimulus_of(item))) <= said


def test_whom_staff_give_reading_aloud_has_it_in_any_year(
    harness: ServiceHarness,
) -> None:
    asked = {text for item in harness.bank.items for text in item_sentences(item, "en")}
    plant_recordings(harness.settings, [*(SpokenSentence("en", text) for text in asked), HELLO])
    joe, sitting = harness.signed_in("joe"), harness.assign("joe", 4)
    settings = {"learner": str(harness.people["joe"]), "read_aloud": "yes"}
    page = f"/classes/{harness.classes['Derwen']}/access"
    assert harness.signed_in("evans").post(page, data=settings).status_code == 303
    assert "data-speaker" in joe.get(f"/player/{sitting}?lang=en").text
    item = joe.post(f"/api/sittings/{sitting}/start?lang=en").json()["item"]
    told = joe.get(f"/api/sittings/{sitting}/voice?lang=en").json()["sentences"]
    assert set(told) == {"".join(text.split()) for text in item_sentences(harness.bank.item(item["id"]), "en")}
    assert not may_be_read_aloud("reading-en"), "what is measured there is reading"
