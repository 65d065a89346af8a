"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from itembank.builtin_banks import BUILTIN_BANKS
from itembank.commands.command_output import refuse
from itembank.language import Language
from itembank.simulation_study import study_messages as messages

DEFAULT_BANK = "numeracy-procedural"
BANK_HELP = f"{', '.join(BUILTIN_BANKS)}, a folder of your own, or a bank version in a file of JSON."

BankName = Annotated[str, typer.Argument(metavar="BANK", help=BANK_HELP)]
DesignFile = Annotated[
    Path | None,
    typer.Option("--design", help="A design in a TOML file, in the place of the bank’s of that name, or beside them."),
]
Lang = Annotated[str | None, typer.Option(help="cy or en. Default: MESUR_LANG, then LANG.")]


def output_language(lang: str | None) -> Language:
    """The output language from ``--lang`` or the environment; exits if it is neither cy nor en."""
    if lang not in (None, "cy", "en"):
        refuse(f"--lang: cy | en ≠ {lang!r}")
    return messages.chosen_language(lang)
