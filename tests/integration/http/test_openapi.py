"""Whatever a role sends to whatever the description offers: no fault of ours, and nothing that is not described."""

from __future__ import annotations

from typing import Any

import pytest
from schemathesis.core.failures import FailureGroup

from delivery_api.permissions.routes import form_fields
from delivery_api.service_routes.openapi_description import FORMS, JSON_RESPONSES
from tests.support.generated_requests import CHECKS, DescribedService, ask_as_described, described_service
from tests.support.route_listing import dependency_calls, endpoints
from tests.support.service_harness import ServiceHarness

SIX = ("nobody", "cadi", "evans", "head", "officer", "operator")  # `make study` has all roles and 30,000 requests


@pytest.fixture(scope="module")
def service(module_harness: ServiceHarness) -> DescribedService:
    return described_service(module_harness)


def test_the_description_has_every_route_and_describes_none_that_is_not_there(service: DescribedService) -> None:
    routes = set(endpoints(service.browsers["nobody"].app))  # type: ignore[arg-type]
    assert set(service.operations) == routes
    assert {*JSON_RESPONSES, *FORMS} <= routes


def test_the_description_has_every_form(service: DescribedService) -> None:
    routes = endpoints(service.browsers["nobody"].app)  # type: ignore[arg-type]
    assert {name for name, route in routes.items() if form_fields in dependency_calls(route.dependant)} <= {*FORMS}


@pytest.mark.parametrize("role", SIX)
def test_whatever_a_role_sends_is_answered_as_described(
    service: DescribedService, module_harness: ServiceHarness, role: str
) -> None:
    """One request of each operation, another on each database."""
    number = len(module_harness.service.engine.dialect.name)

    def fail(_: Any, wrong: FailureGroup) -> None:
        raise wrong

    for operation in service.operations:
        ask_as_described(service, operation, role, 1, fail, number=number)


def test_an_answer_that_is_not_described_would_be_found(service: DescribedService) -> None:
    operation = service.operations["GET /api/me"]
    case = operation.Case()
    answer = service.browsers["cadi"].get("/api/me")
    case.validate_response(answer, checks=CHECKS)
    for broken in ({"name": "Cadi M"}, {"name": "Cadi M", "role": "king", "language": "en"}):
        answer._content = repr(broken).replace("'", '"').encode()
        with pytest.raises(FailureGroup):
            case.validate_response(answer, checks=CHECKS)
