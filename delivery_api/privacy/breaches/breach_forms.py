"""Reads the officer's form of a breach."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound
from delivery_api.dates.school_calendar import LONDON
from delivery_api.dates.typed_day import typed_day
from delivery_api.keys.key_ring import KeyRing
from delivery_api.privacy.breaches import store
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, BreachScope, Risk
from delivery_api.privacy.dated_cases.case_input import IncompleteCase, find_person, read_choice
from delivery_api.sittings.storage import store as sittings
from delivery_api.storage.data_declaration import Purpose


class BreachTimes(NamedTuple):
    """When a breach began, when it ended, and when the officer knew of it."""

    began: datetime
    ended: datetime
    known: datetime


def read_times(form: Mapping[str, str]) -> BreachTimes:
    """Read the times of a breach from the boxes of a page.

    Raises
    ------
    IncompleteCase
    """
    return BreachTimes(_time(form, "began"), _time(form, "ended"), _time(form, "known"))


def read_breach(connection: Connection, ring: KeyRing, form: Mapping[str, str], times: BreachTimes) -> Breach:
    """Read a breach as the officer has written it down.

    Raises
    ------
    IncompleteCase, NotFound
    """
    return Breach(
        uuid4(),
        form.get("reference", "").strip(),
        read_choice(BreachKind, form, "kind"),
        *times,
        read_choice(Risk, form, "risk"),
        _scope(connection, ring, form),
    )


def _scope(connection: Connection, ring: KeyRing, form: Mapping[str, str]) -> BreachScope:
    purposes = tuple(purpose for purpose in Purpose if form.get(f"purpose {purpose}"))
    programme, number, account = (form.get(name, "").strip() for name in ("programme", "school", "account"))
    if programme and sittings.programme(connection, programme) is None:
        raise NotFound(thing="programme")
    school = store.school_by_number(connection, number) if number else None
    if number and school is None:
        raise NotFound(thing="school")
    return BreachScope(purposes, programme or None, school, find_person(connection, ring, account) if account else None)


def _time(form: Mapping[str, str], field: str) -> datetime:
    """Read a time in Wales: a day in three boxes, and the time as 9:30."""
    try:
        day, at = typed_day(form, field), time.fromisoformat(form.get(f"{field}-time", "").strip().zfill(5))
    except ValueError:
        raise IncompleteCase(field=field) from None
    if day is None:
        raise IncompleteCase(field=field)
    return datetime.combine(day, at, LONDON)
