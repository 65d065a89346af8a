"""`mesur bank check`: checks a bank and the feasibility of its designs."""

from collections.abc import Iterator

import typer
from rich.console import Console

from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import DEFAULT_BANK, BankName, Lang, output_language
from itembank.commands.command_output import findings_table
from itembank.commands.input_files import load_bank
from itembank.gates import (
    GateFinding,
    content_findings,
    credit_findings,
    feasibility_findings,
    gate_messages,
    practice_finding,
)
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
    """
    language = output_language(lang)
    checked = load_bank(bank_name, language)
    told = messages.VALID[language] % (checked.subject, len(checked.items), len(checked.practice), checked.hash)
    Console().print(told, highlight=False, soft_wrap=True)
    found = tuple(_findings(checked))
    Console().print(findings_table(found, language))
    failed = sum(each.blocks_publication for each in found)
    Console().print(gate_messages.FAILED[language] % failed if failed else gate_messages.PASSED[language])
    raise typer.Exit(1 if failed else 0)


def _findings(checked: BankVersion) -> Iterator[GateFinding]:
    yield from content_findings(checked)
    yield from credit_findings(checked)
    yield practice_finding(checked)
    for design in checked.designs:
        for year in design.years:
            yield from feasibility_findings(checked, design, year)[1]
