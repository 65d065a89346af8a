"""`mesur explain-difficulty`: difficulties explained by features, and predicted for items that nobody was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from calibration import (
    CalibrationError,
    ErrorCode,
    ExplainedDifficulty,
    FeatureColumns,
    FeatureTable,
    JointCalibration,
    JointOptions,
    ResponseMatrix,
    calibrate_with_features,
    cross_validate,
    explain_difficulty,
    predict_difficulty,
    read_features,
)
from calibration.marginal.parameter_structure import FIXED
from calibration.results.calibration_document import (
    CalibrationDocument,
    read_document,
    require_output_paths,
    write_atomically,
)
from engine import ItemParameters
from itembank.language import Language
from reports.technical.commands.data_options import (
    ColumnOption,
    IgnoreOption,
    KeyOption,
    LangOption,
    LayoutOption,
    NotReachedOption,
    OmittedOption,
    ReadOptions,
)
from reports.technical.commands.error_exit import report_errors
from reports.technical.commands.progress_display import progress_stage
from reports.technical.commands.response_loading import LoadedResponses, load_responses
from reports.technical.commands.terminal_output import Terminal
from reports.technical.explained_difficulty.difficulty_messages import NOT_TOLD_LIST
from reports.technical.explained_difficulty.difficulty_page import difficulty_page
from reports.technical.explained_difficulty.difficulty_sentences import (
    DifficultyEvidence,
    coding_sentences,
    coefficient_sentence,
    is_unsure,
    summary_sentences,
    validation_sentences,
)
from reports.technical.explained_difficulty.difficulty_table import difficulty_csv
from reports.technical.page_parts import sentence

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")


@app.command(epilog="Written but not to be used: exit code 1. Bad input: nothing is written, exit code 2.")
def explain(
    fit: Annotated[Path, typer.Argument(help="A calibration written by `mesur calibrate`.", metavar="FIT.json")],
    features: Annotated[
        Path,
        typer.Argument(
            help="Features of items: CSV with a column item, and one for each feature; rows of items that the fit lacks"
            " are predicted. `mesur bank features` prints one.",
            metavar="FEATURES.csv",
        ),
    ],
    family: Annotated[
        str | None, typer.Option(help="The column of item families, such as template or passage.")
    ] = None,
    feature: Annotated[
        list[str], typer.Option("--feature", help="A column to use as a feature. May be repeated. Default: all.")
    ] = [],
    leave: Annotated[
        list[str], typer.Option("--leave", help="A column of features to leave out. May be repeated.")
    ] = [],
    categorical: Annotated[
        list[str],
        typer.Option("--categorical", help="A column of numbers to take as labels. May be repeated."),
    ] = [],
    predict: Annotated[
        Path | None, typer.Option(help="More items to predict: CSV with the same columns.", metavar="NEW.csv")
    ] = None,
    responses: Annotated[
        Path | None,
        typer.Option(
            help="The responses: they are calibrated again with the features as prior, which helps most where items"
            " have few.",
            metavar="DATA",
        ),
    ] = None,
    population: Annotated[
        str | None, typer.Option(help="The column of the fit’s own groups, where it has several.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the table of items goes, as CSV.")] = Path("difficulty.csv"),
    report: Annotated[Path | None, typer.Option(help="Where a report for people goes, as one HTML page.")] = None,
    key: KeyOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = [],
    ignore: IgnoreOption = [],
    omitted: OmittedOption = "wrong",
    not_reached: NotReachedOption = "missing",
    lang: LangOption = None,
) -> None:
    """Explain difficulties by features of the items, and predict those of items that nobody was asked.

    What comes out for each item is a difficulty with a band of 90%: shrunk towards what its features and family say
    where it has responses, predicted where it has none. Items far off what their features say are named. For example:

        mesur bank features numeracy-procedural > features.csv

        mesur explain-difficulty fit.json features.csv --family template --report difficulty.html

        mesur explain-difficulty fit.json features.csv --family template --responses trial.csv

    See docs/calibrating.md.
    """
    groups = (population,) if population else ()
    read_options = None
    if responses is not None:
        read_options = ReadOptions(responses, layout, key, column, ignore, groups, omitted, not_reached)
    with report_errors(lang, responses) as language:
        require_output_paths((out, report), (fit, features, predict, responses, key))
        document = read_document(fit)
        columns = FeatureColumns(family, feature, leave)
        table = read_features(features, columns)
        more = None if predict is None else read_features(predict, columns)
        with progress_stage("Explaining the difficulties …", language):
            found = _evidence(document, table, more, Request(tuple(categorical), read_options, population))
        write_atomically(difficulty_csv(found), out)
        if report is not None:
            write_atomically(difficulty_page(found, features.name, language), report)
    _show(Terminal(language), found, (out, report))
    if not found.holds:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked beside the fit and the features.

    Parameters
    ----------
    categorical : columns to take as labels
    responses : how the responses are read; None where the fit is explained as it is
    population : the column of the fit's groups
    """

    categorical: tuple[str, ...]
    responses: ReadOptions | None
    population: str | None


