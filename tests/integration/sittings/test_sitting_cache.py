"""What a worker has cached of a sitting is a guess: an answer is the same as without the cache."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event as Signal
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, update

from delivery_api.access.access import SittingAccess
from delivery_api.access.refusals import TooMany
from delivery_api.bank import item_status_changes
from delivery_api.bank.values import Authorisation
from delivery_api.demo.simulated_replies import right_reply
from delivery_api.identity.sessions import hash_token
from delivery_api.identity.tables import sessions
from delivery_api.keys.encryption import KeyGone
from delivery_api.sittings.answering import answer_service, sitting_cache
from delivery_api.sittings.answering.answer_service import AcceptedAnswer, AnswerService, Submission, take_answer
from delivery_api.sittings.answering.sitting_cache import AnsweringSession, SittingCache
from delivery_api.sittings.record.event_types import Presented, replies
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.log_heads.head_notes import forget_head, head_files
from delivery_api.sittings.storage.tables import presence, sitting_events, sittings
from itembank import ItemStatus
from tests.support.database_rows import nothing_written
from tests.support.service_harness import ServiceHarness, complete_sitting, put_response, response_body

AGAIN = "the power went"


def another_worker(harness: ServiceHarness, browser: TestClient) -> TestClient:
    """The same browser, led to a worker that has not seen it."""
    other = harness.browser_of_another_worker()
    other.cookies = browser.cookies
    return other


def answer(
    harness: ServiceHarness, browser: TestClient, sitting: UUID, item: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    body = response_body(item, right_reply(harness.bank.item(item["id"])))
    answered = put_response(browser, sitting, item["position"], body)
    assert answered.status_code == 200, answered.text
    return body, answered.content


def next_of(said: bytes) -> dict[str, Any]:
    following: dict[str, Any] = json.loads(said)["next"]
    return following


def started(harness: ServiceHarness, name: str) -> tuple[TestClient, UUID, dict[str, Any]]:
    sitting, browser = harness.assign(name), harness.signed_in(name)
    return browser, sitting, browser.post(f"/api/sittings/{sitting}/start").json()["item"]


def positions_and_keys(harness: ServiceHarness, sitting: UUID) -> list[tuple[int, str]]:
    return [(event.position, event.key) for event in replies(harness.log(sitting))]


@dataclass
class Worker:
    """A worker that takes the answers of one session, and how many it took from its cache."""

    harness: ServiceHarness
    sitting: UUID
    session: AnsweringSession
    cache: SittingCache = field(default_factory=SittingCache)
    from_cache_count: int = 0

    def answer(self, key: str, *, fails: bool = False) -> None:
        """The item that waits, answered; the transaction may come to nothing."""
        submission = self._sent(key)
        if not fails and self.from_cache(submission) is not None:
            self.from_cache_count += 1
            return
        with self.harness.service.engine.begin() as connection:
            locked = store.lock_by_id(connection, self.sitting)
            assert locked is not None
            context, now = self.harness.context(connection), self.harness.clock()
            take_answer(context, locked, submission, now, self.cache, self.session)
            if fails:
                raise OSError(AGAIN)

    def from_cache(self, submission: Submission) -> AcceptedAnswer | None:
        answers = AnswerService(self.harness.service.ring, self.harness.bank_cache, self.cache)
        request, now = Request({"type": "http", "app": self.harness.browser().app}), self.harness.clock()
        cached = self.cache.get(self.sitting, self.session.token_hash, now)
        if cached is None:
            return None
        return answers.answer_from_cache(SittingAccess(request, self.sitting, now, ""), cached, submission)

    def _sent(self, key: str) -> Submission:
        shown = [event for event in self.harness.log(self.sitting) if isinstance(event, Presented)][-1]
        return Submission(shown.position, shown.item, None, "en", 0, key, b"")


def worker(harness: ServiceHarness, name: str = "joe") -> Worker:
    """A worker at which a sitting has just begun."""
    browser, sitting, _ = started(harness, name)
    token = hash_token(browser.cookies[harness.settings.cookie])
    return Worker(harness, sitting, AnsweringSession(token, harness.people[name], harness.clock() + timedelta(hours=1)))


def test_workers_take_turns_in_a_sitting_and_each_sees_what_the_other_did(harness: ServiceHarness) -> None:
    browser, sitting, item = started(harness, "cadi")
    workers = (browser, another_worker(harness, browser))
    for turn in (0, 1, 1, 0, 1, 0, 0):
        _, said = answer(harness, workers[turn], sitting, item)
        item = next_of(said)
    assert [event.position for event in replies(harness.log(sitting))] == list(range(1, 8))


def test_an_earlier_answer_sent_again_gets_its_bytes_from_the_worker_that_remembers(harness: ServiceHarness) -> None:
    browser, sitting, item = started(harness, "cadi")
    sent = []
    for _ in range(3):
        sent.append((item["position"], *answer(harness, browser, sitting, item)))
        item = next_of(sent[-1][2])
    for position, body, said in sent:
        again = put_response(browser, sitting, position, body)
        assert (again.status_code, again.content) == (200, said)


def test_what_is_remembered_takes_an_answer_without_reading_the_log(harness: ServiceHarness) -> None:
    at = worker(harness)
    for key in ("first-key", "second-key", "third-key"):
        at.answer(key)
    assert at.from_cache_count == 2
    assert positions_and_keys(harness, at.sitting) == [(1, "first-key"), (2, "second-key"), (3, "third-key")]


def test_all_but_the_first_answer_of_a_sitting_are_taken_so_to_the_end(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Any] = []

    def counted(*given: Any) -> AcceptedAnswer:
        read.append(given)
        return take_answer(*given)

    monkeypatch.setattr(answer_service, "take_answer", counted)
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    browser.post(f"/api/sittings/{sitting}/pulse")
    taken = complete_sitting(harness, browser, sitting)
    assert (len(read), taken) == (1, len(replies(harness.log(sitting))))
    with harness.service.engine.begin() as connection:
        found = store.find(connection, sitting)
        assert found is not None
        assert found.state == "completed"
        assert not connection.execute(select(presence).where(presence.c.sitting == sitting)).all()


def worker_after_a_rollback(harness: ServiceHarness) -> Worker:
    """A worker that remembers a first answer whose transaction came to nothing."""
    at = worker(harness)
    with pytest.raises(OSError, match=AGAIN):
        at.answer("first-key", fails=True)
    assert positions_and_keys(harness, at.sitting) == []
    return at


def test_what_came_to_nothing_is_not_gone_on_from(harness: ServiceHarness) -> None:
    at = worker_after_a_rollback(harness)
    at.answer("other-key")
    assert positions_and_keys(harness, at.sitting) == [(1, "other-key")]


def test_what_came_to_nothing_and_is_sent_again_is_stored(harness: ServiceHarness) -> None:
    """The worker remembers an answer that nobody else knows of; it must not take it for saved."""
    at = worker_after_a_rollback(harness)
    at.answer("first-key")
    assert positions_and_keys(harness, at.sitting) == [(1, "first-key")]


def test_the_same_place_written_otherwise_is_read_anew(harness: ServiceHarness) -> None:
    """This worker's answer came to nothing, another's took its place: as many events, and others."""
    at = worker_after_a_rollback(harness)
    with_empty_cache(at).answer("other-key")
    at.answer("third-key")
    assert (at.from_cache_count, positions_and_keys(harness, at.sitting)) == (0, [(1, "other-key"), (2, "third-key")])


def with_empty_cache(at: Worker) -> Worker:
    """The same session at another worker."""
    return replace(at, cache=SittingCache(), from_cache_count=0)


def _withdrawn(harness: ServiceHarness, _: UUID) -> None:
    said = Authorisation("Ann Approver", "two right answers")
    with harness.service.engine.begin() as connection:
        item_status_changes.approve(connection, harness.bank, said, harness.clock())
        item_status_changes.withdraw(
            connection, harness.bank.items[3].id, ItemStatus.QUARANTINED, said, harness.clock()
        )


def _sql(statement: Callable[[UUID, ServiceHarness], Any]) -> Callable[[ServiceHarness, UUID], None]:
    def change(harness: ServiceHarness, sitting: UUID) -> None:
        wanted = statement(sitting, harness)
        with harness.service.engine.begin() as connection:
            assert connection.execute(wanted).rowcount == 1

    return change


def _last(harness: ServiceHarness, sitting: UUID) -> Any:
    return (sitting_events.c.sitting == sitting) & (sitting_events.c.sequence == len(harness.log(sitting)) - 1)


def _sealed_anew(harness: ServiceHarness, sitting: UUID) -> None:
    """The same as it was, but that it was written by somebody else."""
    *before, last = harness.log(sitting)
    wanted = _last(harness, sitting)
    with harness.service.engine.begin() as connection:
        found = store.find(connection, sitting)
        assert found is not None
        connection.execute(delete(sitting_events).where(wanted))
        kept = store.programme(connection, found.programme)
        assert kept is not None
        key = harness.service.ring.read(kept.key_id)
        forget_head(connection, key, found)  # or nothing else than the end of the sitting could be appended
        logbook.append(connection, key, found, len(before), [last])


def _joes(harness: ServiceHarness) -> Any:
    return sessions.c.person == harness.people["joe"]


def _year_destroyed(harness: ServiceHarness, _: UUID) -> None:
    with harness.service.engine.begin() as connection:
        store.mark_destroyed(connection, "2026-27", harness.clock().date())


def _handed_over(harness: ServiceHarness, sitting: UUID) -> None:
    with harness.service.engine.begin() as connection:
        found = store.find(connection, sitting)
        assert found is not None
        store.change_learner(connection, found, harness.people["cadi"])


CHANGES: dict[str, Callable[[ServiceHarness, UUID], None]] = {
    "signed out": _sql(lambda _, harness: delete(sessions).where(_joes(harness))),
    "the session is over": _sql(
        lambda _, harness: update(sessions).where(_joes(harness)).values(expires_at=harness.clock())
    ),
    "the session is another's": _sql(
        lambda _, harness: update(sessions).where(_joes(harness)).values(person=harness.people["cadi"])
    ),
    "paused": _sql(lambda sitting, _: update(sittings).where(sittings.c.id == sitting).values(state="paused")),
    "handed over": _handed_over,
    "the sitting is gone": _sql(lambda sitting, _: delete(sittings).where(sittings.c.id == sitting)),
    "the year is destroyed": _year_destroyed,
    "a question is out of use": _withdrawn,
    "the last event is gone": _sql(lambda sitting, harness: delete(sitting_events).where(_last(harness, sitting))),
    "the last event is another": _sealed_anew,
    "another worker went on": lambda harness, sitting: with_empty_cache(
        Worker(harness, sitting, AnsweringSession(b"", harness.people["joe"], harness.clock()))
    ).answer("their-key"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_written_where_anything_is_not_as_it_is_remembered(harness: ServiceHarness, change: str) -> None:
    at = worker(harness)
    at.answer("first-key")
    sent = at._sent("second-key")
    CHANGES[change](harness, at.sitting)
    with nothing_written(harness.service.engine):
        assert at.from_cache(sent) is None
    head_files(harness.service.ring).remove_all()  # else nobody could go on with what lost its last event


def test_whoever_holds_the_sitting_is_waited_for(harness: ServiceHarness) -> None:
    """A pause that is under way: the answer is taken after it, and by what it left."""
    if harness.service.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer, who is waited for by everybody")
    at = worker(harness)
    at.answer("first-key")
    sent, waiting = at._sent("second-key"), Signal()

    def reply_meanwhile() -> AcceptedAnswer | None:
        waiting.set()
        return at.from_cache(sent)

    with ThreadPoolExecutor(1) as pool:
        with harness.service.engine.begin() as connection:
            held = store.lock_by_id(connection, at.sitting)
            assert held is not None
            taken = pool.submit(reply_meanwhile)
            waiting.wait()
            sleep(0.3)
            assert not taken.done()
            store.save(connection, replace(held.sitting, state="paused"))
        assert taken.result() is None
    assert positions_and_keys(harness, at.sitting) == [(1, "first-key")]


def test_two_at_the_same_moment_leave_one_answer(harness: ServiceHarness) -> None:
    at = worker(harness)
    at.answer("first-key")
    for turn in range(6):
        sent = at._sent(f"key-{turn}")
        with ThreadPoolExecutor(2) as pool:
            taken = [each.result() for each in [pool.submit(at.from_cache, sent) for _ in range(2)]]
        assert sum(each is not None for each in taken) == 1
    assert positions_and_keys(harness, at.sitting)[1:] == [(turn + 2, f"key-{turn}") for turn in range(6)]


def test_a_session_of_another_browser_is_looked_at_whole(harness: ServiceHarness) -> None:
    at = worker(harness)
    at.answer("first-key")
    other = replace(at, session=replace(at.session, token_hash=b"another"), from_cache_count=0)
    other.answer("second-key")
    assert other.from_cache_count == 0


def test_answers_put_off_the_end_of_a_session(harness: ServiceHarness) -> None:
    """Answer upon answer for longer than a session lives without a sign of life."""
    browser, sitting, item = started(harness, "cadi")
    for _ in range(12):
        harness.clock.now += timedelta(minutes=10)
        _, said = answer(harness, browser, sitting, item)
        item = next_of(said)
    assert harness.settings.learner_idle_minutes < 120


def test_a_request_counts_once_towards_what_an_account_may_ask(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether what is remembered takes it, or the log, or first the one and then the other."""
    sitting, asked = harness.assign("cadi"), list[UUID]()
    browser = harness.signed_in("cadi")
    service = browser.app.state.service_context  # type: ignore[attr-defined]

    def wait(account: UUID, _: datetime) -> timedelta:
        asked.append(account)
        return timedelta(0)

    browser.app.state.service_context = replace(service, rate_limit_wait=wait)  # type: ignore[attr-defined]
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    asked.clear()
    body, said = answer(harness, browser, sitting, item)  # by the log
    answer(harness, browser, sitting, next_of(said))  # by what is remembered
    put_response(browser, sitting, 1, body)  # the same again
    put_response(browser, sitting, 3, {"item": "none"})  # no reply
    assert asked == [harness.people["cadi"]] * 4


