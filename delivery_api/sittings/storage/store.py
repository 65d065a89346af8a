"""The SQL of sittings, programmes and presence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    true,
    update,
)

from delivery_api.access.refusals import Refused
from delivery_api.audit.values import AuditRow
from delivery_api.bank.store import withdrawn_item_lines, withdrawn_items_of
from delivery_api.identity.session_rows.store import (
    SESSION_WITH_PERSON,
    SESSION_WITH_PERSON_COLUMNS,
    SealedPerson,
    SessionRow,
    read_session_with_person,
)
from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import (
    RowForged,
    is_genuine,
    refuse_row,
    require_genuine,
    row_signer_of,
    signed,
)
from delivery_api.row_authentication.row_mac import bound_columns
from delivery_api.row_authentication.store import change_rows, genuine_rows
from delivery_api.sittings.storage.log_heads.head_notes import forget_sitting
from delivery_api.sittings.storage.log_heads.learner_notes import note_handed_over
from delivery_api.sittings.storage.tables import (
    OPEN_STATES_SQL,
    presence,
    programmes,
    sitting_events,
    sittings,
)
from delivery_api.sittings.values import (
    LockedSitting,
    PinnedVersions,
    Presence,
    Programme,
    Sitting,
    SittingState,
)
from delivery_api.storage.database import AnyRow, dialect_insert

MARK_TAG = 8
"""How much of a mark of what is left out of extracts its programme remembers, in bytes."""


class UnknownProgramme(Refused):
    """The programme is missing: the school year was not set up, or the trial does not exist."""

    code = "programme_missing"


def add_programme(connection: Connection, programme: Programme) -> None:
    """Add a programme."""
    connection.execute(programmes.insert().values(signed(connection, programmes, asdict(programme))))


def programme(connection: Connection, programme_id: str) -> Programme | None:
    """A programme by id."""
    found = genuine_rows(connection, programmes, select(programmes).where(programmes.c.id == programme_id))
    return programme_of(found[0]) if found else None


def require_without_plan(connection: Connection, programme_id: str) -> None:
    """Refuse a trial of which the booklets were deleted: it would ask the questions of live sittings.

    Raises
    ------
    RowForged
    """
    found = programme(connection, programme_id)
    if found is not None and found.plan_sha256 is not None:
        raise RowForged(table="trial_booklets")


def has_something_of(connection: Connection, programme_id: str) -> bool:
    """Whether a programme is there, or sittings of it: somebody may have deleted its row alone."""
    return programme(connection, programme_id) is not None or count_sittings(connection, programme_id) > 0


def programme_of(row: Mapping[str, Any]) -> Programme:
    """A programme as its row says."""
    return Programme(**{field.name: row[field.name] for field in fields(Programme)})


def all_programmes(connection: Connection) -> tuple[Programme, ...]:
    """All programmes, destroyed ones included."""
    every = select(programmes).order_by(programmes.c.id)
    return tuple(map(programme_of, genuine_rows(connection, programmes, every)))


def programmes_unchecked(connection: Connection) -> tuple[str, ...]:
    """The ids of all programmes, also of those whose row is forged, for who verifies what is in them."""
    return tuple(connection.scalars(select(programmes.c.id).order_by(programmes.c.id)))


def complete_programme(connection: Connection, programme_id: str, on: date) -> None:
    """Record the date of completion, from which the 18 months of retention run."""
    change_rows(connection, programmes, programmes.c.id == programme_id, {"completed_on": on})


def cancel_programme(connection: Connection, programme_id: str, on: date) -> None:
    """Record that a trial was cancelled, so that its responses are due at once."""
    change_rows(connection, programmes, programmes.c.id == programme_id, {"cancelled_on": on})


def mark_destroyed(connection: Connection, programme_id: str, on: date) -> None:
    """Record that the responses were destroyed, and with them what was left out of extracts."""
    change_rows(connection, programmes, programmes.c.id == programme_id, {"destroyed_on": on, "withdrawn_tags": None})


def withdrawn_tags(connection: Connection, programme_id: str, *, lock: bool = False) -> frozenset[bytes] | None:
    """The beginnings of the marks that are in `trial_withdrawals`; None if none was there, or for an earlier release.

    Parameters
    ----------
    lock : whether nobody else can change them until the transaction ends

    Raises
    ------
    RowForged
    """
    query = select(programmes).where(programmes.c.id == programme_id)
    found = genuine_rows(connection, programmes, query.with_for_update() if lock else query)
    noted = found[0]["withdrawn_tags"] if found else None
    return None if noted is None else frozenset(noted[at : at + MARK_TAG] for at in range(0, len(noted), MARK_TAG))


def note_withdrawn_tags(connection: Connection, programme_id: str, tags: Iterable[bytes]) -> None:
    """Record the beginnings of the marks that are in `trial_withdrawals`."""
    change_rows(connection, programmes, programmes.c.id == programme_id, {"withdrawn_tags": b"".join(sorted(tags))})


# Statements of the answer path are built once: building one costs as much as running it.
_FIND = select(sittings).where(sittings.c.id == bindparam("sitting"))
_LOCKED = _FIND.with_for_update().cte("locked")
# An answer checks no code of its programme, whose key opens nothing but what was sealed under it.
_PROGRAMME = tuple(programmes.c[field.name] for field in fields(Programme))
_LOCKED_COLUMNS = (*_LOCKED.c, *_PROGRAMME, withdrawn_item_lines(_LOCKED.c.subject))
_LOCK_BY_ID = select(*_LOCKED_COLUMNS).join_from(_LOCKED, programmes, programmes.c.id == _LOCKED.c.programme)
_LOCK_FOR_SESSION = (
    SESSION_WITH_PERSON.join(_LOCKED, true(), isouter=True)
    .join(programmes, programmes.c.id == _LOCKED.c.programme, isouter=True)
    .add_columns(*_LOCKED_COLUMNS)
)


def find(connection: Connection, sitting_id: UUID) -> Sitting | None:
    """A sitting by id, in any programme."""
    row = connection.execute(_FIND, {"sitting": sitting_id}).one_or_none()
    return _sitting(connection, row) if row else None


def find_all(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Sitting]:
    """Sittings by id, in any programme, without those that there are not."""
    query = select(sittings).where(sittings.c.id.in_(ids))
    return {row.id: _sitting(connection, row) for row in connection.execute(query)}


def lock_by_id(connection: Connection, sitting_id: UUID) -> LockedSitting | None:
    """A sitting by id, locked until the transaction ends."""
    row = connection.execute(_LOCK_BY_ID, {"sitting": sitting_id}).one_or_none()
    return _locked_sitting(connection, row) if row else None


def lock_for_session(
    connection: Connection, ring: KeyRing, token_hash: bytes, sitting_id: UUID, now: datetime
) -> tuple[SessionRow, SealedPerson, LockedSitting | None] | None:
    """A session, its person and a locked sitting, in one statement.

    Returns
    -------
    None if no live session has the token; a third element of None if there is no such sitting.

    Raises
    ------
    RowForged
    """
    values = {"token": token_hash, "now": now, "sitting": sitting_id}
    row = connection.execute(_LOCK_FOR_SESSION, values).one_or_none()
    found = read_session_with_person(connection, ring, row) if row else None
    return (*found, _locked_sitting(connection, row[SESSION_WITH_PERSON_COLUMNS:])) if row and found else None


def _locked_sitting(connection: Connection, values: Sequence[Any]) -> LockedSitting | None:
    length = len(sittings.c)
    sitting = dict(zip(sittings.c.keys(), values[:length], strict=True))
    if sitting["id"] is None:
        return None
    return LockedSitting(
        _sitting_of(connection, sitting), Programme(*values[length:-1]), withdrawn_items_of(values[-1])
    )


def lock(connection: Connection, sitting: Sitting) -> Sitting | None:
    """The current row of a sitting, locked until the transaction ends, so that requests for it run one by one."""
    query = select(sittings).where(sittings.c.programme == sitting.programme, sittings.c.id == sitting.id)
    row = connection.execute(query.with_for_update()).one_or_none()
    return replace(_sitting(connection, row), year_group=sitting.year_group) if row else None


def of_learners(
    connection: Connection,
    learners: Sequence[UUID],
    subject: str | None = None,
    *,
    year: str | None = None,
    practice: bool = False,
) -> tuple[Sitting, ...]:
    """The live sittings of learners, or their practice sittings.

    Parameters
    ----------
    subject : None for any
    year : a school year; sittings of other years that never started are left out. None leaves none out.
    """
    query = _query_of_learners(learners, subject, year=year, practice=practice)
    return tuple(_sitting(connection, row) for row in connection.execute(query))


def of_learners_with_forged(
    connection: Connection, learners: Sequence[UUID], subject: str | None = None
) -> tuple[tuple[Sitting, ...], tuple[Sitting, ...]]:
    """`of_learners` for a reader who has to say that a row is forged: the sittings that are believed; the others."""
    rows = [(dict(row._mapping)) for row in connection.execute(_query_of_learners(learners, subject, year=None))]
    believed = [is_genuine(connection, sittings, row) for row in rows]
    found = [_unchecked(row) for row in rows]
    return (
        tuple(each for each, genuine in zip(found, believed, strict=True) if genuine),
        tuple(each for each, genuine in zip(found, believed, strict=True) if not genuine),
    )


def _query_of_learners(
    learners: Sequence[UUID], subject: str | None, *, year: str | None, practice: bool = False
) -> Select[Any]:
    query = select(sittings).where(sittings.c.learner.in_(learners)).order_by(sittings.c.programme, sittings.c.id)
    query = query.where(sittings.c.practised_on.is_not(None) if practice else sittings.c.practised_on.is_(None))
    if subject is not None:
        query = query.where(sittings.c.subject == subject)
    if year is not None:
        query = query.where(or_(sittings.c.programme == year, sittings.c.state != "assigned"))
    return query


def of_bookings_unchecked(connection: Connection, programme_id: str, bookings: Iterable[UUID]) -> tuple[Sitting, ...]:
    """Every sitting of bookings as its row stands, whoever has it now."""
    here = (sittings.c.programme == programme_id, sittings.c.booking.in_(list(bookings)))
    query = select(sittings).where(*here).order_by(sittings.c.id)
    return tuple(_unchecked(dict(row._mapping)) for row in connection.execute(query))


def ids_of_learners(connection: Connection, learners: Sequence[UUID]) -> tuple[UUID, ...]:
    """The ids of every sitting of learners."""
    return tuple(connection.scalars(select(sittings.c.id).where(sittings.c.learner.in_(learners))))


def of_programme(connection: Connection, programme_id: str) -> tuple[Sitting, ...]:
    """Every sitting of a programme."""
    query = select(sittings).where(sittings.c.programme == programme_id).order_by(sittings.c.id)
    return tuple(_sitting(connection, row) for row in connection.execute(query))


def completed_of_year(connection: Connection, year: str, subject: str) -> tuple[Sitting, ...]:
    """The finished sittings of a subject in a school year, without practice."""
    c = sittings.c
    here = (c.programme == year, c.subject == subject, c.state == SittingState.COMPLETED.value)
    query = select(sittings).where(*here, c.practised_on.is_(None), c.pseudonym.is_(None)).order_by(c.id)
    return tuple(_sitting(connection, row) for row in connection.execute(query))


def of_programme_unchecked(connection: Connection, programme_id: str) -> tuple[Sitting, ...]:
    """Every sitting of a programme as its row stands, for who verifies it."""
    query = select(sittings).where(sittings.c.programme == programme_id).order_by(sittings.c.id)
    return tuple(_unchecked(dict(row._mapping)) for row in connection.execute(query))


def find_unchecked(connection: Connection, programme_id: str, sitting: UUID) -> Sitting | None:
    """A sitting as its row stands, for who verifies it."""
    query = select(sittings).where(sittings.c.programme == programme_id, sittings.c.id == sitting)
    row = connection.execute(query).one_or_none()
    return _unchecked(dict(row._mapping)) if row else None


def completed_sittings_of_bank(connection: Connection, bank_version: str) -> tuple[Sitting, ...]:
    """The finished sittings of school years that are pinned to a bank version. Trials and practice have no results."""
    query = (
        select(sittings)
        .where(
            sittings.c.bank_version == bank_version,
            sittings.c.state == "completed",
            sittings.c.pseudonym.is_(None),
            sittings.c.practised_on.is_(None),
        )
        .order_by(sittings.c.programme, sittings.c.id)
    )
    return tuple(_sitting(connection, row) for row in connection.execute(query))


def add_open(connection: Connection, new: Sequence[Sitting]) -> tuple[UUID, ...]:
    """Add sittings, except for learners who have an open one in the same programme and subject.

    A unique index decides, so that simultaneous requests add one sitting.

    Returns
    -------
    The learners whose sittings were added.
    """
    if not new:
        return ()
    # always in the same order, so that two requests for the same learners queue instead of deadlocking
    sign = row_signer_of(connection, sittings)
    values = [_row(each) for each in sorted(new, key=lambda each: str(each.learner))]
    rows = [{**each, "mac": sign(each)} for each in values]
    insert = dialect_insert(connection)(sittings).values(rows)
    unless = insert.on_conflict_do_nothing(
        index_elements=["programme", "learner", "subject"], index_where=text(OPEN_STATES_SQL)
    )
    return tuple(connection.scalars(unless.returning(sittings.c.learner)))


def add_if_absent(connection: Connection, sitting: Sitting) -> None:
    """Add a sitting, unless a simultaneous request has added it already."""
    insert = dialect_insert(connection)(sittings).values(signed(connection, sittings, _row(sitting)))
    connection.execute(insert.on_conflict_do_nothing())


def save(connection: Connection, sitting: Sitting) -> None:
    """Write the sitting's state and pinned versions; what its row's code binds does not change."""
    key = (sittings.c.programme == sitting.programme, sittings.c.id == sitting.id)
    changed = {name: value for name, value in _row(sitting).items() if name not in bound_columns(sittings)}
    connection.execute(update(sittings).where(*key).values(changed))


def require_as_started(connection: Connection, sitting: Sitting, logged: PinnedVersions | None) -> None:
    """Refuse a sitting whose row is pinned to something else than it started with.

    Parameters
    ----------
    logged : what its log says that it started with; None in the log of a release that did not log it

    Raises
    ------
    RowForged
    """
    if logged is not None and logged != sitting.pinned:
        refuse_row(connection, sittings, vars(sitting))


def complete(connection: Connection, sitting: Sitting) -> None:
    """Complete a running sitting, and delete its player's presence."""
    this = (sittings.c.programme == sitting.programme, sittings.c.id == sitting.id)
    connection.execute(update(sittings).where(*this).values(state=SittingState.COMPLETED.value))
    delete_presence(connection, sitting)


