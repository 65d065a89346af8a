"""Access beyond the roster: a head's grants to staff, and an operator's emergency access."""

from __future__ import annotations

import logging
import re
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.access.request_context import SignedIn
from delivery_api.access.roles import Right
from delivery_api.alerts.store import raise_alert
from delivery_api.alerts.values import AlertKind
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.dates.typed_day import typed_day
from delivery_api.identity import store as identity
from delivery_api.identity.values import Person
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions import store
from delivery_api.permissions.values import BreakGlassAccess, BreakGlassReason, Grant

BREAK_GLASS_DURATION = timedelta(hours=1)
"""How long an emergency access lasts."""

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]{2,39}")

log = logging.getLogger("mesur")


class IncompleteForm(Refused):
    """A field of a form is missing or invalid; `field` says which, where its page shows it there."""

    code = "form_incomplete"


def grant_access(connection: Connection, ring: KeyRing, head: SignedIn, form: dict[str, str], now: datetime) -> Grant:
    """Grant a teacher the right to give assessments or read reports in the head's whole school.

    Parameters
    ----------
    form : person (an id), right, and until (the last day, in three boxes)

    Raises
    ------
    NotFound : no teacher of this school has the id
    IncompleteForm
    """
    today = london_date(now)
    right, until = _right(form.get("right", "")), _until(form, today)
    teacher = _teacher(connection, ring, head, form.get("person", ""))
    grant = Grant(uuid4(), teacher.id, head.school, right, today, until, head.person)
    store.add_grant(connection, grant)
    audit_log.record(connection, now, f"gave access ({right})", actor=head.person, thing=f"staff {teacher.id}")
    return grant


def revoke_grant(connection: Connection, head: SignedIn, grant: str, now: datetime) -> None:
    """End a grant of the head's school today.

    Raises
    ------
    NotFound
    """
    ended = store.end_grant(connection, _id(grant, "grant"), head.school, london_date(now))
    if ended is None:
        raise NotFound(thing="grant")
    audit_log.record(
        connection, now, f"took access back ({ended.right})", actor=head.person, thing=f"staff {ended.person}"
    )


def break_glass(
    connection: Connection, ring: KeyRing, operator: SignedIn, form: dict[str, str], now: datetime
) -> BreakGlassAccess:
    """Open one learner's results to an operator for an hour; head and officer get an alert, the log an alarm.

    Parameters
    ----------
    form : learner (an id), ground (a `BreakGlassReason`) and reference (the case in the operator's system; no names)

    Raises
    ------
    NotFound : there is no such learner
    IncompleteForm
    """
    learner = _id(form.get("learner", "").strip(), "learner")
    ground, reference = form.get("ground", ""), form.get("reference", "").strip()
    if ground not in set(BreakGlassReason) or not _REFERENCE.fullmatch(reference):
        raise IncompleteForm
    if identity.learner_today(connection, ring, learner, london_date(now)) is None:
        raise NotFound(thing="learner")
    access = BreakGlassAccess(uuid4(), operator.person, learner, ground, reference, now, now + BREAK_GLASS_DURATION)
    store.add_break_glass_access(connection, access)
    audit_log.record(
        connection, now, f"broke the glass ({ground})", actor=operator.person, learner=learner, thing=reference
    )
    raise_alert(connection, now, AlertKind.GLASS_BROKEN, learner, actor=operator.person)
    log.critical("ALARM glass broken: operator %s, learner %s, %s, %s", access.actor, learner, ground, reference)
    return access


def end_glass_access(connection: Connection, operator: SignedIn, access: str, now: datetime) -> None:
    """End an emergency access of one's own before its hour is over.

    Raises
    ------
    NotFound
    """
    if not store.end_break_glass_access(connection, _id(access, "access"), operator.person, now):
        raise NotFound(thing="access")
    audit_log.record(connection, now, "ended an emergency access", actor=operator.person, thing=access)


def _teacher(connection: Connection, ring: KeyRing, head: SignedIn, person: str) -> Person:
    if not person:
        raise IncompleteForm(field="person")
    wanted = _id(person, "staff")
    found = next((each for each in identity.staff_of(connection, ring, head.school) if each.id == wanted), None)
    if found is None:
        raise NotFound(thing="staff")
    return found


def _right(given: str) -> str:
    if given not in set(Right):
        raise IncompleteForm(field="right")
    return given


def _until(form: dict[str, str], today: date) -> date:
    """The first day after the grant's last day, which every grant has."""
    try:
        last = typed_day(form, "until")
        until = last + timedelta(days=1) if last else today
    except (ValueError, OverflowError):
        raise IncompleteForm(field="until") from None
    if until <= today:
        raise IncompleteForm(field="until")
    return until


def _id(text: str, thing: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(thing=thing) from None
