"""Matches a feed's identifiers with the stored people by hash."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.identity.identifier_hashing import Identifier, IdentifierHash, IdentifierHasher
from delivery_api.identity.roster_import import store
from delivery_api.identity.roster_import.store import StoredPerson

ProgressCallback = Callable[[int], None]
"""Is called from time to time with the number of identifiers matched."""

PROGRESS_STEP = 5_000


@dataclass
class MatchedPeople:
    """The people of a feed's identifiers.

    Attributes
    ----------
    ids : identifier → person id; without erased people
    hashes : identifier → the hash to store
    known : id → the person as stored before
    elsewhere : ids of known people whom no school of the feed had
    new : ids of new people
    erased : number of identifiers of erased people
    """

    ids: dict[Identifier, UUID] = field(default_factory=dict)
    hashes: dict[Identifier, IdentifierHash] = field(default_factory=dict)
    known: dict[UUID, StoredPerson] = field(default_factory=dict)
    elsewhere: list[UUID] = field(default_factory=list)
    new: set[UUID] = field(default_factory=set)
    erased: int = 0


def match_people(
    connection: Connection,
    hasher: IdentifierHasher,
    identifiers: Collection[Identifier],
    held: Mapping[bytes, StoredPerson],
    watch: ProgressCallback,
) -> MatchedPeople:
    """Match each identifier with a stored person or a new one; erased people are not created again.

    Parameters
    ----------
    identifiers : those of the feed
    held : hashed identifier → person, at the schools of the feed
    watch : is called with the progress
    """
    found = MatchedPeople()
    missing: list[Identifier] = []
    for count, identifier in enumerate(identifiers):
        if count % PROGRESS_STEP == 0:
            watch(count)
        hashed = found.hashes[identifier] = hasher.newest_hash(identifier)
        if (person := held.get(hashed[1])) is not None:
            found.ids[identifier], found.known[person.id] = person.id, person
        else:
            missing.append(identifier)
    _match_remaining(connection, hasher, missing, held, found)
    return found


def _match_remaining(
    connection: Connection,
    hasher: IdentifierHasher,
    missing: list[Identifier],
    held: Mapping[bytes, StoredPerson],
    found: MatchedPeople,
) -> None:
    """Look for older hashes, at other schools, and among people who have left or were erased; the rest are new."""
    hashes = {identifier: [value for _, value in hasher.all_hashes(identifier)] for identifier in missing}
    all_values = [value for values in hashes.values() for value in values]
    elsewhere = store.people_by_identifier(connection, [value for value in all_values if value not in held])
    erased = store.erased_identifiers(connection, all_values)
    for identifier, values in hashes.items():
        person = next((each for value in values if (each := held.get(value) or elsewhere.get(value))), None)
        if person is not None:
            found.ids[identifier], found.known[person.id] = person.id, person
            if person.identifier in elsewhere:
                found.elsewhere.append(person.id)
        elif erased.intersection(values):
            found.erased += 1
        else:
            found.ids[identifier] = new = uuid4()
            found.new.add(new)
