"""What a feed changes of people's names and dates of birth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.identity import store
from delivery_api.identity.personal_details import DetailsSealer, PersonalDetails, SealedDetails
from delivery_api.identity.roster_import.person_matching import Recognised
from delivery_api.identity.roster_import.values import LearnerRow, StaffRow
from delivery_api.keys.key_ring import KeyRing


@dataclass
class DetailChanges:
    """New details by person, what a feed has come to agree with, and whose rectified values hold against it."""

    changed: dict[UUID, PersonalDetails] = field(default_factory=dict)
    first_seen: set[UUID] = field(default_factory=set)
    agreed: set[tuple[UUID, str]] = field(default_factory=set)
    held: set[UUID] = field(default_factory=set)


def detail_changes(
    connection: Connection,
    ring: KeyRing,
    sealer: DetailsSealer,
    rows: Iterable[LearnerRow | StaffRow],
    people: Recognised,
    rectified: Mapping[UUID, frozenset[str]],
) -> DetailChanges:
    """Compare what the feed says with what is held, by mark; only what was put right is opened to be compared."""
    changes = DetailChanges()
    for row in rows:
        person = people.ids.get(row.identifier)
        held = people.known.get(person) if person else None
        if person is None or held is None:
            continue
        mark = held.details_mark
        same = mark is not None and mark == sealer.mark(held.identifier, row.details)
        if person in rectified:
            _resolve(connection, ring, person, row.details, rectified[person], changes)
        elif not same:
            changes.changed[person] = row.details
            if mark is None:
                changes.first_seen.add(person)
    return changes


def _resolve(
    connection: Connection,
    ring: KeyRing,
    person: UUID,
    said: PersonalDetails,
    rectified: frozenset[str],
    changes: DetailChanges,
) -> None:
    row = store.details_row(connection, person)
    if row is None:
        return
    right = row.sealed.opened(ring, person)
    kept: dict[str, object] = {}
    for name in sorted(rectified):
        if getattr(said, name) == getattr(right, name):
            changes.agreed.add((person, name))
        else:
            kept[name] = getattr(right, name)
            changes.held.add(person)
    wanted = replace(said, **kept)  # type: ignore[arg-type]  # names and types are the fields' own
    if wanted != right:
        changes.changed[person] = wanted


def sealed_changes(
    changes: DetailChanges, forms: Mapping[UUID, bytes], sealer: DetailsSealer
) -> list[tuple[UUID, SealedDetails]]:
    """The changed details, sealed, with marks for the hashed identifiers that people are stored under from now on."""
    return [(person, sealer.sealed(person, forms[person], details)) for person, details in changes.changed.items()]
