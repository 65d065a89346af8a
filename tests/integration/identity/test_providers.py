"""The sign-in against two providers: what comes back is believed when it is whole and ours, and not otherwise."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from delivery_api.dates.clock import clock
from delivery_api.identity import oidc_provider as module
from delivery_api.identity import provider_requests
from delivery_api.identity.oidc_provider import OidcProvider, PendingSignIn, SignInFailed
from tests.conftest import skip_or_fail
from tests.support import oidc_providers
from tests.support.oidc_providers import query_of

PARTY = "http://localhost:8400"
KINDS = ["python", pytest.param("node", marks=pytest.mark.node)]


@pytest.fixture(scope="module", params=KINDS)
def running(request: pytest.FixtureRequest) -> Iterator[oidc_providers.RunningProvider]:
    with ExitStack() as stack:
        if request.param == "python":
            yield stack.enter_context(oidc_providers.python_provider())
            return
        try:
            yield stack.enter_context(oidc_providers.node_provider(PARTY))
        except OSError as problem:
            skip_or_fail(str(problem))


@pytest.fixture
def party(running: oidc_providers.RunningProvider) -> OidcProvider:
    return OidcProvider(running.issuer, "mesur", "secret", f"{PARTY}/login/callback")


def handshake(party: OidcProvider) -> PendingSignIn:
    return party.start_sign_in("/", silent=False, now=clock(), lasts=timedelta(minutes=15))


def answer(running: oidc_providers.RunningProvider, party: OidcProvider, pending: PendingSignIn) -> dict[str, str]:
    """What the browser brings back after somebody has signed in at the provider."""
    with httpx2.Client() as browser:
        page = browser.get(party.authorization_url(pending, "en"), follow_redirects=True)
        response = running.sign_in_at(page, browser, "cadi")
        while not response.headers["location"].startswith(PARTY):
            response = browser.get(str(response.url.join(response.headers["location"])))
    return query_of(response.headers["location"])


def vouched(running: oidc_providers.RunningProvider, party: OidcProvider, **changes: Any) -> module.VerifiedIdentity:
    """Go to the provider and back; what is expected of the answer may have changed meanwhile."""
    pending = handshake(party)
    back = answer(running, party, pending)
    assert back["state"] == pending.state
    return replace(party, cache={}).verified_identity(back["code"], replace(pending, **changes), back.get("iss"))


def test_the_answer_to_our_own_question_is_believed(
    running: oidc_providers.RunningProvider, party: OidcProvider
) -> None:
    found = vouched(running, party)
    assert (found.subject, found.reauthenticated) == ("cadi", True)


def test_the_answer_to_another_question_is_not(running: oidc_providers.RunningProvider, party: OidcProvider) -> None:
    with pytest.raises(SignInFailed):
        vouched(running, party, nonce="of another sign-in")


def test_a_code_without_the_verifier_of_its_sign_in_is_worth_nothing(
    running: oidc_providers.RunningProvider, party: OidcProvider
) -> None:
    if isinstance(running, oidc_providers.NodeProvider):  # the other one does not look at it
        with pytest.raises(SignInFailed):
            vouched(running, party, verifier="v" * 64)


def test_a_code_is_taken_once(running: oidc_providers.RunningProvider, party: OidcProvider) -> None:
    pending = handshake(party)
    back = answer(running, party, pending)
    party.verified_identity(back["code"], pending, back.get("iss"))
    with pytest.raises(SignInFailed):
        party.verified_identity(back["code"], pending, back.get("iss"))


def test_an_answer_that_another_issuer_signs_is_not_taken_to_this_one(
    running: oidc_providers.RunningProvider, party: OidcProvider
) -> None:
    pending = handshake(party)
    back = answer(running, party, pending)
    with pytest.raises(SignInFailed):
        party.verified_identity(back["code"], pending, "https://elsewhere.example")
    if "iss" in back:  # one that says it always names itself, and then does not
        with pytest.raises(SignInFailed):
            party.verified_identity(back["code"], pending, None)


def test_the_secret_of_the_client_is_asked_for_where_the_provider_knows_it(
    running: oidc_providers.RunningProvider, party: OidcProvider
) -> None:
    if isinstance(running, oidc_providers.NodeProvider):
        with pytest.raises(SignInFailed):
            vouched(running, replace(party, client_secret="guessed"))


@pytest.mark.parametrize("seconds", [-50, 0, 50])
def test_clocks_may_differ_a_little(running: oidc_providers.RunningProvider, party: OidcProvider, seconds: int) -> None:
    skewed = replace(party, clock=lambda: clock() + timedelta(seconds=seconds))
    assert vouched(running, skewed).subject == "cadi"


@pytest.mark.parametrize("seconds", [-180, 3600 + 180])
def test_a_token_from_the_future_or_run_out_is_not_believed(
    running: oidc_providers.RunningProvider, party: OidcProvider, seconds: int
) -> None:
    skewed = replace(party, clock=lambda: clock() + timedelta(seconds=seconds))
    with pytest.raises(SignInFailed):
        vouched(running, skewed)


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def opened(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def altered(**claims: Any) -> Callable[[str], str]:
    """The provider's own token with other claims under its own signature."""

    def change(token: str) -> str:
        head, body, signature = token.split(".")
        return ".".join((head, part(opened(body) | claims), signature))

    return change


def unsigned(token: str) -> str:
    return f"{part({'alg': 'none'})}.{token.split('.')[1]}."


def with_a_broken_signature(token: str) -> str:
    head, body, signature = token.split(".")
    return ".".join((head, body, signature[:10] + ("A" if signature[10] != "A" else "B") + signature[11:]))


@pytest.mark.parametrize(
    "forge",
    [altered(aud="other"), altered(sub="joe"), altered(), unsigned, with_a_broken_signature],
    ids=["audience", "subject", "nothing but its spelling", "alg none", "signature"],
)
def test_a_token_that_was_tampered_with_on_its_way_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
    running: oidc_providers.RunningProvider,
    party: OidcProvider,
    forge: Callable[[str], str],
) -> None:
    post = provider_requests.post

    def posted(*args: Any) -> dict[str, Any]:
        token = post(*args)
        return token | {"id_token": forge(token["id_token"])}

    monkeypatch.setattr(provider_requests, "post", posted)
    with pytest.raises(SignInFailed):
        vouched(running, party)


def test_a_token_that_the_provider_gave_another_client_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, running: oidc_providers.RunningProvider, party: OidcProvider
) -> None:
    other = replace(party, client_id="other", cache={})
    pending = handshake(other)
    back = answer(running, other, pending)
    token = other._redeem_code(back["code"], pending)
    monkeypatch.setattr(provider_requests, "post", lambda *_: {"id_token": token})
    assert other.verified_identity("code", pending, back.get("iss")).subject == "cadi"
    with pytest.raises(SignInFailed):
        party.verified_identity("code", pending, back.get("iss"))
