"""The commands `mesur sitting …`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer

from delivery_api.access.refusals import Declined, Reason
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.sittings.record.receipt import verify_receipt

app = typer.Typer(no_args_is_help=True, help="Sittings: show whether a learner's receipt is genuine.")


@app.callback()
def sitting() -> None:
    """Keep `verify` a command of its own while it is the only one."""


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


def _read(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text())
    except ValueError as problem:
        raise Declined(Reason.NO_RECEIPT) from problem
    if not isinstance(document, dict):
        raise Declined(Reason.NO_RECEIPT)
    return document
