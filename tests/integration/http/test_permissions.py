"""Every operation of the service's own description × everybody: what is allowed follows from a route's guards.

The table says of each guard whom it lets through to the things below; a route is open to whoever passes all of its
guards. The rows come from the OpenAPI description, which has the pages too: a new route is a row without an edit here,
and fails where it names a thing or wants a form that this file does not know. A route without a guard is public, stands
in tests/meta/test_routes.py, and answers everybody alike; a guard without a line fails here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from delivery_api.access import access
from delivery_api.access.access import GUARDS
from delivery_api.access.roles import Role
from delivery_api.class_pins import service as pins
from delivery_api.class_pins import store as pin_store
from delivery_api.class_pins.values import PinEntry
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import store as identity
from delivery_api.permissions import store as granting
from delivery_api.permissions.values import Grant
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, BreachScope, Risk
from delivery_api.privacy.breaches.service import record_breach
from delivery_api.privacy.rights.rights_cases import Capacity, CaseKind, IdentityCheck, Requester
from delivery_api.privacy.rights.service import NewCase, open_case
from delivery_api.service_routes.openapi_description import openapi_document
from delivery_api.sittings.storage.bookings.store import add_booking
from delivery_api.sittings.storage.held_acts import store as held_acts
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import Booking, HeldAct, HeldActState
from delivery_api.storage.data_declaration import Purpose
from delivery_api.trials.participation import store as participation
from delivery_api.trials.participation.values import SampledSchool, SchoolState
from tests.support.database_rows import all_rows, nothing_written
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.route_listing import application, endpoints, guards_of
from tests.support.service_harness import (
    ORIGIN,
    SUBJECT,
    TEST_START,
    ServiceHarness,
    complete_sitting,
    open_browser,
    put_response,
    response_body,
    sign_in,
)
from tests.support.typed_days import day_boxes, moment_boxes

# What is asked for: cadi's sitting and results, class Derwen (cadi, joe; evans teaches), and their school.
LEARNERS = {"cadi", "joe", "mali"}
TEACHERS = {"evans", "khan", "reader", "assessor", "former.reader", "future.reader", "colleague", "stranger"}
HEADS = {"head", "other.head"}
STAKEHOLDERS = {"authority", "other.authority", "government", "office"}
OPERATORS = {"operator", "glass.breaker", "late.breaker"}
OTHERS = {"governor", "other.governor", "psychometrician", "officer"}
NAMES = ("Cadi", "Morgan", "Joe", "Bennett", "Mali", "Jenkins")
EVERYBODY = LEARNERS | TEACHERS | HEADS | STAKEHOLDERS | OPERATORS | OTHERS

REQUEST = {
    "identifier": "joe",
    "kind": "access",
    "capacity": "learner",
    "identity": "document seen",
    "authority": "none",
    "competence": "not assessed",
    **day_boxes("received", "2026-11-25"),
}

BREACH = {
    "kind": "lost",
    "risk": "risk",
    **moment_boxes("known", "2026-11-25T09:00"),
    **moment_boxes("began", "2026-11-25T08:00"),
    **moment_boxes("ended", "2026-11-25T09:00"),
    "purpose sign-in": "1",
}

PASSES = {
    access.signed_in: EVERYBODY,
    access.learner_only: LEARNERS,
    access.staff_only: TEACHERS | HEADS,
    access.head_only: HEADS,
    access.alerts_reader: HEADS | {"officer"},
    access.officer_only: {"officer"},
    access.operator_only: OPERATORS,
    access.security_reader: OPERATORS | {"officer"},
    access.trial_reader: TEACHERS | HEADS | OPERATORS | {"officer", "psychometrician"},
    access.trial_overseer: OPERATORS | {"officer", "psychometrician"},
    access.own_sitting: {"cadi"},
    access.sitting_access: {"cadi"},
    access.taught_class: {"evans", "head", "reader"},
    access.assessed_class: {"evans", "head", "assessor"},
    access.assessed_sitting: {"evans", "head", "assessor"},
    access.visible_learner: {"cadi", "evans", "head", "reader", "glass.breaker"},
    access.visible_school: {"head", "reader", "governor"},
}
# What a learner has and whoever came in by PIN has not, for nobody has vouched for who they are.
UNVOUCHED = {"GET /privacy/mine", "GET /sessions", "POST /sessions/end", "POST /sessions/end-others"}
# Whoever passes a guard by what they are, and asks for a thing of another school, or for a visit that was not theirs.
OF_A_SCHOOLS_TRIAL = (
    "GET /trials/{programme}",
    "GET /trials/{programme}/instructions.pdf",
    "GET /trials/{programme}/objections",
    "GET /trials/{programme}/survey",
    "POST /trials/{programme}/survey",
)
AT_OTHER_SCHOOLS = {"stranger", "other.head"}
ELSEWHERE = {
    "POST /access": {"other.head"},
    "POST /access/end": {"other.head"},
    "POST /pin/mine": LEARNERS,
    "POST /glass/end": OPERATORS,  # each ends their own alone
    "POST /trials/{programme}": {"other.head"},
    "GET /trials/{programme}/letter.pdf": {"other.head"},
    **dict.fromkeys(OF_A_SCHOOLS_TRIAL, AT_OTHER_SCHOOLS),
    "POST /trials/{programme}/objections": (TEACHERS | HEADS) - {"evans", "head"},  # who have nothing to do with joe
    "POST /confirmations": (TEACHERS | HEADS) - {"evans", "head", "assessor"},  # who may not assess joe
}

APP = application(Path("nowhere"))
ROUTES = endpoints(APP)


def described(app: FastAPI) -> dict[str, Any]:
    """The operations of an application's own description, such as "GET /api/me"."""
    paths = openapi_document(app)["paths"].items()
    return {f"{method.upper()} {path}": operation for path, methods in paths for method, operation in methods.items()}


