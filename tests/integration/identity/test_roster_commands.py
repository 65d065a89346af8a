"""`mesur roster …` as an operator meets it, in both languages; nobody's name or number is ever shown."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from delivery_api.commands import roster
from delivery_api.commands.roster_messages import FAULT_SENTENCES, WARNING_SENTENCES
from delivery_api.identity import person_records
from delivery_api.identity.identifier_hashing import parse_identifier
from delivery_api.identity.roster_import import oneroster_rest
from delivery_api.identity.roster_import.import_warnings import WarningKind
from delivery_api.identity.roster_import.roster_files import ALWAYS_ALLOWED
from delivery_api.identity.roster_import.values import RosterFaultKind
from delivery_api.identity.tables import classes
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.roster_feeds import (
    RosterRow,
    learner_rows,
    oneroster_tables,
    teacher_row,
    valid_upn,
    write_oneroster,
    write_plain,
)
from tests.support.service_harness import FakeClock, ServiceHarness, sign_in

LANGUAGES: tuple[Language, ...] = ("cy", "en")
PEOPLE = [*learner_rows(12, registration_group="4D"), teacher_row("AB1")]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    fake = FakeClock()
    monkeypatch.setattr(roster, "clock", fake)
    return fake


@pytest.fixture
def cli(harness: ServiceHarness) -> CommandRunner:
    return CommandRunner(harness)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_plain(tmp_path / "roster.csv", PEOPLE)


def silent_about(output: str, rows: list[RosterRow] = PEOPLE) -> None:
    for row in rows:
        for secret in (row.name, row.identifier, row.birth_date):
            assert not secret or secret not in output


def test_a_preview_shows_every_move_from_class_to_class_and_names_the_classes_alone(
    cli: CommandRunner, file: Path
) -> None:
    assert cli("roster", "import", str(file)).exit_code == 0
    moved = [replace(row, class_="Onnen") if number < 7 else row for number, row in enumerate(PEOPLE)]
    previewed = cli("roster", "preview", str(write_plain(file.with_name("moved.csv"), moved)))
    lines = [line.split("│") for line in previewed.stdout.splitlines() if "Onnen" in line]
    assert [[cell.strip() for cell in line[2:5]] for line in lines] == [[PEOPLE[0].class_, "Onnen", "7"]]
    assert any("in another class of their school" in line and "7" in line for line in previewed.stdout.splitlines())
    silent_about(previewed.output)


def test_a_small_zip_that_unpacks_to_much_is_refused_before_it_is_unpacked(cli: CommandRunner, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.csv", b"a" * (ALWAYS_ALLOWED + 1))
    refused = cli("roster", "preview", str(bomb))
    assert refused.exit_code == 2
    assert "unpacked it is larger than 10 MB" in refused.stderr


def test_a_file_cut_short_between_two_schools_is_refused_where_its_schools_are_named(
    cli: CommandRunner, file: Path
) -> None:
    expected = file.with_name("schools.txt")
    expected.write_text(f"{PEOPLE[0].school}\n6629999\n")
    assert "not in this roster: 6629999." in cli("roster", "preview", str(file), "--schools", str(expected)).stdout
    refused = cli("roster", "import", str(file), "--schools", str(expected))
    assert refused.exit_code == 2
    assert cli("roster", "import", str(file), "--schools", str(expected), "--even-so").exit_code == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_roster_is_previewed_imported_and_imported_again(cli: CommandRunner, file: Path, language: Language) -> None:
    say = translations(language).gettext
    with nothing_written(cli.harness.service.engine):
        previewed = cli("roster", "preview", str(file), lang=language)
    assert previewed.exit_code == 0, previewed.output
    (line,) = [line for line in previewed.stdout.splitlines() if say("joining") in line and "Staff" not in line]
    assert "12" in line
    imported = cli("roster", "import", str(file), lang=language)
    assert imported.exit_code == 0
    assert imported.stdout.splitlines()[-1] == say("The roster is in.")
    assert imported.stdout.splitlines()[:-1] == previewed.stdout.splitlines()
    again = cli("roster", "import", str(file), lang=language)
    assert say("joining") not in again.stdout
    (line,) = [line for line in again.stdout.splitlines() if say("unchanged") in line]
    assert "12" in line
    silent_about(previewed.output + imported.output + again.output)


def test_whoever_a_roster_names_signs_in_by_what_the_provider_calls_them(cli: CommandRunner, file: Path) -> None:
    assert cli("roster", "import", str(file)).exit_code == 0
    browser = cli.harness.browser()
    assert sign_in(browser, PEOPLE[0].identifier.lower()).status_code == 303
    assert browser.get("/api/me").json()["name"] == "Llinos T"
    staff = cli.harness.browser()
    assert sign_in(staff, "6602000/AB1").status_code == 303
    assert "Derwen" in staff.get("/", headers={"accept": "text/html"}).text
    assert sign_in(cli.harness.browser(), valid_upn(77)).status_code == 403


def test_a_movers_old_teacher_sees_them_no_more_at_the_next_request_and_the_new_one_does(
    cli: CommandRunner, file: Path
) -> None:
    harness, mover = cli.harness, PEOPLE[0].but(name="Gwenllian Pritchard", class_="Onnen", began="2026-09-01")
    bryn = [mover, *PEOPLE[1:], teacher_row("AB1", class_="Onnen")]
    cwm = [*learner_rows(3, 40, school="6602001", class_="Celyn"), teacher_row("XY9", "Huw Eirian", "6602001", "Celyn")]
    write_plain(file, [*bryn, *cwm])
    assert cli("roster", "import", str(file)).exit_code == 0
    with harness.service.engine.begin() as connection:
        ids = dict(connection.execute(select(classes.c.name, classes.c.id)).all())  # type: ignore[arg-type]
    pages = {"6602000/AB1": ids["Onnen"], "6602001/XY9": ids["Celyn"]}
    browsers = {code: harness.browser() for code in pages}
    for code, browser in browsers.items():
        assert sign_in(browser, code).status_code == 303

    def who_sees() -> list[bool]:
        return ["Gwenllian" in browsers[code].get(f"/feedback/classes/{id_}").text for code, id_ in pages.items()]

    assert who_sees() == [True, False]
    moved = mover.but(school="6602001", class_="Celyn", began="2026-11-25")
    write_plain(file, [*cwm, moved])  # the new school's own feed
    assert cli("roster", "import", str(file)).exit_code == 0
    assert who_sees() == [False, True]
    assert browsers["6602001/XY9"].get(f"/feedback/classes/{ids['Onnen']}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_half_a_school_leaving_is_refused_until_it_is_meant(cli: CommandRunner, file: Path, language: Language) -> None:
    assert cli("roster", "import", str(file)).exit_code == 0
    write_plain(file, PEOPLE[6:])
    with nothing_written(cli.harness.service.engine):
        refused = cli("roster", "import", str(file), lang=language)
    assert refused.exit_code == 2
    caution = WARNING_SENTENCES[WarningKind.LEAVING](translations(language)) % {
        "school": "Ysgol y Bryn",
        "count": 6,
        "of": 12,
    }
    assert caution in refused.stdout
    assert "--even-so" in refused.stderr
    assert cli("roster", "import", str(file), "--even-so", lang=language).exit_code == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_faulty_roster_is_told_by_line_and_column_and_changes_nothing(
    cli: CommandRunner, file: Path, language: Language
) -> None:
    say = translations(language)
    rows = [*PEOPLE, RosterRow("A660200005001", "Cyfrinach Lwyr"), RosterRow(valid_upn(70), birth_date="12/12/2018")]
    write_plain(file, rows)
    with nothing_written(cli.harness.service.engine):
        refused = cli("roster", "import", str(file), lang=language)
    assert refused.exit_code == 2
    line = say.gettext("line %(line)d")
    assert refused.stdout.splitlines() == [
        f"roster.csv, {line % {'line': 15}}, identifier: {FAULT_SENTENCES[RosterFaultKind.UPN](say)}",
        f"roster.csv, {line % {'line': 16}}, birth_date: {FAULT_SENTENCES[RosterFaultKind.BIRTH_DATE](say)}",
        say.ngettext("%(count)d fault. Nothing was changed.", "%(count)d faults. Nothing was changed.", 2)
        % {"count": 2},
    ]
    silent_about(refused.output, rows)


def test_what_was_left_unread_is_reported(cli: CommandRunner, tmp_path: Path) -> None:
    path = write_oneroster(tmp_path / "oneroster.zip", oneroster_tables(PEOPLE))
    shown = cli("roster", "preview", str(path))
    assert shown.exit_code == 0
    (line,) = [line for line in shown.stdout.splitlines() if line.startswith("Columns left unread")]
    assert "demographics.sex" in line
    assert "users.email" in line
    for secret in ("secret-sex", "secret@example", "secret.user"):
        assert secret not in shown.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_roll_over_is_previewed_and_done_once(
    cli: CommandRunner, file: Path, language: Language, clock: FakeClock
) -> None:
    say = translations(language).gettext
    assert cli("roster", "import", str(file)).exit_code == 0
    with nothing_written(cli.harness.service.engine):
        previewed = cli("roster", "roll-over", "--preview", "--on", "2027-09-01", lang=language)
        assert previewed.exit_code == 0
        early = cli("roster", "roll-over", "--on", "2027-09-01", lang=language)
        assert early.exit_code == 2
        assert "2027-09-01" in early.stderr
    assert say("Places in classes that end: %(count)d.") % {"count": 18} in previewed.stdout  # the harness's five too
    clock.now = clock.now.replace(year=2027, month=9, day=2)
    cli.harness.trust_clock(clock.now)
    done = cli("roster", "roll-over", lang=language)
    assert (done.exit_code, done.stdout) == (0, previewed.stdout)
    assert (
        say("Places in classes that end: %(count)d.") % {"count": 0} in cli("roster", "roll-over", lang=language).stdout
    )


def test_what_is_no_roster_and_a_missing_key_are_said_in_a_line(cli: CommandRunner, file: Path) -> None:
    refused = cli("roster", "import", str(file.with_name("nothing.csv")), lang="cy")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "nothing.csv" in refused.stderr
    for key in cli.harness.settings.keys.glob("*.key.json"):
        key.unlink()
    refused = cli("roster", "import", str(file), lang="cy")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("mesur: ")


# REST


class Service(BaseHTTPRequestHandler):
    """A OneRoster 1.2 service: a token for the right account, and each collection in pages."""

    tables: dict[str, list[dict[str, Any]]]
    token = "right-token"

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        # base64 of mesur:secret
        good = self.headers["authorization"] == "Basic bWVzdXI6c2VjcmV0" and body["grant_type"] == [
            "client_credentials"
        ]
        self.answer(200 if good else 401, {"access_token": self.token, "token_type": "Bearer"} if good else {})

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query, name = parse_qs(address.query), address.path.rpartition("/")[2]
        if self.headers["authorization"] != f"Bearer {self.token}" or name not in self.tables:
            self.answer(403, {})
            return
        first, most = int(query["offset"][0]), int(query["limit"][0])
        self.answer(200, {name: self.tables[name][first : first + most]})

    def answer(self, status: int, content: object) -> None:
        body = dumps(content).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def as_json(tables: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, Any]]]:
    """The CSV binding's tables as the REST binding has them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, rows in tables.items():
        found[name] = [
            {
                (key.removesuffix("SourcedId") or key): ({"sourcedId": value} if key.endswith("SourcedId") else value)
                for key, value in row.items()
                if value
            }
            for row in rows
        ]
    for user in found["users"]:
        user["enabledUser"] = True
        user["grades"] = [user["grades"]] if "grades" in user else []
        user["userIds"] = [{"type": "UPN", "identifier": user["identifier"]}]
        user["roles"] = [
            {key: value for key, value in role.items() if key not in ("user", "sourcedId")}
            for role in found["roles"]
            if role["user"]["sourcedId"] == user["sourcedId"]
        ]
    del found["roles"]
    return found


