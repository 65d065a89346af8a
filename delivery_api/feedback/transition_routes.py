"""The HTTP route of what a school's head reads of the learners who came to it from Year 6."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from delivery_api.access.access import Head, Now, Transaction, visible_school
from delivery_api.audit import audit_log
from delivery_api.bank.service import subjects_in_use
from delivery_api.dates.school_calendar import london_date, school_year, school_year_end
from delivery_api.feedback.download_responses import page_address
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import store as identity
from delivery_api.identity.restriction.store import restricted_among
from delivery_api.identity.school_history import store as stays
from delivery_api.identity.values import Organisation, SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import SittingState
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages

VisibleSchool = Annotated[Organisation, Depends(visible_school)]

FIRST_YEAR = 7
"""The year group in which learners come to a new school."""


@dataclass(frozen=True)
class Arrival:
    """A learner of Year 7, the school that they were at in Year 6, and what they finished there.

    Parameters
    ----------
    came_from : its name; "" where it is this one, or not known
    finished : subjects of which they finished a sitting in that school year
    """

    key: UUID
    name: str
    came_from: str
    finished: frozenset[str]


def router(ring: KeyRing, pages: Pages) -> APIRouter:
    """The learners of Year 7 with the way to their results of Year 6, for the head of the school they are at now."""
    routes = APIRouter(prefix="/feedback/schools")

    @routes.get("/{school_id}/transition")
    def transition(
        request: Request, connection: Transaction, school: VisibleSchool, person: Head, instant: Now
    ) -> HTMLResponse:
        today = london_date(instant)
        before = year_before(today)
        arrived = [
            (each, _arrivals(connection, ring, each, before, today))
            for each in identity.classes_at(connection, school.id, today)
            if FIRST_YEAR in each.learners.values()
        ]
        for learner in {each.key for _, arrivals in arrived for each in arrivals}:
            audit_log.record(connection, instant, "saw feedback (transition)", actor=person.person, learner=learner)
        page = pages.render(
            "transition.html",
            language=reader_language(request),
            url=page_address(request),
            signed_in=person.name,
            reader_role=person.role,
            school=school,
            school_year=before,
            subjects=subjects_in_use(connection),
            classes=[(of, arrivals, _of_any(arrivals)) for of, arrivals in arrived],
        )
        return HTMLResponse(page)

    return routes


def _of_any(arrivals: Sequence[Arrival]) -> frozenset[str]:
    """The subjects of which any of them finished a sitting."""
    return frozenset().union(*(each.finished for each in arrivals))


def year_before(today: date) -> str:
    """The school year before that of a day."""
    end = school_year_end(school_year(today))
    return school_year(end.replace(year=end.year - 1))


def _arrivals(
    connection: Connection, ring: KeyRing, school_class: SchoolClass, year: str, today: date
) -> Sequence[Arrival]:
    """The learners of Year 7 in a class, in the order of its list, without those whose data are restricted."""
    of_year = [learner for learner, group in school_class.learners.items() if group == FIRST_YEAR]
    there = sorted(set(of_year) - restricted_among(connection, of_year))
    people = identity.persons(connection, ring, there)
    finished, came_from = _finished(connection, there, year), _came_from(connection, there, school_class, today)
    return [
        Arrival(each, people[each].name, came_from.get(each, ""), frozenset(finished[each]))
        for each in sorted(there, key=lambda each: surname_first(people[each].name))
    ]


def _finished(connection: Connection, learners: Sequence[UUID], year: str) -> Mapping[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for each in store.of_learners(connection, learners):
        if each.learner is not None and each.state == SittingState.COMPLETED and each.programme == year:
            found[each.learner].add(each.subject)
    return found


def _came_from(
    connection: Connection, learners: Sequence[UUID], school_class: SchoolClass, today: date
) -> Mapping[UUID, str]:
    """The names of the schools at which learners were last, where that is another than they are at now."""
    ended = {
        learner: max(
            (each for each in stayed if not each.holds_on(today)), key=lambda each: each.joined_on, default=None
        )
        for learner, stayed in stays.main_enrolments(connection, learners).items()
    }
    schools = {who: stay.school for who, stay in ended.items() if stay and stay.school not in school_class.schools}
    names = _names(connection, set(schools.values()))
    return {who: names[school] for who, school in schools.items() if school in names}


def _names(connection: Connection, schools: Collection[UUID]) -> Mapping[UUID, str]:
    found = (identity.organisation(connection, each) for each in schools)
    return {each.id: each.name for each in found if each is not None}
