"""Compares the names and dates of birth of a feed with the stored ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.identity import store
from delivery_api.identity.personal_details import DetailsSealer, PersonalDetails, SealedDetails
from delivery_api.identity.roster_import.person_matching import MatchedPeople
from delivery_api.identity.roster_import.values import LearnerRow, StaffRow
from delivery_api.keys.key_ring import KeyRing


@dataclass
class DetailChanges:
    """What a feed changes in names and dates of birth.

    Attributes
    ----------
    changed : person → new details
    first_seen : people whose details had no mark to compare with
    agreed : (person, field) rectified before, with which the feed now agrees
    held : people with a rectified value that differs from the feed and is kept
    """

    changed: dict[UUID, PersonalDetails] = field(default_factory=dict)
    first_seen: set[UUID] = field(default_factory=set)
    agreed: set[tuple[UUID, str]] = field(default_factory=set)
    held: set[UUID] = field(default_factory=set)


def detail_changes(
    connection: Connection,
    ring: KeyRing,
    sealer: DetailsSealer,
    rows: Iterable[LearnerRow | StaffRow],
    people: MatchedPeople,
    rectified: Mapping[UUID, frozenset[str]],
) -> DetailChanges:
    """Compare details by their marks; only rectified details are decrypted for the comparison."""
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
    from_feed: PersonalDetails,
    rectified: frozenset[str],
    changes: DetailChanges,
) -> None:
    row = store.details_row(connection, person)
    if row is None:
        return
    rectified_details = row.sealed.opened(ring, person)
    kept: dict[str, object] = {}
    for name in sorted(rectified):
        if getattr(from_feed, name) == getattr(rectified_details, name):
            changes.agreed.add((person, name))
        else:
            kept[name] = getattr(rectified_details, name)
            changes.held.add(person)
    wanted = replace(from_feed, **kept)  # type: ignore[arg-type]  # the names and types of the fields
    if wanted != rectified_details:
        changes.changed[person] = wanted


def sealed_changes(
    changes: DetailChanges, hashes: Mapping[UUID, bytes], sealer: DetailsSealer
) -> list[tuple[UUID, SealedDetails]]:
    """Seal the changed details, with marks for the newest hashed identifiers."""
    return [(person, sealer.sealed(person, hashes[person], details)) for person, details in changes.changed.items()]
