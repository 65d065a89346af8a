"""Faults of files and of programs beside Mesur are told in the language of whoever runs the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from delivery_api.commands.command_context import exit_on_refusal, failure_text
from delivery_api.foreseen_faults import ForeseenFault
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS, KeyNotCreated
from delivery_api.privacy.published_log.log_files import read_key, read_published_log
from delivery_api.privacy.registers.register_file import SHIPPED_REGISTERS, read_registers
from delivery_api.settings import read_settings
from delivery_api.voice.voice_engine import VoiceEngine
from delivery_api.web.bundles.bundled_files import govuk_folder


def registers(folder: Path, old: str, new: str) -> Path:
    path = folder / "registers.toml"
    path.write_text(SHIPPED_REGISTERS.read_text("utf-8").replace(old, new, 1), "utf-8")
    return path


FAULTS: tuple[tuple[Callable[[Path], object], str, str], ...] = (
    (lambda folder: read_settings(folder / "s.toml"), "expected a settings file", "disgwylid ffeil gosodiadau"),
    (lambda folder: read_published_log(folder), "expected a folder with", "disgwylid ffolder â’r ffeil"),
    (lambda _: read_key(b"x", "k"), "k: expected an Ed25519 public key", "k: disgwylid allwedd gyhoeddus Ed25519"),
    (lambda folder: govuk_folder(folder), "govuk-frontend: expected its", "govuk-frontend: disgwylid ei ffeiliau"),
    (lambda _: VoiceEngine("no-such {text} {wav}", "none").speak("a", "en"), "expected a program", "disgwylid rhaglen"),
    (
        lambda _: VoiceEngine("true {text} {wav}", "none").speak("a", "en"),
        "expected a recording",
        "disgwylid recordiad",
    ),
    (lambda folder: read_registers(folder / "r.toml"), "r.toml: it could not be", "r.toml: ni ellid ei darllen"),
    (
        lambda folder: read_registers(registers(folder, 'contract = ""', 'contract = "soon"')),
        "expected a day as 2026-12-01, or nothing, got 'soon'",
        "disgwylid diwrnod fel 2026-12-01, neu ddim, cafwyd 'soon'",
    ),
    (
        lambda folder: read_registers(registers(folder, 'cy = "dynodwr wrth fewngofnodi", ', "")),
        "expected a text in `cy` and in `en`, lacks cy",
        "disgwylid testun yn `cy` ac yn `en`; mae cy yn eisiau",
    ),
)


@pytest.mark.parametrize(("act", "english", "welsh"), FAULTS)
def test_a_fault_is_told_in_the_readers_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[Path], object], english: str, welsh: str
) -> None:
    """Fault: it was English to a reader of Welsh, whatever the rest of the command said."""
    with pytest.raises(ForeseenFault) as fault:
        act(tmp_path)
    assert english in str(fault.value)
    for language, said in (("en", english), ("cy", welsh)):
        monkeypatch.setenv("MESUR_LANG", language)
        assert said in failure_text(fault.value)


@pytest.mark.parametrize(("purpose", "words"), [(NAME_KEYS, "enwau"), (IDENTIFIER_KEYS, "dynodwyr")])
def test_a_key_that_is_not_there_yet_is_asked_for_by_the_command_that_makes_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], purpose: str, words: str
) -> None:
    """Fault: the whole message was the key's purpose, "names"; and only some commands told it."""
    monkeypatch.setenv("MESUR_LANG", "cy")
    with pytest.raises(typer.Exit), exit_on_refusal():
        raise KeyNotCreated(purpose)
    said = capsys.readouterr().err
    assert said == f"mesur: nid oes allwedd ar gyfer {words} eto: mae `mesur setup` yn ei chreu\n"
