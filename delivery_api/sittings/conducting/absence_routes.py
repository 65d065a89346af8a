"""The HTTP routes of the page on which staff mark who is absent, and who is back."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from delivery_api.access.access import Now, Staff, Transaction, assessed_class
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import FormFields
from delivery_api.sittings.conducting.absences import ABSENCE_REASONS, MARKS, AbsenceReason, back_words, mark
from delivery_api.sittings.conducting.class_page import class_page
from delivery_api.sittings.conducting.monitor import current_sittings
from delivery_api.sittings.conducting.staff_actions import StaffAction
from delivery_api.sittings.conducting.staff_forms import InvalidForm, ticked
from delivery_api.sittings.values import SittingState
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages

AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]
Subject = Annotated[str, Query(max_length=40)]


def router(ring: KeyRing, pages: Pages) -> APIRouter:
    """The page of absences of a class, and its forms."""
    routes = APIRouter(prefix="/classes/{class_id}/absences")

    @routes.get("")
    def absences_page(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        subject: Subject = "",
        learner: UUID | None = None,
    ) -> HTMLResponse:
        page = class_page(request, connection, school_class, subject)
        people = identity.persons(connection, ring, list(school_class.learners))
        shown = current_sittings(connection, list(school_class.learners), page.subject, instant)

        def whose(state: SittingState) -> list[dict[str, Any]]:
            named = [(id_, people[id_].name) for id_, each in shown.items() if each.state == state]
            return [
                {"learner_id": id_, "name": name, "ticked": id_ == learner}
                for id_, name in sorted(named, key=lambda each: surname_first(each[1]))
            ]

        context = page.context | {
            "waiting": whose(SittingState.ASSIGNED),
            "absent": whose(SittingState.ABSENT),
            "reasons": [(reason.value, words(page.say)) for reason, words in ABSENCE_REASONS.items()],
        }
        return page_response(request, pages, "absences.html", person, **context)

    @routes.post("")
    def mark_by_form(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
        subject: Subject = "",
    ) -> RedirectResponse:
        page, reason = class_page(request, connection, school_class, subject), _reason(form)
        why = ABSENCE_REASONS[reason](page.say) if reason else back_words(page.say)
        name = form.get("act", "")
        if name not in MARKS:
            raise InvalidForm
        act = StaffAction(person.person, instant, why)
        done = mark(connection, ring, school_class, page.subject, ticked(form), name, act)
        back = f"/classes/{school_class.id}/absences?lang={page.language}&subject={page.subject}"
        return RedirectResponse(f"{back}&act={name}&changed={done.changed}&left={done.left}", 303)

    return routes


def _reason(form: dict[str, str]) -> AbsenceReason | None:
    """The reason that is chosen in a form; None where it is about who is back.

    Raises
    ------
    InvalidForm : somebody is to be absent for no reason of the list
    """
    if form.get("act") != "absent":
        return None
    try:
        return AbsenceReason(form.get("reason", ""))
    except ValueError:
        raise InvalidForm from None
