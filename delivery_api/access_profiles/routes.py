"""HTTP routes of access profiles: a page for the staff of a class, and what learners choose for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from delivery_api.access.access import Learner, Now, Staff, Transaction, assessed_class
from delivery_api.access_profiles import service
from delivery_api.access_profiles.setting_words import GROUPS, summary, words_of
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.identity.access_profile.profile_settings import SETTINGS
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import FormFields
from delivery_api.web.message_catalogue import translations
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages, with_query

AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]
Named = Annotated[str, Query(alias="learner", max_length=36)]
"""The id of a learner of the class; "" for all."""


Saved = Annotated[UUID | None, Query()]
"""The learner whose settings have just been saved."""


class ComfortBody(BaseModel):
    """What a learner chooses in "Text and colours"; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    text_size: Literal["1", "2", "3", "4", "5"] | None = None
    colours: Literal["system", "light", "cream", "dark", "contrast"] | None = None
    motion: Literal["system", "on", "off"] | None = None


def router(ring: KeyRing, pages: Pages) -> APIRouter:
    """The routes for staff and for learners."""
    routes = APIRouter()
    for each in (_staff_routes(ring, pages), _own_routes()):
        routes.include_router(each)
    return routes


def _staff_routes(ring: KeyRing, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix="/classes/{class_id}/access")

    @routes.get("")
    def access_settings(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        named: Named = "",
        saved: Saved = None,
    ) -> HTMLResponse:
        say = translations(reader_language(request))
        shown = _Shown(connection, ring, school_class, person.person, instant, say, saved)
        if named:
            learner = service.learner_in(school_class, named)
            return page_response(request, pages, "access_settings.html", person, **shown.one(learner))
        return page_response(request, pages, "class_access_settings.html", person, **shown.all_of_class())

    @routes.post("")
    def give(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        learner = service.learner_in(school_class, form.get("learner", ""))
        service.give_settings(connection, learner, service.settings_in(form), person.person, instant)
        page = with_query(request.url.path, lang=reader_language(request), saved=str(learner))
        return RedirectResponse(page, 303)

    return routes


def _own_routes() -> APIRouter:
    routes = APIRouter(prefix="/api")

    @routes.post("/comfort", status_code=204)
    def choose(connection: Transaction, person: Learner, instant: Now, body: ComfortBody) -> Response:
        service.choose_settings(connection, person.person, body.model_dump(exclude_none=True), instant)
        return Response(status_code=204)

    return routes


@dataclass(frozen=True)
class _Shown:
    """The template values of the pages of staff."""

    connection: Connection
    ring: KeyRing
    school_class: SchoolClass
    actor: UUID
    now: datetime
    say: NullTranslations
    saved: UUID | None = None

    def all_of_class(self) -> dict[str, Any]:
        """Of the page that lists a class."""
        profiles = service.see_profiles(self.connection, self.school_class, self.actor, self.now)
        people = identity.persons(self.connection, self.ring, list(self.school_class.learners))
        listed = sorted(people.values(), key=lambda each: surname_first(each.name))
        rows = [(each, summary(profiles[each.id].settings, self.say) if each.id in profiles else []) for each in listed]
        return {"school_class": self.school_class, "rows": rows, "saved": self.saved}

    def one(self, learner: UUID) -> dict[str, Any]:
        """Of the page with the settings of one learner."""
        profile = service.see_profile(self.connection, learner, self.actor, self.now)
        person = identity.persons(self.connection, self.ring, [learner])[learner]
        return {
            "school_class": self.school_class,
            "learner": person,
            "groups": [{"name": name(self.say), "settings": those} for name, those in GROUPS.values()],
            "settings": {name: words_of(name, self.say) for name in SETTINGS},
            "given": profile.given,
            "chosen": summary(profile.chosen, self.say),
        }
