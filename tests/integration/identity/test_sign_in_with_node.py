"""The whole sign-in and sign-out, service and certified provider each listening, and a browser that keeps cookies."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
import uvicorn

from delivery_api.app import create_app
from tests.conftest import skip_or_fail
from tests.e2e.conftest import free_port
from tests.support.oidc_providers import NodeProvider, node_provider
from tests.support.service_harness import ServiceHarness, build_harness

pytestmark = pytest.mark.node


@dataclass
class Online:
    """A service that listens, with its provider."""

    harness: ServiceHarness
    provider: NodeProvider
    url: str


@dataclass
class Browser:
    """Follows wherever it is sent, as a browser does."""

    online: Online
    http: httpx2.Client

    def get(self, path: str) -> httpx2.Response:
        return self.http.get(f"{self.online.url}{path}")

    def sign_in(self, name: str, path: str = "/login") -> httpx2.Response:
        page = self.get(path)
        assert str(page.url).startswith(self.online.provider.issuer), page.text
        page = self.online.provider.sign_in_at(page, self.http, name)
        # a provider that has someone else signed in signs them out first, by a form that sends itself
        return self.send_on(page) if 'name="xsrf"' in page.text else page

    def send_on(self, page: httpx2.Response) -> httpx2.Response:
        """Send the form of a provider's page that asks whether to sign out."""
        action, secret = re.search(r'action="([^"]+)"', page.text), re.search(r'name="xsrf" value="([^"]+)"', page.text)
        assert action, page.text
        assert secret, page.text
        return self.http.post(action[1], data={"xsrf": secret[1], "logout": "yes"})

    def who(self) -> str | None:
        answer = self.get("/api/me")
        return str(answer.json()["name"]) if answer.status_code == 200 else None

    def token(self) -> str:
        return self.http.cookies[self.online.harness.settings.cookie]

    def forget_the_service(self) -> None:
        """As if only the provider's cookies were left."""
        self.http.cookies.delete(self.online.harness.settings.cookie)


@contextmanager
def listening(harness: ServiceHarness, port: int) -> Iterator[None]:
    app = create_app(harness.settings, clock=harness.clock)
    harness.engines.append(app.state.service_context)
    server = uvicorn.Server(uvicorn.Config(app, host="localhost", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Online]:
    port, folder = free_port(), tmp_path_factory.mktemp("service")
    url = f"http://localhost:{port}"
    try:
        with node_provider(url) as provider:
            harness = harness_at(folder, provider, url)
            with listening(harness, port):
                yield Online(harness, provider, url)
            harness.close()
    except OSError as problem:
        skip_or_fail(str(problem))


@pytest.fixture
def browsers(online: Online) -> Iterator[Callable[[], Browser]]:
    """New browsers, closed at the end."""
    with ExitStack() as stack:
        yield lambda: Browser(online, stack.enter_context(httpx2.Client(follow_redirects=True)))


@pytest.fixture
def browser(browsers: Callable[[], Browser]) -> Browser:
    return browsers()


def harness_at(folder: Path, provider: NodeProvider, url: str) -> ServiceHarness:
    harness = build_harness(folder, f"sqlite:///{folder / 'mesur.sqlite3'}", provider.issuer)
    harness.settings = replace(harness.settings, public_url=url)
    return harness


def path_of(page: httpx2.Response) -> str:
    return urlsplit(str(page.url)).path


def test_somebody_signs_in_and_the_browser_holds_one_cookie_of_the_service(online: Online, browser: Browser) -> None:
    page = browser.sign_in("cadi")
    assert (page.status_code, path_of(page)) == (200, "/")
    assert browser.who() == "Cadi M"
    set_by_us = [
        header.partition("=")[0]
        for answer in (*page.history, page)
        if str(answer.url).startswith(online.url)
        for header in answer.headers.get_list("set-cookie")
    ]
    assert set(set_by_us) == {"mesur"}


def test_after_the_provider_has_changed_its_key_sign_ins_go_on(online: Online, browsers: Callable[[], Browser]) -> None:
    assert path_of(browsers().sign_in("cadi")) == "/"
    online.provider.rotate_key()
    assert path_of(browsers().sign_in("joe")) == "/"


def test_whoever_the_provider_did_not_ask_is_asked_by_the_service(online: Online, browser: Browser) -> None:
    browser.sign_in("cadi")
    browser.forget_the_service()
    online.provider.age_sign_ins()
    page = browser.get("/login?lang=en&back=/player/1")
    assert path_of(page) == "/not-you"
    assert "Cadi M" in page.text
    assert "Derwen" in page.text
    assert 'href="/player/1?lang=en"' in page.text


def test_a_sign_in_after_a_sign_out_asks_anew(online: Online, browser: Browser) -> None:
    browser.sign_in("cadi")
    page = browser.sign_in("joe", "/login?fresh=1")
    assert path_of(page) == "/"
    assert browser.who() == "Joe B"


def test_a_silent_sign_in_asks_nobody_and_brings_the_same_person_back_to_where_they_were(
    online: Online, browser: Browser
) -> None:
    assert path_of(browser.get("/login?silent=1&back=/player/1")) == "/login/again"
    browser.sign_in("cadi")
    online.harness.clock.now += timedelta(minutes=online.harness.settings.learner_idle_minutes, seconds=60)
    assert browser.who() is None
    page = browser.get("/login?silent=1&back=/?then=there")
    assert (path_of(page), urlsplit(str(page.url)).query) == ("/", "then=there")
    assert browser.who() == "Cadi M"


def test_signing_out_here_signs_out_there_and_comes_back_in_the_language(online: Online, browser: Browser) -> None:
    browser.sign_in("cadi")
    gone = browser.http.post(f"{online.url}/logout?lang=cy", headers={"origin": online.url})
    assert browser.who() is None
    where = gone.headers["refresh"].removeprefix("0; url=")
    assert where.startswith(f"{online.provider.issuer}/session/end?client_id=mesur&")
    page = browser.send_on(browser.http.get(where))
    assert path_of(page) == "/signed-out"
    assert 'lang="cy"' in page.text
    assert str(browser.get("/login").url).startswith(f"{online.provider.issuer}/sign-in/")  # asks again


def test_whoever_signs_out_at_the_provider_is_signed_out_here_and_nobody_else(
    online: Online, browsers: Callable[[], Browser]
) -> None:
    browser, elsewhere, joe = browsers(), browsers(), browsers()
    browser.sign_in("cadi")
    elsewhere.sign_in("cadi")
    joe.sign_in("joe")
    browser.send_on(browser.http.get(f"{online.provider.issuer}/session/end?client_id=mesur"))
    assert browser.who() is None  # told from server to server: this browser has not been back since
    assert (elsewhere.who(), joe.who()) == ("Cadi M", "Joe B")
