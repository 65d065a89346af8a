"""Practises over HTTP until the service says that it is enough for today, and notes what was shown."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from itembank import BankVersion, Language
from itembank.presentation.learner_presentation import present
from tests.support.service_harness import put_response, response_body

Shown = dict[str, dict[str, Any]]
"""Item id → what the learner was sent of it."""


def practise_today(browser: TestClient, subject: str, language: Language) -> tuple[Shown, int]:
    """Practise a subject as often as a day allows. Returns what was shown, and how many sittings that were."""
    shown: Shown = {}
    sittings = 0
    while (begun := browser.post(f"/api/practice/sittings?subject={subject}")).status_code == 201:
        sitting, sittings = begun.json()["sitting"]["id"], sittings + 1
        item = browser.post(f"/api/sittings/{sitting}/start?lang={language}").json()["item"]
        while item is not None:
            shown[item["id"]] = item
            answered = put_response(browser, sitting, item["position"], response_body(item, None), language)
            assert answered.status_code == 200, answered.text
            item = answered.json()["next"]
    assert (begun.status_code, begun.json()["code"]) == (409, "practice_limit")
    return shown, sittings


def revealed(bank: BankVersion, shown: Shown, language: Language) -> list[str]:
    """What of a bank's assessments was shown: ids of items, questions in the same words and numbers, texts to read."""
    counted = {item.id for item in bank.items}
    texts = {item.stimulus for item in bank.items} - {None}
    questions = {_words(present(item, language) | {"stimulus": {"id": item.stimulus}}): item.id for item in bank.items}
    found = [each for each in shown if each in counted]
    for item in shown.values():
        found += [each for each in [(item["stimulus"] or {}).get("id")] if each in texts]
        found += [questions[each] for each in [_words(item)] if each in questions]
    return found


def _words(item: dict[str, Any]) -> tuple[object, ...]:
    """All that a learner reads of a question, whatever the order of its options, and which text it asks about."""
    return item["prompt_html"], (item["stimulus"] or {}).get("id"), tuple(sorted(_texts(item["response"])))


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for name, each in value.items() if name != "id" for text in _texts(each)]
    return [text for each in value for text in _texts(each)] if isinstance(value, list) else [str(value)]
