"""`mesur calibrate`: item parameters, evidence and a report from responses."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from calibration import (
    Calibration,
    CalibrationError,
    ErrorCode,
    Finding,
    FitStatus,
    Labels,
    ModelFit,
    ResponseMatrix,
    check_data,
    model_fit,
    plausible_values,
    require_no_fault,
)
from calibration import calibrate as fit_model
from calibration.errors import Described
from calibration.fit.fit_document import fit_document
from calibration.linking.anchor_report import LinkingReport
from calibration.linking.linking_document import linking_document
from calibration.multidimensional.general_abilities import general_abilities
from calibration.nominal.nominal_document import nominal_values
from calibration.replication import Replication, replicate
from calibration.results.calibration_document import (
    CalibrationDocument,
    calibration_document,
    document_sha256,
    require_output_paths,
    write_atomically,
    write_document,
)
from calibration.results.usable_items import usable_items
from itembank.language import Language
from reports.technical.adoption.anchor_drift import with_agreeing_anchors
from reports.technical.adoption.bank_scale import Linking
from reports.technical.adoption.placement import placed
from reports.technical.calibration_page import Report, calibration_page
from reports.technical.commands.calibration_run import CalibrationRun, OutputOptions, evidence_lines
from reports.technical.commands.cluster_fit import fit_on_cluster
from reports.technical.commands.data_options import (
    LANGUAGE,
    ColumnOption,
    DataPath,
    DropOption,
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
from reports.technical.commands.extract_folder import usual_groups
from reports.technical.commands.fit_options import FitOptions
from reports.technical.commands.option_checks import require_compatible_options, require_room
from reports.technical.commands.option_parsing import parse_priors
from reports.technical.commands.progress_display import cycle_progress, progress_stage
from reports.technical.commands.response_loading import LoadedResponses, load_responses
from reports.technical.commands.terminal_output import Terminal, show_calibration
from reports.technical.item_evidence import (
    Evidence,
    collect_evidence,
    review_values,
    usable_part,
    with_dif,
    with_options,
)
from reports.technical.link_page import link_holds
from reports.technical.nominal_section import FittedOptions, fit_options_chosen
from reports.technical.parameters_csv import parameters_csv
from reports.technical.person_estimates import VALUES, abilities_csv, estimates_csv

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")

EPILOG = "Not converged: the file is written with its status, exit code 1. Bad input: nothing is written, exit code 2."


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
            " Default: none; year for a trial’s extract."
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
    anchors: Annotated[
        str | None,
        typer.Option(
            help="A bank, by name or file: its items among these whose parameters are adopted set the scale, and it"
            " gives the chance floors and passages of all.",
            metavar="BANK",
        ),
    ] = None,
    bank: Annotated[
        str | None,
        typer.Option(
            help="The same for the first trial of a subject, whose bank has no adopted items: floors and passages.",
            metavar="BANK",
        ),
    ] = None,
    linking: Annotated[
        str | None,
        typer.Option(help="With --anchors: fixed (the default), or stocking-lord: a free fit, linked by the anchors."),
    ] = None,
    priors: Annotated[
        str | None,
        typer.Option(help='none, default (weak ones), or such as "a=lognormal(0,0.5) b=normal(0,2) c=beta(5,17)".'),
    ] = None,
    population: Annotated[str, typer.Option(help="normal, or histogram: whatever shape the data show.")] = "normal",
    standard_errors: Annotated[
        str | None,
        typer.Option(
            help="observed (information), sandwich (holds where the model does not quite), or none. Default: observed;"
            " sandwich with --weights, since weights are not persons."
        ),
    ] = None,
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
    testlets: Annotated[
        Path | None,
        typer.Option(
            help="A CSV file with the columns item and testlet: items of one passage share a dimension of their own."
        ),
    ] = None,
    testlet_slopes: Annotated[
        str | None,
        typer.Option(help="With --testlets: proportional (the default), rasch, or free for a bifactor model."),
    ] = None,
    fit: Annotated[
        bool, typer.Option("--fit/--no-fit", help="Test whether the model fits. Without, there is no verdict.")
    ] = True,
    nominal: Annotated[
        bool,
        typer.Option(
            "--nominal", help="Also fit the options chosen by the nominal model: --key, or a column of responses."
        ),
    ] = False,
    replicate_with: Annotated[
        str | None,
        typer.Option("--replicate", help="girth: fit the same data with a second program and say where they differ."),
    ] = None,
    items: Annotated[
        Path | None,
        typer.Option(help="Where parameters go as CSV too, with testlets: mesur simulate --parameters reads it."),
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
    missing: MissingOption = [],
    recode: RecodeOption = [],
    lowest: LowestOption = "auto",
    encoding: EncodingOption = None,
    separator: SeparatorOption = None,
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
    columns of a trial’s extract are known:

        person,item,score,status
        1,Q1,1,answered
        1,Q2,,omitted

    For example:

        mesur calibrate trial.csv --model 2pl --out fit.json

        mesur calibrate trial.csv --groups year --dif sex --report report.html --lang cy

        mesur calibrate autumn.csv --fixed summer.json --model 3pl --priors default

        mesur calibrate trial.csv --model rasch --anchors bank.json --drop-constant

    Parameters are in logits, a(θ − b), with the first group at mean 0 unless items are held fixed. See
    docs/calibrating.md.
    """
    groups = usual_groups(data, groups, method)
    read_options = ReadOptions(
        data,
        layout,
        key,
        (*column, *([f"weight={weights}"] if weights else ())),
        ignore,
        (*([groups] if groups else ()), *(name for name in dif if name != LANGUAGE)),
        omitted,
        not_reached,
        drop_constant,
        missing,
        recode,
        lowest,
        encoding,
        separator,
    )
    errors = standard_errors or ("sandwich" if weights else "observed")
    fit_options = FitOptions(
        model, tuple(own), models, method, routing, groups, fixed, priors, population, errors, nodes, tol,
        max_iter, seed, testlets, testlet_slopes, anchors, bank, linking,
    )  # fmt: skip
    outputs = OutputOptions(out, report, tuple(dif), replicate_with, abilities, covariance, nominal, fit, items)
    with report_errors(lang, data) as language:
        require_compatible_options(outputs, seed, testlets, anchors or bank, on_cluster=scheduler is not None)
        require_output_paths((out, report, abilities, items), (data, key, fixed, models, testlets))
        if scheduler is None:
            run = _calibrate_locally(read_options, fit_options, outputs, language)
        else:
            run = _calibrate_on_cluster(read_options, fit_options, scheduler, language)
        written = _write(run, outputs)
    _show(Terminal(language), written, outputs)
    if not written.may_be_used:
        raise typer.Exit(1)


