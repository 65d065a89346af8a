"""Sittings that the database has lost and the notes outside it know: their learners start no other one meanwhile.

A database that was put back to an earlier state has lost them, and one from which somebody deleted rows. Which of the
two it was, nobody can tell from here: so a named person gives them up, who can reach the ledger's key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Declined, Reason
from delivery_api.alerts.store import raise_alert
from delivery_api.alerts.values import AlertKind
from delivery_api.audit import audit_log
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.sittings.record.logbook.noted_logs.store import whole_log
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.altered_rows.store import sitting_ids
from delivery_api.sittings.storage.log_heads.head_notes import noted_logs
from delivery_api.sittings.storage.log_heads.learner_notes import forget_lost, noted_learners
from delivery_api.sittings.values import Sitting

GAVE_UP = "gave a sitting up as lost"
"""The act in audit and ledger."""


class SittingNotLost(Declined):
    """A sitting that is to be given up is not lost."""


@dataclass(frozen=True)
class LostSitting:
    """A sitting that has no row and no log any more.

    Attributes
    ----------
    learners : who has begun it, as is noted; nobody for one of a trial
    """

    programme: str
    id: UUID
    learners: tuple[UUID, ...]


def lost_sittings(engine: Engine, ring: KeyRing) -> tuple[LostSitting, ...]:
    """Return the sittings that are noted to have begun and that the database does not have, in order of programme.

    Notes follow the database: what is noted before a transaction begins to read is there for it to see.
    """
    noted = _noted(engine, ring)
    there = _there(engine)
    missing = {sitting: programme for sitting, programme in noted.items() if sitting not in there}
    still = _noted(engine, ring) if missing else {}  # without those that the service has deleted meanwhile
    with engine.connect() as connection:
        lost = [LostSitting(programme, id_, ()) for id_, programme in missing.items() if id_ in still]
        return tuple(_with_learners(connection, ring, [each for each in lost if _has_no_log(connection, ring, each)]))


def give_up(
    engine: Engine, ledger: Ledger, wanted: Collection[UUID] | None, decision: Decision, now: datetime
) -> tuple[LostSitting, ...]:
    """Record that a named person gives sittings up as lost: their learners start others, with questions seen before.

    Head and officer get an alert of each. Killed before it is through, nothing is given up; safe to repeat.

    Parameters
    ----------
    wanted : their ids; None for all

    Raises
    ------
    SittingNotLost
    LedgerRefused
    """
    lost = {each.id: each for each in lost_sittings(engine, ledger.ring)}
    not_lost = sorted(str(each) for each in wanted or () if each not in lost)
    if not_lost:
        raise SittingNotLost(Reason.SITTING_NOT_LOST, sittings=", ".join(not_lost))
    given = tuple(each for each in lost.values() if wanted is None or each.id in wanted)
    with engine.begin() as connection:
        for each in given:
            _tell(connection, each, now)
            forget_lost(connection, ledger.ring, each.programme, each.id, each.learners)
        for programme, some in groupby(given, lambda each: each.programme):
            ids = [str(each.id) for each in some]
            facts = {"by": decision.by.strip(), "reason": decision.reason.strip(), "sittings": ids}
            ledger.append(connection, now, EntryKind.DECIDED, act=GAVE_UP, thing=programme, **facts)
    return given


def given_up(ledger: Ledger) -> frozenset[UUID]:
    """Return the sittings that named persons have given up as lost, as the ledger says.

    Raises
    ------
    LedgerRefused
    """
    said = (entry.facts for entry in ledger.entries_of(EntryKind.DECIDED) if entry.facts)
    return frozenset(UUID(id_) for facts in said if facts["act"] == GAVE_UP for id_ in facts["sittings"])


def _noted(engine: Engine, ring: KeyRing) -> dict[UUID, str]:
    """The programmes of the sittings whose logs are noted, by sitting."""
    with engine.connect() as connection:
        programmes = store.programmes_unchecked(connection)
        return {sitting: each for each in programmes for sitting in noted_logs(connection, ring, each)}


def _there(engine: Engine) -> frozenset[UUID]:
    with engine.connect() as connection:
        return sitting_ids(connection)


def _has_no_log(connection: Connection, ring: KeyRing, lost: LostSitting) -> bool:
    """Whether the log is not whole either; where it is, everything that was seen is known, and nobody waits."""
    return whole_log(connection, ring, Sitting(lost.programme, lost.id, None, None, "", None)) is None


def _with_learners(connection: Connection, ring: KeyRing, lost: Sequence[LostSitting]) -> Iterator[LostSitting]:
    for programme, some in groupby(lost, lambda each: each.programme):
        begun = noted_learners(connection, ring, programme)
        for each in some:
            yield LostSitting(programme, each.id, tuple(who for who, what in begun if what == each.id))


def _tell(connection: Connection, lost: LostSitting, now: datetime) -> None:
    for learner in lost.learners or (None,):
        audit_log.record(connection, now, GAVE_UP, learner=learner, thing=str(lost.id))
        raise_alert(connection, now, AlertKind.LOST, learner, sitting=lost.id)
