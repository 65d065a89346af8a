"""The monitor: how far each learner of a class is, and what staff do about it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations
from typing import Annotated, Any
from uuid import UUID

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from sqlalchemy import Connection

from delivery_api.access.access import (
    Clock,
    Now,
    OpenTransaction,
    Staff,
    Transaction,
    assessed_class,
    may_assess_learner,
    recheck_assessed_class,
)
from delivery_api.access.refusals import NewerRelease, NotFound, Refused
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.bank.requested_subject import requested_subject
from delivery_api.bank.service import BankCache, subjects_in_use
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import store as identity
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import Form
from delivery_api.sittings.conducting import staff_actions
from delivery_api.sittings.conducting.assigning import MOST
from delivery_api.sittings.conducting.class_changes import booked_elsewhere, gone_with_one
from delivery_api.sittings.conducting.monitor import Line, watch
from delivery_api.sittings.conducting.monitor_words import (
    act_words,
    beside_words,
    booking_words,
    effort_words,
    given_words,
    gone_words,
    line_words,
)
from delivery_api.sittings.conducting.staff_actions import ACTS, Act
from delivery_api.sittings.conducting.staff_forms import MonitorForm, day, number, reason, uuid_of
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.response_time_effort import Pace, paces, worth_a_look
from delivery_api.sittings.scheduling.booking_windows import more_time
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Booking, Sitting
from delivery_api.web.class_table_rows import surname_first
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import Language
from reports import subject_name

AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]
Subject = Annotated[str, Query(max_length=40)]

EVERY = 3.0
"""Seconds between two looks of a stream."""

LOOKS = 100
"""Looks of one stream, five minutes' worth: then the browser asks anew, at whichever worker is free."""


@dataclass(frozen=True)
class _Doing:
    """A form of the monitor at work: on whose behalf, in which class."""

    request: Request
    connection: Connection
    ring: KeyRing
    bank_cache: BankCache
    school_class: SchoolClass
    person: SignedIn
    act: Act

    def to_all(self, name: str, subject: str) -> None:
        """Do something to every sitting of the class that it can be done to."""
        for line in watch(self.connection, self.ring, list(self.school_class.learners), subject, self.act.now):
            if line.sitting is not None and name in line.acts:
                ACTS[name](self.connection, self.ring, self.sitting(line.sitting), self.act)

    def to_one(self, name: str, said: dict[str, str]) -> None:
        """Do something to the sitting that the form names."""
        sitting = self.sitting(uuid_of(said.get("sitting", "")))
        if name in ACTS:
            ACTS[name](self.connection, self.ring, sitting, self.act)
            return
        doing = {"finish": self._finish, "extend": self._extend, "move": self._move}.get(name)
        if doing is None:
            raise MonitorForm
        doing(sitting, said)

    def sitting(self, id_: UUID) -> Sitting:
        """A sitting of a learner of the class."""
        found = store.find(self.connection, id_)
        if found is None or found.practised_on is not None or found.learner not in self.school_class.learners:
            raise NotFound(thing="sitting")
        return found

    def _finish(self, sitting: Sitting, _: dict[str, str]) -> None:
        context = SittingContext(self.connection, self.ring, self.bank_cache)
        staff_actions.finish(context, sitting, self.act)

    def _extend(self, sitting: Sitting, said: dict[str, str]) -> None:
        minutes, until = number(said.get("minutes", "")) or 0, day(said.get("until", ""))
        staff_actions.extend(self.connection, self.ring, sitting, self.act, minutes=minutes, until=until)

    def _move(self, sitting: Sitting, said: dict[str, str]) -> None:
        to = uuid_of(said.get("to", ""))
        if not may_assess_learner(self.request, self.connection, self.person, to, self.act.now):
            raise NotFound(thing="learner")
        staff_actions.hand_over(self.connection, self.ring, sitting, to, self.act, MOST)


