"""What the provider says is believed only when it is signed, meant for us, and the answer to our own question."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from delivery_api.identity import provider_requests
from delivery_api.identity.oidc_provider import OidcProvider, PendingSignIn, SignInFailed
from delivery_api.identity.provider_requests import ProviderUnreachable, require_address

ISSUER = "https://hwb.example"
PENDING = PendingSignIn("state", "nonce", "verifier")
KEY = RSAKey.generate_key(2048, {"kid": "one"})
OTHER = RSAKey.generate_key(2048, {"kid": "two"})
IMPOSTOR = RSAKey.generate_key(2048, {"kid": "one"})
CURVE = ECKey.generate_key("P-256", {"kid": "curve"})


METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/jwks",
}


def test_a_pending_sign_in_is_read_by_the_releases_before_and_after() -> None:
    assert "language" not in PENDING.to_stored()
    chosen = replace(PENDING, language="cy")
    assert PendingSignIn.from_stored(chosen.to_stored() | {"of a later release": 1}) == chosen


def now() -> int:
    return int(datetime.now(UTC).timestamp())


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good token, some changed; None leaves one out."""
    good = {"iss": ISSUER, "aud": "mesur", "sub": "cadi", "nonce": "nonce", "iat": now(), "exp": now() + 300}
    good["auth_time"] = now()
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(key: RSAKey | ECKey = KEY, algorithm: str = "RS256", typ: object = None, **changes: Any) -> str:
    header = {"alg": algorithm, "kid": key.kid} | ({} if typ is None else {"typ": typ})
    return jwt.encode(header, claims(**changes), key, algorithms=[algorithm])


def by_hand(header: dict[str, str], secret: bytes | None = None) -> str:
    """A token that no library would make."""
    head, body = (base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in (header, claims()))
    signature = hmac.digest(secret, head + b"." + body, "sha256") if secret else b""
    return b".".join((head, body, base64.urlsafe_b64encode(signature).rstrip(b"="))).decode()


class Fetches:
    """The provider's published documents; counts how often its keys are asked for."""

    def __init__(self, *key_sets: list[RSAKey | ECKey], issuer: str = ISSUER) -> None:
        self.left, self.issuer, self.asked = list(key_sets), issuer, 0

    def __call__(self, url: str) -> dict[str, Any]:
        if url.endswith("openid-configuration"):
            return METADATA | {"issuer": self.issuer}
        self.asked += 1
        keys = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        return dict(KeySet(keys).as_dict(private=False))


def answering(monkeypatch: pytest.MonkeyPatch, id_token: object, fetches: Fetches) -> OidcProvider:
    """A relying party whose provider answers the code with this ID token."""
    monkeypatch.setattr(provider_requests, "fetch", fetches)
    monkeypatch.setattr(provider_requests, "post", lambda *_: {"id_token": id_token})
    return OidcProvider(ISSUER, "mesur", "secret", "https://mesur.example/login/callback")


# Each token is made when its test runs: made earlier, it could have run out by then.
@pytest.mark.parametrize(
    "token",
    [
        lambda: signed(),
        lambda: signed(algorithm="PS256"),
        lambda: signed(CURVE, "ES256"),
        lambda: signed(aud=["mesur"]),
        lambda: signed(typ="JWT"),
        lambda: signed(typ="application/jwt"),
        lambda: signed(aud=["mesur", "other"], azp="mesur"),
        lambda: signed(exp=now() - 30),  # clocks differ a little
        lambda: signed(iat=now() + 30),
    ],
)
def test_a_token_that_is_signed_for_us_and_answers_our_question_is_believed(
    monkeypatch: pytest.MonkeyPatch, token: Callable[[], str]
) -> None:
    assert (
        answering(monkeypatch, token(), Fetches([KEY, CURVE])).verified_identity("code", PENDING).claims["sub"]
        == "cadi"
    )