def _calibrate_locally(
    read_options: ReadOptions, fit_options: FitOptions, outputs: OutputOptions, language: Language
) -> CalibrationRun:
    with progress_stage("Reading the responses …", language):
        loaded = load_responses(read_options)
    if fit_options.method == "mml":
        loaded.require_years_apart(fit_options.groups)
    group = loaded.group(fit_options.groups) if fit_options.groups else None
    fit_options = fit_options.with_bank(loaded.data.items, language)
    fixed = fit_options.read_fixed()
    findings = _check_data(loaded, group, fit_options, fixed)
    require_room(len(loaded.data.items), fit_options, outputs)
    fit_options = _with_agreeing_anchors(loaded, fit_options, group, language)
    fit = _fit(loaded, fit_options, group, fixed, language)
    replication = _replicate(fit, loaded, fit_options, language) if outputs.replicate else None
    held = tuple((fit_options.scale and fit_options.scale.fixed()) or (fixed.fit.items if fixed else ()))
    source = loaded.source_description(held)
    document = _document(fit, loaded.data, source, read_options, fit_options, replication)
    options = _fit_options_chosen(loaded, language) if outputs.nominal else None
    evidence = _evidence(fit, loaded, group, findings, outputs, language) if outputs.report else None
    page = "" if evidence is None else calibration_page(Report(document, evidence, replication, options), language)
    abilities = _abilities(fit, loaded, group, fit_options.seed) if outputs.abilities else ""
    judged = None if evidence is None else evidence.model_fit
    if evidence is None and outputs.fit:
        judged = _judge(fit, loaded, group, language)
    review = {} if evidence is None else review_values(evidence)
    link = _link(fit, fit_options)
    scale = fit_options.scale
    dif = () if evidence is None else evidence.dif
    return CalibrationRun(document, findings, replication, page, abilities, judged, options, link, review, scale, dif)


