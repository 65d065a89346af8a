"""`mesur bank new`: begins a folder of one's own."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from itembank.authoring import KINDS, Kind, authoring_messages, new_files
from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import Lang, output_language
from itembank.commands.command_output import os_reason, refuse, write_and_report
from itembank.language import LANGUAGES, Language
from itembank.simulation_study import study_messages


@bank.command("new")
def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="passage, scenario or items.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder: a new one, or one that is empty.")],
    language: Annotated[
        str, typer.Option("--in", help="cy, en or both: the language of a draft; a passage has a file for each.")
    ] = "both",
    lang: Lang = None,
) -> None:
    """Begin a folder of your own with a worked example that holds: a passage, a scenario or a table of items.

    Notes in the file say what each field is. Change it, then see it live and check it. `docs/authoring.md` has every
    field.

    Example: mesur bank new passage my-passages
    """
    told = output_language(lang)
    chosen = next((each for each in KINDS if each == kind), None)
    if chosen is None:
        refuse(authoring_messages.UNKNOWN_KIND[told] % (", ".join(KINDS), kind))
    if language not in (*LANGUAGES, "both"):
        refuse(authoring_messages.UNKNOWN_LANGUAGE[told] % language)
    _require_empty(folder, told)
    _write(chosen, folder, tuple(each for each in LANGUAGES if language in (each, "both")), told)


def _require_empty(folder: Path, told: Language) -> None:
    """Exit if the folder holds anything, or is no folder."""
    try:
        if folder.exists() and next(folder.iterdir(), None) is not None:
            refuse(authoring_messages.NOT_EMPTY[told] % folder)
    except OSError as error:
        refuse(study_messages.UNWRITABLE[told] % (folder, os_reason(error, told)))


def _write(kind: Kind, folder: Path, languages: tuple[Language, ...], told: Language) -> None:
    for name, text in new_files(kind, languages, told).items():
        write_and_report(folder / name, text, told)
    Console().print(authoring_messages.NEXT[told] % (folder, folder), highlight=False, soft_wrap=True)
