"""Who is on no roster is let in by a command; a governor of a roster by name, if the provider calls them one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from delivery_api.commands import people
from delivery_api.identity.enrolment import leave
from delivery_api.identity.roster_import.roster_files import read_roster
from delivery_api.identity.roster_import.roster_import import carry_out, plan
from tests.support.command_runner import Desk
from tests.support.database_rows import all_rows, nothing_written
from tests.support.roster_feeds import NAMES, Row, teacher, upn, write_plain
from tests.support.running_service import AUTUMN, FakeClock, House, sign_in

CARDIFF = ("stakeholder", "--authority", "681", "--organisation", "Cyngor Caerdydd")


@pytest.fixture
def desk(house: House, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(people, "clock", FakeClock(AUTUMN + timedelta(hours=1)))
    return Desk(house)


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
def test_who_is_appointed_signs_in_until_they_are_dismissed(desk: Desk, asked: tuple[str, ...], page: str) -> None:
    made = desk("people", "appoint", *asked, answer="angharad.p\nAngharad Prys\n")
    assert made.exit_code == 0, made.output
    assert "angharad.p" not in made.output
    browser = desk.house.browser()
    assert sign_in(browser, "angharad.p").status_code == 303
    assert browser.get(page).status_code == 200
    assert browser.get(f"/feedback/learners/{desk.house.people['cadi']}").status_code == 404
    person = made.stdout.split()[-7]
    listed = desk("people", "list").stdout
    assert (person in listed, asked[0] in listed, "Angharad" in listed) == (True, True, False)
    assert desk("people", "dismiss", person).exit_code == 0
    assert browser.get("/api/me").status_code == 401
    assert sign_in(desk.house.browser(), "angharad.p").status_code == 403
    assert person not in desk("people", "list").stdout
    actions = {row[3] for row in all_rows(desk.house.service.engine)["audit"]}
    assert {f"appointed ({asked[0]})", f"dismissed ({asked[0]})"} <= actions


def test_who_was_dismissed_can_be_appointed_again_and_a_learner_who_has_left_cannot(desk: Desk) -> None:
    house = desk.house
    for post in ("operator", "officer"):
        made = desk("people", "appoint", post, answer=f"angharad.p\nAngharad {post}\n")
        assert made.exit_code == 0, made.output
        browser = house.browser()
        assert sign_in(browser, "angharad.p").status_code == 303
        assert browser.get({"operator": "/glass", "officer": "/oversight"}[post]).status_code == 200
        assert f"A {post}" in browser.get("/").text
        assert desk("people", "dismiss", made.stdout.split()[-7]).exit_code == 0
    with house.service.engine.begin() as connection:
        leave(connection, house.people["joe"], AUTUMN.date())
    with nothing_written(house.service.engine):
        assert desk("people", "appoint", "operator", answer="joe\nJoe Bennett\n").exit_code == 2


def test_two_of_one_authority_are_of_one_organisation(desk: Desk) -> None:
    for name in ("one", "two"):
        assert desk("people", "appoint", *CARDIFF, answer=f"{name}\nSomebody {name}\n").exit_code == 0
    assert len([row for row in all_rows(desk.house.service.engine)["schools"] if "authority" in row]) == 1


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
def test_who_cannot_be_appointed_is_not(desk: Desk, asked: tuple[str, ...], answer: str) -> None:
    with nothing_written(desk.house.service.engine):
        refused = desk("people", "appoint", *asked, answer=answer)
    assert refused.exit_code == 2, refused.output


def test_only_who_was_appointed_is_dismissed(desk: Desk) -> None:
    with nothing_written(desk.house.service.engine):
        for person in (str(desk.house.people["evans"]), str(uuid4()), "nobody"):
            assert desk("people", "dismiss", person).exit_code == 2


def test_a_governor_and_a_teacher_of_a_roster_are_known_by_what_the_provider_says_of_them(
    house: House, tmp_path: Path
) -> None:
    school = "6602000"
    governor = Row("", "Huw Lloyd", "", "", "", school, "governor")
    path = write_plain(tmp_path / "r.csv", [Row(upn(1)), teacher("AB1"), governor])
    with house.service.engine.begin() as connection:
        planned = plan(connection, house.service.ring, read_roster(path, AUTUMN.date()), AUTUMN.date())
        carry_out(connection, house.service.ring, planned, AUTUMN.date(), AUTUMN)
    for sub, claims in {
        "g1": {"school": school, "name": "Huw Lloyd", "role": "governor"},
        "g2": {"school": school, "name": "Huw Lloyd", "role": "parent"},
        "g3": {"school": "6602001", "name": "Huw Lloyd", "role": "governor"},
        "t1": {"school": school, "staff_code": "ab1", "role": "teacher"},
    }.items():
        httpx2.put(f"{house.settings.issuer}/users/{sub}", json=claims).raise_for_status()
    claims = {name: name.removesuffix("_claim") for name in CLAIMS}
    browsers = {sub: house.browser(scope="openid profile", **claims) for sub in ("g1", "g2", "g3", "t1")}
    arrived = {sub: sign_in(browser, sub).status_code for sub, browser in browsers.items()}
    assert arrived == {"g1": 303, "g2": 403, "g3": 403, "t1": 303}
    assert NAMES[school] in browsers["g1"].get("/").text
    assert "Derwen" in browsers["t1"].get("/").text
    assert sign_in(house.browser(), "g1").status_code == 403  # with the settings as they are by themselves


CLAIMS = ("school_claim", "staff_code_claim", "name_claim", "role_claim")