def test_an_account_that_asks_too_often_has_to_wait_with_answers_too(harness: ServiceHarness) -> None:
    at = worker(harness)
    at.answer("first-key")
    browser = harness.browser()
    service = browser.app.state.service_context  # type: ignore[attr-defined]
    request = Request({"type": "http", "app": browser.app})
    browser.app.state.service_context = replace(service, rate_limit_wait=lambda *_: timedelta(seconds=1))  # type: ignore[attr-defined]
    access = SittingAccess(request, at.sitting, harness.clock(), "")
    with pytest.raises(TooMany), access.unchecked_connection(at.session.learner, transaction=False):
        pass


def test_a_session_that_is_over_costs_its_learner_nothing(harness: ServiceHarness) -> None:
    """Whoever has an old cookie cannot use up what the learner may ask."""
    browser, sitting, item = started(harness, "cadi")
    _, said = answer(harness, browser, sitting, item)
    _sql(lambda _, harness: delete(sessions).where(sessions.c.person == harness.people["cadi"]))(harness, sitting)
    asked: list[UUID] = []
    service = browser.app.state.service_context  # type: ignore[attr-defined]

    def wait(account: UUID, _: datetime) -> timedelta:
        asked.append(account)
        return timedelta(0)

    browser.app.state.service_context = replace(service, rate_limit_wait=wait)  # type: ignore[attr-defined]
    body = response_body(next_of(said), None)
    assert [put_response(browser, sitting, 2, body).status_code for _ in range(5)] == [401] * 5
    assert len(asked) <= 1


