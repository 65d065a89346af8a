"""Records who did what to whom, by id alone, in the transaction of the act itself.

Adding a row reads no other row, so that no answer waits for another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.audit import store
from delivery_api.audit.values import AffectedLearner


def record(
    connection: Connection,
    now: datetime,
    action: str,
    *,
    actor: UUID | None = None,
    learner: UUID | None = None,
    thing: str | None = None,
) -> None:
    """Append one row.

    Parameters
    ----------
    action : what was done
    actor : the person who did it; None for the service itself
    learner : the learner whose data were seen or changed
    thing : another object that was acted on, never a learner
    """
    store.add_row(connection, now, action, actor, learner, thing)


def has_done(connection: Connection, actor: UUID, action: str, since: datetime) -> bool:
    """Return whether a person has done something since a time."""
    return store.has_row(connection, actor, action, since)


def affected_learners(
    connection: Connection,
    since: datetime,
    until: datetime,
    *,
    actor: UUID | None = None,
    thing: str | None = None,
    learners: Sequence[UUID] | None = None,
) -> tuple[AffectedLearner, ...]:
    """Return the learners whose data were accessed from `since` until before `until`, in order of id.

    Parameters
    ----------
    actor : only what this person did
    thing : only rows with this object
    learners : only these learners
    """
    found = store.affected_learners(connection, since, until, actor=actor, thing=thing)
    wanted = None if learners is None else set(learners)
    return tuple(each for each in found if wanted is None or each.learner in wanted)
