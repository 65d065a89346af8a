"""A simulated learner who answers a sitting while faults happen, and records each acknowledgement."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2

from delivery_api.demo.simulated_replies import right_reply, wrong_reply
from tests.faults.service_under_faults import FaultRun

Item = dict[str, Any]
FEWEST_QUESTIONS = 25


@dataclass
class SimulatedLearner:
    """One learner, their sitting, the faults they will meet, and the acknowledgements they received.

    Attributes
    ----------
    faults : the faults that happen, at questions drawn from `chance`
    acknowledged : position → the request body sent, and the bytes of the acknowledgement
    tab : id of the device that the sitting is on
    kills_seen : number of kills when the learner last reloaded the page
    """

    fault_run: FaultRun
    number: int
    sitting: UUID
    cookie: str
    chance: random.Random
    faults: list[str]
    acknowledged: dict[int, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    receipt: dict[str, Any] = field(default_factory=dict)
    tab: str = "tab-0"
    kills_seen: int = 0
    client: httpx2.AsyncClient = field(init=False)

    async def sit(self) -> None:
        """Answer every question despite the faults, and fetch the receipt."""
        async with httpx2.AsyncClient(base_url=self.fault_run.served.address, timeout=60) as self.client:
            shown = await self.request_with_retries("POST", f"{self.path}/start")
            item = shown.json()["item"]
            at = set(self.chance.sample(range(1, FEWEST_QUESTIONS), len(self.faults)))
            while item is not None:
                await self.reload_after_a_kill(item)
                fault = self.faults.pop() if item["position"] in at and self.faults else None
                item = await self.answer(item, fault)
            await self.reload_after_a_kill(None)
            self.receipt = (await self.request_with_retries("GET", f"{self.path}/receipt")).json()

    @property
    def path(self) -> str:
        """The address of the sitting."""
        return f"/api/sittings/{self.sitting}"

    async def answer(self, item: Item, fault: str | None) -> Item | None:
        """Answer a question, with a fault if one is given. Returns the next question."""
        body = self.reply_to(item)
        if fault is None:
            return await self.send(item, body)
        self.fault_run.fault(fault)
        return await FAULTS[fault](self, item, body)

    async def send(self, item: Item, body: dict[str, Any], times: int = 1) -> Item | None:
        """Send `times` copies of an answer at once until it is acknowledged. Returns the next question."""
        answers = await asyncio.gather(*(self.put(item["position"], body) for _ in range(times)))
        assert {answer.status_code for answer in answers} == {200}, [answer.text for answer in answers]
        assert len({answer.content for answer in answers}) == 1
        return await self.note(item["position"], body, answers[0])

    async def note(self, position: int, body: dict[str, Any], answer: httpx2.Response) -> Item | None:
        """Record an acknowledgement. Returns the next question."""
        self.acknowledged[position] = (body, answer.content)
        await self.fault_run.acknowledged()
        next_item: Item | None = answer.json()["next"]
        return next_item

    def reply_to(self, item: Item) -> dict[str, Any]:
        """The request body of a correct answer, a wrong one or an omission."""
        version = self.fault_run.harness.bank.item(item["id"])
        response = self.chance.choice([right_reply(version), wrong_reply(version, self.chance), None])
        key = f"{self.number}-{item['position']}-{self.chance.getrandbits(64):016x}"
        return {"item": item["id"], "response": response, "language": "en", "elapsed_ms": 900, "key": key}

    # The faults

    async def cut_off(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The connection breaks while the answer or its acknowledgement is on the way."""
        with suppress(TimeoutError, httpx2.TransportError):
            async with asyncio.timeout(self.chance.uniform(0, 0.1)):
                await self.request("PUT", f"{self.path}/responses/{item['position']}", body)
        saved = await self.reload(item, body) != item
        self.fault_run.counts["cut off after the answer was saved" if saved else "cut off before"] += 1
        return await self.send(item, body)

    async def lose_the_acknowledgement(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The acknowledgement is lost; the page is reloaded and the answer is sent again."""
        unheard = await self.put(item["position"], body)
        assert await self.reload(item, body) == unheard.json()["next"]
        return await self.send(item, body)

    async def double(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The answer arrives twice at the same time."""
        return await self.send(item, body, times=2)

    async def reorder(self, item: Item, body: dict[str, Any]) -> Item | None:
        """An earlier answer arrives again, and a later one arrives before this one."""
        if self.acknowledged:
            position, (earlier, answer) = self.chance.choice(sorted(self.acknowledged.items()))
            again = await self.put(position, earlier)
            assert (again.status_code, again.content) == (200, answer)
        early = await self.put(item["position"] + 1, body | {"key": body["key"] + "-early"})
        assert (early.status_code, early.json()["code"]) == (409, "sequence_gap")
        return await self.send(item, body)

    async def use_two_tabs(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The same question is answered in two tabs: one answer is stored, the other gets 409."""
        other = self.tab + "+"
        shown = (await self.request_with_retries("GET", self.path, device=other)).json()
        assert shown["item"]["id"] == item["id"]
        bodies = (body, body | {"response": None, "key": body["key"] + "-other"})
        sent = (
            self.put(item["position"], each, device) for each, device in zip(bodies, (self.tab, other), strict=True)
        )
        answers = await asyncio.gather(*sent)
        assert sorted(answer.status_code for answer in answers) == [200, 409], [answer.text for answer in answers]
        self.tab = other
        won = 0 if answers[0].status_code == 200 else 1
        return await self.note(item["position"], bodies[won], answers[won])

    async def set_forward(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The service's clock jumps forward."""
        self.fault_run.clock.jump(True, self.chance)
        return await self.send(item, body)

    async def set_back(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The service's clock jumps back."""
        self.fault_run.clock.jump(False, self.chance)
        return await self.send(item, body)

    # Reloading the page

    async def reload_after_a_kill(self, item: Item | None) -> None:
        """Reload once after each kill: the page shows the question that the last acknowledgement named."""
        if self.kills_seen == self.fault_run.killed:
            return
        self.kills_seen = self.fault_run.killed
        shown = (await self.request_with_retries("GET", self.path)).json()["item"]
        assert shown == item, (shown, item)
        self.fault_run.counts["resumed at the right question"] += 1

    async def reload(self, item: Item, body: dict[str, Any]) -> Item | None:
        """Reload after a broken connection: the page shows this question or the one after it."""
        shown: Item | None = (await self.request_with_retries("GET", self.path)).json()["item"]
        self.fault_run.counts["resumed at the right question"] += 1
        if shown is not None and shown["position"] == item["position"]:
            assert shown == item, (shown, item)
            return shown
        again = await self.put(item["position"], body)
        assert (again.status_code, again.json()["next"]) == (200, shown)
        return shown

    # Requests

    async def put(self, position: int, body: dict[str, Any], device: str | None = None) -> httpx2.Response:
        """Send an answer, retrying until the service responds."""
        return await self.request_with_retries("PUT", f"{self.path}/responses/{position}", body, device)

    async def request_with_retries(
        self, method: str, path: str, body: dict[str, Any] | None = None, device: str | None = None
    ) -> httpx2.Response:
        """Retry until there is a response: the connection, a worker or the database may be gone for a while."""
        for _ in range(300):
            try:
                answer = await self.request(method, path, body, device)
            except httpx2.TransportError:
                self.fault_run.counts["requests broken off"] += 1
            else:
                if answer.status_code < 500:
                    return answer
                self.fault_run.counts[f"requests answered with {answer.status_code}"] += 1
                assert answer.status_code == 503, answer.text
                assert int(answer.headers["Retry-After"]) >= 1
            await asyncio.sleep(0.2)
        raise AssertionError(path)

    async def request(
        self, method: str, path: str, body: dict[str, Any] | None = None, device: str | None = None
    ) -> httpx2.Response:
        """Send one request."""
        headers = {"Cookie": f"mesur={self.cookie}", "Mesur-Device": device or self.tab}
        return await self.client.request(method, f"{path}?lang=en", json=body, headers=headers)


FAULTS: Mapping[str, Callable[[SimulatedLearner, Item, dict[str, Any]], Awaitable[Item | None]]] = {
    "request cut off": SimulatedLearner.cut_off,
    "acknowledgement lost": SimulatedLearner.lose_the_acknowledgement,
    "request doubled": SimulatedLearner.double,
    "requests reordered": SimulatedLearner.reorder,
    "answered in two tabs": SimulatedLearner.use_two_tabs,
    "clock set forward": SimulatedLearner.set_forward,
    "clock set back": SimulatedLearner.set_back,
}
