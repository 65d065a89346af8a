"""Names and dates of birth: sealed under a key outside the database, with a mark that tells whether they changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.identity.identifier_hashing import NAMES, KeyMissing
from delivery_api.keys.key_ring import Key, KeyRing


@dataclass(frozen=True)
class Details:
    """A person's name and, for a learner, date of birth; in clear only while somebody needs them."""

    name: str = field(repr=False)
    birth_date: date | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SealedDetails:
    """Details as they stand in the database."""

    sealed_name: bytes
    sealed_birth_date: bytes | None
    name_key: str
    details_mark: bytes | None = None

    def opened(self, ring: KeyRing, person: UUID) -> Details:
        """The details in clear.

        Raises
        ------
        KeyGone, SealBroken
        """
        return self.opened_with(ring.read(self.name_key), person)

    def opened_with(self, key: Key, person: UUID) -> Details:
        """The details in clear, with the key they were sealed under."""
        name = key.open(self.sealed_name, place=name_place(person)).decode()
        if self.sealed_birth_date is None:
            return Details(name)
        born = key.open(self.sealed_birth_date, place=birth_date_place(person)).decode()
        return Details(name, date.fromisoformat(born))


@dataclass(frozen=True)
class Sealer:
    """The newest name key, ready to seal and mark many people's details."""

    key_id: str
    seal: Callable[[bytes, str], bytes]
    fingerprint: Callable[..., bytes]

    @classmethod
    def of(cls, connection: Connection, ring: KeyRing) -> Sealer:
        """The sealer of the key that is current now.

        Raises
        ------
        KeyMissing, KeyGone
        """
        key = ring.current(connection, NAMES)
        if key is None:
            raise KeyMissing(NAMES)
        return cls(key.id, key.sealing(), key.fingerprinting())

    def sealed(self, person: UUID, identifier: bytes, details: Details) -> SealedDetails:
        """Details sealed to one person's rows."""
        born = details.birth_date
        return SealedDetails(
            self.seal(details.name.encode(), name_place(person)),
            self.seal(born.isoformat().encode(), birth_date_place(person)) if born else None,
            self.key_id,
            self.mark(identifier, details),
        )

    def mark(self, identifier: bytes, details: Details) -> bytes:
        """An HMAC of the details together with the person's hashed identifier, so that namesakes do not look alike."""
        born = details.birth_date.isoformat() if details.birth_date else ""
        return self.fingerprint("details", identifier.hex(), details.name, born)


def name_place(person: UUID) -> str:
    """Where a name stands; authenticated with it."""
    return f"name/{person}"


def birth_date_place(person: UUID) -> str:
    """Where a date of birth stands; authenticated with it."""
    return f"birth-date/{person}"
