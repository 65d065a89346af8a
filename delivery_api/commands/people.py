"""The commands `mesur people …`: people whom no school's roster contains."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

from delivery_api.access.roles import Role
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    dated_transaction,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import appointments

app = typer.Typer(
    no_args_is_help=True,
    help="People whom no roster names: stakeholders, psychometricians, the data-protection officer, operators.",
)


class Post(StrEnum):
    """Roles that the command appoints; heads, teachers and governors come with the roster."""

    STAKEHOLDER = Role.STAKEHOLDER.value
    PSYCHOMETRICIAN = Role.PSYCHOMETRICIAN.value
    OFFICER = Role.OFFICER.value
    OPERATOR = Role.OPERATOR.value


@app.command()
def appoint(
    post: Post = typer.Argument(help="What they are."),
    authority: str = typer.Option("", help="Of a stakeholder: the local authority, three figures (681 is Cardiff)."),
    government: bool = typer.Option(False, "--government", help="Of a stakeholder: the government."),
    organisation: str = typer.Option("", help="What their organisation is called; by itself: whoever runs it."),
    settings: Path = SettingsFile,
) -> None:
    """Let somebody sign in who is on no roster.

    Their identifier and name are asked for and not given on the command line, where others would see them: the
    identifier as the sign-in provider vouches for it (the claim that the setting `identifier_claim` names).

    Example: mesur people appoint stakeholder --authority 681 --organisation "Cyngor Caerdydd"
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    chosen = appointments.OrganisationSpec.from_options(authority, organisation, government=government)
    identifier = typer.prompt(say.gettext("Identifier, as the sign-in provider gives it"), hide_input=True)
    name = typer.prompt(say.gettext("Name"))
    with exit_on_refusal(), service.engine.begin() as connection:
        person = appointments.appoint(connection, service.ring, post.value, chosen, identifier, name, now)
    console().print(say.gettext("%(person)s can sign in from now on.") % {"person": person.id})


@app.command("list")
def list_(settings: Path = SettingsFile) -> None:
    """Show who was appointed and has not been dismissed: by id, role and organisation."""
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), service.engine.begin() as connection:
        found = appointments.list_appointed(connection)
    table = listing(say.gettext("Id"), say.gettext("Role"), say.gettext("Organisation"))
    for each in found:
        table.add_row(str(each.person), each.post, each.organisation)
    console().print(table)


@app.command()
def dismiss(
    person: str = typer.Argument(help="Their id, as `mesur people list` shows it."), settings: Path = SettingsFile
) -> None:
    """Let somebody sign in no more; they are signed out, and removed a year later.

    Example: mesur people dismiss 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(), dated_transaction(service, now) as connection:
        appointments.dismiss(connection, person, london_date(now), now)
    console().print(say.gettext("%(person)s cannot sign in any more.") % {"person": person})
