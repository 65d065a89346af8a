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
from typer.testing import CliRunner

from delivery_api import cli
from delivery_api.cli import app
from delivery_api.commands.translated_help import (
    EXAMPLE,
    TYPER_LABELS,
    USAGE_ERRORS,
    USAGE_LABELS,
    WELSH,
    help_passages,
    translate_help,
)
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
    assert set(CATALOGUE) == said | {*TYPER_LABELS.values(), *USAGE_LABELS, *USAGE_ERRORS, EXAMPLE}


@pytest.mark.parametrize("english", CATALOGUE)
def test_what_is_typed_is_the_same_in_both_languages(english: str) -> None:
    assert CATALOGUE[english]
    assert sorted(TYPED.findall(CATALOGUE[english])) == sorted(TYPED.findall(english))


def test_a_commands_help_is_welsh_from_its_first_word_to_its_last() -> None:
    command = [sys.executable, "-m", "delivery_api", "database", "upgrade", "--help"]
    shown = subprocess.run(command, env=os.environ | {"MESUR_LANG": "cy"}, capture_output=True, text=True, check=True)
    assert shown.stdout.split()[0] == "Defnydd:"
    assert not re.search(r"Options|OPTIONS|Usage|Example|default|Show this", shown.stdout)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("exposure wtch", "Nid oes gorchymyn 'wtch'. Ai 'watch' oedd gennych mewn golwg?"),
        ("nothing", "Nid oes gorchymyn 'nothing'."),
        ("people appoint", "Rhaid rhoi 'post'. Dewiswch o’r rhain: stakeholder, psychometrician, officer, operator"),
        (
            "people appoint king",
            "Nid yw gwerth 'post' yn ddilys: nid yw 'king' yn un o’r rhain: 'stakeholder', 'psycho",
        ),
        ("people appoint officer 1 2", "Mae mwy ar y llinell nag a ddisgwylid: 1 2"),
        ("trial complete", "Rhaid rhoi "),
        ("exposure watch --few 3", "Nid oes dewisiad --few. Dewisiadau posibl: --fewest."),
        ("exposure watch --nothing", "Nid oes dewisiad --nothing"),
        ("exposure watch --fewest", "Rhaid rhoi gwerth i’r dewisiad '--fewest'."),
        ("exposure watch --recount=1", "Nid yw’r dewisiad '--recount' yn cymryd gwerth."),
        ("exposure watch --fewest x", "Nid yw gwerth '--fewest' yn ddilys: disgwylid rhif cyfan."),
        ("exposure watch --fewest 0", "Nid yw gwerth '--fewest' yn ddilys: disgwylid 1 neu fwy."),
        ("exposure watch --rate x", "Nid yw gwerth '--rate' yn ddilys: disgwylid rhif."),
        ("exposure watch --rate 1", "Nid yw gwerth '--rate' yn ddilys: disgwylid 0.5 neu lai."),
        ("roster schools nowhere.csv", "nid oes ffeil 'nowhere.csv'."),
        ("roster schools .", "ffolder yw '.', nid ffeil."),
        ("views allow --from soon", "nid yw 'soon' ar ffurf a dderbynnir: '%Y-%m-%d'."),
    ],
)
def test_a_command_line_that_cannot_be_read_is_refused_in_welsh(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: the help was Welsh and each refusal of a command line English, "No such command 'wtch'"."""
    monkeypatch.setenv("MESUR_LANG", "cy")
    monkeypatch.setenv("COLUMNS", "300")
    told = " ".join(re.sub("[│╭╮╰╯─]", " ", CliRunner().invoke(app, typed.split(), prog_name="mesur").output).split())
    assert said in told
    assert not re.search(r"\b(?:Usage|OPTIONS|COMMAND|Input|Invalid|Missing|No such|Got|Choose)\b", told)


def test_the_module_of_the_command_runs_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["cli", "--version"])
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(Path(cli.__file__)), run_name="__main__")
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith("mesur ")
