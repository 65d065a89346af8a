"""`mesur bank check`: checks a bank and the feasibility of its designs."""

from collections.abc import Iterator
from pathlib import Path

import typer
from rich.console import Console

from itembank.authoring import authoring_messages
from itembank.authoring.review_list import review_lines
from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import DEFAULT_BANK, BankName, Lang, output_language
from itembank.commands.command_output import findings_table
from itembank.commands.input_files import is_folder, load_bank, load_folder, refuse_faults
from itembank.content.subjects import SUBJECTS
from itembank.gates import (
    GateFinding,
    content_findings,
    credit_findings,
    feasibility_findings,
    gate_messages,
    practice_finding,
)
from itembank.language import Language
from itembank.simulation_study import study_messages as messages
from itembank.versions.bank_version import BankVersion

EPILOG = "Exit code: 0 every gate holds; 1 one does not; 2 bad input."


@bank.command("check", epilog=EPILOG)
def check(bank_name: BankName = DEFAULT_BANK, lang: Lang = None) -> None:
    """Read a bank, check every rule, and show whether its items suffice for its designs.

    A broken rule is refused with the item and the field. The table shows the publishing gates that need neither
    statuses nor a simulation: languages, keys, marks for misconceptions and for chance, practice items apart from those
    that count, and for each year group the blueprint, also with only the items that a screen reader can read out.
    Whether the items without drawings suffice is only remarked on.

    Of a folder of your own it tells every fault with its file and line: also each key that the author’s solution,
    evidence or second answer does not give, and beside the faults each gate that the other items do not pass. A folder
    needs no design. Then it lists the comments of reviewers that are
    open, and the items that they have not approved.
    """
    language = output_language(lang)
    if is_folder(bank_name):
        _check_folder(Path(bank_name), language)
        return
    checked = load_bank(bank_name, language)
    told = messages.VALID[language] % (checked.subject, len(checked.items), len(checked.practice), checked.hash)
    Console().print(told, highlight=False, soft_wrap=True)
    found = tuple(_findings(checked))
    Console().print(findings_table(found, language))
    failed = sum(each.blocks_publication for each in found)
    Console().print(gate_messages.FAILED[language] % failed if failed else gate_messages.PASSED[language])
    raise typer.Exit(1 if failed else 0)


def _check_folder(folder: Path, language: Language) -> None:
    read = load_folder(folder, language)
    failed = sum(_check_draft(draft, language, failing_alone=bool(read.faults)) for draft in read.banks)
    for remark in read.remarks:
        Console().print(remark.sentence(language), highlight=False, markup=False, soft_wrap=True)
    if read.faults:
        refuse_faults(read, language)
    for line in review_lines(read, language):
        Console().print(line, highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(1 if failed else 0)


def _check_draft(draft: BankVersion, language: Language, *, failing_alone: bool) -> int:
    """Print what the gates find of the items without a fault, and count those that fail."""
    found = (*content_findings(draft), *credit_findings(draft))
    failing = tuple(each for each in found if each.blocks_publication)
    if not failing_alone or failing:
        Console().print(authoring_messages.HOLDS[language] % (draft.subject, len(draft.all_items)), highlight=False)
        if draft.languages != SUBJECTS[draft.subject].languages:
            Console().print(authoring_messages.DRAFT[language] % ", ".join(draft.languages), highlight=False)
        Console().print(findings_table(failing if failing_alone else found, language))
    return len(failing)


def _findings(checked: BankVersion) -> Iterator[GateFinding]:
    yield from content_findings(checked)
    yield from credit_findings(checked)
    yield practice_finding(checked)
    for design in checked.designs:
        for year in design.years:
            yield from feasibility_findings(checked, design, year)[1]
