"""Signing in and out through a real provider: whose session it is, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from delivery_api.access.access import GUARDS
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.problem_sentences import PROBLEMS
from delivery_api.identity import enrolment, store
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS
from delivery_api.identity.tables import people, sessions
from delivery_api.row_authentication.store import change_rows
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from tests.support.database_rows import all_rows, nothing_written
from tests.support.route_listing import dependency_calls, endpoints
from tests.support.service_harness import TEST_START, ServiceHarness, sign_in

LANGUAGES: tuple[Language, ...] = ("cy", "en")
UPN = "B801200005001"


@pytest.fixture
def cadi(module_harness: ServiceHarness) -> TestClient:
    return module_harness.signed_in("cadi")


def come_back(browser: TestClient, name: str, **changes: str | None) -> str:
    """Begin a sign-in and be vouched for; the address the provider sends the browser to, its query changed."""
    asked = browser.get("/login")
    back = urlsplit(httpx2.post(asked.headers["location"], data={"sub": name}).headers["location"])
    query = {key: values[0] for key, values in parse_qs(back.query).items()} | changes
    return f"{back.path}?{urlencode({key: value for key, value in query.items() if value is not None})}"


def the_cookie(answer: httpx2.Response) -> list[str]:
    """The parts of the one Set-Cookie header of an answer."""
    (header,) = answer.headers.get_list("set-cookie")
    return [part.strip() for part in header.split(";")]


def token_of(browser: TestClient) -> str:
    (cookie,) = browser.cookies.jar
    assert cookie.value
    return cookie.value


def with_token(harness: ServiceHarness, token: str) -> TestClient:
    browser = harness.browser()
    browser.cookies.set(harness.settings.cookie, token)
    return browser


def assert_problem(answer: httpx2.Response, code: str, language: Language) -> None:
    """A problem document for a program, in the reader's language."""
    problem = PROBLEMS[code](translations(language))
    assert answer.status_code == problem.status
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert (document["code"], document["title"], document["status"]) == (code, problem.title, problem.status)
    assert document["correlation_id"] == answer.headers["x-correlation-id"] != ""


def assert_page(answer: httpx2.Response, code: str, language: Language) -> None:
    """The same for a person."""
    problem = PROBLEMS[code](translations(language))
    assert (answer.status_code, answer.headers["content-type"]) == (problem.status, "text/html; charset=utf-8")
    assert f'lang="{language}"' in answer.text
    assert problem.title in answer.text


# The flow


def test_signing_in_asks_the_provider_with_pkce_and_unguessable_values(module_harness: ServiceHarness) -> None:
    asked = [urlsplit(module_harness.browser().get("/login?lang=cy").headers["location"]) for _ in range(2)]
    first, second = ({key: values[0] for key, values in parse_qs(each.query).items()} for each in asked)
    assert f"{asked[0].scheme}://{asked[0].netloc}" == module_harness.settings.issuer
    assert (first["response_type"], first["scope"], first["client_id"]) == ("code", "openid", "mesur")
    assert (first["code_challenge_method"], len(first["code_challenge"])) == ("S256", 43)
    assert first["redirect_uri"] == f"{module_harness.settings.public_url}/login/callback"
    assert first["ui_locales"] == "cy"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 32
        assert first[name] != second[name]


def test_signing_in_ends_at_the_first_page_and_the_language_chosen_stays_with_the_session(
    module_harness: ServiceHarness,
) -> None:
    browser = module_harness.browser()
    asked = browser.get("/login?lang=cy")
    vouched = httpx2.post(asked.headers["location"], data={"sub": "cadi"})
    arrived = browser.get(vouched.headers["location"])
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/")
    assert browser.get("/api/me").json() == {"name": "Cadi M", "role": "learner", "language": "cy"}
    assert module_harness.signed_in("evans").get("/api/me").json()["name"] == "M Evans"