def router(ring: KeyRing, bank_cache: BankCache, pages: Pages) -> APIRouter:
    """The monitor as JSON, as a stream and as a page, and what is done from the page."""
    routes = APIRouter()

    def rows(
        connection: Connection, school_class: SchoolClass, subject: str, language: Language, now: datetime
    ) -> list[dict[str, Any]]:
        people = identity.persons(connection, ring, list(school_class.learners))
        names = {id_: people[id_].name for id_ in school_class.learners}
        lines = watch(connection, ring, sorted(names, key=lambda id_: surname_first(names[id_])), subject, now)
        say = translations(language)
        others = booked_elsewhere(connection, (line.booking for line in lines), school_class.id)
        return [
            _row(line, names[line.learner], line_words(line, say, now), _beside(line, others, say, language))
            for line in lines
        ]

    @routes.get("/api/classes/{class_id}/monitor")
    def monitor(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        instant: Now,
        begin: OpenTransaction,
        clock: Clock,
        subject: Subject = "",
    ) -> Response:
        chosen, language = requested_subject(subject, subjects_in_use(connection)), reader_language(request)
        if "text/event-stream" not in request.headers.get("accept", ""):
            return JSONResponse(
                {"subject": chosen, "learners": rows(connection, school_class, chosen, language, instant)}
            )
        class_id = school_class.id

        def look() -> list[dict[str, Any]]:
            now = clock()
            with begin() as again:
                return rows(
                    again, _as_class(recheck_assessed_class(request, class_id, again, now)), chosen, language, now
                )

        return StreamingResponse(_stream(request, look), media_type="text/event-stream")

    @routes.get("/classes/{class_id}/monitor")
    def monitor_page(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        subject: Subject = "",
        learner: UUID | None = None,
        extended: UUID | None = None,
    ) -> HTMLResponse:
        chosen, language = requested_subject(subject, subjects_in_use(connection)), reader_language(request)
        found = rows(connection, school_class, chosen, language, instant)
        audit_log.record(connection, instant, "watched a class", actor=person.person, thing=str(school_class.id))
        about = next((row for row in found if row["learner"] == str(learner)), None)
        taken, say = _paces(connection, ring, school_class, chosen), translations(language)
        page = pages.render(
            "monitor.html",
            language=language,
            url=f"{request.url.path}?{request.url.query}",
            signed_in=person.name,
            school_class=school_class,
            subject=chosen,
            subject_label=subject_name(chosen, say),
            rows=found,
            booked=_booked(connection, school_class, chosen, language, instant),
            about=about,
            about_effort=effort_words(taken.get(about["sitting"], ()), say) if about else [],
            signs=_signs(found, taken, say),
            gone=gone_words(gone_with_one(connection, school_class.id, chosen, instant), say),
            given=_given(connection, ring, found, extended, language),
            possible={act for row in found for act in row["acts"]},
            acts=act_words(say),
            stream=f"/api{request.url.path}?subject={chosen}&lang={language}",
        )
        return HTMLResponse(page)

    @routes.post("/classes/{class_id}/monitor")
    def act_by_form(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        said: Form,
        subject: Subject = "",
    ) -> RedirectResponse:
        chosen = requested_subject(subject, subjects_in_use(connection))
        act, name = Act(person.person, instant, reason(said)), said.get("act", "")
        doing = _Doing(request, connection, ring, bank_cache, school_class, person, act)
        if "sitting" not in said and name in ("pause", "resume"):
            doing.to_all(name, chosen)
        else:
            doing.to_one(name, said)
        page = f"/classes/{school_class.id}/monitor?lang={reader_language(request)}&subject={chosen}"
        return RedirectResponse(page + (f"&extended={said['sitting']}" if name == "extend" else ""), 303)

    return routes


def _as_class(found: Any) -> SchoolClass:  # noqa: ANN401 - access.py knows no room's values
    school_class: SchoolClass = found
    return school_class


async def _stream(request: Request, look: Callable[[], list[dict[str, Any]]]) -> AsyncIterator[str]:
    """What the monitor shows, again whenever it has changed; it ends where whoever asks may see it no more."""
    before = None
    for _ in range(LOOKS):
        try:
            rows = await run_sync(look)
        except NewerRelease:
            return  # the browser asks again, until a newer worker answers
        except Refused:
            yield "event: over\ndata: {}\n\n"
            return
        # a line that says nothing keeps the connection, and finds out whether anybody is there
        yield f"data: {json.dumps(rows, ensure_ascii=False)}\n\n" if rows != before else ":\n\n"
        before = rows
        if await request.is_disconnected():
            return
        await anyio.sleep(EVERY)
        if request.app.state.lanes.draining:
            return  # a stop would wait for it with the door closed; the browser asks again


def _booked(
    connection: Connection, school_class: SchoolClass, subject: str, language: Language, now: datetime
) -> list[str]:
    """What is booked for the class and not over yet, in words, what comes first first."""
    today, say = london_date(now), translations(language)
    held = store.booked(connection, school_class.id, school_year(today), subject)
    return [booking_words(each, say, language) for each in held if each.closes_on >= today]


def _paces(
    connection: Connection, ring: KeyRing, school_class: SchoolClass, subject: str
) -> dict[str, tuple[Pace, ...]]:
    """How each sitting is taken, by id. It opens their logs: what keeps itself up to date does without."""
    held = store.of_learners(connection, list(school_class.learners), subject)
    return {str(id_): paces(log) for id_, log in logbook.logs(connection, ring, held).items()} if held else {}


def _given(
    connection: Connection, ring: KeyRing, rows: list[dict[str, Any]], extended: UUID | None, language: Language
) -> str:
    """What more time was just given to a sitting of the class, from its log, in words; "" for none."""
    name = next((row["name"] for row in rows if row["sitting"] == str(extended)), None)
    sitting = store.find(connection, extended) if extended and name else None
    if sitting is None or name is None:
        return ""
    return given_words(name, more_time(connection, ring, [sitting]).get(sitting.id), translations(language), language)


def _signs(
    rows: list[dict[str, Any]], taken: dict[str, tuple[Pace, ...]], say: NullTranslations
) -> list[dict[str, Any]]:
    shown = ((row["name"], taken.get(row["sitting"], ())) for row in rows)
    return [{"name": name, "says": effort_words(answers, say)} for name, answers in shown if worth_a_look(answers)]


def _beside(line: Line, others: dict[UUID, Booking], say: NullTranslations, language: Language) -> str:
    elsewhere = others.get(line.booking) if line.booking else None
    return beside_words(line.more, elsewhere, say, language, out_of_time=line.out_of_time)


def _row(line: Line, name: str, says: str, more: str) -> dict[str, Any]:
    return {
        "learner": str(line.learner),
        "name": name,
        "sitting": str(line.sitting) if line.sitting else None,
        "standing": line.standing.value,
        "question": line.question,
        "unsent": line.unsent,
        "seen_at": line.seen_at.isoformat() if line.seen_at else None,
        "says": says,
        "extra_minutes": line.more.minutes if line.more else 0,
        "out_of_time": line.out_of_time,
        "more": more,
        "acts": list(line.acts),
    }
