"""In which language pages open: what somebody chose, else what staff or a roster say of them, else their school's."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.identity.access_profile.store import profiles_that_verify
from delivery_api.identity.languages.store import languages_of_schools
from delivery_api.web.reader_language import Language, is_language


def opening_language(connection: Connection, person: UUID, school: UUID) -> Language | None:
    """Return the language in which pages open for somebody; None where nobody has said one: then the browser decides.

    Parameters
    ----------
    school : the one that they are at
    """
    return opening_languages(connection, [person], school).get(person)


def opening_languages(connection: Connection, people: Collection[UUID], school: UUID) -> dict[UUID, Language]:
    """Return the language of each of some people of a school, for whom there is one.

    Settings that were altered say none, so that one row stops nothing for a class.
    """
    schools = languages_of_schools(connection, [school])
    found = dict.fromkeys(people, schools[school]) if school in schools else {}
    for person, profile in profiles_that_verify(connection, people).items():
        if is_language(said := profile.settings.get("language")):
            found[person] = said
    return found
