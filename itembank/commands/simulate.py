"""`mesur simulate`: simulates sittings of a test design."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from engine import Dependence
from itembank.commands.command_options import BANK_HELP, DEFAULT_BANK, Lang, output_language
from itembank.commands.command_output import progress, refuse, write_and_report, write_file
from itembank.commands.input_files import load_bank, load_design, load_parameters, with_design_file
from itembank.errors import ItemBankError
from itembank.language import Language
from itembank.refusal_messages import refusal_message
from itembank.simulation_study import (
    ABILITIES,
    ABILITIES_IN_REACH_NEEDED,
    SE_IN_REACH,
    ConditionalResults,
    SimulationStudy,
    YearStudy,
    study_year,
)
from itembank.simulation_study import study_messages as messages
from itembank.simulation_study import study_page_messages as page_messages
from itembank.simulation_study.study_files import study_files
from itembank.simulation_study.year_page import figure
from itembank.versions.bank_version import BankVersion

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")
EPILOG = "Exit code: 0 every requirement is met; 1 one is not; 2 bad input, nothing is written."


@app.command(epilog=EPILOG)
def simulate(
    bank_name: Annotated[str, typer.Option("--bank", help=BANK_HELP)] = DEFAULT_BANK,
    design: Annotated[
        str | None, typer.Option(help="The test design, by its name in the bank, or a .toml file. Default: its first.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="One year group. Default: all that the design has.")] = None,
    simulees: Annotated[int, typer.Option(min=2, help="At each of the nine abilities, and over the year.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="The same seed gives the same figures.")] = 1,
    dependence: Annotated[
        float | None,
        typer.Option(
            min=0,
            help="SD, in logits, of the effect that a person’s answers to one item set share. Default: 0.7 where the"
            " design has item sets; 0 for none.",
        ),
    ] = None,
    within: Annotated[
        str | None,
        typer.Option(help="Content attribute that defines the item sets of --dependence. Default: the blueprint’s."),
    ] = None,
    truth: Annotated[
        str | None,
        typer.Option(
            help="A bank with the same items: answers come from its parameters, the test uses those of --bank."
        ),
    ] = None,
    target_se: Annotated[
        float | None,
        typer.Option(min=0.01, help="The SE that the bank should suffice for. Default: that of the design, or 0.6."),
    ] = None,
    max_exposure: Annotated[
        float, typer.Option(min=0.01, max=1, help="The share of sittings that an item should be in at most.")
    ] = 1.0,
    out: Annotated[Path | None, typer.Option(help="A folder for the report, the tables and the JSON.")] = None,
    parameters: Annotated[
        Path | None,
        typer.Option(
            help="Parameters instead of a bank: a CSV with id (or item), a, b, c, d, strand, year; or fit.json."
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Try a test design out on simulees whose ability is known.

    For each year group, simulees answer at nine abilities θ from −2 to 2 SD of the year, and again over its whole
    distribution. Answers are drawn from the bank’s own parameters.

    - **in reach**: the most informative items that the year may be asked, as many as a sitting has, give SE ≤ 0.6.
    - **bias**: mean of reported − true θ. Within reach it must be at most 0.05 + 3 Monte Carlo SE.
    - At least seven of the nine abilities must be in reach, every sitting must keep the design’s counts, and no item
      may be above the year’s ceiling.
    - Over the year the mean SE must be at most 0.6, and the 90% band hold ability in 88% of sittings; no item may be
      in more than max(0.25, 1.5 L/N) of them, nor two share more than max(0.15, 1.3 L/N) of their items.

    With --out a report, simulation.html, shows it all in charts: bias, error and how honest the SE is, by ability;
    length; exposure and overlap; content; and what the bank lacks, as items to write. Beside it are the same figures
    as CSV and JSON. The whole takes a few minutes, a year group less than one:

        mesur simulate --out study/
        mesur simulate --year 2 --simulees 5000 --out study/

    What if answers to one topic depend on each other, or if the true parameters differ from the bank’s?

        mesur simulate --dependence 0.5 --within topic
        mesur simulate --truth calibrated.json

    What would calibrated parameters give, without items (docs/simulation-studies.md)?

        mesur simulate --parameters items.csv

    What would a design of your own do (docs/designs.md)?

        mesur simulate --design trial.toml

    Which items to write so that every ability is measured with SE ≤ 0.45, and no item is in more than half of the
    sittings?

        mesur simulate --year 4 --target-se 0.45 --max-exposure 0.5 --out study/
    """
    language = output_language(lang)
    file = Path(design) if design is not None and design.endswith(".toml") else None
    chosen_bank = _bank(bank_name, parameters, file, language)
    answering = None if truth is None else load_bank(truth, language)
    effect = _dependence(dependence, within, language)
    try:
        plan = chosen_bank.design(design) if design and file is None else chosen_bank.first_design
        study = SimulationStudy(chosen_bank, plan, seed, simulees, (), effect, answering)
        study = replace(study, years=_studied(study, year, target_se, max_exposure, language))
    except ItemBankError as error:
        refuse(refusal_message(error, language))
    Console().print(messages.SE[language])
    for each in study.years:
        _print_year(each, plan.for_year(each.year).length, language)
    Console().print(messages.VERDICT[study.holds][language])
    if out is not None:
        _write_study(study, out, language)
    raise typer.Exit(0 if study.holds else 1)


