"""The HTTP routes of a class's feedback: page, PDF and CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from delivery_api.access.access import FreshSignIn, Now, Staff, Transaction, may_assess, taught_class
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.bank.requested_subject import requested_subject
from delivery_api.bank.service import BankCache, subjects_in_use
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.feedback.download_responses import (
    SchoolYear,
    Subject,
    csv,
    download,
    file_name,
    page_address,
    subject_links,
    year_links,
)
from delivery_api.feedback.service import Results, note_unverified, results
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import store as identity
from delivery_api.identity.restriction.store import restricted_among
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.conducting.class_changes import bookings_of_other_classes, count_left_with_open_sitting
from delivery_api.sittings.conducting.held_acts import OPEN_FOR
from delivery_api.sittings.conducting.monitor import current_sittings
from delivery_api.sittings.conducting.monitor_words import departure_words, exception_words
from delivery_api.sittings.scheduling.booking_windows import extra_time
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext
from delivery_api.sittings.storage.held_acts.store import acts_since
from delivery_api.sittings.values import OPEN_STATES, HeldActState
from delivery_api.web.message_catalogue import translations
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import Language
from reports import ClassFeedback, ClassMember, class_csv, class_feedback, class_messages, class_pdf, subject_name
from reports.formats.class_export import ExportedClass, class_export

TaughtClass = Annotated[SchoolClass, Depends(taught_class)]


@dataclass(frozen=True)
class ClassView:
    """A class with its learners' names, in order, their results in a subject and school year, and who is not counted.

    Attributes
    ----------
    school_class : as it is today, whichever year is shown
    year : the school year that is shown
    is_now : whether that is the current one
    """

    school_class: SchoolClass
    subject: str
    year: str
    is_now: bool
    names: tuple[tuple[UUID, str], ...]
    found: Results
    restricted: frozenset[UUID]

    def feedback(self) -> ClassFeedback:
        """The values for the class page."""
        members = [
            ClassMember(
                str(id_),
                name,
                self.found.states.get(id_, "unassigned"),
                self.found.finished.get(id_),
                self.school_class.learners[id_] if self.is_now else None,
                counted=id_ not in self.restricted,
            )
            for id_, name in self.names
        ]
        return class_feedback(members, self.found.topics)


def router(ring: KeyRing, bank_cache: BankCache, pages: Pages, checks: ResultChecks) -> APIRouter:
    """A class's feedback as a page, PDF and CSV."""
    routes = APIRouter(prefix="/feedback/classes")

    def view(
        connection: Connection,
        school_class: SchoolClass,
        person: SignedIn,
        instant: datetime,
        form: str,
        named: str,
        year: str,
    ) -> ClassView:
        subject = requested_subject(named, subjects_in_use(connection))
        ids = list(school_class.learners)
        _record(connection, instant, f"saw a class ({form})", person, school_class)
        people = identity.persons(connection, ring, ids)
        names = sorted(((id_, people[id_].name) for id_ in ids), key=lambda pair: surname_first(pair[1]))
        context = SittingContext(connection, ring, bank_cache, checks=checks)
        this_year = school_year(london_date(instant))
        shown = year or this_year
        found = results(context, ids, subject, year=shown)
        for learner, sitting in found.unverified.items():
            note_unverified(connection, instant, learner, str(sitting.id))
        restricted = restricted_among(connection, ids)
        return ClassView(school_class, subject, shown, shown == this_year, tuple(names), found, restricted)

    @routes.get("/{class_id}.csv", dependencies=[FreshSignIn])
    def class_as_csv(
        request: Request,
        connection: Transaction,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> Response:
        language = reader_language(request)
        shown = view(connection, school_class, person, instant, "csv", subject, year)
        messages = class_messages(shown.feedback(), language, translations(language))
        return csv(class_csv(messages), _file_name(shown, language, "csv"))

    @routes.get("/{class_id}.pdf", dependencies=[FreshSignIn])
    def class_as_pdf(
        request: Request,
        connection: Transaction,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> Response:
        language = reader_language(request)
        say = translations(language)
        shown = view(connection, school_class, person, instant, "pdf", subject, year)
        messages = class_messages(shown.feedback(), language, say)
        today = london_date(instant)
        of_year = say.gettext("School year %(year)s") % {"year": shown.year}
        about = f"{school_class.school} · {subject_name(shown.subject, say)} · {of_year}"
        document = class_pdf(messages, school_class.name, about, language, today)
        return Response(document, media_type="application/pdf", headers=download(_file_name(shown, language, "pdf")))

    @routes.get("/{class_id}/export.csv", dependencies=[FreshSignIn])
    def class_for_other_systems(
        connection: Transaction, school_class: TaughtClass, person: Staff, instant: Now, year: SchoolYear = ""
    ) -> Response:
        school = next((identity.organisation(connection, each) for each in school_class.schools), None)
        number, exported = (school.code or "") if school else "", []
        for subject in subjects_in_use(connection):
            shown = view(connection, school_class, person, instant, "export", subject, year)
            names = (school_class.school, school_class.name, subject)
            exported.append(ExportedClass(shown.year, number, *names, shown.feedback()))
        return csv(class_export(exported), file_name(school_class.name, exported[0].school_year, kind="csv"))

    @routes.get("/{class_id}")
    def class_page(
        request: Request,
        connection: Transaction,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        assesses: Annotated[bool, Depends(may_assess)],
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> HTMLResponse:
        shown = view(connection, school_class, person, instant, "page", subject, year)
        feedback = shown.feedback()
        language = reader_language(request)
        exceptions = _exceptions(connection, ring, shown, instant, language) if shown.is_now else {}
        rows = [
            {
                "learner_id": row.key,
                "name": row.name,
                "year": row.year,
                "state": row.state,
                "more": exceptions.get(row.key, ""),
                "finished_on": row.finished_on,
                "report": row if row.scale else None,
            }
            for row in feedback.rows
        ]
        page = pages.render(
            "class.html",
            language=language,
            url=page_address(request, but="given"),
            signed_in=person.name,
            class_name=school_class.name,
            school_name=school_class.school,
            class_id=str(school_class.id),
            rows=rows,
            feedback=feedback,
            can_assign=assesses and shown.is_now,
            school_year=shown.year,
            is_now=shown.is_now,
            years=year_links(school_year(london_date(instant)), shown.year, *shown.found.years),
            subject=shown.subject,
            subjects=subject_links(subjects_in_use(connection), language),
            gone=departure_words(
                count_left_with_open_sitting(connection, school_class.id, shown.subject, instant),
                translations(language),
            ),
            given=_given(request, school_class),
            held_acts=_held_acts(connection, ring, school_class, person, instant) if assesses else 0,
        )
        return HTMLResponse(page)

    return routes


def _file_name(shown: ClassView, language: Language, kind: str) -> str:
    return file_name(
        shown.school_class.name, subject_name(shown.subject, translations(language)), shown.year, kind=kind
    )


def _exceptions(
    connection: Connection, ring: KeyRing, shown: ClassView, now: datetime, language: Language
) -> dict[str, str]:
    """The other bookings and the extra time of open sittings, in words, by learner."""
    believed = [each for each in shown.school_class.learners if each not in shown.found.unverified]
    of_all = current_sittings(connection, believed, shown.subject, now)
    held = {who: each for who, each in of_all.items() if each.state in OPEN_STATES}
    more, say = extra_time(connection, ring, list(held.values())), translations(language)
    others = bookings_of_other_classes(connection, (each.booking for each in held.values()), shown.school_class.id)
    return {
        str(who): exception_words(more.get(each.id), others.get(each.booking) if each.booking else None, say, language)
        for who, each in held.items()
    }


def _held_acts(
    connection: Connection, ring: KeyRing, school_class: SchoolClass, person: SignedIn, now: datetime
) -> int:
    """How many finished results of the class were set aside or moved, or shall be, and can still be decided on."""
    acts = acts_since(connection, ring, now - OPEN_FOR, school=person.school, learners=school_class.learners)
    return sum(each.state in (HeldActState.ASKED, HeldActState.DONE, HeldActState.ALONE) for each in acts)


def _given(request: Request, school_class: SchoolClass) -> int | None:
    """The number of learners just assigned an assessment, from the redirect after assigning; None otherwise."""
    said = request.query_params.get("given", "")
    return next((count for count in range(len(school_class.learners) + 1) if said == str(count)), None)


def _record(connection: Connection, instant: datetime, act: str, person: SignedIn, school_class: SchoolClass) -> None:
    """Record the access to each learner's results in the audit; one row for a class without learners."""
    for learner in school_class.learners or (None,):
        audit_log.record(connection, instant, act, actor=person.person, learner=learner, thing=str(school_class.id))
