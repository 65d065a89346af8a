"""Middleware that checks the origin and declared length of each request and adds security headers to each response."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from delivery_api.http import error_mapping
from delivery_api.http.unexpected_errors import unexpected_error
from delivery_api.settings import Settings
from delivery_api.web.page_rendering import CONTENT_SECURITY_POLICY, Pages

_SAFE = ("GET", "HEAD")
_DESCRIBED_PATHS = ("/metrics", "/api/openapi.json")
_PROBE_PATHS = ("/livez", "/readyz", "/metrics")
_SAME_ORIGIN = (None, "same-origin", "none")  # "none": the person typed the address or used a bookmark
_EMBEDDED_DESTINATIONS = ("object", "embed", "iframe", "frame", "fencedframe")

_BROWSER_FEATURES = (
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "microphone",
    "midi",
    "payment",
    "usb",
)

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _BROWSER_FEATURES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""The headers of every response."""

_HSTS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
_NO_STORE = (b"cache-control", b"no-store")


@dataclass(frozen=True)
class SecurityMiddleware:
    """Rejects requests from other sites and adds security headers to every response.

    It also catches unexpected errors, so that their responses have the headers too.
    """

    app: ASGIApp
    settings: Settings
    pages: Pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or reject it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message["headers"], *self._missing(scope, message)]
            await send(message)

        request = Request(scope)
        try:
            if reason := self._refusal_code(request):
                refusal = await run_in_threadpool(error_mapping.early_refusal, request, self.pages, reason)
                await refusal(scope, receive, sent)
            else:
                await self.app(scope, receive, sent)
        except Exception as error:
            if begun:
                raise  # part of the response was sent: the connection is cut, so that nobody takes it for complete
            await unexpected_error(request, self.pages, error)(scope, receive, sent)

    def _refusal_code(self, request: Request) -> str | None:
        if request.url.path in _DESCRIBED_PATHS and not self._may_watch(request):
            return "not_found"
        return _refusal_code(request, self._own_origin, self.settings.largest_body)

    def _may_watch(self, request: Request) -> bool:
        given, expected = request.headers.get("authorization", ""), self.settings.watch_token
        return not expected or hmac.compare_digest(given.encode(), f"Bearer {expected}".encode())

    @cached_property
    def _own_origin(self) -> str:
        address = urlsplit(self.settings.public_url)
        return f"{address.scheme}://{address.netloc}"

    @cached_property
    def _header_items(self) -> list[tuple[bytes, bytes]]:
        headers = SECURITY_HEADERS | (_HSTS if self.settings.secure else {})
        return [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    def _missing(self, scope: Scope, start: Message) -> list[tuple[bytes, bytes]]:
        """Return the headers to add to those of a response."""
        is_file = scope["path"].startswith("/assets/") and start["status"] < 400
        cacheable = is_file or any(name == b"cache-control" for name, _ in start["headers"])
        return self._header_items if cacheable else [*self._header_items, _NO_STORE]


def _refusal_code(request: Request, own: str, largest: int) -> str | None:
    if _is_cross_site(request, own):
        return "other_site"
    length = request.headers.get("content-length", "0")
    return "too_large" if not length.isascii() or not length.isdigit() or int(length[:20]) > largest else None


def _is_cross_site(request: Request, own: str) -> bool:
    """Return whether another site made this browser send the request.

    A change must come from our own pages: current browsers name the origin of a POST in Origin, Sec-Fetch-Site or both.
    A client that sends neither is no browser, and has no cookie but one it set itself. Other requests may follow a
    link, but may not be embedded in another site's page (W3C Fetch Metadata).
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if request.method not in _SAFE:
        return site not in _SAME_ORIGIN or (origin is not None and origin.lower() != own.lower())
    if site in _SAME_ORIGIN or request.url.path in _PROBE_PATHS:
        return False
    by_link = request.headers.get("sec-fetch-mode") == "navigate"
    return not by_link or request.headers.get("sec-fetch-dest") in _EMBEDDED_DESTINATIONS