def _bank(name: str, parameters: Path | None, design: Path | None, language: Language) -> BankVersion:
    if parameters is None:
        return with_design_file(load_bank(name, language), design, language)
    bank = load_parameters(parameters, language)
    return bank if design is None else replace(bank, designs=(load_design(design, language),))


def _dependence(sd: float | None, within: str | None, language: Language) -> float | Dependence | None:
    if within is None:
        return sd
    if sd is None:
        refuse(messages.WITHIN_ALONE[language] % within)
    return Dependence(within, sd)


def _studied(
    study: SimulationStudy, year: int | None, target_se: float | None, max_exposure: float, language: Language
) -> tuple[YearStudy, ...]:
    years = study.design.years if year is None else (year,)
    with progress() as bar:
        task = bar.add_task(messages.PROGRESS[language], total=len(years) * (ABILITIES + 1))
        return tuple(
            study_year(
                study.bank,
                study.design,
                each,
                simulees=study.simulees,
                seed=study.seed,
                on_point=lambda: bar.advance(task),
                dependence=study.dependence,
                truth=study.truth,
                target_se=target_se,
                highest_rate=max_exposure,
            )
            for each in years
        )


def _print_year(study: YearStudy, length: int, language: Language) -> None:
    population = study.population
    table = Table(title=messages.YEAR[language] % (study.year, population.mean, population.sd, study.eligible))
    for head in messages.HEADS:
        table.add_column(head[language], justify="right")
    for point in study.points:
        table.add_row(*_row(point, language))
    console = Console()
    console.print(table)
    for point in study.points:
        if not point.in_reach:
            console.print(messages.OUT_OF_REACH[language] % (length, SE_IN_REACH, point.theta, point.bias))
    console.print(messages.REACHED[language] % (study.reached, ABILITIES, ABILITIES_IN_REACH_NEEDED))
    if study.dependence:
        console.print(messages.DEPENDENT[language] % study.dependence)
    console.print(messages.SPREAD[language] % (study.rmse, study.mean_se, study.reliability, 100 * study.coverage))
    used = (study.never_used, len(study.items), 100 * study.highest_rate, 100 * study.overlap)
    console.print(messages.USE[language] % used)
    to_write = messages.TO_WRITE if study.gaps.attainable else messages.TO_WRITE_NEAREST
    console.print(to_write[language] % (sum(wanted.items for wanted in study.gaps.wanted), study.gaps.target_se))
    console.print(messages.CONTENT[language] % (100 * study.counts_met, study.sittings, study.above_ceiling))
    console.print(_requirements(study, language))


def _requirements(study: YearStudy, language: Language) -> Table:
    table = Table(*(head[language] for head in page_messages.REQUIREMENT_HEADS))
    for each in study.requirements:
        limit = f"{'≥' if each.at_least else '≤'} {figure(each, each.limit)}"
        name, verdict = page_messages.REQUIREMENT_NAMES[each.name][language], page_messages.MET[each.holds][language]
        table.add_row(name, figure(each, each.value), limit, verdict, style="" if each.holds else "bold red")
    return table


def _row(point: ConditionalResults, language: Language) -> tuple[str, ...]:
    def yes(held: bool) -> str:
        return (messages.YES if held else messages.NO)[language]

    return (
        f"{point.theta:.2f}",
        yes(point.in_reach),
        f"{point.best_se:.3f}",
        f"{point.bias:+.3f}",
        f"{point.monte_carlo_se:.3f}",
        f"{point.limit:.3f}",
        yes(point.holds) if point.in_reach else "–",
        f"{point.mean_se:.3f}",
    )


def _write_study(study: SimulationStudy, out: Path, language: Language) -> None:
    (first, page), *others = study_files(study, language).items()
    for name, text in others:
        write_file(out / name, text, language)
    write_and_report(out / first, page, language)
    Console().print(messages.BESIDE[language] % len(others))
