"""A slow line for a browser: everything it asks for, pages and service workers alike, comes late and thin.

Chromium's own slow line is of one page and leaves the service worker out. This one is a proxy to a service on this
machine: what travels either way takes 150 ms, and all connections share 400 kbit/s each way. A connection is made in
one more round trip, as over a real line. TCP's slow start and lost packets are left out, and so is TLS.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread

LATENCY = 0.150
"""Seconds that a byte travels, one way."""

RATE = 400_000 / 8
"""Bytes a second, each way."""

PIECE = 1460
"""Bytes that travel together: a packet's."""


@dataclass
class Direction:
    """One way of the line, and how many bytes it has taken."""

    carried: int = 0
    free_from: float = 0.0

    async def take(self, size: int) -> float:
        """Wait for a place on the line; the time at which what was taken arrives."""
        self.carried += size
        now = asyncio.get_running_loop().time()
        self.free_from = max(now, self.free_from) + size / RATE
        await _until(self.free_from)
        return self.free_from + LATENCY


@dataclass
class SlowLine:
    """A line to one service; `proxy` is what a browser context is opened with."""

    service_port: int
    loop: asyncio.AbstractEventLoop
    up: Direction = field(default_factory=Direction)
    down: Direction = field(default_factory=Direction)
    port: int = 0
    connections: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def proxy(self) -> dict[str, str]:
        """Playwright's option for a context: without the bypass Chromium reaches this machine directly."""
        return {"server": f"http://127.0.0.1:{self.port}", "bypass": "<-loopback>"}

    def hang_up(self) -> None:
        """Close every connection, as if the browser had been away for a while."""

        async def close() -> None:
            for each in self.connections:
                each.close()

        asyncio.run_coroutine_threadsafe(close(), self.loop).result()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what a browser and the service say to each other."""
        self.connections.add(writer)
        first = await _piece(reader)
        if first and not first.startswith(b"CONNECT"):  # which is for what Chromium asks for of its own
            await asyncio.sleep(2 * LATENCY)
            # it names the service's address in full, which a server has to understand: RFC 9112, 3.2.2
            answers, requests = await asyncio.open_connection("127.0.0.1", self.service_port)
            await asyncio.gather(_carry(reader, requests, self.up, first), _carry(answers, writer, self.down))
        self.connections.discard(writer)
        writer.close()


async def _piece(reader: asyncio.StreamReader) -> bytes:
    with suppress(ConnectionError):
        return await reader.read(PIECE)
    return b""


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Direction, first: bytes = b""
) -> None:
    travelling: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    await asyncio.gather(_depart(reader, way, travelling, first), _arrive(travelling, writer))


async def _depart(
    reader: asyncio.StreamReader, way: Direction, travelling: asyncio.Queue[tuple[float, bytes]], first: bytes
) -> None:
    piece = first or await _piece(reader)
    while piece:
        travelling.put_nowait((await way.take(len(piece)), piece))
        piece = await _piece(reader)
    travelling.put_nowait((await way.take(0), b""))


async def _arrive(travelling: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    while True:
        due, piece = await travelling.get()
        await _until(due)
        if not piece:
            return writer.close()
        writer.write(piece)
        with suppress(ConnectionError):
            await writer.drain()


async def _until(time: float) -> None:
    await asyncio.sleep(max(0.0, time - asyncio.get_running_loop().time()))


async def _end() -> None:
    """Let go of everything that is still on its way."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    if rest:
        await asyncio.wait(rest, timeout=5)


@contextmanager
def slow_line(service_port: int) -> Iterator[SlowLine]:
    """Have a slow line to a service of this machine, in a thread of its own."""
    loop = asyncio.new_event_loop()
    line = SlowLine(service_port, loop)
    thread = Thread(target=loop.run_forever, name="slow line")
    thread.start()
    try:
        listening = asyncio.run_coroutine_threadsafe(asyncio.start_server(line.connect, "127.0.0.1", 0), loop).result()
        line.port = listening.sockets[0].getsockname()[1]
        yield line
    finally:
        line.hang_up()
        asyncio.run_coroutine_threadsafe(_end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
