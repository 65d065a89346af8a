"""`mesur calibrate`: responses in a CSV file to item parameters in a JSON file."""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, cast

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from calibration.ascent import Cycle, OnCycle
from calibration.checks import constant_items
from calibration.document import calibration_document, require_place, write_document
from calibration.errors import CalibrationError
from calibration.fitting import calibrate as fit_model
from calibration.grid import LIMIT
from calibration.reading import Layout, ResponseFile, read_responses
from calibration.responses import ResponseMatrix
from calibration.result import Calibration, FitStatus
from calibration.speech import chosen_language, fault_sentence, remark_phrase, status_phrase, word
from calibration.treatment import Treatment

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")

EPILOG = "Not converged: the file is written with its status, exit code 1. Bad input: nothing is written, exit code 2."


@app.command(epilog=EPILOG)
def calibrate(
    data: Annotated[Path, typer.Argument(help="The responses: a CSV file in UTF-8.", metavar="DATA.csv")],
    model: Annotated[str, typer.Option(help="rasch (a = 1), 1pl (one common a) or 2pl.")] = "2pl",
    out: Annotated[Path, typer.Option(help="Where the parameters go, as JSON.")] = Path("fit.json"),
    layout: Annotated[str, typer.Option("--format", help="wide, long, or auto: as the header says.")] = "auto",
    omitted: Annotated[str, typer.Option(help="Long files: omitted responses count as wrong or missing.")] = "wrong",
    not_reached: Annotated[
        str, typer.Option(help="Long files: items not reached count as wrong or missing.")
    ] = "missing",
    drop_constant: Annotated[
        bool, typer.Option("--drop-constant", help="Leave out items answered always alike, and name them.")
    ] = False,
    nodes: Annotated[
        int | None, typer.Option(help="Quadrature nodes from −6 to 6. Default: 61, and more where the data ask for it.")
    ] = None,
    tol: Annotated[float, typer.Option(help="Converged when no parameter moves by more.")] = 1e-6,
    max_iter: Annotated[int, typer.Option(help="Limit of EM cycles.")] = 2000,
    standard_errors: Annotated[bool, typer.Option(help="Standard errors from the observed information.")] = True,
    lang: Annotated[str | None, typer.Option(help="cy or en. Default: MESUR_LANG, then LANG.")] = None,
) -> None:
    """Estimate item parameters from responses (marginal maximum likelihood).

    A **wide** file has a row for each person and a column for each item. The header holds the item ids, the cells 0, 1
    or nothing (not presented); a first column `person` is allowed:

        person,Q1,Q2,Q3
        1,1,0,
        2,0,,1

    A **long** file has a row for each response. A `status` column (answered, omitted, not reached) is allowed, and the
    columns of a trial's extract are known:

        person,item,score,status
        1,Q1,1,answered
        1,Q2,,omitted

    For example:

        mesur calibrate trial.csv --model 2pl --out fit.json

    Parameters are in logits, a(θ − b), with the population at mean 0. See docs/calibrating.md.
    """
    with _refusals(lang) as language:
        require_place(out)
        treatments = cast("tuple[Treatment, Treatment]", (omitted, not_reached))
        source = read_responses(data, cast("Layout", layout), omitted=treatments[0], not_reached=treatments[1])
        responses, dropped = _without_constant(source.data) if drop_constant else (source.data, ())
        grid = None if nodes is None else np.linspace(-LIMIT, LIMIT, nodes) if nodes > 0 else np.zeros(0)
        with _progress(language, tol) as on_cycle:
            fit = fit_model(
                responses,
                model,
                standard_errors="observed" if standard_errors else None,
                grid=grid,
                tol=tol,
                max_iter=max_iter,
                on_cycle=on_cycle,
            )
        options = {"tol": tol, "max_iter": max_iter, "omitted": omitted, "not_reached": not_reached}
        document = calibration_document(fit, responses, source=_source(data, source, dropped), options=options)
        write_document(document, out)
    _show(Console(highlight=False), fit, responses, dropped, out, language)
    if fit.status is not FitStatus.CONVERGED:
        raise typer.Exit(1)


