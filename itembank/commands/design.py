"""`mesur design …`: test designs as readable files."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from itembank.builtin_banks import BUILTIN_BANKS
from itembank.commands import design_messages as messages
from itembank.commands.command_options import BANK_HELP, DEFAULT_BANK, Lang, output_language
from itembank.commands.command_output import findings_table, refuse
from itembank.commands.input_files import load_bank, read_file
from itembank.design.adaptive_test_design import TestDesign
from itembank.design_files import fault_messages
from itembank.design_files.bank_compatibility import compatibility_faults, infeasible_node
from itembank.design_files.bank_with_design import lacks_solved_exposure, without_exposure
from itembank.design_files.design_faults import DesignFault, InvalidDesign
from itembank.design_files.design_reading import ParsedDesign, read_design
from itembank.design_files.design_schema import schema_text
from itembank.design_files.design_summary import year_summary
from itembank.design_files.design_writing import write_design
from itembank.errors import ItemBankError
from itembank.gates import Gate, GateFinding, feasibility_findings, gate_messages
from itembank.language import Language, Text
from itembank.refusal_messages import refusal_message
from itembank.versions.bank_version import BankVersion

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="markdown",
    help="Test designs as readable files: what a sitting of each year group holds, how items are selected and how "
    "ability is estimated.\n\nBegin with an existing design, change it and check it:\n\n"
    "    mesur design show numeracy-procedural > trial.toml\n\n"
    "    mesur design check trial.toml --bank numeracy-procedural\n\n"
    "    mesur simulate --bank numeracy-procedural --design trial.toml",
)
EPILOG = "Exit code: 0 the design can be used; 1 it has faults, or cannot be kept; 2 the file or the bank is not there."


@app.command("check", epilog=EPILOG)
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A design in a TOML file.")],
    bank_name: Annotated[
        str | None, typer.Option("--bank", help=f"{BANK_HELP} Default: the bank that the design is named after.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Say whether a design can be used, and what each year group is asked; or all that is wrong, line by line.

    Each fault names the file, the line and the column, what was found, what was expected and what to write instead:

        trial.toml:6:24: select.rate: found 1.5, expected what the engine takes: …

    With a bank it also says for each year group whether its items suffice, and whether those that a screen reader can
    read out suffice on their own.
    """
    language = output_language(lang)
    try:
        read = read_design(read_file(file, language), f"{file}")
    except InvalidDesign as invalid:
        _refuse(file, invalid.faults, language)
    name = bank_name or (read.design.name if read.design.name in BUILTIN_BANKS else None)
    bank = None if name is None else load_bank(name, language)
    if bank is not None and (faults := compatibility_faults(read, bank)):
        _refuse(file, faults, language)
    console = Console()
    console.print(messages.VALID[language] % (read.design.name, read.design.hash), highlight=False, soft_wrap=True)
    found = () if bank is None else _found(file, read.design, bank, f"{name}", language)
    console.print(_years(read.design, found, language))
    for sentence in (*_bounds(read.design, language), *_remarks(read.design, language)):
        console.print(sentence, highlight=False, markup=False)
    if bank is None:
        console.print(messages.NO_BANK[language] % ", ".join(BUILTIN_BANKS), highlight=False)
    else:
        _tell(file, read, bank, found, language)
    console.print(messages.OK[language])


