"""The SQL of sessions, and of the provider's sign-out notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, delete, select, update

from delivery_api.identity.personal_details import name_place
from delivery_api.identity.tables import logout_notices, people, sessions
from delivery_api.identity.values import Person
from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import RowForged, is_genuine, require_genuine, signed
from delivery_api.row_authentication.row_mac import Row, bound_columns
from delivery_api.row_authentication.store import change_rows, was_put_back
from delivery_api.storage.database import AnyRow, dialect_insert


@dataclass(frozen=True)
class SessionRow:
    """A session as stored.

    Attributes
    ----------
    person : None before the first sign-in is complete
    language : the chosen language
    sealed : the content, sealed under the cookie
    expires_at : when it ends without further requests
    ends_at : when it ends in any case
    provider_subject, provider_session : HMACs of the provider's ids of the person and the session, for its sign-outs
    device : the kind of device, a `DeviceKind`; None if it is not known
    """

    person: UUID | None
    language: str | None
    sealed: bytes
    expires_at: datetime
    ends_at: datetime
    provider_subject: bytes | None = None
    provider_session: bytes | None = None
    device: str | None = None


@dataclass(frozen=True)
class SealedPerson:
    """A person whose name is decrypted only on demand, since most requests show no name."""

    id: UUID
    kind: str
    school: UUID
    post: str | None
    opened: Callable[[], Person]


def add_session(connection: Connection, token_hash: bytes, row: SessionRow) -> None:
    """Add a session."""
    values = signed(connection, sessions, {"token_hash": token_hash, **asdict(row)})
    connection.execute(sessions.insert().values(values))


def session(connection: Connection, token_hash: bytes, now: datetime) -> SessionRow | None:
    """A session that has not expired; None if there is none, or this service has not written it."""
    query = select(sessions).where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
    row = connection.execute(query).one_or_none()
    return _session(row._mapping) if row and is_genuine(connection, sessions, row._mapping) else None


def active_session_query(
    token: ColumnElement[bytes], now: ColumnElement[datetime], person: ColumnElement[UUID]
) -> Select[Any]:
    """A subquery for an EXISTS condition: an unexpired session of a person."""
    here = (sessions.c.token_hash == token, sessions.c.expires_at > now, sessions.c.person == person)
    return select(sessions.c.person).where(*here)


_SESSION_COLUMNS = tuple(sessions.c)
_PERSON_COLUMNS = (*(people.c[name] for name in bound_columns(people)), people.c.mac)
SESSION_WITH_PERSON = (
    select(*_SESSION_COLUMNS, *(column.label(f"person_{column.name}") for column in _PERSON_COLUMNS))
    .join(people, people.c.id == sessions.c.person)
    .where(sessions.c.token_hash == bindparam("token"), sessions.c.expires_at > bindparam("now"))
)
"""Selects an unexpired session and its person by ``token`` (the hash) and ``now``."""
SESSION_WITH_PERSON_COLUMNS = len(SESSION_WITH_PERSON.selected_columns)
_SESSION_NAMES = tuple(column.name for column in _SESSION_COLUMNS)
_PERSON_NAMES = tuple(column.name for column in _PERSON_COLUMNS)


def session_with_person(
    connection: Connection, ring: KeyRing, token_hash: bytes, now: datetime
) -> tuple[SessionRow, SealedPerson] | None:
    """An unexpired session and its person; the statement is built once, since every request runs it.

    None too if this service has not written the session.

    Raises
    ------
    RowForged : this service has not written the person's row, or it is an earlier one of a member of staff
    """
    row = connection.execute(SESSION_WITH_PERSON, {"token": token_hash, "now": now}).one_or_none()
    return read_session_with_person(connection, ring, row) if row else None


def read_session_with_person(
    connection: Connection, ring: KeyRing, row: AnyRow
) -> tuple[SessionRow, SealedPerson] | None:
    """Read a session and its person from a row that begins with the columns of `SESSION_WITH_PERSON`.

    Raises
    ------
    RowForged
    """
    length = len(_SESSION_NAMES)
    session_row = dict(zip(_SESSION_NAMES, row[:length], strict=True))
    person = dict(zip(_PERSON_NAMES, row[length:SESSION_WITH_PERSON_COLUMNS], strict=True))
    if not is_genuine(connection, sessions, session_row):
        return None
    require_genuine(connection, people, person)
    if person["kind"] == "staff" and was_put_back(connection, people, person):
        raise RowForged(table=people.name)
    id_, kind, school, post = person["id"], person["kind"], person["school"], person["post"]

    def opened() -> Person:
        name = ring.read(person["name_key"]).open(person["sealed_name"], place=name_place(id_)).decode()
        return Person(id_, kind, school, name, post)

    return _session(session_row), SealedPerson(id_, kind, school, post, opened)


def sessions_of(connection: Connection, person: UUID, now: datetime) -> dict[bytes, SessionRow]:
    """The unexpired sessions of a person that this service has written, by the hash of the token, newest first."""
    theirs = and_(sessions.c.person == person, sessions.c.expires_at > now)
    rows = connection.execute(select(sessions).where(theirs).order_by(sessions.c.ends_at.desc())).mappings().all()
    return {bytes(row["token_hash"]): _session(row) for row in rows if is_genuine(connection, sessions, row)}


def update_session(connection: Connection, token_hash: bytes, row: SessionRow) -> None:
    """Update a session's content, language and ends."""
    values = {name: getattr(row, name) for name in ("sealed", "language", "expires_at", "ends_at")}
    change_rows(connection, sessions, sessions.c.token_hash == token_hash, values)


