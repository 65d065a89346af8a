"""The HTTP routes of the monitor: how far each learner of a class is, and the actions of staff."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations
from typing import Annotated, Any
from urllib.parse import urlencode
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
    recheck_class,
)
from delivery_api.access.refusals import NewerRelease, NotFound, Refused
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.bank.service import BankCache
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import store as identity
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import FormFields
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.sittings.conducting import staff_actions
from delivery_api.sittings.conducting.absences import ABSENT
from delivery_api.sittings.conducting.bookings import booked_sittings
from delivery_api.sittings.conducting.class_changes import bookings_of_other_classes, count_left_with_open_sitting
from delivery_api.sittings.conducting.class_page import class_page
from delivery_api.sittings.conducting.fresh_acts import fresh_for_act
from delivery_api.sittings.conducting.held_acts import Office, act_on_result
from delivery_api.sittings.conducting.hindered_learners import Hindrance, hindered_learners, hindrance_words
from delivery_api.sittings.conducting.monitor import MonitorRow, monitor_rows
from delivery_api.sittings.conducting.monitor_totals import PROGRESS, Progress, totals
from delivery_api.sittings.conducting.monitor_words import (
    action_words,
    booking_words,
    departure_words,
    effort_words,
    exception_words,
    extension_words,
    progress_words,
    status_words,
    unmoved_words,
)
from delivery_api.sittings.conducting.staff_actions import SIMPLE_ACTIONS, StaffAction
from delivery_api.sittings.conducting.staff_forms import (
    InvalidForm,
    optional_day,
    optional_number,
    required_id,
    required_reason,
)
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.response_time_effort import ResponseTime, needs_review, response_times
from delivery_api.sittings.scheduling.booking_windows import extra_time
from delivery_api.sittings.scheduling.state_transitions import IllegalMove
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import DISCARD, MOVE, Booking, Sitting
from delivery_api.web.message_catalogue import translations
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import Language

AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]
Subject = Annotated[str, Query(max_length=40)]
Unmoved = Annotated[Sequence[str], Query(max_length=100)]

POLL_INTERVAL = 3.0
"""Seconds between two polls of a stream."""

MAX_POLLS = 100
"""Polls of one stream, five minutes in all; then the browser connects again, to any free worker."""


@dataclass(frozen=True)
class _FormAction:
    """The action of a form of the monitor: in which class, and on whose behalf."""

    request: Request
    connection: Connection
    ring: KeyRing
    bank_cache: BankCache
    school_class: SchoolClass
    person: SignedIn
    act: StaffAction

    def to_all(self, name: str, subject: str) -> tuple[UUID, ...]:
        """Apply an action to every sitting of the class that allows it. Return those that were altered and stay."""
        rows = monitor_rows(self.connection, self.ring, list(self.school_class.learners), subject, self.act.now)
        ids = [row.sitting for row in rows if row.sitting is not None and name in row.acts]
        return tuple(each for each in ids if not self._was_applied(name, each))

    def _was_applied(self, name: str, id_: UUID) -> bool:
        """Apply an action to one sitting of many: whatever is wrong with it keeps no other one back."""
        try:
            with self.connection.begin_nested():
                SIMPLE_ACTIONS[name](self.connection, self.ring, self.sitting(id_), self.act)
        except RowForged:
            return False
        except (IllegalMove, NotFound):  # it ended, or went to another class, since the rows were read
            return True
        return True

    def to_one(self, name: str, form: dict[str, str]) -> bool:
        """Apply an action to the sitting that the form names. Return whether it waits for a second person."""
        sitting = self.sitting(required_id(form.get("sitting", "")))
        if name in SIMPLE_ACTIONS and name != ABSENT:
            SIMPLE_ACTIONS[name](self.connection, self.ring, sitting, self.act)
            return False
        apply = {"finish": self._finish, "extend": self._extend, MOVE: self._move, DISCARD: self._discard}.get(name)
        if apply is None:
            raise InvalidForm
        return bool(apply(sitting, form))

    def sitting(self, id_: UUID) -> Sitting:
        """A sitting of a learner of the class.

        Raises
        ------
        NotFound
        """
        found = store.find(self.connection, id_)
        if found is None or found.practised_on is not None or found.learner not in self.school_class.learners:
            raise NotFound(thing="sitting")
        return found

    def _finish(self, sitting: Sitting, _: dict[str, str]) -> None:
        context = SittingContext(self.connection, self.ring, self.bank_cache)
        staff_actions.finish(context, sitting, self.act)

    def _extend(self, sitting: Sitting, form: dict[str, str]) -> None:
        minutes, until = optional_number(form.get("minutes", "")) or 0, optional_day(form, "until")
        staff_actions.extend(self.connection, self.ring, sitting, self.act, minutes=minutes, until=until)

    def _discard(self, sitting: Sitting, _: dict[str, str]) -> bool:
        return act_on_result(self._office(), sitting, DISCARD, self.act.why).waits

    def _move(self, sitting: Sitting, form: dict[str, str]) -> bool:
        if not form.get("to"):
            raise InvalidForm
        to = required_id(form["to"])
        if not may_assess_learner(self.request, self.connection, self.person, to, self.act.now):
            raise NotFound(thing="learner")
        return act_on_result(self._office(), sitting, MOVE, self.act.why, to).waits

    def _office(self) -> Office:
        return Office(self.connection, self.ring, self.person, self.act.now)


def router(ring: KeyRing, bank_cache: BankCache, pages: Pages) -> APIRouter:
    """The monitor as JSON, as a stream and as a page, and the forms of the page."""
    routes = APIRouter()

    def rows(
        connection: Connection, school_class: SchoolClass, subject: str, language: Language, now: datetime
    ) -> list[dict[str, Any]]:
        people = identity.persons(connection, ring, list(school_class.learners))
        names = {id_: people[id_].name for id_ in school_class.learners}
        found = monitor_rows(connection, ring, sorted(names, key=lambda id_: surname_first(names[id_])), subject, now)
        say = translations(language)
        others = bookings_of_other_classes(connection, (row.booking for row in found), school_class.id)
        return [
            _row_json(row, names[row.learner], status_words(row, say, now), _exceptions(row, others, say, language))
            | {"year": school_class.learners[row.learner], "progress": PROGRESS[row.standing].value}
            for row in found
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
        shown = class_page(request, connection, school_class, subject)
        chosen, language = shown.subject, shown.language
        if "text/event-stream" not in request.headers.get("accept", ""):
            return JSONResponse(
                {"subject": chosen, "learners": rows(connection, school_class, chosen, language, instant)}
            )
        class_id = school_class.id

        def look() -> list[dict[str, Any]]:
            now = clock()
            with begin() as again:
                return rows(
                    again,
                    _as_class(recheck_class(assessed_class, request, class_id, again, now)),
                    chosen,
                    language,
                    now,
                )

        unbuffered = {"X-Accel-Buffering": "no"}  # nginx would keep the stream until it has a few kilobytes
        return StreamingResponse(_stream(request, look), media_type="text/event-stream", headers=unbuffered)

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
        unmoved: Unmoved = (),
    ) -> HTMLResponse:
        shown = class_page(request, connection, school_class, subject)
        chosen, language, say = shown.subject, shown.language, shown.say
        found = rows(connection, school_class, chosen, language, instant)
        audit_log.record(connection, instant, "watched a class", actor=person.person, thing=str(school_class.id))
        booked = booked_sittings(connection, school_class, chosen, instant)
        about = next((row for row in found if row["learner"] == str(learner)), None)
        taken = _paces(connection, ring, school_class, chosen)
        page = pages.render(
            "monitor.html",
            language=language,
            url=f"{request.url.path}?{request.url.query}",
            signed_in=person.name,
            **shown.context,
            rows=found,
            totals=totals((row["year"], Progress(row["progress"])) for row in found),
            progress=progress_words(say),
            has_bookings=bool(booked),
            booked=[
                booking_words(each.booking, say, language)
                for each in booked
                if each.booking and not each.is_elsewhere and each.booking.closes_on >= london_date(instant)
            ],
            about=about,
            about_effort=effort_words(taken.get(about["sitting"], ()), say) if about else [],
            signs=_signs(found, taken, say),
            unmoved=[unmoved_words(row["name"], row["acts"], say) for row in found if row["sitting"] in unmoved],
            hindered=_hindered(connection, ring, school_class, found, chosen, instant, say),
            gone=departure_words(count_left_with_open_sitting(connection, school_class.id, chosen, instant), say),
            given=_given(connection, ring, found, extended, language),
            possible={act for row in found for act in row["acts"]},
            acts=action_words(say),
            stream=f"/api{request.url.path}?subject={chosen}&lang={language}",
        )
        return HTMLResponse(page)

    @routes.post("/classes/{class_id}/monitor", dependencies=[Depends(fresh_for_act)])
    def act_by_form(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
        subject: Subject = "",
    ) -> RedirectResponse:
        chosen = class_page(request, connection, school_class, subject).subject
        name = form.get("act", "")
        at_once = name == "pause" and "sitting" not in form and "reason" not in form
        why = _why_later(request) if at_once else required_reason(form)
        act = StaffAction(person.person, instant, why)
        action = _FormAction(request, connection, ring, bank_cache, school_class, person, act)
        if "sitting" not in form and name in ("pause", "resume"):
            unmoved = action.to_all(name, chosen)
            return RedirectResponse(_monitor_address(request, school_class, chosen, unmoved=unmoved), 303)
        waits = action.to_one(name, form)
        return RedirectResponse(_after(request, school_class, chosen, form, waits=waits), 303)

    return routes


def _why_later(request: Request) -> str:
    """The reason of a pause for everybody that was pressed without one, as in an alarm."""
    say = translations(reader_language(request))
    return say.gettext("Paused for everybody with one press; the reason is asked for when the class goes on.")


def _after(request: Request, school_class: SchoolClass, subject: str, form: dict[str, str], *, waits: bool) -> str:
    """The page after an action: that of what waits for a second person, or the monitor again."""
    if waits:
        return f"/confirmations?lang={reader_language(request)}"
    extended = {"extended": form["sitting"]} if form.get("act") == "extend" else {}
    return _monitor_address(request, school_class, subject, **extended)


def _monitor_address(request: Request, school_class: SchoolClass, subject: str, **told: str | Sequence[UUID]) -> str:
    """The page of the monitor that tells what was done, or could not be."""
    asked = urlencode({"lang": reader_language(request), "subject": subject, **told}, doseq=True)
    return f"/classes/{school_class.id}/monitor?{asked}"


def _as_class(found: Any) -> SchoolClass:  # noqa: ANN401 - access.py knows no room's values
    school_class: SchoolClass = found
    return school_class


async def _stream(request: Request, look: Callable[[], list[dict[str, Any]]]) -> AsyncIterator[str]:
    """The rows of the monitor whenever they change, as server-sent events; ends when access to the class ends."""
    before = None
    for _ in range(MAX_POLLS):
        try:
            rows = await run_sync(look)
        except NewerRelease:
            return  # the browser connects again, until a newer worker answers
        except Refused:
            yield "event: over\ndata: {}\n\n"
            return
        # an empty comment keeps the connection alive and detects a browser that has gone
        yield f"data: {json.dumps(rows, ensure_ascii=False)}\n\n" if rows != before else ":\n\n"
        before = rows
        if await request.is_disconnected():
            return
        await anyio.sleep(POLL_INTERVAL)
        if request.app.state.lanes.draining or request.app.state.lanes.retiring:
            return  # a stopping worker would wait for the stream; the browser connects again


def _paces(
    connection: Connection, ring: KeyRing, school_class: SchoolClass, subject: str
) -> dict[str, tuple[ResponseTime, ...]]:
    """The response times of each sitting by id. It decrypts their logs, so the stream does not use it."""
    held = store.of_learners(connection, list(school_class.learners), subject)
    return (
        {str(id_): response_times(log) for id_, log in logbook.logs(connection, ring, held, altered=False).items()}
        if held
        else {}
    )


def _given(
    connection: Connection, ring: KeyRing, rows: list[dict[str, Any]], extended: UUID | None, language: Language
) -> str:
    """The extra time just given to a sitting of the class, in words; "" for none."""
    name = next((row["name"] for row in rows if row["sitting"] == str(extended)), None)
    sitting = store.find(connection, extended) if extended and name else None
    if sitting is None or name is None:
        return ""
    return extension_words(
        name, extra_time(connection, ring, [sitting]).get(sitting.id), translations(language), language
    )


def _hindered(
    connection: Connection,
    ring: KeyRing,
    school_class: SchoolClass,
    rows: list[dict[str, Any]],
    subject: str,
    now: datetime,
    say: NullTranslations,
) -> list[dict[str, Any]]:
    """Who can start nothing, or not go on, and what to do. It decrypts their logs, so the stream does not use it."""
    names = {row["learner"]: row["name"] for row in rows}
    found = hindered_learners(connection, ring, list(school_class.learners), subject, now)
    return [
        {
            "name": names[str(each.learner)],
            "says": hindrance_words(each, say),
            "sitting": each.sitting if each.why is not Hindrance.LOST else None,
        }
        for each in found
    ]


def _signs(
    rows: list[dict[str, Any]], taken: dict[str, tuple[ResponseTime, ...]], say: NullTranslations
) -> list[dict[str, Any]]:
    named = ((row["name"], taken.get(row["sitting"], ())) for row in rows)
    return [{"name": name, "says": effort_words(answers, say)} for name, answers in named if needs_review(answers)]


def _exceptions(row: MonitorRow, others: dict[UUID, Booking], say: NullTranslations, language: Language) -> str:
    elsewhere = others.get(row.booking) if row.booking else None
    return exception_words(row.extra_time, elsewhere, say, language, out_of_time=row.out_of_time)


def _row_json(row: MonitorRow, name: str, says: str, more: str) -> dict[str, Any]:
    return {
        "learner": str(row.learner),
        "name": name,
        "sitting": str(row.sitting) if row.sitting else None,
        "standing": row.standing.value,
        "question": row.question,
        "unsent": row.unsent,
        "seen_at": row.seen_at.isoformat() if row.seen_at else None,
        "says": says,
        "extra_minutes": row.extra_time.minutes if row.extra_time else 0,
        "out_of_time": row.out_of_time,
        "more": more,
        "acts": list(row.acts),
    }
