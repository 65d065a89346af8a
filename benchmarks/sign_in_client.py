"""A load client that signs learners in as browsers do, class by class, in a process of its own.

`python -m benchmarks.sign_in_client PLAN` reads a plan in JSON and prints its measurements in JSON. Each browser opens
its own connections, keeps its cookie, follows redirects, and retries after Retry-After.
"""

import asyncio
import json
import random
import re
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlsplit

import uvloop

from benchmarks.answering_client import KeepAliveConnection

_HEADER = re.compile(rb"^(location|set-cookie|retry-after): ([^\r]+)", re.IGNORECASE | re.MULTILINE)
PATIENCE = 60.0  # seconds until a learner gives up, which is a failure


class Browser(KeepAliveConnection):
    """A connection that keeps the headers of the last response."""

    head = b""

    def data_received(self, data: bytes) -> None:
        if b"\r\n\r\n" in self.received + data:
            self.head = (self.received + data).partition(b"\r\n\r\n")[0]
        super().data_received(data)

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode().lower(): value.decode() for name, value in _HEADER.findall(self.head)}


class SigningInLearner:
    """A learner who signs in."""

    def __init__(self, name: str, port: int, seen: dict[str, int]) -> None:
        self.name, self.port, self.seen, self.cookie = name, port, seen, ""

    async def sign_in(self) -> None:
        here = Browser(self.port)
        there = await self.asked(here, "/login?lang=cy", 303)
        provider = urlsplit(there)
        away = Browser(provider.port or 80)
        back = await self.asked(away, f"{provider.path}?{provider.query}&login_hint={self.name}", 302)
        away.transport.close()
        callback = urlsplit(back)
        await self.asked(here, f"{callback.path}?{callback.query}", 303)
        status, body = await self.got(here, "/api/me")
        here.transport.close()
        assert status == 200, status
        assert json.loads(body)["role"] == "learner"

    async def asked(self, line: Browser, path: str, expected: int) -> str:
        """Request a path, expect a redirect status, and return its location."""
        status, body = await self.got(line, path)
        assert status == expected, (path.partition("?")[0], status, body[:200])
        return line.headers["location"]

    async def got(self, line: Browser, path: str) -> tuple[int, bytes]:
        while True:
            cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
            status, body = await line.ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}\r\n".encode())
            self.seen[str(status)] = self.seen.get(str(status), 0) + 1
            if status != 503:
                self.cookie = line.headers.get("set-cookie", self.cookie).partition(";")[0]
                return status, body
            await asyncio.sleep(float(line.headers["retry-after"]))


async def run(plan: dict[str, Any]) -> dict[str, Any]:
    seen: dict[str, int] = {}
    seconds: list[float] = []
    failures: list[str] = []

    async def one(name: str, due: float) -> None:
        await asyncio.sleep(due)
        begun = perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                await SigningInLearner(name, plan["port"], seen).sign_in()
        except (AssertionError, OSError, TimeoutError) as error:
            failures.append(repr(error))
        seconds.append(perf_counter() - begun)

    begun, used = perf_counter(), process_time()
    due = arrival_times(len(plan["names"]), plan["over"], plan["class"], random.Random(2026))
    await asyncio.gather(*(one(name, when) for name, when in zip(plan["names"], due, strict=True)))
    took = perf_counter() - begun
    return {
        **{"seconds": sorted(seconds), "failures": failures, "seen": seen, "took": took},
        "share": (process_time() - used) / took,
    }


def arrival_times(count: int, over: float, size: int, chance: random.Random) -> list[float]:
    """Arrival times, seconds: classes start at random, and the learners of a class arrive over a sixth of the time."""
    begins = [chance.uniform(0, over * 5 / 6) for _ in range(-(-count // size))]
    return [begins[place // size] + chance.uniform(0, over / 6) for place in range(count)]


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run(json.loads(Path(sys.argv[1]).read_text())))))
