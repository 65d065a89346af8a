"""The acts on which a person's rights rest: rectification, erasure, restriction and objection, and lifting them.

Each is a decision of a named person. What must outlive a restored backup stands in the ledger, and is done again by
the functions whose names begin with ``apply_``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, NotFound, Reason
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import person_records
from delivery_api.identity import store as identity
from delivery_api.identity.erasure import store as erasures
from delivery_api.identity.identifier_hashing import identifier_hashes, parse_identifier
from delivery_api.identity.restriction import store as restrictions
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.holds.legal_holds import require_not_held
from delivery_api.privacy.person_rows import forget
from delivery_api.sittings.record.result_records import rewrite_owners
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.log_heads.learner_notes import forget_learners
from delivery_api.trials import seats
from delivery_api.trials.participation.store import objected_trials


class NothingToLift(Declined):
    """There is no erasure or restriction to lift."""


def rectify(
    connection: Connection,
    ring: KeyRing,
    person: UUID,
    now: datetime,
    *,
    actor: UUID | None = None,
    reference: str | None = None,
    name: str | None = None,
    birth_date: date | None = None,
    year_group: int | None = None,
) -> None:
    """Put values of a person right; each overrides the school's system until that agrees, and both values are kept.

    Nothing stored is computed from a date of birth. A mended year group also changes the sittings that have
    not started; those that have keep the year group that they were sat with.

    Raises
    ------
    NotFound
    """
    today = london_date(now)
    person_records.rectify(
        connection,
        ring,
        person,
        today,
        name=name,
        birth_date=birth_date,
        year_group=year_group,
        actor=actor,
        reference=reference,
    )
    if year_group is not None:
        sittings.set_year_group_of_unstarted(connection, person, year_group)
    given = {"name": name, "birth_date": birth_date, "year_group": year_group}
    for field in sorted(field for field, value in given.items() if value is not None):
        audit_log.record(connection, now, f"put right ({field})", actor=actor, learner=person)


def erase(
    connection: Connection,
    ring: KeyRing,
    ledger: Ledger,
    person: UUID,
    decision: Decision,
    now: datetime,
    *,
    identifier: str | None = None,
) -> Counter[str]:
    """Erase a person from every table; one hash of the identifier stays, so that no roster creates them again.

    Parameters
    ----------
    identifier : as the sign-in provider gives it; with it, what they answered in trials goes too. Without it nothing
        leads to that, and it goes with the trial

    Returns
    -------
    the number of rows that were deleted or anonymised, by table

    Raises
    ------
    NotFound
    UnderHold
    """
    row, today = identity.details_row(connection, person), london_date(now)
    if row is None:
        raise NotFound(thing="learner")
    require_not_held(connection, person, today)
    places = tuple(seats.sittings_of(connection, ring, identifier)) if identifier else ()
    changed = apply_erasure(connection, ring, person, (row.identifier_key, row.identifier), today, places)
    entry = ledger.append(
        connection,
        now,
        EntryKind.ERASED,
        person=str(person),
        identifier_key=row.identifier_key,
        identifier=row.identifier.hex(),
        on=today.isoformat(),
        trial_sittings=[[programme, str(sitting)] for programme, sitting in places],
        **vars(decision),
    )
    audit_log.record(connection, now, "erased a person", learner=person, thing=f"ledger entry {entry.number}")
    return changed


def apply_erasure(
    connection: Connection,
    ring: KeyRing,
    person: UUID,
    identifier: tuple[str, bytes],
    on: date,
    trial_sittings: Iterable[tuple[str, UUID]] = (),
) -> Counter[str]:
    """Erase a person, and note the hash of their identifier as (key id, HMAC). Returns the rows changed by table."""
    erasures.note_erasure(connection, *identifier, on)
    for programme, sitting in trial_sittings:
        sittings.delete_sitting(connection, programme, sitting)
    theirs = sittings.ids_of_learners(connection, [person])
    forget_learners(connection, ring, [person])
    changed = forget(connection, [person])
    rewrite_owners(connection, ring, theirs)
    return changed


def lift_erasure(
    connection: Connection, ring: KeyRing, ledger: Ledger, identifier: str, decision: Decision, now: datetime
) -> None:
    """Lift an erasure: the next roster that names the person may create them again, as a new person.

    Parameters
    ----------
    identifier : as the sign-in provider or the roster gives it; nothing else tells who was erased

    Raises
    ------
    NothingToLift
    """
    hashes = identifier_hashes(connection, ring, parse_identifier(identifier.strip()))
    if not apply_lifted_erasure(connection, hashes):
        raise NothingToLift(Reason.NOT_ERASED)
    listed = [[key, value.hex()] for key, value in hashes]
    entry = ledger.append(connection, now, EntryKind.ERASURE_LIFTED, identifiers=listed, **vars(decision))
    audit_log.record(connection, now, "lifted an erasure", thing=f"ledger entry {entry.number}")


def apply_lifted_erasure(connection: Connection, hashes: Sequence[tuple[str, bytes]]) -> int:
    """Forget that somebody was erased. Returns the number of hashes that were noted."""
    return erasures.forget_erasures(connection, hashes)


def restrict(
    connection: Connection,
    ring: KeyRing,
    ledger: Ledger,
    person: UUID,
    ground: RestrictionGround,
    decision: Decision,
    now: datetime,
    *,
    identifier: str | None = None,
) -> None:
    """Restrict a person's data, or record an objection: stored, and counted nowhere from now on.

    Left out are extracts, norms, statistics and averages of groups; the person still sees their own feedback. What they
    answered in trials is left out at once with the identifier, and otherwise from their next sign-in on, when their
    places in trials are known.

    Raises
    ------
    NotFound
    """
    today = london_date(now)
    if not apply_restriction(connection, person, ground, today):
        raise NotFound(thing="learner")
    if identifier:
        seats.withdraw(connection, ring, identifier)
    facts = {"person": str(person), "ground": ground.value, "on": today.isoformat()}
    _record(connection, ledger, now, EntryKind.RESTRICTED, f"restricted ({ground.value})", person, decision, facts)


def apply_restriction(connection: Connection, person: UUID, ground: RestrictionGround, on: date) -> bool:
    """Restrict a person's data. Returns whether there is such a person."""
    if identity.details_row(connection, person) is None:
        return False
    restrictions.add_restriction(connection, person, ground, on)
    return True


def lift_restriction(
    connection: Connection,
    ring: KeyRing,
    ledger: Ledger,
    person: UUID,
    decision: Decision,
    now: datetime,
    *,
    identifier: str | None = None,
) -> None:
    """Lift a restriction; what they answered in trials counts again from their next sign-in on, or with the identifier.

    Raises
    ------
    NothingToLift
    """
    if not restrictions.remove_restriction(connection, person):
        raise NothingToLift(Reason.NOT_RESTRICTED)
    if identifier:
        seats.withdraw(connection, ring, identifier, withdrawn=False, but=objected_trials(connection, person))
    facts = {"person": str(person)}
    _record(connection, ledger, now, EntryKind.RESTRICTION_LIFTED, "lifted a restriction", person, decision, facts)


def _record(
    connection: Connection,
    ledger: Ledger,
    now: datetime,
    kind: EntryKind,
    act: str,
    person: UUID,
    decision: Decision,
    facts: dict[str, Any],
) -> None:
    entry = ledger.append(connection, now, kind, **facts, **vars(decision))
    audit_log.record(connection, now, act, learner=person, thing=f"ledger entry {entry.number}")