@pytest.mark.parametrize(
    "token",
    [
        lambda: signed(nonce="of another sign-in"),
        lambda: signed(nonce=None),
        lambda: signed(aud="other"),
        lambda: signed(aud=["other"]),
        lambda: signed(aud=None),
        lambda: signed(aud=["mesur", "other"], azp="other"),
        lambda: signed(aud=["mesur", "other"]),
        lambda: signed(iss="https://elsewhere.example"),
        lambda: signed(iss=f"{ISSUER}/"),
        lambda: signed(iss=None),
        lambda: signed(sub=None),
        lambda: signed(sub=""),
        lambda: signed(sub={"a": 1}),
        lambda: signed(sub="a" * 300),
        lambda: signed(exp=float("nan")),
        lambda: signed(exp=float("inf")),
        lambda: signed(iat=float("-inf")),
        lambda: signed(auth_time=now() - 9 * 3600),
        lambda: signed(typ="at+jwt"),
        lambda: signed(typ="logout+jwt"),
        lambda: signed(exp=now() - 120),
        lambda: signed(exp=None),
        lambda: signed(iat=now() + 120),
        lambda: signed(iat=None),
        lambda: signed(IMPOSTOR),
        lambda: signed(OTHER),
        lambda: signed()[:-4] + "AAAA",
        lambda: by_hand({"alg": "none"}),
        lambda: by_hand({"alg": "None", "kid": "one"}),
        lambda: by_hand({"alg": "HS256", "kid": "one"}, KEY.as_pem(private=False)),
        lambda: by_hand({"alg": "HS256", "kid": "one"}, b"secret"),
        lambda: "",
        lambda: "not.a.token",
        lambda: None,
    ],
    ids=lambda _: None,
)
def test_any_other_token_is_not(monkeypatch: pytest.MonkeyPatch, token: Callable[[], object]) -> None:
    with pytest.raises(SignInFailed):
        answering(monkeypatch, token(), Fetches([KEY, CURVE])).verified_identity("code", PENDING)


DEEP = "[" * 60_000 + "]" * 60_000


@pytest.mark.parametrize(
    "payload",
    [DEEP, f'{{"iss": {DEEP}}}', "[]", "1", '"text"', '{"iss": 1, "aud": {}, "sub": []}'],
    ids=lambda payload: payload[:12],
)
def test_a_token_whose_content_is_no_claims_or_nested_without_end_is_not(
    monkeypatch: pytest.MonkeyPatch, payload: str
) -> None:
    token = jws.serialize_compact({"alg": "RS256", "kid": "one"}, payload.encode(), KEY)
    with pytest.raises(SignInFailed):
        answering(monkeypatch, token, Fetches([KEY])).verified_identity("code", PENDING)


@pytest.mark.parametrize(
    "key_set", [{}, {"keys": 1}, {"keys": [1]}, {"keys": [{"kty": []}]}, {"keys": [DEEP]}], ids=str
)
def test_keys_that_are_none_are_as_if_the_provider_were_away(monkeypatch: pytest.MonkeyPatch, key_set: object) -> None:
    def fetch(url: str) -> object:
        return METADATA if url.endswith("openid-configuration") else key_set

    party = answering(monkeypatch, signed(), Fetches([KEY]))
    monkeypatch.setattr(provider_requests, "fetch", fetch)
    with pytest.raises((ProviderUnreachable, SignInFailed)):
        party.verified_identity("code", PENDING)


def test_when_the_provider_changes_its_keys_they_are_fetched_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    fetches = Fetches([KEY], [OTHER])
    party = answering(monkeypatch, signed(), fetches)
    party.verified_identity("code", PENDING)
    party.verified_identity("code", PENDING)
    assert fetches.asked == 1
    assert answering_again(monkeypatch, party, signed(OTHER)).verified_identity("code", PENDING).claims["sub"] == "cadi"
    assert fetches.asked == 2
    with pytest.raises(SignInFailed):
        answering_again(monkeypatch, party, signed(IMPOSTOR)).verified_identity("code", PENDING)
    assert fetches.asked == 3


def answering_again(monkeypatch: pytest.MonkeyPatch, party: OidcProvider, token: str) -> OidcProvider:
    monkeypatch.setattr(provider_requests, "post", lambda *_: {"id_token": token})
    return party


@pytest.mark.parametrize(("auth_time", "asked"), [(-3600, False), (-70, False), (-50, True), (0, True)], ids=str)
def test_whether_the_provider_asked_is_told_by_the_time_it_gives(
    monkeypatch: pytest.MonkeyPatch, auth_time: int, asked: bool
) -> None:
    token = signed(auth_time=now() + auth_time)
    party = answering(monkeypatch, token, Fetches([KEY]))
    begun = PendingSignIn("state", "nonce", "verifier", started_at=now())
    assert party.verified_identity("code", begun).reauthenticated is asked


@pytest.mark.parametrize("auth_time", [None, True, "noon", [], 2**40, -(2**40), float("nan"), float("-inf")])
def test_a_time_of_asking_that_is_none_is_not_believed(monkeypatch: pytest.MonkeyPatch, auth_time: object) -> None:
    with pytest.raises(SignInFailed):
        answering(monkeypatch, signed(auth_time=auth_time), Fetches([KEY])).verified_identity("code", PENDING)