@contextmanager
def _refusals(lang: str | None) -> Iterator[str]:
    """The language to speak; a fault becomes a sentence in it and exit code 2."""
    language = chosen_language(None, os.environ)
    try:
        language = chosen_language(lang, os.environ)
        yield language
    except CalibrationError as error:
        said = f"mesur: {fault_sentence(error, language)}\n{word('Nothing was written.', language)}"
        Console(stderr=True, highlight=False, soft_wrap=True).print(said, markup=False)
        raise typer.Exit(2) from None


@contextmanager
def _progress(language: str, tol: float) -> Iterator[OnCycle]:
    """A bar that fills as the largest move shrinks from 1 towards the tolerance, on a logarithmic scale."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(word("Cycle", language), total=1.0)

        def show(cycle: Cycle) -> None:
            done = math.log(min(cycle.change, 1.0)) / math.log(min(tol, 0.5))
            description = f"{word('Cycle', language)} {cycle.number}   log L {cycle.log_likelihood:.3f}"
            bar.update(task, completed=min(done, 1.0), description=description)

        yield show


def _without_constant(data: ResponseMatrix) -> tuple[ResponseMatrix, tuple[str, ...]]:
    unusable = constant_items(data) | (data.responses_per_item() == 0)
    return data.only(~unusable), tuple(data.items[at] for at in np.flatnonzero(unusable))


def _source(path: Path, source: ResponseFile, dropped: tuple[str, ...]) -> dict[str, object]:
    return {
        "file": path.name,
        "sha256": source.sha256,
        "format": source.layout,
        "statuses": source.statuses,
        "left_out": list(dropped),
    }


def _show(
    console: Console, fit: Calibration, data: ResponseMatrix, dropped: tuple[str, ...], out: Path, language: str
) -> None:
    def say(sentence: str, **fields: object) -> None:
        console.print(word(sentence, language) % fields, markup=False, soft_wrap=True)

    if dropped:
        say("Left out (never answered, or always alike): %(items)s", items=", ".join(dropped))
    console.print(_parameter_table(fit, data, language))
    say("SE: standard error")
    for item, remark in fit.remarks.items():
        console.print(f"{item}: {remark_phrase(remark, language)}", markup=False, soft_wrap=True)
    say(
        "%(persons)d persons, %(items)d items, %(responses)d responses",
        persons=fit.persons,
        items=len(fit.items),
        responses=fit.responses,
    )
    say("Log-likelihood %(value).4f, AIC %(aic).3f, BIC %(bic).3f", value=fit.log_likelihood, aic=fit.aic, bic=fit.bic)
    sd, error = fit.population["all"].sd, fit.population_sd_error
    if error is None:
        say("Population: mean 0, standard deviation %(sd).4f", sd=sd)
    else:
        say("Population: mean 0, standard deviation %(sd).4f (SE %(se).4f)", sd=sd, se=error)
    say(
        "Model %(model)s: %(status)s, after %(cycles)d cycles",
        model=fit.model,
        status=status_phrase(fit.status, language),
        cycles=fit.iterations,
    )
    if fit.status is not FitStatus.CONVERGED:
        say("This fit may not be used as it stands.")
    say("Written to %(path)s", path=out)


def _parameter_table(fit: Calibration, data: ResponseMatrix, language: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column(word("Item", language))
    for heading in ("Responses", "Right", "Slope a", "SE", "Difficulty b", "SE"):
        table.add_column(word(heading, language), justify="right")
    errors = fit.standard_errors
    met, share = data.responses_per_item(), data.score_per_item() / data.responses_per_item()
    for at, item in enumerate(fit.items):
        table.add_row(
            item,
            str(met[at]),
            f"{share[at]:.3f}",
            f"{fit.a[at]:.4f}",
            _error(None if errors is None else errors.a[at]),
            f"{fit.b[at]:.4f}",
            _error(None if errors is None else errors.b[at]),
        )
    return table


def _error(value: float | None) -> str:
    """A standard error; a dash where the parameter is fixed or there is none."""
    return f"{value:.4f}" if value else "–"
