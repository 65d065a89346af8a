"""`mesur bank solve`: solves the exposure of a bank's designs."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from itembank.canonical_json import canonical_json, sha256
from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import DEFAULT_BANK, BankName, DesignFile, Lang, output_language
from itembank.commands.command_output import os_reason, progress, refuse, write_and_report
from itembank.commands.input_files import load_bank, load_bank_to_keep, with_design_file
from itembank.design.adaptive_test_design import TestDesign
from itembank.errors import ItemBankError
from itembank.exposure import solving_messages as messages
from itembank.exposure.earlier_exposure import earlier_probabilities, settings_kept
from itembank.exposure.exposure_solving import ExposureSolvingOptions
from itembank.exposure.solved_years import Cell, SolvedYear, read_solved_years, unkept_path, write_solved_years
from itembank.exposure.years_at_once import YearToSolve, solve_years
from itembank.language import Language
from itembank.refusal_messages import refusal_message
from itembank.simulation_study import study_messages
from itembank.versions.bank_version import BankVersion, write_bank

EPILOG = "Exit code: 0 every rate is kept; 1 the bank is written, and one is not; 2 bad input, nothing is written."


@bank.command("solve", epilog=EPILOG)
def solve(
    out: Annotated[Path, typer.Option(help="The folder; the file is named by the bank’s SHA-256.")],
    bank_name: BankName = DEFAULT_BANK,
    design: DesignFile = None,
    earlier: Annotated[
        str | None, typer.Option("--from", metavar="BANK", help="An earlier version that is solved: start from it.")
    ] = None,
    share: Annotated[
        float, typer.Option(min=0.1, help="The rate aimed at, in multiples of sitting length / items of the year.")
    ] = ExposureSolvingOptions.share,
    ceiling: Annotated[
        float, typer.Option(min=0.01, max=1, help="The rate aimed at is at most this.")
    ] = ExposureSolvingOptions.ceiling,
    sittings: Annotated[int | None, typer.Option(min=50, help="In each simulation: 1000, with --from 400.")] = None,
    iterations: Annotated[
        int | None, typer.Option(min=1, help="Simulations to solve by: 16 (at least 9), with --from 4.")
    ] = None,
    checks: Annotated[int | None, typer.Option(min=1, help="Simulations to check the result by: 2.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1)] = ExposureSolvingOptions.seed,
    processes: Annotated[int | None, typer.Option(min=1, help="Year groups at once: one a processor.")] = None,
    lang: Lang = None,
) -> None:
    """Solve the exposure of each design and year group by simulation, and write the bank with what was found.

    It fills in the settings that are "@solved" in a design’s ConditionalEligibility: the probability that each item is
    eligible, such that no item’s share of a year group’s sittings exceeds the target rate. Where the design says
    together, the items of a passage are eligible together. Items whose rate exceeds the target because of content are
    listed.

    With --from an earlier version of the bank, only the year groups are solved whose items or design changed, or whose
    rates it does not keep (a file beside it says so), and they start from what it has: a few items more take a minute
    or two. A solving that is broken off goes on, when the same
    command is given again, after the last year group that was done.

    Example: mesur bank solve reading-en --out solved/

    Example: mesur bank solve banks/3f….json --from reading-en --out solved/

    With a design of your own, only that design is solved: mesur bank solve reading-en --design trial.toml --out solved/
    """
    language = output_language(lang)
    usual = ExposureSolvingOptions() if earlier is None else ExposureSolvingOptions.from_earlier()
    effort = ExposureSolvingOptions(
        share, ceiling, sittings or usual.sittings, iterations or usual.iterations, checks or usual.checks, seed
    )
    made = with_design_file(load_bank_to_keep(bank_name, language), design, language)
    before = None if earlier is None else _read_earlier(earlier, language)
    plans = made.designs if design is None else made.designs[:1]
    file = out / f"{_key(made, plans, before, effort)[:16]}.solving.json"
    try:
        found = _solved(made, plans, before, effort, processes or os.cpu_count() or 1, file, language)
    except ItemBankError as error:
        refuse(refusal_message(error, language))
    anew = {plan.hash for plan in plans}
    kept = (each for each in made.solved if each.design not in anew)
    solved = replace(made, solved=(*(each.settings for each in found), *kept))
    result = out / f"{solved.hash}.json"
    write_and_report(result, write_bank(solved).decode(), language)
    file.unlink(missing_ok=True)
    if missed := [each for each in found if not each.holds]:
        _keep(unkept_path(result), solved.hash, missed, language)
        told = messages.advice(missed, result, language, anew=before is None)
        Console().print(told, highlight=False, soft_wrap=True)
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Earlier:
    """An earlier version, and the designs, by name, and year groups whose rates it does not keep."""

    bank: BankVersion
    unkept: frozenset[tuple[str, int]]


def _read_earlier(name: str, language: Language) -> _Earlier:
    before = load_bank(name, language)
    names = {design.hash: design.name for design in before.designs}
    try:
        missed = read_solved_years(unkept_path(Path(name)), before.hash)
    except ItemBankError as error:
        refuse(refusal_message(error, language))
    return _Earlier(before, frozenset((names[each.settings.design], each.settings.year) for each in missed))


def _key(
    made: BankVersion, plans: Sequence[TestDesign], before: _Earlier | None, effort: ExposureSolvingOptions
) -> str:
    """What a solving that is broken off is known by: all that its result depends on."""
    banks = (made.hash, before.bank.hash if before else "", tuple(plan.hash for plan in plans))
    return sha256(canonical_json((*banks, astuple(effort))))


def _solved(
    made: BankVersion,
    plans: Sequence[TestDesign],
    before: _Earlier | None,
    effort: ExposureSolvingOptions,
    processes: int,
    file: Path,
    language: Language,
) -> list[SolvedYear]:
    cells = {(design.hash, year): design for design in plans for year in design.years}
    done = {each.cell: each for each in read_solved_years(file, made.hash)}
    if done:
        Console().print(messages.GOES_ON[language] % (len(done), file), highlight=False, soft_wrap=True)
    elif before is not None and effort.share == ExposureSolvingOptions.share and effort.ceiling == 1:
        done = _kept(made, before, cells)
    names = {item.id: item.item for item in made.items}
    for each in done.values():
        _tell(each, cells[each.cell].name, names, language)
    todo = [
        YearToSolve(design, year, earlier_probabilities(before.bank, design, year) if before else {})
        for (hash_, year), design in cells.items()
        if (hash_, year) not in done
    ]
    with progress() as bar:
        task = bar.add_task(messages.SOLVING[language], total=len(todo) * effort.simulations)
        for each in solve_years(made, todo, effort, processes, lambda so_far: bar.update(task, completed=so_far)):
            done[each.cell] = each
            _keep(file, made.hash, list(done.values()), language)
            _tell(each, cells[each.cell].name, names, language)
    return [done[cell] for cell in cells]


def _kept(made: BankVersion, before: _Earlier, cells: Mapping[Cell, TestDesign]) -> dict[Cell, SolvedYear]:
    """The year groups whose simulation would see nothing new, and whose rates were kept."""
    found = {
        (hash_, year): settings_kept(before.bank, made, design, year)
        for (hash_, year), design in cells.items()
        if (design.name, year) not in before.unkept
    }
    return {cell: SolvedYear(settings, kept=True) for cell, settings in found.items() if settings is not None}


def _keep(file: Path, key: str, years: Sequence[SolvedYear], language: Language) -> None:
    try:
        write_solved_years(file, key, years)
    except OSError as error:
        refuse(study_messages.UNWRITABLE[language] % (file, os_reason(error, language)))


def _tell(solved: SolvedYear, design: str, names: Mapping[str, str], language: Language) -> None:
    year = f"{design}, {study_messages.SHOW_YEAR[language]} {solved.settings.year}"
    Console().print(f"{year}: {messages.outcome(solved, language)}", highlight=False, soft_wrap=True)
    for each in solved.exceeding:
        Console().print(f"  {messages.excess(each, names[each.item], language)}", highlight=False, soft_wrap=True)
