"""Requests that Schemathesis makes from the service's own description, sent by somebody of every role.

What comes back must be what the description allows, and no internal error. Some requests name what is there, some hold
values on which readers of forms stumble.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from delivery_api.dates.school_calendar import london_date
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, BreachScope, Risk
from delivery_api.privacy.breaches.service import record_breach
from delivery_api.privacy.rights.rights_cases import Capacity, CaseKind, IdentityCheck, Requester
from delivery_api.privacy.rights.service import NewCase, open_case
from delivery_api.storage.data_declaration import Purpose
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import ServiceHarness, open_browser, sign_in

ROLES = (
    *("nobody", "cadi", "evans", "head", "governor", "authority"),
    *("psychometrician", "officer", "operator"),
)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
AWKWARD = (
    *("", " ", "\x00", "9" * 5_000, "٣", "-1", "1e309", "0001-01-01", "9999-12-31", "9999-12-31T23:59"),
    *(
        "0001-01-01T00:00",
        "'; DROP TABLE people; --",
        "{{7*7}}",
        "../../etc/passwd",
        "a" * 3_000,
        "%00",
        "\U0001f3f4" * 40,
    ),
)
"""Values on which a reader of a form stumbles: too long, too early, too late, and no text at all."""


@dataclass
class DescribedService:
    """A service with somebody of every role, what there is in it, and its own description."""

    browsers: dict[str, TestClient]
    there: dict[str, UUID]
    operations: dict[str, Any]


def described_service(harness: ServiceHarness) -> DescribedService:
    """Sign everybody in, and read the description."""
    own = add_people_of_all_roles(harness).own
    first = harness.browser(staff_idle_minutes=480, requests_per_minute=1_000_000)
    browsers = {role: open_browser(first.app, str(first.base_url)) for role in ROLES}
    for role in ROLES[1:]:
        sign_in(browsers[role], role)
    there = {
        "sitting_id": harness.assign("cadi"),
        "class_id": harness.classes["Derwen"],
        "learner_id": harness.people["cadi"],
        "school_id": own,
        **_officers_work(harness),
    }
    there |= {"learner": there["learner_id"], "person": there["learner_id"], "sitting": there["sitting_id"]}
    described = schemathesis.openapi.from_dict(first.get("/api/openapi.json").json())
    found = [result.ok() for result in described.get_all_operations()]
    # signing out comes last: it leaves nobody to ask as
    return DescribedService(
        browsers, there, {each.label: each for each in sorted(found, key=lambda each: "logout" in each.path)}
    )


def _officers_work(harness: ServiceHarness) -> dict[str, UUID]:
    """A case of rights and a breach that are open."""
    now, officer, ledger = harness.clock(), harness.people["officer"], harness.service.ledger
    requester = Requester(Capacity.LEARNER, IdentityCheck.SCHOOL)
    asked = NewCase("joe", CaseKind.RECTIFICATION, requester, "SAR-1", london_date(now))
    breach = Breach(uuid4(), "BR-1", BreachKind.LOST, now, now, now, Risk.RISK, BreachScope((Purpose.SIGN_IN,)))
    with harness.service.engine.begin() as connection:
        record_breach(connection, ledger, breach, officer, now)
        return {"breach_id": breach.id, "case_id": open_case(connection, ledger, officer, asked, now).id}


Found = Callable[[Any, FailureGroup], None]
"""Is told a case and what is wrong with its answer."""


def ask_as_described(
    service: DescribedService, label: str, role: str, times: int, found: Found, *, number: int = 0, broken: bool = False
) -> int:
    """Send generated requests of an operation as somebody of a role.

    Parameters
    ----------
    found : is told of each answer that the description does not allow
    number : which requests; the same number makes the same ones
    broken : send what the description does not allow, where there is such a thing

    Returns
    -------
    how many were sent
    """
    operation, browser, sent = service.operations[label], service.browsers[role], 0
    if times < 1:
        return 0
    mode = GenerationMode.NEGATIVE if broken else GenerationMode.POSITIVE
    there = st.booleans() if not broken else st.just(True)
    awkward = st.none() | st.tuples(st.integers(0, 30), st.sampled_from(AWKWARD))

    @seed(number)
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), names_what_is_there=there, awkward=awkward)
    def ask(case: Any, names_what_is_there: bool, awkward: tuple[int, str] | None) -> None:
        nonlocal sent
        if names_what_is_there:
            _name_what_is_there(case, service.there)
        if awkward:
            _put_in(case, *awkward)
        sent += 1
        try:
            case.validate_response(browser.request(**_transport(case)), checks=CHECKS)
        except FailureGroup as wrong:
            found(case, wrong)

    with suppress(Unsatisfiable):  # there may be nothing that the description does not allow
        ask()
    return sent


def _name_what_is_there(case: Any, there: dict[str, UUID]) -> None:
    known = {name: str(id_) for name, id_ in there.items()}
    paths = case.path_parameters or {}
    case.path_parameters = {**paths, **{name: known[name] for name in paths if name in known}}
    if isinstance(case.body, dict):
        case.body = {**case.body, **{name: known[name] for name in case.body if name in known}}


def _put_in(case: Any, place: int, value: str) -> None:
    """Put an awkward value into one field of the body, if it has some."""
    if isinstance(case.body, dict) and case.body:
        name = sorted(case.body, key=str)[place % len(case.body)]
        case.body = {**case.body, name: value}


def _transport(case: Any) -> dict[str, Any]:
    """The request as a browser sends it, with its own cookie."""
    sent: dict[str, Any] = case.as_transport_kwargs(base_url="http://localhost:8400")
    sent.pop("cookies", None)
    if isinstance(sent.get("data"), bytes | str):  # a body written out, in the browser's own word for it
        sent["content"] = sent.pop("data")
    return sent
