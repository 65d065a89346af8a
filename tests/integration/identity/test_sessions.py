"""How long a session lasts, what tabs share, where a sign-in leads, and how the provider ends one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy import select, update

from delivery_api.dates.clock import clock
from delivery_api.identity import oidc_provider, provider_requests
from delivery_api.identity.oidc_provider import VerifiedIdentity
from delivery_api.identity.tables import logout_notices, sessions
from delivery_api.web.reader_language import Language
from tests.integration.identity.test_sign_in import LANGUAGES, assert_problem, token_of, with_token
from tests.support.database_rows import nothing_written
from tests.support.service_harness import ServiceHarness, put_response, response_body, sign_in

MINUTE = timedelta(minutes=1)


def leave(browser: TestClient, address: str = "/login") -> str:
    """Begin a sign-in; where the provider is asked."""
    return browser.get(address).headers["location"]


def come_back(browser: TestClient, where: str, name: str) -> httpx2.Response:
    """Be vouched for there; what the service says then."""
    return browser.get(httpx2.post(where, data={"sub": name}).headers["location"])


def is_in(browser: TestClient) -> bool:
    return browser.get("/api/me").status_code == 200


# Its ends


@pytest.mark.parametrize(("name", "setting"), [("cadi", "learner_idle_minutes"), ("evans", "staff_idle_minutes")])
def test_a_session_that_nobody_uses_ends_sooner_for_staff_than_for_learners(
    harness: ServiceHarness, name: str, setting: str
) -> None:
    idle = getattr(harness.settings, setting) * MINUTE
    unused, used = harness.signed_in(name), harness.signed_in(name)
    began = harness.clock.now
    harness.clock.now = began + idle / 2
    assert is_in(used)
    harness.clock.now = began + idle + MINUTE
    assert not is_in(unused)
    assert is_in(used)
    assert harness.settings.staff_idle_minutes < harness.settings.learner_idle_minutes


def test_use_puts_off_the_end_and_never_beyond_the_last_moment(harness: ServiceHarness) -> None:
    browser = harness.signed_in("cadi")
    began = harness.clock.now
    while harness.clock.now < began + timedelta(hours=harness.settings.session_hours) - 20 * MINUTE:
        assert is_in(browser)
        harness.clock.now += 20 * MINUTE
    harness.clock.now = began + timedelta(hours=harness.settings.session_hours, seconds=5)
    assert not is_in(browser)


def test_a_short_idle_time_is_kept_to_and_put_off_as_well(harness: ServiceHarness) -> None:
    browser = harness.browser(learner_idle_minutes=2)
    sign_in(browser, "cadi")
    for _ in range(5):
        harness.clock.now += MINUTE
        assert is_in(browser)
    harness.clock.now += 2 * MINUTE
    assert not is_in(browser)


def test_a_session_in_use_is_seldom_written_to(harness: ServiceHarness) -> None:
    browser = harness.signed_in("cadi")
    with nothing_written(harness.service.engine):
        for _ in range(20):
            assert is_in(browser)
    harness.clock.now += 6 * MINUTE
    before = ends(harness)
    assert is_in(browser)
    assert ends(harness) != before


def ends(harness: ServiceHarness) -> list[Any]:
    with harness.service.engine.begin() as connection:
        return list(connection.scalars(select(sessions.c.expires_at)))


def test_answers_in_a_trial_write_to_no_session_and_pages_do(harness: ServiceHarness) -> None:
    from tests.support.command_runner import CommandRunner

    CommandRunner(harness).create_trial()
    browser = harness.signed_in("cadi")
    (seat,) = browser.get("/api/sittings").json()["sittings"]
    item = browser.post(f"/api/sittings/{seat['id']}/start").json()["item"]
    harness.clock.now += 30 * MINUTE
    before = ends(harness)
    assert put_response(browser, seat["id"], 1, response_body(item, None)).status_code == 200
    assert ends(harness) == before
    browser.get(f"/player/{seat['id']}")
    assert ends(harness) != before


# Where it leads


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/player/1", "/player/1"),
        ("/feedback/classes/7?sort=name", "/feedback/classes/7?sort=name"),
        ("//elsewhere.example", "/"),
        ("https://elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("/logout", "/"),
    ],
)
def test_a_sign_in_leads_back_to_where_it_was_asked_for(
    module_harness: ServiceHarness, back: str, leads_to: str
) -> None:
    browser = module_harness.browser()
    where = str(browser.get("/login", params={"back": back}).headers["location"])
    assert come_back(browser, where, "cadi").headers["location"] == leads_to


# Tabs


def test_two_tabs_may_sign_in_at_once(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser()
    first, second = leave(browser, "/login?back=/player/1"), leave(browser, "/login?back=/player/2")
    assert come_back(browser, first, "cadi").headers["location"] == "/player/1"
    assert come_back(browser, second, "cadi").headers["location"] == "/player/2"
    assert is_in(browser)


def test_the_oldest_of_many_is_forgotten(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser()
    waiting = [leave(browser) for _ in range(5)]
    assert_problem(come_back(browser, waiting[0], "cadi"), "sign_in_failed", "en")
    assert come_back(browser, waiting[1], "cadi").status_code == 303


def test_a_link_to_the_sign_in_signs_nobody_out(module_harness: ServiceHarness) -> None:
    browser = module_harness.signed_in("cadi")
    before = token_of(browser)
    leave(browser)
    assert token_of(browser) == before
    assert is_in(browser)


def test_a_sign_in_as_someone_else_ends_the_session_before_it(module_harness: ServiceHarness) -> None:
    browser = module_harness.signed_in("cadi")
    before = token_of(browser)
    come_back(browser, leave(browser, "/login?fresh=1"), "joe")
    assert browser.get("/api/me").json()["name"] == "Joe B"
    assert not is_in(with_token(module_harness, before))


# Asked or not


def asked_for(where: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}


def test_what_the_provider_is_asked_to_ask(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser()
    assert "prompt" not in asked_for(leave(browser))
    assert asked_for(leave(browser, "/login?silent=1"))["prompt"] == "none"
    assert asked_for(leave(browser, "/login?fresh=1"))["prompt"] == "login"
    assert asked_for(leave(browser))["max_age"] == str(module_harness.settings.session_hours * 3600)


def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the provider goes by an earlier sign-in."""
    vouched = oidc_provider.OidcProvider.verified_identity

    def as_before(*args: Any) -> VerifiedIdentity:
        return VerifiedIdentity(vouched(*args).claims, reauthenticated=False)

    monkeypatch.setattr(oidc_provider.OidcProvider, "verified_identity", as_before)


