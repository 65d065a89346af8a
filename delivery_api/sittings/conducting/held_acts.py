"""Acts on finished results, which nobody does alone: a second person confirms, or it can be taken back.

Setting a finished result aside, and moving it to another learner, waits until another member of staff with the right
confirms it. Where the head acts, or nobody else has the right, a fresh sign-in is needed, the officer is told, and the
act can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.access.request_context import SignedIn
from delivery_api.access.roles import Right, Role
from delivery_api.alerts.store import raise_alert
from delivery_api.alerts.values import AlertKind
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import store as identity
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions import store as granting
from delivery_api.sittings.conducting import staff_actions
from delivery_api.sittings.conducting.assigning import MAX_PER_YEAR
from delivery_api.sittings.conducting.staff_actions import StaffAction
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.held_acts import store as held
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import DISCARD, HELD_ACTS_TOLD, MOVE, HeldAct, HeldActState, Sitting, SittingState

OPEN_FOR = timedelta(days=14)
"""How long an act waits for a second person, and how long one that was done alone can be taken back."""


class OwnAct(Refused):
    """Whoever asked for an act cannot confirm it."""

    code = "own_act"


class WaitsAlready(Refused):
    """An act on this result waits for a second person already."""

    code = "waits_already"


@dataclass(frozen=True)
class Office:
    """Who acts on results, in one transaction; `fresh_acts` has made sure that they signed in lately."""

    connection: Connection
    ring: KeyRing
    person: SignedIn
    now: datetime


@dataclass(frozen=True)
class ActOutcome:
    """The result of asking for an act: the sitting, and whether the act waits for a second person."""

    sitting: Sitting
    waits: bool = False


def act_on_result(office: Office, sitting: Sitting, act: str, reason: str, to: UUID | None = None) -> ActOutcome:
    """Discard a sitting or move it; what is finished waits for a second person, if there is one.

    Parameters
    ----------
    act : "discard" or "move"
    to : who gets it, if it is moved

    Raises
    ------
    IllegalMove, AnotherSittingOpen, WaitsAlready
    """
    connection, now = office.connection, office.now
    locked = store.lock(connection, sitting) or sitting
    if locked.state != SittingState.COMPLETED or locked.learner is None:
        return ActOutcome(_done(office, locked, act, StaffAction(office.person.person, now, reason), to))
    waits = office.person.role is not Role.HEAD and _has_colleague(office, locked.learner)
    if waits and held.waiting_for(connection, locked.id, now - OPEN_FOR):
        raise WaitsAlready
    asked = HeldAct(
        uuid4(), locked.programme, locked.id, office.person.school, locked.learner, to, act,
        HeldActState.ASKED if waits else HeldActState.ALONE, office.person.person, now, reason,
    )  # fmt: skip
    held.add_held_act(connection, require_ready(connection, office.ring, locked.programme), asked)
    _audit(office, asked, HELD_ACTS_TOLD[asked.state, act])
    if waits:
        return ActOutcome(locked, waits=True)
    done = _done(office, locked, act, StaffAction(office.person.person, now, reason), to)
    _alert(office, asked, AlertKind.DISCARDED_ALONE if act == DISCARD else AlertKind.MOVED_ALONE)
    return ActOutcome(done)


def confirm(office: Office, act_id: UUID, may_assess: Callable[[UUID], bool]) -> None:
    """Confirm what a colleague asked for, and do it.

    Parameters
    ----------
    may_assess : whether the person has the right to assess a learner

    Raises
    ------
    NotFound, OwnAct, IllegalMove, AnotherSittingOpen
    """
    act = _open_act(office, act_id, HeldActState.ASKED, may_assess)
    if act.actor == office.person.person:
        raise OwnAct
    sitting = _sitting(office, act)
    _decide(office, act, HeldActState.ASKED, HeldActState.DONE)
    _done(office, sitting, act.act, StaffAction(act.actor, office.now, act.reason), act.receiver)
    _alert(office, act, AlertKind.DISCARDED if act.act == DISCARD else AlertKind.MOVED)


def decline(office: Office, act_id: UUID, may_assess: Callable[[UUID], bool]) -> None:
    """Decline what a colleague asked for, or take one's own request back.

    Raises
    ------
    NotFound
    """
    act = _open_act(office, act_id, HeldActState.ASKED, may_assess)
    _decide(office, act, HeldActState.ASKED, HeldActState.DECLINED)


def undo(office: Office, act_id: UUID, may_assess: Callable[[UUID], bool]) -> None:
    """Take back what somebody did alone.

    Raises
    ------
    NotFound, IllegalMove : the sitting was changed since
    """
    act = _open_act(office, act_id, HeldActState.ALONE, may_assess)
    sitting = _sitting(office, act)
    _decide(office, act, HeldActState.ALONE, HeldActState.UNDONE)
    by = StaffAction(office.person.person, office.now, act.reason)
    if act.act == DISCARD:
        staff_actions.reinstate_result(office.connection, office.ring, sitting, by)
    else:
        staff_actions.hand_over(office.connection, office.ring, sitting, act.learner, by, MAX_PER_YEAR + 1)
    _alert(office, act, AlertKind.UNDONE)


def _done(office: Office, sitting: Sitting, act: str, by: StaffAction, to: UUID | None) -> Sitting:
    if act == MOVE and to is not None:
        return staff_actions.hand_over(office.connection, office.ring, sitting, to, by, MAX_PER_YEAR)
    return staff_actions.move(office.connection, office.ring, sitting, SittingState.DISCARDED, by)


def _has_colleague(office: Office, learner: UUID) -> bool:
    """Whether anybody else at the school may assess a learner: a teacher of theirs, the head, or by a grant."""
    connection, school, today = office.connection, office.person.school, london_date(office.now)
    record = identity.learner_today(connection, office.ring, learner, today)
    grants = granting.grants_at(connection, school, today)
    granted = {each.person for each in grants if each.right == Right.ASSESSMENTS and each.from_on <= today}
    present = identity.staff_ids(connection, school)
    may = (record.teachers if record else frozenset()) | granted | identity.head_ids(connection, school)
    return bool((may & present) - {office.person.person})


def _open_act(office: Office, act_id: UUID, state: HeldActState, may_assess: Callable[[UUID], bool]) -> HeldAct:
    act = held.held_act(office.connection, office.ring, act_id)
    if act is None or act.state != state or office.now - act.asked_at > OPEN_FOR:
        raise NotFound(thing="act")
    if not all(may_assess(each) for each in (act.learner, act.receiver) if each is not None):
        raise NotFound(thing="act")
    return act


def _sitting(office: Office, act: HeldAct) -> Sitting:
    found = store.find(office.connection, act.sitting)
    locked = store.lock(office.connection, found) if found else None
    if locked is None:
        raise NotFound(thing="sitting")
    return locked


def _decide(office: Office, act: HeldAct, before: HeldActState, after: HeldActState) -> None:
    if not held.decide(office.connection, act, before, after, office.person.person, office.now):
        raise NotFound(thing="act")
    _audit(office, act, HELD_ACTS_TOLD[after, act.act])


def _audit(office: Office, act: HeldAct, what: str) -> None:
    actor, learner = office.person.person, act.learner
    audit_log.record(office.connection, office.now, what, actor=actor, learner=learner, thing=str(act.sitting))


def _alert(office: Office, act: HeldAct, kind: AlertKind) -> None:
    actor, other = office.person.person, None if act.actor == office.person.person else act.actor
    raise_alert(office.connection, office.now, kind, act.learner, actor=actor, asked_by=other, sitting=act.sitting)
