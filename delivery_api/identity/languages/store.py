"""The SQL of the languages in which schools' pages open."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, select

from delivery_api.identity.tables import school_languages
from delivery_api.row_authentication.row_authenticator import is_genuine
from delivery_api.row_authentication.store import end_rows, replace_rows
from delivery_api.web.reader_language import Language


def languages_of_schools(connection: Connection, schools: Iterable[UUID]) -> dict[UUID, Language]:
    """Return the language of each of some schools that has one; an altered row is none, and keeps nobody out."""
    query = select(school_languages).where(school_languages.c.school.in_(list(schools)))
    rows = connection.execute(query).mappings().all()
    return {row["school"]: row["language"] for row in rows if is_genuine(connection, school_languages, row)}


def set_language_of_school(connection: Connection, school: UUID, language: Language | None) -> None:
    """Set the language of a school; None for a school of both, whose pages open as the browser asks."""
    if language is None:
        end_rows(connection, school_languages, school_languages.c.school == school)
        return
    replace_rows(connection, school_languages, [{"school": school, "language": language}])
