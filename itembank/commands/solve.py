"""`mesur bank solve`: solves the exposure of a bank's designs."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine import ExposureStatus
from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import DEFAULT_BANK, BankName, DesignFile, Lang, output_language
from itembank.commands.command_output import progress, refuse, write_and_report
from itembank.commands.input_files import load_bank, with_design_file
from itembank.design.adaptive_test_design import TestDesign
from itembank.errors import ItemBankError
from itembank.exposure.exposure_solving import ExposureSolvingOptions, solve_exposure
from itembank.language import Language
from itembank.refusal_messages import refusal_message
from itembank.simulation_study import study_messages as messages
from itembank.versions.bank_version import BankVersion, SolvedSettings, write_bank

EPILOG = "Exit code: 0 every rate is kept; 1 the bank is written, and one is not; 2 bad input, nothing is written."


@bank.command("solve", epilog=EPILOG)
def solve(
    out: Annotated[Path, typer.Option(help="The folder; the file is named by the bank’s SHA-256.")],
    bank_name: BankName = DEFAULT_BANK,
    design: DesignFile = None,
    share: Annotated[
        float, typer.Option(min=0.1, help="The rate aimed at, in multiples of sitting length / items of the year.")
    ] = ExposureSolvingOptions.share,
    ceiling: Annotated[
        float, typer.Option(min=0.01, max=1, help="The rate aimed at is at most this.")
    ] = ExposureSolvingOptions.ceiling,
    sittings: Annotated[int, typer.Option(min=50, help="In each simulation.")] = ExposureSolvingOptions.sittings,
    iterations: Annotated[
        int, typer.Option(min=9, help="Simulations to solve by.")
    ] = ExposureSolvingOptions.iterations,
    checks: Annotated[
        int, typer.Option(min=1, help="Simulations to check the result by.")
    ] = ExposureSolvingOptions.checks,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1)] = ExposureSolvingOptions.seed,
    lang: Lang = None,
) -> None:
    """Solve the exposure of each design and year group by simulation, and write the bank with what was found.

    It fills in the settings that are "@solved" in a design’s ConditionalEligibility: the probability that each item is
    eligible, such that no item’s share of a year group’s sittings exceeds the target rate. Where the design says
    together, the items of a passage are eligible together. Items whose rate exceeds the target because of content are
    listed.

    Example: mesur bank solve reading-en --out solved/

    With a design of your own, only that design is solved: mesur bank solve reading-en --design trial.toml --out solved/
    """
    language = output_language(lang)
    effort = ExposureSolvingOptions(share, ceiling, sittings, iterations, checks, seed)
    made = with_design_file(load_bank(bank_name, language), design, language)
    try:
        plans = made.designs if design is None else made.designs[:1]
        found = _solved(made, plans, effort, language)
    except ItemBankError as error:
        refuse(refusal_message(error, language))
    anew = {plan.hash for plan in plans}
    kept = (each for each in made.solved if each.design not in anew)
    solved = replace(made, solved=(*(each for each, _ in found), *kept))
    write_and_report(out / f"{solved.hash}.json", write_bank(solved).decode(), language)
    raise typer.Exit(0 if all(kept for _, kept in found) else 1)


def _solved(
    made: BankVersion, plans: tuple[TestDesign, ...], effort: ExposureSolvingOptions, language: Language
) -> list[tuple[SolvedSettings, bool]]:
    cells = [(design, year) for design in plans for year in design.years]
    found = []
    with progress() as bar:
        task = bar.add_task(messages.SOLVING[language], total=len(cells) * effort.simulations)
        for place, (design, year) in enumerate(cells, 1):
            solved, exposure = solve_exposure(made, design, year, effort, lambda: bar.advance(task))
            bar.update(task, completed=place * effort.simulations)
            told = messages.NOTHING_TO_SOLVE[language]
            if exposure is not None:
                told = messages.SOLVED[language] % (exposure.rate, exposure.rates.overall.max(), exposure.status)
            Console().print(f"{design.name}, {messages.SHOW_YEAR[language]} {year}: {told}", highlight=False)
            for each in exposure.exceeding[:3] if exposure is not None else ():
                Console().print(f"  {each.sentence}", highlight=False)
            found.append((solved, exposure is None or exposure.status is ExposureStatus.CONVERGED))
    return found
