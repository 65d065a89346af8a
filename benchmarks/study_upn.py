"""A brute-force attack on hashed UPNs: all 22 million plausible Welsh UPNs against the stored form.

Without the key none is found; the same attack on a plain salted hash finds every one. A plausible UPN has one of 1,460
schools, one of 15 years of issue, and one of 1,000 serial numbers, which determine its check letter.

Run: .venv/bin/python -m benchmarks.study_upn [schools]
"""

import hashlib
import hmac
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from delivery_api.identity.identifier_hashing import hash_function, parse_identifier
from delivery_api.identity.upn import ALPHABET
from delivery_api.keys.encryption import Key

SCHOOLS, YEARS, SERIALS = 1_460, 15, 1_000
LEARNERS = 5_000
PREFIX = b"".join(len(part).to_bytes(4, "big") + part for part in (b"hwb", b"upn")) + (13).to_bytes(4, "big")


def schools(count: int) -> list[str]:
    """Fictitious school numbers in the 22 Welsh authorities."""
    return [f"{660 + number % 22}{2000 + number // 22}" for number in range(count)]


def plausible_upns(school: str) -> Iterator[bytes]:
    """Every plausible UPN of a school, with its check letter computed incrementally."""
    head = sum(weight * int(digit) for weight, digit in enumerate(school, start=2))
    for year, serial in product(range(12, 12 + YEARS), range(SERIALS)):
        tail = f"{year:02d}{serial:03d}"
        total = head + sum(weight * int(digit) for weight, digit in enumerate(tail, start=9))
        yield f"{ALPHABET[total % 23]}{school}{tail}".encode()


def count_found(stored: frozenset[bytes], guess: Callable[[bytes], bytes], among: list[str]) -> int:
    """Number of stored values that some candidate reproduces."""
    return sum(guess(upn) in stored for school in among for upn in plausible_upns(school))


def stored_guess(secret: bytes) -> Callable[[bytes], bytes]:
    """The stored form under a guessed sub-key."""
    return lambda upn: hmac.digest(secret, PREFIX + upn, "sha256")


def salted_guess(salt: bytes) -> Callable[[bytes], bytes]:
    """A plain salted hash, whose salt is in the database beside it."""
    return lambda upn: hashlib.sha256(salt + upn).digest()


def study(count: int, learners: int = LEARNERS) -> dict[str, tuple[int, int, float]]:
    """Try every candidate: (found, tried, seconds) by form. The learners are drawn among the candidates."""
    among = schools(count)
    drawn = {upn for school in among for upn in _some(school, -(-learners // count))}
    key, salt = Key("0" * 16, "identifiers", secrets.token_bytes(32)), secrets.token_bytes(16)
    hashed = hash_function(key)
    held = frozenset(hashed(parse_identifier(upn.decode())) for upn in drawn)
    # what an attacker with the database but no key may try: key ids, salts, zeros, random values
    guesses = {
        "stored form, key withheld": (held, stored_guess(os.urandom(32))),
        "stored form, with the key": (held, stored_guess(key.derive("fingerprint"))),
        "plain salted SHA-256": (frozenset(salted_guess(salt)(upn) for upn in drawn), salted_guess(salt)),
    }
    results = {}
    for title, (stored, guess) in guesses.items():
        started = perf_counter()
        hits = count_found(stored, guess, among)
        results[title] = (hits, len(drawn), perf_counter() - started)
    return results


def _some(school: str, count: int) -> list[bytes]:
    every = list(plausible_upns(school))
    return [every[secrets.randbelow(len(every))] for _ in range(count)]


def main(count: int = SCHOOLS) -> None:
    tried = count * YEARS * SERIALS
    print(f"{tried:,} plausible UPNs of {count:,} schools")
    for title, (hits, held, seconds) in study(count).items():
        print(f"  {title:<28}{hits:>6,} of {held:,} found in {seconds:,.0f} s ({tried / seconds / 1e6:.1f} M a second)")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:2]))
