"""The SQL of sittings, their logs and the programmes they belong to."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Insert,
    LargeBinary,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    true,
    union_all,
    update,
)

from delivery_api.bank.store import masked_lines
from delivery_api.database import AnyRow, insert_of
from delivery_api.identity.store import VISITOR, VISITOR_COLUMNS, SealedPerson, SessionRow, living_session, visitor_of
from delivery_api.keys import NONCE, Key, KeyRing
from delivery_api.refused import Refused
from delivery_api.sittings.log import Event, from_bytes, kind_of, to_bytes
from delivery_api.sittings.tables import TO_DO_SQL, bookings, presence, programmes, sitting_events, sittings
from delivery_api.sittings.values import Booking, Held, Pins, Presence, Programme, Remembered, Sitting, State

_AT_ONCE = 250
"""Logs that are read and held together: a few megabytes, and far below the 32,766 parameters of a statement."""


class UnknownProgramme(Refused):
    """There is no room for these responses: the school year was not set up, or the trial does not exist."""

    code = "programme_missing"


def add_programme(connection: Connection, programme: Programme) -> None:
    """A new programme."""
    connection.execute(programmes.insert().values(**asdict(programme)))


def programme(connection: Connection, programme_id: str) -> Programme | None:
    """A programme by id."""
    row = connection.execute(select(programmes).where(programmes.c.id == programme_id)).one_or_none()
    return _programme(row) if row else None


def all_programmes(connection: Connection) -> tuple[Programme, ...]:
    """All of them, destroyed ones too."""
    return tuple(map(_programme, connection.execute(select(programmes).order_by(programmes.c.id))))


def complete_programme(connection: Connection, programme_id: str, on: date) -> None:
    """Record the date of completion, from which the 18 months run."""
    connection.execute(update(programmes).where(programmes.c.id == programme_id).values(completed_on=on))


def mark_destroyed(connection: Connection, programme_id: str, on: date) -> None:
    """Record that the responses are gone."""
    connection.execute(update(programmes).where(programmes.c.id == programme_id).values(destroyed_on=on))


# What every answer asks is put together once: to make a statement costs as much as to run it.
_FIND = select(sittings).where(sittings.c.id == bindparam("sitting"))
_HELD = _FIND.with_for_update().cte("held")
_WITH_IT = (*_HELD.c, *programmes.c, masked_lines(_HELD.c.subject))
_HOLD = select(*_WITH_IT).join_from(_HELD, programmes, programmes.c.id == _HELD.c.programme)
_HOLD_FOR = (
    VISITOR.join(_HELD, true(), isouter=True)
    .join(programmes, programmes.c.id == _HELD.c.programme, isouter=True)
    .add_columns(*_WITH_IT)
)


def find(connection: Connection, sitting_id: UUID) -> Sitting | None:
    """A sitting by id, in whichever programme."""
    row = connection.execute(_FIND, {"sitting": sitting_id}).one_or_none()
    return _sitting(row) if row else None


def hold(connection: Connection, sitting_id: UUID) -> Held | None:
    """A sitting by id, kept until the transaction ends."""
    row = connection.execute(_HOLD, {"sitting": sitting_id}).one_or_none()
    return _held(row) if row else None


def hold_for(
    connection: Connection, ring: KeyRing, token_hash: bytes, sitting_id: UUID, now: datetime
) -> tuple[SessionRow, SealedPerson, Held | None] | None:
    """Who is behind a session, None for nobody, and the sitting, kept: in one statement."""
    wanted = {"token": token_hash, "now": now, "sitting": sitting_id}
    row = connection.execute(_HOLD_FOR, wanted).one_or_none()
    return (*visitor_of(ring, row), _held(row[VISITOR_COLUMNS:])) if row else None


def _held(values: Sequence[Any]) -> Held | None:
    length = len(sittings.c)
    sitting = dict(zip(sittings.c.keys(), values[:length], strict=True))
    if sitting["id"] is None:
        return None
    return Held(_sitting_of(sitting), Programme(*values[length:-1]), values[-1] or "")


def lock(connection: Connection, sitting: Sitting) -> Sitting | None:
    """The sitting as it stands now, held until the transaction ends: two requests for it are done one by one."""
    query = select(sittings).where(sittings.c.programme == sitting.programme, sittings.c.id == sitting.id)
    row = connection.execute(query.with_for_update()).one_or_none()
    return replace(_sitting(row), year_group=sitting.year_group) if row else None


def of_learners(
    connection: Connection,
    learners: Sequence[UUID],
    subject: str | None = None,
    *,
    year: str | None = None,
    practice: bool = False,
) -> tuple[Sitting, ...]:
    """The live sittings of some learners, or their practice ones.

    Given the school year, without those of others that never began.
    """
    query = select(sittings).where(sittings.c.learner.in_(learners)).order_by(sittings.c.programme, sittings.c.id)
    query = query.where(sittings.c.practised_on.is_not(None) if practice else sittings.c.practised_on.is_(None))
    if subject is not None:
        query = query.where(sittings.c.subject == subject)
    if year is not None:
        query = query.where(or_(sittings.c.programme == year, sittings.c.state != "assigned"))
    return tuple(map(_sitting, connection.execute(query)))


def of_programme(connection: Connection, programme_id: str) -> tuple[Sitting, ...]:
    """Every sitting of a programme."""
    query = select(sittings).where(sittings.c.programme == programme_id).order_by(sittings.c.id)
    return tuple(map(_sitting, connection.execute(query)))


def completed_under(connection: Connection, bank_version: str) -> tuple[Sitting, ...]:
    """The finished sittings of school years that are pinned to a bank version; no trial's, which has no results."""
    query = (
        select(sittings)
        .where(
            sittings.c.bank_version == bank_version,
            sittings.c.state == "completed",
            sittings.c.pseudonym.is_(None),
        )
        .order_by(sittings.c.programme, sittings.c.id)
    )
    return tuple(map(_sitting, connection.execute(query)))


