"""HTTP/1.1 on one connection, bounded in time and size until the client has sent a whole request.

uvicorn bounds neither the headers nor the time in which they arrive, and a client that stops reading keeps a response
for ever. The time and the size of a body are bounded by `http.buffered_body`.
"""

from __future__ import annotations

import random
from asyncio import BaseTransport, TimerHandle
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from delivery_api.observability.security_events import SecurityEvent
from delivery_api.server.open_connections import OpenConnections

CONNECTIONS = "connections"
"""The worker's `OpenConnections` in the state that the application's lifespan leaves for each connection."""

LINGER_SECONDS = 2.0
"""Seconds for which the rest of a refused request is read and dropped, so that its client can read the refusal."""


SLOWEST_READING = 1024
"""Bytes a second that a client has to read of a response; a telephone's poorest line carries more."""

MAX_PIPELINED = 8
"""Requests that a client may send before it has the response to the first; browsers send one."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with deadlines for headers and unread responses, and a place among the open connections."""

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*args, **named)
        self._open: OpenConnections = self.app_state[CONNECTIONS]
        self._limits = self._open.limits
        self.address = ""
        self._head_bytes = self._message_bytes = 0
        self._in_head = self._in_message = self._refused = False
        self._deadline: TimerHandle | None = None
        self._unread: TimerHandle | None = None
        self._running: RequestResponseCycle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Start the time for the headers."""
        super().connection_made(transport)  # type: ignore[arg-type]  # as uvicorn has it
        self.address = self.client[0] if self.client else ""
        self._expect_headers()
        self._open.wait(self, served=False, open_in_all=len(self.connections))

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection and its timers."""
        self._open.work(self)
        self._expect(None)
        if self._unread is not None:
            self._unread.cancel()
        super().connection_lost(exc)
        self._unread = None

    def make_room(self) -> None:
        """Close the connection for another one."""
        self._cut_off()

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, and refuse a request that has become too large before it was whole."""
        if self._refused:
            return
        if self._deadline is None and not self._in_message and self._answered:
            self._expect_headers()
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)  # an unfinished header is in the parser's memory alone
        if self._in_message:
            self._message_bytes += len(data)
            self._open.hold(self, len(data))
        if self._in_head and self._head_bytes > self._limits.header_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, SecurityEvent.HEADERS_TOO_LARGE)
        elif self._in_message and self._message_bytes > self._limits.message_bytes:
            self._open.security_log.record(SecurityEvent.BODY_TOO_LARGE, self.address)
            self._cut_off()

    @property
    def _answered(self) -> bool:
        """Whether no request is being worked on."""
        return self.cycle is None or self.cycle.response_complete

    def on_message_begin(self) -> None:
        """Start the time for the headers of a further request."""
        super().on_message_begin()
        if self._refused:
            return
        self._in_head = self._in_message = True
        self._head_bytes = self._message_bytes = 0
        if self.cycle is not None:
            self._expect_headers()

    def on_headers_complete(self) -> None:
        """Give the request to the application, unless its headers are too many or too large."""
        if self._refused:
            return
        self._in_head = False
        self._expect(None)
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self._limits.header_bytes or len(self.headers) > self._limits.header_count:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, SecurityEvent.HEADERS_TOO_LARGE)
        elif len(self.pipeline) >= MAX_PIPELINED:
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS, SecurityEvent.THROTTLED)
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body, unless the request was refused."""
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Take the connection from the waiting ones: the client owes nothing more."""
        self._in_message = False
        if self._refused:
            return
        super().on_message_complete()
        if self._answered:  # refused before it was whole
            self._expect(self.timeout_keep_alive, self.transport.close)
        else:
            self._open.work(self)

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the rest of this one to be dropped."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch_reading()
            return
        if self._in_message:
            self._expect(LINGER_SECONDS, self._cut_off)
        if self._answered:
            self._open.wait(self, served=True, open_in_all=len(self.connections))

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection when its client has read what is left to send."""
        super().timeout_keep_alive_handler()
        self._watch_reading()

    def pause_writing(self) -> None:
        """Start the time for the client to read on."""
        super().pause_writing()
        self._watch_reading()

    def resume_writing(self) -> None:
        """Go on writing."""
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()
        if self.transport.is_closing():
            self._watch_reading()

    def _watch_reading(self) -> None:
        """Start the time in which the client has to read some of what waits for it."""
        if self._unread is None and (left := self.transport.get_write_buffer_size()):
            self._unread = self.loop.call_later(self._limits.unread_seconds, self._require_reading, left)

    def _require_reading(self, left: int) -> None:
        self._unread = None
        if left - self.transport.get_write_buffer_size() < self._limits.unread_seconds * SLOWEST_READING:
            self._open.security_log.record(SecurityEvent.RESPONSE_UNREAD, self.address)
            self._cut_off()
        else:
            self._watch_reading()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _cut_off(self) -> None:
        """Close the connection at once; what its response still writes goes nowhere."""
        if self._running is not None:  # another one than `cycle` if requests are pipelined
            self._running.disconnected = True
        self.transport.abort()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: any client can ask for another protocol as often as it likes, and it gets this one."""

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._refuse(HTTPStatus.BAD_REQUEST, SecurityEvent.REQUEST_MALFORMED)

    def _expect(self, seconds: float | None, otherwise: Callable[[], None] = lambda: None) -> None:
        """Replace the deadline; None for no deadline."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, otherwise)

    def _expect_headers(self) -> None:
        # not to the second, so that connections that came at once do not end at once
        self._expect(self._limits.header_seconds * random.uniform(0.8, 1.0), self._headers_late)  # noqa: S311

    def _headers_late(self) -> None:
        if self._in_head:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, SecurityEvent.HEADERS_LATE)
        else:  # a browser opens connections ahead of its requests: no event
            self.transport.close()

    def _refuse(self, status: HTTPStatus, event: SecurityEvent) -> None:
        """Answer in a few bytes without the application, drop what still arrives, and close."""
        if self._refused:
            return
        self._refused = True
        self._open.security_log.record(event, self.address)
        if self._answered and not self.transport.is_closing():
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(head.encode())
            if self.transport.can_write_eof():
                self.transport.write_eof()
        self._expect(LINGER_SECONDS, self._cut_off)
