"""Recordings in a folder: their names, whose counts, what is missing, and programs that make them or fail."""

import os
import shutil
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from delivery_api.voice.page_sentences import TEMPLATES, page_sentences
from delivery_api.voice.recorded_sentences import SpokenSentence, content_digest
from delivery_api.voice.recording_folder import MACHINE, PEOPLE, RecordingFolder
from delivery_api.voice.recording_making import make_recordings, missing_recordings
from delivery_api.voice.voice_engine import VoiceEngine, VoiceFailed
from delivery_api.web.message_catalogue import LOCALE_FOLDER

FAKE = """import sys
words = open(sys.argv[2], encoding="utf-8").read()
open(sys.argv[3], "w", encoding="utf-8").write(f"{sys.argv[1]}: {words}")
"""
HALF = SpokenSentence("en", "(1/2) of 8")
HALF_CY = SpokenSentence("cy", "(1/2) o 8")


@pytest.fixture
def engine(tmp_path: Path) -> VoiceEngine:
    """A program that writes what it was told to say."""
    program = tmp_path / "fake voice.py"
    program.write_text(FAKE)
    return VoiceEngine(f"{sys.executable} -S '{program}' {{language}} {{text}} {{wav}}", "none")


def test_a_name_is_of_the_language_and_the_words(tmp_path: Path) -> None:
    assert HALF.name == SpokenSentence("en", "½ of 8").name, "they are said alike"
    assert HALF.name != HALF_CY.name
    assert SpokenSentence("en", "— …").is_silent
    assert not HALF.is_silent


def test_only_what_is_missing_is_made_and_the_engine_gets_words(tmp_path: Path, engine: VoiceEngine) -> None:
    folder, made = RecordingFolder(tmp_path / "recordings", engine.digest), []
    wanted = [HALF, HALF_CY, SpokenSentence("en", "½ of 8"), SpokenSentence("en", "—")]
    assert missing_recordings(folder, wanted) == (HALF, HALF_CY)
    make_recordings(folder, engine, missing_recordings(folder, wanted), lambda: made.append(1))
    assert len(made) == 2
    assert missing_recordings(folder, wanted) == ()
    found = folder.recordings()[HALF_CY.name]
    content = found.path.read_bytes()
    assert content.decode() == "cy: hanner o wyth\n"
    assert (found.digest, found.by_machine, found.language) == (content_digest(content), True, "cy")
    assert sorted(path.suffix for path in found.path.parent.iterdir()) == [".wav", ".wav"]


def test_another_engines_recordings_are_as_good_as_none(tmp_path: Path, engine: VoiceEngine) -> None:
    folder = RecordingFolder(tmp_path / "recordings", engine.digest)
    make_recordings(folder, engine, [HALF], lambda: None)
    assert missing_recordings(RecordingFolder(folder.root, "00000000"), [HALF]) == (HALF,)


def test_a_speakers_recording_goes_before_a_machines_and_a_new_take_has_a_new_address(
    tmp_path: Path, engine: VoiceEngine
) -> None:
    folder = RecordingFolder(tmp_path / "recordings", engine.digest)
    make_recordings(folder, engine, [HALF], lambda: None)
    spoken = folder.root / PEOPLE / f"{HALF.name}.mp3"
    spoken.write_bytes(b"first take")
    first = folder.recordings()[HALF.name]
    assert (first.by_machine, first.path) == (False, spoken)
    spoken.unlink()
    spoken.write_bytes(b"second")
    assert folder.recordings()[HALF.name].file != first.file
    # in place, as an editor of sounds saves: the folder has not changed
    spoken.write_bytes(b"third take")
    third = folder.recordings()[HALF.name]
    assert third.digest == content_digest(b"third take")
    assert folder.recordings() is folder.recordings(), "read again only when something changed"
    spoken.unlink()
    assert folder.recordings()[HALF.name].by_machine


def test_strange_files_are_passed_over(tmp_path: Path) -> None:
    folder = RecordingFolder(tmp_path, "00000000")
    assert folder.recordings() == {}
    for part in (PEOPLE, MACHINE):
        (tmp_path / part).mkdir()
        for name in ("notes.txt", "cy.mp3", "x.mp3", ".making-1.mp3", "en.zz.00000000.1.wav"):
            (tmp_path / part / name).write_bytes(b"")
    assert folder.recordings() == {}


