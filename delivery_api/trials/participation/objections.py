"""The use case of a learner who objects to a trial; nobody asks why, and no reason is kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.audit import audit_log
from delivery_api.identity import person_records
from delivery_api.identity.identifier_hashing import parse_identifier
from delivery_api.identity.restriction.store import restricted_among
from delivery_api.keys.key_ring import KeyRing
from delivery_api.trials import seats
from delivery_api.trials.participation import store


class NotTheirIdentifier(Refused):
    """The identifier is not the learner's."""

    code = "not_their_identifier"


def record(
    connection: Connection,
    ring: KeyRing,
    programme: str,
    learner: UUID,
    identifier: str,
    actor: UUID,
    now: datetime,
    *,
    objects: bool,
) -> None:
    """Note that a learner objects to a trial, or does so no more.

    From then on the learner is not offered the trial. What they answered is left out of extracts at once where their
    identifier is given, since it alone leads to their sitting; otherwise from their next sign-in on.

    Parameters
    ----------
    identifier : as the sign-in provider gives it; "" where staff do not have it. It is not kept

    Raises
    ------
    NotTheirIdentifier
    """
    if identifier and not _is_theirs(connection, ring, learner, identifier):
        raise NotTheirIdentifier
    store.set_objection(connection, programme, learner, objects=objects)
    if identifier:
        withdrawn = objects or bool(restricted_among(connection, [learner]))  # what the law withholds stays so
        seats.withdraw_from(connection, ring, programme, identifier, withdrawn=withdrawn)
    act = store.OBJECTED if objects else store.OBJECTION_TAKEN_BACK
    audit_log.record(connection, now, act, actor=actor, learner=learner, thing=programme)


def _is_theirs(connection: Connection, ring: KeyRing, learner: UUID, identifier: str) -> bool:
    found = person_records.find_by_identifier(connection, ring, parse_identifier(seats.canonical(identifier)))
    return found is not None and found.id == learner
