"""Banks and designs that a command loads by name or from a file."""

from pathlib import Path

from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank
from itembank.commands.command_output import os_reason, refuse
from itembank.design.adaptive_test_design import TestDesign
from itembank.design_files.bank_with_design import with_design
from itembank.design_files.design_faults import InvalidDesign
from itembank.design_files.design_reading import read_design
from itembank.errors import ItemBankError
from itembank.language import Language
from itembank.parsing.bank_parsing import read_bank
from itembank.parsing.parameters_csv import parameters_bank
from itembank.refusal_messages import refusal_message
from itembank.simulation_study import study_messages as messages
from itembank.versions.bank_version import BankVersion


def load_bank(name: str, language: Language) -> BankVersion:
    """The built-in bank of that name, or the bank in that file; exits if it cannot be loaded."""
    try:
        return builtin_bank(name) if name in BUILTIN_BANKS else read_bank(Path(name).read_bytes())
    except FileNotFoundError:
        refuse(messages.NO_FILE[language] % (name, ", ".join(BUILTIN_BANKS)))
    except OSError as error:
        refuse(messages.UNREADABLE[language] % (name, os_reason(error, language)))
    except ItemBankError as error:
        refuse(messages.UNREADABLE[language] % (name, refusal_message(error, language)))


def read_file(path: Path, language: Language) -> str:
    """The text of a file; exits if it cannot be read."""
    try:
        return path.read_text("utf-8-sig")  # some editors write a byte order mark
    except FileNotFoundError:
        refuse(messages.NO_SUCH_FILE[language] % path)
    except UnicodeDecodeError as error:
        for first, program in messages.OTHER_FILES.items():
            if error.object.startswith(first):
                refuse(messages.NOT_TEXT[language] % (path, program))
        refuse(messages.NOT_UTF8[language] % (path, error.object.count(b"\n", 0, error.start) + 1))
    except OSError as error:
        refuse(messages.UNREADABLE[language] % (path, os_reason(error, language)))


def load_parameters(path: Path, language: Language) -> BankVersion:
    """The bank of item parameters in a CSV file; exits with line and column if it is invalid."""
    try:
        return parameters_bank(read_file(path, language), f"{path}")
    except ItemBankError as error:
        refuse(refusal_message(error, language))


def load_design(path: Path, language: Language) -> TestDesign:
    """The design in a file; prints all its faults and exits if it has any."""
    try:
        return read_design(read_file(path, language), f"{path}").design
    except InvalidDesign as invalid:
        refuse("\n".join(fault.sentence(f"{path}", language) for fault in invalid.faults))


def with_design_file(bank: BankVersion, file: Path | None, language: Language) -> BankVersion:
    """The bank with the design of a file added, if a file is given; exits if it is invalid."""
    if file is None:
        return bank
    try:
        return with_design(bank, load_design(file, language))
    except ItemBankError as error:
        refuse(refusal_message(error, language))