def test_nothing_of_a_trial_is_remembered(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a session knows whose a trial's sitting is."""
    kept: list[Any] = []
    monkeypatch.setattr(SittingCache, "put", lambda _, entry: kept.append(entry))
    harness.create_trial("Derwen")
    browser = harness.signed_in("cadi")
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    item = browser.post(f"/api/sittings/{offered['id']}/start").json()["item"]
    for _ in range(3):
        item = next_of(answer(harness, browser, UUID(offered["id"]), item)[1])
    assert not kept
    browser, sitting, item = started(harness, "joe")
    answer(harness, browser, sitting, item)
    assert len(kept) == 1


def test_a_key_that_is_gone_is_gone_for_what_is_remembered_too(harness: ServiceHarness) -> None:
    at = worker(harness)
    at.answer("first-key")
    with harness.service.engine.begin() as connection:
        found = store.find(connection, at.sitting)
        assert found is not None
        kept = store.programme(connection, found.programme)
    assert kept is not None
    file = harness.service.ring.path(kept.key_id)
    document = file.read_bytes()
    sent = at._sent("second-key")
    file.unlink()
    with pytest.raises(KeyGone):
        at.from_cache(sent)
    file.write_bytes(document)


def test_so_many_are_remembered_and_for_so_long(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    at = worker(harness)
    at.answer("first-key")
    now, token = harness.clock(), at.session.token_hash
    entry = at.cache.get(at.sitting, token, now)
    assert entry is not None
    assert at.cache.get(at.sitting, token, at.session.settled_until) is None
    monkeypatch.setattr(sitting_cache, "MAX_SITTINGS", 2)
    others = [
        replace(entry, sitting=replace(entry.sitting, sitting=replace(entry.sitting.sitting, id=uuid4()))) for _ in "ab"
    ]
    for age, other in enumerate(others):
        at.cache.put(replace(other, answered_at=now + timedelta(minutes=age)))
    assert at.cache.get(at.sitting, token, now) is None
    assert at.cache.drop_older_than(now + timedelta(seconds=30)) == 1
    assert [at.cache.get(each.sitting.sitting.id, token, now) is None for each in others] == [True, False]
    at.cache.put(replace(entry, answered_at=now))  # by a clock that was set back: the last to come, and the first to go
    assert at.cache.drop_older_than(now + timedelta(seconds=30)) == 1