def change_learner(connection: Connection, sitting: Sitting, to: UUID) -> None:
    """Assign a live sitting to another learner; its log does not name the learner."""
    this = and_(sittings.c.programme == sitting.programme, sittings.c.id == sitting.id, sittings.c.pseudonym.is_(None))
    change_rows(connection, sittings, this, {"learner": to})
    if sitting.pinned is not None:
        note_handed_over(connection, sitting, to)


def delete_unstarted(connection: Connection, sitting: Sitting) -> None:
    """Delete a sitting that was assigned and never started: of which the log, too, tells nothing."""
    its = and_(sitting_events.c.programme == sitting.programme, sitting_events.c.sitting == sitting.id)
    this = (sittings.c.programme == sitting.programme, sittings.c.id == sitting.id, sittings.c.state == "assigned")
    if connection.execute(delete(sittings).where(*this, ~exists().where(its))).rowcount:
        forget_sitting(connection, sitting.programme, sitting.id)


def set_year_group_of_unstarted(connection: Connection, learner: UUID, year_group: int) -> None:
    """Set the year group of a learner's sittings that have not started; the others keep theirs."""
    theirs = and_(sittings.c.learner == learner, sittings.c.bank_version.is_(None))
    change_rows(connection, sittings, theirs, {"year_group": year_group})


