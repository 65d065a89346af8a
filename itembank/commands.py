"""`mesur simulate` and `mesur bank …`."""

from errno import errorcode
from pathlib import Path
from statistics import median
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from itembank import study_words as say
from itembank.bank import BankVersion, write_bank
from itembank.design import TestDesign
from itembank.errors import ItemBankError
from itembank.items import STRANDS, YEARS
from itembank.language import Language
from itembank.numeracy.bank import numeracy_bank
from itembank.preview import preview_page
from itembank.reading import read_bank
from itembank.refusal_words import refusal_sentence
from itembank.study import POINTS, POINTS_NEEDED, REACH, Point, YearStudy, study_year
from itembank.study_files import study_csv, study_json

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")
bank = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="Look at an item bank: what it holds, whether it is valid, how its items look.",
)

BankFile = Annotated[Path | None, typer.Argument(help="A bank version in JSON. Default: the demonstration bank.")]
Lang = Annotated[str | None, typer.Option(help="cy or en. Default: MESUR_LANG, then LANG.")]

EPILOG = "Exit code: 0 every requirement is met; 1 one is not; 2 bad input, nothing is written."


@app.command(epilog=EPILOG)
def simulate(
    bank_file: Annotated[
        Path | None, typer.Option("--bank", help="A bank version in JSON. Default: the demonstration bank.")
    ] = None,
    design: Annotated[str, typer.Option(help="The test design, by its name in the bank.")] = "numeracy-procedural",
    year: Annotated[int | None, typer.Option(help="One year group. Default: all that the design has.")] = None,
    simulees: Annotated[int, typer.Option(min=2, help="At each of the nine abilities, and over the year.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same figures.")] = 1,
    out: Annotated[Path | None, typer.Option(help="A folder for simulation.csv and simulation.json.")] = None,
    lang: Lang = None,
) -> None:
    """Try a test design out on simulees whose ability is known.

    For each year group, simulees answer at nine abilities θ from −2 to 2 SD of the year, and again over its whole
    distribution. Answers are drawn from the bank's own parameters.

    - **in reach**: the most informative items that the year may be asked, as many as a sitting has, give SE ≤ 0.6.
    - **bias**: mean of reported − true θ. Within reach it must be at most 0.05 + 3 Monte Carlo SE.
    - At least seven of the nine abilities must be in reach, every sitting must keep the design's counts, and no item
      may be above the year's ceiling.

    The whole takes about fifteen seconds:

        mesur simulate
        mesur simulate --year 2 --simulees 5000 --out study/
    """
    language = chosen(lang)
    chosen_bank = _bank(bank_file, language)
    try:
        plan = chosen_bank.design(design)
        studies = _studied(chosen_bank, plan, year, simulees, seed, language)
    except ItemBankError as error:
        _refuse(refusal_sentence(error, language))
    Console().print(say.SE[language])
    for study in studies:
        _print_year(study, plan.length, language)
    holds = all(study.holds for study in studies)
    Console().print(say.VERDICT[holds][language])
    if out is not None:
        _write(out / "simulation.csv", study_csv(studies), language)
        _write(out / "simulation.json", study_json(chosen_bank, plan, seed, studies), language)
    raise typer.Exit(0 if holds else 1)


def _studied(
    over: BankVersion, plan: TestDesign, year: int | None, simulees: int, seed: int, language: Language
) -> list[YearStudy]:
    years = plan.years if year is None else (year,)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(say.PROGRESS[language], total=len(years) * (POINTS + 1))
        return [
            study_year(over, plan, each, simulees=simulees, seed=seed, on_point=lambda: progress.advance(task))
            for each in years
        ]