def add_to_do(connection: Connection, wanted: Sequence[Sitting]) -> tuple[UUID, ...]:
    """New sittings, but none for a learner who has one to do in that programme and subject; whose were made.

    The database decides, so that requests at the same moment make one sitting.
    """
    if not wanted:
        return ()
    # in one order whoever asks: two requests for the same learners queue, and never wait for each other
    rows = [_row(each) for each in sorted(wanted, key=lambda each: str(each.learner))]
    insert = insert_of(connection)(sittings).values(rows)
    unless = insert.on_conflict_do_nothing(
        index_elements=["programme", "learner", "subject"], index_where=text(TO_DO_SQL)
    )
    return tuple(connection.scalars(unless.returning(sittings.c.learner)))


def add_once(connection: Connection, sitting: Sitting) -> None:
    """A new sitting, unless a request at the same moment has made it already."""
    insert = insert_of(connection)(sittings).values(_row(sitting))
    connection.execute(insert.on_conflict_do_nothing())


def save(connection: Connection, sitting: Sitting) -> None:
    """Write the sitting's state and pins."""
    key = (sittings.c.programme == sitting.programme, sittings.c.id == sitting.id)
    connection.execute(update(sittings).where(*key).values(_row(sitting)))


def complete(connection: Connection, sitting: Sitting) -> None:
    """A sitting that was at work is over; nothing more is expected of its player."""
    this = (sittings.c.programme == sitting.programme, sittings.c.id == sitting.id)
    connection.execute(update(sittings).where(*this).values(state=State.COMPLETED.value))
    forget_presence(connection, sitting)


def hand_over(connection: Connection, sitting: Sitting, to: UUID) -> None:
    """A live sitting is another learner's: its log says nothing of whose it is."""
    this = (sittings.c.programme == sitting.programme, sittings.c.id == sitting.id, sittings.c.pseudonym.is_(None))
    connection.execute(update(sittings).where(*this).values(learner=to))


def withdraw(connection: Connection, sitting: Sitting) -> None:
    """Take back a sitting that was given and never started."""
    this = (sittings.c.programme == sitting.programme, sittings.c.id == sitting.id, sittings.c.state == "assigned")
    connection.execute(delete(sittings).where(*this))


