"""A learner takes an assessment over HTTP, on both databases."""

import json
from uuid import uuid4

import pytest

import engine
from delivery_api.demo.replies import right_reply
from delivery_api.sittings.record.event_types import Finished, Presented, Replied, replies
from delivery_api.sittings.record.open_sitting import fold, load_sitting
from delivery_api.sittings.storage import store
from delivery_api.web.message_catalogue import translations
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.running_service import House, answer_to_the_end, put, submission


def test_a_learner_signs_in_answers_to_the_end_and_the_result_is_in_the_log(house: House) -> None:
    sitting = house.assign("cadi")
    browser = house.signed_in("cadi")
    assert browser.get("/api/me?lang=cy").json() == {"name": "Cadi M", "role": "learner", "language": "cy"}
    count = answer_to_the_end(house, browser, sitting)
    log = house.log(sitting)
    assert count == house.bank.design("numeracy-procedural").length == len(replies(log))
    assert isinstance(log[-1], Finished)
    assert browser.get(f"/api/sittings/{sitting}").json()["finished"] is True


def test_replaying_the_log_gives_bit_identical_estimates(house: House) -> None:
    answer_to_the_end(house, house.signed_in("cadi"), house.assign("cadi"))
    length = house.bank.design("numeracy-procedural").length
    assert assert_every_sitting_replays(house.service) == length + 1


def test_every_position_is_presented_before_it_is_answered_and_the_seed_would_choose_it_again(house: House) -> None:
    sitting = house.assign("joe")
    answer_to_the_end(house, house.signed_in("joe"), sitting)
    log = house.log(sitting)
    with house.service.engine.begin() as connection:
        row = store.find(connection, sitting)
        assert row is not None
        assert row.pins is not None
        room = load_sitting(connection, house.service.ring, house.bank_cache, row)
    for index, event in enumerate(log):
        if isinstance(event, Presented):
            state = fold(room.test, log[:index])
            chosen = engine.next_action(room.test, state, row.pins.seed)
            assert isinstance(chosen, engine.Administer)
            assert room.test.pool.ids[chosen.item] == event.item


def test_the_same_submission_again_gets_the_same_bytes_and_writes_nothing(house: House) -> None:
    sitting = house.assign("cadi")
    browser = house.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    body = submission(item, right_reply(house.bank.item(item["id"])))
    first = put(browser, sitting, 1, body)
    written = house.log(sitting)
    again = put(browser, sitting, 1, body)
    assert (again.status_code, again.content) == (200, first.content)
    assert house.log(sitting) == written


@pytest.mark.parametrize("change", ["another key", "another answer", "another position"])
def test_a_second_different_answer_is_a_conflict_and_writes_nothing(house: House, change: str) -> None:
    sitting = house.assign("cadi")
    browser = house.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    body = submission(item, right_reply(house.bank.item(item["id"])))
    following = put(browser, sitting, 1, body).json()["next"]
    written = house.log(sitting)
    match change:
        case "another key":
            refused = put(browser, sitting, 1, body | {"key": str(uuid4())}, "cy")
        case "another answer":
            refused = put(browser, sitting, 1, body | {"response": None}, "cy")
        case _:
            refused = put(browser, sitting, 2, submission(following, None, body["key"]), "cy")
    assert (refused.status_code, refused.json()["code"]) == (409, "reply_conflict")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["title"] == translations("cy").gettext("This question has been answered already")
    assert house.log(sitting) == written


def test_another_device_resumes_at_the_same_item_and_a_change_of_language_is_logged(house: House) -> None:
    sitting = house.assign("cadi")
    first = house.signed_in("cadi")
    item = first.post(f"/api/sittings/{sitting}/start?lang=en").json()["item"]
    item = put(first, sitting, 1, submission(item, None)).json()["next"]
    second = house.signed_in("cadi")
    resumed = second.get(f"/api/sittings/{sitting}?lang=cy").json()["item"]
    assert (resumed["position"], resumed["id"], resumed["language"]) == (2, item["id"], "cy")
    shown = [event.language for event in house.log(sitting) if isinstance(event, Presented) and event.position == 2]
    assert shown == ["en", "cy"]
    before = len(house.log(sitting))
    second.get(f"/api/sittings/{sitting}?lang=cy")
    assert len(house.log(sitting)) == before


def test_i_cannot_do_this_is_logged_as_omitted_and_steers_like_a_wrong_answer(house: House) -> None:
    sitting = house.assign("cadi")
    browser = house.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    put(browser, sitting, 1, submission(item, None))
    (reply,) = replies(house.log(sitting))
    assert isinstance(reply, Replied)
    assert (reply.response, reply.score) == (None, 0)
    population = house.bank.design("numeracy-procedural").population(4)
    assert reply.theta < population.mean


def test_nothing_the_player_is_sent_holds_a_key_or_a_parameter(house: House) -> None:
    sitting = house.assign("cadi")
    browser = house.signed_in("cadi")
    sent = browser.post(f"/api/sittings/{sitting}/start").json()
    assert set(sent["item"]) == {
        "position", "id", "language", "content_language", "prompt_html", "stimulus", "response", "most", "hints",
        "hints_taken", "progress",
    }  # fmt: skip
    text = json.dumps(sent)
    for secret in ("difficulty", "features", "parameters", "rule", "misconception", "theta", "key"):
        assert f'"{secret}"' not in text  # a name in the JSON; a ruler may be in a question
