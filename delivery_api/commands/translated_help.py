"""Translates `--help`, and what typer says of a wrong command line, into Welsh; each English passage is a key of the
catalogue.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterator
from functools import partial
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
    "ABORTED_TEXT": "Aborted.",
    "RICH_HELP": "Try [blue]'{command_path} {help_option}'[/] for help.",
}
"""typer's own labels around a command's help: the name of each constant, and its English."""
USAGE_LABELS = ("Usage:", "[OPTIONS]", "COMMAND [ARGS]...")
"""What stands in a line of usage beside names."""
EXAMPLE = "Example:"

USAGE_ERRORS = (
    "No such command {}. Did you mean {}?",
    "No such command {}.",
    "Missing command.",
    "Missing argument {}. Choose from:{}",
    "Missing argument {}.",
    "Missing option {}. Choose from:{}",
    "Missing option {}.",
    "No such option: {} (Possible options: {})",
    "No such option: {}",
    "Got unexpected extra argument(s) ({})",
    "Option {} requires an argument.",
    "Option {} does not take a value.",
    "Invalid value for {}: {}",
    "Value error, {}",
    "{} is not one of {}.",
    "{} does not match the formats {}.",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid number, unable to parse string as a number",
    "Input should be greater than or equal to {}",
    "Input should be less than or equal to {}",
    "file {} does not exist.",
    "file {} is a directory.",
    "file {} is not readable.",
)
"""What typer and its parsers say, with a place for each name or value; of two that fit, the first is meant."""

Translate = Callable[[str], str]

_show_usage_error = rich_utils.rich_format_error


def preferred_language() -> Language:
    """Return the language of MESUR_LANG, else LANG, else English."""
    language = (os.environ.get("MESUR_LANG") or os.environ.get("LANG") or "en")[:2]
    return language if is_language(language) else "en"


def translate_typer_labels() -> None:
    """Translate typer's own labels, and what it says of a wrong command line, into the preferred language."""
    translate = _translator(preferred_language())
    for name, english in TYPER_LABELS.items():
        setattr(rich_utils, name, translate(english))
    rich_utils.rich_format_error = partial(_show_translated, translate=translate)


def _show_translated(error: Any, translate: Translate) -> None:  # noqa: ANN401 - as below
    message = _translate_usage_error(error.format_message(), translate)
    error.format_message = lambda: message
    _show_usage_error(error)


def translate_help(command: Any) -> Any:  # noqa: ANN401 - typer's own copy of click has no public types
    """Translate the help of a command and of its subcommands into the preferred language."""
    if preferred_language() != "en":
        _translate_command(command, _translator(preferred_language()))
    return command


def help_passages(text: str) -> Iterator[str]:
    """Yield the passages of a help text, each on one line: paragraphs and list items, without code blocks."""
    for block in _blocks(text):
        if not block.startswith("    "):
            yield from filter(None, (_split_example(_one_line(point))[0] for point in _points(block)))


def _translate_command(command: Any, translate: Translate) -> None:  # noqa: ANN401 - as above
    for name in ("help", "short_help", "epilog"):
        if text := getattr(command, name, None):
            setattr(command, name, _translate_text(text, translate))
    context = command.context_class(command)
    for param in command.get_params(context):
        if text := getattr(param, "help", None):
            param.help = _translate_text(text, translate)
    usage = command.get_usage
    command.get_usage = lambda context: _translate_usage(usage(context), translate)
    for subcommand in getattr(command, "commands", {}).values():
        _translate_command(subcommand, translate)


def _translate_usage_error(message: str, translate: Translate) -> str:
    """What typer says of a command line, translated; as it is where no sentence fits."""
    for english in USAGE_ERRORS:
        if fits := re.fullmatch(re.escape(english).replace(r"\{\}", "(.+?)"), message, re.DOTALL):
            return translate(english).format(*(_translate_usage_error(part, translate) for part in fits.groups()))
    return message


def _translate_usage(usage: str, translate: Translate) -> str:
    for label in USAGE_LABELS:
        usage = usage.replace(label, translate(label), 1)
    return usage


def _translate_text(text: str, translate: Translate) -> str:
    return "\n\n".join(
        block
        if block.startswith("    ")
        else "\n".join(_translate_passage(_one_line(point), translate) for point in _points(block))
        for block in _blocks(text)
    )


def _translate_passage(english: str, translate: Translate) -> str:
    before, command = _split_example(english)
    return " ".join(filter(None, (before and translate(before), command and f"{translate(EXAMPLE)} {command}")))


def _split_example(english: str) -> tuple[str, str]:
    before, _, command = english.partition(f"{EXAMPLE} ")
    return before.strip(), command


def _blocks(text: str) -> list[str]:
    return re.split(r"\n[ \t]*\n", inspect.cleandoc(text))


def _points(block: str) -> list[str]:
    return re.split(r"\n(?=- )", block)


def _one_line(passage: str) -> str:
    return " ".join(passage.split())


def _translator(language: Language) -> Translate:
    return (lambda english: english) if language == "en" else compile_catalogue(read_po_file(WELSH, language)).gettext
