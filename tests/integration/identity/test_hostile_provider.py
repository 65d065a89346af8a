"""A provider that means harm, or is broken, signs nobody in and brings the service to no internal error.

Each case goes through the routes of the service: /login, /login/callback, /logout and /logout/backchannel.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from delivery_api.identity import oidc_provider, provider_requests
from tests.support.hostile_provider import (
    KEY,
    OTHER,
    HostileProvider,
    Served,
    deep_json,
    hostile_provider,
    published,
)
from tests.support.oidc_providers import query_of
from tests.support.service_harness import ServiceHarness

pytestmark = pytest.mark.parametrize("module_harness", ["sqlite"], indirect=True)  # nothing here is of the database

INF, NAN = float("inf"), float("nan")

CLAIMS: list[dict[str, Any]] = [
    *({"sub": value} for value in (None, "", 7, True, [], {}, ["cadi"], {"cadi": 1}, "c" * 300)),
    *({"iss": value} for value in (None, "", 7, [], "https://elsewhere.example")),
    *({"aud": value} for value in (None, "", "other", 7, [], {}, ["other"], [["mesur"]], ["mesur", "other"])),
    *({"aud": ["mesur", "other"], "azp": value} for value in (7, [], "other")),
    *({"nonce": value} for value in (None, "", "other", 7, [], {})),
    *({"exp": value} for value in (None, 0, -1, INF, NAN, True, "later", [], {}, 10**400)),
    *({"iat": value} for value in (None, INF, NAN, -INF, True, "now", [], {}, 2**60, 10**400)),
    *({"auth_time": value} for value in (None, 0, -1, INF, NAN, True, "now", [], {}, 2**60, 10**400)),
    *({"nbf": value} for value in (2**60, "later", [])),
]
HEADERS: list[dict[str, Any]] = [
    *({"typ": value} for value in ("at+jwt", "logout+jwt", "secevent+jwt", 7, [], {}, None)),
    *({"alg": value} for value in ("none", "None", "HS256", "RS384", "", 7, None, [])),
    *({"kid": value} for value in ("two", 7, [], {}, "../../etc/passwd", "a" * 9000)),
    *({"crit": value} for value in (["exp"], [], 7)),
]
# Signed with a key that the provider does not publish, which the token itself offers.
OFFERED: list[dict[str, Any]] = [
    {},
    {"jwk": OTHER.as_dict(private=False)},
    {"jku": "http://localhost:9/jwks"},
    {"x5u": "http://localhost:9/certificate"},
    {"alg": "none"},
    {"alg": "HS256"},
    {"kid": "two"},
]
PAYLOADS = [b"", b"null", b"[]", b"7", b'"cadi"', b"{", b"\xff\xfe", deep_json(), b"[" * 5000, b"{}", b'{"sub":"cadi"}']
TOKENS: list[object] = [
    None,
    "",
    7,
    [],
    {},
    "a",
    "a.b",
    "..",
    "a.b.c",
    "a.b.c.d.e",
    "é.é.é",
    "a." * 20_000,
    "\x00.\x00.\x00",
]
ANSWERS = [
    b"",
    b"null",
    b"[]",
    b"7",
    b'"a"',
    b"{",
    b"<html>",
    deep_json(),
    b"{}",
    b'{"id_token":{}}',
    b"\xff",
    b"[" * 9000,
]
ANSWERS += [
    b'{"error":7}',
    b'{"error":[]}',
    b'{"error":"x","error_description":{}}',
    b'{"expires_at":"x","id_token":"a"}',
]
Wrap = Callable[[bytes], Served]
WRAPPED: dict[str, Wrap] = {
    "a redirect": lambda good: Served(good, 302, headers=(("location", "/elsewhere"),)),
    "a page": lambda good: Served(good, kind="text/html"),
    "a script": lambda good: Served(good, kind="text/javascript"),
    "of no type": lambda good: Served(good, kind=""),
    "created": lambda good: Served(good, 201),
    "not found": lambda good: Served(good, 404),
    "a fault": lambda good: Served(good, 500),
    "later": lambda good: Served(good, 503),
    "packed": lambda good: Served(gzip.compress(good), headers=(("content-encoding", "gzip"),)),
    "packed, of 20 MB": lambda _: Served(gzip.compress(b" " * 20_000_000), headers=(("content-encoding", "gzip"),)),
    "huge": lambda good: Served(good[:-1] + b" " * 400_000 + good[-1:]),
    "slow": lambda good: Served(good, pause=0.02),
}
"""Good documents, sent as a provider sends none."""
DOCUMENTS = [b"", b"null", b"[]", b"7", b"{", b"<html>", deep_json(), b"{}", b"\xff", b"[" * 9000, b" " * 400_000]
ADDRESSES: list[object] = [
    ...,
    None,
    "",
    7,
    [],
    {},
    "javascript:alert(1)",
    "/auth",
    "//evil.example",
    "ftp://a.example/x",
]
ADDRESSES += [
    "http://a.example/\r\nset-cookie: a=b",
    "http:// a.example",
    "http://user@evil.example/",
    "file:///etc/passwd",
]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
KEYS = [b"", b"null", b"[]", b"{}", b'{"keys":7}', b'{"keys":[]}', b'{"keys":[7]}', b'{"keys":[{}]}', deep_json(), b"{"]
KEYS += [
    b'{"keys":[{"kty":"RSA"}]}',
    b'{"keys":[{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}',
    b'{"keys":[{"kty":"RSA","n":"!","e":7}]}',
]
KEYS += [published(KEY, OTHER), published(OTHER, KEY), published(*[KEY] * 700)]  # several of one name
METHODS: list[object] = [7, {}, [], "S256 plain", ["plain"], [[]]]
NOTICES: dict[str, list[object]] = {
    "jti": [7, [], {}, "", "j" * 300],
    "iat": [INF, NAN, True, "now", [], -1],
    "events": [7, [], {}, "x", {"a": {}}],
    "sub": [7, [], {}],
    "nonce": ["n", None],
}


TokenAnswer = Callable[[HostileProvider], bytes | Served]


def _claims(claims: dict[str, Any]) -> TokenAnswer:
    return lambda provider: provider.token_answer(provider.id_token(**claims))


def _header(header: dict[str, Any]) -> TokenAnswer:
    return lambda provider: provider.token_answer(provider.id_token(header))


def _payload(payload: bytes) -> TokenAnswer:
    return lambda provider: provider.token_answer(provider.signed(payload))


def _offered(header: dict[str, Any]) -> TokenAnswer:
    return lambda provider: provider.token_answer(
        provider.signed(json.dumps(provider.claims()).encode(), header, key=OTHER)
    )


def _wrapped(wrap: Wrap) -> TokenAnswer:
    return lambda provider: wrap(provider.token_answer(provider.id_token()))


def _token(token: object) -> TokenAnswer:
    return lambda provider: provider.token_answer(token)


def _answer(answer: bytes) -> TokenAnswer:
    return lambda _: answer


@pytest.fixture(scope="module")
def provider() -> Iterator[HostileProvider]:
    with hostile_provider() as running:
        yield running


@pytest.fixture(scope="module")
def browser(module_harness: ServiceHarness, provider: HostileProvider) -> TestClient:
    """A browser at a service whose provider this is."""
    return module_harness.browser(issuer=provider.issuer, sign_ins_per_minute=100_000)


@pytest.fixture(autouse=True)
def good_again(provider: HostileProvider) -> None:
    provider.reset()


def outcome(browser: TestClient, provider: HostileProvider) -> str:
    """What becomes of a sign-in: refused as foreseen, or anything else in words."""
    browser.cookies.clear()
    answer = browser.get("/login")
    if answer.status_code == 303:
        asked = query_of(answer.headers["location"])
        provider.nonce = asked["nonce"]
        answer = browser.get(f"/login/callback?code=code&state={asked['state']}")
    if answer.status_code in (400, 503) and browser.get("/api/me").status_code == 401:
        return "refused"
    return f"{answer.status_code}, then {browser.get('/api/me').text}"


def test_the_provider_in_order_is_believed(browser: TestClient, provider: HostileProvider) -> None:
    assert "Cadi" in outcome(browser, provider)


def test_no_token_but_the_right_one_is_believed(browser: TestClient, provider: HostileProvider) -> None:
    answers = [*map(_claims, CLAIMS), *map(_header, HEADERS), *map(_payload, PAYLOADS), *map(_offered, OFFERED)]
    answers += [*map(_token, TOKENS), *map(_answer, ANSWERS)]
    what: list[object] = [*CLAIMS, *HEADERS, *PAYLOADS, *OFFERED, *TOKENS, *ANSWERS]
    wrong = {}
    for named, answer in zip(what, answers, strict=True):
        provider.token = answer
        if (found := outcome(browser, provider)) != "refused":
            wrong[str(named)[:60]] = found
    assert wrong == {}
    assert len(answers) >= 130


@pytest.fixture
def forgetful(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A browser at the same service, which fetches what the provider publishes each time."""
    monkeypatch.setattr(oidc_provider, "METADATA_LIFETIME", timedelta(0))
    return browser