OPERATIONS = described(APP)
GUARDED = sorted(name for name, operation in OPERATIONS.items() if operation.get("security"))
PUBLIC = sorted(set(OPERATIONS) - set(GUARDED))
THINGS = ("sitting_id", "class_id", "learner_id", "school_id", "case_id", "breach_id")
# Whoever asks is another person afterwards, or nobody.
CHANGES_WHO_ASKS = {"GET /login", "POST /logout"}


def allowed(endpoint: str, guards: set[Any]) -> set[str]:
    """Whom a route is open to: whoever passes each of its guards and asks for what is theirs."""
    return set.intersection(*(PASSES[guard] for guard in guards)) - ELSEWHERE.get(endpoint, set())


@dataclass
class Scene:
    """A service with somebody of every role, in which cadi has finished a sitting and begun another; joe sits one."""

    harness: ServiceHarness
    browsers: dict[str, TestClient]
    sitting: UUID
    school: UUID
    reply: dict[str, Any]
    conducted: UUID
    trial: str
    grant: UUID | None = None
    case: UUID | None = None
    mistake: UUID | None = None
    breach: UUID | None = None
    visits: list[UUID] = field(default_factory=list)
    acts: list[UUID] = field(default_factory=list)
    booking: UUID | None = None

    def ask(self, actor: str, endpoint: str, **things: object) -> httpx2.Response:
        method, path = endpoint.split(" ")
        named = {
            "sitting_id": self.sitting,
            "class_id": self.harness.classes["Derwen"],
            "learner_id": self.harness.people["cadi"],
            "school_id": self.school,
            "case_id": self.mistake if path.endswith("/acts") else self.case,
            "breach_id": self.breach,
            "position": 1,
            "programme": self.trial,
            "topic": self.harness.bank.topics[0].id,
            "file": "en.mp3",
        }
        if access.assessed_sitting in guards_of(ROUTES[endpoint]):
            to = {"to": str(self.harness.people["cadi"])} if path.endswith("/move") else {}
            why = "not_in_school" if path.endswith("/absent") else "A fire alarm"
            named["sitting_id"], said = self.conducted, {"json": {"reason": why} | to}
        else:
            said = {"json": self.reply} if method == "PUT" else {"data": self.form(endpoint)}
        return self.browsers[actor].request(method, path.format(**named | things), **said)  # type: ignore[arg-type]

    def form(self, endpoint: str) -> dict[str, str]:
        """What a form says: about people and grants that no other line looks at."""
        people = self.harness.people
        # a visit is settled once and an act is decided once, so each request is about another
        if endpoint == "POST /classes/{class_id}/pin/visits":
            return {"visit": another(self.visits), "learner": str(people["joe"])}
        if endpoint == "POST /confirmations":
            return {"act": another(self.acts), "decision": "decline"}
        forms = {
            "POST /access": {"person": str(people["receiver"]), "right": "assessments"}
            | day_boxes("until", "2026-11-30"),
            "POST /school/language": {"language": "both"},
            "POST /access/end": {"grant": str(self.grant)},
            "POST /classes/{class_id}/access": {"learner": str(people["joe"]), "overlay": "blue"},
            "POST /classes/{class_id}/absences": {"act": "back", f"learner-{people['joe']}": "1"},
            "POST /classes/{class_id}/bookings/cancel": {"booking": str(self.booking)},
            "POST /classes/{class_id}/bookings/change": {"booking": str(self.booking)}
            | day_boxes("opens_on", "2026-11-30")
            | day_boxes("closes_on", "2026-12-04"),
            "POST /classes/{class_id}/pin/again": {"learner": str(people["joe"])},
            "POST /classes/{class_id}/arrivals": {"name": "Somebody Late", "year_group": "4"},
            "POST /classes/{class_id}/monitor": {"act": "resume", "reason": "The fire alarm is over"},
            "POST /rights": REQUEST | {"reference": f"SAR-{uuid4().hex}"},
            "POST /rights/{case_id}/steps": {"step": "clarification asked"},
            "POST /rights/{case_id}/acts": {"act": "rectified", "year_group": "4"},
            "POST /breaches": BREACH | {"reference": f"BR-{uuid4().hex}"},
            "POST /breaches/{breach_id}/steps": {"step": "assessed", "detail": "risk"},
            "POST /corrections": {"person": str(people["joe"]), "field": "year_group"},
            "POST /trials/{programme}": {"answer": "accept"},
            "POST /trials/{programme}/objections": {"learner": str(people["joe"]), "objects": "yes"},
            "POST /pin/mine": {"visit": str(UUID(int=0)), "was_me": "yes"},
            "POST /sessions/end": {"session": "of nobody"},
            "POST /glass/end": {"access": str(UUID(int=0))},
            "POST /glass": {"learner": str(people["joe"]), "ground": "support", "reference": "CASE-2"},
        }
        return forms.get(endpoint, {})

    def ready_for(self, endpoint: str) -> Scene:
        """The same, with what a request to an endpoint changes, as nobody has changed it yet."""
        if endpoint == "POST /access/end":
            self._with_a_grant()
        if "/pin" in endpoint:
            self._with_visits(2 * len(EVERYBODY) + 2 if endpoint.endswith("/visits") else 2)
        if endpoint == "POST /confirmations":
            self._with_acts()
        if "/bookings" in endpoint:
            self._with_a_booking()
        if "case_id" in endpoint or "breach_id" in endpoint:
            self._with_a_case()
        return self

    def _with_acts(self) -> None:
        """Acts on joe's result that wait for a second person; each is declined once."""
        people, now = self.harness.people, self.harness.clock()
        self.acts = [uuid4() for _ in range(2 * len(EVERYBODY) + 2)]
        with self.harness.service.engine.begin() as connection:
            key = require_ready(connection, self.harness.service.ring, "2026-27")
            for act in self.acts:
                of = (act, "2026-27", self.conducted, self.school, people["joe"], None, "discard", HeldActState.ASKED)
                held_acts.add_held_act(connection, key, HeldAct(*of, people["evans"], now, "A fire alarm"))

    def _open(self, kind: CaseKind) -> UUID:
        learner = Requester(Capacity.LEARNER, IdentityCheck.SCHOOL)
        asked = NewCase("joe", kind, learner, f"SAR-{uuid4().hex}", london_date(TEST_START))
        with self.harness.service.engine.begin() as connection:
            officer, now = self.harness.people["officer"], self.harness.clock()
            return open_case(connection, self.harness.service.ledger, officer, asked, now).id

    def _with_a_case(self) -> None:
        scope, now = BreachScope((Purpose.SIGN_IN,)), self.harness.clock()
        breach = Breach(uuid4(), f"BR-{uuid4().hex}", BreachKind.LOST, now, now, now, Risk.RISK, scope)
        with self.harness.service.engine.begin() as connection:
            record_breach(connection, self.harness.service.ledger, breach, self.harness.people["officer"], now)
        self.breach = breach.id
        self.case, self.mistake = (self._open(kind) for kind in (CaseKind.ACCESS, CaseKind.RECTIFICATION))

    def _with_visits(self, count: int) -> None:
        harness = self.harness
        with harness.service.engine.begin() as connection:
            derwen = identity.class_today(connection, harness.classes["Derwen"], london_date(TEST_START))
            assert derwen is not None
            pin = pins.create_pin(connection, harness.service.ring, derwen, harness.people["evans"], 1, harness.clock())
            self.visits = [uuid4() for _ in range(count)]
            for visit in self.visits:
                pin_store.add_entry(connection, PinEntry(visit, pin.id, harness.people["joe"], harness.clock()))

    def _with_a_booking(self) -> None:
        people, derwen = self.harness.people, self.harness.classes["Derwen"]
        first, last = date(2026, 11, 30), date(2026, 12, 4)
        booking = Booking(uuid4(), "2026-27", derwen, SUBJECT, first, last, None, None, people["evans"])
        with self.harness.service.engine.begin() as connection:
            add_booking(connection, booking, self.harness.clock())
        self.booking = booking.id

    def _with_a_grant(self) -> None:
        people, today = self.harness.people, london_date(TEST_START)
        self.grant = uuid4()
        given = Grant(self.grant, people["receiver"], self.school, "assessments", today, None, people["head"])
        with self.harness.service.engine.begin() as connection:
            granting.add_grant(connection, given)


