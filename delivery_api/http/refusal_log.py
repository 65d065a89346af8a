"""Middleware that writes a security event for each refusal that somebody should be able to look into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from delivery_api.observability.request_kinds import request_kind
from delivery_api.observability.security_events import SecurityEvent, SecurityLog, event_of_refusal


@dataclass(frozen=True)
class RefusalLogMiddleware:
    """The outermost middleware: it sees each response, whoever refused the request.

    `error_mapping.respond` leaves the code of a refusal in the request's state, and `access.access` the role of whoever
    asked.
    """

    app: ASGIApp
    security_log: SecurityLog

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and write down a refusal when its response starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                self._record(scope, message)
            await send(message)

        await self.app(scope, receive, sent)

    def _record(self, scope: Scope, start: Message) -> None:
        state: dict[str, Any] = scope.get("state", {})
        event = event_of_refusal(state.get("refusal", ""))
        # an address that is none guards nothing
        if event is None or (event is SecurityEvent.ACCESS_REFUSED and "endpoint" not in scope):
            return
        client = scope.get("client")
        self.security_log.record(
            event,
            client[0] if client else "",
            role=state.get("role", "nobody"),
            kind=request_kind(scope),
            status=start["status"],
            reference=Headers(raw=start["headers"]).get("x-correlation-id", ""),
        )