def delete_sitting(connection: Connection, programme_id: str, sitting: UUID) -> None:
    """Delete a sitting with its log."""
    its = (sitting_events.c.programme == programme_id, sitting_events.c.sitting == sitting)
    connection.execute(delete(sitting_events).where(*its))
    connection.execute(delete(sittings).where(sittings.c.programme == programme_id, sittings.c.id == sitting))
    forget_sitting(connection, programme_id, sitting)


def count_sittings(connection: Connection, programme_id: str) -> int:
    """The number of sittings in a programme."""
    query = select(func.count()).select_from(sittings).where(sittings.c.programme == programme_id)
    return connection.scalar(query) or 0


def has_gone_with_programme(connection: Connection, act: AuditRow) -> bool:
    """Whether the responses are destroyed of the programme that the key of a row begins with, and the row with them."""
    with suppress(RowForged):  # the programme's own row is named as that
        found = programme(connection, (act.thing or "").partition(" ")[0])
        return found is not None and found.destroyed_on is not None
    return False


def save_presence(connection: Connection, sitting: Sitting, report: Presence) -> None:
    """Store what a player reports of itself, in place of its last report."""
    row = {"programme": sitting.programme, "sitting": sitting.id} | asdict(report)
    insert = dialect_insert(connection)(presence).values(row)
    replaced = {name: insert.excluded[name] for name in asdict(report)}
    connection.execute(insert.on_conflict_do_update(index_elements=["programme", "sitting"], set_=replaced))