@contextmanager
def serving(tables: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Given", (Service,), {"tables": tables}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetch(cli: CommandRunner, address: str, client: str = "mesur", lang: str = "en"):
    return cli(
        *("roster", "import", f"{address}/ims/oneroster/rostering/v1p2", "--token-url", f"{address}/token"),
        *("--client-id", client, "--client-secret", "secret"),
        lang=lang,
    )


def test_a_roster_comes_from_a_oneroster_service_page_by_page(
    cli: CommandRunner, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    monkeypatch.setattr(oneroster_rest, "PAGE", 5)
    with serving(as_json(oneroster_tables(PEOPLE))) as address:
        taken = fetch(cli, address)
    assert taken.exit_code == 0, taken.output
    assert "users.email" in taken.stdout
    silent_about(taken.output)
    with cli.harness.service.engine.begin() as connection:
        assert (
            person_records.find_by_identifier(
                connection, cli.harness.service.ring, parse_identifier(PEOPLE[0].identifier)
            )
            is not None
        )
    same = cli("roster", "preview", str(write_oneroster(file.with_name("r.zip"), oneroster_tables(PEOPLE))))
    (line,) = [line for line in same.stdout.splitlines() if "unchanged" in line]
    assert "12" in line


def test_a_service_that_answers_otherwise_is_said_to_and_changes_nothing(cli: CommandRunner) -> None:
    tables = as_json(oneroster_tables(PEOPLE))
    tables["users"][0]["ethnicity"] = "secret"
    with nothing_written(cli.harness.service.engine):
        with serving(tables) as address:
            unknown = fetch(cli, address)
            assert fetch(cli, address, client="somebody", lang="cy").exit_code == 2
        assert unknown.exit_code == 2
        assert "users, line 1, ethnicity" in unknown.stdout
        away = fetch(cli, address)
        assert away.exit_code == 2
        assert "OneRoster 1.2" in away.stderr
        del tables["classes"]
        with serving(tables) as address:
            assert fetch(cli, address).exit_code == 2


def test_names_go_over_no_open_line(cli: CommandRunner) -> None:
    refused = fetch(cli, "http://sis.example")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "https" in refused.stderr
