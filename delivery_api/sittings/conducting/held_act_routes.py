"""The HTTP routes of acts on finished results that wait for a second person, or can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from delivery_api.access.access import FreshSignIn, Now, Staff, Transaction, may_assess_learner
from delivery_api.access.refusals import NotFound
from delivery_api.access.request_context import SignedIn
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import FormFields
from delivery_api.sittings.conducting import held_acts
from delivery_api.sittings.conducting.held_acts import OPEN_FOR, Office, act_on_result
from delivery_api.sittings.conducting.staff_forms import InvalidForm, required_id
from delivery_api.sittings.conducting.staff_routes import AssessedSitting, MoveBody, ReasonBody, state_of
from delivery_api.sittings.record.reported_reading import named_by_records
from delivery_api.sittings.storage import store as sitting_store
from delivery_api.sittings.storage.held_acts import store
from delivery_api.sittings.storage.reported_results.values import ReportedResult
from delivery_api.sittings.values import DISCARD, MOVE, HeldAct, HeldActState
from delivery_api.web.page_rendering import Pages
from reports.scales.reporting_scale import SCALES, scale_score

PAGE = "/confirmations"


def router(ring: KeyRing, pages: Pages) -> APIRouter:
    """Discarding and moving sittings, the page of held acts, and the decisions on them."""
    routes = APIRouter()
    routes.include_router(_asking(ring))
    routes.include_router(_deciding(ring, pages))
    return routes


def _asking(ring: KeyRing) -> APIRouter:
    routes = APIRouter(prefix="/api/sittings/{sitting_id}")

    @routes.post("/discard", dependencies=[FreshSignIn])
    def discard(
        connection: Transaction,
        sitting: AssessedSitting,
        person: Staff,
        instant: Now,
        body: ReasonBody,
    ) -> dict[str, Any]:
        office = Office(connection, ring, person, instant)
        outcome = act_on_result(office, sitting, DISCARD, body.reason)
        return state_of(outcome.sitting) | {"waits": outcome.waits}

    @routes.post("/move", dependencies=[FreshSignIn])
    def move(
        request: Request,
        connection: Transaction,
        sitting: AssessedSitting,
        person: Staff,
        instant: Now,
        body: MoveBody,
    ) -> dict[str, Any]:
        if not may_assess_learner(request, connection, person, body.to, instant):
            raise NotFound(thing="learner")
        office = Office(connection, ring, person, instant)
        outcome = act_on_result(office, sitting, MOVE, body.reason, body.to)
        return state_of(outcome.sitting) | {"waits": outcome.waits}

    return routes


def _deciding(ring: KeyRing, pages: Pages) -> APIRouter:
    routes = APIRouter()

    @routes.get(PAGE)
    def confirmations(request: Request, connection: Transaction, person: Staff, instant: Now) -> HTMLResponse:
        acts = store.acts_since(connection, ring, instant - OPEN_FOR, school=person.school)
        learners = {each.learner for each in acts}  # each is asked about once: a class may have many acts of few
        assessed = {each for each in learners if may_assess_learner(request, connection, person, each, instant)}
        rows = _rows(connection, ring, person, [each for each in acts if each.learner in assessed])
        return page_response(request, pages, "confirmations.html", person, rows=rows)

    @routes.post(PAGE, dependencies=[FreshSignIn])
    def decide(
        request: Request, connection: Transaction, person: Staff, instant: Now, form: FormFields
    ) -> RedirectResponse:
        def may_assess(learner: UUID) -> bool:
            return may_assess_learner(request, connection, person, learner, instant)

        decisions: dict[str, Callable[..., None]] = {
            "confirm": held_acts.confirm,
            "decline": held_acts.decline,
            "undo": held_acts.undo,
        }
        decision = decisions.get(form.get("decision", ""))
        if decision is None:
            raise InvalidForm
        decision(Office(connection, ring, person, instant), required_id(form.get("act", "")), may_assess)
        return RedirectResponse(f"{PAGE}?lang={reader_language(request)}", 303)

    return routes


def _rows(connection: Connection, ring: KeyRing, person: SignedIn, acts: list[HeldAct]) -> list[dict[str, Any]]:
    wanted = {id_ for each in acts for id_ in (each.learner, each.receiver, each.actor, each.second_actor) if id_}
    names = {id_: each.name for id_, each in identity.persons(connection, ring, list(wanted)).items()}
    sittings = sitting_store.find_all(connection, list({each.sitting for each in acts}))
    results = named_by_records(connection, ring, list(sittings.values()))
    return [
        {
            "id": each.id,
            "sitting": each.sitting,
            "subject": sittings[each.sitting].subject if each.sitting in sittings else "",
            **_told_of(results.get(each.sitting)),
            "act": each.act,
            "state": each.state.value,
            "learner": names.get(each.learner, ""),
            "receiver": names.get(each.receiver, "") if each.receiver else "",
            "actor": names.get(each.actor, ""),
            "second": names.get(each.second_actor, "") if each.second_actor else "",
            "at": each.asked_at,
            "until": each.asked_at + OPEN_FOR,
            "reason": each.reason,
            "own": each.actor == person.person,
            "withdrawn": each.second_actor == each.actor,
            "was_done": each.state not in (HeldActState.ASKED, HeldActState.DECLINED),
            "waits": each.state is HeldActState.ASKED,
            "alone": each.state is HeldActState.ALONE,
        }
        for each in acts
    ]


def _told_of(result: ReportedResult | None) -> dict[str, Any]:
    """The day and the score of a result, as the class's page shows it; neither of one that does not verify."""
    if result is None:
        return {"finished_on": None, "score": None}
    score = None if result.too_few else scale_score(result.theta, result.se, SCALES[result.subject]).score
    return {"finished_on": london_date(result.finished_at), "score": score}
