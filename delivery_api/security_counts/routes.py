"""The HTTP route of the page of security events, for the officer and operators: kinds and counts, and nobody."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from delivery_api.access.access import Now, SecurityReader, Transaction
from delivery_api.dates.school_calendar import LONDON, london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.security_counts import store
from delivery_api.security_counts.day_chart import day_chart_svg
from delivery_api.security_counts.event_messages import event_words
from delivery_api.security_counts.values import EventDays, by_day
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import Language
from reports.translations import long_date

SPANS = (7, 30)
"""The numbers of days that the page shows."""


def router(pages: Pages) -> APIRouter:
    """The page of security events."""
    routes = APIRouter()

    @routes.get("/security")
    def security_page(
        request: Request,
        connection: Transaction,
        person: SecurityReader,
        instant: Now,
        days: Annotated[Literal["7", "30"], Query()] = "7",
    ) -> HTMLResponse:
        language, last = reader_language(request), london_date(instant)
        first = datetime.combine(last - timedelta(days=int(days) - 1), time(), LONDON)
        together, *each = by_day(store.counts_since(connection, first), last, int(days))
        most_of_each = max((one.days[one.worst] for one in each), default=0)
        return page_response(
            request,
            pages,
            "security.html",
            person,
            spans=SPANS,
            days=int(days),
            together=together,
            chart=lambda shown, most: Markup(  # noqa: S704 - our own SVG
                day_chart_svg(shown.days, describe(shown, language), most)
            ),
            most_of_each=most_of_each,
            axis=[long_date(first_or_last, language) for first_or_last in (first.date(), last)],
            describe=lambda shown: describe(shown, language),
            events=each,
            says=lambda event: event_words(event, translations(language)),
        )

    return routes


def describe(shown: EventDays, language: Language) -> str:
    """What a chart shows, in words."""
    facts = {"num": shown.total, "most": shown.days[shown.worst], "date": long_date(shown.worst, language)}
    return translations(language).gettext("Events: %(num)d; most on one day: %(most)d (%(date)s)") % facts
