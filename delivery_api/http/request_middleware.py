"""What every request and every answer passes at the door: where it comes from, how long it is, what it is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from delivery_api.http import error_mapping
from delivery_api.settings import Settings
from delivery_api.web.page_rendering import CONTENT_SECURITY_POLICY, Pages

_SAFE = ("GET", "HEAD")
_FOR_MACHINES = ("/livez", "/readyz", "/metrics")
_OUR_OWN = (None, "same-origin", "none")  # "none": the person's own doing, an address typed or a bookmark
_NOT_A_PAGE = ("object", "embed", "iframe", "frame", "fencedframe")

_POWERS = ("camera", "display-capture", "geolocation", "gyroscope", "hid", "microphone", "midi", "payment", "usb")

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in _POWERS),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What every answer carries, whatever it is."""

_HTTPS_ALWAYS = {"Strict-Transport-Security": "max-age=63072000"}
_NO_STORE = (b"cache-control", b"no-store")


@dataclass(frozen=True)
class SecurityMiddleware:
    """Lets in what may come in, and puts on every answer what it carries; the outermost of the service.

    A failure of ours is caught here, so that its answer carries the headers too.
    """

    app: ASGIApp
    settings: Settings
    pages: Pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message["headers"], *self._missing(scope, message["headers"])]
            await send(message)

        request = Request(scope)
        try:
            if reason := _not_to_be_let_in(request, self._own, self.settings.largest_body):
                refusal = await run_in_threadpool(error_mapping.early_refusal, request, self.pages, reason)
                await refusal(scope, receive, sent)
            else:
                await self.app(scope, receive, sent)
        except Exception as error:
            if begun:
                raise  # part of the answer has left: the line is cut, so that nobody takes it for whole
            await error_mapping.unexpected_error(request, self.pages, error)(scope, receive, sent)

    @cached_property
    def _own(self) -> str:
        address = urlsplit(self.settings.public_url)
        return f"{address.scheme}://{address.netloc}"

    @cached_property
    def _always(self) -> list[tuple[bytes, bytes]]:
        headers = SECURITY_HEADERS | (_HTTPS_ALWAYS if self.settings.secure else {})
        return [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    def _missing(self, scope: Scope, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """What an answer carries beside what it has."""
        of_a_file = scope["path"].startswith("/assets/") or any(name == b"cache-control" for name, _ in headers)
        return self._always if of_a_file else [*self._always, _NO_STORE]


def _not_to_be_let_in(request: Request, own: str, largest: int) -> str | None:
    if _from_elsewhere(request, own):
        return "other_site"
    length = request.headers.get("content-length", "0")
    return "too_large" if not length.isascii() or not length.isdigit() or int(length[:20]) > largest else None


def _from_elsewhere(request: Request, own: str) -> bool:
    """Whether another site has made this browser ask.

    A change must come from our own pages: every browser of the last years says where a POST comes from, by Origin,
    Sec-Fetch-Site or both; what says neither is no browser, and has no cookie that it did not put there itself.
    Anything else may be reached by a link, but not be drawn into another site's page (W3C Fetch Metadata).
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if request.method not in _SAFE:
        return site not in _OUR_OWN or (origin is not None and origin.lower() != own.lower())
    if site in _OUR_OWN or request.url.path in _FOR_MACHINES:
        return False
    by_link = request.headers.get("sec-fetch-mode") == "navigate"
    return not by_link or request.headers.get("sec-fetch-dest") in _NOT_A_PAGE


@dataclass(frozen=True)
class BodyLimitMiddleware:
    """Counts a body as it arrives, for one that did not say, or lied about, its length."""

    app: ASGIApp
    largest: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; reading further than the limit raises the refusal."""
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.largest:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)