def another(ids: list[UUID]) -> str:
    """One that no request was about; the last stays, and where there is none, the id of nothing."""
    return str(ids.pop() if len(ids) > 1 else [*ids, UUID(int=0)][0])


def another_browser(browser: TestClient) -> TestClient:
    """Another browser at the same worker."""
    return open_browser(browser.app, ORIGIN)


@pytest.fixture(scope="module")
def scene(module_harness: ServiceHarness) -> Scene:
    harness = module_harness
    places = add_people_of_all_roles(harness)
    nobody = harness.browser(staff_idle_minutes=480)  # the clock goes on by a second at each look
    browsers = {"nobody": nobody} | {actor: another_browser(nobody) for actor in sorted(EVERYBODY)}
    for actor in EVERYBODY:
        sign_in(browsers[actor], actor)
    complete_sitting(harness, browsers["cadi"], harness.assign("cadi"))
    harness.assign("cadi")
    offered = browsers["cadi"].get("/api/sittings").json()["sittings"]
    (waiting,) = [UUID(each["id"]) for each in offered if each["state"] == "assigned"]
    item = browsers["cadi"].post(f"/api/sittings/{waiting}/start").json()["item"]
    reply = response_body(item, None)
    assert put_response(browsers["cadi"], waiting, 1, reply).status_code == 200
    conducted = harness.assign("joe")
    assert browsers["joe"].post(f"/api/sittings/{conducted}/start").status_code == 200
    trial = harness.create_trial("9C")
    with harness.service.engine.begin() as connection:
        today = london_date(TEST_START)
        asked = SampledSchool(trial, places.own, "welsh", None, 0, 1.0, SchoolState.ACCEPTED, today, today)
        participation.add_schools(connection, [asked], TEST_START)
    return Scene(harness, browsers, waiting, places.own, reply, conducted, trial)


