"""Compresses pages and JSON, where nobody else could learn anything from their length.

What is compressed has a length that depends on what it repeats. Another site that makes a browser send many requests,
each with a guess in its address, and that sees how long the answers are, can so find out what a page says (BREACH,
Gluck, Harris & Prado 2013). A browser tells of each request whether another site caused it, in Sec-Fetch-Site: only
those that our own pages or the person caused are compressed. Browsers send that header over https alone; over http,
where everybody on the way reads the page itself, nothing is compressed either.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from delivery_api.web.bundles.bundle_routes import accepts_gzip

SMALLEST = 600
"""Bytes below which compression would save next to nothing: one packet holds them as they are."""

LEVEL = 6
_MEDIA_TYPES = (b"text/html", b"application/json", b"application/problem+json")
_OWN_REQUESTS = (b"same-origin", b"none")
_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True)
class CompressionMiddleware:
    """Compresses complete responses of text; streams and files pass as they are."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and compress the response if its reader takes it."""
        if scope["type"] != "http" or not may_compress(scope):
            await self.app(scope, receive, send)
            return
        held: Message | None = None

        async def sent(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and is_text(message):
                held = message  # its length is known with its body
                return
            if held:
                whole = not message.get("more_body", False)
                head, message = compressed(held, message) if whole else (held, message)
                held = None
                await send(head)
            await send(message)

        await self.app(scope, receive, sent)


def may_compress(scope: Scope) -> bool:
    """Return whether a request was caused by our own pages or by the person, and its sender takes gzip."""
    headers = dict(scope["headers"])
    is_own = headers.get(b"sec-fetch-site") in _OWN_REQUESTS
    return is_own and accepts_gzip(headers.get(b"accept-encoding", b"").decode("latin-1"))


def is_text(start: Message) -> bool:
    """Return whether a response is a page or JSON that is not compressed already."""
    headers = dict(start["headers"])
    return headers.get(b"content-type", b"").startswith(_MEDIA_TYPES) and b"content-encoding" not in headers


def compressed(start: Message, body: Message) -> tuple[Message, Message]:
    """Return a whole response compressed, or as it is if it is small."""
    content = body.get("body", b"")
    if len(content) < SMALLEST:
        return start, body
    squeezer = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP)
    squeezed = squeezer.compress(content) + squeezer.flush()
    kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    added = [
        (b"content-encoding", b"gzip"),
        (b"vary", b"Accept-Encoding, Sec-Fetch-Site"),
        (b"content-length", str(len(squeezed)).encode()),
    ]
    return {**start, "headers": [*kept, *added]}, {**body, "body": squeezed}
