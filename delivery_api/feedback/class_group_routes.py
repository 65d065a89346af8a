"""The HTTP routes of what is read across a class: its groups by topic, and all its results for other systems."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from delivery_api.access.access import FreshSignIn, Now, Staff, Transaction
from delivery_api.bank.service import subjects_in_use
from delivery_api.feedback.class_routes import TaughtClass
from delivery_api.feedback.class_view import ClassViews
from delivery_api.feedback.download_responses import SchoolYear, Subject, csv, file_name, page_address, subject_links
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import store as identity
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from reports.feedback.learner_messages import provisional_sentence
from reports.formats.class_export import ExportedClass, class_export
from reports.schools.topic_groups import topic_groups


def router(views: ClassViews, pages: Pages) -> APIRouter:
    """A class's groups by topic as a page, and its results in all subjects as CSV."""
    routes = APIRouter(prefix="/feedback/classes")

    @routes.get("/{class_id}/groups")
    def class_groups(
        request: Request,
        connection: Transaction,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> HTMLResponse:
        language = reader_language(request)
        shown = views.read(connection, school_class, person, instant, "groups", subject, year, with_claims=True)
        groups = topic_groups(shown.members(), shown.found.topics)
        is_provisional = any(each.provisional for each in shown.found.finished.values())
        page = pages.render(
            "class_groups.html",
            language=language,
            url=page_address(request),
            signed_in=person.name,
            class_name=school_class.name,
            school_name=school_class.school,
            class_id=str(school_class.id),
            groups=groups,
            provisional=provisional_sentence(translations(language)) if is_provisional else "",
            school_year=shown.year,
            subject=shown.subject,
            subjects=subject_links(subjects_in_use(connection), language),
        )
        return HTMLResponse(page)

    @routes.get("/{class_id}/export.csv", dependencies=[FreshSignIn])
    def class_for_other_systems(
        connection: Transaction, school_class: TaughtClass, person: Staff, instant: Now, year: SchoolYear = ""
    ) -> Response:
        school = next((identity.organisation(connection, each) for each in school_class.schools), None)
        number, exported = (school.code or "") if school else "", []
        for subject in subjects_in_use(connection):
            shown = views.read(connection, school_class, person, instant, "export", subject, year)
            names = (school_class.school, school_class.name, subject)
            exported.append(ExportedClass(shown.year, number, *names, shown.feedback()))
        return csv(class_export(exported), file_name(school_class.name, exported[0].school_year, kind="csv"))

    return routes
