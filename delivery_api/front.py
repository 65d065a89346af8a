"""The first pages a person meets: home, the player's shell, and a teacher's assigning by form."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from delivery_api.access import Learner, Now, SignedIn, Staff, Transaction, Visitor, own_sitting, taught_class
from delivery_api.calendar import london_date
from delivery_api.errors import reader_language
from delivery_api.identity import store as identity
from delivery_api.identity.values import SchoolClass
from delivery_api.keys import KeyRing
from delivery_api.sittings import service as sittings
from delivery_api.sittings.values import Sitting
from delivery_api.web.catalogue import translations
from delivery_api.web.pages import Pages
from reports import subject_name

OwnSitting = Annotated[Sitting, Depends(own_sitting)]
TaughtClass = Annotated[SchoolClass, Depends(taught_class)]

SUBJECT = "numeracy-procedural"


def router(ring: KeyRing, pages: Pages) -> APIRouter:
    """Home, player and assigning."""
    routes = APIRouter()

    @routes.get("/")
    def home(request: Request, connection: Transaction, person: Visitor, instant: Now) -> HTMLResponse:
        if person is None:
            return shown(request, "home.html", None)
        if person.kind == "staff":
            taught = identity.classes_taught(connection, person.person, london_date(instant))
            return shown(request, "teacher_home.html", person, classes=taught)
        say = translations(reader_language(request))
        own = [
            sittings.describe(sitting) | {"subject_label": subject_name(sitting.subject, say)}
            for sitting in sittings.of_person(connection, person, instant)
        ]
        return shown(request, "learner_home.html", person, sittings=own)

    @routes.get("/player/{sitting_id}")
    def player(request: Request, sitting: OwnSitting, person: Learner) -> HTMLResponse:
        young = sitting.year <= 3
        trial = sitting.pseudonym is not None
        return shown(
            request, "player.html", person, sitting_id=sitting.id, display_name=person.name, young=young, trial=trial
        )

    @routes.post("/classes/{class_id}/sittings")
    def assign(
        request: Request, connection: Transaction, school_class: TaughtClass, person: Staff, instant: Now
    ) -> RedirectResponse:
        sittings.assign_class(connection, ring, school_class, SUBJECT, person.person, instant)
        return RedirectResponse(f"/feedback/classes/{school_class.id}?lang={reader_language(request)}", 303)

    def shown(request: Request, template: str, person: SignedIn | None, **context: object) -> HTMLResponse:
        page = pages.render(
            template,
            language=reader_language(request),
            url=f"{request.url.path}?{request.url.query}",
            signed_in=person.name if person else None,
            **context,
        )
        return HTMLResponse(page)

    return routes
