"""Bank versions in use, and a cache of banks and compiled tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock

import numpy as np
from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.bank import store
from delivery_api.bank.named_tests import compile_named_test
from engine import AdaptiveTest
from itembank import SUBJECTS, BankVersion, Barrier, compile_test, left_out, read_bank, write_bank
from itembank.compilation.eligible_items import above_ceiling
from reports.claims.year_pool import YearPool


class NoBank(Refused):
    """No bank version is in use for the subject."""

    code = "no_bank"


@dataclass(frozen=True)
class BankCache:
    """Bank versions, compiled tests, what these leave out, and the pools that claims are about, kept in memory.

    All are immutable and named by content, so never stale.

    One thread at a time makes what is missing. When a worker begins, a class's answers come to it all at once: they
    wait for the first to read a bank for a second, rather than each read it for a dozen.
    """

    banks: dict[str, BankVersion] = field(default_factory=dict)
    tests: dict[tuple[str, str, int], AdaptiveTest] = field(default_factory=dict)
    pools: dict[tuple[str, str, int], YearPool] = field(default_factory=dict)
    without_sight: dict[tuple[str, str, int], Mapping[str, Barrier]] = field(default_factory=dict)
    _making: RLock = field(default_factory=RLock, repr=False)

    def bank(self, connection: Connection, bank_hash: str) -> BankVersion:
        """The bank version of a hash.

        Raises
        ------
        NoBank
        """
        if bank_hash not in self.banks:
            with self._making:
                if bank_hash not in self.banks:
                    self.banks[bank_hash] = _read(connection, bank_hash)
        return self.banks[bank_hash]

    def test(self, connection: Connection, bank_hash: str, design: str, year_group: int) -> AdaptiveTest:
        """The compiled test of a bank version, a design's name (`named_tests.named_design`) and a year group."""
        name = (bank_hash, design, year_group)
        if name not in self.tests:
            with self._making:
                if name not in self.tests:
                    self.tests[name] = compile_named_test(self.bank(connection, bank_hash), design, year_group)
        return self.tests[name]

    def left_out(self, connection: Connection, bank_hash: str, design: str, year_group: int) -> Mapping[str, Barrier]:
        """The items that a test does not ask of a learner who uses a screen reader, and why: half a second at first."""
        name = (bank_hash, design, year_group)
        if name not in self.without_sight:
            with self._making:
                if name not in self.without_sight:
                    bank, test = self.bank(connection, bank_hash), self.test(connection, *name)
                    asked = (bank.item(test.pool.ids[place]) for place in np.flatnonzero(~above_ceiling(test)))
                    self.without_sight[name] = left_out(bank, asked)
        return self.without_sight[name]


def _read(connection: Connection, bank_hash: str) -> BankVersion:
    document = store.document(connection, bank_hash)
    if document is None:
        raise NoBank(bank=bank_hash)
    return read_bank(document, bank_hash)


def put_in_use(connection: Connection, bank: BankVersion, design: str, now: datetime) -> None:
    """Store a bank version and pin new sittings of its subject to it and to one of its designs.

    The gates are not checked here but in `publishing.publish`; the demonstration and tests call this directly.

    Raises
    ------
    InvalidBank : the design cannot be compiled for one of its year groups
    """
    for year in bank.design(design).years:
        compile_test(bank, bank.design(design), year)
    store.add(connection, bank.hash, bank.subject, write_bank(bank), now)
    store.put_in_use(connection, bank.subject, bank.hash, design, now)


def restore(connection: Connection, bank: BankVersion, now: datetime) -> None:
    """Give a stored bank version its content again where the key that sealed it is lost; any other stays as it is."""
    if store.hashes_with_prefix(connection, bank.hash):
        store.add(connection, bank.hash, bank.subject, write_bank(bank), now)


MIN_PREFIX_LENGTH = 6  # of a hash: enough to tell the versions of a service apart


def find_stored_bank(connection: Connection, name: str) -> BankVersion | None:
    """Return the stored bank version whose hash begins with `name`; None if there is none or more than one."""
    if len(name) < MIN_PREFIX_LENGTH:
        return None
    found = store.hashes_with_prefix(connection, name.lower())
    document = store.document(connection, found[0]) if len(found) == 1 else None
    return None if document is None else read_bank(document, found[0])


def stored_banks(connection: Connection, subject: str) -> Iterator[BankVersion]:
    """Yield the stored bank versions of a subject, oldest first."""
    for stored in store.versions(connection):
        if stored.subject == subject:
            yield _read(connection, stored.hash)


def subjects_in_use(connection: Connection) -> tuple[str, ...]:
    """Return the subjects that have a bank version in use, in display order."""
    in_use = store.subjects_in_use(connection)
    return tuple(subject for subject in SUBJECTS if subject in in_use)


def in_use(connection: Connection, subject: str) -> tuple[str, str]:
    """Return the hash of the bank version and the name of the design for new sittings of a subject.

    Raises
    ------
    NoBank
    """
    chosen = store.in_use(connection, subject)
    if chosen is None:
        raise NoBank(subject=subject)
    return chosen


def tell_put_back_bank(connection: Connection, subject: str) -> None:
    """Raise an alert if what is in use for a subject was in use before, and somebody put it back."""
    store.tell_put_back(connection, subject)
