"""Runs the demonstration: the provider on loopback and the service, both stopped by Ctrl-C."""

from __future__ import annotations

import secrets
import socket
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from delivery_api.dates.clock import clock
from delivery_api.demo.demo_data import appoint_outsiders, create_demo_data, has_classes
from delivery_api.demo.people import OUTSIDERS, SCHOOLS, DemoSchool
from delivery_api.demo.sign_in_provider import run_provider
from delivery_api.lifecycle.service_setup import Service, open_service, set_up
from delivery_api.server.serving import serve
from delivery_api.settings import Settings, read_settings

OUTSIDER_LABELS = {
    "stakeholder": "stakeholder / rhanddeiliad",
    "psychometrician": "psychometrician / seicometregydd",
    "officer": "data-protection officer / swyddog diogelu data",
    "operator": "operator / gweithredwr",
}

SETTING_UP = "Setting up the demonstration… / Wrthi’n paratoi’r arddangosiad…"
SIMULATING = "Simulating two school years of assessments… / Wrthi’n efelychu dwy flynedd ysgol o asesiadau…"


class PortTaken(Exception):
    """A port of the demonstration is in use."""


class OtherState(Exception):
    """The folder holds the demonstration in the other state."""

    def __init__(self, folder: Path, expected: str, found: str) -> None:
        super().__init__(
            f"{folder}: expected the demonstration in the state {expected!r}, found {found!r};"
            f" give --folder another folder / disgwylid yr arddangosiad yn y cyflwr {expected!r}, ond {found!r}"
            " sydd yno; rhowch ffolder arall gyda --folder"
        )


def prepare_demo(
    folder: Path,
    port: int,
    provider_port: int,
    database_url: str | None,
    schools: Sequence[DemoSchool] = SCHOOLS,
    watch: Callable[[int, int], None] = lambda _done, _of: None,
    *,
    adopted: bool = False,
) -> Settings:
    """Create the demonstration in a folder, or open the one that exists there.

    Parameters
    ----------
    watch : called with how many sittings have been simulated, and of how many
    adopted : whether a made-up trial has measured the items, and there are norms from a made-up sample

    Raises
    ------
    OtherState : the folder holds the demonstration in the other state
    """
    file, database = folder / "settings.toml", folder / "data" / "mesur.db"
    state = "adopted" if adopted else "provisional"
    _require_state(file, state)
    database.parent.mkdir(parents=True, exist_ok=True)
    for each in (file,) if database_url else (file, database):  # for nobody but whoever runs it
        each.touch()
        each.chmod(0o600)
    address = database_url or f"sqlite:///{database.resolve()}"
    file.write_text(_settings(address, port, provider_port, state))
    settings = read_settings(file)
    service = open_service(settings)
    try:
        set_up(service, clock())
        _confirm_clock(service)
        if not has_classes(service):
            create_demo_data(service, clock(), schools, watch, adopted=adopted)
        appoint_outsiders(service, clock())
    finally:
        service.engine.dispose()
    return settings


def _require_state(file: Path, state: str) -> None:
    if file.is_file() and (held := tomllib.loads(file.read_text())):
        found = held.get("demonstration", "provisional")  # what earlier releases made has no such setting
        if found != state:
            raise OtherState(file.parent, state, found)


def _confirm_clock(service: Service) -> None:
    """Trust the clock of the machine: nobody runs retention each night where somebody only tries the service out."""
    with service.engine.begin() as connection:
        service.ledger.confirm_clock(connection, clock(), "mesur demo")


def _settings(database_url: str, port: int, provider_port: int, state: str) -> str:
    return f"""\
# The demonstration's settings, written anew by each `mesur demo`.
database_url = "{database_url}"
keys = "keys"
extracts = "extracts"
certificates = "certificates"
# What is read aloud to Years 2 and 3: `mesur bank voice` fills it.
recordings = "recordings"
public_url = "http://localhost:{port}"
issuer = "http://localhost:{provider_port}"
client_id = "mesur"
client_secret = "{secrets.token_urlsafe(16)}"
# The demonstration's provider says that everybody but learners has signed in with a second step.
strong_roles = "teacher head governor stakeholder psychometrician officer operator"
strong_amr = "mfa"
# The privacy notice gives no figure for live responses; a demonstration keeps them for one year.
live_retention_years = 1
# An address that nobody has: .example is kept for such.
contact = "cymorth@mesur.example"
# Every page says that this is a demonstration.
demonstration = "{state}"
"""


def serve_demo(settings: Settings, port: int, provider_port: int, console: Console) -> None:
    """Serve until interrupted."""
    for each in (port, provider_port):
        _require_free(each)
    with run_provider(provider_port):
        _print_sign_in_names(console, settings)
        serve(settings, "localhost", port)
    console.print("\nMesur has stopped. What was answered is kept in the folder:", soft_wrap=True)
    console.print("Mae Mesur wedi stopio. Cedwir yr hyn a atebwyd yn y ffolder:", soft_wrap=True)
    console.print(str(settings.keys.parent), soft_wrap=True)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("localhost", port)) == 0:
            msg = (
                f"port {port} is taken, perhaps by another `mesur demo`; stop that one, or give --port"
                f" / mae porth {port} mewn defnydd, efallai gan `mesur demo` arall; stopiwch hwnnw, neu rhowch --port"
            )
            raise PortTaken(msg)


def _print_sign_in_names(console: Console, settings: Settings) -> None:
    table = Table("Sign in as / Mewngofnodi fel", "Who / Pwy", "School, class / Ysgol, dosbarth", title=None)
    for school in SCHOOLS:
        for each in school.classes:
            for learner in each.learners:
                if learner.waits:
                    who = f"learner, Year {learner.year_group} / dysgwr, Blwyddyn {learner.year_group}"
                    table.add_row(f"[bold]{learner.sign_in}[/]", who, f"{school.name}, {each.name}")
        taught = ", ".join(each.name for each in school.classes)
        table.add_row(f"[bold]{school.teacher_sign_in}[/]", "teacher / athro", f"{school.name}, {taught}")
        table.add_row(f"[bold]{school.head[0]}[/]", "head / pennaeth", school.name)
        table.add_row(f"[bold]{school.governor[0]}[/]", "governor / llywodraethwr", school.name)
    for outsider in OUTSIDERS:
        table.add_row(f"[bold]{outsider.sign_in}[/]", OUTSIDER_LABELS[outsider.role], outsider.organisation[2])
    console.print(f"\nMesur is running at / Mae Mesur yn rhedeg ar  [bold]{settings.public_url}/[/]\n")
    console.print(table)
    console.print("\nPress Ctrl-C to stop. / Gwasgwch Ctrl-C i orffen.")
