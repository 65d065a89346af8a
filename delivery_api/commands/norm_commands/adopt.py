"""The commands `mesur norms adopt` and `mesur norms withdraw`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from delivery_api.access.refusals import Reason
from delivery_api.bank.norms_in_use import service
from delivery_api.bank.norms_in_use.service import NormsRefused
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.norm_commands.extract import app
from delivery_api.commands.trial_commands.options import By, Why
from delivery_api.dates.clock import clock
from delivery_api.ledger.decisions import Decision
from itembank import SUBJECTS
from reports.norms.norm_document import InvalidNorms, read_norms
from reports.norms.standardised_scores import Norms

__all__ = ["app"]


@app.command()
def adopt(
    norms: Annotated[Path, typer.Argument(help="Norms written by `mesur norms fit`.", metavar="NORMS.json")],
    by: By,
    reason: Why,
    fictional: bool = typer.Option(False, "--fictional", help="Adopt made-up norms, for a demonstration."),
    settings: Path = SettingsFile,
) -> None:
    """Let reports give age-standardised scores by these norms, from today on.

    Results that are finished from today on are reported by these norms, and earlier ones where their subject had none.
    A provisional result has no age-standardised score. The ledger keeps who decided and why.

    Example: mesur norms adopt norms.json --by "Sian Rees" --reason "Sample of 2026-27, report read"
    """
    opened, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), opened.engine.begin() as connection:
        adopted = service.adopt(
            connection, opened.ledger, _read(norms), Decision(by, reason), clock(), made_up=fictional
        )
    sentence = say.gettext("%(subject)s: age-standardised scores come from the norms %(norms)s.")
    console().print(sentence % {"subject": adopted.subject, "norms": adopted.norms}, soft_wrap=True)


@app.command()
def withdraw(
    subject: Annotated[str, typer.Argument(help="The subject, such as numeracy-procedural.")],
    by: By,
    reason: Why,
    settings: Path = SettingsFile,
) -> None:
    """Take back the norms of a subject that are in use: no report gives a score by them any more.

    Norms that were in use before come back, also for results that were reported by the ones taken back; without any
    there is no age-standardised score. The row of the adoption stays. The ledger keeps who decided and why.

    Example: mesur norms withdraw numeracy-procedural --by "Sian Rees" --reason "Ages in the sample were wrong"
    """
    opened, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), opened.engine.begin() as connection:
        taken, left = service.withdraw(connection, opened.ledger, subject, Decision(by, reason), clock())
    sentences = [say.gettext("%(subject)s: the norms %(norms)s are withdrawn.") % vars(taken)]
    if left:
        again = say.gettext("%(subject)s: age-standardised scores come from the norms %(norms)s.")
        sentences.append(again % vars(left))
    else:
        sentences.append(say.gettext("%(subject)s: there is no age-standardised score.") % {"subject": subject})
    for sentence in sentences:
        console().print(sentence, soft_wrap=True)


def _read(path: Path) -> Norms:
    try:
        read = read_norms(path.read_bytes())
    except (OSError, InvalidNorms):
        raise NormsRefused(Reason.NORMS_FILE, path=path) from None
    if read.source.subject not in SUBJECTS:
        raise NormsRefused(Reason.NORMS_FILE, path=path)
    return read