def asks_in_vain(endpoint: str, answer: httpx2.Response) -> bool:
    """Whether somebody was let through to what cannot be.

    A hint or a survey that is not there, an answer for a school that has answered, a move that the last one made,
    practice while an assessment is under way, a booking of which nothing waits, a break that no settings give.
    """
    if endpoint == "POST /classes/{class_id}/bookings/cancel":
        return answer.json()["code"] == "nothing_to_cancel"
    if endpoint in ("POST /practice/sittings", "POST /api/practice/sittings"):
        return answer.status_code == 409
    if endpoint == "POST /api/sittings/{sitting_id}/break":
        return str(answer.json()["code"]).startswith("no_break")
    if access.assessed_sitting in guards_of(ROUTES[endpoint]):
        return answer.status_code == 409
    if endpoint == "POST /trials/{programme}":
        return answer.status_code == 409
    bodies = ("POST /api/sittings/{sitting_id}/hints", "POST /api/sittings/{sitting_id}/survey", "POST /api/comfort")
    bodies = (*bodies, "POST /api/language")
    return endpoint in bodies and answer.status_code == 422


def test_every_guard_has_a_line_and_every_line_is_a_guard() -> None:
    assert set(PASSES) == set(GUARDS)


def test_every_role_is_somebody(scene: Scene) -> None:
    with scene.harness.service.engine.begin() as connection:
        posts = {
            each.post or each.kind
            for each in identity.persons(
                connection, scene.harness.service.ring, list(scene.harness.people.values())
            ).values()
        }
    assert {*posts} >= {*Role} - {Role.TEACHER, Role.LEARNER}


