"""The SQL of access profiles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select

from delivery_api.identity.access_profile.profile_settings import AccessProfile, from_text, to_text
from delivery_api.identity.tables import access_profiles
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
    query = select(access_profiles).where(access_profiles.c.person.in_(list(people)))
    return {
        row["person"]: AccessProfile(from_text(row["given"]), from_text(row["chosen"]))
        for row in genuine_rows(connection, access_profiles, query)
    }


def save_profile(connection: Connection, person: UUID, profile: AccessProfile, on: date) -> None:
    """Keep what holds for a learner, in place of what did; nothing is kept of a profile that is empty."""
    if profile.is_empty:
        end_rows(connection, access_profiles, access_profiles.c.person == person)
        return
    row = {"given": to_text(profile.given), "chosen": to_text(profile.chosen), "made_on": on}
    replace_rows(connection, access_profiles, [{"person": person, **row}])
