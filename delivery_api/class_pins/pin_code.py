"""A class PIN: nine letters and digits that a child can copy from a board, derived from a key and the PIN's id."""

from __future__ import annotations

from uuid import UUID

from delivery_api.keys.encryption import Key

# Neither vowels (no words), nor what looks like something else on a board: B 8, S 5, Z 2, I L 1, O Q 0, U V.
ALPHABET = "CDFGHJKMNPRTVXY34679"
LENGTH = 9  # 5 × 10¹¹ PINs: with 10,000 classes a guess is right once in fifty million


def pin_of(key: Key, pin: UUID) -> str:
    """The PIN of an id: its HMAC under the key as a number in base 20."""
    number = int.from_bytes(key.fingerprint("class pin", str(pin)))
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def lookup_of(key: Key, typed: str) -> bytes:
    """The HMAC under which a typed PIN is looked up, whatever its case and grouping."""
    return key.fingerprint("class pin lookup", normalised_pin(typed))


def address_hash(key: Key, address: str) -> bytes:
    """The HMAC of a client's address, by which a PIN knows where it was made."""
    return key.fingerprint("class pin address", address)


def normalised_pin(typed: str) -> str:
    """A PIN without spaces and hyphens, in capitals."""
    return "".join(typed.split()).replace("-", "").upper()


def grouped(pin: str) -> str:
    """A PIN as it is written on a board, in groups of three."""
    return " ".join(pin[start : start + 3] for start in range(0, len(pin), 3))
