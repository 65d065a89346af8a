"""The HTTP routes of what is read across a class: its groups and grid of topics, and all its results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import StringConstraints

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
from reports.schools.topic_grid import teaching_group, topic_grid
from reports.schools.topic_groups import topic_groups

ChosenTopics = Annotated[Sequence[Annotated[str, StringConstraints(max_length=80)]], Query(max_length=100)]
"""The topics that make a group for teaching, by id."""


def router(views: ClassViews, pages: Pages) -> APIRouter:
    """A class's groups by topic and its grid of learners and topics as pages, and all its results as CSV."""
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

    @routes.get("/{class_id}/grid")
    def class_grid(
        request: Request,
        connection: Transaction,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        topic: ChosenTopics = (),
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> HTMLResponse:
        language = reader_language(request)
        shown = views.read(connection, school_class, person, instant, "grid", subject, year, with_claims=True)
        groups = topic_groups(shown.members(), shown.found.topics)
        is_provisional = any(each.provisional for each in shown.found.finished.values())
        page = pages.render(
            "class_grid.html",
            language=language,
            url=page_address(request),
            signed_in=person.name,
            class_name=school_class.name,
            school_name=school_class.school,
            class_id=str(school_class.id),
            grid=topic_grid(groups, [(str(id_), name) for id_, name in shown.names]),
            chosen=[each.topic for each in groups if each.topic.id in topic],
            group=teaching_group(groups, topic),
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
        number, names = (school.code or "") if school else "", (school_class.school, school_class.name)
        exported = [
            ExportedClass(shown.year, number, *names, shown.subject, shown.feedback())
            for shown in views.read_all(connection, school_class, person, instant, "export", year)
        ]
        return csv(class_export(exported), file_name(school_class.name, exported[0].school_year, kind="csv"))

    return routes