@pytest.mark.parametrize(
    "changes",
    [{"state": "x" * 32}, {"state": None}, {"state": ""}, {"state": "é"}, {"code": None}, {"code": ""}, {"code": "x"}],
    ids=str,
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_callback_that_is_not_the_one_asked_for_is_refused(
    module_harness: ServiceHarness, changes: dict[str, str | None], language: Language
) -> None:
    browser = module_harness.browser()
    back = f"{come_back(browser, 'cadi', **changes)}&lang={language}"
    with nothing_written(module_harness.service.engine):
        assert_problem(browser.get(back), "sign_in_failed", language)
        assert_page(browser.get(back, headers={"accept": "text/html"}), "sign_in_failed", language)
    assert browser.get("/api/me").status_code == 401


def test_a_refusal_by_the_provider_is_a_page_in_the_language(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser()
    back = come_back(browser, "cadi", code=None, error="access_denied")
    answer = browser.get(f"{back}&lang=cy", headers={"accept": "text/html"})
    assert_page(answer, "sign_in_failed", "cy")


def test_a_callback_in_a_browser_that_did_not_ask_for_it_is_refused(module_harness: ServiceHarness) -> None:
    back = come_back(module_harness.browser(), "cadi")
    with nothing_written(module_harness.service.engine):
        assert_problem(module_harness.browser().get(back), "sign_in_failed", "en")
    other = module_harness.browser()
    other.get("/login")
    with nothing_written(module_harness.service.engine):
        assert_problem(other.get(back), "sign_in_failed", "en")


def test_a_callback_is_believed_once_and_its_replay_leaves_the_session_alone(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser()
    back = come_back(browser, "cadi")
    before = token_of(browser)
    assert browser.get(back).status_code == 303
    assert token_of(browser) != before  # a new token: one that was planted beforehand is worth nothing
    with nothing_written(module_harness.service.engine):
        assert_problem(browser.get(back), "sign_in_failed", "en")
        assert_problem(with_token(module_harness, before).get(back), "sign_in_failed", "en")
        assert with_token(module_harness, before).get("/api/me").status_code == 401
    assert browser.get("/api/me").status_code == 200


def test_a_sign_in_under_way_is_nobodys_session_and_is_over_after_a_quarter_of_an_hour(harness: ServiceHarness) -> None:
    browser = harness.browser()
    back = come_back(browser, "cadi")
    assert browser.get("/api/me").status_code == 401
    harness.clock.now += timedelta(minutes=15)
    assert_problem(browser.get(back), "sign_in_failed", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_someone_on_no_roster_gets_a_page_that_says_so(module_harness: ServiceHarness, language: Language) -> None:
    browser = module_harness.browser()
    back = come_back(browser, "stranger")
    before = all_rows(module_harness.service.engine)
    answer = browser.get(f"{back}&lang={language}")
    assert_page(answer, "not_on_roster", language)
    assert "set-cookie" not in answer.headers
    after = all_rows(module_harness.service.engine)
    assert len(before.pop("sessions")) - 1 == len(after.pop("sessions"))  # the sign-in under way is over
    assert after == before
    assert browser.get("/api/me").status_code == 401


def test_someone_who_has_left_is_on_no_roster(harness: ServiceHarness) -> None:
    with harness.service.engine.begin() as connection:
        change_rows(connection, people, people.c.id == harness.people["joe"], {"left_on": london_date(TEST_START)})
    assert sign_in(harness.browser(), "joe").status_code == 403


def test_a_provider_that_names_nobody_vouches_for_nobody(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser(identifier_claim="upn")
    assert_problem(sign_in(browser, "cadi"), "sign_in_failed", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_provider_that_is_away_is_said_to_be_and_nothing_is_written(
    module_harness: ServiceHarness, language: Language
) -> None:
    browser = module_harness.browser(issuer="http://localhost:9")
    with nothing_written(module_harness.service.engine):
        answer = browser.get(f"/login?lang={language}")
    assert_problem(answer, "provider_away", language)
    assert answer.headers["retry-after"] == "5"
    assert "set-cookie" not in answer.headers


# The cookie


def test_no_cookie_is_set_before_the_sign_in_begins(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser()
    paths = ("/", "/?lang=cy", "/livez", "/readyz", "/api/me", "/login/callback", "/nowhere", "/assets/mesur/mesur.css")
    for path in paths:
        for accept in ("*/*", "text/html"):
            answer = browser.get(path, headers={"accept": accept})
            assert "set-cookie" not in answer.headers, path
    assert the_cookie(browser.get("/login"))[0].startswith("mesur=")


def test_there_is_one_cookie_for_a_session_that_scripts_and_other_sites_cannot_use(
    module_harness: ServiceHarness,
) -> None:
    browser = module_harness.browser()
    begun = browser.get("/login")
    arrived = browser.get(httpx2.post(begun.headers["location"], data={"sub": "cadi"}).headers["location"])
    for answer in (begun, arrived):
        name_and_token, *attributes = the_cookie(answer)
        assert name_and_token.partition("=")[0] == "mesur"
        assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=lax"]
    browser.get("/")
    assert [cookie.name for cookie in browser.cookies.jar] == ["mesur"]


def test_over_https_the_cookie_is_bound_to_the_host_and_sent_over_https_alone(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser(public_url="https://mesur.example")
    begun = browser.get("/login")
    arrived = browser.get(httpx2.post(begun.headers["location"], data={"sub": "cadi"}).headers["location"])
    gone = browser.post("/logout")
    for answer in (begun, arrived, gone):
        name_and_token, *attributes = the_cookie(answer)
        assert name_and_token.partition("=")[0] == "__Host-mesur"
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(attributes)
        assert not any(part.startswith("Domain") for part in attributes)
    assert not list(browser.cookies.jar)


def test_the_database_holds_no_token_and_a_session_opens_with_its_cookie_alone(
    module_harness: ServiceHarness, cadi: TestClient
) -> None:
    token = token_of(cadi)
    assert len(token) >= 43
    assert token not in repr(all_rows(module_harness.service.engine))


# Tampering


def guarded(harness: ServiceHarness) -> Iterator[tuple[str, str]]:
    for name, route in endpoints(harness.browser().app).items():  # type: ignore[arg-type]
        if set(GUARDS) & set(dependency_calls(route.dependant)):
            method, path = name.split(" ")
            things = {"sitting_id": harness.people["cadi"], "class_id": harness.classes["Derwen"], "position": 1}
            unknown = {name: uuid4() for name in ("case_id", "breach_id", "programme", "topic")}
            yield method, path.format(learner_id="me", school_id=harness.school, **things, **unknown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tampered_cookie_is_nobody_on_every_route_and_nothing_is_written(
    module_harness: ServiceHarness, cadi: TestClient, language: Language
) -> None:
    token = token_of(cadi)
    browser = with_token(module_harness, token[:-1] + ("A" if token[-1] != "A" else "B"))
    with nothing_written(module_harness.service.engine):
        for method, path in guarded(module_harness):
            assert_problem(browser.request(method, f"{path}?lang={language}"), "not_signed_in", language)
            if not path.startswith("/api/"):
                answer = browser.request(method, f"{path}?lang={language}", headers={"accept": "text/html"})
                assert_page(answer, "not_signed_in", language)
                assert "Cadi" not in answer.text
        first = browser.get(f"/?lang={language}")
    assert first.status_code == 200
    assert "Cadi" not in first.text


@pytest.mark.parametrize("token", ["", " ", "x", "é", "a" * 4000, "%00", '"', "../../etc"])
def test_what_was_never_a_cookie_of_ours_is_nobody(module_harness: ServiceHarness, token: str) -> None:
    header = {"cookie": f"{module_harness.settings.cookie}={token}".encode("latin-1")}
    with nothing_written(module_harness.service.engine):
        assert_problem(module_harness.browser().get("/api/me?lang=cy", headers=header), "not_signed_in", "cy")


def test_a_session_altered_in_the_database_or_moved_to_another_cookie_is_nobodys(harness: ServiceHarness) -> None:
    cadi, joe = harness.signed_in("cadi"), harness.signed_in("joe")
    with harness.service.engine.begin() as connection:
        rows = connection.execute(select(sessions).where(sessions.c.person.is_not(None))).all()
        for row, other in zip(rows, reversed(rows), strict=True):
            here = sessions.c.token_hash == row.token_hash
            connection.execute(update(sessions).where(here).values(sealed=other.sealed))
    for browser in (cadi, joe):
        assert_problem(browser.get("/api/me"), "not_signed_in", "en")


# The end of a session


def test_signing_out_ends_the_session_for_a_copied_cookie_too(module_harness: ServiceHarness, cadi: TestClient) -> None:
    copied = with_token(module_harness, token_of(cadi))
    assert copied.get("/api/me").status_code == 200
    gone = cadi.post("/logout?lang=cy")
    assert (gone.status_code, "Wedi allgofnodi" in gone.text) == (200, True)
    assert "Max-Age=0" in the_cookie(gone)
    for browser in (cadi, copied):
        assert_problem(browser.get("/api/me?lang=cy"), "not_signed_in", "cy")


def test_signing_out_in_one_browser_leaves_the_other_signed_in(
    module_harness: ServiceHarness, cadi: TestClient
) -> None:
    other = module_harness.signed_in("cadi")
    cadi.post("/logout")
    assert other.get("/api/me").status_code == 200


def test_another_site_cannot_sign_somebody_out(module_harness: ServiceHarness, cadi: TestClient) -> None:
    with nothing_written(module_harness.service.engine):
        answer = cadi.post("/logout?lang=cy", headers={"origin": "https://elsewhere.example"})
    assert_problem(answer, "other_site", "cy")
    assert "set-cookie" not in answer.headers
    assert cadi.get("/api/me").status_code == 200


def test_a_session_ends_by_itself_after_the_hours_that_the_settings_give(harness: ServiceHarness) -> None:
    browser = harness.signed_in("cadi")
    signed_in_at = harness.clock.now
    for hour in range(1, harness.settings.session_hours):
        harness.clock.now = signed_in_at + timedelta(hours=hour)
        assert browser.get("/api/me").status_code == 200
    harness.clock.now = signed_in_at + timedelta(hours=harness.settings.session_hours, seconds=-10)
    assert browser.get("/api/me").status_code == 200
    harness.clock.now = signed_in_at + timedelta(hours=harness.settings.session_hours, seconds=1)
    assert_problem(browser.get("/api/me?lang=cy"), "not_signed_in", "cy")


# The identifier


def enrol_by_upn(harness: ServiceHarness) -> None:
    with harness.service.engine.begin() as connection:
        known = enrolment.enrol(
            connection,
            harness.service.ring,
            kind="learner",
            school=store.persons(connection, harness.service.ring, [harness.people["cadi"]])[
                harness.people["cadi"]
            ].school,
            class_id=harness.classes["Derwen"],
            identifier=UPN,
            name="Gwenllian Pritchard",
            today=london_date(TEST_START),
            year_group=4,
        )
    harness.people[UPN] = known.id


def test_the_identifier_and_the_name_stand_in_no_table_and_no_key_file(
    harness: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="mesur")
    enrol_by_upn(harness)
    browser = harness.signed_in(UPN)
    assert browser.get("/api/me").json()["name"] == "Gwenllian P"
    harness.signed_in("evans").get(f"/feedback/classes/{harness.classes['Derwen']}")
    stored = repr(all_rows(harness.service.engine)) + "".join(
        file.read_text() for file in harness.settings.keys.glob("*.key.json")
    )
    for secret in (UPN, "Gwenllian", "Pritchard"):
        assert secret not in stored
        assert secret.encode().hex() not in stored
        assert secret not in "".join(record.getMessage() for record in caplog.records if record.name == "mesur")


def test_a_person_enrolled_under_an_older_key_is_stored_under_the_newest_at_next_contact(
    harness: ServiceHarness,
) -> None:
    ring = harness.service.ring
    enrol_by_upn(harness)
    with harness.service.engine.begin() as connection:
        (old,) = ring.living(connection, IDENTIFIER_KEYS)
        new = ring.create(connection, IDENTIFIER_KEYS, harness.clock())
        assert ring.current(connection, IDENTIFIER_KEYS) == new
    browser = harness.browser()
    assert sign_in(browser, UPN).status_code == 303
    assert browser.get("/api/me").json()["name"] == "Gwenllian P"
    with harness.service.engine.begin() as connection:
        keys = dict(connection.execute(select(people.c.id, people.c.identifier_key)).all())  # type: ignore[arg-type]
        assert keys[harness.people[UPN]] == new.id
        assert keys[harness.people["cadi"]] == old
        ring.destroy_keys(connection, [old], harness.clock())
    assert sign_in(harness.browser(), UPN).status_code == 303
    assert sign_in(harness.browser(), "cadi").status_code == 403
