"""The commands `mesur seeding …`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from delivery_api.bank.seeding_permission import service, store
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.trial_commands.options import By, Why
from delivery_api.dates.clock import clock
from delivery_api.ledger.decisions import Decision

app = typer.Typer(
    no_args_is_help=True,
    help="Unscored questions in live sittings: off until the controller allows them.\n\n"
    "An unscored question changes no score, no estimate and no report.",
)

Subject = Annotated[str, typer.Argument(help="The subject, as `mesur bank list` shows it.")]
DAY = ["%Y-%m-%d"]


@app.command()
def allow(
    subject: Subject,
    lawful_basis: Annotated[str, typer.Option(help="The lawful basis, in the controller’s words.")],
    notice_en: Annotated[str, typer.Option(help="What the privacy notice says of it in English.")],
    notice_cy: Annotated[str, typer.Option(help="What the privacy notice says of it in Welsh.")],
    by: By,
    reason: Why,
    from_: datetime = typer.Option(..., "--from", formats=DAY, help="The first day."),
    until: datetime = typer.Option(..., formats=DAY, help="The last day; it ends by itself."),
    settings: Path = SettingsFile,
) -> None:
    """Allow unscored questions in live sittings of a subject, in a period. The privacy notice says so meanwhile.

    They are given where the design in use has places for them. Sittings that have begun do not change.

    Example: mesur seeding allow numeracy-procedural --lawful-basis "UK GDPR Article 6(1)(e)" --notice-en "Some
    questions are tried out and do not count." --notice-cy "Mae rhai cwestiynau’n cael eu treialu a dydyn nhw ddim yn
    cyfrif." --from 2027-01-11 --until 2027-03-26 --by "Sian Rees" --reason "New items for 2027-28"
    """
    opened, say = open_service_or_exit(settings), reader_sentences()
    texts = {"lawful_basis": lawful_basis, "notice_en": notice_en, "notice_cy": notice_cy}
    with exit_on_refusal(), opened.engine.begin() as connection:
        period = (from_.date(), until.date())
        service.allow(connection, opened.ledger, subject, texts, period, Decision(by, reason), clock())
    sentence = say.gettext("%(subject)s: unscored questions are allowed from %(first)s to %(last)s.")
    console().print(sentence % {"subject": subject, "first": from_.date(), "last": until.date()})


@app.command()
def end(subject: Subject, by: By, reason: Why, settings: Path = SettingsFile) -> None:
    """End the permission of a subject at once. Sittings that have begun go on as they are.

    Example: mesur seeding end numeracy-procedural --by "Sian Rees" --reason "Enough answers"
    """
    opened, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), opened.engine.begin() as connection:
        service.end(connection, opened.ledger, subject, Decision(by, reason), clock())
    console().print(say.gettext("%(subject)s: unscored questions are not allowed any more.") % {"subject": subject})


@app.command("list")
def list_(settings: Path = SettingsFile) -> None:
    """Show every permission, also those that are over."""
    opened, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), opened.engine.begin() as connection:
        found = store.all_permissions(connection)
    heads = (say.gettext("Subject"), say.gettext("From"), say.gettext("Until"), say.gettext("Ended"))
    table = listing(*heads, say.gettext("Lawful basis"), say.gettext("Allowed by"))
    for each in found:
        days = (str(each.from_on), str(each.until_on), str(each.ended_on or "–"))
        table.add_row(each.subject, *days, each.lawful_basis, each.by)
    console().print(table if found else say.gettext("Unscored questions were never allowed."))
