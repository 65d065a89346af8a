"""What the provider's claims say of somebody: by which of a roster's identifiers they may be known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from delivery_api.identity.identifier_hashing import Identifier, governor, recognised, staff_code

_SCHOOL = re.compile(r"[0-9]{7}")


@dataclass(frozen=True)
class ClaimNames:
    """Which claim holds what; an empty name is a claim that the provider does not give.

    Attributes
    ----------
    identifier : a UPN, a staff code with its school ("6602000/AB1"), or the provider's own identifier
    school : the school's number, or several
    staff_code : of staff, within a school
    name : forename and surname; believed of governors alone, whom schools give by name
    role : what somebody is, or several
    governor : what `role` says of a governor
    """

    identifier: str = "sub"
    school: str = ""
    staff_code: str = ""
    name: str = ""
    role: str = ""
    governor: str = "governor"


def identifiers(claims: Mapping[str, Any], names: ClaimNames) -> tuple[Identifier, ...]:
    """By what somebody may be known, the surest first; nothing where the claims name nobody."""
    return (*_own(claims, names), *_at_schools(claims, names))


def _own(claims: Mapping[str, Any], names: ClaimNames) -> Iterator[Identifier]:
    found = claims.get(names.identifier)
    if isinstance(found, str) and found:
        yield recognised(found)


def _at_schools(claims: Mapping[str, Any], names: ClaimNames) -> Iterator[Identifier]:
    schools = [each for each in _texts(claims, names.school) if _SCHOOL.fullmatch(each)]
    codes = _texts(claims, names.staff_code)
    # A name alone proves little: it counts where the provider itself says that this is a governor.
    called = _texts(claims, names.name) if names.governor in _texts(claims, names.role) else ()
    for school in schools:
        yield from (staff_code(school, code) for code in codes)
        yield from (governor(school, name) for name in called)


def _texts(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A claim's texts, whether it holds one or a list."""
    found = claims.get(name) if name else None
    listed = found if isinstance(found, list) else [found]
    return tuple(each.strip() for each in listed if isinstance(each, str) and each.strip())
