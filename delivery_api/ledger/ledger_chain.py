"""Checks a chain of entries with nothing but the public key, as somebody does who trusts nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from delivery_api.ledger.key_changes import follows, signing_keys
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
    KEY = "key"


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
    public_key : one of those that sign here, 32 bytes
    after : an entry that is known to hold
    """
    chain = tuple(entries)
    first, *others = signing_keys(chain, public_key)
    is_known = public_key in (first, *others)
    strange = () if is_known else (FaultyEntry(after.number + 1 if after else 1, ChainFault.KEY),)
    return (*strange, *_faults(chain, first, after))


def _faults(entries: Iterable[Entry], public_key: bytes, after: Entry | None) -> Iterator[FaultyEntry]:
    first, previous, at = (after.number + 1, after.hash, after.at) if after else (1, FIRST_PREVIOUS, "")
    for number, entry in enumerate(entries, start=first):
        new = follows(entry, number, previous, public_key)
        broken = {
            ChainFault.FIRST: number == 1 and entry.kind != EntryKind.OPENED,
            ChainFault.NUMBER: entry.number != number,
            ChainFault.PREVIOUS: entry.previous != previous,
            ChainFault.SIGNATURE: not is_signed_by(public_key, entry.content, entry.signature),
            ChainFault.FACTS: entry.facts is not None and hash_facts(entry.facts, entry.salt or "") != entry.facts_hash,
            ChainFault.TIME: entry.at < at,
            ChainFault.KEY: new is None,
        }
        yield from (FaultyEntry(number, fault) for fault, is_there in broken.items() if is_there)
        public_key = new or public_key
        previous, at = entry.hash, entry.at