def append(connection: Connection, key: Key, sitting: Sitting, first: int, events: Sequence[Event]) -> bytes:
    """Append events from sequence `first` on, each sealed to its own place in the log.

    Returns
    -------
    The mark of the last event now: the nonce it was sealed with, which no other has.
    """
    values, mark = _sealed(key, sitting, first, events)
    connection.execute(_insert_of(len(events)), values)
    return mark


def append_as_remembered(
    connection: Connection,
    key: Key,
    sitting: Sitting,
    first: int,
    events: Sequence[Event],
    so_far: Remembered,
    now: datetime,
) -> bytes | None:
    """`append`, if all is as a worker remembers it; None where it is not, and nothing was appended.

    One statement sees to it: the session lives and is the learner's, the sitting is still theirs and runs, its school
    year is there, as much is out of use as was, and the event that is remembered as the last one is the last one. It
    waits for whoever holds the sitting, as `hold` does.

    Raises
    ------
    IntegrityError : somebody else has appended
    """
    values, mark = _sealed(key, sitting, first, events)
    values |= {"last": first - 1, "subject": sitting.subject, "learner": sitting.learner, "now": now} | vars(so_far)
    insert = _insert_as_remembered(len(events))
    done = connection.execute(insert, values, execution_options={"preserve_rowcount": True})
    return mark if done.rowcount == len(events) else None


def _sealed(key: Key, sitting: Sitting, first: int, events: Sequence[Event]) -> tuple[dict[str, Any], bytes]:
    """What is bound to a statement of so many events, and the mark of the last one."""
    seal, values, sealed = key.sealing(), {"programme": sitting.programme, "sitting": sitting.id, "key_id": key.id}, b""
    for row, (sequence, event) in enumerate(enumerate(events, start=first)):
        sealed = seal(to_bytes(event), _place(sitting.id, sequence))
        values |= {f"sequence_{row}": sequence, f"kind_{row}": kind_of(event), f"payload_{row}": sealed}
    return values, sealed[:NONCE]


@cache
def _insert_of(events: int) -> Insert:
    """One statement for so many events of a sitting."""
    return sitting_events.insert().from_select(_APPENDED, _rows_of(events))


@cache
def _insert_as_remembered(events: int) -> Insert:
    """One statement for so many events of a sitting, which inserts all of them or none.

    That nothing comes after the last event that is remembered, the primary key sees to.
    """
    there = sitting_events.alias("there")
    here = and_(there.c.programme == bindparam("programme"), there.c.sitting == bindparam("sitting"))
    marked = func.substr(there.c.payload, 1, NONCE) == bindparam("mark", type_=LargeBinary)
    return sitting_events.insert().from_select(
        _APPENDED,
        select(_rows_of(events).subquery("added")).where(
            exists().where(here, there.c.sequence == bindparam("last"), marked),
            exists(_RUNS),
            exists(living_session(bindparam("token"), bindparam("now"), bindparam("learner"))),
            exists().where(programmes.c.id == bindparam("programme"), programmes.c.destroyed_on.is_(None)),
            func.coalesce(masked_lines(bindparam("subject")), "") == bindparam("masked"),
        ),
    )


_RUNS = (
    select(sittings.c.id)
    .where(
        sittings.c.programme == bindparam("programme"),
        sittings.c.id == bindparam("sitting"),
        sittings.c.learner == bindparam("learner"),
        sittings.c.state == State.STARTED.value,
    )
    .with_for_update()
)  # no WITH: for a statement that begins with it SQLite's driver counts no rows
_APPENDED = ["programme", "sitting", "key_id", "sequence", "kind", "payload"]


def _rows_of(events: int) -> CompoundSelect[Any]:
    """So many rows of bound values.

    A union, since SQLAlchemy would put a statement together anew each time that has its rows under VALUES.
    """
    each = ("sequence", "kind", "payload")
    columns = [sitting_events.c[name] for name in _APPENDED]
    return union_all(
        *(
            select(
                *(
                    bindparam(f"{c.name}_{row}" if c.name in each else c.name, type_=c.type).label(c.name)
                    for c in columns
                )
            )
            for row in range(events)
        )
    )


