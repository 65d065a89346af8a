"""Middleware that reads a request's body as a whole, bounded and under a deadline, before anything is done for it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from delivery_api.observability.metrics import WHOLE_AT


class BodyTooLarge(Exception):
    """More has arrived than a body may have."""


class BodyLate(Exception):
    """The body was not whole in time."""


@dataclass(frozen=True)
class BufferedBodyMiddleware:
    """Middleware that reads the body of a request and passes the request on when it is whole.

    It stands outside of the lanes, so that a client that withholds its body has no slot, no lock and no transaction.

    Parameters
    ----------
    largest : bytes of a body, in case its length was not declared or was false
    seconds : from the headers to the end of the body
    refuse : makes the response to a request by its code: "too_large" or "too_slow"
    """

    app: ASGIApp
    largest: int
    seconds: float
    refuse: Callable[[Request, str], Response]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its whole body, or refuse it."""
        if scope["type"] != "http" or not _has_body(scope):
            await self.app(scope, receive, send)
            return
        try:
            body = await self._read(receive)
        except (BodyTooLarge, BodyLate) as error:
            code = "too_large" if isinstance(error, BodyTooLarge) else "too_slow"
            # not in a thread: two thousand of them would keep answers from the threads
            await self.refuse(Request(scope), code)(scope, receive, send)
            return
        if body is not None:
            scope.setdefault("state", {})[WHOLE_AT] = perf_counter()
            await self.app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """Read the body; None if the client left.

        Raises
        ------
        BodyTooLarge, BodyLate
        """
        body = bytearray()
        try:
            async with asyncio.timeout(self.seconds * random.uniform(0.8, 1.0)):  # noqa: S311 - so that they do not end at once
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    body += message.get("body", b"")
                    if len(body) > self.largest:
                        raise BodyTooLarge
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError as error:
            raise BodyLate from error


def _has_body(scope: Scope) -> bool:
    """Whether a request announces a body (RFC 9112, section 6.3)."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value.strip() != b"0")
        for name, value in scope["headers"]
    )


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body as one message, and then whatever the connection tells."""
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