def extend_session(connection: Connection, token_hash: bytes, expires_at: datetime) -> None:
    """Extend a session."""
    change_rows(connection, sessions, sessions.c.token_hash == token_hash, {"expires_at": expires_at})


def delete_session_returning_person(connection: Connection, token_hash: bytes) -> UUID | None:
    """Delete an expired session. Returns its person."""
    query = delete(sessions).where(sessions.c.token_hash == token_hash).returning(sessions.c.person)
    return connection.scalar(query)


def detach_provider_sessions(connection: Connection, column: str, marks: Iterable[bytes], until: datetime) -> int:
    """Detach the sessions that a sign-out notice names from their persons.

    The sessions last until `until`: a provider may sign one person out so that the next can sign in, and then the same
    session holds the next person's pending sign-in.

    Parameters
    ----------
    column : provider_subject or provider_session
    marks : HMACs of the id in the notice, one for each current key

    Returns
    -------
    the number of sessions detached
    """
    named = sessions.c[column].in_(list(marks))
    for row in connection.execute(select(sessions).where(named)).mappings().all():
        if not is_genuine(connection, sessions, row):  # nobody's, and no reason to refuse the provider's notice
            end_session(connection, row["token_hash"])
    nobody = dict.fromkeys(("person", "provider_subject", "provider_session"))
    detached = {**nobody, "expires_at": until, "ends_at": until}
    return len(change_rows(connection, sessions, named, detached))


def end_sessions_without_provider(connection: Connection, person: UUID) -> int:
    """Delete a person's sessions that were opened without the provider. Returns how many."""
    these = and_(sessions.c.person == person, sessions.c.provider_subject.is_(None))
    return connection.execute(delete(sessions).where(these)).rowcount


def set_language(connection: Connection, token_hash: bytes, language: str) -> None:
    """Set a session's language."""
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(language=language))


def end_session(connection: Connection, token_hash: bytes) -> bool:
    """Delete a session. Returns whether there was one."""
    return connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash)).rowcount == 1


def record_logout_notice(connection: Connection, notice: bytes, now: datetime, until: datetime) -> bool:
    """Record a sign-out notice until a time. Returns False if it is recorded already."""
    connection.execute(delete(logout_notices).where(logout_notices.c.until <= now))
    insert = dialect_insert(connection)(logout_notices).values(notice=notice, until=until).on_conflict_do_nothing()
    return connection.scalar(insert.returning(logout_notices.c.notice)) is not None


def _session(row: Row) -> SessionRow:
    return SessionRow(*(row[field.name] for field in fields(SessionRow)))
