"""The commands `mesur sitting …`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import typer

from delivery_api.access.refusals import Declined, Reason
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.dates.clock import clock
from delivery_api.ledger.decisions import Decision
from delivery_api.sittings.record.lost_sittings import give_up, lost_sittings
from delivery_api.sittings.record.receipt import verify_receipt

app = typer.Typer(
    no_args_is_help=True,
    help="Sittings: show whether a learner’s receipt is genuine, and answer for sittings that the database has lost.",
)


@app.command()
def verify(
    file: Path = typer.Argument(help="The receipt, as GET /api/sittings/{id}/receipt gave it."),
    settings: Path = SettingsFile,
) -> None:
    """Show whether this service signed a receipt and nobody changed it. Exit code 1 when it is not genuine.

    A receipt names each answer that was acknowledged by position, item, time and digests; it does not say what was
    answered. Once the responses of its school year or trial are destroyed, so is the key, and no receipt of it can be
    checked any more.

    Example: mesur sitting verify mesur-receipt.json
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(OSError):
        document = _read(file)
        genuine = verify_receipt(document, service.ring)
    if not genuine:
        console().print(say.gettext("This receipt is not genuine: it was changed, or another service signed it."))
        raise typer.Exit(1)
    count = len(document["answers"])
    sentence = say.ngettext(
        "The receipt is genuine: %(count)d answer of sitting %(sitting)s was acknowledged.",
        "The receipt is genuine: %(count)d answers of sitting %(sitting)s were acknowledged.",
        count,
    )
    console().print(sentence % {"count": count, "sitting": document["sitting"]}, soft_wrap=True)


@app.command()
def missing(settings: Path = SettingsFile) -> None:
    """List the sittings that have begun and that the database has lost. Exit code 1 when there are any.

    Their learners can start no assessment, since nobody knows any more which questions they have had. If the whole
    database was put back to an earlier state, run `mesur restore service`. If it was not, somebody has deleted them:
    find out who, and put them back from a backup if there is one.

    Example: mesur sitting missing
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(OSError):
        found = lost_sittings(service.engine, service.ring)
    if not found:
        console().print(say.gettext("The database has every sitting that has begun."))
        return
    table = listing(say.gettext("Sitting"), say.gettext("Trial or school year"), say.gettext("Learner"))
    for each in found:
        table.add_row(str(each.id), each.programme, ", ".join(map(str, each.learners)) or "–")
    console().print(table)
    raise typer.Exit(1)


@app.command()
def lost(
    sittings: list[UUID] | None = typer.Argument(None, help="Their ids, as `mesur sitting missing` lists them."),
    every: bool = typer.Option(False, "--all", help="Every sitting that is missing."),
    by: str = typer.Option(..., help="Who answers for it, by name."),
    reason: str = typer.Option(..., help="How they were lost, and how that is known."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    settings: Path = SettingsFile,
) -> None:
    """Record that a named person gives sittings up as lost, so that their learners can start others.

    They may be asked questions that they have had. Ledger and audit keep who decided; head and officer get an alert.

    Example: mesur sitting lost 0b8e…-… --by "A. Rees" --reason "the volume was put back to 3 May"
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal():
        decision = Decision(by, reason)
        if every == bool(sittings):
            raise Declined(Reason.SITTINGS_OR_ALL)
    if not yes:
        typer.confirm(
            say.gettext("Learners may be asked questions that they have had. Give the sittings up?"), abort=True
        )
    with exit_on_refusal(OSError):
        given = give_up(service.engine, service.ledger, sittings or None, decision, now)
    sentence = say.ngettext(
        "%(count)d sitting is given up. Its learner can start another.",
        "%(count)d sittings are given up. Their learners can start others.",
        len(given),
    )
    console().print(sentence % {"count": len(given)})


def _read(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text())
    except ValueError as problem:
        raise Declined(Reason.NO_RECEIPT) from problem
    if not isinstance(document, dict):
        raise Declined(Reason.NO_RECEIPT)
    return document
