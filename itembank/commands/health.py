"""`mesur bank health`: shows where a bank lacks items."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from itembank.builtin_banks import BUILTIN_BANKS
from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import BANK_HELP, output_language
from itembank.commands.command_output import progress, refuse, write_and_report, write_file
from itembank.commands.input_files import load_bank, load_design, load_parameters
from itembank.design.adaptive_test_design import TestDesign
from itembank.errors import ItemBankError
from itembank.health import DEFAULT_ITEMS, BankHealth, bank_health, progress_steps
from itembank.health import health_messages as messages
from itembank.health.health_json import health_json
from itembank.health.health_page import health_page
from itembank.health.health_sentences import HealthSentences
from itembank.health.health_table_rows import side_by_side_heads, side_by_side_rows, thin_rows, year_rows
from itembank.language import Language
from itembank.refusal_messages import refusal_message
from itembank.versions.bank_version import BankVersion

THINNEST = 12
WITHOUT_PARTS = 9  # columns of the years: what parts of the bank give is on the page and in the JSON


@bank.command("health")
def health(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="BANK", help=f"{BANK_HELP} Default: each that comes with Mesur.")
    ] = None,
    design: Annotated[
        str | None, typer.Option(help="The test design, by its name in the bank, or a .toml file. Default: its first.")
    ] = None,
    items: Annotated[
        int, typer.Option(min=1, max=100, help="How many to name that should be written next.")
    ] = DEFAULT_ITEMS,
    max_exposure: Annotated[
        float | None,
        typer.Option(
            min=0.01, max=1, help="The share of sittings that an item should be in at most. Default: as for publishing."
        ),
    ] = None,
    page: Annotated[Path | None, typer.Option(help="A page to write, with charts.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON instead.")] = False,
    parameters: Annotated[
        Path | None,
        typer.Option(
            help="Parameters instead of a bank: a CSV with id (or item), a, b, c, d, strand, year; or fit.json."
        ),
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", "--language", help="cy or en. Default: MESUR_LANG, then LANG.")
    ] = None,
) -> None:
    """Say where a bank is thin, what that costs in SE, and which items to write next.

    For each year group, strand and half logit of ability it shows the number of items, their information as a share of
    what ideal items would give, and the SE that one more item would save. Then it lists the twenty items to write next,
    each given those before it. Nothing is simulated: the best sittings that the design allows are computed.

    Example: mesur bank health reading-cy reading-en --page health.html

    Example: mesur bank health numeracy-procedural --design trial.toml

    Example: mesur bank health --parameters items.csv
    """
    language = output_language(lang)
    given = [] if parameters is None else [load_parameters(parameters, language)]
    banks = given + [load_bank(name, language) for name in names or (() if given else BUILTIN_BANKS)]
    try:
        found = [_found(each, design, items, max_exposure, language) for each in banks]
    except ItemBankError as error:
        refuse(refusal_message(error, language))
    if page is not None:
        (write_file if as_json else write_and_report)(page, health_page(found, language), language)
    if as_json:
        print(health_json(found))
        return
    for each in found:
        _print(each, language)
    _print_side_by_side(found, language)


def _of_bank(made: BankVersion, design: str | None) -> TestDesign:
    return made.design(design) if design else made.first_design


def _found(
    made: BankVersion, design: str | None, items: int, max_exposure: float | None, language: Language
) -> BankHealth:
    file = design is not None and design.endswith(".toml")
    plan = load_design(Path(f"{design}"), language) if file else _of_bank(made, design)
    with progress() as bar:
        task = bar.add_task(messages.PROGRESS[language] % made.subject, total=progress_steps(plan, items))
        return bank_health(made, plan, items=items, highest_rate=max_exposure, on_step=lambda: bar.advance(task))


def _print(found: BankHealth, language: Language) -> None:
    console, sentences = Console(), HealthSentences(found, language)
    console.rule(messages.TITLE[language] % sentences.subject_name())
    for sentence in sentences.opening_sentences():
        console.print(sentence, highlight=False)
    heads = [head[language] for head in messages.YEAR_HEADS[:WITHOUT_PARTS]]
    console.print(_table(messages.YEARS[language], heads, (row[:WITHOUT_PARTS] for row in year_rows(found))))
    if found.thin_cells:
        title = messages.THIN[language] % min(THINNEST, len(found.thin_cells))
        console.print(_table(title, [head[language] for head in messages.THIN_HEADS], thin_rows(sentences, THINNEST)))
        console.print(messages.THIN_TOLD[language], highlight=False)
    else:
        console.print(messages.NOT_THIN[language])
    for line in _wanted(sentences):
        console.print(line, highlight=False, markup=False)


def _wanted(sentences: HealthSentences) -> Iterator[str]:
    found, language = sentences.health, sentences.language
    if not found.next_items:
        yield f"\n{messages.NOTHING[language]}"
        return
    yield "\n" + messages.WANTED[language] % sum(len(item.request.parts) for item in found.next_items)
    for place, item in enumerate(sentences.listed_items(), 1):
        yield f"{place:>3}. {item.what}"
        yield from (f"     – {part}" for part in item.parts)
        yield f"     {item.saves}"


def _print_side_by_side(found: list[BankHealth], language: Language) -> None:
    both = [each for each in found if len(each.bank.languages) == 1]
    if len(both) > 1:
        heads = side_by_side_heads(both, language)
        Console().print(_table(messages.READING[language], heads, side_by_side_rows(both)))
        Console().print(messages.BESIDE_TOLD[language], highlight=False)


def _table(title: str, heads: list[str], rows: Iterable[tuple[str, ...]]) -> Table:
    """A table whose heads break at spaces and whose figures do not: the widest just fits a terminal of 80."""
    table = Table(title=title, box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    for head in heads:
        table.add_column(head.replace(" ", "\n"), justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table