def log(connection: Connection, ring: KeyRing, sitting: Sitting) -> tuple[Event, ...]:
    """The whole log of a sitting, opened."""
    return logs(connection, ring, [sitting]).get(sitting.id, ())


def logs(
    connection: Connection, ring: KeyRing, wanted: Sequence[Sitting], kinds: Sequence[str] = ()
) -> dict[UUID, tuple[Event, ...]]:
    """The logs of several sittings by id, in one query; of some kinds of events alone, where they are named.

    Raises
    ------
    KeyGone, SealBroken
    """
    of_kind = sitting_events.c.kind.in_(kinds) if kinds else true()
    query = (
        select(sitting_events)
        .where(
            sitting_events.c.programme.in_({sitting.programme for sitting in wanted}),
            sitting_events.c.sitting.in_([sitting.id for sitting in wanted]),
            of_kind,
        )
        .order_by(sitting_events.c.sitting, sitting_events.c.sequence)
    )
    return dict(_grouped(_opened(ring, connection.execute(query))))


def stream_logs(connection: Connection, ring: KeyRing, programme_id: str) -> Iterator[tuple[UUID, tuple[Event, ...]]]:
    """Every log of a programme, in random order and a few at a time: a trial can have more than memory takes.

    Raises
    ------
    KeyGone, SealBroken
    """
    there = list(connection.scalars(select(sittings.c.id).where(sittings.c.programme == programme_id)))
    secrets.SystemRandom().shuffle(there)
    for first in range(0, len(there), _AT_ONCE):
        some = there[first : first + _AT_ONCE]
        query = (
            select(sitting_events)
            .where(sitting_events.c.programme == programme_id, sitting_events.c.sitting.in_(some))
            .order_by(sitting_events.c.sitting, sitting_events.c.sequence)
        )
        by_sitting = dict(_grouped(_opened(ring, connection.execute(query))))
        yield from ((sitting, by_sitting[sitting]) for sitting in some if sitting in by_sitting)


def _grouped(events: Iterable[tuple[UUID, Event]]) -> Iterator[tuple[UUID, tuple[Event, ...]]]:
    for sitting, its in groupby(events, key=itemgetter(0)):
        yield sitting, tuple(event for _, event in its)


def _opened(ring: KeyRing, rows: Iterable[AnyRow]) -> Iterator[tuple[UUID, Event]]:
    opening: dict[str, Callable[[bytes, str], bytes]] = {}
    for row in rows:
        if row.key_id not in opening:
            opening[row.key_id] = ring.read(row.key_id).opening()
        yield row.sitting, from_bytes(row.kind, opening[row.key_id](row.payload, _place(row.sitting, row.sequence)))


def count_sittings(connection: Connection, programme_id: str) -> int:
    """How many sittings a programme holds."""
    query = select(func.count()).select_from(sittings).where(sittings.c.programme == programme_id)
    return connection.scalar(query) or 0


def count_events(connection: Connection, programme_id: str) -> int:
    """How many events a programme holds."""
    query = select(func.count()).select_from(sitting_events).where(sitting_events.c.programme == programme_id)
    return connection.scalar(query) or 0


