"""Use cases of seeding permissions. Without one that holds today, live sittings get no unscored question."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank.seeding_permission import store
from delivery_api.bank.seeding_permission.store import SeedingPermission
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_file import Ledger
from itembank import SUBJECTS, BankVersion
from itembank.compilation.unseeded_compilation import has_seeding, unseeded_design
from itembank.design.adaptive_test_design import TestDesign

LONGEST = {"lawful_basis": 300, "notice_en": 1000, "notice_cy": 1000}
"""The most characters of each text, as in the table; SQLite does not enforce it."""


class SeedingRefused(Declined):
    """A permission lacks a text, has no sound period, meets another, or there is none to end."""


def allow(
    connection: Connection,
    ledger: Ledger,
    subject: str,
    texts: dict[str, str],
    period: tuple[date, date],
    decision: Decision,
    now: datetime,
) -> SeedingPermission:
    """Record that live sittings of a subject may hold unscored questions in a period; it ends by itself.

    Parameters
    ----------
    texts : "lawful_basis", "notice_en" and "notice_cy"
    period : first and last day

    Raises
    ------
    SeedingRefused, LedgerRefused
    """
    first, last = period
    if subject not in SUBJECTS:
        raise SeedingRefused(Reason.UNKNOWN_SUBJECT_NAMED, subject=repr(subject), there=", ".join(SUBJECTS))
    for name, most in LONGEST.items():
        if not 0 < len(texts[name].strip()) <= most:
            option = "--" + name.replace("_", "-")
            raise SeedingRefused(Reason.SEEDING_TEXT, option=option, most=most, got=len(texts[name].strip()))
    if not london_date(now) <= last or last < first:
        raise SeedingRefused(Reason.SEEDING_PERIOD, first=first, last=last, today=london_date(now))
    for other in store.permissions_of(connection, subject):
        if first <= other.until_on and other.from_on <= last and other.ended_on is None:
            raise SeedingRefused(Reason.SEEDING_ALLOWED, subject=subject, first=other.from_on, last=other.until_on)
    basis, english, welsh = (texts[name].strip() for name in LONGEST)
    made = SeedingPermission(uuid4(), subject, basis, english, welsh, first, last, decision.by, decision.reason, now)
    store.add(connection, made)
    act = "allowed unscored questions"
    noted = record_decision(connection, ledger, now, act, f"{subject} {first} {last}", decision)
    audit_log.record(connection, now, act, thing=noted)
    return made


def end(connection: Connection, ledger: Ledger, subject: str, decision: Decision, now: datetime) -> None:
    """End the permission of a subject; sittings that start from now on hold no unscored question.

    Raises
    ------
    SeedingRefused : there is none that holds or will hold
    """
    if not store.end(connection, subject, london_date(now)):
        raise SeedingRefused(Reason.SEEDING_NOT_ALLOWED, subject=subject)
    act = "ended unscored questions"
    audit_log.record(connection, now, act, thing=record_decision(connection, ledger, now, act, subject, decision))


def live_design(
    connection: Connection, bank: BankVersion, design: TestDesign, year: int, today: date, *, timed: bool = False
) -> TestDesign:
    """The design that a live sitting starts with: without places for unscored items unless they are allowed today.

    A sitting with a time limit has none ever: they would take time from the questions that count.
    """
    if not has_seeding(design, year) or (not timed and store.is_allowed(connection, bank.subject, today)):
        return design
    return unseeded_design(design)
