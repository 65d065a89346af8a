"""Use cases of view permissions. Without one that holds today, nobody outside a school sees its figures."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.permissions.view_permission import store
from delivery_api.permissions.view_permission.store import Audience, ViewPermission

LONGEST = {"lawful_basis": 300, "notice_en": 1000, "notice_cy": 1000}
"""The most characters of each text, as in the table; SQLite does not enforce it."""


class ViewsRefused(Declined):
    """A permission lacks a text, has no sound period, meets another, or there is none to end."""


def allow(
    connection: Connection,
    ledger: Ledger,
    audience: Audience,
    texts: dict[str, str],
    period: tuple[date, date],
    decision: Decision,
    now: datetime,
) -> ViewPermission:
    """Record that an audience may see the figures of its schools in a period; it ends by itself.

    Parameters
    ----------
    texts : "lawful_basis", "notice_en" and "notice_cy"
    period : first and last day

    Raises
    ------
    ViewsRefused, LedgerRefused
    """
    first, last = period
    basis, english, welsh = (_told(name, texts[name], most) for name, most in LONGEST.items())
    if not london_date(now) <= last or last < first:
        raise ViewsRefused(Reason.VIEWS_PERIOD, first=first, last=last, today=london_date(now))
    for other in store.permissions_of(connection, audience):
        if first <= other.until_on and other.from_on <= last and other.ended_on is None:
            raise ViewsRefused(Reason.VIEWS_ALLOWED, audience=audience, first=other.from_on, last=other.until_on)
    made = ViewPermission(uuid4(), audience, basis, english, welsh, first, last, decision.by, decision.reason, now)
    store.add(connection, made)
    act = "allowed views of schools"
    noted = record_decision(connection, ledger, now, act, f"{audience} {first} {last}", decision)
    audit_log.record(connection, now, act, thing=noted)
    return made


def end(connection: Connection, ledger: Ledger, audience: Audience, decision: Decision, now: datetime) -> None:
    """End the permission of an audience: from now on it sees no school's figures.

    Raises
    ------
    ViewsRefused : there is none that holds or will hold
    """
    if not store.end(connection, audience, london_date(now)):
        raise ViewsRefused(Reason.VIEWS_NOT_ALLOWED, audience=audience)
    act = "ended views of schools"
    audit_log.record(connection, now, act, thing=record_decision(connection, ledger, now, act, audience, decision))


def _told(name: str, text: str, most: int) -> str:
    stripped = text.strip()
    if not 0 < len(stripped) <= most:
        raise ViewsRefused(Reason.VIEWS_TEXT, option="--" + name.replace("_", "-"), most=most, got=len(stripped))
    return stripped
