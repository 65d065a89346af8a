"""Staff book, watch, pause and end sittings; learners change devices, practise and keep a receipt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from delivery_api.sittings.record.event_types import Finished, Moved, Presented, Recorded, Replied, Started, TakenOver
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.receipt import verify_receipt
from delivery_api.sittings.scheduling.state_transitions import MOVES, IllegalMove, require_move
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import SittingState
from tests.support.database_rows import all_rows
from tests.support.page_words import page_words
from tests.support.service_harness import SUBJECT, ServiceHarness, complete_sitting, put_response, response_body
from tests.support.typed_days import day_boxes

WHY = {"reason": "A fire alarm"}


def act(browser: TestClient, sitting: UUID, name: str, **more: object) -> Any:
    return browser.post(f"/api/sittings/{sitting}/{name}", json=WHY | more)


def book(harness: ServiceHarness, **window: object) -> Any:
    return harness.signed_in("evans").post(f"/api/classes/{harness.classes['Derwen']}/sittings", json=window)


def own(harness: ServiceHarness, name: str) -> list[Any]:
    with harness.service.engine.begin() as connection:
        return list(store.of_learners(connection, [harness.people[name]]))


def codes(*answers: Any) -> list[tuple[int, str]]:
    return [(answer.status_code, answer.json()["code"]) for answer in answers]


def test_no_move_is_made_that_the_table_does_not_have() -> None:
    for before in SittingState:
        for after in SittingState:
            if after in MOVES[before]:
                require_move(before, after)
            else:
                with pytest.raises(IllegalMove):
                    require_move(before, after)


def test_what_is_answered_in_a_pause_waits_and_the_pause_takes_no_time(harness: ServiceHarness) -> None:
    sitting, cadi, evans = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
    reply = response_body(item, None)
    assert codes(act(evans, sitting, "resume")) == [(409, "illegal_move")]
    assert act(evans, sitting, "pause").json()["state"] == "paused"
    assert codes(put_response(cadi, sitting, 1, reply), act(evans, sitting, "pause")) == [
        (409, "sitting_paused"),
        (409, "illegal_move"),
    ]
    assert cadi.get(f"/api/sittings/{sitting}").json()["item"] is None
    harness.clock.now += timedelta(minutes=20)
    assert act(evans, sitting, "resume").status_code == 200
    assert cadi.get(f"/api/sittings/{sitting}").json()["item"] == item
    assert put_response(cadi, sitting, 1, reply).status_code == 200
    log = harness.log(sitting)
    assert [(e.before, e.after, e.by, e.why) for e in log if isinstance(e, Moved)] == [
        ("started", "paused", str(harness.people["evans"]), "A fire alarm"),
        ("paused", "started", str(harness.people["evans"]), "A fire alarm"),
    ]
    assert next(e.elapsed for e in log if isinstance(e, Replied)) < 60


def test_staff_finish_and_discard_and_what_was_acknowledged_stays_so(harness: ServiceHarness) -> None:
    sitting, cadi, evans = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
    assert codes(act(evans, sitting, "finish")) == [(409, "nothing_answered")]
    reply = response_body(item, None)
    saved = put_response(cadi, sitting, 1, reply)
    assert act(evans, sitting, "finish").json()["state"] == "completed"
    assert cadi.get("/feedback/learners/me", headers={"accept": "text/html"}).status_code == 200
    assert act(evans, sitting, "discard").json()["state"] == "discarded"
    assert cadi.get("/feedback/learners/me").status_code == 404
    assert put_response(cadi, sitting, 1, reply).content == saved.content
    later = response_body(saved.json()["next"], None)
    assert codes(put_response(cadi, sitting, 2, later)) == [(409, "sitting_discarded")]
    assert cadi.get("/api/sittings").json()["sittings"] == []


def test_an_answer_on_its_way_when_staff_finish_is_refused_and_what_was_acknowledged_counts(
    harness: ServiceHarness,
) -> None:
    sitting, cadi, evans = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
    saved = put_response(cadi, sitting, 1, response_body(item, None)).json()
    late = response_body(saved["next"], None)
    assert act(evans, sitting, "finish").status_code == 200
    for browser in (cadi, harness.browser_of_another_worker()):
        browser.cookies = cadi.cookies
        assert codes(put_response(browser, sitting, 2, late)) == [(409, "reply_conflict")]
    log = harness.log(sitting)
    assert [event.position for event in log if isinstance(event, Replied)] == [1]
    assert [type(event) for event in log[-2:]] == [Finished, Recorded]


def test_the_monitor_offers_to_finish_what_has_something_to_report(harness: ServiceHarness) -> None:
    sitting, cadi, evans = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    monitor = f"/api/classes/{harness.classes['Derwen']}/monitor"
    item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]

    def offered() -> bool:
        (line,) = (each for each in evans.get(monitor).json()["learners"] if each["sitting"] == str(sitting))
        return "finish" in line["acts"]

    assert not offered()
    put_response(cadi, sitting, 1, response_body(item, None))
    assert offered()


def test_a_window_opens_closes_and_can_be_lengthened_for_one_learner(harness: ServiceHarness) -> None:
    made = book(harness, opens_on="2026-11-26", closes_on="2026-11-27", starting_year=2)
    assert (made.status_code, made.json()["assigned"]) == (201, 2)
    (cadis,), (joes,) = own(harness, "cadi"), own(harness, "joe")
    cadi, joe, evans = (harness.signed_in(name) for name in ("cadi", "joe", "evans"))
    assert codes(cadi.post(f"/api/sittings/{cadis.id}/start")) == [(409, "not_open_yet")]
    home = cadi.get("/?lang=en").text
    assert "This one is for you from 26 November 2026." in home
    assert f"/player/{cadis.id}" not in home
    assert act(evans, joes.id, "extend", until="2026-12-01").status_code == 200
    assert codes(act(evans, joes.id, "extend", minutes=5)) == [(409, "nothing_to_extend")]
    harness.clock.now = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
    cadi, joe = harness.signed_in("cadi"), harness.signed_in("joe")
    assert cadi.post(f"/api/sittings/{cadis.id}/start").json()["sitting"]["state"] == "expired"
    assert joe.post(f"/api/sittings/{joes.id}/start").json()["sitting"]["state"] == "started"
    begun = next(event for event in harness.log(joes.id) if isinstance(event, Started))
    assert (begun.year_group, begun.prior_mean) == (4, harness.bank.design(SUBJECT).populations[0].mean)
    assert codes(book(harness, opens_on="2026-11-20", closes_on="2026-11-21")) == [(422, "window_refused")]


def test_the_monitor_says_what_is_booked_until_it_is_over(harness: ServiceHarness) -> None:
    harness.clock.now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert book(harness, opens_on="2026-12-01", closes_on="2026-12-04", minutes=40, starting_year=3).status_code == 201
    evans, page = harness.signed_in("evans"), f"/classes/{harness.classes['Derwen']}/monitor"
    said = "Learners may start from 1 December 2026 to 4 December 2026. The time limit is 40 minutes."
    english = page_words(evans.get(page, params={"lang": "en"}).text)
    assert f"{said} The first questions are chosen for Year 3." in english
    assert "o 1 Rhagfyr 2026 hyd 4 Rhagfyr 2026" in evans.get(page, params={"lang": "cy"}).text
    harness.clock.now = datetime(2026, 12, 5, 9, tzinfo=UTC)
    assert "Learners may start" not in harness.signed_in("evans").get(page, params={"lang": "en"}).text


def test_who_missed_the_window_is_booked_again(harness: ServiceHarness) -> None:
    book(harness, closes_on="2026-11-25")
    (missed,) = own(harness, "cadi")
    harness.clock.now += timedelta(days=1)
    monitor = f"/api/classes/{harness.classes['Derwen']}/monitor?lang=en"
    assert [line["standing"] for line in harness.signed_in("evans").get(monitor).json()["learners"]] == ["missed"] * 2
    assert act(harness.signed_in("evans"), missed.id, "extend", until="2026-11-26").status_code == 200
    (cadis,) = (
        line for line in harness.signed_in("evans").get(monitor).json()["learners"] if line["says"] == "Not started"
    )
    assert cadis["sitting"] == str(missed.id)
    harness.clock.now += timedelta(days=1)
    assert book(harness, closes_on="2026-11-27").json()["assigned"] == 2
    assert {each.id: each.state for each in own(harness, "cadi")}[missed.id] == "expired"
    assert sorted(each.state for each in own(harness, "cadi")) == ["assigned", "expired"]
    assert book(harness, closes_on="2026-11-30").json()["assigned"] == 0


def test_a_sitting_with_a_time_limit_ends_by_it_and_later_where_more_was_given(harness: ServiceHarness) -> None:
    assert book(harness, minutes=10).status_code == 201
    (sitting,), cadi = own(harness, "cadi"), harness.signed_in("cadi")
    item = cadi.post(f"/api/sittings/{sitting.id}/start").json()["item"]
    assert act(harness.signed_in("evans"), sitting.id, "extend", minutes=10).status_code == 200
    harness.clock.now += timedelta(minutes=12)
    item = put_response(cadi, sitting.id, 1, response_body(item, None)).json()["next"]
    assert item is not None
    harness.clock.now += timedelta(minutes=9)
    assert put_response(cadi, sitting.id, 2, response_body(item, None)).json()["finished"]


def test_the_monitor_says_whose_time_is_over_and_a_pause_takes_none_of_it(harness: ServiceHarness) -> None:
    book(harness, minutes=10)
    cadi, joe, evans = (harness.signed_in(name) for name in ("cadi", "joe", "evans"))
    for browser, name in ((cadi, "cadi"), (joe, "joe")):
        browser.post(f"/api/sittings/{own(harness, name)[0].id}/start")
    joes, monitor = own(harness, "joe")[0].id, f"/classes/{harness.classes['Derwen']}/monitor"

    def over() -> dict[str, bool]:
        learners = evans.get(f"/api{monitor}").json()["learners"]
        return {line["name"].split()[0]: line["out_of_time"] for line in learners}

    act(evans, joes, "pause")
    harness.clock.now += timedelta(minutes=9)
    act(evans, joes, "resume")

    def left(browser: TestClient, name: str) -> int | None:
        heard = browser.post(f"/api/sittings/{own(harness, name)[0].id}/pulse", params={"time": True}).json()
        minutes: int | None = heard["left"]
        return minutes

    assert (left(cadi, "cadi"), left(joe, "joe")) == (1, 10)
    assert "left" not in cadi.post(f"/api/sittings/{own(harness, 'cadi')[0].id}/pulse").json()
    assert over() == {"Cadi": False, "Joe": False}
    harness.clock.now += timedelta(minutes=1)
    assert over() == {"Cadi": True, "Joe": False}
    for language, told in (
        ("en", "The time is over: the answer to this question is the last"),
        ("cy", "Mae’r amser ar ben: yr ateb i’r cwestiwn hwn yw’r olaf"),
    ):
        assert evans.get(f"{monitor}?lang={language}").text.count(told) == 1
    act(evans, own(harness, "cadi")[0].id, "extend", minutes=5)
    assert over() == {"Cadi": False, "Joe": False}


def test_the_player_says_how_much_time_there_is_and_no_clock_where_there_is_none(harness: ServiceHarness) -> None:
    book(harness, minutes=45)
    (sitting,), cadi = own(harness, "cadi"), harness.signed_in("cadi")
    page = f"/player/{sitting.id}"
    assert "You have 45 minutes" in cadi.get(f"{page}?lang=en").text
    act(harness.signed_in("evans"), sitting.id, "extend", minutes=15)
    assert "Mae gen ti 60 munud" in cadi.get(f"{page}?lang=cy").text
    assert "There is no clock" not in cadi.get(f"{page}?lang=en").text
    act(harness.signed_in("evans"), sitting.id, "discard")
    harness.assign("cadi")
    (without,) = [each.id for each in own(harness, "cadi") if each.state == "assigned"]
    assert "There is no clock" in cadi.get(f"/player/{without}?lang=en").text


def test_more_time_is_confirmed_and_shown_to_staff_and_to_the_learner_who_waits(harness: ServiceHarness) -> None:
    book(harness, minutes=30)
    (sitting,), cadi, evans = own(harness, "cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    monitor, feedback = (f"{page}/{harness.classes['Derwen']}" for page in ("/classes", "/feedback/classes"))
    pulse = f"/api/sittings/{sitting.id}/pulse"
    assert cadi.post(pulse).json()["minutes"] == 30
    form = WHY | {"act": "extend", "sitting": str(sitting.id)}
    done = [evans.post(f"{monitor}/monitor?lang=en", data=form | {"minutes": each}) for each in ("5", "10")][-1]
    assert done.status_code == 303
    for language, confirmed, shown in (
        ("en", "Cadi Morgan has 10 more minutes: 45 in all.", "15 extra minutes: 45 minutes in all"),
        ("cy", "Mae gan Cadi Morgan 10 munud ychwanegol: 45 i gyd.", "15 munud ychwanegol: 45 munud i gyd"),
    ):
        page = evans.get(done.headers["location"].replace("lang=en", f"lang={language}")).text
        assert (page.count(confirmed), page.count(shown)) == (1, 1)
        assert evans.get(f"{feedback}?lang={language}").text.count(shown) == 1
    assert cadi.post(pulse).json()["minutes"] == 45
    cadi.post(f"/api/sittings/{sitting.id}/start")
    assert "minutes" not in cadi.post(pulse).json()
    lines = evans.get(f"/api{monitor}/monitor?lang=en").json()["learners"]
    assert {line["name"]: line["extra_minutes"] for line in lines} == {"Cadi Morgan": 15, "Joe Bennett": 0}
    evans.post(f"{monitor}/monitor", data=form | day_boxes("until", "2027-08-31"))
    other = evans.get(f"{monitor}/monitor?lang=en&extended={harness.people['cadi']}").text
    assert "mesur-notice--done" not in other


def test_a_later_last_day_is_confirmed_and_shown(harness: ServiceHarness) -> None:
    book(harness, closes_on="2026-11-27")
    (sitting,), evans = own(harness, "cadi"), harness.signed_in("evans")
    monitor = f"/classes/{harness.classes['Derwen']}/monitor?lang=en"
    form = WHY | {"act": "extend", "sitting": str(sitting.id)} | day_boxes("until", "2026-12-01")
    page = evans.get(evans.post(monitor, data=form).headers["location"]).text
    assert "Cadi Morgan may start until 1 December 2026." in page
    assert page.count("May start until 1 December 2026") == 1


def test_whoever_was_marked_absent_is_told_on_their_own_page_and_goes_on_when_it_is_taken_back(
    harness: ServiceHarness,
) -> None:
    sitting, cadi, evans = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    act(evans, sitting, "absent", reason="elsewhere")
    for language, told in (("en", "Tell your teacher that you are here."), ("cy", "Cefaist ti dy nodi’n absennol")):
        assert told in cadi.get(f"/?lang={language}").text
    act(evans, sitting, "reinstate")
    assert "This one is ready for you." in cadi.get("/?lang=en").text
    act(evans, sitting, "disapply")
    assert "There is nothing to do just now." in cadi.get("/?lang=en").text


def test_the_end_says_whether_staff_the_time_or_the_test_made_it(harness: ServiceHarness) -> None:
    cadi, joe, evans = (harness.signed_in(name) for name in ("cadi", "joe", "evans"))
    book(harness, minutes=10)
    ended: list[str | None] = []
    for browser, name in ((cadi, "cadi"), (joe, "joe")):
        (sitting,) = own(harness, name)
        item = browser.post(f"/api/sittings/{sitting.id}/start").json()["item"]
        harness.clock.now += timedelta(minutes=11 if name == "cadi" else 0)
        put_response(browser, sitting.id, 1, response_body(item, None))
        ended.append(browser.get(f"/api/sittings/{sitting.id}").json()["ended"])
        if name == "joe":
            act(evans, sitting.id, "finish")
            ended.append(browser.get(f"/api/sittings/{sitting.id}").json()["ended"])
    assert ended == ["time", None, "staff"]
    harness.assign("joe")
    complete_sitting(harness, joe, next(each.id for each in own(harness, "joe") if each.state == "assigned"))
    assert {joe.get(f"/api/sittings/{each.id}").json()["ended"] for each in own(harness, "joe")} == {"staff", "itself"}


def test_no_question_comes_twice_and_a_third_sitting_is_refused(harness: ServiceHarness) -> None:
    cadi = harness.signed_in("cadi")
    asked = []
    for _ in range(2):
        sitting = harness.assign("cadi")
        waiting = next(each.id for each in own(harness, "cadi") if each.state != "completed")
        complete_sitting(harness, cadi, waiting)
        asked.append({event.item for event in harness.log(waiting) if isinstance(event, Presented)})
        del sitting
    assert asked[0] & asked[1] == set()
    given = book(harness).json()
    assert (given["assigned"], given["had_two"]) == (1, 1)  # joe's
    assert codes(book(harness)) == [(409, "two_already")]


def test_a_newer_device_takes_over_and_the_old_one_may_still_send_what_it_had(harness: ServiceHarness) -> None:
    sitting, cadi = harness.assign("cadi"), harness.signed_in("cadi")
    address, old, new = f"/api/sittings/{sitting}", {"Mesur-Device": "old"}, {"Mesur-Device": "new"}
    item = cadi.post(f"{address}/start", headers=old).json()["item"]
    arriving = cadi.get(address, headers=new).json()
    assert (arriving["take_over"], arriving["elsewhere"]) == (True, False)
    assert cadi.post(f"{address}/take-over", headers=new).json() == arriving | {"item": item, "take_over": False}
    left = cadi.get(address, headers=old).json()
    assert (left["elsewhere"], left["item"]) == (True, None)
    flushed = cadi.put(f"{address}/responses/1", json=response_body(item, None), headers=old)
    assert (flushed.status_code, flushed.headers["mesur-elsewhere"]) == (200, "1")
    refused = cadi.put(f"{address}/responses/1", json=response_body(item, None), headers=new)
    assert codes(refused) == [(409, "reply_conflict")]
    assert cadi.post(f"{address}/pulse", headers=old).json() == {"state": "started", "elsewhere": True}
    assert cadi.post(f"{address}/take-over", headers=old).json()["item"]["position"] == 2
    assert [event.device for event in harness.log(sitting) if isinstance(event, TakenOver)] == ["new", "old"]
    gap = put_response(cadi, sitting, 4, response_body(flushed.json()["next"], None))
    assert (gap.json()["code"], gap.json()["awaited"]) == ("sequence_gap", 2)


def test_a_receipt_tells_what_was_acknowledged_and_whether_it_was_changed(harness: ServiceHarness) -> None:
    sitting, cadi = harness.assign("cadi"), harness.signed_in("cadi")
    count = complete_sitting(harness, cadi, sitting)
    receipt = cadi.get(f"/api/sittings/{sitting}/receipt").json()
    assert [answer["position"] for answer in receipt["answers"]] == list(range(1, count + 1))
    assert verify_receipt(receipt, harness.service.ring)
    assert not verify_receipt(receipt | {"answers": receipt["answers"][:-1]}, harness.service.ring)


def test_practice_counts_for_nothing_and_goes_after_a_week(harness: ServiceHarness) -> None:
    cadi = harness.signed_in("cadi")
    practice = UUID(cadi.post("/api/practice/sittings").json()["sitting"]["id"])
    complete_sitting(harness, cadi, practice)
    assert (own(harness, "cadi"), cadi.get("/feedback/learners/me").status_code) == ([], 404)
    assert act(harness.signed_in("evans"), practice, "discard").status_code == 404
    for day, is_there in ((1, True), (2, False)):
        now = datetime(2026, 12, day, 12, tzinfo=UTC)
        harness.service.retention.run(now, clock_confirmed_by="A. Rees")
        with harness.service.engine.begin() as connection:
            assert (logbook.count_events(connection, "2026-27") > 0) is is_there
            assert (store.find(connection, practice) is not None) is is_there


def test_the_wrong_child_is_put_right_and_absent_is_a_state(harness: ServiceHarness) -> None:
    sitting, cadi, evans = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    waiting = harness.assign("joe")
    assert act(evans, waiting, "absent", reason="elsewhere").json()["state"] == "absent"
    assert harness.signed_in("joe").post(f"/api/sittings/{waiting}/start").json()["item"] is None
    assert act(evans, waiting, "reinstate").json()["state"] == "assigned"
    cadi.post(f"/api/sittings/{sitting}/start")
    assert act(evans, sitting, "move", to=str(harness.people["mali"])).status_code == 404
    assert act(evans, sitting, "move", to=str(harness.people["joe"])).status_code == 200
    assert (own(harness, "cadi"), sorted(each.state for each in own(harness, "joe"))) == ([], ["discarded", "started"])


def test_a_finished_sitting_that_is_put_right_makes_no_third(harness: ServiceHarness) -> None:
    evans = harness.signed_in("evans")
    done = [harness.assign("cadi")]
    complete_sitting(harness, harness.signed_in("cadi"), done[0])
    harness.assign("cadi")
    (second,) = [each.id for each in own(harness, "cadi") if each.state == "assigned"]
    complete_sitting(harness, harness.signed_in("cadi"), second)
    waits, joe = harness.assign("joe"), harness.signed_in("joe")
    joes = str(harness.people["joe"])
    assert act(evans, done[0], "move", to=joes).status_code == 200
    assert sorted(each.state for each in own(harness, "joe")) == ["assigned", "completed"]
    joe.post(f"/api/sittings/{waits}/start")
    assert codes(act(evans, second, "move", to=joes)) == [(409, "other_under_way")]
    act(evans, waits, "discard")
    harness.assign("joe")
    assert act(evans, second, "move", to=joes).status_code == 200
    assert sorted(each.state for each in own(harness, "joe")) == ["completed", "completed", "discarded", "discarded"]


def test_how_a_sitting_was_taken_is_told_to_staff_alone_and_changes_nothing(harness: ServiceHarness) -> None:
    sitting, cadi, evans = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
    for position in range(1, 7):
        harness.clock.now += timedelta(minutes=6 if position == 6 else 0)
        item = put_response(cadi, sitting, position, response_body(item, None)).json()["next"]
    told = evans.get(f"/api/sittings/{sitting}/effort").json()
    assert told["effort"] == pytest.approx(1 / 6)
    assert [(each["rapid"], each["idle"]) for each in told["answers"]] == [(True, False)] * 5 + [(False, True)]
    address = f"/classes/{harness.classes['Derwen']}/monitor"
    for language, sign in (("en", "5 of 6 answers"), ("cy", "Daeth 5 o’r 6 ateb")):
        page = evans.get(f"{address}?lang={language}&learner={harness.people['cadi']}").text
        assert page.count(sign) == 2  # of the learner chosen, and below the table
    assert "5 of 6 answers" not in cadi.get("/").text
    assert "saw how a sitting was taken" in {row[3] for row in all_rows(harness.service.engine)["audit"]}


def test_the_monitor_ranks_by_who_needs_help_and_pauses_the_class(harness: ServiceHarness) -> None:
    sitting, cadi, evans = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    harness.assign("joe")
    address = f"/classes/{harness.classes['Derwen']}/monitor"
    cadi.post(f"/api/sittings/{sitting}/start")

    def lines() -> list[tuple[str, str]]:
        learners = evans.get(f"/api{address}").json()["learners"]
        return [(line["name"], line["standing"]) for line in learners]

    def said(**facts: object) -> str:
        assert cadi.post(f"/api/sittings/{sitting}/pulse", params=facts).status_code == 200
        return lines()[0][1]

    assert lines() == [("Cadi Morgan", "offline"), ("Joe Bennett", "not_started")]
    assert [said(), said(still=300), said(unsent=1)] == ["working", "idle", "unsent"]
    # in an alarm one press is enough: why is asked when the class goes on
    form = {"act": "pause"}
    assert evans.post(address, data=form).status_code == 303
    assert lines()[0] == ("Cadi Morgan", "paused")
    assert evans.post(address, data={"act": "resume"}).status_code == 422
    assert evans.post(address, data=form | {"sitting": sitting}).status_code == 422
    assert evans.post(address, data=form | {"reason": " "}).status_code == 422
    for language in ("cy", "en"):
        assert "Cadi Morgan" in evans.get(f"{address}?lang={language}&learner={harness.people['cadi']}").text
