"""`mesur calibrate`: responses in, item parameters, evidence and a report out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from calibration import (
    Calibration,
    CalibrationError,
    ErrorCode,
    Finding,
    FitStatus,
    Labels,
    ResponseMatrix,
    check_data,
    require_no_fault,
)
from calibration import calibrate as fit_model
from calibration.marginal.quadrature_grid import LIMIT
from calibration.replication import Replication, girth_version, replicate
from calibration.results.calibration_document import (
    CalibrationDocument,
    calibration_document,
    document_sha256,
    read_document,
    require_output_paths,
    write_atomically,
    write_document,
)
from itembank.language import Language
from reports.technical.calibration_page import Report, calibration_page
from reports.technical.commands.cluster_fit import fit_on_cluster
from reports.technical.commands.command_context import (
    LANGUAGE,
    ColumnOption,
    DataPath,
    DropOption,
    IgnoreOption,
    KeyOption,
    LangOption,
    LayoutOption,
    LoadedResponses,
    NotReachedOption,
    OmittedOption,
    ReadOptions,
    cycle_progress,
    load_responses,
    parse_pairs,
    progress_stage,
    report_errors,
)
from reports.technical.commands.option_parsing import assign_models, parse_priors, read_models
from reports.technical.commands.terminal_output import MAX_FINDINGS, Terminal, show_calibration
from reports.technical.item_evidence import collect_evidence, usable_part, with_dif, with_options
from reports.technical.person_estimates import abilities_csv
from reports.technical.replication_section import replication_sentences

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")

EPILOG = "Not converged: the file is written with its status, exit code 1. Bad input: nothing is written, exit code 2."


@dataclass(frozen=True, slots=True)
class FitOptions:
    """What an analyst chose of the fit; each is explained beside its option."""

    model: str
    own: tuple[str, ...]
    models: Path | None
    method: str
    routing: str | None
    groups: str | None
    fixed: Path | None
    priors: str | None
    population: str
    standard_errors: str
    nodes: int | None
    tol: float
    max_iter: int
    seed: int | None

    def of(self, items: Sequence[str]) -> str | list[str]:
        """The model of all items, or of each."""
        read = {} if self.models is None else read_models(self.models)
        return assign_models(items, self.model, read | dict(parse_pairs("item-model", self.own)))

    def arguments(self) -> dict[str, Any]:
        """What a fit is given, wherever it is made."""
        held = None if self.fixed is None else read_document(self.fixed)
        return {
            "method": self.method,
            "routing": self.routing,
            "fixed": None if held is None else held.fit.require_converged(),
            "priors": parse_priors(self.priors),
            "population": self.population,
            "standard_errors": None if self.standard_errors == "none" else self.standard_errors,
            "grid": _grid(self.nodes),
            "tol": self.tol,
            "max_iter": self.max_iter,
        }

    def document(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            name: str(value) if isinstance(value, Path) else value
            for name in self.__slots__
            if (value := getattr(self, name)) is not None and value != ()
        }


@app.command(epilog=EPILOG)
def calibrate(
    data: DataPath,
    model: Annotated[
        str,
        typer.Option(help="For all items: rasch (a = 1), 1pl (one common a), 2pl, 3pl, 4pl, pcm, gpcm, rsm or grm."),
    ] = "2pl",
    own: Annotated[
        list[str],
        typer.Option("--item-model", help="ITEM=MODEL for one item. May be repeated.", metavar="ITEM=MODEL"),
    ] = [],
    models: Annotated[
        Path | None, typer.Option(help="A CSV file with the columns item and model, for items with one of their own.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the parameters go, as JSON.")] = Path("fit.json"),
    report: Annotated[
        Path | None, typer.Option(help="Where a report for people goes: one HTML page with charts, no person in it.")
    ] = None,
    groups: Annotated[
        str | None,
        typer.Option(
            help="A column of groups with means of their own: year groups, or what a starting level was set by."
        ),
    ] = None,
    dif: Annotated[
        list[str],
        typer.Option(
            "--dif",
            help="A column of groups to compare item by item in the report; language: of each response. Repeatable.",
        ),
    ] = [],
    fixed: Annotated[
        Path | None,
        typer.Option(help="An earlier fit.json: its items among these keep their parameters, and with them its scale."),
    ] = None,
    priors: Annotated[
        str | None,
        typer.Option(help='none, default (weak ones), or such as "a=lognormal(0,0.5) b=normal(0,2) c=beta(5,17)".'),
    ] = None,
    population: Annotated[str, typer.Option(help="normal, or histogram: whatever shape the data show.")] = "normal",
    standard_errors: Annotated[
        str, typer.Option(help="observed (information), sandwich (holds where the model does not quite), or none.")
    ] = "observed",
    covariance: Annotated[
        bool,
        typer.Option(
            "--covariance/--no-covariance",
            help="Write the full covariance: 190 MB for 4,000 parameters. Without it, links have no standard errors.",
        ),
    ] = True,
    weights: Annotated[str | None, typer.Option(help="A column with how many persons each person stands for.")] = None,
    method: Annotated[str, typer.Option(help="mml, or cml: conditional, for rasch and pcm.")] = "mml",
    routing: Annotated[
        str | None,
        typer.Option(help="For cml: how persons came to their items: none, preset, or score (then cml is refused)."),
    ] = None,
    replicate_with: Annotated[
        str | None,
        typer.Option("--replicate", help="girth: fit the same data with a second program and say where they differ."),
    ] = None,
    abilities: Annotated[
        Path | None,
        typer.Option(help="Where abilities of persons go, as CSV by line of the file. Nothing of a person otherwise."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="With --abilities: also five plausible values, drawn from this seed.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="A Dask scheduler such as tcp://host:8786: a folder of Parquet files is fitted on its workers,"
            " who find it at the same path. Without report, dif, replicate and abilities."
        ),
    ] = None,
    key: KeyOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = [],
    ignore: IgnoreOption = [],
    omitted: OmittedOption = "wrong",
    not_reached: NotReachedOption = "missing",
    drop_constant: DropOption = False,
    nodes: Annotated[
        int | None, typer.Option(help="Quadrature nodes from −6 to 6. Default: 61, and more where the data ask for it.")
    ] = None,
    tol: Annotated[float, typer.Option(help="Converged when no parameter moves by more.")] = 1e-6,
    max_iter: Annotated[int, typer.Option(help="Limit of EM cycles.")] = 2000,
    lang: LangOption = None,
) -> None:
    """Estimate item parameters from responses, with standard errors, evidence on each item, and a report.

    A **wide** file has a row for each person and a column for each item. The header holds the item ids, the cells 0, 1
    (or 0, 1, 2 …) or nothing (not presented); a first column `person` is allowed:

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

        mesur calibrate trial.csv --groups year --dif sex --report report.html --lang cy

        mesur calibrate autumn.csv --fixed summer.json --model 3pl --priors default

    Parameters are in logits, a(θ − b), with the first group at mean 0 unless items are held fixed. See
    docs/calibrating.md.
    """
    asked = ReadOptions(
        data,
        layout,
        key,
        (*column, *([f"weight={weights}"] if weights else ())),
        ignore,
        (*([groups] if groups else ()), *(name for name in dif if name != LANGUAGE)),
        omitted,
        not_reached,
        drop_constant,
    )
    choices = FitOptions(
        model, tuple(own), models, method, routing, groups, fixed, priors, population, standard_errors, nodes, tol,
        max_iter, seed,
    )  # fmt: skip
    wanted = OutputOptions(out, report, tuple(dif), replicate_with, abilities)
    with report_errors(lang) as language:
        _require_compatible_options(wanted, seed, spread=scheduler is not None)
        require_output_paths((out, report, abilities), (data, key, fixed, models))
        if scheduler is None:
            made = _run_locally(asked, choices, wanted, language)
        else:
            with cycle_progress(language, tol) as on_cycle:
                spread = fit_on_cluster(asked, choices.of, choices.arguments(), groups, scheduler, on_cycle)
            made = CalibrationRun(_document(*spread, asked, choices, None))
        second = {} if made.second is None else {"replication": made.second.document()}
        written = made.document if covariance else made.document.without_covariance()
        write_document(written.plain() | second, out)
        for path, text in ((report, made.page), (abilities, made.persons)):
            if path is not None:
                write_atomically(text, path)
    _show(Terminal(language), replace(made, document=written), wanted)
    if made.document.fit.status is not FitStatus.CONVERGED:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """What is to be written, and what is to be found out besides."""

    out: Path
    report: Path | None
    dif: tuple[str, ...]
    replicate: str | None
    abilities: Path | None


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationRun:
    """What a calibration gave: the document, and as texts the report and the abilities, where they were wanted."""

    document: CalibrationDocument
    findings: tuple[Finding, ...] = ()
    second: Replication | None = None
    page: str = ""
    persons: str = ""


def _run_locally(asked: ReadOptions, choices: FitOptions, wanted: OutputOptions, language: Language) -> CalibrationRun:
    with progress_stage("Reading the responses …", language):
        source = load_responses(asked)
    group = source.group(choices.groups) if choices.groups else None
    held = None if choices.fixed is None else read_document(choices.fixed)
    findings = _check_data(source, group, held)
    fit = _fit_model(source, choices, group, language)
    second = _replicate(fit, source, choices, language) if wanted.replicate else None
    document = _document(fit, source.data, source.source(asked.path), asked, choices, second)
    page = _page(document, source, asked, group, findings, wanted.dif, second, language) if wanted.report else ""
    persons = _abilities(fit, source, group, choices.seed) if wanted.abilities else ""
    return CalibrationRun(document, findings, second, page, persons)


def _show(teller: Terminal, made: CalibrationRun, wanted: OutputOptions) -> None:
    show_calibration(teller, made.document, made.findings, wanted.out)
    for sentence in () if made.second is None else replication_sentences(made.second, teller.language):
        teller.tell(sentence)
    for each in () if made.second is None else made.second.beyond[:MAX_FINDINGS]:
        teller.tell(f"{each.item}: {each.apart:.3f}")
    for path in (wanted.report, wanted.abilities):
        if path is not None:
            teller.say("Written to %(path)s", path=path)


def _require_compatible_options(wanted: OutputOptions, seed: int | None, *, spread: bool) -> None:
    """Refuse options that would be passed over unsaid."""
    if wanted.replicate not in (None, "girth"):
        raise CalibrationError(ErrorCode.OPTION, name="replicate", expected="girth", got=repr(wanted.replicate))
    if wanted.replicate is not None:
        girth_version()  # a program that is not there is said before the fit, not after it
    here = {"report": wanted.report, "dif": wanted.dif, "replicate": wanted.replicate, "abilities": wanted.abilities}
    for name, value in here.items():
        if spread and value:
            raise CalibrationError(ErrorCode.OPTION, name=name, expected="none with --scheduler", got=repr(str(value)))
    if wanted.dif and wanted.report is None:
        expected = "--report as well, where it is told"
        raise CalibrationError(ErrorCode.OPTION, name="dif", expected=expected, got=repr(wanted.dif[0]))
    if seed is not None and wanted.abilities is None:
        expected = "--abilities as well, where draws go"
        raise CalibrationError(ErrorCode.OPTION, name="seed", expected=expected, got=seed)


def _check_data(source: LoadedResponses, group: Labels | None, held: CalibrationDocument | None) -> tuple[Finding, ...]:
    """What looking over the data finds; faults are refused."""
    fixed = () if held is None else held.fit.items
    findings = (*source.file.findings, *check_data(source.data, groups=group, fixed=fixed))
    require_no_fault(findings)
    return findings


def _fit_model(source: LoadedResponses, choices: FitOptions, group: Labels | None, language: Language) -> Calibration:
    with cycle_progress(language, choices.tol) as on_cycle:
        return fit_model(
            source.data,
            choices.of(source.data.items),
            groups=None if group is None else np.asarray(group),
            on_cycle=None if choices.method == "cml" else on_cycle,
            **choices.arguments(),
        )


def _grid(nodes: int | None) -> np.ndarray | None:
    if nodes is None:
        return None
    return np.linspace(-LIMIT, LIMIT, nodes) if nodes > 0 else np.zeros(0)


def _replicate(fit: Calibration, source: LoadedResponses, choices: FitOptions, language: Language) -> Replication:
    with progress_stage("Fitting the same data with girth …", language):
        return replicate(
            fit,
            source.data,
            groups=choices.groups is not None,
            fixed=choices.fixed is not None,
            priors=parse_priors(choices.priors) is not None,
            method=choices.method,
            before=source.file.data,
        )


def _document(
    fit: Calibration,
    data: ResponseMatrix | Mapping[str, tuple[int, int]],
    source: Mapping[str, object],
    asked: ReadOptions,
    choices: FitOptions,
    second: Replication | None,
) -> CalibrationDocument:
    options = {**choices.document(), "omitted": asked.omitted, "not_reached": asked.not_reached}
    if second is not None:
        options["replicate"] = second.program
    return calibration_document(fit, data, source=source, options=options, scale=_scale(fit, choices))


def _scale(fit: Calibration, choices: FitOptions) -> dict[str, object]:
    """What has ability 0, what is 1, and which document set it: this one, or the one whose items are held."""
    if choices.fixed is not None:
        told = f"as in {choices.fixed.name}"
        return {"origin": told, "unit": told, "set_by": document_sha256(choices.fixed)}
    first = next(iter(fit.population), None)
    own = set(fit.models) & {"rasch", "pcm", "rsm"}
    return {
        "origin": "mean difficulty of the items" if first is None else f"mean ability of group {first}",
        "unit": "the logit, with slopes of 1" if own else f"standard deviation of ability in group {first}",
        "set_by": None,
    }


def _page(
    document: CalibrationDocument,
    source: LoadedResponses,
    asked: ReadOptions,
    group: Labels | None,
    findings: tuple[Finding, ...],
    dif: tuple[str, ...],
    second: Replication | None,
    language: Language,
) -> str:
    with progress_stage("Gathering evidence on the items …", language):
        evidence = collect_evidence(document.fit, source.data, group=group, findings=findings)
        for name in dif:
            evidence = with_dif(evidence, source.compared(name), group)
        options = source.options(asked)
        if options is not None:
            evidence = with_options(evidence, *options, group)
        return calibration_page(Report(document, evidence, second), language)


def _abilities(fit: Calibration, source: LoadedResponses, group: Labels | None, seed: int | None) -> str:
    usable, kept = usable_part(fit, source.data)
    if usable is None:
        raise CalibrationError(ErrorCode.REVERSED, items=", ".join(fit.items))
    return abilities_csv(kept, usable, group, seed)
