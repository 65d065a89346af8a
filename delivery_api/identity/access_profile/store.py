"""The SQL of access profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, select

from delivery_api.identity.access_profile.profile_settings import AccessProfile, from_text, to_text
from delivery_api.identity.tables import access_profiles
from delivery_api.row_authentication.row_authenticator import is_genuine
from delivery_api.row_authentication.row_mac import Row
from delivery_api.row_authentication.store import end_rows, genuine_rows, replace_rows


def profile_of(connection: Connection, person: UUID) -> AccessProfile:
    """Return what holds for a learner.

    Raises
    ------
    RowForged
    """
    return profiles_of(connection, [person]).get(person, AccessProfile())


def profiles_of(connection: Connection, people: Iterable[UUID]) -> dict[UUID, AccessProfile]:
    """Return what holds for each of some learners for whom anything does.

    Raises
    ------
    RowForged
    """
    return {row["person"]: _profile(row) for row in genuine_rows(connection, access_profiles, _rows_of(people))}


def profiles_that_verify(connection: Connection, people: Iterable[UUID]) -> dict[UUID, AccessProfile]:
    """Return what holds for each of some people whose row was not altered, for whom all others are not to wait."""
    rows = connection.execute(_rows_of(people)).mappings().all()
    return {row["person"]: _profile(row) for row in rows if is_genuine(connection, access_profiles, row)}


def save_profile(connection: Connection, person: UUID, profile: AccessProfile, on: date) -> None:
    """Keep what holds for a learner, in place of what did; nothing is kept of a profile that is empty."""
    if profile.is_empty:
        end_rows(connection, access_profiles, access_profiles.c.person == person)
        return
    save_profiles(connection, {person: profile}, on)


def save_profiles(connection: Connection, profiles: Mapping[UUID, AccessProfile], on: date) -> None:
    """Keep what holds for each of some people, in place of what did; none of it is empty."""
    rows = [
        {"person": person, "given": to_text(each.given), "chosen": to_text(each.chosen), "made_on": on}
        for person, each in profiles.items()
    ]
    replace_rows(connection, access_profiles, rows)


def _rows_of(people: Iterable[UUID]) -> Select[Any]:
    return select(access_profiles).where(access_profiles.c.person.in_(list(people)))


def _profile(row: Row) -> AccessProfile:
    return AccessProfile(from_text(row["given"]), from_text(row["chosen"]))