@pytest.mark.parametrize(
    ("language", "question", "class_line"),
    [("en", "Is this you?", "Class: Derwen"), ("cy", "Ai dyma ti?", "Dosbarth: Derwen")],
)
def test_on_a_shared_machine_the_service_asks_whom_the_provider_did_not(
    monkeypatch: pytest.MonkeyPatch, module_harness: ServiceHarness, language: Language, question: str, class_line: str
) -> None:
    unasked(monkeypatch)
    browser = module_harness.browser()
    where = come_back(browser, leave(browser, f"/login?lang={language}&back=/player/1"), "cadi").headers["location"]
    assert where == "/not-you?back=%2Fplayer%2F1"
    page = browser.get(where).text
    assert question in page
    assert "Cadi M" in page
    assert class_line in page
    assert f'href="/player/1?lang={language}"' in page
    assert "Morgan" not in page


def test_the_question_leads_nowhere_else(module_harness: ServiceHarness) -> None:
    page = module_harness.signed_in("evans").get("/not-you", params={"back": "https://elsewhere.example"}).text
    assert "elsewhere" not in page.split("<main")[1]
    assert 'href="/?lang=en"' in page.split("<main")[1]


def test_whoever_comes_back_to_the_same_browser_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch, harness: ServiceHarness
) -> None:
    browser = harness.signed_in("cadi")
    unasked(monkeypatch)
    harness.clock.now += harness.settings.learner_idle_minutes * MINUTE + MINUTE
    assert not is_in(browser)
    assert come_back(browser, leave(browser, "/login?back=/player/1"), "cadi").headers["location"] == "/player/1"
    harness.clock.now += harness.settings.learner_idle_minutes * MINUTE + MINUTE
    assert come_back(browser, leave(browser), "joe").headers["location"].startswith("/not-you")


def test_a_provider_that_would_have_to_ask_leads_to_a_page_that_says_nothing_is_lost(
    module_harness: ServiceHarness,
) -> None:
    browser = module_harness.browser()
    state = asked_for(leave(browser, "/login?silent=1&back=/player/1&lang=cy"))["state"]
    answer = browser.get("/login/callback", params={"state": state, "error": "login_required"})
    assert answer.headers["location"] == "/login/again?back=%2Fplayer%2F1&lang=cy"
    page = browser.get(answer.headers["location"]).text
    assert "Does dim wedi’i golli." in page
    assert 'href="/login?lang=cy&amp;back=%2Fplayer%2F1"' in page


@pytest.mark.parametrize(("address", "error"), [("/login", "login_required"), ("/login?silent=1", "server_error")])
def test_any_other_refusal_is_a_sign_in_that_failed(module_harness: ServiceHarness, address: str, error: str) -> None:
    browser = module_harness.browser()
    state = asked_for(leave(browser, address))["state"]
    answer = browser.get("/login/callback", params={"state": state, "error": error})
    assert_problem(answer, "sign_in_failed", "en")


