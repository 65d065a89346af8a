"""Clients that open connections and withhold what they owe: a body, the end of the headers, or everything.

`python -m tests.support.slow_clients PORT ATTACK SOCKETS SECONDS` keeps so many sockets open for so long, opens another
for each that the service closes, and prints how many it opened, and how many were open at once at most.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

DRIP_SECONDS = 3.0
"""Seconds between two further bytes of a client that pretends to be slow."""

ADDRESS = "127.0.0.1"


@dataclass(frozen=True)
class SlowRequest:
    """What a slow client sends.

    Parameters
    ----------
    begins : at once
    drip : afterwards, every `DRIP_SECONDS`
    """

    begins: bytes
    drip: bytes = b""


_HOST = b"Host: localhost\r\n"
ATTACKS: Mapping[str, SlowRequest] = {
    "withheld bodies": SlowRequest(
        b"PUT /api/sittings/00000000-0000-4000-8000-000000000000/responses/1 HTTP/1.1\r\n"
        + _HOST
        + b"Content-Type: application/json\r\nContent-Length: 2000\r\n\r\n{",
        b" ",
    ),
    "withheld PINs": SlowRequest(
        b"POST /pin HTTP/1.1\r\n"
        + _HOST
        + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\npin=",
    ),
    "withheld headers": SlowRequest(b"GET /pin HTTP/1.1\r\n" + _HOST + b"X-Slow: ", b"a"),
    "heavy headers": SlowRequest(b"GET /pin HTTP/1.1\r\n" + _HOST + b"X-Slow: " + b"a" * 120_000, b"a"),
    "idle sockets": SlowRequest(b""),
}


@dataclass
class SlowClients:
    """Slow clients of one address and what became of them."""

    port: int
    request: SlowRequest
    opened: int = 0
    open: int = 0
    most_open: int = 0

    async def keep_open(self, sockets: int, seconds: float) -> None:
        """Keep so many sockets open for so long."""
        until = monotonic() + seconds
        clients = [asyncio.create_task(self._one_after_another(until)) for _ in range(sockets)]
        await asyncio.gather(*clients)

    async def _one_after_another(self, until: float) -> None:
        while (left := until - monotonic()) > 0:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(left):
                    await self._one()
            await asyncio.sleep(min(0.2, max(0.0, until - monotonic())))

    async def _one(self) -> None:
        reader, writer = await asyncio.open_connection(ADDRESS, self.port)
        self.opened, self.open = self.opened + 1, self.open + 1
        self.most_open = max(self.most_open, self.open)
        try:
            writer.write(self.request.begins)
            while not await self._closed(reader):
                writer.write(self.request.drip)
        finally:
            self.open -= 1
            writer.transport.abort()

    async def _closed(self, reader: asyncio.StreamReader) -> bool:
        """Wait until it is time for the next byte; whether the service answered or closed meanwhile."""
        with suppress(TimeoutError):
            async with asyncio.timeout(DRIP_SECONDS):
                await reader.read(1)
                return True
        return False


def allow_open_files() -> None:
    """Allow this process as many open files as the system lets it have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    allow_open_files()
    port, attack, sockets, seconds = sys.argv[1:]
    clients = SlowClients(int(port), ATTACKS[attack])
    asyncio.run(clients.keep_open(int(sockets), float(seconds)))
    sys.stdout.write(f"{clients.opened} {clients.most_open}\n")
