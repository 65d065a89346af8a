"""What cannot be meant is refused in the reader's language, and nothing is written."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi.testclient import TestClient

from delivery_api.bank.service import put_in_use
from delivery_api.demo.simulated_replies import right_reply
from delivery_api.http.problem_sentences import INVALID_REPLY_SENTENCES, PROBLEMS
from delivery_api.sittings import service as sittings
from delivery_api.sittings.storage import store
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import CONTENT_SECURITY_POLICY
from delivery_api.web.reader_language import Language
from itembank import PRACTICE, BankVersion, Choice, NumberEntry, Ordering, ReplyProblem
from tests.support.database_rows import nothing_written
from tests.support.sample_bank import SUBJECT as REASONING
from tests.support.sample_bank import checked_bank, with_difficulty
from tests.support.service_harness import SUBJECT, ServiceHarness, put_response, response_body

LANGUAGES: tuple[Language, ...] = ("cy", "en")
KINDS = {"number": (NumberEntry, "cadi"), "choice": (Choice, "joe"), "ordering": (Ordering, "mali")}


@dataclass
class Waiting:
    """A sitting whose first question, of one kind, waits for a reply."""

    browser: TestClient
    sitting: UUID
    item: dict[str, Any]

    @property
    def url(self) -> str:
        return f"/api/sittings/{self.sitting}/responses/1"


@dataclass
class Scene:
    harness: ServiceHarness
    waiting: dict[str, Waiting]


def only(bank: BankVersion, kind: type) -> BankVersion:
    """The bank with its questions of one kind alone, as much alike as they are."""
    items = tuple(item for item in bank.items if isinstance(item.response, kind))
    design = bank.design(SUBJECT)
    masks = tuple(mask for mask in design.masks if mask.name == "YearCeiling")
    return replace(bank, items=items, designs=(replace(design, masks=masks, by_year=()),))


def waiting(harness: ServiceHarness, kind: str) -> Waiting:
    response, learner = KINDS[kind]
    with harness.service.engine.begin() as connection:
        put_in_use(connection, only(harness.bank, response), SUBJECT, harness.clock())
    sitting, browser = harness.assign(learner, 5), harness.signed_in(learner)
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    assert isinstance(harness.bank.item(item["id"]).response, response)
    return Waiting(browser, sitting, item)


def alone_waiting(harness: ServiceHarness, kind: str, learner: str) -> Waiting:
    """A kind that the bank has few or none of for Year 4 waits for a learner in another subject."""
    item = with_difficulty(PRACTICE[kind], 0.0)
    with harness.service.engine.begin() as connection:
        put_in_use(connection, checked_bank([item]), REASONING, harness.clock())
        sittings.assign(connection, harness.service.ring, [(harness.people[learner], 4)], REASONING, harness.clock())
        (sitting,) = store.of_learners(connection, [harness.people[learner]], REASONING)
    browser = harness.signed_in(learner)
    return Waiting(browser, sitting.id, browser.post(f"/api/sittings/{sitting.id}/start").json()["item"])


@pytest.fixture(scope="module")
def scene(module_harness: ServiceHarness) -> Scene:
    there = {kind: waiting(module_harness, kind) for kind in KINDS}
    alone = {"number-line": "joe", "fraction": "cadi", "time": "mali"}
    return Scene(
        module_harness, there | {kind: alone_waiting(module_harness, kind, learner) for kind, learner in alone.items()}
    )


def words(code: str, language: Language) -> tuple[int, str, str]:
    """Status, title and detail of a problem."""
    say = translations(language)
    if code in INVALID_REPLY_SENTENCES:
        return 422, say.gettext("The answer cannot be saved like this"), INVALID_REPLY_SENTENCES[code](say)
    problem = PROBLEMS[code](say)
    return problem.status, problem.title, " ".join(filter(None, (problem.detail, problem.what_to_do)))


def assert_problem(answer: httpx2.Response, code: str, language: Language) -> None:
    status, title, detail = words(code, language)
    document = answer.json()
    assert (answer.status_code, document["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    awaited = {"awaited": 1} if code == "sequence_gap" else {}  # the position that is waited for
    assert document == awaited | {
        "type": f"urn:mesur:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "correlation_id": answer.headers["x-correlation-id"],
    }
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["cache-control"] == "no-store"


def refused(scene: Scene, kind: str, code: str, **changes: Any) -> None:
    """Send the good reply with some of its fields changed, and see it refused in both languages, nothing written."""
    there = scene.waiting[kind]
    refused_as_sent(scene, there, json.dumps(response_body(there.item, None) | changes).encode(), code)


def refused_as_sent(
    scene: Scene, there: Waiting, body: bytes, code: str, *, position: object = 1, media: str = "application/json"
) -> None:
    with nothing_written(scene.harness.service.engine):
        for language in LANGUAGES:
            url = f"/api/sittings/{there.sitting}/responses/{position}?lang={language}"
            assert_problem(there.browser.put(url, content=body, headers={"content-type": media}), code, language)


# Replies of the wrong form

WRONG_FORM = [
    ("number", "3.000,5", "not_a_number"),
    ("number", "three", "not_a_number"),
    ("number", "1.2.3", "not_a_number"),
    ("number", "", "empty"),
    ("number", "  ", "empty"),
    ("number", "3 parsnips", "unknown_unit"),
    ("number", "1" * 41, "too_long"),
    ("number", ["3"], "wrong_type"),
    ("number", [], "wrong_type"),
    ("choice", "nowhere", "unknown_option"),
    ("choice", "", "unknown_option"),
    ("choice", ["a"], "wrong_type"),
    ("ordering", [], "wrong_length"),
    ("ordering", "a b c", "wrong_type"),
    ("number-line", "11", "out_of_range"),
    ("number-line", "six", "not_a_number"),
    ("fraction", "3/", "half_filled"),
    ("fraction", "3/0", "zero_denominator"),
    ("fraction", "half/4", "not_whole"),
    ("time", "25:70 am", "not_on_12_hour_clock"),
]


@pytest.mark.parametrize(("kind", "reply", "code"), WRONG_FORM)
def test_a_reply_of_the_wrong_form_is_told_what_to_write(scene: Scene, kind: str, reply: Any, code: str) -> None:
    refused(scene, kind, code, response=reply)


def test_cards_that_are_missing_strange_or_used_twice_are_refused(scene: Scene) -> None:
    cards = [card["id"] for card in scene.waiting["ordering"].item["response"]["items"]]
    for response, code in (
        (cards[1:], "wrong_length"),
        ([*cards, cards[0]], "wrong_length"),
        ([*cards[1:], "nowhere"], "unknown_option"),
        ([*cards[1:], cards[1]], "repeated_option"),
    ):
        refused(scene, "ordering", code, response=response)


def test_every_problem_that_a_reply_can_have_is_among_these() -> None:
    assert {code for _, _, code in WRONG_FORM} | {"repeated_option", "other_unit", "not_on_24_hour_clock"} == {
        problem.value for problem in ReplyProblem
    }


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_refusal_the_same_question_still_waits_and_takes_the_answer(harness: ServiceHarness, kind: str) -> None:
    there = waiting(harness, kind)
    body = response_body(there.item, "wrong: form?")
    assert put_response(there.browser, there.sitting, 1, body).status_code == 422
    again = there.browser.get(f"/api/sittings/{there.sitting}").json()["item"]
    assert again == there.item
    answer = put_response(
        there.browser, there.sitting, 1, body | {"response": right_reply(harness.bank.item(again["id"]))}
    )
    assert (answer.status_code, answer.json()["position"]) == (200, 1)


# Questions and positions that are not those that wait


def test_an_unknown_question_is_refused(scene: Scene) -> None:
    for item in ("nowhere", "\0", "é" * 64, scene.waiting["choice"].item["id"]):
        refused(scene, "number", "unknown_item", item=item)


def test_a_question_of_the_bank_that_does_not_wait_is_a_conflict(scene: Scene) -> None:
    here = scene.waiting["number"].item["id"]
    other = next(i.id for i in only(scene.harness.bank, NumberEntry).items if i.id != here and i.introduced_year <= 5)
    refused(scene, "number", "reply_conflict", item=other)


@pytest.mark.parametrize(
    ("position", "code"),
    [
        *((position, "sequence_gap") for position in ("2", "30", "1000")),
        *((position, "invalid_request") for position in ("0", "-1", "1001", "x", "1.5")),
    ],
)
def test_a_position_that_does_not_wait_or_is_none_is_refused(scene: Scene, position: str, code: str) -> None:
    there = scene.waiting["number"]
    refused_as_sent(scene, there, json.dumps(response_body(there.item, "3")).encode(), code, position=position)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_to_another_learners_sitting_is_not_found(scene: Scene, language: Language) -> None:
    theirs, mine = scene.waiting["number"], scene.waiting["choice"]
    with nothing_written(scene.harness.service.engine):
        answer = put_response(mine.browser, theirs.sitting, 1, response_body(theirs.item, "3"), language)
    assert_problem(answer, "not_found", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_before_the_start_is_refused(harness: ServiceHarness, language: Language) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    with nothing_written(harness.service.engine):
        answer = put_response(
            browser, sitting, 1, response_body({"id": harness.bank.items[0].id, "language": "cy"}, None), language
        )
    assert_problem(answer, "not_started", language)


# Requests of the wrong form

WRONG_FIELDS: dict[str, dict[str, Any]] = {
    "unknown field": {"colour": "red"},
    "elapsed negative": {"elapsed_ms": -1},
    "elapsed a text": {"elapsed_ms": "1200"},
    "elapsed a fraction": {"elapsed_ms": 1.5},
    "elapsed true": {"elapsed_ms": True},
    "elapsed beyond a day": {"elapsed_ms": 86_400_001},
    "elapsed null": {"elapsed_ms": None},
    "no language": {"language": None},
    "another language": {"language": "fr"},
    "key too short": {"key": "short"},
    "key too long": {"key": "k" * 65},
    "key a number": {"key": 12345678},
    "no item": {"item": ""},
    "item too long": {"item": "i" * 65},
    "item a list": {"item": ["i"]},
    "reply a number": {"response": 3.5},
    "reply true": {"response": True},
    "reply an object": {"response": {"value": 3}},
    "reply too long": {"response": "3" * 201},
    "reply too many": {"response": ["a"] * 21},
    "reply a list of numbers": {"response": [1, 2]},
    "reply half a character": {"response": "\ud800"},
}


@pytest.mark.parametrize("changes", WRONG_FIELDS.values(), ids=WRONG_FIELDS)
def test_a_field_of_the_wrong_kind_is_refused(scene: Scene, changes: dict[str, Any]) -> None:
    refused(scene, "number", "invalid_request", **changes)


def test_every_field_must_be_there(scene: Scene) -> None:
    there = scene.waiting["number"]
    good = response_body(there.item, "3")
    for name in good:
        body = json.dumps({field: value for field, value in good.items() if field != name}).encode()
        refused_as_sent(scene, there, body, "invalid_request")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"text"', b"{} {}", b"\xff\xfe{", b"[" * 60_000, b"9" * 5000, b"item=1&response=2"],
    ids=lambda body: body[:12].decode("latin-1"),
)
def test_a_body_that_is_no_reply_is_refused(scene: Scene, body: bytes) -> None:
    refused_as_sent(scene, scene.waiting["number"], body, "invalid_request")


def test_a_body_that_is_longer_than_any_reply_is_refused_unread(scene: Scene) -> None:
    refused_as_sent(scene, scene.waiting["number"], b"[" * 100_000, "too_large")


def test_a_reply_that_does_not_say_it_is_json_is_refused(scene: Scene) -> None:
    there = scene.waiting["number"]
    body = json.dumps(response_body(there.item, "3")).encode()
    refused_as_sent(scene, there, body, "invalid_request", media="text/plain")


# Requests from elsewhere, and addresses that do not exist


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://localhost:8401", "http://localhost", ""]
)
def test_a_change_asked_for_by_another_site_is_refused(scene: Scene, origin: str, language: Language) -> None:
    there = scene.waiting["number"]
    elsewhere = {"origin": origin}
    with nothing_written(scene.harness.service.engine):
        for answer in (
            there.browser.put(f"{there.url}?lang={language}", json=response_body(there.item, "3"), headers=elsewhere),
            there.browser.post(f"/api/sittings/{there.sitting}/start?lang={language}", headers=elsewhere),
            there.browser.post(f"/classes/{scene.harness.classes['9C']}/sittings?lang={language}", headers=elsewhere),
        ):
            assert_problem(answer, "other_site", language)


def test_a_change_asked_for_by_our_own_page_is_done(scene: Scene) -> None:
    there = scene.waiting["number"]
    answer = there.browser.post(
        f"/api/sittings/{there.sitting}/start", headers={"origin": scene.harness.settings.public_url}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/nowhere", "not_found"),
        ("GET", "/api/nowhere", "not_found"),
        ("GET", "/assets/mesur/nowhere.js", "not_found"),
        ("GET", "/assets/mesur/..%2F..%2Fapp.py", "not_found"),
        ("DELETE", "/api/sittings", "method"),
        ("PUT", "/login", "method"),
    ],
)
def test_an_address_that_is_none_says_so(scene: Scene, method: str, path: str, code: str, language: Language) -> None:
    browser = scene.waiting["number"].browser
    answer = browser.request(method, f"{path}?lang={language}")
    status, title, _ = words(code, language)
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    page = browser.request(method, f"{path}?lang={language}", headers={"accept": "text/html"})
    assert page.status_code == status
    if not path.startswith("/api/"):
        assert f'lang="{language}"' in page.text
        assert title in page.text


def test_without_a_language_in_the_address_the_sessions_then_the_browsers_is_taken(
    module_harness: ServiceHarness,
) -> None:
    browser = module_harness.browser()
    welsh = {"accept-language": "cy-GB, en;q=0.5"}
    assert_problem(browser.get("/api/me", headers=welsh), "not_signed_in", "cy")
    signed_in = module_harness.signed_in("evans")
    signed_in.get("/?lang=cy")
    missing = f"/feedback/classes/{uuid4()}"
    assert_problem(signed_in.get(missing), "not_found", "cy")
    assert_problem(signed_in.get(f"{missing}?lang=en"), "not_found", "en")
    assert_problem(signed_in.get(f"{missing}?lang=fr", headers={"accept-language": "en"}), "not_found", "cy")


# Faults of ours


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_ours_is_told_with_a_reference_that_the_log_has_and_nothing_else(
    harness: ServiceHarness, language: Language, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*given: object) -> None:
        raise ArithmeticError(given)

    there = waiting(harness, "number")
    with nothing_written(harness.service.engine), monkeypatch.context() as meanwhile:
        meanwhile.setattr("delivery_api.sittings.answering.answer_service.score", fault)
        answer = put_response(there.browser, there.sitting, 1, response_body(there.item, "7319048"), language)
    assert_problem(answer, "internal", language)
    logged = [record for record in caplog.records if record.name == "mesur"]
    assert [record.getMessage().splitlines()[0] for record in logged] == [
        f"{answer.headers['x-correlation-id']} ArithmeticError"
    ]
    assert "7319048" not in caplog.text
