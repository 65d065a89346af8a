"""The commands that publish the log of trials and destructions, and check a published one."""

from __future__ import annotations

from datetime import date
from gettext import NullTranslations
from pathlib import Path

import typer
from rich.table import Table

from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.privacy.published_log.log_check import PublishedLog, log_findings
from delivery_api.privacy.published_log.log_files import LogUnreadable, read_key, read_key_file, read_published_log
from delivery_api.privacy.published_log.log_messages import finding_sentence, standing_sentences
from delivery_api.privacy.published_log.log_pages import copy_pages
from delivery_api.privacy.published_log.programme_records import programme_records
from delivery_api.privacy.published_log.publication import published_log, write_published_log


def publish(
    folder: Path = typer.Argument(help="Where the copy goes; its files are replaced."),
    settings: Path = SettingsFile,
) -> None:
    """Write a copy of the ledger that anybody may have, with certificates and a page that checks it in a browser.

    Facts about persons are left out, and the chain of hashes holds without them. The folder can be put on any web
    server.

    Example: mesur privacy publish /srv/www/log
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(OSError):
        log = published_log(service.ledger, service.settings.certificates, now)
        write_published_log(folder, log, copy_pages(log, london_date(now)))
    sentence = say.gettext("Published: %(entries)d entries and %(certificates)d certificates, in %(folder)s.")
    facts = {"entries": len(log.entries), "certificates": len(log.certificates), "folder": folder}
    console().print(sentence % facts, soft_wrap=True)


def verify(
    folder: Path = typer.Argument(help="The folder of a published log."),
    public_key: Path | None = typer.Option(None, help="The service’s public key (PEM), from where you trust it."),
    head: Path | None = typer.Option(None, help="A head of the log (head.json) that you kept at another time."),
) -> None:
    """Check a published log and its certificates without a database or settings. Exit code 1: it does not hold.

    Example: mesur privacy verify log --public-key public-key.pem --head head-of-last-year.json
    """
    say = reader_sentences()
    with exit_on_refusal(OSError, LogUnreadable):
        log = read_published_log(folder)
        key = read_key_file(public_key) if public_key else read_key(log.public_key)
        findings = log_findings(log, key, head.read_bytes() if head else None)
    console().print(_programmes(log, london_date(clock()), say))
    for finding in findings:
        console().print(finding_sentence(finding, say), soft_wrap=True, markup=False)
    if public_key is None:
        sentence = say.gettext(
            "It was checked with the key in its own folder; --public-key checks it with the service’s."
        )
        console().print(sentence, soft_wrap=True)
    if findings:
        raise typer.Exit(1)
    sentence = say.gettext("The log holds: %(entries)d entries, %(certificates)d certificates. Last hash: %(hash)s")
    facts = {"entries": len(log.entries), "certificates": len(log.certificates), "hash": log.entries[-1].hash}
    console().print(sentence % facts, soft_wrap=True)


def _programmes(log: PublishedLog, today: date, say: NullTranslations) -> Table:
    table = listing(
        say.gettext("Trial or school year"),
        say.gettext("Planned on"),
        say.gettext("Completed on"),
        say.gettext("Due for destruction on"),
        say.gettext("Destroyed on"),
        say.gettext("How it stands"),
    )
    sentences = standing_sentences(say)
    for each in programme_records(log.told):
        days = (each.days.planned_on, each.days.on, each.due_on, each.destroyed_on)
        name = f"{each.name} ({each.programme})" if each.name else each.programme
        table.add_row(name, *(day or "–" for day in days), sentences[each.standing(today)])
    return table
