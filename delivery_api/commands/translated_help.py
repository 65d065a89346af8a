"""What `--help` says, in Welsh where that is wanted: the commands' own English, passage by passage, is the key."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from typer import rich_utils

from delivery_api.web.message_catalogue import compile_catalogue, read_po_file
from delivery_api.web.reader_language import Language, is_language

WELSH = Path(__file__).with_name("help.cy.po")

TYPER_LABELS = {
    "DEFAULT_STRING": "[default: {}]",
    "ENVVAR_STRING": "[env var: {}]",
    "REQUIRED_LONG_STRING": "[required]",
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commands",
    "ERRORS_PANEL_TITLE": "Error",
    "RICH_HELP": "Try [blue]'{command_path} {help_option}'[/] for help.",
}
"""What typer itself says around a command's help: its names for it, and its English."""
USAGE = "Usage:"
EXAMPLE = "Example:"

Translate = Callable[[str], str]


def preferred_language() -> Language:
    """The language of MESUR_LANG, else LANG, else English."""
    said = (os.environ.get("MESUR_LANG") or os.environ.get("LANG") or "en")[:2]
    return said if is_language(said) else "en"


def translate_typer_labels() -> None:
    """Have typer's own words in the language that is wanted."""
    say = _sayer(preferred_language())
    for name, english in TYPER_LABELS.items():
        setattr(rich_utils, name, say(english))


def translate_help(command: Any) -> Any:  # noqa: ANN401 - typer's own copy of click has no public types
    """The command, and all below it, with its help in the language that is wanted."""
    if preferred_language() != "en":
        _say_in(command, _sayer(preferred_language()))
    return command


def help_passages(text: str) -> Iterator[str]:
    """The passages of a help text, each in one line: paragraphs and points of a list, but no commands and no files."""
    for block in _blocks(text):
        if not block.startswith("    "):
            yield from filter(None, (_before_an_example(_one_line(point))[0] for point in _points(block)))


def _say_in(command: Any, say: Translate) -> None:  # noqa: ANN401 - as above
    for name in ("help", "short_help", "epilog"):
        if text := getattr(command, name, None):
            setattr(command, name, _said(text, say))
    context = command.context_class(command)
    for param in command.get_params(context):
        if text := getattr(param, "help", None):
            param.help = _said(text, say)
    usage = command.get_usage
    command.get_usage = lambda context: usage(context).replace(USAGE, say(USAGE), 1)
    for below in getattr(command, "commands", {}).values():
        _say_in(below, say)


def _said(text: str, say: Translate) -> str:
    return "\n\n".join(
        block if block.startswith("    ") else "\n".join(_passage(_one_line(point), say) for point in _points(block))
        for block in _blocks(text)
    )


def _passage(english: str, say: Translate) -> str:
    before, command = _before_an_example(english)
    return " ".join(filter(None, (before and say(before), command and f"{say(EXAMPLE)} {command}")))


def _before_an_example(english: str) -> tuple[str, str]:
    before, _, command = english.partition(f"{EXAMPLE} ")
    return before.strip(), command


def _blocks(text: str) -> list[str]:
    return re.split(r"\n[ \t]*\n", inspect.cleandoc(text))


def _points(block: str) -> list[str]:
    return re.split(r"\n(?=- )", block)


def _one_line(passage: str) -> str:
    return " ".join(passage.split())


def _sayer(language: Language) -> Translate:
    return (lambda english: english) if language == "en" else compile_catalogue(read_po_file(WELSH, language)).gettext
