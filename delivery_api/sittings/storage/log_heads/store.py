"""The SQL of how far logs go, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, select

from delivery_api.keys.encryption import NONCE
from delivery_api.sittings.storage.log_heads.head_files import LogHead
from delivery_api.sittings.storage.rows_of_sittings import BATCH, of_sittings
from delivery_api.sittings.storage.tables import sitting_events, sittings
from delivery_api.sittings.values import Sitting


def head_of(connection: Connection, sitting: Sitting) -> LogHead | None:
    """How far the log of a sitting goes; None if it has no event."""
    return next((head for _, head in _heads(connection, of_sittings(sitting_events, [sitting]))), None)


def stored_heads(connection: Connection, programme_id: str) -> Iterator[tuple[UUID, LogHead]]:
    """How far each log of a programme goes, by sitting, without those of practice."""
    of_programme = sittings.c.programme == programme_id
    counted = select(sittings.c.id).where(of_programme, sittings.c.practised_on.is_(None))
    here = and_(sitting_events.c.programme == programme_id, sitting_events.c.sitting.in_(counted))
    yield from _heads(connection, here)


def begun_by_learners(connection: Connection, programme_id: str) -> Iterator[tuple[UUID, UUID]]:
    """Each learner and sitting of a programme that has begun, without those of practice."""
    c = sittings.c
    begun = (c.programme == programme_id, c.bank_version.is_not(None), c.practised_on.is_(None))
    query = select(c.learner, c.id).where(*begun, c.learner.is_not(None))
    with connection.execute(query.execution_options(yield_per=BATCH)) as rows:
        yield from ((learner, sitting) for learner, sitting in rows)


def _heads(connection: Connection, wanted: ColumnElement[bool]) -> Iterator[tuple[UUID, LogHead]]:
    last = select(sitting_events.c.sitting, func.max(sitting_events.c.sequence).label("sequence")).where(wanted)
    ends = last.group_by(sitting_events.c.sitting).subquery()
    same = and_(sitting_events.c.sitting == ends.c.sitting, sitting_events.c.sequence == ends.c.sequence)
    nonce = func.substr(sitting_events.c.payload, 1, NONCE)
    query = select(sitting_events.c.sitting, sitting_events.c.sequence, nonce).join(ends, same).where(wanted)
    with connection.execute(query.execution_options(yield_per=BATCH)) as rows:
        yield from ((sitting, LogHead(sequence + 1, bytes(nonce))) for sitting, sequence, nonce in rows)
