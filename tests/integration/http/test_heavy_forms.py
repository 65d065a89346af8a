"""A form or a JSON body that no page of ours would send is refused, whoever sends it, and nothing goes wrong."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from delivery_api.permissions.routes import MAX_FIELDS, form_fields
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.route_listing import dependency_calls, endpoints
from tests.support.service_harness import ServiceHarness, open_browser, sign_in

ROLES = ("cadi", "evans", "head", "officer", "operator")
MANY = "&".join(f"f{number}=a" for number in range(MAX_FIELDS + 1))
DEEP = b"[" * 30_000 + b"]" * 30_000


@pytest.fixture(scope="module")
def browsers(module_harness: ServiceHarness) -> dict[str, TestClient]:
    """A browser of each role that has forms."""
    add_people_of_all_roles(module_harness)
    first = module_harness.browser(requests_per_minute=100_000)
    found = {role: open_browser(first.app, str(first.base_url)) for role in ROLES}
    for role in ROLES:
        sign_in(found[role], role)
    return found


def changing(browser: TestClient, *, forms: bool) -> list[str]:
    """The paths of the routes that read a form, or of the others that change something."""
    routes = endpoints(browser.app)  # type: ignore[arg-type]
    return [
        name
        for name, route in routes.items()
        if not name.startswith("GET ") and name != "POST /logout"
        if (form_fields in set(dependency_calls(route.dependant))) is forms
    ]


def send(harness: ServiceHarness, browser: TestClient, name: str, body: bytes | str, media: str) -> int:
    method, path = name.split(" ")
    there = {
        **{"class_id": harness.classes["Derwen"], "learner_id": harness.people["cadi"], "school_id": harness.school},
        **{"sitting_id": harness.school, "position": 1},
    }
    for part in [part[1:-1] for part in path.split("/") if part.startswith("{")]:
        path = path.replace(f"{{{part}}}", str(there.get(part, harness.school)))
    return browser.request(method, path, content=body, headers={"content-type": media}).status_code


def test_every_form_refuses_more_fields_than_it_has(
    module_harness: ServiceHarness, browsers: dict[str, TestClient]
) -> None:
    forms = changing(browsers["cadi"], forms=True)
    assert len(forms) >= 10
    found = {
        (name, role): send(module_harness, browser, name, MANY, "application/x-www-form-urlencoded")
        for name in forms
        for role, browser in browsers.items()
    }
    assert set(found.values()) <= {404, 422}
    # the others are of a case that is none: "not found" comes first
    assert len({name for (name, _), status in found.items() if status == 422}) >= 10


def test_json_that_is_nested_without_end_is_no_fault_of_ours(
    module_harness: ServiceHarness, browsers: dict[str, TestClient]
) -> None:
    for name in changing(browsers["cadi"], forms=False):
        for role in ("cadi", "evans"):
            assert send(module_harness, browsers[role], name, DEEP, "application/json") < 500, name
