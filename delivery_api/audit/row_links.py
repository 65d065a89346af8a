"""Links each row to the one that the same database connection wrote before it, until the rows are sealed.

A code under the audit's key covers a row and the code of the row before. So a row that was changed, made up, or deleted
before another one of its connection is found without a look at what other connections write: nobody waits for anybody.
That the last rows of a connection were deleted is found by `written_rows`, outside the database.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from delivery_api.audit.key_in_use import key_in_use
from delivery_api.audit.values import AUDIT_KEY_PURPOSE, AuditRow
from delivery_api.audit.written_rows import WrittenRows
from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.row_authentication.row_authenticator import authenticator_of
from delivery_api.row_authentication.row_mac import MAC_LENGTH
from delivery_api.storage.transaction_notes import when_taken_back

_INFO = "audit links"

LINKED_FOR = timedelta(days=1)
"""How long after a row another one is linked to it: by then it is sealed, and much later it may be gone by law."""


class End(NamedTuple):
    """The last row of a connection: its number, its code, and when it was written."""

    sequence: int
    mac: bytes
    at: datetime | None = None


def _beginning() -> End:
    """What the first row of a connection follows: a number of its own below 0, so that no two are alike."""
    return End(-1 - secrets.randbits(62), bytes(MAC_LENGTH))


@dataclass
class _Links:
    """Where a connection's chain ends, in the transaction and before it, and the key of the transaction."""

    end: End
    committed: End
    noted: int = 0
    place: int | None = None
    key: Key | None = None

    def settle(self) -> None:
        """The transaction is through."""
        self.key = None
        if self.end.sequence > 0:
            self.committed = self.end

    def begin_anew(self) -> None:
        """Link the next row to none: the transaction was taken back, or nobody knows."""
        self.key, self.end = None, _beginning()


def link_audit_rows(engine: Engine, written: WrittenRows) -> None:
    """Follow the transactions of an engine, so that no row is linked to one that was taken back.

    Parameters
    ----------
    written : remembers the last committed row of each connection
    """

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        """Only now is it known that nobody who listens to the commit before has refused it."""
        _links(connection).settle()

    @event.listens_for(engine, "checkin")
    def _note(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        links = record.info.get(_INFO)
        if links is not None:
            links.settle()
        if links is not None and 0 < links.committed.sequence != links.noted:
            links.noted = links.committed.sequence
            links.place = written.note(links.place, links.noted)

    @event.listens_for(engine, "engine_disposed")
    def _close(_engine: Engine) -> None:
        written.close()

    when_taken_back(engine, _begin_anew)


def _begin_anew(info: dict[Any, Any]) -> None:
    if _INFO in info:
        info[_INFO].begin_anew()


def code_of_next(
    connection: Connection,
    at: datetime,
    facts: Sequence[object],
    named_key: Callable[[Connection], str | None],
) -> tuple[int | None, bytes | None]:
    """Return what a new row is linked to, and its code; nothing of both where the key's file is missing.

    Parameters
    ----------
    facts : action, actor, learner and thing
    named_key : looks up which key the last segment names; it is asked once in a transaction
    """
    links, ring = _links(connection), authenticator_of(connection).ring
    if links.end.at is not None and at - links.end.at > LINKED_FOR:
        links.end = _beginning()
    try:
        if links.key is None:
            key = key_in_use(connection, ring, named_key(connection))
            links.key = key or ring.create(connection, AUDIT_KEY_PURPOSE, at)
    except KeyGone:
        return None, None
    return links.end.sequence, _code(links.key, links.end, at, facts)


def forget_key(connection: Connection) -> None:
    """Let the next row of the transaction be signed under the key that is in use by then."""
    _links(connection).key = None


def added(connection: Connection, sequence: int, mac: bytes | None, at: datetime) -> None:
    """Let the next row of the connection follow this one."""
    _links(connection).end = _beginning() if mac is None else End(sequence, mac, at)


def _links(connection: Connection) -> _Links:
    found: _Links | None = connection.info.get(_INFO)
    if found is None:
        found = connection.info[_INFO] = _new_links()
    return found


def _new_links() -> _Links:
    beginning = _beginning()
    return _Links(beginning, beginning)


def _code(key: Key, before: End, at: datetime, facts: Sequence[object]) -> bytes:
    when = at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [str(each) if isinstance(each, UUID) else each for each in facts]
    message = json.dumps(["audit row", before.sequence, before.mac.hex(), when, *told])
    return bytes.fromhex(key.id) + hmac.digest(key.row_secret, message.encode(), "sha256")


def unlinked_rows(rows: Sequence[AuditRow], macs: Mapping[int, bytes | None], key: Key | None) -> Iterator[int]:
    """Yield the numbers of the rows that were changed or made up, or before which a row of their connection is gone.

    Parameters
    ----------
    macs : the codes of the rows that these follow, by number, where they are there
    key : the one that is in use; a code under another one, as of a key that was changed, is made up. None if it is gone
    """
    followed: set[int] = set()
    for row in rows:
        before = _before(row.previous, macs)
        twice = before.sequence in followed
        followed.add(before.sequence)
        if twice or not before.mac or not before.sequence < row.sequence or not _verifies(key, row, before):
            yield row.sequence


def _before(previous: int | None, macs: Mapping[int, bytes | None]) -> End:
    """What a row follows; without a code if it is not there."""
    if previous is not None and previous < 0:
        return End(previous, bytes(MAC_LENGTH))
    return End(previous or 0, macs.get(previous or 0) or b"")


def _verifies(key: Key | None, row: AuditRow, before: End) -> bool:
    if key is None or row.mac is None:
        return False
    facts = (row.action, row.actor, row.learner, row.thing)
    return compare_digest(_code(key, before, row.at, facts), row.mac)