def count_replies(connection: Connection, wanted: Sequence[Sitting]) -> dict[UUID, int]:
    """How many replies each of some sittings holds, by id; the kinds stand in clear, so nothing is opened."""
    query = (
        select(sitting_events.c.sitting, func.count())
        .where(
            sitting_events.c.programme.in_({sitting.programme for sitting in wanted}),
            sitting_events.c.sitting.in_([sitting.id for sitting in wanted]),
            sitting_events.c.kind.in_(("answered", "omitted")),
        )
        .group_by(sitting_events.c.sitting)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def count_events_of(connection: Connection, sitting: Sitting) -> int:
    """How long a sitting's log is."""
    here = (sitting_events.c.programme == sitting.programme, sitting_events.c.sitting == sitting.id)
    return connection.scalar(select(func.count()).select_from(sitting_events).where(*here)) or 0


def forget_practice(connection: Connection, before: date) -> int:
    """Delete the practice sittings of the days before one, with their logs; how many."""
    old = and_(sittings.c.practised_on.is_not(None), sittings.c.practised_on < before)
    its = and_(sittings.c.programme == sitting_events.c.programme, sittings.c.id == sitting_events.c.sitting)
    connection.execute(delete(sitting_events).where(exists().where(its, old)))
    return connection.execute(delete(sittings).where(old)).rowcount


def add_booking(connection: Connection, booking: Booking) -> None:
    """A new booking."""
    connection.execute(bookings.insert().values(_renamed(asdict(booking), "class_id", "class")))


def bookings_by_id(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Booking]:
    """Some bookings by id."""
    rows = connection.execute(select(bookings).where(bookings.c.id.in_(list(ids))))
    held = (Booking(**_renamed(dict(row._mapping), "class", "class_id")) for row in rows)
    return {booking.id: booking for booking in held}


def booked(connection: Connection, class_id: UUID, programme_id: str, subject: str) -> tuple[Booking, ...]:
    """A class's bookings of a subject in a school year, by the first day and then the last."""
    here = (bookings.c["class"] == class_id, bookings.c.programme == programme_id, bookings.c.subject == subject)
    query = select(bookings.c.id).where(*here).order_by(bookings.c.opens_on, bookings.c.closes_on, bookings.c.id)
    ids = list(connection.scalars(query))
    held = bookings_by_id(connection, ids)
    return tuple(held[id_] for id_ in ids)


def forget_live(connection: Connection, programme_id: str) -> None:
    """Remove what a school year's sittings had beside them: bookings, and who was at work."""
    connection.execute(delete(bookings).where(bookings.c.programme == programme_id))
    connection.execute(delete(presence).where(presence.c.programme == programme_id))


def hear(connection: Connection, sitting: Sitting, heard: Presence) -> None:
    """Note what a player says of itself, in place of what it said before."""
    insert = insert_of(connection)(presence).values(programme=sitting.programme, sitting=sitting.id, **asdict(heard))
    said = {name: insert.excluded[name] for name in asdict(heard)}
    connection.execute(insert.on_conflict_do_update(index_elements=["programme", "sitting"], set_=said))


def forget_presence(connection: Connection, sitting: Sitting) -> None:
    """Nothing more is expected of a sitting's player."""
    here = (presence.c.programme == sitting.programme, presence.c.sitting == sitting.id)
    connection.execute(delete(presence).where(*here))


def presences(connection: Connection, wanted: Sequence[Sitting]) -> dict[UUID, Presence]:
    """What was last heard of some sittings, by id."""
    query = select(presence).where(
        presence.c.programme.in_({sitting.programme for sitting in wanted}),
        presence.c.sitting.in_([sitting.id for sitting in wanted]),
    )
    return {
        row.sitting: Presence(row.seen_at, row.still_for, row.unsent, row.hidden) for row in connection.execute(query)
    }


def _renamed(values: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    return {new if name == old else name: value for name, value in values.items()}


def _place(sitting: UUID, sequence: int) -> str:
    return f"{sitting}/{sequence}"


_PINS = tuple(field.name for field in fields(Pins))


def _row(sitting: Sitting) -> dict[str, Any]:
    values = asdict(sitting)
    if sitting.pseudonym is not None:
        values["year_group"] = None  # in a small class the year alone could tell who it is; it is sealed in the log
    return values | (values.pop("pins") or dict.fromkeys(_PINS))


def _sitting(row: AnyRow) -> Sitting:
    return _sitting_of(dict(row._mapping))


def _sitting_of(values: dict[str, Any]) -> Sitting:
    pins = {name: values.pop(name) for name in _PINS}
    return Sitting(**values, pins=Pins(**pins) if pins["bank_version"] is not None else None)


def _programme(row: AnyRow) -> Programme:
    return Programme(**row._mapping)
