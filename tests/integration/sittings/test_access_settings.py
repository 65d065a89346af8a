"""Access settings: set by staff, chosen by the learner, shown on every machine, and logged when a sitting starts."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from delivery_api.access_profiles import service
from delivery_api.audit.tables import audit_table as audit
from delivery_api.identity import store
from delivery_api.identity.access_profile.store import profile_of
from delivery_api.identity.tables import access_profiles
from delivery_api.sittings.record.event_types import started
from tests.support.service_harness import ServiceHarness, put_response, response_body


def look_of(page: str) -> dict[str, str]:
    """How a page says that it is to be shown; nothing where no learner is signed in."""
    root = re.search(r"<html[^>]*>", page)
    assert root
    return dict(re.findall(r'data-(\w+)="(\w+)"', root[0])) if " data-own" in root[0] else {}


def give(harness: ServiceHarness, browser: TestClient, name: str, **settings: str) -> Any:
    address = f"/classes/{harness.classes['Derwen']}/access?lang=en"
    return browser.post(address, data={"learner": str(harness.people[name]), **settings})


def acts(harness: ServiceHarness) -> list[tuple[str, UUID | None]]:
    with harness.service.engine.begin() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.learner).order_by(audit.c.sequence)).all()
    return [(row.action, row.learner) for row in rows if "access settings" in row.action]


def rows(harness: ServiceHarness) -> list[tuple[UUID, str, str]]:
    with harness.service.engine.begin() as connection:
        found = connection.execute(select(access_profiles)).all()
    return [(row.person, row.given, row.chosen) for row in found]


def test_what_two_set_at_the_same_time_both_holds(harness: ServiceHarness) -> None:
    cadi, evans, now = harness.people["cadi"], harness.people["evans"], harness.clock()
    engine = harness.service.engine

    def give_spacing() -> None:
        with engine.begin() as second:
            service.give_settings(second, cadi, {"spacing": "wide"}, evans, now)

    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as first:
            service.choose_settings(first, cadi, {"colours": "cream"}, now)
            waiting = pool.submit(give_spacing)
            wait([waiting], timeout=0.3)
        waiting.result()
    with engine.begin() as connection:
        assert profile_of(connection, cadi).settings == {"spacing": "wide", "colours": "cream"}


def test_staff_set_it_on_a_page_and_the_learner_meets_it_on_every_machine(harness: ServiceHarness) -> None:
    evans, cadi = harness.signed_in("evans"), harness.people["cadi"]
    listed = evans.get(f"/classes/{harness.classes['Derwen']}/access?lang=en")
    assert listed.status_code == 200
    form = evans.get(f"/classes/{harness.classes['Derwen']}/access?lang=en&learner={cadi}").text
    assert "Cadi Morgan" in form
    assert '<option value="1">100%' not in form  # it is as for everybody
    saved = give(harness, evans, "cadi", text_size="5", typeface="plain", overlay="blue", colours="", motion="off")
    assert saved.status_code == 303
    listed = evans.get(saved.headers["location"]).text
    assert "Saved for Cadi Morgan." in listed
    assert "Text size: 200%; Typeface: Plain, with wide letters; Coloured overlay: Blue; Pictures: Still" in listed
    for browser in (harness.signed_in("cadi"), harness.signed_in("cadi")):
        assert look_of(browser.get("/").text) == {"size": "5", "typeface": "plain", "overlay": "blue", "motion": "off"}
        assert look_of(browser.get("/practice").text)["size"] == "5"
    assert look_of(harness.signed_in("joe").get("/").text) == {}
    assert look_of(evans.get("/").text) == {}
    assert acts(harness) == [
        ("saw access settings", None),
        ("saw access settings", cadi),
        ("changed access settings", cadi),
        ("saw access settings", None),
    ]
    give(harness, evans, "cadi")
    assert rows(harness) == []
    assert look_of(harness.signed_in("cadi").get("/").text) == {}


def test_what_a_learner_chooses_goes_before_what_staff_gave_and_stays_when_they_change_it(
    harness: ServiceHarness,
) -> None:
    evans, cadi = harness.signed_in("evans"), harness.signed_in("cadi")
    give(harness, evans, "cadi", colours="cream", spacing="wide")
    assert cadi.post("/api/comfort", json={"colours": "dark"}).status_code == 204
    assert cadi.post("/api/comfort", json={"text_size": "4"}).status_code == 204
    give(harness, evans, "cadi", colours="contrast", spacing="wide")
    sitting = harness.assign("cadi")
    shown = harness.signed_in("cadi").get(f"/player/{sitting}?lang=cy").text
    assert look_of(shown) == {"size": "4", "spacing": "wide", "theme": "dark"}
    assert "/access." in shown  # the sheet for what few need
    assert "/access." not in harness.signed_in("joe").get("/").text
    give(harness, evans, "joe", typeface="plain")
    assert "/access." in harness.signed_in("joe").get("/").text
    form = evans.get(f"/classes/{harness.classes['Derwen']}/access?lang=cy&learner={harness.people['cadi']}").text
    assert "Maint y testun: 170%; Lliwiau: Tywyll" in form
    assert cadi.post("/api/comfort", json={"colours": "system", "text_size": "1"}).status_code == 204
    assert look_of(harness.signed_in("cadi").get("/").text) == {"spacing": "wide"}


@pytest.mark.parametrize("sent", [{"colours": "plaid"}, {"overlay": "blue"}, {"text_size": "6"}])
def test_a_learner_can_choose_nothing_else(module_harness: ServiceHarness, sent: dict[str, str]) -> None:
    assert module_harness.signed_in("cadi").post("/api/comfort", json=sent).status_code == 422
    assert rows(module_harness) == []


def test_only_those_who_may_assess_the_class_see_or_set_it(module_harness: ServiceHarness) -> None:
    harness, address = module_harness, f"/classes/{module_harness.classes['Derwen']}/access"
    for name in ("khan", "cadi"):
        browser = harness.signed_in(name)
        assert browser.get(address).status_code == 404
        assert give(harness, browser, "cadi", overlay="blue").status_code == 404
    evans = harness.signed_in("evans")
    for stranger in (harness.people["mali"], uuid4(), "x"):
        assert evans.get(f"{address}?learner={stranger}").status_code == 404
        assert evans.post(address, data={"learner": str(stranger), "overlay": "blue"}).status_code == 404
    assert give(harness, evans, "cadi", overlay="plaid").status_code == 422
    assert evans.post("/api/comfort", json={"colours": "dark"}).status_code == 404
    assert rows(harness) == []


def test_what_held_at_the_start_is_logged_and_later_changes_are_not(harness: ServiceHarness) -> None:
    evans, cadi = harness.signed_in("evans"), harness.signed_in("cadi")
    give(harness, evans, "cadi", text_size="3", typeface="plain", spacing="widest", overlay="pink")
    sitting = harness.assign("cadi")
    assert cadi.post(f"/api/sittings/{sitting}/start").status_code == 200
    give(harness, evans, "cadi", overlay="blue")
    begun = started(harness.log(sitting))
    assert begun
    assert begun.access == ("text_size=3", "typeface=plain", "spacing=widest", "overlay=pink")
    joes = harness.assign("joe")
    harness.signed_in("joe").post(f"/api/sittings/{joes}/start")
    begun = started(harness.log(joes))
    assert begun
    assert begun.access == ()


def test_the_log_of_a_trial_holds_no_settings(harness: ServiceHarness) -> None:
    give(harness, harness.signed_in("evans"), "cadi", overlay="pink")
    harness.create_trial("Derwen")
    cadi = harness.signed_in("cadi")
    (trial,) = [each for each in cadi.get("/api/sittings").json()["sittings"] if each["trial"]]
    assert look_of(cadi.get(f"/player/{trial['id']}").text) == {"overlay": "pink"}
    assert cadi.post(f"/api/sittings/{trial['id']}/start").status_code == 200
    begun = started(harness.log(UUID(trial["id"])))
    assert begun
    assert begun.access == ()


def test_they_go_with_the_person(harness: ServiceHarness) -> None:
    give(harness, harness.signed_in("evans"), "cadi", overlay="pink")
    harness.clock.now += timedelta(days=1)
    with harness.service.engine.begin() as connection:
        store.remove_person(connection, harness.people["cadi"])
    assert rows(harness) == []


def booked(harness: ServiceHarness, minutes: int) -> None:
    evans = harness.signed_in("evans")
    assert (
        evans.post(f"/api/classes/{harness.classes['Derwen']}/sittings", json={"minutes": minutes}).status_code == 201
    )


def test_tools_are_those_that_held_at_the_start_and_the_item_allows(harness: ServiceHarness) -> None:
    evans, cadi = harness.signed_in("evans"), harness.signed_in("cadi")
    given = dict.fromkeys(("line_reader", "answer_masking", "calculator", "scratchpad", "highlighter"), "yes")
    give(harness, evans, "cadi", **given)
    sitting = harness.assign("cadi")
    assert "mesur-tools" in cadi.get(f"/player/{sitting}").text
    item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
    give(harness, evans, "cadi", answer_elimination="yes")
    seen = set()
    for position in range(1, 30):  # which kinds of question come first is chance
        if seen == {2, 3}:
            break
        allowed = ["line_reader", "scratchpad"]  # calculating is measured, and there is no passage
        if item["response"]["type"] in ("choice", "multiple"):
            allowed.insert(1, "answer_masking")
        assert item["tools"] == allowed
        seen.add(len(allowed))
        assert cadi.get(f"/api/sittings/{sitting}").json()["item"]["tools"] == allowed
        item = put_response(cadi, sitting, position, response_body(item, None)).json()["next"]
    assert seen == {2, 3}
    assert "mesur-tools" in cadi.get(f"/player/{sitting}").text  # as they were frozen
    joe = harness.signed_in("joe")
    joes = harness.assign("joe")
    assert "mesur-tools" not in joe.get(f"/player/{joes}").text
    assert "tools" not in joe.post(f"/api/sittings/{joes}/start").json()["item"]


def test_more_time_lengthens_a_time_limit_and_is_told_before_the_start(harness: ServiceHarness) -> None:
    give(harness, harness.signed_in("evans"), "cadi", extra_time="25")
    booked(harness, 40)
    for name, minutes in (("cadi", 50), ("joe", 40)):
        browser = harness.signed_in(name)
        (sitting,) = [each["id"] for each in browser.get("/api/sittings").json()["sittings"]]
        assert f"You have {minutes} minutes" in browser.get(f"/player/{sitting}?lang=en").text
        assert browser.post(f"/api/sittings/{sitting}/pulse").json()["minutes"] == minutes
        assert browser.post(f"/api/sittings/{sitting}/start").status_code == 200
        begun = started(harness.log(UUID(sitting)))
        assert begun
        assert begun.seconds == minutes * 60
        assert browser.post(f"/api/sittings/{sitting}/pulse?time=true").json()["left"] == minutes