@pytest.mark.parametrize(
    ("speaks", "encodes", "complaint"),
    [
        ("no-such-voice {text} {wav}", "none", "no-such-voice: expected a program of this machine, found none"),
        ("sh -c 'echo oh dear >&2; exit 3' {text} {wav}", "none", "exit code 3: oh dear"),
        ("true {text} {wav}", "none", "expected a recording in voice.wav, got exit code 0"),
        ("cp {text} {wav}", "no-such-encoder {wav} {mp3}", "no-such-encoder: expected a program"),
    ],
)
def test_a_program_that_fails_is_named(speaks: str, encodes: str, complaint: str) -> None:
    with pytest.raises(VoiceFailed, match=complaint):
        VoiceEngine(speaks, encodes).speak("three", "en")


def test_a_program_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery_api.voice.voice_engine.LONGEST", 0.3)
    started = tmp_path / "started"
    began = monotonic()
    with pytest.raises(VoiceFailed, match=r"no recording after 0\.3 seconds"):
        VoiceEngine(f"sh -c 'sleep 20 & echo $! > {started}; wait' {{text}} {{wav}}", "none").speak("three", "en")
    assert monotonic() - began < 10
    status = Path("/proc", started.read_text().strip(), "stat")
    while status.exists() and status.read_text().split()[2] != "Z":  # it is told, and ends a moment later
        assert monotonic() - began < 10
        sleep(0.02)


def test_a_program_that_asks_for_input_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal it would wait for somebody to type."""
    monkeypatch.setattr("delivery_api.voice.voice_engine.LONGEST", 2)
    reads, writes = os.pipe()
    own = os.dup(0)
    os.dup2(reads, 0)
    try:
        with pytest.raises(VoiceFailed, match="expected a recording"):
            VoiceEngine("sh -c 'cat > $1' {text} {wav}", "none").speak("three", "en")
    finally:
        os.dup2(own, 0)
        for each in (reads, writes, own):
            os.close(each)


def test_a_recording_that_cannot_be_put_in_its_place_leaves_nothing(tmp_path: Path) -> None:
    engine = VoiceEngine("cp {text} {wav}", "none")
    content = f"{HALF.spoken}\n".encode()
    taken = tmp_path / MACHINE / f"{HALF.name}.{engine.digest}.{content_digest(content)}.wav"
    taken.mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        make_recordings(RecordingFolder(tmp_path, engine.digest), engine, [HALF], lambda: None)
    assert list((tmp_path / MACHINE).iterdir()) == [taken]


def test_an_encoder_makes_what_its_command_names(tmp_path: Path) -> None:
    engine = VoiceEngine("cp {text} {wav}", "cp {wav} {ogg}")
    assert (engine.speak("three; rm -rf", "en"), engine.suffix) == (b"three; rm -rf\n", ".ogg")


def test_the_recordings_that_were_finished_stay_when_one_fails(tmp_path: Path) -> None:
    program = "sh -c 'grep -q eight $0 && exit 1; cp $0 $1' {text} {wav}"
    engine = VoiceEngine(program, "none")
    folder = RecordingFolder(tmp_path, engine.digest)
    three = SpokenSentence("en", "3")
    with pytest.raises(VoiceFailed):
        make_recordings(folder, engine, [three, HALF], lambda: None)
    assert set(folder.recordings()) == {three.name}


@pytest.mark.skipif(not (shutil.which("espeak-ng") and shutil.which("lame")), reason="needs espeak-ng and lame")
@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_usual_programs_make_a_recording_that_browsers_play(language) -> None:
    from delivery_api.settings import Settings

    engine = VoiceEngine(Settings.voice_engine, Settings.voice_encoder)
    made = engine.speak(SpokenSentence(language, "(3/4)").spoken, language)
    assert engine.suffix == ".mp3"
    assert made[:2] in (b"\xff\xfb", b"\xff\xf3", b"ID")
    assert 2_000 < len(made) < 40_000


def test_the_pages_say_the_same_number_of_things_in_both_languages() -> None:
    shown = {
        language: {each.shown for each in page_sentences() if each.language == language} for language in ("cy", "en")
    }
    assert {"Next question", "I can’t do this", "Question 12", "Hello,"} <= shown["en"]
    assert {"Cwestiwn nesaf", "Cwestiwn 12"} <= shown["cy"]
    assert not any("%(" in each or "{" in each for each in shown["cy"] | shown["en"])
    assert all((LOCALE_FOLDER.parent / "templates" / name).is_file() for name in TEMPLATES)
    assert os.listdir(LOCALE_FOLDER)