# Out


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_out_goes_on_to_the_provider_without_any_token(
    module_harness: ServiceHarness, language: Language
) -> None:
    browser = module_harness.signed_in("cadi")
    gone = browser.post(f"/logout?lang={language}")
    where = gone.headers["refresh"].removeprefix("0; url=")
    assert where.startswith(f"{module_harness.settings.issuer}/oauth2/end_session?")
    assert asked_for(where) == {
        "client_id": "mesur",
        "post_logout_redirect_uri": f"{module_harness.settings.public_url}/signed-out",
        "state": language,
        "ui_locales": language,
    }
    back = browser.get("/signed-out", params={"state": language})
    assert f'lang="{language}"' in back.text
    assert f'href="/login?lang={language}&amp;fresh=1"' in back.text


def test_signing_out_works_while_the_provider_is_away(module_harness: ServiceHarness) -> None:
    signed_in = module_harness.signed_in("cadi")
    browser = module_harness.browser(issuer="http://localhost:9")
    browser.cookies.set(module_harness.settings.cookie, token_of(signed_in))
    gone = browser.post("/logout")
    assert (gone.status_code, "refresh" in gone.headers) == (200, False)
    assert not is_in(signed_in)


KEY = RSAKey.generate_key(2048, {"kid": "of this test"})


def notice(harness: ServiceHarness, **whose: str) -> str:
    now = int(clock().timestamp())
    events = {"http://schemas.openid.net/event/backchannel-logout": {}}
    claims = {"iss": harness.settings.issuer, "aud": "mesur", "iat": now, "jti": repr(whose), "events": events, **whose}
    return jwt.encode({"alg": "RS256", "kid": KEY.kid}, claims, KEY)


Tell = Callable[..., httpx2.Response]


@pytest.fixture
def tell(monkeypatch: pytest.MonkeyPatch, harness: ServiceHarness) -> Tell:
    """Send a notice as the provider, which publishes our key for as long as it takes."""
    keys = dict(KeySet([KEY]).as_dict(private=False))
    fetch, service = provider_requests.fetch, harness.browser_of_another_worker()

    def fetched(url: str) -> dict[str, Any]:
        return keys if url.endswith("/jwks") else fetch(url)

    def send(token: str, language: str = "en") -> httpx2.Response:
        with monkeypatch.context() as patch:
            patch.setattr(provider_requests, "fetch", fetched)
            return service.post(f"/logout/backchannel?lang={language}", data={"logout_token": token})

    return send


def test_a_notice_of_the_provider_ends_the_persons_sessions_and_is_believed_once(
    tell: Tell, harness: ServiceHarness
) -> None:
    with harness.service.engine.begin() as connection:
        connection.execute(logout_notices.delete())
    tablet, laptop, joe = (harness.signed_in(name) for name in ("cadi", "cadi", "joe"))
    token = notice(harness, sub="cadi")
    assert tell(token).status_code == 200
    assert (is_in(tablet), is_in(laptop), is_in(joe)) == (False, False, True)
    again = harness.signed_in("cadi")
    assert_problem(tell(token, "cy"), "notice_refused", "cy")
    assert is_in(again)
    harness.clock.now += timedelta(hours=1)
    tell(notice(harness, sub="nobody"))
    with harness.service.engine.begin() as connection:
        assert len(connection.scalars(select(logout_notices.c.notice)).all()) == 1  # the old one is forgotten


def test_a_notice_under_a_name_from_before_the_identifier_key_changed_is_found(
    tell: Tell, harness: ServiceHarness
) -> None:
    browser = harness.signed_in("cadi")
    with harness.service.engine.begin() as connection:
        harness.service.ring.create(connection, "identifiers", harness.clock())
    assert tell(notice(harness, sub="cadi")).status_code == 200
    assert not is_in(browser)


def test_a_sign_in_under_way_survives_the_sign_out_before_it(tell: Tell, harness: ServiceHarness) -> None:
    browser = harness.signed_in("cadi")
    where = leave(browser, "/login?fresh=1")
    tell(notice(harness, sub="cadi"))
    assert not is_in(browser)
    assert come_back(browser, where, "joe").status_code == 303
    assert browser.get("/api/me").json()["name"] == "Joe B"


def test_names_of_the_provider_stand_in_a_session_as_hmacs_alone(harness: ServiceHarness) -> None:
    harness.signed_in("cadi")
    with harness.service.engine.begin() as connection:
        row = connection.execute(select(sessions).where(sessions.c.person.is_not(None))).one()
        connection.execute(update(sessions).values(language="cy"))
    assert len(row.provider_subject) == 32
    assert b"cadi" not in row.provider_subject + row.sealed
