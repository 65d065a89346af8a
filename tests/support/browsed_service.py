"""A service of a harness that a real browser reaches over a socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from playwright.sync_api import Browser, BrowserContext
from starlette.types import Receive, Scope, Send

from delivery_api.server.serving import open_connections
from tests.support.chromium import give_clock
from tests.support.served_in_thread import served_in_thread
from tests.support.service_harness import ServiceHarness, sign_in


@dataclass(frozen=True)
class BrowsedService:
    """A harness, the address at which browsers reach its one worker, and the paths that they asked it for."""

    harness: ServiceHarness
    url: str
    asked: list[str]

    @contextmanager
    def context(self, chromium: Browser, name: str, **options: object) -> Iterator[BrowserContext]:
        """A browser in which somebody is signed in; a script error on a page fails the test."""
        errors: list[str] = []
        opened = chromium.new_context(**options)  # type: ignore[arg-type]
        opened.on("weberror", lambda error: errors.append(str(error.error)))
        give_clock(opened)
        self.sign_in(opened, name)
        yield opened
        opened.close()
        assert errors == []

    def sign_in(self, context: BrowserContext, name: str) -> None:
        """Give a browser the cookie of somebody who signed in, in place of what it had."""
        client = self.harness.browser(public_url=self.url)
        sign_in(client, name)
        cookie = self.harness.settings.cookie
        context.add_cookies([{"name": cookie, "value": client.cookies[cookie], "url": self.url, "httpOnly": True}])


@contextmanager
def browsed_service(harness: ServiceHarness) -> Iterator[BrowsedService]:
    """Serve a harness's service to browsers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    app = harness.browser(public_url=url).app
    settings = replace(harness.settings, public_url=url)
    asked: list[str] = []

    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            asked.append(scope["path"])
        await app(scope, receive, send)

    with served_in_thread(noted, settings, open_connections(app, settings), port):  # type: ignore[arg-type]
        yield BrowsedService(harness, url, asked)
