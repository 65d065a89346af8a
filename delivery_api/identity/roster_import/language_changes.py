"""The languages that a feed names: whose differ from what is held, and how they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.identity.access_profile.profile_settings import AccessProfile
from delivery_api.identity.access_profile.store import profiles_that_verify, save_profiles
from delivery_api.identity.roster_import.person_matching import MatchedPeople
from delivery_api.identity.roster_import.store import CHUNK
from delivery_api.identity.roster_import.values import LearnerRow
from delivery_api.identity.store import lock_people
from delivery_api.web.reader_language import Language


def language_changes(connection: Connection, rows: Iterable[LearnerRow], people: MatchedPeople) -> dict[UUID, Language]:
    """Return the language of each learner of whom a feed says another than staff or an earlier feed did.

    Where a feed says none, what is held stays. At two schools the main one's word counts.
    """
    said: dict[UUID, Language] = {}
    for row in sorted(rows, key=lambda each: each.main):
        if row.language is not None and row.identifier in people.ids:
            said[people.ids[row.identifier]] = row.language
    changed: dict[UUID, Language] = {}
    for some in _chunks(said):
        held = profiles_that_verify(connection, some)
        none = AccessProfile()
        changed |= {each: said[each] for each in some if held.get(each, none).given.get("language") != said[each]}
    return changed


def keep_languages(connection: Connection, languages: Mapping[UUID, Language], on: date) -> None:
    """Keep the languages that a feed names, beside all else that staff gave and the learners chose."""
    for some in _chunks(languages):
        lock_people(connection, some)
        held = profiles_that_verify(connection, some)
        none = AccessProfile()
        profiles = {
            each: replace(profile, given={**profile.given, "language": languages[each]})
            for each in some
            for profile in (held.get(each, none),)
        }
        save_profiles(connection, profiles, on)


def _chunks(people: Iterable[UUID]) -> list[list[UUID]]:
    listed = list(people)
    return [listed[first : first + CHUNK] for first in range(0, len(listed), CHUNK)]
