"""The command `mesur trial report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from delivery_api.commands.command_context import SettingsFile, exit_on_refusal, open_service_or_exit
from delivery_api.commands.trial_commands.options import Trial
from delivery_api.dates.clock import clock
from delivery_api.ledger.decisions import Decision
from delivery_api.lifecycle.optional_packages import optional_module
from itembank.commands.command_options import Lang, output_language


def report(
    trial: Trial,
    out: Annotated[Path, typer.Option(help="The folder to write: a page and a PDF in each language.")],
    fit: Annotated[Path | None, typer.Option(help="What mesur calibrate wrote of the trial’s responses.")] = None,
    adopted: Annotated[
        str | None,
        typer.Option(help="The bank version that the trial’s fit became, by hash; the trial’s last one unless given."),
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who has the sittings read: the name that goes on record.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why: it goes on record beside the name.")] = None,
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    """Write the whole story of a trial as one document: page and PDF, in both languages.

    The plan, who took part, quality of the data, fit, differences between the languages, link, decisions, and what the
    bank gained. Nothing in it is about a person, and no number of persons under ten is shown. The sittings are read
    only with --by and --reason, and not from the day of destruction on; the rest is told all the same.

    Example: mesur trial report trial-1a2b3c4d --out report --fit fit.json --by "Sian Rees" --reason "Autumn trial"

    Exit code: 0 written; 2 refused or bad input, nothing is written.
    """
    language = output_language(lang)
    service, now = open_service_or_exit(settings), clock()
    with exit_on_refusal(OSError):
        decision = Decision(by or "", reason or "") if by is not None or reason is not None else None
        part = optional_module("delivery_api.commands.trial_commands.reporting")
        request = part.ReportRequest(trial, fit, adopted or "", decision)
        part.write_report(service, request, out, now, language)
