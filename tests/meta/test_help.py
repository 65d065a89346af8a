"""What `--help` says of every command stands in Welsh too, and nothing of it is left in English."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from delivery_api import cli
from delivery_api.cli import app
from delivery_api.commands.translated_help import EXAMPLE, TYPER_LABELS, USAGE, WELSH, help_passages, translate_help
from delivery_api.web.message_catalogue import read_po_file

CATALOGUE = {message.id: message.string for message in read_po_file(WELSH, "cy") if message.id}
TYPED = re.compile(r"`[^`]+`|--[\w-]+|[\w/-]+\.(?:md|json|toml|html)|\{\w*\}|MESUR_\w+|[A-Z]+=[A-Z]+")


def texts(command: Any, path: str = "mesur") -> Iterator[tuple[str, str]]:
    """Each text of a command's help and of all below it: where it stands, and what it says."""
    for name in ("help", "short_help", "epilog"):
        yield f"{path} ({name})", getattr(command, name, None) or ""
    for param in command.get_params(command.context_class(command)):
        yield f"{path} {param.name}", getattr(param, "help", None) or ""
    if hasattr(command, "list_commands"):
        for name in command.list_commands(None):
            yield from texts(command.get_command(None, name), f"{path} {name}")


def said_in(language: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    monkeypatch.setenv("MESUR_LANG", language)
    return {place: list(help_passages(text)) for place, text in texts(translate_help(get_command(app)))}


def test_no_passage_of_any_help_is_left_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    english, welsh = said_in("en", monkeypatch), said_in("cy", monkeypatch)
    assert english.keys() == welsh.keys()
    assert len(english) > 200
    left = {place: set(english[place]) & set(welsh[place]) for place in english}
    assert {place: same for place, same in left.items() if same} == {}


def test_the_catalogue_has_each_passage_and_none_that_is_said_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {passage for each in said_in("en", monkeypatch).values() for passage in each}
    assert set(CATALOGUE) == said | {*TYPER_LABELS.values(), USAGE, EXAMPLE}


@pytest.mark.parametrize("english", CATALOGUE)
def test_what_is_typed_is_the_same_in_both_languages(english: str) -> None:
    assert CATALOGUE[english]
    assert sorted(TYPED.findall(CATALOGUE[english])) == sorted(TYPED.findall(english))


def test_a_commands_help_is_welsh_from_its_first_word_to_its_last() -> None:
    command = [sys.executable, "-m", "delivery_api", "database", "upgrade", "--help"]
    shown = subprocess.run(command, env=os.environ | {"MESUR_LANG": "cy"}, capture_output=True, text=True, check=True)
    assert shown.stdout.split()[0] == "Defnydd:"
    assert not re.search(r"Options|Usage|Example|default|Show this", shown.stdout)


def test_the_module_of_the_command_runs_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["cli", "--version"])
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(Path(cli.__file__)), run_name="__main__")
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith("mesur ")