@pytest.mark.parametrize("endpoint", GUARDED)
def test_a_route_is_open_to_whom_its_guards_let_through_and_to_nobody_else(scene: Scene, endpoint: str) -> None:
    """Whoever is refused is told nothing, writes nothing, and cannot tell what is there from what is not."""
    welcome = allowed(endpoint, guards_of(ROUTES[endpoint]))
    refused = sorted(EVERYBODY - welcome)
    scene.ready_for(endpoint)
    with nothing_written(scene.harness.service.engine):
        nobody = scene.ask("nobody", endpoint)
        theirs = [scene.ask(actor, endpoint) for actor in refused]
        nothing = [scene.ask(actor, endpoint, **nowhere()) for actor in refused] if "{" in endpoint else theirs
    let_through = {actor: scene.ask(actor, endpoint) for actor in sorted(welcome)}
    assert nobody.status_code == 401
    assert {answer.status_code for answer in theirs} <= {404}
    assert [said(answer) for answer in theirs] == [said(answer) for answer in nothing]
    assert {name for name in NAMES for answer in [nobody, *theirs] if name in answer.text} == set()
    assert {answer.headers["content-type"] for answer in [nobody, *theirs]} == {"application/problem+json"}
    in_order = {
        actor: answer.status_code < 400 or asks_in_vain(endpoint, answer) for actor, answer in let_through.items()
    }
    assert set(in_order.values()) <= {True}, in_order


def nowhere() -> dict[str, object]:
    """Ids of nothing."""
    return {name: uuid4() for name in THINGS} | {"programme": "trial-00000000"}


def said(answer: httpx2.Response) -> dict[str, Any]:
    """A problem without the number of its request."""
    return answer.json() | {"correlation_id": ""}


@pytest.mark.parametrize("endpoint", PUBLIC)
def test_a_public_route_answers_everybody_alike(scene: Scene, endpoint: str) -> None:
    changes = endpoint in CHANGES_WHO_ASKS
    answers = {}
    for actor in ["nobody", *(("cadi", "evans", "officer") if changes else sorted(EVERYBODY))]:
        answer = scene.ask(actor, endpoint)
        answers[actor] = answer.status_code, answer.headers.get("content-type")
        if changes and actor != "nobody":
            sign_in(scene.browsers[actor], actor)
    assert len(set(answers.values())) == 1, answers
    assert answers["nobody"][0] in (200, 303, 400, 404, 422)


