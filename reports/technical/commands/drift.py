"""`mesur drift`: drift of items over windows, from counts without persons, or from responses that it counts."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from calibration import CalibrationError, ErrorCode, abilities
from calibration.array_types import Floats
from calibration.invariance.drift import DriftRule, ItemDrift, item_drift
from calibration.invariance.item_windows import ItemWindows, aggregate, item_windows_csv, read_item_windows
from calibration.results.calibration_document import (
    read_document,
    require_output_paths,
    write_atomically,
    write_document,
)
from calibration.results.regressed_population import FittedPopulation
from calibration.results.usable_items import fit_of_items, usable_items
from reports.technical import drift_messages as messages
from reports.technical.commands.data_options import (
    ColumnOption,
    IgnoreOption,
    KeyOption,
    LangOption,
    LayoutOption,
    ReadOptions,
)
from reports.technical.commands.error_exit import report_errors
from reports.technical.commands.response_loading import load_responses
from reports.technical.commands.terminal_output import Terminal
from reports.technical.drift_page import alarmed, drift_page, drift_row, drift_sentences

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")

FORMAT = "mesur-drift/1"


@app.command(epilog="Bad input: nothing is written, exit code 2.")
def drift(
    counts: Annotated[
        Path,
        typer.Argument(
            help="A CSV with item, window, bin, responses and score; with --fit, the responses of persons instead.",
            metavar="COUNTS.csv",
        ),
    ],
    fit: Annotated[
        Path | None,
        typer.Option(
            help="Count responses: a calibration whose parameters, held over all windows, say each person’s ability.",
            metavar="FIT.json",
        ),
    ] = None,
    window: Annotated[
        str, typer.Option(help="With --fit: the column of windows in the responses, such as years or ISO dates.")
    ] = "window",
    counts_out: Annotated[
        Path | None,
        typer.Option("--counts", help="With --fit: where the counts go, as CSV, for the next time; nobody is in them."),
    ] = None,
    false_alarms: Annotated[
        float, typer.Option(help="Share of items without drift that may raise an alarm over all windows.")
    ] = 0.01,
    slack: Annotated[float, typer.Option(help="Standard errors that a CUSUM takes off each window.")] = 0.5,
    fewest: Annotated[int, typer.Option(help="Responses that an item needs in a window.")] = 50,
    out: Annotated[Path, typer.Option(help="Where the numbers go, as JSON.")] = Path("drift.json"),
    report: Annotated[Path | None, typer.Option(help="Where a report for people goes, as one HTML page.")] = None,
    key: KeyOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = [],
    ignore: IgnoreOption = [],
    lang: LangOption = None,
) -> None:
    """Find items whose difficulty drifts over windows of live sittings, from counts without persons.

    Each row counts the responses to one item in one window by persons in one bin of ability, with the sum of their
    scores. For example:

        mesur drift counts.csv --report drift.html

    `--fit` makes the counts from responses, one row for each sitting or each response, with a column of windows; a
    person with sittings in two windows needs an id for each sitting. For example:

        mesur drift responses.csv --fit fit.json --window year --counts counts.csv

    See docs/linking.md.
    """
    read_options = ReadOptions(counts, layout, key, column, ignore, (window,))
    with report_errors(lang, counts) as language:
        require_output_paths((out, report, counts_out), (counts, fit, key))
        if fit is None and counts_out is not None:
            raise CalibrationError(ErrorCode.OPTION, name="counts", expected="--fit as well", got=counts_out.name)
        read = read_item_windows(counts) if fit is None else _count_responses(read_options, fit, window)
        found = item_drift(read, DriftRule(slack, false_alarms, fewest))
        write_document(_document(found, counts.name), out)
        if counts_out is not None:
            write_atomically(item_windows_csv(read), counts_out)
        if report is not None:
            write_atomically(drift_page(found, counts.name, language), report)
    _show(Terminal(language), found, (out, counts_out, report))


def _count_responses(read_options: ReadOptions, fit: Path, window: str) -> ItemWindows:
    """Responses counted by item, window and ability; items that the fit lacks are counted too, but say no ability."""
    calibration, loaded = read_document(fit).fit.require_converged(), load_responses(read_options)
    known = np.isin(loaded.data.items, np.array(calibration.items)[usable_items(calibration)])
    if not known.any():
        raise CalibrationError(ErrorCode.ITEMS_DIFFER, items=", ".join(loaded.data.items[:8]))
    data = loaded.data.select_items(known)
    held = replace(fit_of_items(calibration, data.items), population=FittedPopulation({}), histogram=None)
    labels = loaded.group(window)
    theta = abilities(data, held, group=labels).theta
    return aggregate(loaded.data, [labels.names[code] for code in labels.code.tolist()], theta)


def _document(found: ItemDrift, file: str) -> dict[str, object]:
    return {
        "format": FORMAT,
        "data": file,
        "windows": list(found.windows),
        "threshold": found.threshold,
        "false_alarms": found.false_alarms,
        "items": [
            {
                "id": item,
                "class": found.classes[at].name.lower(),
                "alarm": found.windows[found.alarm[at]] if found.alarm[at] >= 0 else None,
                "change": _plain(found.total[at : at + 1])[0],
                "shift": _plain(found.shift[at]),
                "se": _plain(found.se[at]),
                "z": _plain(found.z[at]),
                "cusum_easier": found.up[at].tolist(),
                "cusum_harder": found.down[at].tolist(),
            }
            for at, item in enumerate(found.items)
        ],
    }


def _plain(values: Floats) -> list[float | None]:
    return [float(each) if np.isfinite(each) else None for each in values]


def _show(terminal: Terminal, found: ItemDrift, places: tuple[Path | None, ...]) -> None:
    language = terminal.language
    for told in drift_sentences(found, language):
        terminal.print_line(told)
    if rows := alarmed(found):
        shown = Table(box=None, header_style="bold", pad_edge=False)
        for head in messages.HEADS:
            shown.add_column(head[language])
        for at in rows:
            shown.add_row(*drift_row(found, at, language))
        terminal.console.print(shown)
    for path in places:
        if path is not None:
            terminal.print_translated("Written to %(path)s", path=path)