def _with_agreeing_anchors(
    loaded: LoadedResponses, fit_options: FitOptions, group: Labels | None, language: Language
) -> FitOptions:
    """The options with the anchors that did not move in a fit that holds none."""
    scale = fit_options.scale
    if scale is None or scale.linking is not Linking.FIXED:
        return fit_options
    free = _fit(loaded, replace(fit_options, scale=replace(scale, anchors=())), group, None, language)
    return replace(fit_options, scale=with_agreeing_anchors(scale, free))


def _link(fit: Calibration, fit_options: FitOptions) -> LinkingReport | None:
    """The link of a free fit to the anchors of a bank."""
    if fit_options.scale is None or fit.status is not FitStatus.CONVERGED:
        return None
    return placed(fit, fit_options.scale).report


def _fit_options_chosen(loaded: LoadedResponses, language: Language) -> FittedOptions:
    raw = loaded.chosen_and_correct_options()
    if raw is None:
        expected = "--key, or a column of responses as well"
        raise CalibrationError(ErrorCode.OPTION, name="nominal", expected=expected, got=Described("scores alone"))
    with progress_stage("Gathering evidence on the items …", language):
        return fit_options_chosen(loaded.data, *raw)


def _calibrate_on_cluster(
    read_options: ReadOptions, fit_options: FitOptions, scheduler: str, language: Language
) -> CalibrationRun:
    with cycle_progress(language, fit_options.tol) as on_cycle:
        found = fit_on_cluster(read_options, fit_options, scheduler, on_cycle)
    return CalibrationRun(_document(found.fit, found.counts, found.source, read_options, fit_options, None))


def _write(run: CalibrationRun, outputs: OutputOptions) -> CalibrationRun:
    """Write all files. Returns the run with the document as it was written."""
    document = run.document if outputs.covariance else run.document.without_covariance()
    replication = {} if run.replication is None else {"replication": run.replication.document()}
    items = parameters_csv(document.fit) if outputs.items is not None else ""
    judged = {} if run.model_fit is None else {"evidence": fit_document(run.model_fit)}
    linked = {} if run.link is None else {"link": linking_document(run.link) | {"holds": link_holds(run.link)}}
    nominal = _nominal_values(run.options)
    write_document(document.json_values() | replication | judged | linked | dict(run.review) | nominal, outputs.out)
    for path, text in ((outputs.report, run.page), (outputs.abilities, run.abilities_csv), (outputs.items, items)):
        if path is not None:
            write_atomically(text, path)
    return replace(run, document=document)


def _nominal_values(options: FittedOptions | None) -> dict[str, object]:
    return {} if options is None else {"nominal": nominal_values(options.fit, options.options)}


def _show(terminal: Terminal, run: CalibrationRun, outputs: OutputOptions) -> None:
    show_calibration(terminal, run.document, run.findings, outputs.out)
    for line in evidence_lines(run, terminal.language):
        terminal.print_line(line)
    for path in (outputs.report, outputs.abilities, outputs.items):
        if path is not None:
            terminal.print_translated("Written to %(path)s", path=path)


def _check_data(
    loaded: LoadedResponses, group: Labels | None, fit_options: FitOptions, fixed: CalibrationDocument | None
) -> tuple[Finding, ...]:
    """The findings of the data checks; faults raise."""
    held = None if fit_options.scale is None else fit_options.scale.fixed()
    fixed_items = tuple(held or ()) if fixed is None else fixed.fit.items
    findings = (*loaded.file.findings, *check_data(loaded.data, groups=group, fixed=fixed_items))
    require_no_fault(findings)
    return findings