@pytest.mark.parametrize("endpoint", [name for name in GUARDED if "{" in name])
def test_an_id_that_is_none_is_refused_without_a_fault(scene: Scene, endpoint: str) -> None:
    with nothing_written(scene.harness.service.engine):
        for bad, actor in (("1", "cadi"), ("1 OR 1=1", "evans"), ("%00", "head"), ("%FF", "officer")):
            answer = scene.ask(actor, endpoint, **dict.fromkeys((*THINGS, "programme"), bad))
            assert answer.status_code in (404, 422)


def test_a_new_route_is_a_row_of_the_matrix_by_itself() -> None:
    app = application(Path("nowhere"))
    app.get("/new", dependencies=[Depends(access.signed_in)])(lambda: {})
    assert {name for name in {*described(app)} - {*OPERATIONS} if described(app)[name].get("security")} == {"GET /new"}


def test_who_came_in_with_a_pin_may_sit_what_is_theirs_and_see_no_results(scene: Scene) -> None:
    harness = scene.harness
    for endpoint in ("POST /classes/{class_id}/pin/visits", "GET /rights/{case_id}"):  # a PIN holds, and cases are open
        scene.ready_for(endpoint)
    with harness.service.engine.begin() as connection:
        door = pins.active_pin(connection, harness.service.ring, harness.classes["Derwen"], harness.clock())
    assert door is not None
    scene.browsers["by pin"] = another_browser(scene.browsers["nobody"])
    entered = {"pin": door.code, "learner": str(harness.people["cadi"])}
    assert scene.browsers["by pin"].post("/pin/enter", data=entered).status_code == 303
    for endpoint in GUARDED:
        guards = guards_of(ROUTES[endpoint])
        theirs = "cadi" in allowed(endpoint, guards) and access.visible_learner not in guards
        theirs = theirs and endpoint not in UNVOUCHED
        answer = scene.ask("by pin", endpoint)
        assert (answer.status_code < 400 or asks_in_vain(endpoint, answer)) is theirs, endpoint


@pytest.mark.parametrize("actor", sorted(STAKEHOLDERS | {"governor", "other.governor", "psychometrician"}))
def test_whoever_sees_aggregates_or_pseudonyms_is_shown_no_learner_anywhere(scene: Scene, actor: str) -> None:
    shown = [scene.ask(actor, endpoint).text for endpoint in (*GUARDED, "GET /") if endpoint.startswith("GET ")]
    ids = [str(scene.harness.people[learner]) for learner in LEARNERS]
    assert [word for word in (*NAMES, *ids) for text in shown if word in text] == []


def test_the_first_page_leads_everyone_to_what_is_open_to_them_and_to_nothing_else(scene: Scene) -> None:
    leads = {actor: set(re.findall(r'href="(/[a-z]+[^"?]*)', scene.ask(actor, "GET /").text)) for actor in EVERYBODY}
    for actor, links in leads.items():
        within = {link for link in links if not link.startswith(("/assets", "/login"))}
        answers = {link: scene.browsers[actor].get(link).status_code for link in within}
        assert set(answers.values()) <= {200}, (actor, answers)
    school = f"/feedback/schools/{scene.school}"
    assert {actor for actor, links in leads.items() if school in links} == PASSES[access.visible_school]


def test_every_view_of_a_learners_results_leaves_a_row_that_names_viewer_and_learner(scene: Scene) -> None:
    cadi = scene.harness.people["cadi"]
    for actor in sorted(PASSES[access.visible_learner]):
        sign_in(scene.browsers[actor], actor)  # each request takes a second, and a session that nobody uses has ended
        before = all_rows(scene.harness.service.engine)["audit"]
        assert scene.ask(actor, "GET /feedback/learners/{learner_id}").status_code == 200
        (row,) = all_rows(scene.harness.service.engine)["audit"] - before
        assert row[2:5] == (scene.harness.people[actor], "saw feedback (page)", cadi)
