"""The commands `mesur views …`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

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
from delivery_api.permissions.view_permission import service, store
from delivery_api.permissions.view_permission.store import Audience

app = typer.Typer(
    no_args_is_help=True,
    help="Views of schools by local authorities and the government: off until the controller allows them.\n\n"
    "What they see is a school’s figures under disclosure control, never a learner or a class.",
)

Whom = Annotated[Audience, typer.Argument(help="Whose views: of local authorities, or of the government.")]
DAY = ["%Y-%m-%d"]


@app.command()
def allow(
    audience: Whom,
    lawful_basis: Annotated[str, typer.Option(help="The lawful basis, in the controller’s words.")],
    notice_en: Annotated[str, typer.Option(help="What the privacy notice says of it in English.")],
    notice_cy: Annotated[str, typer.Option(help="What the privacy notice says of it in Welsh.")],
    by: By,
    reason: Why,
    from_: datetime = typer.Option(..., "--from", formats=DAY, help="The first day."),
    until: datetime = typer.Option(..., formats=DAY, help="The last day; it ends by itself."),
    settings: Path = SettingsFile,
) -> None:
    """Let local authorities, or the government, see the figures of their schools in a period.

    The privacy notice says so meanwhile.

    Example: mesur views allow authority --lawful-basis "UK GDPR Article 6(1)(e)" --notice-en "Your school’s local
    authority sees the school’s averages, never you." --notice-cy "Mae awdurdod lleol dy ysgol yn gweld cyfartaleddau’r
    ysgol, ond nid dy ganlyniadau di." --from 2027-01-11 --until 2027-07-20 --by "Sian Rees" --reason "Agreed with the
    authorities"
    """
    opened, say = open_service_or_exit(settings), reader_sentences()
    texts = {"lawful_basis": lawful_basis, "notice_en": notice_en, "notice_cy": notice_cy}
    with exit_on_refusal(), opened.engine.begin() as connection:
        period = (from_.date(), until.date())
        service.allow(connection, opened.ledger, audience, texts, period, Decision(by, reason), clock())
    sentence = say.gettext("%(audience)s: views of schools are allowed from %(first)s to %(last)s.")
    console().print(sentence % {"audience": audience.value, "first": from_.date(), "last": until.date()})


@app.command()
def end(audience: Whom, by: By, reason: Why, settings: Path = SettingsFile) -> None:
    """End the permission of local authorities, or of the government, at once.

    Example: mesur views end authority --by "Sian Rees" --reason "The agreement has ended"
    """
    opened, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), opened.engine.begin() as connection:
        service.end(connection, opened.ledger, audience, Decision(by, reason), clock())
    sentence = say.gettext("%(audience)s: views of schools are not allowed any more.")
    console().print(sentence % {"audience": audience.value})


@app.command("list")
def list_(settings: Path = SettingsFile) -> None:
    """Show every permission, also those that are over."""
    opened, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), opened.engine.begin() as connection:
        found = store.all_permissions(connection)
    heads = (say.gettext("Whose views"), say.gettext("From"), say.gettext("Until"), say.gettext("Ended"))
    table = listing(*heads, say.gettext("Lawful basis"), say.gettext("Allowed by"))
    for each in found:
        days = (str(each.from_on), str(each.until_on), str(each.ended_on or "–"))
        table.add_row(each.audience.value, *days, each.lawful_basis, each.by)
    console().print(table if found else say.gettext("Views of schools were never allowed."))
