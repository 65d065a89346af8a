"""What a worker remembers of a sitting is a guess: an answer is the same as if nothing had been remembered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from delivery_api.demo.replies import right_reply
from delivery_api.keys import KeyGone
from delivery_api.sittings import memory as memories
from delivery_api.sittings import replying, store
from delivery_api.sittings.log import replies
from delivery_api.sittings.memory import Memory
from delivery_api.sittings.replying import Submission, reply
from delivery_api.sittings.room import Room, open_room
from delivery_api.sittings.tables import sitting_events
from tests.house import House, put, submission

AGAIN = "the power went"


def another_worker(house: House, browser: TestClient) -> TestClient:
    """The same browser, led to a worker that has not seen it."""
    other = house.browser_of_another_worker()
    other.cookies = browser.cookies
    return other


def answer(house: House, browser: TestClient, sitting: UUID, item: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    body = submission(item, right_reply(house.bank.item(item["id"])))
    answered = put(browser, sitting, item["position"], body)
    assert answered.status_code == 200, answered.text
    return body, answered.content


def next_of(said: bytes) -> dict[str, Any]:
    following: dict[str, Any] = json.loads(said)["next"]
    return following


def started(house: House, name: str) -> tuple[TestClient, UUID, dict[str, Any]]:
    sitting, browser = house.assign(name), house.signed_in(name)
    return browser, sitting, browser.post(f"/api/sittings/{sitting}/start").json()["item"]


def positions_and_keys(house: House, sitting: UUID) -> list[tuple[int, str]]:
    return [(event.position, event.key) for event in replies(house.log(sitting))]


def replied(house: House, sitting: UUID, memory: Memory, key: str, *, fails: bool = False) -> None:
    """The item that waits, answered as a worker with that memory does it; the transaction may come to nothing."""
    with house.service.engine.begin() as connection:
        found = store.hold(connection, sitting)
        assert found is not None
        room = open_room(connection, house.service.ring, house.shelf, found.sitting)
        shown = room.log[-1]
        sent = Submission(shown.position, shown.item, None, "en", 0, key, b"")  # type: ignore[union-attr]
        reply(connection, house.service.ring, house.shelf, memory, found, sent, house.clock())
        if fails:
            raise OSError(AGAIN)


def test_workers_take_turns_in_a_sitting_and_each_sees_what_the_other_did(house: House) -> None:
    browser, sitting, item = started(house, "cadi")
    workers = (browser, another_worker(house, browser))
    for turn in (0, 1, 1, 0, 1, 0, 0):
        _, said = answer(house, workers[turn], sitting, item)
        item = next_of(said)
    assert [event.position for event in replies(house.log(sitting))] == list(range(1, 8))


def test_an_earlier_answer_sent_again_gets_its_bytes_from_the_worker_that_remembers(house: House) -> None:
    browser, sitting, item = started(house, "cadi")
    sent = []
    for _ in range(3):
        sent.append((item["position"], *answer(house, browser, sitting, item)))
        item = next_of(sent[-1][2])
    for position, body, said in sent:
        again = put(browser, sitting, position, body)
        assert (again.status_code, again.content) == (200, said)


def remembering_what_came_to_nothing(house: House) -> tuple[UUID, Memory]:
    """A sitting with one answer, and a worker that remembers a second one whose transaction came to nothing."""
    _, sitting, _ = started(house, "joe")
    memory = Memory()
    replied(house, sitting, memory, "first-key")
    with pytest.raises(OSError, match=AGAIN):
        replied(house, sitting, memory, "second-key", fails=True)
    return sitting, memory


def test_what_came_to_nothing_is_not_gone_on_from(house: House) -> None:
    sitting, memory = remembering_what_came_to_nothing(house)
    assert positions_and_keys(house, sitting) == [(1, "first-key")]
    replied(house, sitting, memory, "third-key")
    assert positions_and_keys(house, sitting) == [(1, "first-key"), (2, "third-key")]


def test_what_came_to_nothing_and_is_sent_again_is_stored(house: House) -> None:
    """The worker remembers an answer that nobody else knows of; it must not take it for saved."""
    sitting, memory = remembering_what_came_to_nothing(house)
    replied(house, sitting, memory, "second-key")
    assert positions_and_keys(house, sitting) == [(1, "first-key"), (2, "second-key")]


def test_the_same_place_written_otherwise_is_read_anew(house: House) -> None:
    """This worker's answer came to nothing, another's took its place: as many events, and others."""
    sitting, memory = remembering_what_came_to_nothing(house)
    replied(house, sitting, Memory(), "other-key")
    replied(house, sitting, memory, "third-key")
    assert positions_and_keys(house, sitting) == [(1, "first-key"), (2, "other-key"), (3, "third-key")]


def test_what_is_remembered_takes_an_answer_without_reading_the_log(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, sitting, _ = started(house, "joe")
    memory = Memory()
    replied(house, sitting, memory, "first-key")
    opened = []
    monkeypatch.setattr(replying, "open_room", lambda *given: opened.append(given) or open_room(*given))
    replied(house, sitting, memory, "second-key")
    assert not opened
    replied(house, sitting, Memory(), "third-key")
    assert len(opened) == 1


def test_a_log_that_lost_its_end_is_read_anew(house: House) -> None:
    """As after a standby has taken over that was behind: what the worker knows is more than there is."""
    _, sitting, _ = started(house, "joe")
    memory = Memory()
    for key in ("first-key", "second-key"):
        replied(house, sitting, memory, key)
    lost = sitting_events.c.sequence >= len(house.log(sitting)) - 2
    with house.service.engine.begin() as connection:
        connection.execute(delete(sitting_events).where(sitting_events.c.sitting == sitting, lost))
    replied(house, sitting, memory, "third-key")
    assert positions_and_keys(house, sitting) == [(1, "first-key"), (2, "third-key")]


def test_a_key_that_is_gone_is_gone_for_what_is_remembered_too(house: House) -> None:
    _, sitting, _ = started(house, "joe")
    memory = Memory()
    replied(house, sitting, memory, "first-key")
    with house.service.engine.begin() as connection:
        found = store.find(connection, sitting)
        assert found is not None
        kept = store.programme(connection, found.programme)
    assert kept is not None
    file = house.service.ring.path(kept.key_id)
    document = file.read_bytes()
    file.unlink()
    with pytest.raises(KeyGone):
        replied(house, sitting, memory, "second-key")
    file.write_bytes(document)


def test_so_many_are_remembered_and_for_so_long(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _, sitting, _ = started(house, "joe")
    memory = Memory()
    replied(house, sitting, memory, "first-key")
    with house.service.engine.begin() as connection:
        found = store.find(connection, sitting)
    assert found is not None
    known = memory.recall(found)
    assert known is not None
    room, now = known.room, house.clock()
    monkeypatch.setattr(memories, "MOST", 2)
    others = [room_of(room) for _ in range(2)]
    for other in others:
        memory.keep(other, b"", now)
    assert memory.recall(found) is None
    memory.keep(room_of(room), b"", now + memories.AT_MOST + timedelta(seconds=1))
    assert not any(memory.recall(other.sitting) for other in others)


def room_of(room: Room) -> Room:
    """The same of another sitting."""
    return replace(room, sitting=replace(room.sitting, id=uuid4()))