def test_a_key_that_the_provider_withdraws_is_believed_for_an_hour_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    fetches, later = Fetches([KEY], [OTHER]), timedelta(0)
    party = answering(monkeypatch, signed(exp=now() + 9999), fetches)
    party = replace(party, clock=lambda: datetime.now(UTC) + later)
    party.verified_identity("code", PENDING)
    later = timedelta(minutes=59)
    party.verified_identity("code", PENDING)
    later = timedelta(minutes=61)
    with pytest.raises(SignInFailed):
        party.verified_identity("code", PENDING)


def test_metadata_are_looked_for_where_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fetch(url: str) -> dict[str, Any]:
        asked.append(url)
        return {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/auth"}

    monkeypatch.setattr(provider_requests, "fetch", fetch)
    for discovery in ("", "https://meta.example/hwb.json"):
        OidcProvider(ISSUER, "mesur", "secret", "https://mesur.example", discovery).authorization_url(PENDING, "cy")
    assert asked == [f"{ISSUER}/.well-known/openid-configuration", "https://meta.example/hwb.json"]


def test_a_provider_without_the_one_safe_way_of_pkce_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/auth",
        "code_challenge_methods_supported": ["plain"],
    }
    monkeypatch.setattr(provider_requests, "fetch", lambda _: found)
    with pytest.raises(SignInFailed):
        OidcProvider(ISSUER, "mesur", "secret", "https://mesur.example").authorization_url(PENDING, "cy")


def test_metadata_of_another_issuer_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    party = answering(monkeypatch, signed(), Fetches([KEY], issuer="https://elsewhere.example"))
    with pytest.raises(SignInFailed):
        party.authorization_url(PENDING, "cy")


INSIDE = [
    *("https://localhost/jwks", "https://login.localhost./", "https://127.0.0.1:8400/livez", "https://127.1/"),
    *("https://2130706433/", "https://0x7f000001/", "https://0.0.0.0/", "https://[::1]/", "https://[::ffff:10.0.0.1]/"),
    *("https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/", "https://169.254.169.254/latest/meta-data"),
    *("https://[fd00::1]/", "https://[fe80::1]/", "https://metadata.google.internal/", "https://100.64.0.1/"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_a_provider_on_the_internet_sends_the_service_to_no_address_of_its_own_network(address: str) -> None:
    with pytest.raises(ProviderUnreachable):
        require_address(address, "jwks_uri", ISSUER)
    if "127.0.0.1" in address:
        assert require_address(address, "jwks_uri", "https://localhost") == address


def test_a_provider_may_name_other_hosts_of_the_internet() -> None:
    for address in (
        "https://oauth2.example.org/token?a=b",
        "https://81.2.69.142:8443/token",
        "https://b%C3%A2n.example/",
    ):
        assert require_address(address, "token_endpoint", ISSUER) == address


@contextmanager
def token_endpoint(status: int, body: bytes) -> Iterator[str]:
    """A provider on loopback whose token endpoint answers with this and nothing else."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("localhost", 0), Answer)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/token"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, b'{"error": "invalid_grant"}', SignInFailed),
        (200, b'{"error": "invalid_grant"}', SignInFailed),
        (200, b"{}", SignInFailed),
        (200, b"<html>sorry</html>", ProviderUnreachable),
        (404, b"not found", ProviderUnreachable),
        (500, b"", ProviderUnreachable),
        (503, b"<html>later</html>", ProviderUnreachable),
    ],
)
def test_a_token_endpoint_that_refuses_or_fails_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, expected: type[Exception]
) -> None:
    monkeypatch.setattr(provider_requests, "fetch", Fetches([KEY]))
    with token_endpoint(status, body) as address:
        issuer = address.removesuffix("/token")
        found = {"issuer": issuer, "token_endpoint": address, "jwks_uri": f"{issuer}/jwks"}
        cache = {"metadata": (datetime.now(UTC), found)}
        party = OidcProvider(issuer, "mesur", "secret", "https://mesur.example/login/callback", cache=cache)
        with pytest.raises(expected):
            party.verified_identity("code", PENDING)


def test_a_provider_that_cannot_be_reached_is_away() -> None:
    party = OidcProvider("http://localhost:9", "mesur", "secret", "https://mesur.example/login/callback")
    with pytest.raises(ProviderUnreachable):
        party.authorization_url(PENDING, "cy")


def test_the_clients_secret_is_not_shown_where_a_provider_is_printed() -> None:
    assert "hidden thing" not in repr(OidcProvider(ISSUER, "mesur", "hidden thing", "https://mesur.example"))
