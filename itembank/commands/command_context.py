"""How the commands of banks find a bank, say what is wrong, and write files."""

from errno import errorcode
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank
from itembank.design.adaptive_test_design import TestDesign
from itembank.design_files.bank_with_design import with_design
from itembank.design_files.design_faults import InvalidDesign
from itembank.design_files.design_reading import read_design
from itembank.errors import ItemBankError
from itembank.language import Language
from itembank.parsing.bank_parsing import read_bank
from itembank.refusal_messages import refusal_message
from itembank.simulation_study import study_messages as messages
from itembank.versions.bank_version import BankVersion

DEFAULT_BANK = "numeracy-procedural"
BANK_HELP = f"{', '.join(BUILTIN_BANKS)}, or a bank version in a file of JSON."

BankName = Annotated[str, typer.Argument(metavar="BANK", help=BANK_HELP)]
DesignFile = Annotated[
    Path | None,
    typer.Option("--design", help="A design in a TOML file, in the place of the bank's of that name, or beside them."),
]
Lang = Annotated[str | None, typer.Option(help="cy or en. Default: MESUR_LANG, then LANG.")]


def load_bank(name: str, language: Language) -> BankVersion:
    """The bank of that name, or in that file; one that cannot be had is refused."""
    try:
        return builtin_bank(name) if name in BUILTIN_BANKS else read_bank(Path(name).read_bytes())
    except FileNotFoundError:
        refuse(messages.NO_FILE[language] % (name, ", ".join(BUILTIN_BANKS)))
    except OSError as error:
        refuse(messages.UNREADABLE[language] % (name, errorcode.get(error.errno or 0, "–")))
    except ItemBankError as error:
        refuse(messages.UNREADABLE[language] % (name, refusal_message(error, language)))


def read_file(path: Path, language: Language) -> str:
    """The text of a file; one that cannot be had is refused."""
    try:
        return path.read_text("utf-8-sig")  # some editors begin a file with a mark
    except FileNotFoundError:
        refuse(messages.NO_SUCH_FILE[language] % path)
    except UnicodeDecodeError:
        refuse(messages.UNREADABLE[language] % (path, "UTF-8"))
    except OSError as error:
        refuse(messages.UNREADABLE[language] % (path, errorcode.get(error.errno or 0, "–")))


def load_design(path: Path, language: Language) -> TestDesign:
    """The design in a file; one with faults is refused by all of them."""
    try:
        return read_design(read_file(path, language), f"{path}").design
    except InvalidDesign as invalid:
        refuse("\n".join(fault.sentence(f"{path}", language) for fault in invalid.faults))


def with_design_file(bank: BankVersion, file: Path | None, language: Language) -> BankVersion:
    """The bank, with the design of a file where one is given."""
    if file is None:
        return bank
    try:
        return with_design(bank, load_design(file, language))
    except ItemBankError as error:
        refuse(refusal_message(error, language))


def output_language(lang: str | None) -> Language:
    """The language of the output; a language that is neither is refused."""
    if lang not in (None, "cy", "en"):
        refuse(f"--lang: cy | en ≠ {lang!r}")
    return messages.chosen_language(lang)


def refuse(message: str) -> NoReturn:
    """Say on the standard error stream what is wrong, and end with exit code 2."""
    Console(stderr=True).print(message, style="bold", highlight=False, markup=False)
    raise typer.Exit(2)


def write_and_report(path: Path, text: str, language: Language) -> None:
    """Write a file and say so."""
    write_file(path, text, language)
    Console().print(messages.WRITTEN[language] % path, highlight=False, soft_wrap=True)  # a path in one piece


def write_file(path: Path, text: str, language: Language) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        refuse(messages.UNWRITABLE[language] % (path, errorcode.get(error.errno or 0, "–")))
