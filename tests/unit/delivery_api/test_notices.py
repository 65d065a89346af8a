"""The provider's sign-out notice is believed when it is one, is fresh, and is meant for us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt

from delivery_api.identity.oidc_provider import LogoutNoticeRefused
from tests.unit.delivery_api.test_provider import IMPOSTOR, ISSUER, KEY, OTHER, Fetches, answering, by_hand, now, signed

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def notice(key: Any = KEY, **changes: Any) -> str:
    """A good notice, some claims changed; None leaves one out."""
    good = {"iss": ISSUER, "aud": "mesur", "iat": now(), "exp": now() + 120, "jti": "one", "events": {EVENT: {}}}
    claims = {
        name: value for name, value in (good | {"sub": "cadi", "sid": "s1"} | changes).items() if value is not None
    }
    return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "logout+jwt"}, claims, key)


@pytest.mark.parametrize(
    ("token", "whose"),
    [
        (lambda: notice(), ("cadi", "s1")),
        (lambda: notice(sid=None), ("cadi", None)),
        (lambda: notice(sub=None), (None, "s1")),
        (lambda: notice(exp=None), ("cadi", "s1")),
        (lambda: notice(aud=["mesur"]), ("cadi", "s1")),
        (lambda: notice(iat=now() - 200), ("cadi", "s1")),
    ],
)
def test_a_notice_names_a_person_a_session_or_both(
    monkeypatch: pytest.MonkeyPatch, token: Callable[[], str], whose: tuple[str | None, str | None]
) -> None:
    found = answering(monkeypatch, None, Fetches([KEY])).verified_logout(token())
    assert (found.subject, found.provider_session) == whose
    assert found.id == "one"


@pytest.mark.parametrize(
    "token",
    [
        lambda: notice(sub=None, sid=None),
        lambda: notice(sub=7),
        lambda: notice(sid=["s1"]),
        lambda: notice(jti=None),
        lambda: notice(jti=""),
        lambda: notice(nonce="nonce"),
        lambda: notice(nonce=""),
        lambda: notice(events=None),
        lambda: notice(events={}),
        lambda: notice(events={EVENT: True}),
        lambda: notice(events=[EVENT]),
        lambda: notice(events={"http://schemas.openid.net/event/another": {}}),
        lambda: notice(aud="other"),
        lambda: notice(aud=None),
        lambda: notice(iss="https://elsewhere.example"),
        lambda: notice(iat=None),
        lambda: notice(iat=now() - 400),
        lambda: notice(iat=now() + 120),
        lambda: notice(exp=now() - 120),
        lambda: notice(IMPOSTOR),
        lambda: notice(OTHER),
        lambda: notice()[:-4] + "AAAA",
        lambda: signed(),  # an ID token is no notice
        lambda: by_hand({"alg": "none"}),
        lambda: "",
        lambda: "é",
        lambda: "not.a.token",
    ],
    ids=lambda _: None,
)
def test_anything_else_is_not_believed(monkeypatch: pytest.MonkeyPatch, token: Callable[[], str]) -> None:
    with pytest.raises(LogoutNoticeRefused):
        answering(monkeypatch, None, Fetches([KEY])).verified_logout(token())


def test_bad_notices_do_not_make_the_service_ask_for_keys_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    fetches = Fetches([KEY])
    party = answering(monkeypatch, None, fetches)
    for _ in range(20):
        with pytest.raises(LogoutNoticeRefused):
            party.verified_logout(notice(IMPOSTOR))
    assert fetches.asked == 1
