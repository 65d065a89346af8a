"""A learner takes an assessment over HTTP, on both databases."""

import json
from itertools import product
from uuid import uuid4

import pytest

import engine
from delivery_api.demo.simulated_replies import right_reply
from delivery_api.sittings.record.event_types import Finished, Presented, Recorded, Replied, replies
from delivery_api.sittings.record.open_sitting import fold, load_sitting
from delivery_api.sittings.storage import store
from delivery_api.web.message_catalogue import translations
from tests.support.database_rows import nothing_written
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.service_harness import ServiceHarness, complete_sitting, put_response, response_body


def test_a_learner_signs_in_answers_to_the_end_and_the_result_is_in_the_log(harness: ServiceHarness) -> None:
    sitting = harness.assign("cadi")
    browser = harness.signed_in("cadi")
    assert browser.get("/api/me?lang=cy").json() == {"name": "Cadi M", "role": "learner", "language": "cy"}
    count = complete_sitting(harness, browser, sitting)
    log = harness.log(sitting)
    assert count == harness.bank.design("numeracy-procedural").length == len(replies(log))
    assert [type(event) for event in log[-2:]] == [Finished, Recorded]
    assert browser.get(f"/api/sittings/{sitting}").json()["finished"] is True


def test_replaying_the_log_gives_bit_identical_estimates(harness: ServiceHarness) -> None:
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    length = harness.bank.design("numeracy-procedural").length
    assert assert_every_sitting_replays(harness.service) == length + 1


def test_every_position_is_presented_before_it_is_answered_and_the_seed_would_choose_it_again(
    harness: ServiceHarness,
) -> None:
    sitting = harness.assign("joe")
    complete_sitting(harness, harness.signed_in("joe"), sitting)
    log = harness.log(sitting)
    with harness.service.engine.begin() as connection:
        row = store.find(connection, sitting)
        assert row is not None
        assert row.pinned is not None
        opened = load_sitting(harness.context(connection), row)
    for index, event in enumerate(log):
        if isinstance(event, Presented):
            state = fold(opened.test, log[:index])
            chosen = engine.next_action(opened.test, state, row.pinned.seed)
            assert isinstance(chosen, engine.Administer)
            assert opened.test.pool.ids[chosen.item] == event.item


def test_the_same_submission_again_gets_the_same_bytes_and_writes_nothing(harness: ServiceHarness) -> None:
    sitting = harness.assign("cadi")
    browser = harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    body = response_body(item, right_reply(harness.bank.item(item["id"])))
    first = put_response(browser, sitting, 1, body)
    written = harness.log(sitting)
    again = put_response(browser, sitting, 1, body)
    assert (again.status_code, again.content) == (200, first.content)
    assert harness.log(sitting) == written


@pytest.mark.parametrize("change", ["another key", "another answer", "another position"])
def test_a_second_different_answer_is_a_conflict_and_writes_nothing(harness: ServiceHarness, change: str) -> None:
    sitting = harness.assign("cadi")
    browser = harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    body = response_body(item, right_reply(harness.bank.item(item["id"])))
    following = put_response(browser, sitting, 1, body).json()["next"]
    written = harness.log(sitting)
    match change:
        case "another key":
            refused = put_response(browser, sitting, 1, body | {"key": str(uuid4())}, "cy")
        case "another answer":
            refused = put_response(browser, sitting, 1, body | {"response": None}, "cy")
        case _:
            refused = put_response(browser, sitting, 2, response_body(following, None, body["key"]), "cy")
    assert (refused.status_code, refused.json()["code"]) == (409, "reply_conflict")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["title"] == translations("cy").gettext("This question has been answered already")
    assert harness.log(sitting) == written


def test_another_device_resumes_at_the_same_item_and_a_change_of_language_is_logged(harness: ServiceHarness) -> None:
    sitting = harness.assign("cadi")
    first = harness.signed_in("cadi")
    item = first.post(f"/api/sittings/{sitting}/start?lang=en").json()["item"]
    item = put_response(first, sitting, 1, response_body(item, None)).json()["next"]
    second = harness.signed_in("cadi")
    address = f"/api/sittings/{sitting}"
    looked_at = second.get(f"{address}?lang=cy").json()
    assert looked_at["take_over"]
    resumed = second.post(f"{address}/take-over?lang=cy").json()["item"]
    assert resumed == looked_at["item"]
    assert (resumed["position"], resumed["id"], resumed["language"]) == (2, item["id"], "cy")
    shown = [event.language for event in harness.log(sitting) if isinstance(event, Presented) and event.position == 2]
    assert shown == ["en", "cy"]
    before = len(harness.log(sitting))
    again = second.get(f"{address}?lang=cy").json()
    assert (again["item"], again["take_over"]) == (resumed, False)
    second.post(f"{address}/take-over?lang=cy")
    assert len(harness.log(sitting)) == before


def test_showing_a_sitting_writes_no_row_whatever_the_device_and_language(harness: ServiceHarness) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    address, shown = f"/api/sittings/{sitting}", []
    with nothing_written(harness.service.engine):
        browser.get(address)
    browser.post(f"{address}/start?lang=en", headers={"Mesur-Device": "first"})
    browser.post(f"{address}/take-over?lang=en", headers={"Mesur-Device": "second"})
    with nothing_written(harness.service.engine):
        for device, language in product(("first", "second", "third"), ("cy", "en")):
            answer = browser.get(f"{address}?lang={language}&take_over=true", headers={"Mesur-Device": device}).json()
            shown.append((device, language, answer["elsewhere"], answer["take_over"]))
    assert shown == [
        ("first", "cy", True, False),
        ("first", "en", True, False),
        ("second", "cy", False, True),
        ("second", "en", False, False),
        ("third", "cy", False, True),
        ("third", "en", False, True),
    ]


def test_a_device_that_takes_the_sitting_back_is_counted(harness: ServiceHarness) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    browser.post(f"/api/sittings/{sitting}/start", headers={"Mesur-Device": "first"})
    counted = []
    for device in ("second", "first", "first"):
        browser.post(f"/api/sittings/{sitting}/take-over", headers={"Mesur-Device": device})
        counted.append("mesur_device_take_overs_total 1.0" in browser.get("/metrics").text)
    assert counted == [False, True, True]


def test_i_cannot_do_this_is_logged_as_omitted_and_steers_like_a_wrong_answer(harness: ServiceHarness) -> None:
    sitting = harness.assign("cadi")
    browser = harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    put_response(browser, sitting, 1, response_body(item, None))
    (reply,) = replies(harness.log(sitting))
    assert isinstance(reply, Replied)
    assert (reply.response, reply.score) == (None, 0)
    population = harness.bank.design("numeracy-procedural").population(4)
    assert reply.theta < population.mean


def test_nothing_the_player_is_sent_holds_a_key_or_a_parameter(harness: ServiceHarness) -> None:
    sitting = harness.assign("cadi")
    browser = harness.signed_in("cadi")
    sent = browser.post(f"/api/sittings/{sitting}/start").json()
    assert set(sent["item"]) == {
        "position", "id", "language", "content_language", "prompt_html", "stimulus", "response", "most", "hints",
        "hints_taken", "progress",
    }  # fmt: skip
    text = json.dumps(sent)
    for secret in ("difficulty", "features", "parameters", "rule", "misconception", "theta", "key"):
        assert f'"{secret}"' not in text  # a name in the JSON; a ruler may be in a question
