"""Banks and designs that a command loads by name or from a file."""

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from itembank.authoring import AuthorFolder, authoring_messages, read_author_folder, review_messages
from itembank.authoring.author_folder import folders_within
from itembank.authoring.review_file import SETTINGS
from itembank.authoring.review_list import review_lines
from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank
from itembank.commands.command_output import os_reason, refuse
from itembank.content.subjects import SUBJECTS
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
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import BankVersion


def load_bank(name: str, language: Language, *, draft: bool = False) -> BankVersion:
    """The built-in bank of that name, or the bank in that file or folder; exits if it cannot be loaded.

    Parameters
    ----------
    draft : whether a folder whose items have words in one language only is taken, too
    """
    if is_folder(name):
        return _load_draft(Path(name), language, draft=draft)
    try:
        return builtin_bank(name) if name in BUILTIN_BANKS else read_bank(Path(name).read_bytes())
    except FileNotFoundError:
        refuse(messages.NO_FILE[language] % (name, ", ".join(BUILTIN_BANKS)))
    except OSError as error:
        refuse(messages.UNREADABLE[language] % (name, os_reason(error, language)))
    except ItemBankError as error:
        refuse(messages.UNREADABLE[language] % (name, refusal_message(error, language)))


def load_bank_to_keep(name: str, language: Language) -> BankVersion:
    """The bank of that name, to make a bank version of it; of a folder it tells what reviewers have left.

    Exits if it cannot be loaded, or if the folder's own settings ask for approvals that it lacks.
    """
    if is_folder(name):
        require_approved(load_folder(Path(name), language), language)
    return load_bank(name, language)


def require_approved(read: AuthorFolder, language: Language) -> None:
    """Print what reviewers have left open or not approved; exit if the folder's own settings ask for more approvals."""
    for line in review_lines(read, language):
        Console(stderr=True).print(line, highlight=False, markup=False, soft_wrap=True)
    if read.reviews.needed and read.unapproved:
        refuse(review_messages.REFUSED[language] % (SETTINGS, read.reviews.needed))


def is_folder(name: str) -> bool:
    """Whether a bank is given as an author's folder."""
    return name not in BUILTIN_BANKS and Path(name).is_dir()


def load_folder(folder: Path, language: Language) -> AuthorFolder:
    """What an author's folder holds; exits if it cannot be read or holds no files of items."""
    try:
        read = read_author_folder(folder)
    except OSError as error:
        refuse(messages.UNREADABLE[language] % (folder, os_reason(error, language)))
    if not read.files:
        within = folders_within(folder)
        more = (authoring_messages.FOLDERS_WITHIN[language] % ", ".join(within),) if within else ()
        refuse(" ".join((authoring_messages.NO_ITEMS[language] % folder, *more)))
    return read


def _load_draft(folder: Path, language: Language, *, draft: bool) -> BankVersion:
    """The bank of an author's folder; prints every fault and exits if it has any, or items of several subjects."""
    read = load_folder(folder, language)
    if read.faults:
        refuse_faults(read, language)
    if len(read.banks) != 1:
        subjects = ", ".join(bank.subject for bank in read.banks)
        refuse(authoring_messages.SEVERAL_SUBJECTS[language] % (folder, subjects))
    (made,) = read.banks
    if not draft and made.languages != SUBJECTS[made.subject].languages:
        refuse(authoring_messages.DRAFT[language] % ", ".join(made.languages))
    return made


def refuse_faults(read: AuthorFolder, language: Language) -> NoReturn:
    """Print every fault of an author's folder with its file and line, and exit."""
    told = [fault.sentence(language) for fault in read.faults]
    lines = "\n".join([*told, authoring_messages.FAULTS[language] % len(told)])
    Console(stderr=True).print(
        lines, highlight=False, markup=False, soft_wrap=True
    )  # an editor reads a fault as a line
    raise typer.Exit(2)


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


def with_folder(bank: BankVersion, folder: Path | None, language: Language) -> BankVersion:
    """The bank with the items of an author's folder added, if one is given; exits if they do not belong to it.

    What was solved for the bank is left out: it has no value for the new items.
    """
    if folder is None:
        return bank
    added = load_bank_to_keep(f"{folder}", language)
    if added.subject != bank.subject:
        refuse(authoring_messages.OTHER_SUBJECT[language] % (folder, added.subject, bank.subject))
    whole = replace(
        bank,
        items=(*bank.items, *added.items),
        practice=(*bank.practice, *added.practice),
        stimuli=(*bank.stimuli, *added.stimuli),
        solved=(),
    )
    try:
        return check_bank(whole)
    except ItemBankError as error:
        refuse(refusal_message(error, language))


def with_design_file(bank: BankVersion, file: Path | None, language: Language) -> BankVersion:
    """The bank with the design of a file added, if a file is given; exits if it is invalid."""
    if file is None:
        return bank
    try:
        return with_design(bank, load_design(file, language))
    except ItemBankError as error:
        refuse(refusal_message(error, language))
