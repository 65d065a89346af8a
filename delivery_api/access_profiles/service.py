"""Use cases of access profiles. Each runs in its caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.access_profile import store
from delivery_api.identity.access_profile.profile_settings import SETTINGS, AccessProfile
from delivery_api.identity.languages.store import set_language_of_school
from delivery_api.identity.store import lock_person
from delivery_api.identity.values import SchoolClass
from delivery_api.permissions.service import IncompleteForm
from delivery_api.web.reader_language import is_language

SAW, CHANGED = "saw access settings", "changed access settings"
SET_LANGUAGE = "set a school's language"
"""The acts, as the audit names them."""

BOTH = "both"
"""What a form says of a school that teaches in both languages."""


def learner_in(school_class: SchoolClass, named: str) -> UUID:
    """Return the learner of a class that a request names.

    Raises
    ------
    NotFound
    """
    found = next((each for each in school_class.learners if str(each) == named), None)
    if found is None:
        raise NotFound(thing="learner")
    return found


def see_profiles(
    connection: Connection, school_class: SchoolClass, actor: UUID, now: datetime
) -> dict[UUID, AccessProfile]:
    """Return what holds for the learners of a class for whom anything does; the audit notes who looked."""
    audit_log.record(connection, now, SAW, actor=actor, thing=str(school_class.id))
    return store.profiles_of(connection, school_class.learners)


def see_profile(connection: Connection, learner: UUID, actor: UUID, now: datetime) -> AccessProfile:
    """Return what holds for a learner; the audit notes who looked."""
    audit_log.record(connection, now, SAW, actor=actor, learner=learner)
    return store.profile_of(connection, learner)


def give_settings(connection: Connection, learner: UUID, given: Mapping[str, str], actor: UUID, now: datetime) -> None:
    """Set what staff give a learner, in place of what they gave before. What the learner chose stays.

    Raises
    ------
    InvalidProfile, RowForged
    """
    changed = replace(_held(connection, learner), given=given)
    audit_log.record(connection, now, CHANGED, actor=actor, learner=learner)
    store.save_profile(connection, learner, changed, london_date(now))


def choose_settings(connection: Connection, person: UUID, chosen: Mapping[str, str], now: datetime) -> None:
    """Keep what somebody chose for themselves, beside what they chose before.

    Raises
    ------
    InvalidProfile, RowForged
    """
    held = _held(connection, person)
    changed = replace(held, chosen={**held.chosen, **chosen})
    if changed != held:
        store.save_profile(connection, person, changed, london_date(now))


def set_school_language(connection: Connection, head: SignedIn, language: str | None, now: datetime) -> None:
    """Set the language in which a school's pages open, as its head says: one, or "both".

    Raises
    ------
    IncompleteForm : it is neither
    """
    chosen = language if is_language(language) else None
    if chosen is None and language != BOTH:
        raise IncompleteForm(field="language")
    audit_log.record(connection, now, SET_LANGUAGE, actor=head.person, thing=str(head.school))
    set_language_of_school(connection, head.school, chosen)


def _held(connection: Connection, person: UUID) -> AccessProfile:
    """Read what holds, and let nobody else change it meanwhile: staff and the learner share a row."""
    lock_person(connection, person)
    return store.profile_of(connection, person)


def settings_in(form: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of a form; an empty one is as for everybody.

    Raises
    ------
    IncompleteForm : a value is none that the setting can have
    """
    given = {name: form[name] for name in SETTINGS if form.get(name)}
    for name, value in given.items():
        if value not in SETTINGS[name].values:
            raise IncompleteForm(field=name)
    return given
