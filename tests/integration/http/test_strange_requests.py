"""Requests that no page makes: methods, lengths and paths that are none, and what addresses may hold."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from delivery_api.service_routes.openapi_description import FORMS
from tests.integration.http.test_slow_clients import HEAD, answer_to, serve
from tests.support.service_harness import ServiceHarness

IN_ADDRESSES = {
    *("code", "state", "iss", "error"),  # of the provider's answer
    *("learner", "school", "programme", "version", "subject"),  # random ids, and names of ours
    *(
        "back",
        "both",
        "chosen",
        "days",
        "ended",
        "extended",
        "fresh",
        "hidden",
        "kind",
        "number",
        "one_a_class",
        "own",
        "reader",
        "said",
        "saved",
        "silent",
        "still",
        "thanks",
        "topic",
        "time",
        "unmoved",
        "unsent",
        "written_for",
        "written_in",
        "year",
        "young",
    ),
}
"""What addresses hold after their path: choices of what is shown, no name, no answer and no token that lasts."""


@pytest.fixture
def browser(module_harness: ServiceHarness) -> TestClient:
    return module_harness.browser()


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: 5, 6\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    ],
)
def test_a_request_with_two_lengths_is_no_request(lengths: bytes) -> None:
    posted = HEAD.replace(b"GET /livez", b"POST /")
    smuggled = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serve() as port:
        answer = answer_to(port, posted + lengths + b"\r\n" + smuggled)
    assert (answer[:12], answer.count(b"HTTP/1.1")) == (b"HTTP/1.1 400", 1)


def test_no_folder_is_listed_no_path_leads_out_of_it_and_no_request_is_echoed(browser: TestClient) -> None:
    for path in ("/assets/", "/assets/mesur/", "/assets/mesur/%2e%2e/%2e%2e/app.py", "/assets/mesur/..%2f..%2fapp.py"):
        answer = browser.get(path)
        assert (answer.status_code, "import" in answer.text) == (404, False), path
    for method in ("TRACE", "CONNECT", "TRACK"):
        answer = browser.request(method, "/livez", headers={"x-secret": "echoed"})
        assert (answer.status_code, "echoed" in answer.text) == (405, False), method


def test_addresses_hold_choices_of_what_is_shown_and_forms_take_no_file(browser: TestClient) -> None:
    described = browser.get("/api/openapi.json").json()["paths"]
    asked = [each for path in described.values() for method in path.values() for each in method.get("parameters", ())]
    assert {each["name"] for each in asked if each["in"] == "query"} == IN_ADDRESSES
    assert FORMS
    bodies = [
        method.get("requestBody", {}).get("content", {}) for path in described.values() for method in path.values()
    ]
    kinds = {kind for body in bodies for kind in body}
    assert kinds == {"application/json", "application/x-www-form-urlencoded"}
    assert not re.search(r'"format": ?"binary"', str(bodies))