def _fit(
    loaded: LoadedResponses,
    fit_options: FitOptions,
    group: Labels | None,
    fixed: CalibrationDocument | None,
    language: Language,
) -> Calibration:
    with cycle_progress(language, fit_options.tol) as on_cycle:
        return fit_model(
            loaded.data,
            fit_options.assigned_models(loaded.data.items),
            groups=None if group is None else np.asarray(group),
            on_cycle=None if fit_options.method == "cml" else on_cycle,
            **fit_options.testlet_arguments(loaded.data.items, loaded.file.data.items),
            **fit_options.arguments(fixed, loaded.data.items),
        )


def _replicate(fit: Calibration, loaded: LoadedResponses, fit_options: FitOptions, language: Language) -> Replication:
    with progress_stage("Fitting the same data with girth …", language):
        return replicate(
            fit,
            loaded.data,
            groups=fit_options.groups is not None,
            fixed=fit_options.fixed is not None or fit_options.scale is not None,
            priors=parse_priors(fit_options.priors) is not None,
            method=fit_options.method,
            before=loaded.file.data,
        )


def _document(
    fit: Calibration,
    data: ResponseMatrix | Mapping[str, tuple[int, int]],
    source: Mapping[str, object],
    read_options: ReadOptions,
    fit_options: FitOptions,
    replication: Replication | None,
) -> CalibrationDocument:
    options = {**fit_options.document(), "omitted": read_options.omitted, "not_reached": read_options.not_reached}
    options |= read_options.coding_document()
    if replication is not None:
        options["replicate"] = replication.program
    return calibration_document(fit, data, source=source, options=options, scale=_scale(fit, fit_options))


def _scale(fit: Calibration, fit_options: FitOptions) -> dict[str, object]:
    """Origin and unit of the scale, and the document that set them, None where this one does."""
    if fit_options.scale is not None:
        return fit_options.scale.document()
    if fit_options.fixed is not None:
        as_in = f"as in {fit_options.fixed.name}"
        return {"origin": as_in, "unit": as_in, "set_by": document_sha256(fit_options.fixed)}
    first = next(iter(fit.population), None)
    unit_slopes = set(fit.models) & {"rasch", "pcm", "rsm"}
    return {
        "origin": "mean difficulty of the items" if first is None else f"mean ability of group {first}",
        "unit": "the logit, with slopes of 1" if unit_slopes else f"standard deviation of ability in group {first}",
        "set_by": None,
    }


def _evidence(
    fit: Calibration,
    loaded: LoadedResponses,
    group: Labels | None,
    findings: tuple[Finding, ...],
    outputs: OutputOptions,
    language: Language,
) -> Evidence:
    with progress_stage("Gathering evidence on the items …", language):
        evidence = collect_evidence(fit, loaded.data, group=group, findings=findings, judge=outputs.fit)
        for name in outputs.dif:
            evidence = with_dif(evidence, loaded.comparison_labels(name), group)
        options = loaded.chosen_and_correct_options()
        return evidence if options is None else with_options(evidence, *options, group)


def _judge(fit: Calibration, loaded: LoadedResponses, group: Labels | None, language: Language) -> ModelFit | None:
    """Evidence on the fit; None where it has not converged or no item can be used."""
    if fit.status is not FitStatus.CONVERGED or not usable_items(fit).any():
        return None
    with progress_stage("Testing the fit …", language):
        return model_fit(loaded.data, fit, group=group)


def _abilities(fit: Calibration, loaded: LoadedResponses, group: Labels | None, seed: int | None) -> str:
    if fit.testlets is not None:
        drawn = None if seed is None else plausible_values(loaded.data, fit, group=group, draws=VALUES, seed=seed)
        return estimates_csv(loaded.data, general_abilities(loaded.data, fit, group=group), drawn)
    usable, kept = usable_part(fit, loaded.data)
    if usable is None:
        raise CalibrationError(ErrorCode.REVERSED, items=", ".join(fit.items))
    return abilities_csv(kept, usable, group, seed)
