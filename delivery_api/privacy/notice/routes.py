"""The pages of the privacy notice, and of what is held about the person who reads them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from delivery_api.access.access import AnySignedIn, Now, Transaction, Visitor
from delivery_api.access.refusals import CameByPin, NotFound
from delivery_api.access.roles import Role
from delivery_api.bank.seeding_permission.store import permissions_on
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.page_response import page_response
from delivery_api.permissions.view_permission import store as view_permissions
from delivery_api.privacy.notice import store
from delivery_api.privacy.notice.held_data import held_about
from delivery_api.privacy.notice.notice_versions import NoticeVersion, notice_on, notice_versions
from delivery_api.web.page_rendering import Pages

VersionName = Annotated[str, Query(max_length=10)]


def router(pages: Pages, live_years: int) -> APIRouter:
    """The routes of the notice.

    Parameters
    ----------
    pages : renders them
    live_years : years for which a school year's responses are kept
    """
    routes = APIRouter()

    @routes.get("/privacy")
    def notice(
        request: Request,
        connection: Transaction,
        person: Visitor,
        instant: Now,
        version: VersionName = "",
        reader: Annotated[str, Query(max_length=5)] = "",
    ) -> HTMLResponse:
        today = london_date(instant)
        chosen = _version(version) if version else notice_on(today)
        if person is not None:
            store.record_shown(connection, person.person, chosen.day, today)
        is_young = reader == "young" or (reader != "full" and person is not None and person.role is Role.LEARNER)
        return page_response(
            request,
            pages,
            "privacy_notice.html",
            person,
            notice=chosen,
            text=chosen.young if is_young else chosen.full,
            is_young=is_young,
            versions=notice_versions(),
            is_early=chosen.day > today and chosen == notice_on(today),  # nothing came before it
            live_years=live_years,
            unscored=permissions_on(connection, today),
            views=view_permissions.permissions_on(connection, today),
        )

    @routes.get("/privacy/mine")
    def mine(request: Request, connection: Transaction, person: AnySignedIn, instant: Now) -> HTMLResponse:
        is_learner = person.role is Role.LEARNER
        if is_learner and person.by_pin:
            raise CameByPin
        return page_response(
            request,
            pages,
            "held_data_learner.html" if is_learner else "held_data.html",
            person,
            held=held_about(connection, person.person, live_years),
            looks=store.looks(connection, person.person) if is_learner else (),
            contact=notice_on(london_date(instant)).contact,
        )

    return routes


def _version(name: str) -> NoticeVersion:
    try:
        day = date.fromisoformat(name)
    except ValueError:
        raise NotFound(thing="page") from None
    found = next((each for each in notice_versions() if each.day == day), None)
    if found is None:
        raise NotFound(thing="page")
    return found
