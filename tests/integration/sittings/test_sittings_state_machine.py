"""Learners, staff, devices, time and new workers do what they like, in any order; the service does what the rules say.

`sitting_rules_model.py` holds the rules. After each step the database, the log and a second look are compared.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from delivery_api.dates.school_calendar import london_date
from delivery_api.demo.simulated_replies import right_reply, wrong_reply
from delivery_api.identity import store
from delivery_api.sittings.record.event_types import pending_item
from delivery_api.sittings.storage import store as sitting_store
from delivery_api.sittings.values import Sitting as Row
from tests.support.sample_bank import SUBJECT
from tests.support.sent_bodies import sent_bodies
from tests.support.service_harness import TEST_START
from tests.support.sitting_rules_model import (
    ACTS,
    SEEN_BY_LEARNERS,
    STATUS,
    UNDER_WAY,
    ModelSitting,
    SittingRules,
    Window,
)
from tests.support.two_worker_service import LENGTH, TwoWorkerService, running_two_workers

LEARNERS = ("ann", "bob", "cat")
LATEST = TEST_START + timedelta(days=150)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, module_database_url: str) -> Iterator[TwoWorkerService]:
    with running_two_workers(tmp_path_factory.mktemp("service"), module_database_url) as place:
        yield place


any_sitting = st.integers(0, 11)
any_device = st.sampled_from("aabc")
any_language = st.sampled_from(("en", "cy"))
one_in_four = st.sampled_from((False, False, False, True))
any_response = st.sampled_from(("right", "wrong", "none"))
today_on = st.integers(-1, 4)


class Machine(RuleBasedStateMachine):
    """One class of three learners and its teacher, over HTTP."""

    def __init__(self, place: TwoWorkerService) -> None:
        super().__init__()
        self.place, self.clock, self.oracle = place, place.harness.clock, SittingRules()
        self.clock.now = TEST_START
        self.chance, self.requests = random.Random(7), 0
        self.class_id = uuid4()
        with place.harness.service.engine.begin() as connection:
            store.add_class(connection, self.class_id, place.harness.school, "Celyn")
        self.people = {name: place.enrol(self.class_id, name, 4) for name in LEARNERS}
        self.cookies = {name: place.cookie(id_) for name, id_ in self.people.items()}
        self.cookies["teacher"] = place.cookie(place.enrol(self.class_id, "teacher", None))
        self.cookies["stranger"] = place.stranger
        self.ids: list[UUID] = []  # of the sittings, in the order of `rules.sittings`
        self.waiting: dict[int, dict[str, Any]] = {}  # what each sitting was last shown
        self.touched: set[int] = set()

    # how requests are made and compared

    def ask(self, who: str, method: str, path: str, body: Any = None, device: str = "a") -> httpx2.Response:
        self.clock.now += timedelta(seconds=1)
        self.requests += 1
        worker = self.place.workers[self.requests % 2]
        headers = {"Mesur-Device": device} | ({"Cookie": f"mesur={self.cookies[who]}"} if who else {})
        return worker.request(method, path, json=body, headers=headers)

    def told(self, answer: httpx2.Response, outcome: str) -> httpx2.Response:
        """The answer, which is what the rules say."""
        expected = STATUS.get(outcome, 409)
        code = answer.json().get("code") if answer.status_code >= 400 else "ok"
        wanted = "ok" if expected < 400 else code if outcome == "malformed" else outcome
        assert (answer.status_code if answer.status_code != 201 else 200, code) == (expected, wanted), answer.text
        return answer

    def one(self, which: int, *states: str) -> tuple[int, ModelSitting, str]:
        """A sitting, of those in some states where there are any: number, what the rules know of it, and address."""
        all_of_them = list(enumerate(self.oracle.sittings))
        some = [index for index, each in all_of_them if each.state in states] or list(range(len(all_of_them)))
        index = some[which % len(some)]
        self.touched.add(index)
        return index, self.oracle.sittings[index], f"/api/sittings/{self.ids[index]}"

    def row(self, index: int) -> Row:
        with self.place.harness.service.engine.begin() as connection:
            found = sitting_store.find(connection, self.ids[index])
        assert found
        return found

    # giving and going on

    @initialize(minutes=st.sampled_from((10, 10, None)), begun=st.integers(1, 3))
    def assigned_first(self, minutes: int | None, begun: int) -> None:
        self.give(Window(minutes=minutes))
        for which in range(begun):
            self.start(which, "a", "en")

    @rule(opens=today_on, closes=today_on, minutes=st.sampled_from((None, 10)), booked=st.booleans())
    def assign(self, opens: int, closes: int, minutes: int | None, booked: bool) -> None:
        today = london_date(self.clock.now)
        days = (today + timedelta(days=opens), today + timedelta(days=closes))
        self.give(Window(*days, minutes) if booked else Window())

    @precondition(lambda self: self.clock.now < LATEST)
    @rule()
    def miss_a_window(self) -> None:
        """Whoever did not start in time, and did not look either, is booked again."""
        today = london_date(self.clock.now)
        self.give(Window(today, today))
        self.clock.now += timedelta(days=1)
        self.give(Window())

    def give(self, window: Window) -> None:
        body = {"opens_on": window.opens, "closes_on": window.closes, "minutes": window.minutes}
        sent = {name: str(value) if name != "minutes" else value for name, value in body.items() if value is not None}
        path = f"/api/classes/{self.class_id}/sittings?subject={SUBJECT}"
        answer = self.ask("teacher", "POST", path, sent)
        outcome, new = self.oracle.may_assign(LEARNERS, window, self.clock.now)
        self.told(answer, outcome)
        if outcome == "ok":
            assert answer.json()["assigned"] == len(new)
        with self.place.harness.service.engine.begin() as connection:
            held = sitting_store.of_learners(connection, list(self.people.values()), SUBJECT)
        made = {each.learner: each.id for each in held if each.id not in self.ids}
        assert made.keys() == {self.people[each.learner] for each in new}
        for each in new:
            self.known(each, made[self.people[each.learner]])

    def known(self, sitting: ModelSitting, id_: UUID) -> None:
        self.oracle.sittings.append(sitting)
        self.ids.append(id_)

    @rule(learner=st.sampled_from(LEARNERS))
    def practise(self, learner: str) -> None:
        answer = self.ask(learner, "POST", f"/api/practice/sittings?subject={SUBJECT}")
        outcome, going = self.oracle.may_practise(learner, self.clock.now)
        if self.told(answer, outcome).status_code == 409:
            return
        id_ = UUID(answer.json()["sitting"]["id"])
        if going is None:
            self.known(ModelSitting(learner, practice=True, practised_on=london_date(self.clock.now)), id_)
        assert self.oracle.sittings[self.ids.index(id_)] is (going or self.oracle.sittings[-1])

    @rule(which=any_sitting, device=any_device, language=any_language)
    def start(self, which: int, device: str, language: str) -> None:
        index, sitting, address = self.one(which, "assigned")
        answer = self.ask(sitting.learner, "POST", f"{address}/start?lang={language}", device=device)
        if sitting.state == "assigned":
            sitting.lapse(self.clock.now)
        if sitting.state != "assigned":
            self.looked(answer, index, device)
        elif self.told(answer, sitting.may_start(self.clock.now)).status_code == 200:
            sitting.state, sitting.met = "started", self.oracle.met(sitting.learner, sitting)
            sitting.devices.append(device)
            self.shown(index, answer.json()["item"])

    @rule(which=any_sitting, device=any_device, language=any_language)
    def look(self, which: int, device: str, language: str) -> None:
        index, sitting, address = self.one(which)
        answer = self.ask(sitting.learner, "GET", f"{address}?lang={language}", device=device)
        self.looked(answer, index, device, writes=False)

    @rule(which=any_sitting, device=any_device, language=any_language)
    def take_over(self, which: int, device: str, language: str) -> None:
        index, sitting, address = self.one(which)
        answer = self.ask(sitting.learner, "POST", f"{address}/take-over?lang={language}", device=device)
        self.looked(answer, index, device, take_over=True)

    def looked(
        self, answer: httpx2.Response, index: int, device: str, *, take_over: bool = False, writes: bool = True
    ) -> None:
        """What a player shows at any time, on any device."""
        sitting, shown = self.oracle.sittings[index], self.told(answer, "ok").json()
        elsewhere = False
        if sitting.state == "started" and device != sitting.devices[-1]:
            elsewhere = device in sitting.devices and not take_over
            if writes and not elsewhere:
                sitting.devices.append(device)
            assert writes or elsewhere or shown["take_over"]
        assert (shown["sitting"]["state"], shown["elsewhere"]) == (sitting.state, elsewhere)
        assert shown["finished"] == (sitting.state == "completed")
        if sitting.state != "started" or elsewhere:
            assert shown["item"] is None
            return
        same = ("position", "id", "progress")
        assert [shown["item"][name] for name in same] == [self.waiting[index][name] for name in same]
        assert len(shown["item"]["hints_taken"]) == sitting.taken[shown["item"]["position"]]

    def shown(self, index: int, item: dict[str, Any]) -> None:
        """A new question: none of this sitting, and none of an earlier one while others are left."""
        sitting = self.oracle.sittings[index]
        assert item["position"] == sitting.waiting
        assert item["id"] not in sitting.shown
        assert item["id"] not in sitting.met or self.place.pool(sitting.practice).keys() - sitting.met <= set(
            sitting.shown
        )
        sitting.ask(item["id"], self.clock.now)
        self.waiting[index] = item

    def list_own(self, learner: str) -> None:
        answer = self.told(self.ask(learner, "GET", "/api/sittings"), "ok")
        theirs = self.oracle.counted_sittings(learner)
        for each in theirs:
            if each.state in SEEN_BY_LEARNERS:
                each.lapse(self.clock.now)
        listed = {each["id"]: each["state"] for each in answer.json()["sittings"]}
        numbered = {id(each): str(id_) for each, id_ in zip(self.oracle.sittings, self.ids, strict=True)}
        assert listed == {numbered[id(each)]: each.state for each in theirs if each.state in SEEN_BY_LEARNERS}

    # answering

    def body(self, index: int, item: str, said: str, key: str | None = None) -> dict[str, Any]:
        version = self.place.bank.item(item) if item in self.place.hints else self.place.bank.items[0]
        response: Any = {
            "right": lambda: right_reply(version),
            "wrong": lambda: wrong_reply(version, self.chance),
            "none": lambda: None,
            "malformed": lambda: ["zz"],
        }[said]()
        return {"item": item, "response": response, "language": "en", "elapsed_ms": 9, "key": key or str(uuid4())}

    def send(self, index: int, position: int, body: dict[str, Any], device: str, *, well_formed: bool = True) -> None:
        sitting, address = self.oracle.sittings[index], f"/api/sittings/{self.ids[index]}"
        answer = self.ask(sitting.learner, "PUT", f"{address}/responses/{position}?lang=en", body, device)
        outcome = sitting.may_answer(position, body, self.place.pool(sitting.practice), well_formed=well_formed)
        self.told(answer, outcome)
        if outcome in ("ok", "again"):
            assert ("mesur-elsewhere" in answer.headers) == (device != sitting.devices[-1])
        if outcome == "again":
            assert answer.content == sitting.answers[position - 1][1]
        if outcome == "sequence_gap":
            assert answer.json()["awaited"] == sitting.waiting
        if outcome != "ok":
            return
        over, said = sitting.answered(body, answer.content, self.clock.now, LENGTH), answer.json()
        assert (said["position"], said["finished"], said["next"] is None) == (position, over, over)
        if not over:
            self.shown(index, said["next"])

    @precondition(lambda self: any(each.state == "started" for each in self.oracle.sittings))
    @rule(which=any_sitting, device=any_device, response=any_response, twice=st.booleans(), times=st.integers(1, 3))
    def answer_some(self, which: int, device: str, response: str, twice: bool, times: int) -> None:
        """As a learner does: what is asked, some questions in a row, each sent once or twice."""
        index, _, _ = self.one(which, "started")
        self.answer(index, device, response, twice=twice, times=times)

    def answer(self, index: int, device: str, response: str, *, twice: bool = False, times: int = 1) -> None:
        sitting = self.oracle.sittings[index]
        for _ in range(times):
            if sitting.state != "started":
                break
            position, body = len(sitting.answers) + 1, self.body(index, sitting.shown[-1], response)
            for _ in range(1 + twice):
                self.send(index, position, body, device)

    @precondition(lambda self: any(each.state == "started" for each in self.oracle.sittings))
    @rule(which=any_sitting)
    def answer_after_a_pause(self, which: int) -> None:
        """What is answered in a pause waits, and the pause takes no time off a time limit."""
        index, sitting, _ = self.one(which, "started")
        self.act(index, "pause", astray=True)
        self.send(index, len(sitting.answers) + 1, self.body(index, sitting.shown[-1], "right"), "a")
        self.clock.now += timedelta(minutes=11)
        self.act(index, "resume", astray=True)
        self.answer(index, "a", "right")

    @precondition(lambda self: any(each.state == "started" for each in self.oracle.sittings))
    @rule(which=any_sitting)
    def answer_late(self, which: int) -> None:
        """After the time limit."""
        index, _, _ = self.one(which, "started")
        self.clock.now += timedelta(minutes=11)
        self.answer(index, "a", "right")

    @precondition(lambda self: any(each.state == "started" for each in self.oracle.sittings))
    @rule(which=any_sitting)
    def answer_with_more_time(self, which: int) -> None:
        index, _, _ = self.one(which, "started")
        self.extend(index, 10, None)
        self.answer_late(which)

    @precondition(lambda self: any(each.state == "started" for each in self.oracle.sittings))
    @rule(which=any_sitting, by=st.integers(1, 3))
    def answer_too_early(self, which: int, by: int) -> None:
        """An answer overtakes the one before it."""
        index, sitting, _ = self.one(which, "started")
        self.send(index, len(sitting.answers) + 1 + by, self.body(index, sitting.shown[-1], "right"), "a")

    @precondition(lambda self: any(each.state == "started" for each in self.oracle.sittings))
    @rule(which=any_sitting, response=any_response)
    def answer_to_the_end(self, which: int, response: str) -> None:
        index, _, _ = self.one(which, "started")
        self.answer(index, "a", response, times=LENGTH)

    @precondition(lambda self: any(each.begun for each in self.oracle.sittings))
    @rule(
        which=any_sitting,
        offset=st.integers(-2, 2),
        item=st.sampled_from(("asked", "asked", "earlier", "unknown")),
        key=st.sampled_from(("new", "answered", "hinted")),
        response=st.sampled_from(("right", "none", "malformed")),
        device=any_device,
    )
    def answer_askew(self, which: int, offset: int, item: str, key: str, response: str, device: str) -> None:
        """A stale tab, a gap, a key that was used, a question that is none, an answer of the wrong kind."""
        index, sitting, _ = self.one(which, *UNDER_WAY, "completed")
        asked = sitting.shown or [self.place.bank.items[0].id]
        about = {"asked": asked[-1], "earlier": asked[0], "unknown": "aaaaaaaaaaaa"}[item]
        used = {
            "new": None,
            "answered": sitting.answers[0][0]["key"] if sitting.answers else None,
            "hinted": next(iter(sitting.hints), None),
        }[key]
        body = self.body(index, about, response, used)
        position = max(1, len(sitting.answers) + 1 + offset)
        self.send(index, position, body, device, well_formed=response != "malformed")

    @precondition(lambda self: any(each.answers for each in self.oracle.sittings))
    @rule(which=any_sitting, place=st.integers(0, LENGTH - 1), device=any_device, change=st.booleans())
    def send_again(self, which: int, place: int, device: str, change: bool) -> None:
        """What was acknowledged comes again, whatever has become of the sitting; or nearly the same."""
        having = [n for n, each in enumerate(self.oracle.sittings) if each.answers]
        index, sitting, _ = self.one(having[which % len(having)])
        position = place % len(sitting.answers) + 1
        body = sitting.answers[position - 1][0]
        self.send(index, position, body | {"elapsed_ms": 10} if change else body, device)

    @precondition(lambda self: any(each.state in UNDER_WAY and each.begun for each in self.oracle.sittings))
    @rule(
        which=any_sitting,
        number=st.sampled_from((1, 1, 2, 3)),
        item=st.sampled_from(("asked", "asked", "earlier", "unknown")),
        key=st.sampled_from(("new", "new", "answered", "hinted")),
    )
    def hint(self, which: int, number: int, item: str, key: str) -> None:
        _, sitting, address = self.one(which, *UNDER_WAY)
        asked = sitting.shown or [self.place.bank.items[0].id]
        about = {"asked": asked[-1], "earlier": asked[0], "unknown": "aaaaaaaaaaaa"}[item]
        body = {"item": about, "hint": number, "language": "en", "key": str(uuid4())}
        if key == "answered" and sitting.answers:
            body["key"] = sitting.answers[0][0]["key"]
        if key == "hinted" and sitting.hints:
            body["key"] = next(iter(sitting.hints))
        answer = self.ask(sitting.learner, "POST", f"{address}/hints?lang=en", body)
        outcome = sitting.may_hint(body, self.place.pool(sitting.practice))
        self.told(answer, outcome)
        if outcome == "again":
            assert answer.content == sitting.hints[str(body["key"])][1]
        if outcome == "ok" and sitting.waiting and number > sitting.taken[sitting.waiting]:
            sitting.hints[str(body["key"])] = (body, answer.content)
            sitting.taken[sitting.waiting] += 1

    # what staff do

    @rule(which=any_sitting, name=st.sampled_from(sorted(ACTS)), astray=one_in_four)
    def act(self, which: int, name: str, astray: bool) -> None:
        _, sitting, address = self.one(which, *(() if astray else ACTS[name][0]))
        outcome = sitting.may_act(name)
        self.told(self.ask("teacher", "POST", f"{address}/{name}", {"reason": "other"}), outcome)
        if outcome == "ok":
            sitting.acted(name, self.clock.now)

    @rule(which=any_sitting, minutes=st.sampled_from((0, 10)), days=st.sampled_from((None, -1, 0, 7, 400)))
    def extend(self, which: int, minutes: int, days: int | None) -> None:
        _, sitting, address = self.one(which)
        until = None if days is None else london_date(self.clock.now) + timedelta(days=days)
        body = {"reason": "Extra time", "minutes": minutes} | ({} if until is None else {"until": str(until)})
        answer = self.ask("teacher", "POST", f"{address}/extend", body)
        outcome = sitting.may_extend(minutes, until, self.clock.now)
        self.told(answer, outcome)
        if outcome == "ok":
            sitting.extended(minutes, until)

    @rule(which=any_sitting, to=st.sampled_from(LEARNERS))
    def hand_over(self, which: int, to: str) -> None:
        _, sitting, address = self.one(which, *UNDER_WAY, "completed")
        outcome = self.oracle.may_hand_over(sitting, to)
        body = {"reason": "The wrong child", "to": str(self.people[to])}
        self.told(self.ask("teacher", "POST", f"{address}/move", body), outcome)
        if outcome == "ok":
            self.oracle.handed_over(sitting, to)

    @rule(
        which=any_sitting,
        path=st.sampled_from(("pause", "discard", "finish", "start", "receipt")),
        who=st.sampled_from((*LEARNERS, "stranger", "")),
    )
    def somebody_else(self, which: int, path: str, who: str) -> None:
        """Whoever it does not concern finds nothing, and changes nothing."""
        _, sitting, address = self.one(which)
        if who == sitting.learner:
            who = "teacher" if path in ("start", "receipt") else ""
        method = "GET" if path == "receipt" else "POST"
        answer = self.ask(who, method, f"{address}/{path}", {"reason": "Because"} if method == "POST" else None)
        self.told(answer, "not_found" if who else "not_signed_in")

    # what is said beside, time and workers

    @rule(which=any_sitting, device=any_device, what=st.sampled_from(("pulse", "receipt", "list", "restart")))
    def beside(self, which: int, device: str, what: str) -> None:
        _, sitting, address = self.one(which)
        if what == "pulse":
            said = self.told(self.ask(sitting.learner, "POST", f"{address}/pulse", device=device), "ok").json()
            elsewhere = sitting.begun and device != sitting.devices[-1]
            minutes = sitting.seconds // 60 if sitting.limited and sitting.state == "assigned" else None
            assert (said["state"], said["elsewhere"], said.get("minutes")) == (sitting.state, elsewhere, minutes)
        elif what == "receipt":
            outcome = "ok" if sitting.begun else "not_started"
            given = self.told(self.ask(sitting.learner, "GET", f"{address}/receipt"), outcome).json()
            assert len(given.get("answers", ())) == len(sitting.answers)
        elif what == "list":
            self.list_own(sitting.learner)
        else:
            self.place.restart(which % 2)

    @precondition(lambda self: self.clock.now < LATEST)
    @rule(minutes=st.sampled_from((1, 6, 11, 24 * 60, 5 * 24 * 60, 33 * 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.clock.now += timedelta(minutes=minutes)

    # what always holds

    @invariant()
    def the_database_is_what_the_rules_say(self) -> None:
        with self.place.harness.service.engine.begin() as connection:
            held = {
                each.id: each
                for practice in (False, True)
                for each in sitting_store.of_learners(
                    connection, list(self.people.values()), SUBJECT, practice=practice
                )
            }
        names = {id_: name for name, id_ in self.people.items()}
        stands = {id_: (names[row.learner], row.state) for id_, row in held.items() if row.learner}
        assert stands == {
            id_: (each.learner, each.state) for id_, each in zip(self.ids, self.oracle.sittings, strict=True)
        }
        for learner in LEARNERS:
            assert sum(each.state in ("completed", *UNDER_WAY) for each in self.oracle.counted_sittings(learner)) <= 2

    @invariant()
    def each_acknowledged_answer_stands_once(self) -> None:
        for index in self.touched:
            self.compare(index)
        self.touched.clear()

    def compare(self, index: int) -> None:
        sitting, log = self.oracle.sittings[index], self.place.harness.log(self.ids[index])
        sent = sent_bodies(self.place.harness, self.ids[index]) if sitting.answers else {}
        logged = [(position, key, body.encode()) for position, (key, body) in sent.items()]
        assert logged == [(n, body["key"], said) for n, (body, said) in enumerate(sitting.answers, start=1)]
        asked = pending_item(log) if sitting.waiting else None
        assert (asked and (asked.position, asked.item)) == (sitting.waiting and (sitting.waiting, sitting.shown[-1]))
        if sitting.state == "started":
            device = sitting.devices[-1]
            path = f"/api/sittings/{self.ids[index]}?lang={self.waiting[index]['language']}"
            self.looked(self.ask(sitting.learner, "GET", path, device=device), index, device)

    def teardown(self) -> None:
        for index in range(len(self.ids)):
            self.compare(index)


def many(examples: int) -> settings:
    """As many runs of the machine, the same ones every time."""
    return settings(
        max_examples=examples,
        stateful_step_count=50,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


@pytest.mark.long_on("sqlite")
@pytest.mark.slow
def test_the_service_does_what_the_rules_say(place: TwoWorkerService) -> None:
    on_sqlite = place.harness.settings.database_url.startswith("sqlite")
    run(lambda: Machine(place), settings=many(12 if on_sqlite else 6))
