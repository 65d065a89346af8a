"""Nothing that a learner is sent in a sitting tells a key, a parameter, a score or what comes later."""

from __future__ import annotations

import json
import random
import re
from typing import Any
from uuid import UUID

import httpx2

from delivery_api.demo.simulated_replies import right_reply, wrong_reply
from itembank.canonical_json import canonical_json
from tests.support.service_harness import ServiceHarness, put_response, response_body

TELLING = re.compile(
    r'"(rule|score|theta|se|parameters|difficulty|features|provisional|seed|key|keys|value|most_informative)"\s*:'
)
VARIES = {"content-length", "date", "x-request-id", "mesur-correlation", "server-timing"}


def sent_in_a_sitting(harness: ServiceHarness, name: str, *, right: bool) -> dict[str, list[httpx2.Response]]:
    """What a learner is sent who begins, looks, asks for the receipt and answers four questions."""
    sitting, browser = harness.assign(name), harness.signed_in(name)
    begun = browser.post(f"/api/sittings/{sitting}/start?lang=en")
    pages = [browser.get(path) for path in ("/", f"/player/{sitting}", f"/api/sittings/{sitting}", "/api/sittings")]
    item, answers = begun.json()["item"], []
    for position in range(1, 5):
        answers.append(answer(harness, browser, sitting, item, position, right=right))
        item = answers[-1].json()["next"]
    return {"other": [begun, *pages, browser.get(f"/api/sittings/{sitting}/receipt")], "answers": answers}


def answer(
    harness: ServiceHarness, browser: Any, sitting: UUID, item: dict[str, Any], position: int, *, right: bool
) -> httpx2.Response:
    version = harness.bank.item(item["id"])
    reply = right_reply(version) if right else wrong_reply(version, random.Random(position))
    response: httpx2.Response = put_response(browser, sitting, position, response_body(item, reply))
    assert response.status_code == 200
    return response


def test_no_key_and_no_parameter_is_sent_and_an_answer_does_not_tell_whether_it_was_right(
    harness: ServiceHarness,
) -> None:
    able, weak = (sent_in_a_sitting(harness, name, right=right) for name, right in (("cadi", True), ("joe", False)))
    for response in (*able["other"], *able["answers"], *weak["answers"]):
        assert response.status_code == 200
        assert TELLING.findall(without_receipt(response)) == []
        for spelled in spelled_secrets(harness):
            assert spelled not in response.text
    for right, wrong in zip(able["answers"], weak["answers"], strict=True):
        assert without_next(right) == without_next(wrong)
        assert told_by_headers(right) == told_by_headers(wrong)


def without_receipt(response: httpx2.Response) -> str:
    """The text; a receipt names its own signing key."""
    return re.sub(r'"key":"[0-9a-f]{16}"', "", response.text)


def spelled_secrets(harness: ServiceHarness) -> set[str]:
    """The scoring rules and parameters of the bank's items, as they are written."""
    return {canonical_json(each).decode() for item in harness.bank.items for each in (item.rule, item.parameters)}


def without_next(response: httpx2.Response) -> tuple[dict[str, Any], int]:
    """An answer without the question that follows: what remains, and its length."""
    body = response.json()
    following = body.pop("next")
    shown = {name: value for name, value in following.items() if name in ("position", "language", "progress")}
    return body | shown, len(response.content) - len(canonical_json_of(following))


def canonical_json_of(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def told_by_headers(response: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in VARIES}
