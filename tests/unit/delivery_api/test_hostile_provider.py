"""A provider that means harm, or is broken, signs nobody in and brings the service to no internal error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from delivery_api.dates.clock import clock
from delivery_api.identity import oidc_provider
from delivery_api.identity.oidc_provider import LogoutNoticeRefused, OidcProvider, ProviderUnreachable, SignInFailed
from tests.support.hostile_provider import HostileProvider, deep_json, hostile_provider

INF, NAN = float("inf"), float("nan")
FORESEEN = (SignInFailed, ProviderUnreachable, LogoutNoticeRefused)

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
METHODS: list[object] = [7, {}, [], "S256 plain", ["plain"], [[]]]
NOTICES: dict[str, list[object]] = {
    "jti": [7, [], {}, "", "j" * 300],
    "iat": [INF, NAN, True, "now", [], -1],
    "events": [7, [], {}, "x", {"a": {}}],
    "sub": [7, [], {}],
    "nonce": ["n", None],
}


TokenAnswer = Callable[[HostileProvider], bytes]


def _claims(claims: dict[str, Any]) -> TokenAnswer:
    return lambda provider: provider.token_answer(provider.id_token(**claims))


def _header(header: dict[str, Any]) -> TokenAnswer:
    return lambda provider: provider.token_answer(provider.id_token(header))


def _payload(payload: bytes) -> TokenAnswer:
    return lambda provider: provider.token_answer(provider.signed(payload))


def _token(token: object) -> TokenAnswer:
    return lambda provider: provider.token_answer(token)


def _answer(answer: bytes) -> TokenAnswer:
    return lambda _: answer


@pytest.fixture(scope="module")
def provider() -> Iterator[HostileProvider]:
    with hostile_provider() as running:
        yield running


@pytest.fixture
def party(provider: HostileProvider, monkeypatch: pytest.MonkeyPatch) -> OidcProvider:
    """The service's client of the provider."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    provider.reset()
    return OidcProvider(provider.issuer, "mesur", "secret", "http://localhost:8400/login/callback")


def outcome(party: OidcProvider, provider: HostileProvider) -> str:
    """What becomes of a sign-in: refused as foreseen, or anything else by name."""
    pending = party.start_sign_in("/", silent=False, now=clock(), lasts=timedelta(minutes=15))
    provider.nonce = pending.nonce
    try:
        party.authorization_url(pending, "en")
        return f"believed {party.verified_identity('code', pending).claims}"
    except FORESEEN:
        return "refused"
    except Exception as error:
        return repr(error)


def test_the_provider_in_order_is_believed(party: OidcProvider, provider: HostileProvider) -> None:
    assert outcome(party, provider).startswith("believed")


def test_no_token_but_the_right_one_is_believed(party: OidcProvider, provider: HostileProvider) -> None:
    answers = [*map(_claims, CLAIMS), *map(_header, HEADERS), *map(_payload, PAYLOADS)]
    answers += [*map(_token, TOKENS), *map(_answer, ANSWERS)]
    what: list[object] = [*CLAIMS, *HEADERS, *PAYLOADS, *TOKENS, *ANSWERS]
    wrong = {}
    for named, answer in zip(what, answers, strict=True):
        provider.token = answer
        if (found := outcome(party, provider)) != "refused":
            wrong[str(named)[:60]] = found
    assert wrong == {}
    assert len(answers) >= 100


@pytest.fixture
def forgetful(party: OidcProvider, monkeypatch: pytest.MonkeyPatch) -> OidcProvider:
    """The same, which fetches what the provider publishes each time."""
    monkeypatch.setattr(oidc_provider, "METADATA_LIFETIME", timedelta(0))
    return party


def test_no_metadata_and_no_keys_do_harm(forgetful: OidcProvider, provider: HostileProvider) -> None:
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


def test_nobody_is_led_to_an_address_that_is_none_when_signing_out(
    forgetful: OidcProvider, provider: HostileProvider
) -> None:
    for address in ADDRESSES:
        provider.metadata = provider.good_metadata(end_session_endpoint=address)
        assert forgetful.end_session_url("http://localhost:8400/signed-out", "en", "en") is None


def test_a_hostile_sign_out_notice_is_refused(party: OidcProvider, provider: HostileProvider) -> None:
    good = provider.claims(nonce=None, jti="j", events={"http://schemas.openid.net/event/backchannel-logout": {}})
    changes: list[dict[str, Any]] = [{name: value} for name, values in NOTICES.items() for value in values]
    notices = [provider.signed(json.dumps(good | each).encode()) for each in changes]
    notices += [provider.signed(json.dumps(good).encode(), {"typ": kind}) for kind in ("at+jwt", "id+jwt", 7)]
    notices += [*map(provider.signed, PAYLOADS), *map(str, TOKENS)]
    assert party.verified_logout(provider.signed(json.dumps(good).encode(), {"typ": "logout+jwt"})).id == "j"
    for notice in notices:
        with pytest.raises(LogoutNoticeRefused):
            party.verified_logout(notice)
