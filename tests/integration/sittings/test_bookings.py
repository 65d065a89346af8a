"""Staff book for whom they want, in mixed classes too, and change or cancel it; what was started stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Event
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from delivery_api.identity import enrolment
from delivery_api.identity import store as identity
from delivery_api.identity.values import Membership
from delivery_api.sittings.conducting import bookings
from delivery_api.sittings.conducting.assigning import MAX_PER_YEAR, BookingRequest, booked_days
from delivery_api.sittings.conducting.staff_actions import StaffAction, hand_over
from delivery_api.sittings.record.event_types import Started
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Sitting
from tests.support.database_rows import all_rows
from tests.support.service_harness import ServiceHarness, put_response, response_body
from tests.support.typed_days import day_boxes


def own(harness: ServiceHarness, name: str) -> list[Sitting]:
    with harness.service.engine.begin() as connection:
        return list(store.of_learners(connection, [harness.people[name]]))


def newcomer(harness: ServiceHarness, name: str, year: int) -> None:
    """Put a learner of another year group into Derwen."""
    today = harness.clock.now.date()
    with harness.service.engine.begin() as connection:
        harness.people[name] = enrolment.enrol(
            connection,
            harness.service.ring,
            kind="learner",
            school=harness.school,
            class_id=harness.classes["Derwen"],
            identifier=name,
            name=f"{name.title()} Hughes",
            today=today,
            year_group=year,
        ).id


def page(harness: ServiceHarness, language: str = "en", more: str = "") -> str:
    return str(harness.signed_in("evans").get(f"{address(harness)}?lang={language}{more}").text)


def address(harness: ServiceHarness, act: str = "") -> str:
    return f"/classes/{harness.classes['Derwen']}/bookings{act}"


def book(harness: ServiceHarness, **request: Any) -> Any:
    return harness.signed_in("evans").post(f"/api/classes/{harness.classes['Derwen']}/sittings", json=request)


def booking_of(harness: ServiceHarness, name: str = "cadi") -> UUID:
    (booking,) = {each.booking for each in own(harness, name) if each.state != "discarded"}
    assert booking is not None
    return booking


def change(harness: ServiceHarness, opens: str, closes: str, **more: str) -> Any:
    form = {"booking": str(booking_of(harness)), **day_boxes("opens_on", opens), **day_boxes("closes_on", closes)}
    return harness.signed_in("evans").post(address(harness, "/change"), data=form | more)


def test_in_a_class_of_mixed_years_each_learner_gets_the_assessment_of_their_own_year(harness: ServiceHarness) -> None:
    newcomer(harness, "beca", 7)
    assert book(harness, minutes=40).json()["assigned"] == 3
    begun = {}
    for name in ("cadi", "beca"):
        (sitting,) = own(harness, name)
        harness.signed_in(name).post(f"/api/sittings/{sitting.id}/start")
        begun[name] = next(each for each in harness.log(sitting.id) if isinstance(each, Started))
    assert {name: each.year_group for name, each in begun.items()} == {"cadi": 4, "beca": 7}
    assert {each.prior_mean for each in begun.values()} == {None}  # both start where the design says for their year
    class_page = harness.signed_in("evans").get(f"/feedback/classes/{harness.classes['Derwen']}?lang=en").text
    assert "The time limit is 40 minutes." in class_page


def test_an_assessment_can_be_for_some_learners_alone(harness: ServiceHarness) -> None:
    evans, derwen = harness.signed_in("evans"), harness.classes["Derwen"]
    form = {f"learner-{harness.people['joe']}": "1", **day_boxes("closes_on", "2026-12-04")}
    asked = evans.get(f"/feedback/classes/{derwen}?lang=en").text
    assert "If nobody is ticked, it is for all 2 learners" in asked
    assert 'name="whom"' not in asked  # nothing that could say something else than the ticks
    done = evans.post(f"/classes/{derwen}/sittings?lang=en", data=form)
    assert "Given to 1 learner." in evans.get(done.headers["location"]).text
    assert ([each.state for each in own(harness, "joe")], own(harness, "cadi")) == (["assigned"], [])
    assert "Only for: Joe Bennett" in page(harness)
    assert "Dim ond i: Joe Bennett" in page(harness, "cy")
    of_another_class = book(harness, learners=[str(harness.people["mali"])])
    assert (of_another_class.status_code, own(harness, "mali")) == (404, [])
    assert book(harness, learners=[]).status_code == 422
    assert evans.post(f"/classes/{derwen}/sittings", data=day_boxes("closes_on", "2026-12-04")).status_code == 303
    assert [each.state for each in own(harness, "cadi")] == ["assigned"]


def test_days_are_changed_for_everybody_and_the_limit_only_until_somebody_starts(harness: ServiceHarness) -> None:
    book(harness, opens_on="2026-11-30", closes_on="2026-12-04", minutes=30)
    (sitting,) = own(harness, "cadi")
    cadi = harness.signed_in("cadi")
    early = cadi.post(f"/api/sittings/{sitting.id}/start")
    assert early.json()["code"] == "not_open_yet"
    assert change(harness, "2026-11-25", "2026-12-11", minutes="20", starting_year="3").status_code == 303
    told = page(harness)
    assert "Learners may start from 25 November 2026 to 11 December 2026. The time limit is 20 minutes." in told
    assert 'value="11"' in told  # of the last day, in the form that changes it
    assert cadi.post(f"/api/sittings/{sitting.id}/start").status_code == 200
    (begun,) = (each for each in harness.log(sitting.id) if isinstance(each, Started))
    assert begun.seconds == 20 * 60
    refused = change(harness, "2026-11-25", "2026-12-11", minutes="45", starting_year="3")
    assert (refused.status_code, refused.json()["code"]) == (409, "booking_begun")
    assert change(harness, "2026-11-25", "2026-12-18", minutes="20", starting_year="3").status_code == 303
    assert "18 December 2026" in page(harness)
    assert "stay as they are" in page(harness)
    wrong = change(harness, "2026-11-25", "2026-11-24", minutes="20", starting_year="3")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "window_refused")
    assert "changed a booking" in {row[3] for row in all_rows(harness.service.engine)["audit"]}


def test_a_limit_that_is_given_up_leaves_no_minutes_that_were_added_to_it(harness: ServiceHarness) -> None:
    book(harness, minutes=30)
    (sitting,) = own(harness, "cadi")
    evans = harness.signed_in("evans")
    evans.post(f"/api/sittings/{sitting.id}/extend", json={"reason": "Slow computer", "minutes": 10})
    assert change(harness, "2026-11-25", "2027-08-31", minutes="", starting_year="").status_code == 303
    monitor = evans.get(f"/classes/{harness.classes['Derwen']}/monitor?lang=en")
    assert (monitor.status_code, "extra minutes" in monitor.text) == (200, False)
    harness.signed_in("cadi").post(f"/api/sittings/{sitting.id}/start")
    assert evans.get(f"/classes/{harness.classes['Derwen']}/monitor?lang=en").status_code == 200


def test_a_booking_of_another_class_is_not_changed_or_cancelled(harness: ServiceHarness) -> None:
    book(harness, closes_on="2026-12-04")
    khan, other = harness.signed_in("khan"), f"/classes/{harness.classes['9C']}/bookings"
    form = {"booking": str(booking_of(harness)), **day_boxes("opens_on", "2026-12-01")}
    answers = [
        khan.post(f"{other}{act}", data=form | day_boxes("closes_on", "2026-12-02")) for act in ("/change", "/cancel")
    ]
    answers += [khan.post(address(harness, act), data=form) for act in ("/change", "/cancel")]
    assert {each.status_code for each in answers} == {404}
    assert khan.get(address(harness)).status_code == 404
    assert "4 December 2026" in page(harness)


@pytest.mark.parametrize("with_days", [True, False])
def test_cancelling_takes_back_what_was_not_started_and_says_why_the_rest_stays(
    harness: ServiceHarness, *, with_days: bool
) -> None:
    book(harness, **({"closes_on": "2026-12-04"} if with_days else {}))
    cadi, evans = harness.signed_in("cadi"), harness.signed_in("evans")
    sitting = own(harness, "cadi")[0]
    item = cadi.post(f"/api/sittings/{sitting.id}/start").json()["item"]
    form = {"booking": str(sitting.booking) if with_days else ""}
    done = evans.post(address(harness, "/cancel?lang=en"), data=form)
    told = evans.get(done.headers["location"]).text
    assert "Cancelled for 1 learner." in told
    assert "What was started cannot be cancelled: answers are in it." in told
    assert [each.state for each in own(harness, "joe")] == ["discarded"]
    assert "There is nothing to do just now." in harness.signed_in("joe").get("/?lang=en").text
    assert put_response(cadi, sitting.id, 1, response_body(item, None)).status_code == 200
    again = evans.post(address(harness, "/cancel"), data=form)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_cancel")
    lines = evans.get(f"/api/classes/{harness.classes['Derwen']}/monitor?lang=en").json()["learners"]
    assert {line["name"]: line["says"] for line in lines}["Joe Bennett"] == "Cancelled before it was started"
    assert book(harness).json()["assigned"] == 1  # joe's, at once: it counted for nothing
    assert "cancelled a booking" in {row[3] for row in all_rows(harness.service.engine)["audit"]}


def test_whoever_stops_for_now_is_told_until_which_day_it_can_be_gone_on_with(harness: ServiceHarness) -> None:
    book(harness, closes_on="2026-12-04")
    (sitting,), cadi = own(harness, "cadi"), harness.signed_in("cadi")
    address = f"/player/{sitting.id}"
    assert "You can go on until 1 January 2027." in cadi.get(f"{address}?lang=en").text
    evans = harness.signed_in("evans")
    evans.post(f"/api/sittings/{sitting.id}/extend", json={"reason": "Away", "until": "2026-12-11"})
    assert "Cei di fynd ymlaen tan 8 Ionawr 2027." in cadi.get(f"{address}?lang=cy").text
    evans.post(f"/api/sittings/{own(harness, 'joe')[0].id}/discard", json={"reason": "No days"})
    harness.assign("joe")
    (waiting,) = (each.id for each in own(harness, "joe") if each.state == "assigned")
    assert "You can go on until" not in harness.signed_in("joe").get(f"/player/{waiting}?lang=en").text


def test_whoever_has_left_the_class_keeps_what_was_booked_there(harness: ServiceHarness) -> None:
    book(harness, closes_on="2026-12-04")
    today, cadi = harness.clock.now.date(), harness.people["cadi"]
    with harness.service.engine.begin() as connection:
        identity.end_memberships(connection, cadi, today)
        identity.add_membership(connection, Membership(harness.classes["9C"], cadi, "learner", today, 4))
    booking = booking_of(harness)
    harness.signed_in("evans").post(address(harness, "/cancel"), data={"booking": str(booking)})
    assert [own(harness, name)[0].state for name in ("cadi", "joe")] == ["assigned", "discarded"]
    harness.clock.now += timedelta(minutes=1)
    assert "Nobody in this class has this assessment to do." in page(harness)


def test_what_ended_before_it_was_started_fixes_neither_level_nor_limit(harness: ServiceHarness) -> None:
    newcomer(harness, "beca", 7)
    book(harness, closes_on="2026-12-04", minutes=30)
    evans, (joes,) = harness.signed_in("evans"), own(harness, "joe")
    evans.post(f"/api/sittings/{own(harness, 'cadi')[0].id}/disapply", json={"reason": "Agreed"})
    evans.post(f"/api/sittings/{joes.id}/extend", json={"reason": "Away", "until": "2026-12-11"})
    harness.clock.now += timedelta(days=10)
    harness.signed_in("beca").get("/")
    states = {name: own(harness, name)[0].state for name in ("cadi", "joe", "beca")}
    assert states == {"cadi": "disapplied", "joe": "assigned", "beca": "expired"}
    told = page(harness)
    assert ("stay as they are" in told, "answers are in it" in told, 'name="minutes" type="text"' in told) == (
        False,
        False,
        True,
    )
    assert change(harness, "2026-11-25", "2026-12-11", minutes="20", starting_year="").status_code == 303


def test_level_and_limit_stay_although_what_was_started_was_set_aside(harness: ServiceHarness) -> None:
    book(harness, closes_on="2026-12-04", minutes=30)
    (sitting,) = own(harness, "cadi")
    harness.signed_in("cadi").post(f"/api/sittings/{sitting.id}/start")
    harness.signed_in("evans").post(f"/api/sittings/{sitting.id}/discard", json={"reason": "A fire alarm"})
    told = page(harness)
    assert ("stay as they are" in told, "answers are in it" in told) == (True, False)
    refused = harness.signed_in("evans").post(address(harness, "/change"), data=longer(own(harness, "joe")[0].booking))
    assert refused.json()["code"] == "booking_begun"


def longer(booking: UUID | None) -> dict[str, str]:
    days = day_boxes("opens_on", "2026-11-25") | day_boxes("closes_on", "2026-12-04")
    return {"booking": str(booking), "minutes": "45", "starting_year": "", **days}


def test_level_and_limit_stay_when_who_started_has_left_or_it_was_somebody_of_another_class(
    harness: ServiceHarness,
) -> None:
    for name in ("beca", "deio"):
        newcomer(harness, name, 4)
    booked = []
    for pair in (("cadi", "beca"), ("joe", "deio")):
        book(harness, closes_on="2026-12-04", minutes=30, learners=[str(harness.people[name]) for name in pair])
        harness.signed_in(pair[0]).post(f"/api/sittings/{own(harness, pair[0])[0].id}/start")
        booked.append(booking_of(harness, pair[0]))
    now, ring = harness.clock.now, harness.service.ring
    with harness.service.engine.begin() as connection:
        hand_over(
            connection,
            ring,
            store.of_learners(connection, [harness.people["cadi"]])[0],
            harness.people["mali"],
            StaffAction(harness.people["evans"], now, "It was Mali"),
            MAX_PER_YEAR,
        )
        identity.end_memberships(connection, harness.people["joe"], now.date())
    assert page(harness).count("stay as they are") == 2
    evans = harness.signed_in("evans")
    assert [evans.post(address(harness, "/change"), data=longer(each)).status_code for each in booked] == [409, 409]


def test_days_that_are_changed_meanwhile_put_no_earlier_limit_back(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    if harness.service.engine.dialect.name == "sqlite":
        pytest.skip("two transactions that write never run at the same time there")
    book(harness, closes_on="2026-12-04", minutes=30)
    (sitting,), reads, held, go_on = own(harness, "cadi"), booked_days, Event(), Event()
    browsers, cadi = [harness.signed_in("evans") for _ in range(2)], harness.signed_in("cadi")
    form = longer(sitting.booking)

    def slowly(request: BookingRequest, now: datetime) -> tuple[date, date]:
        if request.minutes == 30:  # the booking has been read, and nothing is written yet
            held.set()
            go_on.wait(30)
        return reads(request, now)

    def limit() -> None:
        assert browsers[0].post(address(harness, "/change"), data=form | {"minutes": "20"}).status_code == 303
        cadi.post(f"/api/sittings/{sitting.id}/start")

    monkeypatch.setattr(bookings, "booked_days", slowly)
    with ThreadPoolExecutor(2) as pool:
        days = pool.submit(browsers[1].post, address(harness, "/change"), data=form | {"minutes": "30"})
        assert held.wait(30)
        limits = pool.submit(limit)
        while not (limits.done() or waits_for_a_lock(harness)):
            sleep(0.02)
        go_on.set()
        limits.result(30)
        days.result(30)
    (begun,) = (each for each in harness.log(sitting.id) if isinstance(each, Started))
    assert begun.seconds == 20 * 60
    assert "The time limit is 20 minutes." in page(harness)


def waits_for_a_lock(harness: ServiceHarness) -> bool:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with harness.service.engine.connect() as connection:
        return connection.execute(text(waiting)).first() is not None


def test_what_another_class_booked_is_seen_and_stays_with_that_class(harness: ServiceHarness) -> None:
    book(harness, closes_on="2026-12-04", learners=[str(harness.people["cadi"])])
    khan, others = harness.signed_in("khan"), f"/classes/{harness.classes['9C']}/bookings"
    book(harness)  # for joe
    today = harness.clock.now.date()
    with harness.service.engine.begin() as connection:
        for name in ("cadi", "joe"):
            both = Membership(harness.classes["9C"], harness.people[name], "learner", today, 4)
            identity.add_membership(connection, both)
    told = khan.get(f"{others}?lang=en").text
    assert "Learners may start from 25 November 2026 to 4 December 2026." in told
    assert "Only for: Cadi Morgan" in told
    assert "It was booked in another class" in told
    assert "Change the booking" not in told
    assert "These learners are in another class too" in told
    assert "Mewn dosbarth arall y cafodd ei drefnu" in khan.get(f"{others}?lang=cy").text
    kept = khan.post(f"{others}/cancel", data={"booking": ""})
    assert (kept.status_code, kept.json()["code"]) == (422, "nobody_chosen")
    assert [own(harness, name)[0].state for name in ("cadi", "joe")] == ["assigned", "assigned"]
    khan.post(f"{others}/cancel", data={"booking": "", f"learner-{harness.people['joe']}": "1"})
    assert [own(harness, name)[0].state for name in ("cadi", "joe")] == ["assigned", "discarded"]
