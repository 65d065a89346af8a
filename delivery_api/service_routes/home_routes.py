"""Routes of the home page of each role and of the player."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from delivery_api.access.access import Learner, Now, Transaction, Visitor, oversees, own_sitting
from delivery_api.access.request_context import SignedIn
from delivery_api.access.roles import Right, Role
from delivery_api.bank.requested_subject import requested_subject
from delivery_api.bank.service import BankCache, subjects_in_use
from delivery_api.class_pins import service as pins
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import store as identity
from delivery_api.identity.rectification.store import count_open_at
from delivery_api.identity.values import Organisation, SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions import store as granting
from delivery_api.permissions.view_permission.store import is_allowed
from delivery_api.privacy.notice.notice_versions import notice_on
from delivery_api.privacy.notice.store import was_shown
from delivery_api.sittings import service as sittings
from delivery_api.sittings.conducting import practising
from delivery_api.sittings.conducting.browser_secret import browser_secret
from delivery_api.sittings.conducting.held_acts import OPEN_FOR
from delivery_api.sittings.record.break_events import breaks_left, breaks_under_way, is_on_break
from delivery_api.sittings.record.event_types import Event, Finished, finished
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.scored_sittings import ended_early
from delivery_api.sittings.scheduling.access_settings import access_settings
from delivery_api.sittings.scheduling.booking_windows import minutes_of, window_of
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage.bookings.store import bookings_by_id
from delivery_api.sittings.storage.held_acts.store import count_waiting
from delivery_api.sittings.values import Sitting
from delivery_api.trials.participation.school_year_calendar import tasks_of
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from delivery_api.web.player_shell import PlayerShell
from delivery_api.web.reader_language import Language
from itembank import TOOLS
from reports import subject_name
from reports.translations import long_date

Subject = Annotated[str, Query(max_length=40)]
OwnSitting = Annotated[Sitting, Depends(own_sitting)]

_CARD_ORDER = ("started", "paused", "assigned", "absent", "completed")


def router(ring: KeyRing, bank_cache: BankCache, pages: Pages, shell: PlayerShell, practice_a_day: int) -> APIRouter:
    """Routes of home page and player, and of practice, which may be begun so many times a day and subject."""
    routes = APIRouter()
    context_of = partial(SittingContext, key_ring=ring, bank_cache=bank_cache)

    @routes.get("/")
    def home(
        request: Request, connection: Transaction, person: Visitor, instant: Now, said: bool = False
    ) -> HTMLResponse:
        if person is None:
            return shown(request, "home.html", None)
        is_new = not person.by_pin and not was_shown(connection, person.person, notice_on(london_date(instant)).day)
        if person.role is not Role.LEARNER:
            template, context = _staff_home(connection, person, instant)
            return shown(request, template, person, notice_is_new=is_new, **context)
        say, mine = translations(reader_language(request)), sittings.own_sittings(connection, ring, person, instant)
        own = sitting_cards(connection, mine, reader_language(request), london_date(instant))
        subjects = () if person.by_pin else practising.subjects_to_practise(context_of(connection), person, instant)
        to_practise = [(each, subject_name(each, say)) for each in subjects]
        waits = practising.is_under_way(mine, school_year(london_date(instant)))
        context = {"sittings": own, "to_practise": to_practise, "practice_waits": waits, "notice_is_new": is_new}
        # an address alone, which anybody can send, never thanks
        thanks = said and pins.just_answered(connection, person, instant)
        context |= {"visit": pins.visit_to_ask(connection, person), "thanks": thanks}
        context["young"] = bool(mine) and max(each.year for each in mine) <= 3
        return shown(request, "learner_home.html", person, **context)

    def sitting_cards(
        connection: Connection, own: Sequence[Sitting], language: Language, today: date
    ) -> list[dict[str, Any]]:
        """Return the learner's sittings: in progress, then assigned, then finished, newest first."""
        say = translations(language)
        ends, opens = _ends(connection, ring, own), _opening_dates(connection, own, today)
        resting = breaks_under_way(connection, ring, own)
        days = {id_: london_date(end.at) for id_, end in ends.items()}
        newest_first = sorted(own, key=lambda sitting: days.get(sitting.id, date.min), reverse=True)
        return [
            sittings.describe(sitting)
            | {
                "subject_label": subject_name(sitting.subject, say),
                "school_year": sitting.programme,
                "finished_on": long_date(days[sitting.id], language) if sitting.id in ends else "",
                "on_break": sitting.id in resting,
                "ended_early": sitting.id in ends and ended_early(ends[sitting.id]),
                "opens_on": long_date(opens[sitting.id], language) if sitting.id in opens else "",
            }
            for sitting in sorted(newest_first, key=lambda sitting: _CARD_ORDER.index(sitting.state))
        ]

    @routes.get("/player/{sitting_id}")
    def player(request: Request, connection: Transaction, sitting: OwnSitting, person: Learner) -> HTMLResponse:
        young = sitting.year <= 3
        trial = sitting.pseudonym is not None
        practice = sitting.practised_on is not None
        log = _log_of(connection, ring, sitting)
        minutes, last_day = _booked_for(connection, sitting, log) if sitting.booking else (None, None)
        about = {
            "subject": sitting.subject,
            "young": young,
            "year": sitting.year,
            "trial": trial,
            "minutes": minutes,
            "last_day": last_day,
        }
        held = access_settings(connection, sitting, log)
        about |= {"tools": tuple(tool for tool in TOOLS if tool in held), "read_aloud": "read_aloud" in held}
        about |= {"sitting_id": sitting.id, "display_name": person.name, "practice": practice}
        about["breaks_left"] = breaks_left(log, held)
        about |= {"seal": browser_secret(connection, ring, sitting, person), "worker": shell.worker_address}
        about |= sittings.opening(context_of(connection), sitting, reader_language(request))
        template = "break.html" if is_on_break(sitting, log) else "player.html"
        return shown(request, template, person, **about)

    @routes.post("/practice/sittings")
    def practise(
        request: Request, connection: Transaction, person: Learner, instant: Now, subject: Subject = ""
    ) -> RedirectResponse:
        chosen = requested_subject(subject, subjects_in_use(connection))
        practice = practising.practise(context_of(connection), person, chosen, practice_a_day, instant)
        return RedirectResponse(f"/player/{practice.id}?lang={reader_language(request)}", 303)

    def shown(request: Request, template: str, person: SignedIn | None, **context: object) -> HTMLResponse:
        page = pages.render(
            template,
            language=reader_language(request),
            url=f"{request.url.path}?{request.url.query}",
            signed_in=person.name if person else None,
            by_pin=person is not None and person.by_pin,
            look=person.look if person else None,
            **context,
        )
        return HTMLResponse(page)

    return routes


