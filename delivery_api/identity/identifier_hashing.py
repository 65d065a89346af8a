"""Identifiers of people, which are stored only as HMAC-SHA-256 under a key outside the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from delivery_api.identity.upn import is_upn, normalised
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing

IDENTIFIER_KEYS = "identifiers"
"""The purpose of the keys under which identifiers are hashed."""

NAME_KEYS = "names"
"""The purpose of the keys under which names and dates of birth are sealed."""

DOMAIN = "hwb"

_STAFF_CODE = re.compile(r"[0-9]{7}/.+")

IdentifierHash = tuple[str, bytes]
"""An identifier in its stored form: (key id, HMAC)."""


class IdentifierKind(StrEnum):
    """The kind of an identifier; the same text under two kinds gives unrelated hashes."""

    SOURCE = "source-identifier"
    UPN = "upn"
    STAFF_CODE = "staff-code"
    GOVERNOR = "governor"
    ORGANISATION = "organisation"
    BY_HAND = "by-hand"  # of a late arrival: no provider or roster uses it, so nothing matches them

    __hash__ = str.__hash__  # Enum's own hash is far slower, and a roster hashes millions


class Identifier(NamedTuple):
    """A raw identifier, to be hashed; it is never stored, logged or shown."""

    kind: IdentifierKind
    value: str

    def __repr__(self) -> str:
        return f"Identifier({self.kind.value})"


def parse_identifier(text: str) -> Identifier:
    """Recognise the kind of an identifier: a UPN, a school's staff code, else the provider's own."""
    if is_upn(text):
        return Identifier(IdentifierKind.UPN, normalised(text))
    if _STAFF_CODE.fullmatch(text):
        return staff_identifier(*text.split("/", 1))
    return Identifier(IdentifierKind.SOURCE, text)


def staff_identifier(school: str, code: str) -> Identifier:
    """The identifier of a member of staff: a staff code is unique only within its school (by number)."""
    return Identifier(IdentifierKind.STAFF_CODE, f"{school}/{code.strip().upper()}")


def governor_identifier(school: str, name: str) -> Identifier:
    """The identifier of a governor: the name, within the school."""
    return Identifier(IdentifierKind.GOVERNOR, f"{school}/{' '.join(name.casefold().split())}")


def organisation_identifier(name: str) -> Identifier:
    """The identifier of a stakeholder: the organisation's name."""
    return Identifier(IdentifierKind.ORGANISATION, " ".join(name.casefold().split()))


def hash_function(key: Key, *, domain: str = DOMAIN) -> Callable[[Identifier], bytes]:
    """A function that hashes many identifiers: HMAC-SHA-256(key, domain ‖ kind ‖ value), each part length-prefixed."""
    fingerprint = key.fingerprinter()

    def hash_identifier(identifier: Identifier) -> bytes:
        return fingerprint(domain, identifier.kind.value, identifier.value)

    return hash_identifier


@dataclass(frozen=True)
class IdentifierHasher:
    """The current identifier keys as (key id, hash function), newest first."""

    by_key: tuple[tuple[str, Callable[[Identifier], bytes]], ...]

    @classmethod
    def load(cls, connection: Connection, ring: KeyRing) -> IdentifierHasher:
        """Read the current keys.

        Raises
        ------
        KeyGone : a key's file is missing
        """
        return cls(tuple((key.id, hash_function(key)) for key in ring.living_keys(connection, IDENTIFIER_KEYS)))

    def newest_hash(self, identifier: Identifier) -> IdentifierHash:
        """The hash under the newest key, which is the one to store.

        Raises
        ------
        KeyNotCreated
        """
        if not self.by_key:
            raise KeyNotCreated(IDENTIFIER_KEYS)
        key_id, hashed = self.by_key[0]
        return key_id, hashed(identifier)

    def all_hashes(self, identifier: Identifier) -> Sequence[IdentifierHash]:
        """All hashes under which an identifier may be stored, the newest first.

        Early releases stored every identifier as the provider's own kind; those hashes come last.
        """
        hashes = [(key_id, hashed(identifier)) for key_id, hashed in self.by_key]
        if identifier.kind is IdentifierKind.SOURCE:
            return hashes
        plain = Identifier(IdentifierKind.SOURCE, identifier.value)
        return hashes + [(key_id, hashed(plain)) for key_id, hashed in self.by_key]


class KeyNotCreated(Exception):
    """No identifier or name key exists yet; `mesur setup` creates them."""


def identifier_hashes(connection: Connection, ring: KeyRing, identifier: Identifier) -> Sequence[IdentifierHash]:
    """All hashes under which one identifier may be stored, the newest first."""
    return IdentifierHasher.load(connection, ring).all_hashes(identifier)
