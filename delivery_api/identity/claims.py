"""Reads the provider's claims: the roster identifiers that a person may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from delivery_api.identity.identifier_hashing import Identifier, governor_identifier, parse_identifier, staff_identifier

_SCHOOL = re.compile(r"[0-9]{7}")


@dataclass(frozen=True)
class ClaimNames:
    """The names of the provider's claims; an empty name means that the provider does not give the claim.

    Attributes
    ----------
    identifier : holds a UPN, a staff code with its school ("6602000/AB1"), or the provider's own identifier
    school : holds one school number or several
    staff_code : holds a staff code within a school
    name : holds forename and surname; used only for governors, whom schools list by name
    role : holds one role or several
    governor : the value of `role` for a governor
    """

    identifier: str = "sub"
    school: str = ""
    staff_code: str = ""
    name: str = ""
    role: str = ""
    governor: str = "governor"


def candidate_identifiers(claims: Mapping[str, Any], names: ClaimNames) -> tuple[Identifier, ...]:
    """The identifiers that a person may have, most reliable first; empty if the claims identify nobody."""
    return (*_own(claims, names), *_at_schools(claims, names))


def _own(claims: Mapping[str, Any], names: ClaimNames) -> Iterator[Identifier]:
    found = claims.get(names.identifier)
    if isinstance(found, str) and found:
        yield parse_identifier(found)


def _at_schools(claims: Mapping[str, Any], names: ClaimNames) -> Iterator[Identifier]:
    schools = [each for each in _texts(claims, names.school) if _SCHOOL.fullmatch(each)]
    codes = _texts(claims, names.staff_code)
    # A name alone is weak evidence: it counts only if the provider says that the person is a governor.
    governor_names = _texts(claims, names.name) if names.governor in _texts(claims, names.role) else ()
    for school in schools:
        yield from (staff_identifier(school, code) for code in codes)
        yield from (governor_identifier(school, name) for name in governor_names)


def _texts(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The texts of a claim that holds one or a list."""
    found = claims.get(name) if name else None
    listed = found if isinstance(found, list) else [found]
    return tuple(each.strip() for each in listed if isinstance(each, str) and each.strip())
