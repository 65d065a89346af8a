"""Checks a chain of entries with nothing but the public key, as somebody does who trusts nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from delivery_api.ledger.ledger_entries import FIRST_PREVIOUS, Entry, EntryKind, hash_facts
from delivery_api.ledger.signing import is_signed_by


class ChainFault(StrEnum):
    """What is wrong with an entry."""

    NUMBER = "number"
    PREVIOUS = "previous"
    SIGNATURE = "signature"
    FACTS = "facts"
    TIME = "time"
    FIRST = "first"


@dataclass(frozen=True)
class FaultyEntry:
    """An entry that does not hold.

    Parameters
    ----------
    number : the number that it should have
    fault : what is wrong
    """

    number: int
    fault: ChainFault


def chain_faults(entries: Iterable[Entry], public_key: bytes, *, after: Entry | None = None) -> tuple[FaultyEntry, ...]:
    """Return all that is wrong with a chain; empty if it holds.

    Parameters
    ----------
    entries : from the first on, or those that follow ``after``
    public_key : 32 bytes
    after : an entry that is known to hold
    """
    return tuple(_faults(entries, public_key, after))


def _faults(entries: Iterable[Entry], public_key: bytes, after: Entry | None) -> Iterator[FaultyEntry]:
    first, previous, at = (after.number + 1, after.hash, after.at) if after else (1, FIRST_PREVIOUS, "")
    for number, entry in enumerate(entries, start=first):
        if number == 1 and entry.kind != EntryKind.OPENED:
            yield FaultyEntry(number, ChainFault.FIRST)
        if entry.number != number:
            yield FaultyEntry(number, ChainFault.NUMBER)
        if entry.previous != previous:
            yield FaultyEntry(number, ChainFault.PREVIOUS)
        if not is_signed_by(public_key, entry.content, entry.signature):
            yield FaultyEntry(number, ChainFault.SIGNATURE)
        if entry.facts is not None and hash_facts(entry.facts, entry.salt or "") != entry.facts_hash:
            yield FaultyEntry(number, ChainFault.FACTS)
        if entry.at < at:
            yield FaultyEntry(number, ChainFault.TIME)
        previous, at = entry.hash, entry.at
