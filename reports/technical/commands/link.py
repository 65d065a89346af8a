"""`mesur link`: linking of one calibration's scale to another's."""

from pathlib import Path
from typing import Annotated, cast

import typer
from rich.table import Table

from calibration import CalibrationError, ErrorCode
from calibration.linking.anchor_report import LinkingReport, linking_report
from calibration.linking.anchors import RobustZ
from calibration.linking.link import CURVE_METHODS, Method, link
from calibration.linking.linking_constants import BothWays, Direction, Form, LinkingGrid, OneWay
from calibration.linking.linking_document import linking_document
from calibration.linking.scale_transformation import transform_with_errors
from calibration.linking.testlet_transformation import transform_testlets
from calibration.linking.usable_form import usable_form
from calibration.results.calibration_document import (
    document_sha256,
    read_document,
    require_output_paths,
    testlet_values,
    write_atomically,
    write_document,
)
from calibration.sentences.linking_sentences import linking_phrase
from calibration.sentences.sentences import translate
from engine import ParameterCovariance
from reports.technical.commands.data_options import LangOption
from reports.technical.commands.error_exit import report_errors
from reports.technical.commands.option_parsing import parse_linking_grid
from reports.technical.commands.progress_display import progress_stage
from reports.technical.commands.terminal_output import Terminal
from reports.technical.link_page import link_holds, link_page, link_verdict

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")


@app.command(epilog="Constants that may not be used: written with their status, exit code 1. Bad input: exit code 2.")
def link_calibrations(
    new: Annotated[Path, typer.Argument(help="The calibration whose scale is to be moved.", metavar="NEW.json")],
    old: Annotated[Path, typer.Argument(help="The calibration whose scale stays.", metavar="OLD.json")],
    method: Annotated[
        str, typer.Option(help="stocking-lord, haebara (curves), mean-sigma or mean-mean (moments of parameters).")
    ] = "stocking-lord",
    grid: Annotated[
        str,
        typer.Option(help="Abilities at which curves are compared: even(-4,4,40), normal(-4,4,40), gauss-hermite(30)."),
    ] = "even(-4,4,40)",
    symmetric: Annotated[
        bool,
        typer.Option("--symmetric", help="Compare the curves on both scales, so that the way back is the inverse."),
    ] = False,
    robust: Annotated[
        float | None,
        typer.Option(
            help="Leave out anchors that moved by more than so many robust standard deviations; 1.645 is usual."
        ),
    ] = None,
    anchors: Annotated[
        list[str], typer.Option("--anchor", help="An item to link by. May be repeated. Default: all common items.")
    ] = [],
    provisional: Annotated[
        list[str],
        typer.Option(
            "--provisional", help="An item whose parameters are provisional, never an anchor. May be repeated."
        ),
    ] = [],
    mixed_slopes: Annotated[
        bool,
        typer.Option(
            "--mixed-slopes",
            help="Link although one side has a slope common to all anchors and the other has not; the result says so.",
        ),
    ] = False,
    out: Annotated[Path, typer.Option(help="Where the constants and the moved parameters go, as JSON.")] = Path(
        "link.json"
    ),
    report: Annotated[Path | None, typer.Option(help="Where a report for people goes, as one HTML page.")] = None,
    lang: LangOption = None,
) -> None:
    """Put one calibration’s scale on another’s by the items that both have.

    Both are documents of `mesur calibrate`. What comes out are A and B, with θ on the old scale = A·θ on the new + B,
    their standard errors, what each anchor does, and the new items’ parameters on the old scale. For example:

        mesur link autumn.json summer.json --robust 1.645 --report link.html

        mesur link autumn.json summer.json --method haebara --grid "gauss-hermite(30)" --symmetric

    See docs/linking.md.
    """
    with report_errors(lang) as language:
        require_output_paths((out, report), (new, old))
        with progress_stage("Linking …", language):
            there_whole = read_document(old).fit.require_converged()
            here_whole = read_document(new).fit.require_converged()
            here, there = usable_form(here_whole), usable_form(there_whole)
            way = _direction(method, parse_linking_grid(grid), symmetric=symmetric)
            constants = link(
                here,
                there,
                cast("Method", method),
                direction=way,
                anchors=anchors or None,
                provisional=provisional,
                robust=None if robust is None else RobustZ(robust),
                mixed_slopes=mixed_slopes,
            )
            found = linking_report(here, there, constants)
            moved, testlets = transform_with_errors(here, constants), transform_testlets(here_whole, constants)
        sides = {"new": {"file": new.name, "sha256": document_sha256(new)}}
        sides["old"] = {"file": old.name, "sha256": document_sha256(old)}
        fit_options = {"grid": grid if way else None, "symmetric": symmetric, "robust": robust}
        fit_options |= {"mixed_slopes": True} if mixed_slopes else {}
        told = {"options": fit_options, "items": _items(moved)}
        told |= {} if testlets is None else {"testlets": testlet_values(testlets)}
        write_document(linking_document(found) | sides | told, out)
        if report is not None:
            write_atomically(link_page(found, there_whole, (new.name, old.name), language), report)
    _show(Terminal(language), found, (out, report))
    if not link_holds(found):
        raise typer.Exit(1)


def _direction(method: str, grid: LinkingGrid, *, symmetric: bool) -> Direction | None:
    if method not in CURVE_METHODS:
        if symmetric:
            raise CalibrationError(ErrorCode.OPTION, name="symmetric", expected=", ".join(CURVE_METHODS), got=method)
        return None
    return BothWays(grid, grid) if symmetric else OneWay(grid)


def _items(moved: Form) -> list[dict[str, object]]:
    """The new parameters on the old scale, with standard errors that include those of the constants."""
    parameters = moved.parameters
    rows: list[dict[str, object]] = []
    for at, item in enumerate(moved.items):
        steps = int(parameters.categories[at]) - 1
        rows.append(
            {
                "id": item,
                "a": float(parameters.a[at]),
                "b": parameters.b[at, :steps].tolist(),
                "c": float(parameters.c[at]),
                "d": float(parameters.d[at]),
                "standard_errors": None if moved.covariance is None else _errors(moved.covariance, at, steps),
            }
        )
    return rows


def _errors(covariance: ParameterCovariance, at: int, steps: int) -> dict[str, object]:
    own = covariance.values[at, :, at, :] if covariance.joint else covariance.values[at]
    errors = [float(max(own[place, place], 0.0)) ** 0.5 for place in range(own.shape[0])]
    return {"a": errors[0], "b": errors[1 : steps + 1], "c": errors[-2], "d": errors[-1]}


def _show(terminal: Terminal, found: LinkingReport, places: tuple[Path | None, ...]) -> None:
    constants, language = found.constants, terminal.language
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("")
    table.add_column(translate("Value", language), justify="right")
    table.add_column("SE", justify="right")
    errors = constants.standard_errors or (None, None)
    for name, value, error in (("A", constants.A, errors[0]), ("B", constants.B, errors[1])):
        table.add_row(name, f"{value:.6f}", "–" if error is None else f"{error:.6f}")
    terminal.console.print(table)
    for sentence in link_verdict(found, language):
        terminal.print_line(sentence)
    for each in constants.left_out:
        terminal.print_line(f"{each.item}: {linking_phrase(each.reason, language)}")
    for path in places:
        if path is not None:
            terminal.print_translated("Written to %(path)s", path=path)
