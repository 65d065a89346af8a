"""What an officer types about a case of either sort: its number, a value of a list, whom it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.identity import person_records
from delivery_api.identity import store as identity
from delivery_api.identity.identifier_hashing import identifier_hashes, parse_identifier
from delivery_api.keys.key_ring import KeyRing

ListT = TypeVar("ListT", bound=StrEnum)

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]{2,39}")
"""A case's number in the officer's own system."""


class IncompleteCase(Refused):
    """Something about a case is missing, or does not go together; `field` names it."""

    code = "case_incomplete"


class StepNotPossible(Refused):
    """The case is not at a point at which this step can be taken; `step` names it."""

    code = "step_not_possible"


def read_choice(choices: type[ListT], form: Mapping[str, str], field: str) -> ListT:
    """Read a value of a list.

    Raises
    ------
    IncompleteCase
    """
    try:
        return choices(form.get(field, ""))
    except ValueError:
        raise IncompleteCase(field=field) from None


def find_person(connection: Connection, ring: KeyRing, identifier: str) -> UUID:
    """Return the person with an identifier, also one who has left and is not deleted yet.

    Raises
    ------
    NotFound
    """
    parsed = parse_identifier(identifier.strip())
    found = person_records.find_by_identifier(connection, ring, parsed)
    if found is not None:
        return found.id
    former = identity.former_person_by_identifier(connection, identifier_hashes(connection, ring, parsed))
    if former is None:
        raise NotFound(thing="person")
    return former[0]
