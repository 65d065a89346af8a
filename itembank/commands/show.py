"""`mesur bank show`: counts items by year group and strand."""

from statistics import median

from rich.console import Console
from rich.table import Table

from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import DEFAULT_BANK, BankName, Lang, output_language
from itembank.commands.input_files import load_bank
from itembank.content.content_messages import STRANDS
from itembank.content.item_versions import YEARS
from itembank.content.subjects import SUBJECTS
from itembank.simulation_study import study_messages as messages
from itembank.versions.bank_version import BankVersion


@bank.command("show")
def show(bank_name: BankName = DEFAULT_BANK, lang: Lang = None) -> None:
    """How many items each year group has, by strand, how many for practice, and how hard they are."""
    language = output_language(lang)
    shown = load_bank(bank_name, language, draft=True)
    table = Table(title=f"{shown.subject} · {shown.hash[:12]}")
    strands = SUBJECTS[shown.subject].strands
    for head in (messages.SHOW_YEAR, *(STRANDS[strand] for strand in strands), *messages.SHOW_HEADS):
        table.add_column(head[language], justify="right")
    for year in YEARS:
        table.add_row(*_year_row(shown, year))
    Console().print(table)


def _year_row(shown: BankVersion, year: int) -> tuple[str, ...]:
    own = [item for item in shown.items if item.introduced_year == year]
    difficulties = [item.parameters.difficulty for item in own]
    spread = (min(difficulties), median(difficulties), max(difficulties)) if own else ()
    return (
        str(year),
        *(str(sum(item.strand == strand for item in own)) for strand in SUBJECTS[shown.subject].strands),
        str(len(own)),
        str(sum(item.introduced_year <= year for item in shown.items)),
        str(sum(item.introduced_year == year for item in shown.practice)),
        *(f"{value:+.2f}" for value in spread),
    )
