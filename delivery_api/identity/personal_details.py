"""Names and dates of birth, sealed under a key outside the database, with a mark that detects changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.identity.identifier_hashing import NAME_KEYS, KeyNotCreated
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing


@dataclass(frozen=True)
class PersonalDetails:
    """A person's name and, for a learner, date of birth, in clear."""

    name: str = field(repr=False)
    birth_date: date | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SealedDetails:
    """Personal details in their stored form."""

    sealed_name: bytes
    sealed_birth_date: bytes | None
    name_key: str
    details_mark: bytes | None = None

    def opened(self, ring: KeyRing, person: UUID) -> PersonalDetails:
        """The details in clear.

        Raises
        ------
        KeyGone, DecryptionFailed
        """
        return self.opened_with(ring.read(self.name_key), person)

    def opened_with(self, key: Key, person: UUID) -> PersonalDetails:
        """The details in clear, given the key they were sealed under."""
        name = key.open(self.sealed_name, place=name_place(person)).decode()
        if self.sealed_birth_date is None:
            return PersonalDetails(name)
        born = key.open(self.sealed_birth_date, place=birth_date_place(person)).decode()
        return PersonalDetails(name, date.fromisoformat(born))


@dataclass(frozen=True)
class DetailsSealer:
    """Seals and marks many people's details under the newest name key."""

    key_id: str
    seal: Callable[[bytes, str], bytes]
    fingerprint: Callable[..., bytes]

    @classmethod
    def load(cls, connection: Connection, ring: KeyRing) -> DetailsSealer:
        """Read the newest name key.

        Raises
        ------
        KeyNotCreated, KeyGone
        """
        key = ring.current(connection, NAME_KEYS)
        if key is None:
            raise KeyNotCreated(NAME_KEYS)
        return cls(key.id, key.sealer(), key.fingerprinter())

    def sealed(self, person: UUID, identifier: bytes, details: PersonalDetails) -> SealedDetails:
        """Seal details to one person's row."""
        born = details.birth_date
        return SealedDetails(
            self.seal(details.name.encode(), name_place(person)),
            self.seal(born.isoformat().encode(), birth_date_place(person)) if born else None,
            self.key_id,
            self.mark(identifier, details),
        )

    def mark(self, identifier: bytes, details: PersonalDetails) -> bytes:
        """An HMAC of the details and the person's hashed identifier, so that namesakes get different marks."""
        born = details.birth_date.isoformat() if details.birth_date else ""
        return self.fingerprint("details", identifier.hex(), details.name, born)


def name_place(person: UUID) -> str:
    """The associated data that a sealed name is authenticated with."""
    return f"name/{person}"


def birth_date_place(person: UUID) -> str:
    """The associated data that a sealed date of birth is authenticated with."""
    return f"birth-date/{person}"