@app.command("show")
def show(
    bank_name: Annotated[str, typer.Argument(metavar="BANK", help=BANK_HELP)] = DEFAULT_BANK,
    design: Annotated[str | None, typer.Option(help="The design, by its name. Default: the bank’s first.")] = None,
    lang: Lang = None,
) -> None:
    """Print a bank’s design as a readable file, to start one of your own from.

    Settings stand in the order in which the engine takes them. Example: mesur design show reading-en > trial.toml
    """
    language = output_language(lang)
    bank = load_bank(bank_name, language)
    try:
        shown = bank.design(design) if design else bank.first_design
    except ItemBankError as error:
        refuse(refusal_message(error, language))
    typer.echo(write_design(shown), nl=False)


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of these files, by which an editor completes keys and marks mistakes.

    Put it beside the design as design.schema.json. The design’s first line, `#:schema ./design.schema.json`, points
    editors with Taplo to it: Even Better TOML in Visual Studio Code, Helix, Neovim, Zed.

    Example: mesur design schema > design.schema.json
    """
    typer.echo(schema_text(), nl=False)


def _refuse(file: Path, faults: tuple[DesignFault, ...], language: Language) -> None:
    console = Console(stderr=True)
    for fault in faults:
        console.print(fault.sentence(f"{file}", language), highlight=False, markup=False, soft_wrap=True)
    console.print(messages.FAULTS[language] % (file, len(faults)), style="bold", highlight=False, markup=False)
    raise typer.Exit(1)


def _found(file: Path, design: TestDesign, bank: BankVersion, name: str, language: Language) -> tuple[GateFinding, ...]:
    """Findings on whether each year group's blueprint can be met."""
    Console().print(messages.AGAINST[language] % (name, bank.hash), highlight=False, soft_wrap=True)
    if lacks_solved_exposure(bank, design):
        Console().print(messages.UNSOLVED[language] % (name, file), highlight=False)
        design = without_exposure(design)
    return tuple(each for year in design.years for each in feasibility_findings(bank, design, year)[1])


def _years(design: TestDesign, found: tuple[GateFinding, ...], language: Language) -> Table:
    heads = (*messages.HEADS, messages.WITH_BANK) if found else messages.HEADS
    table = Table(*(head[language] for head in heads))
    told = {each.year: each.message[language] for each in found if each.gate is Gate.FEASIBLE}
    for each in (year_summary(design, year) for year in design.years):
        cells = (f"{each.year}", f"{each.length}", f"{each.mean:g}, {each.sd:g}", each.ceiling)
        table.add_row(*cells, *((told[each.year],) if found else ()))
    return table


def _bounds(design: TestDesign, language: Language) -> Iterator[str]:
    """Content bounds of a sitting, once for consecutive year groups that share them."""
    for bounds, years in groupby((year_summary(design, year) for year in design.years), key=lambda each: each.bounds):
        shared = [each.year for each in years]
        yield messages.BOUNDS[language] % (f"{shared[0]}" if len(shared) == 1 else f"{shared[0]}–{shared[-1]}")
        yield from (f"  {bound}" for bound in bounds or (messages.NO_BOUNDS[language],))


def _remarks(design: TestDesign, language: Language) -> Iterator[str]:
    bare = [f"{year}" for year in design.years if year_summary(design, year).ceiling == "–"]
    if bare:
        yield messages.NO_CEILING[language] % ", ".join(bare)


def _tell(
    file: Path, read: ParsedDesign, bank: BankVersion, found: tuple[GateFinding, ...], language: Language
) -> None:
    """Print findings that do not hold; an infeasible blueprint counts as a fault of the file."""
    failing = [each for each in found if not each.holds]
    faults = tuple(_fault(read, bank, each) for each in failing if each.gate is Gate.FEASIBLE)
    if faults:
        _refuse(file, faults, language)
    if not failing:
        Console().print(messages.ACCESSIBLE[language], highlight=False)
    else:
        Console().print(findings_table(failing, language))
    if any(each.blocks_publication for each in failing):
        raise typer.Exit(1)


def _fault(read: ParsedDesign, bank: BankVersion, found: GateFinding) -> DesignFault:
    year = found.year or 0
    at = infeasible_node(read, year, found.message.en)
    why = Text.each(lambda language: found.message[language].removeprefix(gate_messages.IMPOSSIBLE[language] % ""))
    return DesignFault(at.position.key, at.name, fault_messages.IMPOSSIBLE.filled(year, bank.subject, why, year))
