"""The commands `mesur exposure …`."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path

import typer
from rich.table import Table

from calibration import CalibrationError
from calibration.invariance.drift import DriftRule, ItemDrift, item_drift
from calibration.invariance.exposure_watch import ExposureWatch, watch_exposure
from calibration.invariance.item_windows import read_item_windows
from calibration.results.calibration_document import write_atomically
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.sittings.record.item_counts import counts_csv, live_item_counts

app = typer.Typer(no_args_is_help=True, help="Exposure: name the items that seem to be known.")


@app.callback()
def exposure() -> None:
    """Keep `watch` a command of its own while it is the only one."""


@app.command()
def watch(
    counts: Path = typer.Option(
        Path("exposure-counts.csv"), help="Where the counts of live sittings are kept; nobody is in them."
    ),
    recount: bool = typer.Option(True, help="Count the live sittings anew; otherwise read the counts as they are."),
    rate: float = typer.Option(0.05, min=0.001, max=0.5, help="Share of the items named that may be named wrongly."),
    fewest: int = typer.Option(50, min=1, help="Answers that an item needs in a month, and before it."),
    settings: Path = SettingsFile,
) -> None:
    """Name the items that become easier from month to month faster than chance, as items do that are known.

    It compares learners of equal ability by counts alone; cells with fewer than ten answers are left out. The exit code
    is 1 if an item is named.

    Example: mesur exposure watch
    """
    say = reader_sentences()
    with exit_on_refusal(CalibrationError, OSError):
        if recount and not _recount(settings, counts):
            console().print(say.gettext("There are not yet two months with ten answers to an item by learners alike."))
            return
        found = item_drift(read_item_windows(counts), DriftRule(fewest=fewest))
    watched = watch_exposure(found)
    named = watched.named(rate)
    facts = {"named": len(named), "compared": int((watched.since >= 0).sum()), "windows": len(found.windows)}
    console().print(
        say.gettext("Named: %(named)d of %(compared)d items that could be compared over %(windows)d months.") % facts
    )
    if named:
        console().print(_table(found, watched, named, say))
        console().print(_what_to_do(say), soft_wrap=True)
        raise typer.Exit(1)


def _recount(settings: Path, counts: Path) -> bool:
    """Write the counts of live sittings. Return whether they are of two months or more."""
    service = open_service_or_exit(settings)
    with service.engine.begin() as connection:
        counted = live_item_counts(connection, service.ring)
    write_atomically(counts_csv(counted), counts)
    return len({month for _, month, _ in counted}) > 1


def _table(found: ItemDrift, watched: ExposureWatch, named: list[int], say: NullTranslations) -> Table:
    table = listing(
        say.gettext("Item"), say.gettext("Easier by (logits)"), say.gettext("Since"), say.gettext("Adjusted p")
    )
    for at in named:
        since = found.windows[watched.since[at]]
        table.add_row(found.items[at], f"{watched.change[at]:+.2f}", since, f"{watched.adjusted[at]:.2g}")
    return table


def _what_to_do(say: NullTranslations) -> str:
    return say.gettext(
        "Look whether such an item can be found in the open or was taught, and take it out meanwhile: "
        "`mesur bank quarantine ITEM`. Then write another in its place."
    )
