"""Whatever a role sends to whatever the description offers: no fault of ours, and nothing that is not described."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from delivery_api.service_routes.openapi_description import FORMS, JSON_RESPONSES
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.route_listing import endpoints
from tests.support.service_harness import ServiceHarness, open_browser, sign_in

ROLES = (
    *("nobody", "cadi", "evans", "head", "governor", "authority"),
    *("psychometrician", "officer", "operator"),
)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EACH = 2  # times that each operation is asked by each role, with ids that exist and with any


@dataclass
class Service:
    """A service with somebody of every role, what there is in it, and its own description."""

    browsers: dict[str, TestClient]
    there: dict[str, UUID]
    operations: dict[str, Any]


@pytest.fixture(scope="module")
def service(module_harness: ServiceHarness) -> Service:
    harness = module_harness
    own = add_people_of_all_roles(harness).own
    first = harness.browser(staff_idle_minutes=480)
    browsers = {role: open_browser(first.app, str(first.base_url)) for role in ROLES}
    for role in ROLES[1:]:
        sign_in(browsers[role], role)
    there = {
        "sitting_id": harness.assign("cadi"),
        "class_id": harness.classes["Derwen"],
        "learner_id": harness.people["cadi"],
        "school_id": own,
    }
    described = schemathesis.openapi.from_dict(first.get("/api/openapi.json").json())
    found = [result.ok() for result in described.get_all_operations()]
    # signing out comes last: it leaves nobody to ask as
    return Service(
        browsers, there, {each.label: each for each in sorted(found, key=lambda each: "logout" in each.path)}
    )


def test_the_description_has_every_route_and_describes_none_that_is_not_there(service: Service) -> None:
    routes = set(endpoints(service.browsers["nobody"].app))  # type: ignore[arg-type]
    assert set(service.operations) == routes
    assert {*JSON_RESPONSES, *FORMS} <= routes


@pytest.mark.parametrize("role", ROLES)
def test_whatever_a_role_sends_is_answered_as_described(service: Service, role: str) -> None:
    for operation in service.operations.values():
        ask_as_described(service, operation, role)


def ask_as_described(service: Service, operation: Any, role: str) -> None:
    @settings(
        max_examples=EACH,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        if real:
            known = {name: str(id_) for name, id_ in service.there.items() if name in case.path_parameters}
            case.path_parameters = {**case.path_parameters, **known}
        sent = case.as_transport_kwargs(base_url="http://localhost:8400")
        sent.pop("cookies", None)
        if isinstance(sent.get("data"), bytes | str):  # a body written out, in the browser's own word for it
            sent["content"] = sent.pop("data")
        answer = service.browsers[role].request(**sent)
        case.validate_response(answer, checks=CHECKS)

    ask()


def test_an_answer_that_is_not_described_would_be_found(service: Service) -> None:
    operation = service.operations["GET /api/me"]
    case = operation.Case()
    answer = service.browsers["cadi"].get("/api/me")
    case.validate_response(answer, checks=CHECKS)
    for broken in ({"name": "Cadi M"}, {"name": "Cadi M", "role": "king", "language": "en"}):
        answer._content = repr(broken).replace("'", '"').encode()
        with pytest.raises(FailureGroup):
            case.validate_response(answer, checks=CHECKS)
