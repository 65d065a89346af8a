"""What every request meets at the door: headers, where it comes from, how long it is, how often one account asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from delivery_api.http.request_middleware import SECURITY_HEADERS
from delivery_api.web.reader_language import Language
from tests.integration.identity.test_sign_in import LANGUAGES, assert_page, assert_problem
from tests.support.database_rows import nothing_written
from tests.support.service_harness import ORIGIN, ServiceHarness

PATHS = ("/", "/api/me", "/nowhere", "/login", "/livez", "/not-you", "/assets/mesur/mesur.css")


@pytest.fixture
def cadi(module_harness: ServiceHarness) -> TestClient:
    return module_harness.signed_in("cadi")


def test_every_answer_carries_the_headers_whatever_it_is(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser()
    answers = [browser.get(path) for path in PATHS]
    answers.append(browser.post("/logout", headers={"origin": "https://elsewhere.example"}))
    answers.append(browser.put("/api/me"))
    assert {answer.status_code for answer in answers} >= {200, 303, 401, 403, 404, 405}
    for answer in answers:
        assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == dict(SECURITY_HEADERS), answer.url
        assert "strict-transport-security" not in answer.headers  # no https here


def test_scripts_and_styles_come_from_here_alone_and_nothing_is_inline() -> None:
    policy = dict(part.split(" ", 1) for part in SECURITY_HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in SECURITY_HEADERS["Content-Security-Policy"]
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"


def test_over_https_a_browser_is_told_to_come_by_nothing_else(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser(public_url="https://mesur.example")
    assert browser.get("/").headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"


def test_no_page_is_kept_by_browser_or_proxy(module_harness: ServiceHarness, cadi: TestClient) -> None:
    for path in ("/", "/api/me", "/not-you", "/nowhere", "/assets/mesur/nowhere.css"):
        assert cadi.get(path).headers["cache-control"] == "no-store"


# Where it comes from


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": ORIGIN.replace("http:", "https:")},
        {"origin": f"{ORIGIN}.elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": ORIGIN},
        {"sec-fetch-site": "anything new"},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_change_that_another_site_asks_for_is_turned_away(
    module_harness: ServiceHarness, cadi: TestClient, method: str, headers: dict[str, str]
) -> None:
    with nothing_written(module_harness.service.engine):
        assert_problem(cadi.request(method, "/logout", headers=headers), "other_site", "en")
    assert cadi.get("/api/me").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": ORIGIN},
        {"origin": ORIGIN, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {},
    ],
    ids=str,
)
def test_a_change_from_our_own_pages_is_made(module_harness: ServiceHarness, headers: dict[str, str]) -> None:
    browser = module_harness.signed_in("cadi")
    assert browser.post("/logout", headers=headers).status_code == 200
    assert browser.get("/api/me").status_code == 401


@pytest.mark.parametrize(
    ("mode", "destination", "status"),
    [
        ("navigate", "document", 200),  # a link
        ("navigate", "iframe", 403),
        ("navigate", "object", 403),
        ("no-cors", "image", 403),
        ("no-cors", "script", 403),
        ("cors", "empty", 403),
    ],
)
def test_another_site_may_lead_here_and_draw_nothing_in(
    cadi: TestClient, mode: str, destination: str, status: int
) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode, "sec-fetch-dest": destination}
    for path in ("/", "/not-you", "/assets/mesur/mesur.css"):
        assert cadi.get(path, headers=headers).status_code == status
    assert cadi.get("/livez", headers=headers).status_code == 200


def test_a_picture_on_another_site_begins_no_sign_in(module_harness: ServiceHarness) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    with nothing_written(module_harness.service.engine):
        answer = module_harness.browser().get("/login", headers=headers)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


# How long it is


def pieces(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(size // 1000):
        yield b"x" * 1000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/api/sittings/{id}/responses/1", "/logout/backchannel"])
def test_a_body_that_is_too_long_is_refused_in_the_readers_language(
    module_harness: ServiceHarness, cadi: TestClient, path: str, language: Language
) -> None:
    method, where = (
        ("PUT" if "api" in path else "POST"),
        f"{path.format(id=module_harness.people['cadi'])}?lang={language}",
    )
    kind = {"content-type": "application/json" if "api" in path else "application/x-www-form-urlencoded"}
    largest = module_harness.settings.largest_body
    with nothing_written(module_harness.service.engine):
        for body in (b"x" * (largest + 1), pieces(largest + 2000)):
            assert_problem(cadi.request(method, where, content=body, headers=kind), "too_large", language)
        assert cadi.request(method, where, content=b"x" * largest, headers=kind).status_code in (400, 404, 422)
        page = cadi.request(method, where, content=b"x" * (largest + 1), headers=kind | {"accept": "text/html"})
    if not path.startswith("/api"):
        assert_page(page, "too_large", language)


@pytest.mark.parametrize("length", ["-1", "1e9", "a", "٣", "9" * 30])
def test_a_length_that_is_none_is_refused(cadi: TestClient, length: str) -> None:
    header = {b"content-length": length.encode()}
    assert cadi.post("/logout", headers=header).status_code == 413


def test_the_limit_is_the_operators(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser(body_kilobytes=1)
    assert browser.post("/logout/backchannel", data={"logout_token": "x" * 2000}).status_code == 413
    assert module_harness.browser().post("/logout/backchannel", data={"logout_token": "x" * 2000}).status_code == 400


# How often


def with_the_same_cookie(harness: ServiceHarness, browser: TestClient, **settings: int) -> TestClient:
    other = harness.browser_of_another_worker(**settings)
    (cookie,) = browser.cookies.jar
    other.cookies.set(cookie.name, cookie.value or "")
    return other


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_that_asks_too_often_is_told_when_to_come_back(
    module_harness: ServiceHarness, cadi: TestClient, language: Language
) -> None:
    browser = with_the_same_cookie(module_harness, cadi, requests_per_minute=6)  # three at once, then each ten seconds
    answers = [browser.get(f"/api/me?lang={language}") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert_problem(answers[-1], "too_many", language)
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
    assert_page(browser.get(f"/?lang={language}", headers={"accept": "text/html"}), "too_many", language)
    module_harness.clock.now += timedelta(seconds=int(answers[-1].headers["retry-after"]))
    assert browser.get("/api/me").status_code == 200


def test_it_is_the_account_that_is_counted_over_all_its_browsers_and_not_the_address(
    module_harness: ServiceHarness,
) -> None:
    app_browser = module_harness.browser_of_another_worker(requests_per_minute=6)
    tokens = {name: next(iter(module_harness.signed_in(name).cookies.jar)).value for name in ("cadi", "joe")}
    again = next(iter(module_harness.signed_in("cadi").cookies.jar)).value
    name = module_harness.settings.cookie

    def ask(token: str | None) -> int:
        app_browser.cookies.clear()
        return app_browser.get("/api/me", headers={"cookie": f"{name}={token}"}).status_code

    asked = [ask(tokens["cadi"]) for _ in range(3)]
    assert asked == [200, 200, 200]
    assert ask(again) == 429
    assert ask(tokens["joe"]) == 200
    assert app_browser.get("/").status_code == 200  # nobody in particular