def _print_year(study: YearStudy, length: int, language: Language) -> None:
    population = study.population
    table = Table(title=say.YEAR[language] % (study.year, population.mean, population.sd, study.eligible))
    for head in say.HEADS:
        table.add_column(head[language], justify="right")
    for point in study.points:
        table.add_row(*_row(point, language))
    console = Console()
    console.print(table)
    for point in study.points:
        if not point.in_reach:
            console.print(say.OUT_OF_REACH[language] % (length, REACH, point.theta, point.bias))
    console.print(say.REACHED[language] % (study.reached, POINTS, POINTS_NEEDED))
    console.print(say.SPREAD[language] % (study.rmse, study.mean_se))
    console.print(say.CONTENT[language] % (100 * study.counts_met, study.sittings, study.above_ceiling), end="\n\n")


def _row(point: Point, language: Language) -> tuple[str, ...]:
    def yes(held: bool) -> str:
        return (say.YES if held else say.NO)[language]

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


def _write(path: Path, text: str, language: Language) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    Console().print(say.WRITTEN[language] % path, highlight=False)


@bank.command("show")
def show(bank_file: BankFile = None, lang: Lang = None) -> None:
    """How many items each year group has, by strand, and how hard they are."""
    language = chosen(lang)
    shown = _bank(bank_file, language)
    table = Table(title=f"{shown.subject} · {shown.hash[:12]}")
    for head in say.SHOW_HEADS:
        table.add_column(head[language], justify="right")
    for year in YEARS:
        table.add_row(*_year_row(shown, year))
    Console().print(table)


def _year_row(shown: BankVersion, year: int) -> tuple[str, ...]:
    own = [item for item in shown.items if item.introduced_year == year]
    difficulties = [item.parameters.b for item in own]
    spread = (min(difficulties), median(difficulties), max(difficulties)) if own else ()
    return (
        str(year),
        *(str(sum(item.strand == strand for item in own)) for strand in STRANDS),
        str(len(own)),
        str(sum(item.introduced_year <= year for item in shown.items)),
        *(f"{value:+.2f}" for value in spread),
    )


@bank.command("check")
def check(bank_file: BankFile = None, lang: Lang = None) -> None:
    """Read a bank and check every rule; says which item and field is wrong."""
    language = chosen(lang)
    checked = _bank(bank_file, language)
    Console().print(say.VALID[language] % (checked.subject, len(checked.items), checked.hash), highlight=False)


@bank.command("preview")
def preview(
    out: Annotated[Path, typer.Option(help="The page to write.")],
    bank_file: BankFile = None,
    lang: Lang = None,
) -> None:
    """Write a page with every item in both languages, its key, misconceptions, features and difficulty.

    It shows the keys: for whoever reviews the items, never for learners.
    """
    language = chosen(lang)
    _write(out, preview_page(_bank(bank_file, language)), language)


@bank.command("write")
def write(
    out: Annotated[Path, typer.Option(help="The folder; the file is named by the bank's SHA-256.")],
    lang: Lang = None,
) -> None:
    """Write the demonstration bank as canonical JSON, to start a bank of your own from."""
    made = numeracy_bank()
    _write(out / f"{made.hash}.json", write_bank(made).decode(), chosen(lang))


def _bank(path: Path | None, language: Language) -> BankVersion:
    if path is None:
        return numeracy_bank()
    try:
        return read_bank(path.read_bytes())
    except FileNotFoundError:
        _refuse(say.NO_FILE[language] % path)
    except OSError as error:
        _refuse(say.UNREADABLE[language] % (path, errorcode.get(error.errno or 0, "–")))
    except ItemBankError as error:
        _refuse(say.UNREADABLE[language] % (path, refusal_sentence(error, language)))


def chosen(lang: str | None) -> Language:
    """The language of the output; a language that is neither is refused."""
    if lang not in (None, "cy", "en"):
        _refuse(f"--lang: cy | en ≠ {lang!r}")
    return say.chosen_language(lang)


def _refuse(message: str) -> NoReturn:
    Console(stderr=True).print(message, style="bold", highlight=False, markup=False)
    raise typer.Exit(2)
