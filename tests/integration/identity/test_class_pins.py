"""A class comes in with a PIN while the provider is away; afterwards it is said who it was, and late arrivals too."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
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
from delivery_api.identity.roster_import.roster_import import apply_import, plan_import
from delivery_api.sittings.storage import store as sitting_store
from delivery_api.storage.data_declaration import PersonColumns
from tests.support.database_rows import all_rows, nothing_written
from tests.support.people_of_all_roles import OWN_SCHOOL_NUMBER, add_people_of_all_roles
from tests.support.roster_feeds import RosterRow, valid_upn, write_plain
from tests.support.service_harness import (
    TEST_START,
    ServiceHarness,
    complete_sitting,
    put_response,
    response_body,
    sign_in,
)

EVENING = TEST_START.replace(hour=18)


def page_of(harness: ServiceHarness, class_name: str = "Derwen") -> str:
    return f"/classes/{harness.classes[class_name]}/pin"


def make_pin(harness: ServiceHarness, staff: TestClient, days: str = "1", class_name: str = "Derwen") -> str:
    """A new PIN for a class, as the page shows it."""
    page = page_of(harness, class_name)
    assert staff.post(page, data={"days": days}).status_code == 303
    found = re.search(r'class="mesur-pin__letters">([^<]+)<', staff.get(page).text)
    assert found
    return found.group(1)


def come_in(
    harness: ServiceHarness, pin: str, name: str, browser: TestClient | None = None
) -> tuple[TestClient, httpx2.Response]:
    """A browser that chose a name."""
    browser = browser or harness.browser()
    return browser, browser.post("/pin/enter", data={"pin": pin, "learner": str(harness.people[name])})


def visit_of(staff: TestClient, harness: ServiceHarness) -> str:
    """The one visit that can be settled."""
    (visit,) = set(re.findall(r'name="visit" value="([^"]+)"', staff.get(page_of(harness)).text))
    return visit


def settle(harness: ServiceHarness, staff: TestClient, visit: str, learner: str | UUID) -> httpx2.Response:
    return staff.post(f"{page_of(harness)}/visits", data={"visit": visit, "learner": str(learner)})


def learner_of(harness: ServiceHarness, sitting: UUID) -> UUID | None:
    with harness.service.engine.begin() as connection:
        found = sitting_store.find(connection, sitting)
    return found.learner if found else None


def test_a_class_comes_in_with_its_pin_while_the_provider_is_away(harness: ServiceHarness) -> None:
    teacher, sitting = harness.signed_in("evans"), harness.assign("cadi")
    pin = make_pin(harness, teacher)
    away = harness.browser(issuer="http://localhost:1")
    assert away.get("/login").status_code == 503
    choose = away.post("/pin", data={"pin": pin.lower().replace(" ", "-")})
    assert [html.unescape(name).strip() for name in re.findall(r'name="learner"[^>]*>([^<]+)<', choose.text)] == [
        "Cadi M",
        "Joe B",
    ]
    assert "set-cookie" not in choose.headers
    away, came = come_in(harness, pin, "cadi", away)
    assert came.headers["location"] == "/?lang=en"
    assert "Open the assessment" in away.get("/").text
    for page in ("/", "/privacy"):  # no link that would refuse them
        assert not re.search(r'href="/(sessions|privacy/mine)', away.get(page).text), page
    assert complete_sitting(harness, away, sitting) == 30
    assert away.get("/feedback/learners/me").status_code == 403
    assert away.get(f"/feedback/learners/{harness.people['cadi']}.pdf").status_code == 403
    assert away.get(f"/feedback/learners/{harness.people['joe']}").status_code == 404
    assert "/feedback/" not in away.get("/").text
    back = harness.signed_in("cadi")  # the provider is there again
    assert back.get("/feedback/learners/me").status_code == 200
    assert "signed in with their school account since" not in teacher.get(page_of(harness)).text
    assert say(back, "yes").status_code == 303
    assert "Was it you?" not in back.get("/").text
    assert "and say that it was them" in teacher.get(page_of(harness)).text
    assert visit_of(teacher, harness)  # a child's word alone never suffices
    ours = {row[3] for row in all_rows(harness.service.engine)["audit"]}
    assert {"made a class PIN", "came in with a class PIN", "confirmed a visit by class PIN"} <= ours


def say(learner: TestClient, was_me: str) -> httpx2.Response:
    """A learner answers the question of the first page about a visit under their name."""
    (visit,) = re.findall(r'name="visit" value="([^"]+)"', learner.get("/").text)
    return learner.post("/pin/mine", data={"visit": visit, "was_me": was_me})


def test_who_comes_in_by_pin_sees_nothing_that_had_ended_before(harness: ServiceHarness) -> None:
    done = harness.assign("cadi")
    complete_sitting(harness, harness.signed_in("cadi"), done)
    visitor, _ = come_in(harness, make_pin(harness, harness.signed_in("evans")), "cadi")
    assert "finished" not in visitor.get("/").text
    for address in (f"/api/sittings/{done}", f"/api/sittings/{done}/receipt", f"/player/{done}"):
        assert visitor.get(address).status_code == 404, address
    assert visitor.get("/api/me").status_code == 200
    assert harness.signed_in("cadi").get(f"/api/sittings/{done}/receipt").status_code == 200


def test_a_learner_who_says_that_it_was_not_them_is_confirmed_by_name_alone(harness: ServiceHarness) -> None:
    teacher = harness.signed_in("evans")
    pin = make_pin(harness, teacher)
    for name in ("cadi", "joe"):
        come_in(harness, pin, name)
    joe = harness.signed_in("joe")
    assert say(joe, "perhaps").json()["code"] == "pin_answer"
    told = say(joe, "no").headers["location"]
    assert "Thank you for telling us" in joe.get(told).text
    assert "Thank you for telling us" not in harness.signed_in("cadi").get(told).text
    assert harness.signed_in("joe").post("/pin/mine", data={"visit": "x", "was_me": "yes"}).status_code == 404
    assert "and say that it was not them" in teacher.get(page_of(harness)).text
    assert f'value="{harness.people["joe"]}" selected' not in teacher.get(page_of(harness)).text
    assert teacher.post(f"{page_of(harness)}/visits/all").status_code == 303
    assert len(set(re.findall(r'name="visit" value="([^"]+)"', teacher.get(page_of(harness)).text))) == 1
    assert settle(harness, teacher, visit_of(teacher, harness), harness.people["joe"]).status_code == 303


def test_one_press_confirms_a_class_but_for_those_who_are_named(harness: ServiceHarness) -> None:
    teacher = harness.signed_in("evans")
    pin = make_pin(harness, teacher)
    for name in ("cadi", "joe"):
        come_in(harness, pin, name)
    page = teacher.get(page_of(harness)).text
    left_out = re.findall(r'name="(except-[^"]+)"[^>]*>\s*<label[^>]*>([^<,]+)', page)
    assert sorted(html.unescape(name) for _, name in left_out) == ["Cadi Morgan", "Joe Bennett"]
    (joe,) = [field for field, name in left_out if name.startswith("Joe")]
    assert teacher.post(f"{page_of(harness)}/visits/all", data={joe: "1"}).status_code == 303
    assert f"except-{visit_of(teacher, harness)}" == joe


def test_a_result_is_unconfirmed_and_in_no_average_until_staff_say_whose_it_is(harness: ServiceHarness) -> None:
    teacher, sitting = harness.signed_in("evans"), harness.assign("cadi")
    visitor, _ = come_in(harness, make_pin(harness, teacher), "cadi")
    complete_sitting(harness, visitor, sitting)
    page, feedback = f"/feedback/classes/{harness.classes['Derwen']}", f"/feedback/learners/{harness.people['cadi']}"
    assert "Unconfirmed: say who came in" in teacher.get(page).text
    assert "learners have finished" not in teacher.get(page).text
    assert "counts in no average" in teacher.get(feedback).text
    assert "counts in no average" in harness.signed_in("cadi").get("/feedback/learners/me").text
    assert teacher.post(f"{page_of(harness)}/visits/all").status_code == 303
    assert "Unconfirmed" not in teacher.get(page).text + teacher.get(feedback).text
    assert "1 of 2 learners have finished" in teacher.get(page).text


def test_a_name_is_taken_once_and_staff_let_it_in_once_more(harness: ServiceHarness) -> None:
    teacher = harness.signed_in("evans")
    pin = make_pin(harness, teacher)
    first, came = come_in(harness, pin, "cadi")
    assert came.status_code == 303
    again, refused = come_in(harness, pin, "cadi")
    assert refused.status_code == 409
    assert again.get("/api/me").status_code == 401
    assert str(harness.people["cadi"]) not in again.post("/pin", data={"pin": pin}).text
    by_school_account = harness.signed_in("cadi")
    assert teacher.post(f"{page_of(harness)}/again", data={"learner": str(harness.people["cadi"])}).status_code == 303
    assert first.get("/api/me").status_code == 401
    assert by_school_account.get("/api/me").status_code == 200
    assert come_in(harness, pin, "cadi")[1].status_code == 303
    assert come_in(harness, pin, "cadi")[1].status_code == 409
    assert teacher.post(f"{page_of(harness)}/again", data={"learner": str(harness.people["joe"])}).status_code == 404


def test_a_pin_holds_until_its_evening_or_until_it_is_ended_or_another_is_made(harness: ServiceHarness) -> None:
    teacher = harness.signed_in("evans")
    first = make_pin(harness, teacher)
    second = make_pin(harness, teacher)
    assert come_in(harness, first, "cadi")[1].status_code == 404
    inside, came = come_in(harness, second, "cadi")
    assert came.status_code == 303
    assert teacher.post(f"{page_of(harness)}/end").status_code == 303
    assert come_in(harness, second, "joe")[1].status_code == 404
    assert inside.get("/api/me").status_code == 200  # who is in stays in
    third = make_pin(harness, teacher)
    harness.clock.now = EVENING
    assert harness.browser().post("/pin", data={"pin": third}).status_code == 404
    for_a_week = make_pin(harness, harness.signed_in("evans"), days="7")
    harness.clock.now = EVENING + timedelta(days=5)
    assert harness.browser().post("/pin", data={"pin": for_a_week}).status_code == 200
    harness.clock.now = EVENING + timedelta(days=6)
    assert harness.browser().post("/pin", data={"pin": for_a_week}).status_code == 404


@pytest.mark.parametrize("typed", ["", "CDF", "CDFGHJKMN", "CDFGHJKMNP", "'; --", "Ŵ" * 9, "C" * 400])
def test_what_is_no_pin_lets_nobody_in_and_writes_nothing(harness: ServiceHarness, typed: str) -> None:
    make_pin(harness, harness.signed_in("evans"))
    with nothing_written(harness.service.engine):
        assert harness.browser().post("/pin", data={"pin": typed}).status_code == 404
        assert come_in(harness, typed, "cadi")[1].status_code == 404


def test_a_pin_opens_its_own_class_alone(harness: ServiceHarness) -> None:
    pin = make_pin(harness, harness.signed_in("evans"))
    with nothing_written(harness.service.engine):
        for learner in (harness.people["mali"], harness.people["evans"], UUID(int=0), "nobody"):
            assert harness.browser().post("/pin/enter", data={"pin": pin, "learner": str(learner)}).status_code == 404


def test_the_pin_stands_in_no_table_and_not_in_the_log(
    harness: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    pin = make_pin(harness, harness.signed_in("evans"))
    come_in(harness, pin, "cadi")
    held = repr(all_rows(harness.service.engine)) + caplog.text
    assert [spelled for spelled in (pin, pin.replace(" ", "")) if spelled in held] == []


def test_pins_are_of_letters_that_look_like_no_other_and_change_with_key_and_id(harness: ServiceHarness) -> None:
    with harness.service.engine.begin() as connection:
        key = harness.service.ring.current(connection, "identifiers")
    assert key is not None
    made = {pin_of(key, UUID(int=number)) for number in range(2_000)}
    assert len(made) == 2_000
    assert {len(pin) for pin in made} == {LENGTH}
    assert set("".join(made)) == set(ALPHABET)
    assert pin_of(key, UUID(int=1)) != pin_of(replace(key, secret=bytes(32)), UUID(int=1))
    assert grouped("CDFGHJKMN") == "CDF GHJ KMN"


def test_a_lost_key_leaves_no_pin_to_show_and_a_new_one_can_be_made(harness: ServiceHarness) -> None:
    teacher = harness.signed_in("evans")
    make_pin(harness, teacher)
    with harness.service.engine.begin() as connection:
        (old,) = harness.service.ring.living(connection, "identifiers")
        harness.service.ring.create(connection, "identifiers", harness.clock() + timedelta(days=1))
        harness.service.ring.destroy_keys(connection, [old], harness.clock())
    assert "mesur-pin__letters" not in teacher.get(page_of(harness)).text
    assert come_in(harness, make_pin(harness, teacher), "cadi")[1].status_code == 303


def test_staff_say_that_it_was_another_and_what_was_begun_then_goes_to_them(harness: ServiceHarness) -> None:
    teacher, sitting, joes = harness.signed_in("evans"), harness.assign("cadi"), harness.assign("joe")
    browser, _ = come_in(harness, make_pin(harness, teacher), "cadi")
    complete_sitting(harness, browser, sitting)
    harness.signed_in("cadi")  # that she signs in afterwards does not make it hers for good
    visit = visit_of(teacher, harness)
    assert settle(harness, teacher, visit, harness.people["joe"]).status_code == 303
    assert learner_of(harness, sitting) == harness.people["joe"]
    assert learner_of(harness, joes) == harness.people["joe"]
    assert browser.get("/api/me").status_code == 401
    assert harness.signed_in("joe").get("/feedback/learners/me").status_code == 200
    assert harness.signed_in("cadi").get("/feedback/learners/me").status_code == 404
    assert settle(harness, teacher, visit, harness.people["cadi"]).status_code == 404  # said once
    rows = [row for row in all_rows(harness.service.engine)["audit"] if row[3] == "handed a sitting over"]
    assert {row[4] for row in rows} == {harness.people["cadi"], harness.people["joe"]}


def test_one_that_runs_takes_the_place_of_one_that_waits_and_never_of_one_that_runs(harness: ServiceHarness) -> None:
    teacher, sitting, waits = harness.signed_in("evans"), harness.assign("cadi"), harness.assign("joe")
    browser, _ = come_in(harness, make_pin(harness, teacher), "cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    joe = harness.signed_in("joe")
    joe.post(f"/api/sittings/{waits}/start")
    visit = visit_of(teacher, harness)
    with nothing_written(harness.service.engine):
        assert settle(harness, teacher, visit, harness.people["joe"]).status_code == 409
    with harness.service.engine.begin() as connection:
        (running,) = sitting_store.of_learners(connection, [harness.people["joe"]])
        sitting_store.save(connection, replace(running, state="completed"))
    harness.assign("joe")
    assert settle(harness, teacher, visit, harness.people["joe"]).status_code == 303
    assert put_response(harness.signed_in("joe"), sitting, 1, response_body(item, None)).status_code == 200
    with harness.service.engine.begin() as connection:
        states = [each.state for each in sitting_store.of_learners(connection, [harness.people["joe"]])]
    assert sorted(states) == ["completed", "discarded", "started"]


def test_one_that_is_paused_runs_and_one_whose_learner_is_away_waits(harness: ServiceHarness) -> None:
    teacher, sitting, theirs = harness.signed_in("evans"), harness.assign("cadi"), harness.assign("joe")
    browser, _ = come_in(harness, make_pin(harness, teacher), "cadi")
    browser.post(f"/api/sittings/{sitting}/start")
    joe, why = harness.signed_in("joe"), {"reason": "A fire alarm"}
    joe.post(f"/api/sittings/{theirs}/start")
    teacher.post(f"/api/sittings/{theirs}/pause", json=why)
    visit = visit_of(teacher, harness)
    with nothing_written(harness.service.engine):
        assert settle(harness, teacher, visit, harness.people["joe"]).json()["code"] == "other_under_way"
    teacher.post(f"/api/sittings/{theirs}/discard", json=why)
    harness.assign("joe")
    with harness.service.engine.begin() as connection:
        held = {each.id: each for each in sitting_store.of_learners(connection, [harness.people["joe"]])}
    (away,) = [id_ for id_, each in held.items() if each.state == "assigned"]
    teacher.post(f"/api/sittings/{away}/absent", json={"reason": "not_in_school"})
    assert settle(harness, teacher, visit, harness.people["joe"]).status_code == 303
    with harness.service.engine.begin() as connection:
        states = [each.state for each in sitting_store.of_learners(connection, [harness.people["joe"]])]
    assert sorted(states) == ["discarded", "discarded", "started"]


def test_what_nobody_began_is_in_no_visits_way(harness: ServiceHarness) -> None:
    teacher, sitting = harness.signed_in("evans"), harness.assign("cadi")
    come_in(harness, make_pin(harness, teacher), "cadi")
    teacher.post(f"/api/sittings/{sitting}/absent", json={"reason": "not_in_school"})
    assert settle(harness, teacher, visit_of(teacher, harness), harness.people["joe"]).status_code == 303
    assert learner_of(harness, sitting) == harness.people["cadi"]


def test_what_was_begun_before_the_visit_stays(harness: ServiceHarness) -> None:
    teacher, sitting = harness.signed_in("evans"), harness.assign("cadi")
    harness.signed_in("cadi").post(f"/api/sittings/{sitting}/start")
    come_in(harness, make_pin(harness, teacher), "cadi")
    assert settle(harness, teacher, visit_of(teacher, harness), harness.people["joe"]).status_code == 303
    assert learner_of(harness, sitting) == harness.people["cadi"]


def test_what_was_begun_when_no_visit_could_last_any_more_stays_and_is_not_doubted(harness: ServiceHarness) -> None:
    sitting = harness.assign("cadi")
    come_in(harness, make_pin(harness, harness.signed_in("evans")), "cadi")
    harness.clock.now += timedelta(hours=harness.settings.session_hours, minutes=1)
    complete_sitting(harness, harness.signed_in("cadi"), sitting)
    teacher = harness.signed_in("evans")
    report = teacher.get(f"/feedback/learners/{harness.people['cadi']}").text
    assert "Unconfirmed" not in report
    assert settle(harness, teacher, visit_of(teacher, harness), harness.people["joe"]).status_code == 303
    assert learner_of(harness, sitting) == harness.people["cadi"]


def put_in(harness: ServiceHarness, staff: TestClient, name: str = "Llinos Newydd", year: str = "4") -> httpx2.Response:
    return staff.post(f"/classes/{harness.classes['Derwen']}/arrivals", data={"name": name, "year_group": year})


def test_a_late_arrival_sits_and_is_found_again_when_the_roster_has_them(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    add_people_of_all_roles(harness)
    teacher, head = harness.signed_in("evans"), harness.signed_in("head")
    assert put_in(harness, teacher).status_code == 303
    names = harness.browser().post("/pin", data={"pin": make_pin(harness, teacher)}).text
    late = UUID(re.findall(r'value="([^"]+)">Llinos N<', names)[0])
    harness.people["late"] = late
    assert teacher.post(f"/classes/{harness.classes['Derwen']}/sittings").status_code == 303
    browser, came = come_in(harness, make_pin(harness, teacher), "late")
    assert came.status_code == 303
    (mine,) = browser.get("/api/sittings").json()["sittings"]
    complete_sitting(harness, browser, UUID(mine["id"]))
    for staff in (teacher, head):
        assert staff.get(f"/feedback/learners/{late}").status_code == 200
    visit = visit_of(teacher, harness)
    assert settle(harness, teacher, visit, "").status_code == 404  # not on the list yet: nothing to say
    feed = [
        RosterRow(valid_upn(1), "Llinos Newydd", school=OWN_SCHOOL_NUMBER),
        RosterRow(valid_upn(2), "Cadi Arall", school=OWN_SCHOOL_NUMBER),
    ]
    bring(harness, write_plain(tmp_path / "r.csv", feed))
    assert late in in_class(harness)  # the roster does not throw out whom it does not know
    choices = html.unescape(teacher.get(page_of(harness)).text)
    (rostered,) = [UUID(id_) for id_ in re.findall(r'value="([^"]+)"[^>]*>Llinos Newydd<', choices)]
    assert rostered != late
    assert settle(harness, teacher, visit, rostered).status_code == 303
    assert learner_of(harness, UUID(mine["id"])) == rostered
    assert late not in in_class(harness)
    assert teacher.get(f"/feedback/learners/{rostered}").status_code == 200
    assert browser.get("/api/me").status_code == 401
    rows = all_rows(harness.service.engine)
    assert not rows["late_arrivals"]
    assert late not in {row[0] for row in rows["people"]}


def in_class(harness: ServiceHarness) -> set[UUID]:
    with harness.service.engine.begin() as connection:
        found = store.class_today(connection, harness.classes["Derwen"], TEST_START.date())
    return set(found.learners) if found else set()


def bring(harness: ServiceHarness, path: Path) -> None:
    today = TEST_START.date()
    with harness.service.engine.begin() as connection:
        planned = plan_import(connection, harness.service.ring, read_roster(path, today), today)
        apply_import(connection, harness.service.ring, planned, today, harness.clock())


def test_a_late_arrival_may_turn_out_to_be_in_another_class_if_they_are_new_at_the_school(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    add_people_of_all_roles(harness)
    teacher = harness.signed_in("evans")
    put_in(harness, teacher)
    harness.people["late"] = in_class(harness).difference(harness.people.values()).pop()
    come_in(harness, make_pin(harness, teacher), "late")
    here = RosterRow(valid_upn(1), "Llinos Newydd", school=OWN_SCHOOL_NUMBER, class_="Celyn")
    bring(
        harness,
        write_plain(
            tmp_path / "r.csv",
            [
                here,
                RosterRow(valid_upn(2), "Hen Law", school=OWN_SCHOOL_NUMBER, class_="Celyn").but(began="2025-09-01"),
            ],
        ),
    )
    choices = html.unescape(teacher.get(page_of(harness)).text)
    assert "Hen Law" not in choices  # at the school for long: nobody whom the teacher has just met
    (rostered,) = re.findall(r'value="([^"]+)">Llinos Newydd<', choices)
    assert settle(harness, teacher, visit_of(teacher, harness), rostered).status_code == 303
    assert harness.people["late"] not in in_class(harness)


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
def test_an_arrival_without_a_name_or_a_year_group_is_refused(harness: ServiceHarness, name: str, year: str) -> None:
    teacher = harness.signed_in("evans")
    with nothing_written(harness.service.engine):
        assert put_in(harness, teacher, name, year).status_code == 422


def test_an_arrival_whom_no_provider_knows_cannot_sign_in_and_goes_after_a_year(harness: ServiceHarness) -> None:
    teacher = harness.signed_in("evans")
    put_in(harness, teacher)
    harness.people["late"] = in_class(harness).difference(harness.people.values()).pop()
    come_in(harness, make_pin(harness, teacher), "late")
    assert sign_in(harness.browser(), str(harness.people["late"])).status_code == 403
    retention = replace(harness.service.retention, live_years=9)
    for day, there in ((date(2027, 11, 24), True), (date(2027, 11, 25), False)):
        outcomes = retention.run(datetime.combine(day, time(12), UTC), clock_confirmed_by="A. Rees")
        assert [each for each in outcomes if each.failure] == []
        rows = all_rows(harness.service.engine)
        assert (harness.people["late"] in {row[0] for row in rows["people"]}) is there
        assert bool(rows["late_arrivals"]) is bool(rows["class_pins"]) is bool(rows["pin_entries"]) is there


def test_every_table_of_pins_tells_how_a_persons_rows_are_found() -> None:
    assert [table.info["declaration"].person for table in (class_pins, pin_entries, late_arrivals)] == [
        PersonColumns(actors=("actor",)),
        PersonColumns(("person", "learner")),
        PersonColumns(("person",), ("actor",)),
    ]
    assert service.DAYS == (1, 7)


def test_a_pin_for_other_days_is_refused_in_words_about_days(module_harness: ServiceHarness) -> None:
    address, evans = f"/classes/{module_harness.classes['Derwen']}/pin", module_harness.signed_in("evans")
    refused = evans.post(f"{address}?lang=en", data={"days": "3"})
    assert (refused.status_code, refused.json()["title"]) == (422, "A PIN lets a class in today, or for a week")
