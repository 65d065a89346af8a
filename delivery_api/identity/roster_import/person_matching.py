"""Joining a feed's identifiers with the people who are held, without ever storing one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.identity.identifier_hashing import Identifier, IdentifierHash, IdentifierHasher
from delivery_api.identity.roster_import import store
from delivery_api.identity.roster_import.store import HeldPerson

Watch = Callable[[int], None]
"""Told how many have been done, now and then."""

STEP = 5_000


@dataclass
class Recognised:
    """Who the identifiers of a feed are.

    Attributes
    ----------
    ids : a person's id by identifier; not for who was erased
    forms : the form to be stored, by identifier
    known : the people who were held already, by id
    elsewhere : those of them whom no school of the feed had
    new : ids that were made now
    """

    ids: dict[Identifier, UUID] = field(default_factory=dict)
    forms: dict[Identifier, IdentifierHash] = field(default_factory=dict)
    known: dict[UUID, HeldPerson] = field(default_factory=dict)
    elsewhere: list[UUID] = field(default_factory=list)
    new: set[UUID] = field(default_factory=set)
    erased: int = 0


def recognise(
    connection: Connection,
    hasher: IdentifierHasher,
    identifiers: Collection[Identifier],
    held: Mapping[bytes, HeldPerson],
    watch: Watch,
) -> Recognised:
    """Find or make a person for each identifier; who was erased is found and not made again."""
    found = Recognised()
    missing: list[Identifier] = []
    for count, identifier in enumerate(identifiers):
        if count % STEP == 0:
            watch(count)
        form = found.forms[identifier] = hasher.newest_hash(identifier)
        if (person := held.get(form[1])) is not None:
            found.ids[identifier], found.known[person.id] = person.id, person
        else:
            missing.append(identifier)
    _look_further(connection, hasher, missing, held, found)
    return found


def _look_further(
    connection: Connection,
    hasher: IdentifierHasher,
    missing: list[Identifier],
    held: Mapping[bytes, HeldPerson],
    found: Recognised,
) -> None:
    """Older keys, other schools, people who have left, people who were erased; who is none of these is new."""
    forms = {identifier: [value for _, value in hasher.all_hashes(identifier)] for identifier in missing}
    everything = [value for values in forms.values() for value in values]
    elsewhere = store.held_by_forms(connection, [value for value in everything if value not in held])
    erased = store.erased_forms(connection, everything)
    for identifier, values in forms.items():
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