def delete_presence(connection: Connection, sitting: Sitting) -> None:
    """Delete the presence of a sitting's player."""
    here = (presence.c.programme == sitting.programme, presence.c.sitting == sitting.id)
    connection.execute(delete(presence).where(*here))


def presences(connection: Connection, wanted: Sequence[Sitting]) -> dict[UUID, Presence]:
    """The last presence of sittings, by id."""
    query = select(presence).where(
        presence.c.programme.in_({sitting.programme for sitting in wanted}),
        presence.c.sitting.in_([sitting.id for sitting in wanted]),
    )
    return {
        row.sitting: Presence(row.seen_at, row.still_for, row.unsent, row.hidden) for row in connection.execute(query)
    }


_PINNED = tuple(field.name for field in fields(PinnedVersions))


def _row(sitting: Sitting) -> dict[str, Any]:
    values = asdict(sitting)
    if sitting.pseudonym is not None:
        values["year_group"] = (
            None  # in a small class the year group alone could identify the learner; the log seals it
        )
    return values | (values.pop("pinned") or dict.fromkeys(_PINNED))


def _sitting(connection: Connection, row: AnyRow) -> Sitting:
    return _sitting_of(connection, dict(row._mapping))


def _sitting_of(connection: Connection, values: dict[str, Any]) -> Sitting:
    require_genuine(connection, sittings, values)
    return _unchecked(values)


def _unchecked(values: dict[str, Any]) -> Sitting:
    pinned = {name: values.pop(name) for name in _PINNED}
    del values["mac"]
    return Sitting(**values, pinned=PinnedVersions(**pinned) if pinned["bank_version"] is not None else None)
