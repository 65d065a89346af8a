"""A class's PIN: nine letters and figures that a child can copy from a board, made of a key and the PIN's id."""

from __future__ import annotations

from uuid import UUID

from delivery_api.keys.encryption import Key

# Neither vowels (no words), nor what looks like something else on a board: B 8, S 5, Z 2, I L 1, O Q 0, U V.
ALPHABET = "CDFGHJKMNPRTVXY34679"
LENGTH = 9  # 5 × 10¹¹ of them: with one for each of 10,000 classes a guess is right once in fifty million


def pin_of(key: Key, pin: UUID) -> str:
    """The PIN of an id: an HMAC under the key, read as a number in base 20."""
    number = int.from_bytes(key.fingerprint("class pin", str(pin)))
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def lookup_of(key: Key, typed: str) -> bytes:
    """What a PIN is found by, as it is typed: capitals or not, in groups or not."""
    return key.fingerprint("class pin lookup", bare(typed))


def bare(typed: str) -> str:
    """A PIN without spaces and hyphens, in capitals."""
    return "".join(typed.split()).replace("-", "").upper()


def grouped(pin: str) -> str:
    """A PIN as it is written on a board: in threes."""
    return " ".join(pin[start : start + 3] for start in range(0, len(pin), 3))
