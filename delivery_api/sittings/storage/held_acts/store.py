"""The SQL of acts on finished results that wait for a second person, or can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, exists, or_, select

from delivery_api.audit.row_traces import RowTrace
from delivery_api.audit.values import AuditRow
from delivery_api.keys.encryption import DecryptionFailed, Key, KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.row_authentication.store import change_rows, genuine_rows
from delivery_api.sittings.storage.held_acts.tables import held_acts
from delivery_api.sittings.storage.tables import sittings
from delivery_api.sittings.values import HELD_ACTS_TOLD, HeldAct, HeldActState


def add_held_act(connection: Connection, key: Key, act: HeldAct) -> None:
    """Add an act; its reason is sealed to what it is about."""
    sealed = key.seal(act.reason.encode(), place=reason_place(act))
    values = {name: value for name, value in asdict(act).items() if name != "reason"}
    written = signed(connection, held_acts, values | {"key_id": key.id, "sealed_reason": sealed})
    connection.execute(held_acts.insert().values(written))


def decide(
    connection: Connection, act: HeldAct, before: HeldActState, after: HeldActState, by: UUID, now: datetime
) -> bool:
    """Decide an act. Returns whether it was still in the state before."""
    open_ = and_(held_acts.c.id == act.id, held_acts.c.state == before.value)
    changed = {"state": after.value, "second_actor": by, "decided_at": now}
    return len(change_rows(connection, held_acts, open_, changed)) == 1


def held_act(connection: Connection, ring: KeyRing, act_id: UUID) -> HeldAct | None:
    """An act by id; None if there is none, or its key is gone.

    Raises
    ------
    RowForged
    """
    query = select(held_acts).where(held_acts.c.id == act_id).with_for_update()
    found = genuine_rows(connection, held_acts, query)
    return _opened(ring, found[0]) if found else None


def waiting_for(connection: Connection, sitting: UUID, since: datetime) -> bool:
    """Whether an act on a sitting waits for a second person."""
    query = select(held_acts.c.id).where(
        held_acts.c.sitting == sitting, held_acts.c.state == HeldActState.ASKED, held_acts.c.asked_at >= since
    )
    return connection.execute(query).first() is not None


def count_waiting(
    connection: Connection, since: datetime, school: UUID, but_of: UUID, learners: Iterable[UUID] | None = None
) -> int:
    """How many acts of a school wait for a second person other than one.

    Parameters
    ----------
    learners : only those on results of these
    """
    query = select(held_acts.c.id).where(
        held_acts.c.school == school,
        held_acts.c.state == HeldActState.ASKED,
        held_acts.c.asked_at >= since,
        held_acts.c.actor != but_of,
    )
    if learners is not None:
        query = query.where(held_acts.c.learner.in_(list(learners)))
    return len(connection.execute(query).all())


def acts_since(
    connection: Connection, ring: KeyRing, since: datetime, *, school: UUID, learners: Iterable[UUID] | None = None
) -> tuple[HeldAct, ...]:
    """The acts of a school that were asked for, done or decided since a time, latest first.

    Parameters
    ----------
    learners : only those on results of these, or for them
    """
    lately = or_(held_acts.c.asked_at >= since, held_acts.c.decided_at >= since)
    query = select(held_acts).where(held_acts.c.school == school, lately)
    if learners is not None:
        some = list(learners)
        query = query.where(or_(held_acts.c.learner.in_(some), held_acts.c.receiver.in_(some)))
    rows = genuine_rows(connection, held_acts, query.order_by(held_acts.c.asked_at.desc()))
    found = (_opened(ring, row) for row in rows)
    return tuple(each for each in found if each is not None)


def opened_reason(ring: KeyRing, row: dict[str, Any]) -> str:
    """The reason in a row.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    return _act(ring, row).reason


def _opened(ring: KeyRing, row: dict[str, Any]) -> HeldAct | None:
    try:
        return _act(ring, row)
    except (KeyGone, DecryptionFailed):
        return None


def _act(ring: KeyRing, row: dict[str, Any]) -> HeldAct:
    if row["sealed_reason"] is None:  # nobody has asked for it here
        raise DecryptionFailed(str(row["id"]))
    values = {name: value for name, value in row.items() if name not in ("key_id", "sealed_reason", "mac")}
    act = HeldAct(**values | {"reason": "", "state": HeldActState(row["state"])})
    reason = ring.read(row["key_id"]).open(row["sealed_reason"], place=reason_place(act)).decode()
    return replace(act, reason=reason)


def reason_place(act: HeldAct) -> str:
    """Return what the reason is bound to: a row with another sitting, act or actor does not open."""
    return f"held act {act.id}/{act.programme}/{act.sitting}/{act.act}/{act.actor}"


def _there(connection: Connection) -> set[tuple[UUID, datetime | None]]:
    times = connection.execute(select(held_acts.c.sitting, held_acts.c.asked_at, held_acts.c.decided_at))
    return {(row.sitting, at) for row in times for at in (row.asked_at, row.decided_at)}


def _sitting_has_gone(connection: Connection, act: AuditRow) -> bool:
    """Whether its school year was destroyed, and what was done in it too."""
    return not connection.scalar(select(exists().where(sittings.c.id == UUID(act.thing))))


HELD_ACTS = RowTrace(
    held_acts.name,
    dict.fromkeys(HELD_ACTS_TOLD.values(), True),
    row_of=lambda act: (UUID(act.thing), act.at),
    there=_there,
    has_gone=_sitting_has_gone,
)
"""A deleted act could not be taken back, and nobody would see who did it."""