def _evidence(
    document: CalibrationDocument, table: FeatureTable, more: FeatureTable | None, request: Request
) -> DifficultyEvidence:
    joint: JointCalibration | None = None
    counts: Mapping[str, int] = {item: count for item, (count, _) in document.counts.items()}
    if request.responses is None:
        explained = explain_difficulty(document.fit.require_converged(), table, categorical=request.categorical)
    else:
        joint, counts = _calibrated_again(document, table, request, load_responses(request.responses))
        explained = joint.explained
    predicted = predict_difficulty(explained, table)
    if more is not None:
        predicted = predicted.joined(predict_difficulty(explained, more))
    return DifficultyEvidence(explained, predicted, cross_validate(explained), counts, joint)


def _calibrated_again(
    document: CalibrationDocument, table: FeatureTable, request: Request, loaded: LoadedResponses
) -> tuple[JointCalibration, Mapping[str, int]]:
    """The calibration with features as prior, by the models of the fit, and the number of responses of each item."""
    fit = document.fit
    if len(fit.population) > 1 and request.population is None:
        expected = "the column of the groups that the fit has"
        raise CalibrationError(ErrorCode.OPTION, name="population", expected=expected, got="–")
    loaded.require_years_apart(request.population)
    data = loaded.data.select_items(loaded.data.responses_per_item() > 0)
    options = JointOptions(
        fixed=_fixed(document, data),
        groups=None if request.population is None else np.asarray(loaded.group(request.population)),
        categorical=request.categorical,
    )
    joint = calibrate_with_features(data, _models(document, data.items), table, options)
    return joint, dict(zip(data.items, data.responses_per_item().tolist(), strict=True))


def _fixed(document: CalibrationDocument, data: ResponseMatrix) -> dict[str, ItemParameters] | None:
    fit = document.fit
    fixed = [at for at, model in enumerate(fit.models) if model == FIXED and fit.items[at] in data.items]
    parameters = fit.parameters if fixed else None
    return None if parameters is None else {fit.items[at]: parameters.take(np.array([at])) for at in fixed}


def _models(document: CalibrationDocument, items: Sequence[str]) -> list[str]:
    """The model of each item in the fit; an item that it lacks or holds fixed has the model of most others."""
    free = [model for model in document.fit.models if model != FIXED]
    usual = max(dict.fromkeys(free), key=free.count)
    known = {item: model for item, model in zip(document.fit.items, document.fit.models, strict=True) if model != FIXED}
    return [known.get(item, usual) for item in items]


def _show(terminal: Terminal, found: DifficultyEvidence, places: tuple[Path | None, ...]) -> None:
    language, explained = terminal.language, found.explained
    items = explained.fitted.items
    for line in (
        *summary_sentences(found, language),
        *_coefficient_lines(explained, language),
        *coding_sentences(explained, language),
        *validation_sentences(found.validation, items, language),
    ):
        terminal.print_line(line)
    named = [items[at] for at in np.flatnonzero(explained.far_off).tolist()]
    if named:
        terminal.print_translated("Far off what their features say: %(items)s", items=", ".join(named))
    for path in places:
        if path is not None:
            terminal.print_translated("Written to %(path)s", path=path)


def _coefficient_lines(explained: ExplainedDifficulty, language: Language) -> Iterator[str]:
    """What each feature does, as far as that can be told; then those of which it cannot."""
    unsure = []
    for coefficient in explained.coefficients[1:]:
        if not is_unsure(coefficient):
            yield f"  {coefficient_sentence(coefficient, language)}"
        elif coefficient.column is not None:
            unsure.append(coefficient.column.name)
    if unsure:
        yield sentence(NOT_TOLD_LIST, language, ", ".join(unsure))