def _staff_home(connection: Connection, person: SignedIn, instant: datetime) -> tuple[str, dict[str, Any]]:
    """Return the template and context of the home page of anyone but a learner."""
    may_know = person.role not in (Role.GOVERNOR, Role.STAKEHOLDER)
    tasks = tasks_of(connection, person, london_date(instant)) if may_know else ()
    if person.role not in (Role.TEACHER, Role.HEAD):
        schools = _schools(connection, person, london_date(instant))
        return "role_home.html", {"role": person.role, "schools": schools, "tasks": tasks}
    rights = _rights(connection, person, instant)
    classes = _classes(connection, person, rights, london_date(instant))
    theirs = None if Right.ASSESSMENTS in rights else {each for found in classes for each in found.learners}
    return "teacher_home.html", {
        "classes": classes,
        "school": person.school if Right.REPORTS in rights else None,
        "heads": person.role is Role.HEAD,
        "receives": any(7 in each.learners.values() for each in classes),
        "waiting": count_waiting(connection, instant - OPEN_FOR, person.school, person.person, theirs),
        "tasks": tasks,
        "corrections": count_open_at(connection, person.school) if person.role is Role.HEAD else 0,
    }


def _rights(connection: Connection, person: SignedIn, instant: datetime) -> frozenset[str]:
    if person.role is Role.HEAD:
        return frozenset(Right)
    return granting.rights_today(connection, person.person, person.school, london_date(instant))


def _classes(connection: Connection, person: SignedIn, rights: frozenset[str], today: date) -> Sequence[SchoolClass]:
    """Return the classes that staff may work with: the school's, or those they teach."""
    taught = identity.classes_taught(connection, person.person, today)
    if Right.REPORTS not in rights:
        return taught
    return tuple({each.id: each for each in (*identity.classes_at(connection, person.school, today), *taught)}.values())


def _schools(connection: Connection, person: SignedIn, today: date) -> Sequence[Organisation] | None:
    """Return the schools whose overall results a governor or a stakeholder may see; None where no views are allowed."""
    own = identity.organisation(connection, person.school)
    if person.role is Role.GOVERNOR:
        return [own] if own else []
    if person.role is not Role.STAKEHOLDER:
        return []
    if own is None or not is_allowed(connection, own.kind, today):
        return None
    return [school for school in identity.organisations(connection) if oversees(own, school)]


def _ends(connection: Connection, ring: KeyRing, own: Sequence[Sitting]) -> Mapping[UUID, Finished]:
    """Return how and when each finished sitting ended, except trials, whose results learners do not see."""
    done = [sitting for sitting in own if sitting.state == "completed" and sitting.pseudonym is None]
    ends = {id_: finished(log) for id_, log in logbook.logs(connection, ring, done, altered=False).items()}
    return {id_: end for id_, end in ends.items() if end}


def _log_of(connection: Connection, ring: KeyRing, sitting: Sitting) -> Sequence[Event]:
    """Return the log of a sitting, its start and pauses if it is not booked, nothing if it was altered.

    It does not go on, and its page is shown as booked, with the learner's own settings.
    """
    kinds = () if sitting.booking else ("started", "moved")  # none: all of them
    return logbook.logs(connection, ring, [sitting], kinds=kinds, altered=False).get(sitting.id, ())


def _booked_for(connection: Connection, sitting: Sitting, log: Sequence[Event]) -> tuple[int | None, date | None]:
    """Return the time limit and the last day of a sitting."""
    window = window_of(connection, sitting, log)
    return minutes_of(connection, sitting, log), window.last_day if window else None


def _opening_dates(connection: Connection, own: Sequence[Sitting], today: date) -> Mapping[UUID, date]:
    """Return the day on which each sitting opens whose window is in the future."""
    waits = {each.id: each.booking for each in own if each.booking is not None and each.state == "assigned"}
    booked = bookings_by_id(connection, waits.values()) if waits else {}
    opens = {id_: booked[booking].opens_on for id_, booking in waits.items() if booking in booked}
    return {id_: day for id_, day in opens.items() if today < day}
