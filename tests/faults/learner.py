"""A learner at a machine, to whom faults happen, and who trusts what was acknowledged and nothing else."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2

from delivery_api.demo.replies import right_reply, wrong_reply
from tests.faults.storm import Storm

Item = dict[str, Any]
FEWEST_QUESTIONS = 25


@dataclass
class Learner:
    """Who sits, what will happen to them, and what they were told.

    Attributes
    ----------
    faults : what will happen, at questions drawn from `chance`
    acknowledged : position → the answer sent, and the acknowledgement in the very words
    tab : the device that the sitting is at
    kills_seen : how many kills were over when the learner last looked where the sitting stands
    """

    storm: Storm
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
        """Answer to the end, through whatever comes, and fetch the receipt."""
        async with httpx2.AsyncClient(base_url=self.storm.served.address, timeout=60) as self.client:
            shown = await self.definitely("POST", f"{self.path}/start")
            item = shown.json()["item"]
            at = set(self.chance.sample(range(1, FEWEST_QUESTIONS), len(self.faults)))
            while item is not None:
                await self.look_after_a_kill(item)
                fault = self.faults.pop() if item["position"] in at and self.faults else None
                item = await self.answer(item, fault)
            await self.look_after_a_kill(None)
            self.receipt = (await self.definitely("GET", f"{self.path}/receipt")).json()

    @property
    def path(self) -> str:
        """The address of the sitting."""
        return f"/api/sittings/{self.sitting}"

    async def answer(self, item: Item, fault: str | None) -> Item | None:
        """Answer a question, with a fault on the way; the next."""
        body = self.reply_to(item)
        if fault is None:
            return await self.send(item, body)
        self.storm.fault(fault)
        return await FAULTS[fault](self, item, body)

    async def send(self, item: Item, body: dict[str, Any], times: int = 1) -> Item | None:
        """Send an answer until it is acknowledged, in as many copies at once as are asked for; the next question."""
        answers = await asyncio.gather(*(self.put(item["position"], body) for _ in range(times)))
        assert {answer.status_code for answer in answers} == {200}, [answer.text for answer in answers]
        assert len({answer.content for answer in answers}) == 1
        return await self.note(item["position"], body, answers[0])

    async def note(self, position: int, body: dict[str, Any], answer: httpx2.Response) -> Item | None:
        """Remember what was acknowledged; the next question."""
        self.acknowledged[position] = (body, answer.content)
        await self.storm.acknowledged()
        following: Item | None = answer.json()["next"]
        return following

    def reply_to(self, item: Item) -> dict[str, Any]:
        """A right answer, a wrong one or none."""
        version = self.storm.house.bank.item(item["id"])
        said = self.chance.choice([right_reply(version), wrong_reply(version, self.chance), None])
        key = f"{self.number}-{item['position']}-{self.chance.getrandbits(64):016x}"
        return {"item": item["id"], "response": said, "language": "en", "elapsed_ms": 900, "key": key}

    # The faults

    async def cut_off(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The line goes while an answer is on its way, or its acknowledgement on the way back."""
        with suppress(TimeoutError, httpx2.TransportError):
            async with asyncio.timeout(self.chance.uniform(0, 0.1)):
                await self.request("PUT", f"{self.path}/responses/{item['position']}", body)
        saved = await self.look(item, body) != item
        self.storm.counts["cut off after the answer was saved" if saved else "cut off before"] += 1
        return await self.send(item, body)

    async def lose_the_acknowledgement(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The answer is saved, but nobody hears of it; the page is loaded again, and then the answer comes again."""
        unheard = await self.put(item["position"], body)
        assert await self.look(item, body) == unheard.json()["next"]
        return await self.send(item, body)

    async def double(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The answer arrives twice at once."""
        return await self.send(item, body, times=2)

    async def reorder(self, item: Item, body: dict[str, Any]) -> Item | None:
        """What was acknowledged arrives again, and what comes next arrives before this."""
        if self.acknowledged:
            position, (earlier, answer) = self.chance.choice(sorted(self.acknowledged.items()))
            again = await self.put(position, earlier)
            assert (again.status_code, again.content) == (200, answer)
        early = await self.put(item["position"] + 1, body | {"key": body["key"] + "-early"})
        assert (early.status_code, early.json()["code"]) == (409, "sequence_gap")
        return await self.send(item, body)

    async def use_two_tabs(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The page is open twice, and the same question is answered in both: one answer counts, the other is told."""
        other = self.tab + "+"
        shown = (await self.definitely("GET", self.path, device=other)).json()
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
        self.storm.clock.jump(True, self.chance)
        return await self.send(item, body)

    async def set_back(self, item: Item, body: dict[str, Any]) -> Item | None:
        """The service's clock jumps back."""
        self.storm.clock.jump(False, self.chance)
        return await self.send(item, body)

    # Where the sitting stands

    async def look_after_a_kill(self, item: Item | None) -> None:
        """Once after each kill the page is loaded again: it shows the question that the last acknowledgement named."""
        if self.kills_seen == self.storm.killed:
            return
        self.kills_seen = self.storm.killed
        shown = (await self.definitely("GET", self.path)).json()["item"]
        assert shown == item, (shown, item)
        self.storm.counts["resumed at the right question"] += 1

    async def look(self, item: Item, body: dict[str, Any]) -> Item | None:
        """After a cut the page is loaded again: it shows this question, or the one that its answer led to."""
        shown: Item | None = (await self.definitely("GET", self.path)).json()["item"]
        self.storm.counts["resumed at the right question"] += 1
        if shown is not None and shown["position"] == item["position"]:
            assert shown == item, (shown, item)
            return shown
        again = await self.put(item["position"], body)
        assert (again.status_code, again.json()["next"]) == (200, shown)
        return shown

    # The line

    async def put(self, position: int, body: dict[str, Any], device: str | None = None) -> httpx2.Response:
        """Send an answer until there is an answer to it."""
        return await self.definitely("PUT", f"{self.path}/responses/{position}", body, device)

    async def definitely(
        self, method: str, path: str, body: dict[str, Any] | None = None, device: str | None = None
    ) -> httpx2.Response:
        """Ask until there is an answer: the line, a worker or the database may be gone for a while."""
        for _ in range(300):
            try:
                answer = await self.request(method, path, body, device)
            except httpx2.TransportError:
                self.storm.counts["requests broken off"] += 1
            else:
                if answer.status_code < 500:
                    return answer
                self.storm.counts[f"requests answered with {answer.status_code}"] += 1
                assert answer.status_code == 503, answer.text
                assert int(answer.headers["Retry-After"]) >= 1
            await asyncio.sleep(0.2)
        raise AssertionError(path)

    async def request(
        self, method: str, path: str, body: dict[str, Any] | None = None, device: str | None = None
    ) -> httpx2.Response:
        """Ask once."""
        headers = {"Cookie": f"mesur={self.cookie}", "Mesur-Device": device or self.tab}
        return await self.client.request(method, f"{path}?lang=en", json=body, headers=headers)


FAULTS: Mapping[str, Callable[[Learner, Item, dict[str, Any]], Awaitable[Item | None]]] = {
    "request cut off": Learner.cut_off,
    "acknowledgement lost": Learner.lose_the_acknowledgement,
    "request doubled": Learner.double,
    "requests reordered": Learner.reorder,
    "answered in two tabs": Learner.use_two_tabs,
    "clock set forward": Learner.set_forward,
    "clock set back": Learner.set_back,
}
