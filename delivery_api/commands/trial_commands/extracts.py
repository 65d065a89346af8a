"""The commands `mesur trial extract` and `mesur trial find-copies`."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import typer

from delivery_api.access.refusals import Declined, Reason
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.trial_commands.options import By, Trial, Why
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.decisions import Decision
from delivery_api.privacy.retention.due_programmes import withhold_overdue
from delivery_api.trials import extraction
from delivery_api.trials.calibration_bank import calibration_bank
from delivery_api.trials.extract_copies import CopyKind, count_parquet, known_extracts
from delivery_api.trials.extract_copies import find_copies as find_copies_in
from delivery_api.trials.extract_tables import ExtractFormat, TableWriter, write_csv
from delivery_api.trials.extraction import ExtractRequest


def extract(
    trial: Trial,
    by: By,
    reason: Why,
    with_responses: bool = typer.Option(
        False,
        "--with-responses",
        help="Also what was answered and which options were chosen, not only how it was scored; the reason must say "
        "why.",
    ),
    kind: ExtractFormat = typer.Option(
        ExtractFormat.PARQUET, "--format", help="parquet, or csv where its library is not installed."
    ),
    out: Path | None = typer.Option(
        None, help="The folder to write; one with the trial’s id in the extracts directory unless given."
    ),
    settings: Path = SettingsFile,
) -> None:
    """Write a trial’s responses as a folder for `mesur calibrate`: responses, data dictionary and manifest.

    Persons and schools are numbered anew. Times are in whole seconds. What is told of a person, such as year group,
    language and school, is told where at least ten persons share all of it. Learners whose data are restricted are left
    out. Nothing is extracted of fewer than ten persons. From the day of destruction on nothing is extracted.

    The folder and the hashes of its files are registered, so that the destruction of the trial’s responses destroys
    this copy too. Do not copy it further; `mesur trial find-copies` finds copies.
    """
    opened, say = open_service_or_exit(settings), reader_sentences()
    path = (out or opened.settings.extracts / trial).resolve()
    with exit_on_refusal(OSError):
        decision, write_table = Decision(by, reason), _writer(kind)
        request = ExtractRequest(trial, path, with_responses)
        with opened.engine.begin() as connection:
            withhold_overdue(connection, opened.ring, opened.settings.live_retention_years, london_date(clock()))
            opened.ring.require_readable(trial)
            extraction.require_extractable(connection, opened.ring, request, clock())
            extraction.register_extract(connection, opened.ledger, request, decision, clock())
        with opened.engine.begin() as connection:
            written = extraction.extract(connection, opened.ring, request, write_table, kind, clock())
        with opened.engine.begin() as connection:
            bank = calibration_bank(connection, trial)
    count = written.rows
    console().print(
        say.ngettext("%(count)d response written to %(path)s", "%(count)d responses written to %(path)s", count)
        % {"count": count, "path": path},
        soft_wrap=True,
    )
    dif = "--dif language " if len(written.languages) > 1 else ""
    console().print(
        say.gettext(
            "To calibrate, write the bank to a file: `mesur bank export %(bank)s --out bank.json --by … --reason …`; "
            "then: `mesur calibrate %(path)s %(scale)s bank.json --model rasch --drop-constant --report fit.html "
            "%(dif)s--out fit.json` (--drop-constant leaves out, and names, the items that nobody reached or that all "
            "answered alike; items whose fit and DIF were not tested are not adopted)"
        )
        % {"path": path, "bank": bank.hash[:12], "scale": bank.option, "dif": dif},
        soft_wrap=True,
    )
    if not dif:
        console().print(
            say.gettext(
                "It does not compare languages, because the extract tells no two of them. In a bank of two, items are "
                'adopted all the same only by a rule with `dif = "C"`, or one by one.'
            ),
            soft_wrap=True,
        )


def find_copies(
    folders: list[Path] = typer.Argument(help="Where to search, with all folders inside.", exists=True),
    settings: Path = SettingsFile,
) -> None:
    """Search folders for copies of extracts, whole ones or parts, also of trials that are destroyed.

    A copy is known by its SHA-256, a part by some of its rows, in text and in Parquet. A table with other columns is
    not found. Exit code 1 if there is a copy that is not where the extract was written.
    """
    opened, say = open_service_or_exit(settings), reader_sentences()
    parquet, there = _parquet(), [folder.resolve() for folder in folders]
    with exit_on_refusal(OSError):
        with opened.engine.begin() as connection:
            known = known_extracts(connection)
        found = list(find_copies_in(known, there, parquet.parquet_rows if parquet else None))
        unread = 0 if parquet else count_parquet(there)
    kinds = {CopyKind.WHOLE: say.gettext("a copy"), CopyKind.PART: say.gettext("a part")}
    for each in found:
        what = say.gettext("the extract itself") if each.registered else kinds[each.kind]
        console().print(f"{each.path}: {each.programme}, {what}", soft_wrap=True)
    copies = sum(not each.registered for each in found)
    sentence = say.ngettext("%(count)d copy found.", "%(count)d copies found.", copies)
    console().print(sentence % {"count": copies})
    if unread:
        sentence = say.ngettext(
            "%(count)d Parquet file was compared as a whole, not row by row: the library is not installed here.",
            "%(count)d Parquet files were compared as a whole, not row by row: the library is not installed here.",
            unread,
        )
        console().print(sentence % {"count": unread})
    if copies:
        raise typer.Exit(1)


def _writer(kind: ExtractFormat) -> TableWriter:
    if kind is ExtractFormat.CSV:
        return write_csv
    parquet = _parquet()
    if parquet is None:
        raise Declined(Reason.PARQUET_NOT_INSTALLED)
    writer: TableWriter = parquet.write_parquet
    return writer


def _parquet() -> ModuleType | None:
    """What reads and writes Parquet; None where the library is not installed, as on a machine that only serves."""
    try:
        return importlib.import_module("delivery_api.trials.parquet_extract")
    except ModuleNotFoundError:
        return None
