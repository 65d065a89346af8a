"""A load client: learners who answer items over keep-alive connections, in a process of its own.

`python -m benchmarks.answering_client PLAN` reads a plan in JSON and prints its measurements in JSON. It writes HTTP by
hand and reads only the next item from each response, to take as little as possible of the processors it shares.
"""

import asyncio
import json
import random
import re
import sys
from collections import deque
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import uvloop

_NEXT = re.compile(rb'"next":\{"position":(\d+),"id":"([^"]+)"')
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class KeepAliveConnection(asyncio.Protocol):
    """A keep-alive connection with one request at a time; it is reopened when the server closes it."""

    def __init__(self, port: int) -> None:
        self.port, self.received = port, b""
        self.transport: Any = None
        self.waiting: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return
        length = _LENGTH.search(head)
        if length is not None and len(body) < int(length[1]):
            return
        self.received = b""
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result((int(head[9:12]), body))

    def connection_lost(self, error: Exception | None) -> None:
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(error or ConnectionResetError())

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        loop = asyncio.get_running_loop()
        while True:
            if self.transport is None or self.transport.is_closing():
                await loop.create_connection(lambda: self, "127.0.0.1", self.port)
            self.waiting = loop.create_future()
            self.transport.write(request)
            try:
                return await self.waiting
            except ConnectionResetError:  # closed while the request was on its way; a repeated PUT is idempotent
                self.received = b""


class AnsweringLearner:
    """A learner with a sitting in progress."""

    def __init__(self, prepared: dict[str, Any], path: str) -> None:
        self.path = path.replace("{id}", prepared["id"])
        self.cookie, self.item, self.position = prepared["cookie"], prepared["item"], 1

    def request(self, response: str) -> bytes:
        key = f"{random.getrandbits(64):016x}"
        body = (
            f'{{"item":"{self.item}","response":{response},"language":"en","elapsed_ms":900,"key":"{key}"}}'
        ).encode()
        head = (
            f"PUT {self.path.replace('{position}', str(self.position))} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: mesur={self.cookie}\r\nMesur-Device: one\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


class AnsweringLoad:
    """Runs the answers of a plan: closed loop (as fast as the learners can) or open loop (at a given rate)."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.replies = {item: [json.dumps(each) for each in said] for item, said in plan["replies"].items()}
        self.waiting = deque(AnsweringLearner(each, plan["path"]) for each in plan["sittings"])
        self.seconds: list[float] = []
        self.each: list[tuple[float, float]] = []  # when it was due, on the machine's monotonic clock, and its seconds
        self.refused: dict[int, int] = {}
        self.left = plan["answers"]
        self.turned_away = 0

    async def answer(self, line: KeepAliveConnection, learner: AnsweringLearner, since: float) -> bool:
        """Answer the pending item.

        Returns
        -------
        whether another item follows
        """
        request = learner.request(random.choice(self.replies[learner.item]))
        status, body = await line.ask(request)
        while status == 503:  # a new worker loads its bank first; the player retries too
            self.turned_away += 1
            await asyncio.sleep(1)
            status, body = await line.ask(request)
        self.seconds.append(perf_counter() - since)
        self.each.append((since, self.seconds[-1]))
        if status != 200:
            self.refused[status] = self.refused.get(status, 0) + 1
            return False
        following = _NEXT.search(body)
        if following is None:
            return False
        learner.position, learner.item = int(following[1]), following[2].decode()
        return learner.position <= self.plan["length"]

    async def at_once(self, line: KeepAliveConnection) -> None:
        """Closed loop: one learner after another on a connection, without a pause."""
        while self.left > 0 and self.waiting:
            learner = self.waiting.popleft()
            more = True
            while more and self.left > 0:
                self.left -= 1
                more = await self.answer(line, learner, perf_counter())

    async def paced(self, lines: list[KeepAliveConnection]) -> None:
        """Open loop: answers arrive at random at the plan's rate; response times count from when an answer was due.

        The next learner is drawn at random: if learners took turns, they would all finish at the same moment.
        """
        free = [(line, self.waiting.popleft()) for line in lines]
        some = asyncio.Semaphore(len(free))
        tasks: set[asyncio.Task[None]] = set()
        due, rate = perf_counter(), self.plan["rate"]

        async def one(line: KeepAliveConnection, learner: AnsweringLearner, since: float) -> None:
            more = await self.answer(line, learner, since)
            if more or self.waiting:
                free.append((line, learner if more else self.waiting.popleft()))
                some.release()

        while self.left > 0:
            self.left -= 1
            due += random.expovariate(rate)
            pause = due - perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            await some.acquire()
            line, learner = free.pop(random.randrange(len(free)))
            task = asyncio.create_task(one(line, learner, due))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)

    async def run(self) -> dict[str, Any]:
        lines = [KeepAliveConnection(self.plan["port"]) for _ in range(self.plan["lines"])]
        begun, used = perf_counter(), process_time()
        if self.plan.get("rate"):
            await self.paced(lines)
        else:
            await asyncio.gather(*(self.at_once(line) for line in lines))
        took = perf_counter() - begun
        return {
            **{"answers": len(self.seconds), "took": took, "share": (process_time() - used) / took},
            **{"seconds": sorted(self.seconds), "each": self.each, "refused": self.refused},
            "turned_away": self.turned_away,
        }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(AnsweringLoad(json.loads(Path(sys.argv[1]).read_text())).run())))
