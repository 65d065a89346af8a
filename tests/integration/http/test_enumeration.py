"""Trying every plausible UPN of a school against what the database holds; `make study` does it for all of Wales."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks.study_upn import PREFIX, count_found, plausible_upns, salted_guess, stored_guess
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS
from delivery_api.identity.roster_import.roster_files import read_roster
from delivery_api.identity.roster_import.roster_import import apply_import, plan_import
from delivery_api.identity.tables import people
from delivery_api.identity.upn import is_upn
from tests.support.roster_feeds import RosterRow, write_plain
from tests.support.service_harness import TEST_START, ServiceHarness

SCHOOL = "6602000"
TODAY = date(2026, 11, 25)


@pytest.fixture
def stored(harness: ServiceHarness, tmp_path: Path) -> frozenset[bytes]:
    """Forty learners' identifiers as an import has stored them."""
    upns = [upn.decode() for upn in plausible_upns(SCHOOL)][::375]
    path = write_plain(tmp_path / "roster.csv", [RosterRow(upn, "Somebody") for upn in upns])
    with harness.service.engine.begin() as connection:
        before = set(connection.scalars(select(people.c.identifier)))
        planned = plan_import(connection, harness.service.ring, read_roster(path, TODAY), TODAY)
        apply_import(connection, harness.service.ring, planned, TODAY, TEST_START)
        return frozenset(set(connection.scalars(select(people.c.identifier))) - before)


def test_the_candidates_are_upns_and_all_of_a_schools() -> None:
    every = [upn.decode() for upn in plausible_upns(SCHOOL)]
    assert len(set(every)) == 15_000
    assert all(map(is_upn, every))


def test_without_the_key_none_is_found_and_with_it_all(harness: ServiceHarness, stored: frozenset[bytes]) -> None:
    with harness.service.engine.begin() as connection:
        key = harness.service.ring.current(connection, IDENTIFIER_KEYS)
    assert key is not None
    assert len(stored) == 40
    withheld: list[Callable[[bytes], bytes]] = [
        stored_guess(bytes(32)),
        stored_guess(key.id.encode()),
        lambda upn: hmac.digest(key.id.encode(), upn, "sha256"),
        lambda upn: hashlib.sha256(PREFIX + upn).digest(),
        lambda upn: hashlib.sha256(upn).digest(),
        salted_guess(key.id.encode()),
    ]
    assert [count_found(stored, guess, [SCHOOL]) for guess in withheld] == [0] * len(withheld)
    assert count_found(stored, stored_guess(key.derive("fingerprint")), [SCHOOL]) == 40


def test_a_plain_salted_hash_would_give_every_one_away() -> None:
    guess = salted_guess(b"a salt that lies in the database")
    upns = list(plausible_upns(SCHOOL))[::375]
    assert count_found(frozenset(map(guess, upns)), guess, [SCHOOL]) == len(upns) == 40
