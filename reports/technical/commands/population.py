"""`mesur population`: ability of a population and of its groups, from calibrated items."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

import numpy as np
import typer
from rich.table import Table

from calibration import (
    Calibration,
    CalibrationError,
    ErrorCode,
    Labels,
    calibrate,
    code_regressors,
    item_order,
    partition_files,
    plausible_values,
    read_key,
    require_whole_persons,
)
from calibration.array_types import Floats, Ints
from calibration.population.national_table import TableRow, national_table
from calibration.population.regressed_responses import persons_with_responses
from calibration.population.regressors import Regressors
from calibration.population.replicate_weights import ReplicateWeights, given_replicates
from calibration.population.streamed_regression import regress_parts
from calibration.population.streamed_table import streamed_table
from calibration.population.survey_files import SurveyColumns, replicate_table, survey_parts
from calibration.responses.missing_responses import Treatment
from calibration.results.calibration_document import read_document, require_output_paths, write_atomically
from calibration.screening.response_counts import person_weights
from itembank.language import Language
from reports.technical import population_words as phrases
from reports.technical.commands.data_options import (
    ColumnOption,
    DataPath,
    EncodingOption,
    IgnoreOption,
    KeyOption,
    LangOption,
    LayoutOption,
    LowestOption,
    MissingOption,
    NotReachedOption,
    OmittedOption,
    ReadOptions,
    RecodeOption,
    SeparatorOption,
)
from reports.technical.commands.error_exit import report_errors
from reports.technical.commands.option_parsing import parse_pairs
from reports.technical.commands.progress_display import progress_stage
from reports.technical.commands.response_loading import LoadedResponses, load_responses
from reports.technical.commands.terminal_output import Terminal
from reports.technical.population_page import (
    PopulationReport,
    group_cells,
    population_page,
    population_sentences,
    table_csv,
)

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")

RANGE = re.compile(r"(.*?)(\d+)\.\.(.*?)(\d+)")


@app.command(epilog="Bad input: nothing is written, exit code 2.")
def population(
    data: DataPath,
    fit: Annotated[Path, typer.Option(help="A fit.json with the parameters of the items.")],
    regress: Annotated[
        str, typer.Option(help="Columns that ability is regressed on, such as region,fsm,age: numbers, or labels.")
    ],
    labels: Annotated[str, typer.Option(help="Columns of --regress whose numbers are labels, such as year.")] = "",
    by: Annotated[str, typer.Option(help="Columns whose groups are reported. Default: the labels of --regress.")] = "",
    weights: Annotated[str | None, typer.Option(help="The column of sampling weights.")] = None,
    replicates: Annotated[str, typer.Option(help="Columns of replicate weights, such as r1..r80.")] = "",
    method: Annotated[str, typer.Option(help="How these were made: jk1, jk2, brr or fay (k = 0.5).")] = "jk2",
    draws: Annotated[int, typer.Option(help="Plausible values for each person.")] = 10,
    seed: Annotated[int, typer.Option(help="Of the plausible values.")] = 1,
    table: Annotated[Path, typer.Option(help="Where the table goes, as CSV.")] = Path("population.csv"),
    report: Annotated[Path | None, typer.Option(help="Where a report for people goes, as one HTML page.")] = None,
    key: KeyOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = [],
    ignore: IgnoreOption = [],
    omitted: OmittedOption = "wrong",
    not_reached: NotReachedOption = "missing",
    missing: MissingOption = [],
    recode: RecodeOption = [],
    lowest: LowestOption = "auto",
    encoding: EncodingOption = None,
    separator: SeparatorOption = None,
    lang: LangOption = None,
) -> None:
    """Estimate the ability of a population and of its groups by latent regression and plausible values.

    Means, standard deviations and percentiles have errors from sampling and from measurement.

    For example:

        mesur population survey.csv --fit fit.json --regress region,fsm --weights w --replicates r1..r80

    See docs/populations.md.
    """
    columns = SurveyColumns(_names(regress), _names(labels), _names(by), _expanded(replicates))
    roles = (*column, *(() if weights is None else (f"weight={weights}",)))
    read = ReadOptions(
        data, layout, key, roles, ignore, columns.all, omitted, not_reached, False, missing, recode, lowest,
        encoding, separator,
    )  # fmt: skip
    with report_errors(lang, data) as language:
        require_output_paths((table, report), (data, key, fit))
        items = read_document(fit).fit.require_converged()
        made = _from_folder if data.is_dir() else _from_file
        fitted, rows = made(read, columns, items, Sampling(draws, seed, method), language)
        reported = dict.fromkeys(row.variable for row in rows if row.variable)
        apart = tuple(name for name in reported if name not in columns.regress)
        found = PopulationReport(data.name, fit.name, fitted, rows, draws, len(columns.replicates), apart)
        write_atomically(table_csv(rows), table)
        if report is not None:
            write_atomically(population_page(found, language), report)
    _show(Terminal(language), found, (table, report))


@dataclass(frozen=True, slots=True)
class Sampling:
    """Plausible values for each person, their seed, and how replicate weights were made."""

    draws: int
    seed: int
    method: str


def _from_file(
    read: ReadOptions, columns: SurveyColumns, items: Calibration, sampling: Sampling, language: Language
) -> tuple[Calibration, tuple[TableRow, ...]]:
    with progress_stage("Reading the responses …", language):
        loaded = load_responses(read)
        _require_known(loaded.data.items, items)
        responses, persons = persons_with_responses(loaded.data)
        coded = _coded(loaded, columns, persons)
    with progress_stage("Fitting the regression …", language):
        fitted = calibrate(responses, "2pl", fixed=items, regressors=coded, standard_errors="sandwich")
    with progress_stage("Drawing plausible values …", language):
        values = plausible_values(responses, fitted, regressors=coded, draws=sampling.draws, seed=sampling.seed)
        groups = {name: loaded.group(name)[persons] for name in columns.reported(tuple(coded.levels))}
        replicates = _replicates(loaded, columns.replicates, persons, sampling.method)
        weights = person_weights(responses, None)
        return fitted, national_table(values, groups, weights=weights, replicates=replicates)


def _from_folder(
    read: ReadOptions, columns: SurveyColumns, items: Calibration, sampling: Sampling, language: Language
) -> tuple[Calibration, tuple[TableRow, ...]]:
    """A folder of Parquet files, of which one is in memory at a time."""
    read.require_plain_cells("with a folder")
    with progress_stage("Reading the responses …", language):
        files = partition_files(
            read.path,
            key=None if read.key is None else read_key(read.key),
            columns=parse_pairs("column", read.columns),
            groups=columns.all,
            ignored=tuple(read.ignored),
            omitted=cast("Treatment", read.omitted),
            not_reached=cast("Treatment", read.not_reached),
        )
        require_whole_persons(files)
        _require_known(item_order(files), items)
        _require_labels(columns)
        parts = survey_parts(files, columns)
    with progress_stage("Fitting the regression …", language):
        parameters = items.parameters
        held = {item: parameters.take(np.array([at])) for at, item in enumerate(items.items)}
        fitted = regress_parts(parts, held)
    with progress_stage("Drawing plausible values …", language):
        rows = streamed_table(parts, fitted, draws=sampling.draws, seed=sampling.seed, method=sampling.method)
        return fitted, rows


def _names(told: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in told.split(",") if name.strip()))


def _expanded(told: str) -> tuple[str, ...]:
    """Names of columns, with ``r1..r3`` for r1, r2 and r3."""
    names = list[str]()
    for name in _names(told):
        found = RANGE.fullmatch(name)
        if found is None or found[3] not in ("", found[1]):
            names.append(name)
        else:
            names += [f"{found[1]}{number}" for number in range(int(found[2]), int(found[4]) + 1)]
    return tuple(names)


def _require_known(items: Sequence[str], fit: Calibration) -> None:
    """Refuse items that the fit lacks."""
    unknown = sorted(set(items) - set(fit.items))
    if unknown:
        raise CalibrationError(ErrorCode.ITEMS_DIFFER, items=", ".join(unknown[:8]))


def _require_labels(columns: SurveyColumns) -> None:
    unknown = [name for name in columns.labels if name not in columns.regress]
    if unknown:
        expected = ", ".join(columns.regress)
        raise CalibrationError(ErrorCode.OPTION, name="labels", expected=expected, got=", ".join(unknown))


def _coded(loaded: LoadedResponses, columns: SurveyColumns, persons: Ints) -> Regressors:
    _require_labels(columns)
    variables: dict[str, Floats | Labels] = {}
    for name in columns.regress:
        found = loaded.group(name)[persons]
        numbers = None if name in columns.labels else _numbers(found)
        variables[name] = found if numbers is None else numbers
    return code_regressors(variables)


def _numbers(labels: Labels) -> Floats | None:
    """(persons,) numbers, NaN where one is missing; None where a label is not a number."""
    try:
        known = np.array([*(float(name) for name in labels.names), np.nan])
    except ValueError:
        return None
    return known[labels.code]  # code −1 selects the last


def _replicates(loaded: LoadedResponses, names: Sequence[str], persons: Ints, method: str) -> ReplicateWeights | None:
    if not names:
        return None
    return given_replicates(replicate_table(loaded.file, names, persons), method=method)


def _show(terminal: Terminal, found: PopulationReport, places: tuple[Path | None, ...]) -> None:
    for told in population_sentences(found, terminal.language):
        terminal.print_line(told)
    terminal.console.print(_table(found, terminal.language))
    for path in places:
        if path is not None:
            terminal.print_translated("Written to %(path)s", path=path)


def _table(found: PopulationReport, language: Language) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("")
    for at, head in enumerate(phrases.HEADS[:7]):
        table.add_column(head[language], justify="right" if at else "left")
    for row in found.rows:
        table.add_row(row.variable, *group_cells(row, language)[:7])
    return table
