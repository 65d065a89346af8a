"""A class comes in with a PIN while the provider is away; afterwards it is said who it was, and late arrivals too."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from fastapi.testclient import TestClient

from delivery_api.class_pins import service
from delivery_api.class_pins.pin_code import ALPHABET, LENGTH, grouped, pin_of
from delivery_api.class_pins.tables import class_pins, late_arrivals, pin_entries
from delivery_api.identity import store
from delivery_api.identity.roster_import.roster_files import read_roster
from delivery_api.identity.roster_import.roster_import import carry_out, plan
from delivery_api.privacy.retention import Retention
from delivery_api.sittings.storage import store as sitting_store
from tests.support.database_rows import all_rows, nothing_written
from tests.support.people_of_all_roles import OWN, people_of_all_roles
from tests.support.roster_feeds import Row, upn, write_plain
from tests.support.running_service import AUTUMN, House, answer_to_the_end, put, sign_in, submission

EVENING = AUTUMN.replace(hour=18)


def page_of(house: House, class_name: str = "Derwen") -> str:
    return f"/classes/{house.classes[class_name]}/pin"


def make_pin(house: House, staff: TestClient, days: str = "1") -> str:
    """A new PIN for Derwen, as the page shows it."""
    assert staff.post(page_of(house), data={"days": days}).status_code == 303
    found = re.search(r'class="mesur-pin__letters">([^<]+)<', staff.get(page_of(house)).text)
    assert found
    return found.group(1)


def come_in(house: House, pin: str, name: str, browser: TestClient | None = None) -> tuple[TestClient, httpx2.Response]:
    """A browser that chose a name."""
    browser = browser or house.browser()
    return browser, browser.post("/pin/enter", data={"pin": pin, "learner": str(house.people[name])})


def visit_of(staff: TestClient, house: House) -> str:
    """The one visit that can be settled."""
    (visit,) = set(re.findall(r'name="visit" value="([^"]+)"', staff.get(page_of(house)).text))
    return visit


def settle(house: House, staff: TestClient, visit: str, learner: str | UUID) -> httpx2.Response:
    return staff.post(f"{page_of(house)}/visits", data={"visit": visit, "learner": str(learner)})


def learner_of(house: House, sitting: UUID) -> UUID | None:
    with house.service.engine.begin() as connection:
        found = sitting_store.find(connection, sitting)
    return found.learner if found else None


def test_a_class_comes_in_with_its_pin_while_the_provider_is_away(house: House) -> None:
    teacher, sitting = house.signed_in("evans"), house.assign("cadi")
    pin = make_pin(house, teacher)
    away = house.browser(issuer="http://localhost:1")
    assert away.get("/login").status_code == 503
    choose = away.post("/pin", data={"pin": pin.lower().replace(" ", "-")})
    assert [html.unescape(name).strip() for name in re.findall(r'name="learner"[^>]*>([^<]+)<', choose.text)] == [
        "Cadi M",
        "Joe B",
    ]
    assert "set-cookie" not in choose.headers
    away, came = come_in(house, pin, "cadi", away)
    assert came.headers["location"] == "/?lang=en"
    assert "Open the assessment" in away.get("/").text
    assert answer_to_the_end(house, away, sitting) == 30
    assert away.get("/feedback/learners/me").status_code == 403
    assert away.get(f"/feedback/learners/{house.people['cadi']}.pdf").status_code == 403
    assert away.get(f"/feedback/learners/{house.people['joe']}").status_code == 404
    assert "/feedback/" not in away.get("/").text
    back = house.signed_in("cadi")  # the provider is there again
    assert back.get("/feedback/learners/me").status_code == 200
    assert "signed in with their school account since" in teacher.get(page_of(house)).text
    ours = {row[3] for row in all_rows(house.service.engine)["audit"]}
    assert {"made a class PIN", "came in with a class PIN", "confirmed a visit by class PIN"} <= ours


def test_a_name_is_taken_once_and_staff_let_it_in_once_more(house: House) -> None:
    teacher = house.signed_in("evans")
    pin = make_pin(house, teacher)
    first, came = come_in(house, pin, "cadi")
    assert came.status_code == 303
    again, refused = come_in(house, pin, "cadi")
    assert refused.status_code == 409
    assert again.get("/api/me").status_code == 401
    assert str(house.people["cadi"]) not in again.post("/pin", data={"pin": pin}).text
    by_school_account = house.signed_in("cadi")
    assert teacher.post(f"{page_of(house)}/again", data={"learner": str(house.people["cadi"])}).status_code == 303
    assert first.get("/api/me").status_code == 401
    assert by_school_account.get("/api/me").status_code == 200
    assert come_in(house, pin, "cadi")[1].status_code == 303
    assert come_in(house, pin, "cadi")[1].status_code == 409
    assert teacher.post(f"{page_of(house)}/again", data={"learner": str(house.people["joe"])}).status_code == 404


def test_a_pin_holds_until_its_evening_or_until_it_is_ended_or_another_is_made(house: House) -> None:
    teacher = house.signed_in("evans")
    first = make_pin(house, teacher)
    second = make_pin(house, teacher)
    assert come_in(house, first, "cadi")[1].status_code == 404
    inside, came = come_in(house, second, "cadi")
    assert came.status_code == 303
    assert teacher.post(f"{page_of(house)}/end").status_code == 303
    assert come_in(house, second, "joe")[1].status_code == 404
    assert inside.get("/api/me").status_code == 200  # who is in stays in
    third = make_pin(house, teacher)
    house.clock.now = EVENING
    assert house.browser().post("/pin", data={"pin": third}).status_code == 404
    for_a_week = make_pin(house, house.signed_in("evans"), days="7")
    house.clock.now = EVENING + timedelta(days=5)
    assert house.browser().post("/pin", data={"pin": for_a_week}).status_code == 200
    house.clock.now = EVENING + timedelta(days=6)
    assert house.browser().post("/pin", data={"pin": for_a_week}).status_code == 404


@pytest.mark.parametrize("typed", ["", "CDF", "CDFGHJKMN", "CDFGHJKMNP", "'; --", "Ŵ" * 9, "C" * 400])
def test_what_is_no_pin_lets_nobody_in_and_writes_nothing(house: House, typed: str) -> None:
    make_pin(house, house.signed_in("evans"))
    with nothing_written(house.service.engine):
        assert house.browser().post("/pin", data={"pin": typed}).status_code == 404
        assert come_in(house, typed, "cadi")[1].status_code == 404


def test_a_pin_opens_its_own_class_alone(house: House) -> None:
    pin = make_pin(house, house.signed_in("evans"))
    with nothing_written(house.service.engine):
        for learner in (house.people["mali"], house.people["evans"], UUID(int=0), "nobody"):
            assert house.browser().post("/pin/enter", data={"pin": pin, "learner": str(learner)}).status_code == 404


def test_the_pin_stands_in_no_table_and_not_in_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    pin = make_pin(house, house.signed_in("evans"))
    come_in(house, pin, "cadi")
    held = repr(all_rows(house.service.engine)) + caplog.text
    assert [spelled for spelled in (pin, pin.replace(" ", "")) if spelled in held] == []


def test_pins_are_of_letters_that_look_like_no_other_and_change_with_key_and_id(house: House) -> None:
    with house.service.engine.begin() as connection:
        key = house.service.ring.current(connection, "identifiers")
    assert key is not None
    made = {pin_of(key, UUID(int=number)) for number in range(2_000)}
    assert len(made) == 2_000
    assert {len(pin) for pin in made} == {LENGTH}
    assert set("".join(made)) == set(ALPHABET)
    assert pin_of(key, UUID(int=1)) != pin_of(replace(key, secret=bytes(32)), UUID(int=1))
    assert grouped("CDFGHJKMN") == "CDF GHJ KMN"


def test_a_lost_key_leaves_no_pin_to_show_and_a_new_one_can_be_made(house: House) -> None:
    teacher = house.signed_in("evans")
    make_pin(house, teacher)
    with house.service.engine.begin() as connection:
        (old,) = house.service.ring.living(connection, "identifiers")
        house.service.ring.create(connection, "identifiers", house.clock() + timedelta(days=1))
        house.service.ring.destroy_keys(connection, [old], house.clock())
    assert "mesur-pin__letters" not in teacher.get(page_of(house)).text
    assert come_in(house, make_pin(house, teacher), "cadi")[1].status_code == 303


def test_staff_say_that_it_was_another_and_what_was_begun_then_goes_to_them(house: House) -> None:
    teacher, sitting, joes = house.signed_in("evans"), house.assign("cadi"), house.assign("joe")
    browser, _ = come_in(house, make_pin(house, teacher), "cadi")
    answer_to_the_end(house, browser, sitting)
    house.signed_in("cadi")  # that she signs in afterwards does not make it hers for good
    visit = visit_of(teacher, house)
    assert settle(house, teacher, visit, house.people["joe"]).status_code == 303
    assert learner_of(house, sitting) == house.people["joe"]
    assert learner_of(house, joes) == house.people["joe"]
    assert browser.get("/api/me").status_code == 401
    assert house.signed_in("joe").get("/feedback/learners/me").status_code == 200
    assert house.signed_in("cadi").get("/feedback/learners/me").status_code == 404
    assert settle(house, teacher, visit, house.people["cadi"]).status_code == 404  # said once
    rows = [row for row in all_rows(house.service.engine)["audit"] if row[3] == "handed a sitting over"]
    assert {row[4] for row in rows} == {house.people["cadi"], house.people["joe"]}


def test_one_that_runs_takes_the_place_of_one_that_waits_and_never_of_one_that_runs(house: House) -> None:
    teacher, sitting, waits = house.signed_in("evans"), house.assign("cadi"), house.assign("joe")
    browser, _ = come_in(house, make_pin(house, teacher), "cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    joe = house.signed_in("joe")
    joe.post(f"/api/sittings/{waits}/start")
    visit = visit_of(teacher, house)
    with nothing_written(house.service.engine):
        assert settle(house, teacher, visit, house.people["joe"]).status_code == 409
    with house.service.engine.begin() as connection:
        (running,) = sitting_store.of_learners(connection, [house.people["joe"]])
        sitting_store.save(connection, replace(running, state="completed"))
    house.assign("joe")
    assert settle(house, teacher, visit, house.people["joe"]).status_code == 303
    assert put(house.signed_in("joe"), sitting, 1, submission(item, None)).status_code == 200
    with house.service.engine.begin() as connection:
        states = [each.state for each in sitting_store.of_learners(connection, [house.people["joe"]])]
    assert sorted(states) == ["completed", "discarded", "started"]


def test_one_that_is_paused_runs_and_one_whose_learner_is_away_waits(house: House) -> None:
    teacher, sitting, theirs = house.signed_in("evans"), house.assign("cadi"), house.assign("joe")
    browser, _ = come_in(house, make_pin(house, teacher), "cadi")
    browser.post(f"/api/sittings/{sitting}/start")
    joe, why = house.signed_in("joe"), {"reason": "A fire alarm"}
    joe.post(f"/api/sittings/{theirs}/start")
    teacher.post(f"/api/sittings/{theirs}/pause", json=why)
    visit = visit_of(teacher, house)
    with nothing_written(house.service.engine):
        assert settle(house, teacher, visit, house.people["joe"]).json()["code"] == "other_under_way"
    teacher.post(f"/api/sittings/{theirs}/discard", json=why)
    house.assign("joe")
    with house.service.engine.begin() as connection:
        held = {each.id: each for each in sitting_store.of_learners(connection, [house.people["joe"]])}
    (away,) = [id_ for id_, each in held.items() if each.state == "assigned"]
    teacher.post(f"/api/sittings/{away}/absent", json=why)
    assert settle(house, teacher, visit, house.people["joe"]).status_code == 303
    with house.service.engine.begin() as connection:
        states = [each.state for each in sitting_store.of_learners(connection, [house.people["joe"]])]
    assert sorted(states) == ["discarded", "discarded", "started"]


def test_what_nobody_began_is_in_no_visits_way(house: House) -> None:
    teacher, sitting = house.signed_in("evans"), house.assign("cadi")
    come_in(house, make_pin(house, teacher), "cadi")
    teacher.post(f"/api/sittings/{sitting}/absent", json={"reason": "Ill"})
    assert settle(house, teacher, visit_of(teacher, house), house.people["joe"]).status_code == 303
    assert learner_of(house, sitting) == house.people["cadi"]


def test_what_was_begun_before_the_visit_stays(house: House) -> None:
    teacher, sitting = house.signed_in("evans"), house.assign("cadi")
    house.signed_in("cadi").post(f"/api/sittings/{sitting}/start")
    come_in(house, make_pin(house, teacher), "cadi")
    assert settle(house, teacher, visit_of(teacher, house), house.people["joe"]).status_code == 303
    assert learner_of(house, sitting) == house.people["cadi"]


def put_in(house: House, staff: TestClient, name: str = "Llinos Newydd", year: str = "4") -> httpx2.Response:
    return staff.post(f"/classes/{house.classes['Derwen']}/arrivals", data={"name": name, "year_group": year})


def test_a_late_arrival_sits_and_is_found_again_when_the_roster_has_them(house: House, tmp_path: Path) -> None:
    people_of_all_roles(house)
    teacher, head = house.signed_in("evans"), house.signed_in("head")
    assert put_in(house, teacher).status_code == 303
    names = house.browser().post("/pin", data={"pin": make_pin(house, teacher)}).text
    late = UUID(re.findall(r'value="([^"]+)">Llinos N<', names)[0])
    house.people["late"] = late
    assert teacher.post(f"/classes/{house.classes['Derwen']}/sittings").status_code == 303
    browser, came = come_in(house, make_pin(house, teacher), "late")
    assert came.status_code == 303
    (mine,) = browser.get("/api/sittings").json()["sittings"]
    answer_to_the_end(house, browser, UUID(mine["id"]))
    for staff in (teacher, head):
        assert staff.get(f"/feedback/learners/{late}").status_code == 200
    visit = visit_of(teacher, house)
    assert settle(house, teacher, visit, "").status_code == 404  # not on the list yet: nothing to say
    feed = [Row(upn(1), "Llinos Newydd", school=OWN), Row(upn(2), "Cadi Arall", school=OWN)]
    bring(house, write_plain(tmp_path / "r.csv", feed))
    assert late in in_class(house)  # the roster does not throw out whom it does not know
    choices = html.unescape(teacher.get(page_of(house)).text)
    (rostered,) = [UUID(id_) for id_ in re.findall(r'value="([^"]+)"[^>]*>Llinos Newydd<', choices)]
    assert rostered != late
    assert settle(house, teacher, visit, rostered).status_code == 303
    assert learner_of(house, UUID(mine["id"])) == rostered
    assert late not in in_class(house)
    assert teacher.get(f"/feedback/learners/{rostered}").status_code == 200
    assert browser.get("/api/me").status_code == 401
    rows = all_rows(house.service.engine)
    assert not rows["late_arrivals"]
    assert late not in {row[0] for row in rows["people"]}


def in_class(house: House) -> set[UUID]:
    with house.service.engine.begin() as connection:
        found = store.class_today(connection, house.classes["Derwen"], AUTUMN.date())
    return set(found.learners) if found else set()


def bring(house: House, path: Path) -> None:
    today = AUTUMN.date()
    with house.service.engine.begin() as connection:
        planned = plan(connection, house.service.ring, read_roster(path, today), today)
        carry_out(connection, house.service.ring, planned, today, house.clock())


def test_a_late_arrival_may_turn_out_to_be_in_another_class_if_they_are_new_at_the_school(
    house: House, tmp_path: Path
) -> None:
    people_of_all_roles(house)
    teacher = house.signed_in("evans")
    put_in(house, teacher)
    house.people["late"] = in_class(house).difference(house.people.values()).pop()
    come_in(house, make_pin(house, teacher), "late")
    here = Row(upn(1), "Llinos Newydd", school=OWN, class_="Celyn")
    bring(
        house,
        write_plain(
            tmp_path / "r.csv", [here, Row(upn(2), "Hen Law", school=OWN, class_="Celyn").but(began="2025-09-01")]
        ),
    )
    choices = html.unescape(teacher.get(page_of(house)).text)
    assert "Hen Law" not in choices  # at the school for long: nobody whom the teacher has just met
    (rostered,) = re.findall(r'value="([^"]+)">Llinos Newydd<', choices)
    assert settle(house, teacher, visit_of(teacher, house), rostered).status_code == 303
    assert house.people["late"] not in in_class(house)


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("", "4"),
        ("   ", "4"),
        ("A" * 81, "4"),
        ("Llinos\x00", "4"),
        ("Llinos", "1"),
        ("Llinos", "10"),
        ("Llinos", "four"),
    ],
)
def test_an_arrival_without_a_name_or_a_year_group_is_refused(house: House, name: str, year: str) -> None:
    teacher = house.signed_in("evans")
    with nothing_written(house.service.engine):
        assert put_in(house, teacher, name, year).status_code == 422


def test_an_arrival_whom_no_provider_knows_cannot_sign_in_and_goes_after_a_year(house: House) -> None:
    teacher = house.signed_in("evans")
    put_in(house, teacher)
    house.people["late"] = in_class(house).difference(house.people.values()).pop()
    come_in(house, make_pin(house, teacher), "late")
    assert sign_in(house.browser(), str(house.people["late"])).status_code == 403
    retention = Retention(house.service.engine, house.service.ring, house.settings.certificates, 9)
    for day, there in ((date(2027, 11, 24), True), (date(2027, 11, 25), False)):
        retention.run(day, house.clock())
        rows = all_rows(house.service.engine)
        assert (house.people["late"] in {row[0] for row in rows["people"]}) is there
        assert bool(rows["late_arrivals"]) is bool(rows["class_pins"]) is bool(rows["pin_entries"]) is there


def test_every_table_of_pins_tells_how_a_persons_rows_are_found() -> None:
    assert [table.info["kept"].person for table in (class_pins, pin_entries, late_arrivals)] == [
        "actor",
        "person or learner",
        "person or actor",
    ]
    assert service.DAYS == (1, 7)
