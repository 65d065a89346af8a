"""What others call a person, and the only form in which it is stored: HMAC-SHA-256 under a key outside the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from delivery_api.identity.upn import is_upn, normalised
from delivery_api.keys.key_ring import Key, KeyRing

IDENTIFIERS = "identifiers"
"""The purpose of the keys that identifiers are hashed under."""

NAMES = "names"
"""The purpose of the keys that names and dates of birth are sealed under."""

DOMAIN = "hwb"

_STAFF_CODE = re.compile(r"[0-9]{7}/.+")

Form = tuple[str, bytes]
"""An identifier as it is stored: (key id, HMAC)."""


class Kind(StrEnum):
    """What sort of name an identifier is; the same text under two kinds gives two unrelated values."""

    SOURCE = "source-identifier"
    UPN = "upn"
    STAFF_CODE = "staff-code"
    GOVERNOR = "governor"
    ORGANISATION = "organisation"
    BY_HAND = "by-hand"  # of a late arrival: nobody's name for anybody, so that nothing leads to them

    __hash__ = str.__hash__  # an enumeration's own is far slower, and a roster hashes millions


class Identifier(NamedTuple):
    """A raw identifier on its way to being hashed; it is never stored, logged or shown."""

    kind: Kind
    value: str

    def __repr__(self) -> str:
        return f"Identifier({self.kind.value})"


def recognised(text: str) -> Identifier:
    """What sort of identifier a sign-in or a roster gives: a UPN, a school's staff code, else the provider's own."""
    if is_upn(text):
        return Identifier(Kind.UPN, normalised(text))
    if _STAFF_CODE.fullmatch(text):
        return staff_code(*text.split("/", 1))
    return Identifier(Kind.SOURCE, text)


def staff_code(school: str, code: str) -> Identifier:
    """A member of staff: a staff code says who only within its school (the school's number)."""
    return Identifier(Kind.STAFF_CODE, f"{school}/{code.strip().upper()}")


def governor(school: str, name: str) -> Identifier:
    """A governor: known by name at their school."""
    return Identifier(Kind.GOVERNOR, f"{school}/{' '.join(name.casefold().split())}")


def organisation(name: str) -> Identifier:
    """A stakeholder: known by the organisation they ask for."""
    return Identifier(Kind.ORGANISATION, " ".join(name.casefold().split()))


def hashing(key: Key, *, domain: str = DOMAIN) -> Callable[[Identifier], bytes]:
    """HMAC-SHA-256(key, domain ‖ kind ‖ value), each part with its length before it; for many identifiers."""
    fingerprint = key.fingerprinting()

    def hashed(identifier: Identifier) -> bytes:
        return fingerprint(domain, identifier.kind.value, identifier.value)

    return hashed


@dataclass(frozen=True)
class Hasher:
    """The living identifier keys, newest first, each ready to hash many identifiers."""

    by_key: tuple[tuple[str, Callable[[Identifier], bytes]], ...]

    @classmethod
    def of(cls, connection: Connection, ring: KeyRing) -> Hasher:
        """The keys as they are now.

        Raises
        ------
        KeyGone : a living key's file is missing
        """
        ids = ring.living(connection, IDENTIFIERS)
        return cls(tuple((key_id, hashing(ring.read(key_id))) for key_id in ids))

    def form(self, identifier: Identifier) -> Form:
        """The form that is stored from now on.

        Raises
        ------
        KeyMissing
        """
        if not self.by_key:
            raise KeyMissing(IDENTIFIERS)
        key_id, hashed = self.by_key[0]
        return key_id, hashed(identifier)

    def forms(self, identifier: Identifier) -> Sequence[Form]:
        """Every form in which it may stand in the database, the one to be stored first.

        Until kinds were told apart every identifier was stored as the provider's own: those forms come last.
        """
        own = [(key_id, hashed(identifier)) for key_id, hashed in self.by_key]
        if identifier.kind is Kind.SOURCE:
            return own
        plain = Identifier(Kind.SOURCE, identifier.value)
        return own + [(key_id, hashed(plain)) for key_id, hashed in self.by_key]


class KeyMissing(Exception):
    """No identifier or name key has been made yet; `mesur setup` makes them."""


def forms(connection: Connection, ring: KeyRing, identifier: Identifier) -> Sequence[Form]:
    """Every form in which one identifier may stand in the database, the one to be stored first."""
    return Hasher.of(connection, ring).forms(identifier)