def test_no_metadata_and_no_keys_do_harm(forgetful: TestClient, provider: HostileProvider) -> None:
    wrong = {}
    documents = [*DOCUMENTS]
    documents += [provider.good_metadata(**{name: each}) for name in ENDPOINTS[:3] for each in ADDRESSES]
    documents += [provider.good_metadata(code_challenge_methods_supported=each) for each in METHODS]
    for document in documents:
        provider.metadata = document
        if (found := outcome(forgetful, provider)) != "refused":
            wrong[document[:300]] = found
    provider.reset()
    for document in KEYS:
        provider.keys = document
        if (found := outcome(forgetful, provider)) != "refused":
            wrong[document[:60]] = found
    assert wrong == {}
    assert len(documents) + len(KEYS) >= 60


def test_a_good_document_is_not_taken_where_it_comes_as_none_does(
    forgetful: TestClient, provider: HostileProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redirected, of another type or status, packed, without end, or a byte at a time."""
    monkeypatch.setattr(provider_requests, "_ANSWER_SECONDS", 0.1)
    wrong = {}
    for how, wrap in WRAPPED.items():
        for what in ("metadata", "keys", "token"):
            provider.reset()
            setattr(provider, what, _wrapped(wrap) if what == "token" else wrap(getattr(provider, what)))
            if (found := outcome(forgetful, provider)) != "refused":
                wrong[how, what] = found
    assert wrong == {}


def test_a_provider_on_the_internet_sends_the_service_into_no_network_of_its_own(
    module_harness: ServiceHarness, provider: HostileProvider
) -> None:
    issuer, where = "https://provider.example", f"{provider.issuer}/.well-known/openid-configuration"
    browser = module_harness.browser(issuer=issuer, discovery_url=where)
    inside = provider.issuer.replace("http:", "https:")
    good = {name: f"{issuer}/{name}" for name in ENDPOINTS}
    provider.metadata = provider.good_metadata(**good | {"authorization_endpoint": f"{inside}/auth"}, issuer=issuer)
    assert browser.get("/login").status_code == 503
    again = module_harness.browser_of_another_worker(issuer=issuer, discovery_url=where)
    provider.metadata = provider.good_metadata(**good | {"token_endpoint": f"{inside}/token"}, issuer=issuer)
    assert outcome(again, provider) == "refused"


def test_nobody_is_led_to_an_address_that_is_none_when_signing_out(
    forgetful: TestClient, provider: HostileProvider
) -> None:
    assert "refresh" in forgetful.post("/logout").headers
    for address in ADDRESSES:
        provider.metadata = provider.good_metadata(end_session_endpoint=address)
        answer = forgetful.post("/logout")
        assert (answer.status_code, answer.headers.get("refresh")) == (200, None)


def test_a_hostile_sign_out_notice_is_refused(module_harness: ServiceHarness, provider: HostileProvider) -> None:
    browser = module_harness.browser_of_another_worker(issuer=provider.issuer)
    good = provider.claims(nonce=None, jti="j", events={"http://schemas.openid.net/event/backchannel-logout": {}})
    changes: list[dict[str, Any]] = [{name: value} for name, values in NOTICES.items() for value in values]
    notices = [provider.signed(json.dumps(good | each).encode()) for each in changes]
    notices += [provider.signed(json.dumps(good).encode(), {"typ": kind}) for kind in ("at+jwt", "id+jwt", 7)]
    notices += [*map(provider.signed, PAYLOADS), *map(str, TOKENS)]
    answers = [browser.post("/logout/backchannel", data={"logout_token": notice}).status_code for notice in notices]
    assert set(answers) <= {400, 413}
    told = {"logout_token": provider.signed(json.dumps(good).encode(), {"typ": "logout+jwt"})}
    answer = browser.post("/logout/backchannel", data=told)
    assert answer.status_code == 200, answer.text
