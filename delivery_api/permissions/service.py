"""Letting somebody in beyond what the roster says: a head's grants, an operator's broken glass."""

from __future__ import annotations

import logging
import re
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.access.request_context import SignedIn
from delivery_api.access.roles import Right
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import store as identity
from delivery_api.identity.values import Person
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions import store
from delivery_api.permissions.values import Glass, Grant, Ground

OPEN_FOR = timedelta(hours=1)
"""How long broken glass lets an operator see."""

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]{2,39}")

log = logging.getLogger("mesur")


class NotGiven(Refused):
    """What a form has to say is missing from it, or is none of what it may be."""

    code = "form_incomplete"


def give(connection: Connection, ring: KeyRing, head: SignedIn, asked: dict[str, str], now: datetime) -> Grant:
    """Let a teacher of the head's school give assessments or read reports in all of it.

    Parameters
    ----------
    asked : person (an id), right, and until: the last day, empty for no end

    Raises
    ------
    NotFound : no teacher of this school has the id
    NotGiven
    """
    today = london_date(now)
    teacher = _teacher(connection, ring, head, asked.get("person", ""))
    right, until = _right(asked.get("right", "")), _until(asked.get("until", ""), today)
    grant = Grant(uuid4(), teacher.id, head.school, right, today, until, head.person)
    store.add_grant(connection, grant)
    audit_log.record(connection, now, f"gave access ({right})", actor=head.person, thing=f"staff {teacher.id}")
    return grant


def take_back(connection: Connection, head: SignedIn, grant: str, now: datetime) -> None:
    """End a grant of the head's school now.

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
    connection: Connection, ring: KeyRing, operator: SignedIn, asked: dict[str, str], now: datetime
) -> Glass:
    """Open one learner's results to an operator for an hour; loudly.

    Parameters
    ----------
    asked : learner (an id), ground and reference (the case in the operator's own system; no names)

    Raises
    ------
    NotFound : there is no such learner
    NotGiven
    """
    learner = _id(asked.get("learner", "").strip(), "learner")
    ground, reference = asked.get("ground", ""), asked.get("reference", "").strip()
    if ground not in set(Ground) or not _REFERENCE.fullmatch(reference):
        raise NotGiven
    if identity.learner_today(connection, ring, learner, london_date(now)) is None:
        raise NotFound(thing="learner")
    glass = Glass(uuid4(), operator.person, learner, ground, reference, now, now + OPEN_FOR)
    store.add_glass(connection, glass)
    audit_log.record(
        connection, now, f"broke the glass ({ground})", actor=operator.person, learner=learner, thing=reference
    )
    log.critical("ALARM glass broken: operator %s, learner %s, %s, %s", glass.actor, learner, ground, reference)
    return glass


def _teacher(connection: Connection, ring: KeyRing, head: SignedIn, person: str) -> Person:
    wanted = _id(person, "staff")
    found = next((each for each in identity.staff_of(connection, ring, head.school) if each.id == wanted), None)
    if found is None:
        raise NotFound(thing="staff")
    return found


def _right(given: str) -> str:
    if given not in set(Right):
        raise NotGiven
    return given


def _until(last: str, today: date) -> date | None:
    """The day after the last."""
    if not last:
        return None
    try:
        until = date.fromisoformat(last) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise NotGiven from None
    if until <= today:
        raise NotGiven
    return until


def _id(text: str, thing: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(thing=thing) from None
