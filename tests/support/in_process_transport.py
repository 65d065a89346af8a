"""Requests to an application in the same process, each of them one call into its event loop.

Starlette's own transport hands each part of an answer over from thread to thread, some eight times a request, so that
it can give a stream while it is made. That costs more than many a route; tests make tens of thousands of requests.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import anyio
import httpx2
from anyio.from_thread import BlockingPortal
from starlette.types import ASGIApp, Message


@dataclass
class _Answer:
    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)


class InProcessTransport(httpx2.BaseTransport):
    """Asks an application in an event loop that is running in another thread.

    Parameters
    ----------
    client : address and port that requests come from
    streams : the transport for answers that come in parts while the reader waits
    """

    def __init__(
        self, app: ASGIApp, portal: BlockingPortal, client: tuple[str, int], streams: httpx2.BaseTransport
    ) -> None:
        self._app, self._portal, self._client, self._streams = app, portal, client, streams

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if "text/event-stream" in request.headers.get("accept", ""):
            return self._streams.handle_request(request)
        answer = self._portal.call(self._answered, request, request.read())
        return httpx2.Response(answer.status, headers=answer.headers, stream=httpx2.ByteStream(b"".join(answer.parts)))

    async def _answered(self, request: httpx2.Request, body: bytes) -> _Answer:
        answer, received, over = _Answer(), [body], anyio.Event()

        async def receive() -> Message:
            if received:
                return {"type": "http.request", "body": received.pop()}
            await over.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.headers = message["status"], list(message.get("headers", ()))
            elif message["type"] == "http.response.body":
                answer.parts.append(bytes(message.get("body", b"")))
                if not message.get("more_body", False):
                    over.set()

        with suppress(Exception):  # a server logs it and goes on; what was sent of an answer is the answer
            await self._app(self._scope(request), receive, send)
        return answer

    def _scope(self, request: httpx2.Request) -> dict[str, Any]:
        url = request.url
        return {
            "type": "http",
            "http_version": "1.1",
            "method": request.method,
            "path": unquote(url.path),
            "raw_path": url.raw_path.split(b"?", 1)[0],
            "root_path": "",
            "scheme": url.scheme,
            "query_string": url.query,
            "headers": [(name.lower().encode(), value.encode()) for name, value in request.headers.multi_items()],
            "client": self._client,
            "server": [url.host, url.port or {"http": 80, "https": 443}[url.scheme]],
            "state": {},
        }
