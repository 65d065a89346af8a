"""`mesur drift`: drift of items over windows, from counts without persons."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from calibration.array_types import Floats
from calibration.invariance.drift import DriftRule, ItemDrift, item_drift
from calibration.invariance.item_windows import read_item_windows
from calibration.results.calibration_document import require_output_paths, write_atomically, write_document
from reports.technical import drift_messages as messages
from reports.technical.commands.data_options import LangOption
from reports.technical.commands.error_exit import report_errors
from reports.technical.commands.terminal_output import Terminal
from reports.technical.drift_page import alarmed, drift_page, drift_row, drift_sentences

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")

FORMAT = "mesur-drift/1"


@app.command(epilog="Bad input: nothing is written, exit code 2.")
def drift(
    counts: Annotated[
        Path, typer.Argument(help="A CSV with item, window, bin, responses and score.", metavar="COUNTS.csv")
    ],
    false_alarms: Annotated[
        float, typer.Option(help="Share of items without drift that may raise an alarm over all windows.")
    ] = 0.01,
    slack: Annotated[float, typer.Option(help="Standard errors that a CUSUM takes off each window.")] = 0.5,
    fewest: Annotated[int, typer.Option(help="Responses that an item needs in a window.")] = 50,
    out: Annotated[Path, typer.Option(help="Where the numbers go, as JSON.")] = Path("drift.json"),
    report: Annotated[Path | None, typer.Option(help="Where a report for people goes, as one HTML page.")] = None,
    lang: LangOption = None,
) -> None:
    """Find items whose difficulty drifts over windows of live sittings, from counts without persons.

    Each row counts the responses to one item in one window by persons in one bin of ability, with the sum of their
    scores. For example:

        mesur drift counts.csv --report drift.html

    See docs/linking.md.
    """
    with report_errors(lang) as language:
        require_output_paths((out, report), (counts,))
        found = item_drift(read_item_windows(counts), DriftRule(slack, false_alarms, fewest))
        write_document(_document(found, counts.name), out)
        if report is not None:
            write_atomically(drift_page(found, counts.name, language), report)
    _show(Terminal(language), found, (out, report))


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
