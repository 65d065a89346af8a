"""What is turned away before anybody looked whose request it is, is turned away in the session's language."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from delivery_api.http.problem_sentences import PROBLEMS
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from tests.support.service_harness import ServiceHarness

LANGUAGES: tuple[Language, ...] = ("cy", "en")
AT_THE_DOOR = [
    ("GET", "/nowhere", {}, "not_found"),
    ("GET", "/api/nowhere", {}, "not_found"),
    ("DELETE", "/api/sittings", {}, "method"),
    ("POST", "/logout", {"origin": "https://elsewhere.example"}, "other_site"),
]


def reader(harness: ServiceHarness, language: Language) -> TestClient:
    """Someone who has chosen a language, in a browser that asks for the other one."""
    browser = harness.signed_in("cadi")
    assert browser.get(f"/?lang={language}").status_code == 200
    browser.headers["accept-language"] = "en" if language == "cy" else "cy"
    return browser


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("method", "path", "headers", "code"), AT_THE_DOOR, ids=[f"{m} {p}" for m, p, *_ in AT_THE_DOOR]
)
def test_it_is_the_language_of_the_session(
    module_harness: ServiceHarness, language: Language, method: str, path: str, headers: dict[str, str], code: str
) -> None:
    browser = reader(module_harness, language)
    answer = browser.request(method, path, headers=headers)
    assert answer.json()["title"] == PROBLEMS[code](translations(language)).title
    page = browser.request(method, path, headers=headers | {"accept": "text/html"})
    assert page.status_code == answer.status_code


def test_the_address_comes_before_the_session(module_harness: ServiceHarness) -> None:
    answer = reader(module_harness, "en").get("/nowhere?lang=cy")
    assert answer.json()["title"] == PROBLEMS["not_found"](translations("cy")).title


def test_without_a_session_it_is_the_browsers(module_harness: ServiceHarness) -> None:
    answer = module_harness.browser().get("/nowhere", headers={"accept-language": "cy"})
    assert answer.json()["title"] == PROBLEMS["not_found"](translations("cy")).title


def test_without_a_database_an_unknown_address_is_still_said_to_be_one(harness: ServiceHarness) -> None:
    browser = reader(harness, "en")
    with harness.service.engine.begin() as connection:
        connection.execute(text("ALTER TABLE sessions RENAME TO elsewhere"))
    answer = browser.get("/nowhere")
    assert (answer.status_code, answer.json()["title"]) == (404, PROBLEMS["not_found"](translations("cy")).title)
