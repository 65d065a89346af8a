"""`mesur calibrate`: responses in, item parameters, evidence and a report out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, cast

import numpy as np
import typer

from calibration import Calibration, CalibrationError, Fault, Finding, FitStatus, Labels, check, require_no_fault
from calibration import calibrate as fit_model
from calibration.conditional import Routing
from calibration.document import (
    CalibrationDocument,
    calibration_document,
    document_sha256,
    read_document,
    require_place,
    write_document,
    write_whole,
)
from calibration.grid import LIMIT
from calibration.replication import Replication, replicate
from itembank.language import Language
from reports.technical.commands.choices import models_of, priors_of, read_models
from reports.technical.commands.opening import (
    Asked,
    ColumnOption,
    DataPath,
    DropOption,
    IgnoreOption,
    KeyOption,
    LangOption,
    LayoutOption,
    NotReachedOption,
    OmittedOption,
    Opened,
    cycles,
    opened,
    pairs,
    refusals,
    stage,
)
from reports.technical.commands.showing import Teller, show_calibration
from reports.technical.evidence import gather, usable_part, with_dif
from reports.technical.page import Report, calibration_page
from reports.technical.person_level import abilities_csv
from reports.technical.replication_part import replication_sentences

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")

EPILOG = "Not converged: the file is written with its status, exit code 1. Bad input: nothing is written, exit code 2."


@dataclass(frozen=True, slots=True)
class Choices:
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
        typer.Option("--dif", help="A column of groups to compare item by item, in the report. May be repeated."),
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
    asked = Asked(
        data,
        layout,
        key,
        (*column, *([f"weight={weights}"] if weights else ())),
        ignore,
        (*([groups] if groups else ()), *dif),
        omitted,
        not_reached,
        drop_constant,
    )
    choices = Choices(
        model, tuple(own), models, method, routing, groups, fixed, priors, population, standard_errors, nodes, tol,
        max_iter, seed,
    )  # fmt: skip
    with refusals(lang) as language:
        _require_sense(replicate_with, (out, report, abilities))
        with stage("Reading the responses …", language):
            source = opened(asked)
        group = source.group(groups) if groups else None
        held = None if fixed is None else read_document(fixed)
        findings = _looked_over(source, group, held)
        fit = _fitted(source, choices, group, held, language)
        second = _second(fit, source, choices, language) if replicate_with else None
        document = _document(fit, source, asked, choices, second)
        page = _page(document, source, group, findings, dif, second, language) if report else ""
        persons = _persons(fit, source, group, seed) if abilities else ""
        write_document(document.plain() | ({} if second is None else {"replication": second.document()}), out)
        for path, text in ((report, page), (abilities, persons)):
            if path is not None:
                write_whole(text, path)
    teller = Teller(language)
    show_calibration(teller, fit, source, findings, out)
    for sentence in () if second is None else replication_sentences(second, language):
        teller.tell(sentence)
    for path in (report, abilities):
        if path is not None:
            teller.say("Written to %(path)s", path=path)
    if fit.status is not FitStatus.CONVERGED:
        raise typer.Exit(1)


def _require_sense(second: str | None, places: tuple[Path | None, ...]) -> None:
    if second not in (None, "girth"):
        raise CalibrationError(Fault.OPTION, name="replicate", expected="girth", got=repr(second))
    for path in places:
        if path is not None:
            require_place(path)


def _looked_over(source: Opened, group: Labels | None, held: CalibrationDocument | None) -> tuple[Finding, ...]:
    """What looking over the data finds; faults are refused."""
    fixed = () if held is None else held.fit.items
    findings = (*source.file.findings, *check(source.data, groups=group, fixed=fixed))
    require_no_fault(findings)
    return findings


def _fitted(
    source: Opened, choices: Choices, group: Labels | None, held: CalibrationDocument | None, language: Language
) -> Calibration:
    read = {} if choices.models is None else read_models(choices.models)
    conditional = choices.method == "cml"
    with cycles(language, choices.tol) as on_cycle:
        return fit_model(
            source.data,
            models_of(source.data.items, choices.model, read | dict(pairs("item-model", choices.own))),
            method=cast('Literal["mml", "cml"]', choices.method),
            groups=None if group is None else np.asarray(group),
            fixed=None if held is None else held.fit.require_converged(),
            priors=priors_of(choices.priors),
            population=cast('Literal["normal", "histogram"]', choices.population),
            routing=cast("Routing | None", choices.routing),
            standard_errors=_standard_errors(choices.standard_errors),
            grid=_grid(choices.nodes),
            tol=choices.tol,
            max_iter=choices.max_iter,
            on_cycle=None if conditional else on_cycle,
        )


def _standard_errors(told: str) -> Literal["observed", "sandwich"] | None:
    return None if told == "none" else cast('Literal["observed", "sandwich"]', told)


def _grid(nodes: int | None) -> np.ndarray | None:
    if nodes is None:
        return None
    return np.linspace(-LIMIT, LIMIT, nodes) if nodes > 0 else np.zeros(0)


def _second(fit: Calibration, source: Opened, choices: Choices, language: Language) -> Replication:
    with stage("Fitting the same data with girth …", language):
        return replicate(
            fit,
            source.data,
            groups=choices.groups is not None,
            fixed=choices.fixed is not None,
            priors=priors_of(choices.priors) is not None,
            method=choices.method,
            before=source.file.data,
        )


def _document(
    fit: Calibration, source: Opened, asked: Asked, choices: Choices, second: Replication | None
) -> CalibrationDocument:
    options = {**choices.document(), "omitted": asked.omitted, "not_reached": asked.not_reached}
    if second is not None:
        options["replicate"] = second.program
    return calibration_document(
        fit, source.data, source=source.source(asked.path), options=options, scale=_scale(fit, choices)
    )


def _scale(fit: Calibration, choices: Choices) -> dict[str, object]:
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
    source: Opened,
    group: Labels | None,
    findings: tuple[Finding, ...],
    dif: list[str],
    second: Replication | None,
    language: Language,
) -> str:
    with stage("Gathering evidence on the items …", language):
        evidence = gather(document.fit, source.data, group=group, findings=findings)
        for name in dif:
            evidence = with_dif(evidence, source.group(name), group)
        return calibration_page(Report(document, evidence, second), language)


def _persons(fit: Calibration, source: Opened, group: Labels | None, seed: int | None) -> str:
    usable, kept = usable_part(fit, source.data)
    if usable is None:
        raise CalibrationError(Fault.REVERSED, items=", ".join(fit.items))
    return abilities_csv(kept, usable, group, seed)
