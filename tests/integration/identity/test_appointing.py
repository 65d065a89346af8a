"""Who is on no roster is let in by a command; a governor of a roster by name, if the provider calls them one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from delivery_api.commands import people
from delivery_api.identity.enrolment import remove_from_roster
from delivery_api.identity.roster_import.roster_files import read_roster
from delivery_api.identity.roster_import.roster_import import apply_import, plan_import
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import all_rows, nothing_written
from tests.support.roster_feeds import SCHOOL_NAMES, RosterRow, teacher_row, valid_upn, write_plain
from tests.support.service_harness import TEST_START, FakeClock, ServiceHarness, sign_in

CARDIFF = ("stakeholder", "--authority", "681", "--organisation", "Cyngor Caerdydd")


@pytest.fixture
def cli(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> CommandRunner:
    monkeypatch.setattr(people, "clock", FakeClock(TEST_START + timedelta(hours=1)))
    return CommandRunner(harness)


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        (CARDIFF, "/"),
        (("stakeholder", "--government", "--organisation", "Llywodraeth Cymru"), "/"),
        (("psychometrician",), "/"),
        (("officer",), "/oversight"),
        (("operator",), "/glass"),
    ],
)
def test_who_is_appointed_signs_in_until_they_are_dismissed(
    cli: CommandRunner, asked: tuple[str, ...], page: str
) -> None:
    made = cli("people", "appoint", *asked, answer="angharad.p\nAngharad Prys\n")
    assert made.exit_code == 0, made.output
    assert "angharad.p" not in made.output
    browser = cli.harness.browser()
    assert sign_in(browser, "angharad.p").status_code == 303
    assert browser.get(page).status_code == 200
    assert browser.get(f"/feedback/learners/{cli.harness.people['cadi']}").status_code == 404
    person = made.stdout.split()[-7]
    listed = cli("people", "list").stdout
    assert (person in listed, asked[0] in listed, "Angharad" in listed) == (True, True, False)
    assert cli("people", "dismiss", person).exit_code == 0
    assert browser.get("/api/me").status_code == 401
    assert sign_in(cli.harness.browser(), "angharad.p").status_code == 403
    assert person not in cli("people", "list").stdout
    actions = {row[3] for row in all_rows(cli.harness.service.engine)["audit"]}
    assert {f"appointed ({asked[0]})", f"dismissed ({asked[0]})"} <= actions


def test_who_was_dismissed_can_be_appointed_again_and_a_learner_who_has_left_cannot(cli: CommandRunner) -> None:
    harness = cli.harness
    for post in ("operator", "officer"):
        made = cli("people", "appoint", post, answer=f"angharad.p\nAngharad {post}\n")
        assert made.exit_code == 0, made.output
        browser = harness.browser()
        assert sign_in(browser, "angharad.p").status_code == 303
        assert browser.get({"operator": "/glass", "officer": "/oversight"}[post]).status_code == 200
        assert f"A {post}" in browser.get("/").text
        assert cli("people", "dismiss", made.stdout.split()[-7]).exit_code == 0
    with harness.service.engine.begin() as connection:
        remove_from_roster(connection, harness.people["joe"], TEST_START.date())
    with nothing_written(harness.service.engine):
        assert cli("people", "appoint", "operator", answer="joe\nJoe Bennett\n").exit_code == 2


def test_two_of_one_authority_are_of_one_organisation(cli: CommandRunner) -> None:
    for name in ("one", "two"):
        assert cli("people", "appoint", *CARDIFF, answer=f"{name}\nSomebody {name}\n").exit_code == 0
    assert len([row for row in all_rows(cli.harness.service.engine)["schools"] if "authority" in row]) == 1


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (("stakeholder",), "new\nSomebody\n"),
        (("stakeholder", "--authority", "201", "--organisation", "London"), "new\nSomebody\n"),
        (("stakeholder", "--authority", "68x", "--organisation", "Cyngor"), "new\nSomebody\n"),
        (("stakeholder", "--authority", "681"), "new\nSomebody\n"),
        (("stakeholder", "--authority", "681", "--government", "--organisation", "Both"), "new\nSomebody\n"),
        (("operator", "--authority", "681", "--organisation", "Cyngor"), "new\nSomebody\n"),
        (("operator",), "cadi\nSomebody\n"),  # a learner's identifier
        (("operator",), "new\n \n"),
        (("head",), "new\nSomebody\n"),
    ],
)
def test_who_cannot_be_appointed_is_not(cli: CommandRunner, asked: tuple[str, ...], answer: str) -> None:
    with nothing_written(cli.harness.service.engine):
        refused = cli("people", "appoint", *asked, answer=answer)
    assert refused.exit_code == 2, refused.output


def test_only_who_was_appointed_is_dismissed(cli: CommandRunner) -> None:
    with nothing_written(cli.harness.service.engine):
        for person in (str(cli.harness.people["evans"]), str(uuid4()), "nobody"):
            assert cli("people", "dismiss", person).exit_code == 2


def test_a_governor_and_a_teacher_of_a_roster_are_known_by_what_the_provider_says_of_them(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    school = "6602000"
    governor = RosterRow("", "Huw Lloyd", "", "", "", school, "governor")
    path = write_plain(tmp_path / "r.csv", [RosterRow(valid_upn(1)), teacher_row("AB1"), governor])
    with harness.service.engine.begin() as connection:
        planned = plan_import(connection, harness.service.ring, read_roster(path, TEST_START.date()), TEST_START.date())
        apply_import(connection, harness.service.ring, planned, TEST_START.date(), TEST_START)
    for sub, claims in {
        "g1": {"school": school, "name": "Huw Lloyd", "role": "governor"},
        "g2": {"school": school, "name": "Huw Lloyd", "role": "parent"},
        "g3": {"school": "6602001", "name": "Huw Lloyd", "role": "governor"},
        "t1": {"school": school, "staff_code": "ab1", "role": "teacher"},
    }.items():
        httpx2.put(f"{harness.settings.issuer}/users/{sub}", json=claims).raise_for_status()
    claims = {name: name.removesuffix("_claim") for name in CLAIMS}
    browsers = {sub: harness.browser(scope="openid profile", **claims) for sub in ("g1", "g2", "g3", "t1")}
    arrived = {sub: sign_in(browser, sub).status_code for sub, browser in browsers.items()}
    assert arrived == {"g1": 303, "g2": 403, "g3": 403, "t1": 303}
    assert SCHOOL_NAMES[school] in browsers["g1"].get("/").text
    assert "Derwen" in browsers["t1"].get("/").text
    assert sign_in(harness.browser(), "g1").status_code == 403  # with the settings as they are by themselves


CLAIMS = ("school_claim", "staff_code_claim", "name_claim", "role_claim")
