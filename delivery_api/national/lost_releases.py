"""Which releases the ledger tells of that the database has no more: the next one would not be compared with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.national import store
from delivery_api.sittings.storage.store import all_programmes
from delivery_api.sittings.values import key_purpose
from reports.national.release_values import ReleaseName

RELEASED = "made a national release"
"""The act in audit and ledger."""


@dataclass(frozen=True)
class LostRelease:
    """A release that the ledger tells of and the database has not, or not whom it counts.

    Parameters
    ----------
    entry : of the ledger
    before_restore : whether a backup was restored since, which may have been made before the release
    """

    name: ReleaseName
    entry: Entry
    before_restore: bool


def lost_releases(connection: Connection, ledger: Ledger) -> Iterator[LostRelease]:
    """Yield each release that is lost; whom it counts goes with the responses of its school year.

    Raises
    ------
    LedgerRefused
    """
    entries = ledger.entries_of(EntryKind.DECIDED, EntryKind.RESTORED)
    restored = max((each.number for each in entries if each.kind == EntryKind.RESTORED), default=0)
    there, counted = store.frozen_releases(connection), store.counted_releases(connection)
    purged = _purged(connection, ledger.ring)
    for entry in entries:
        if (entry.facts or {}).get("act") == RELEASED:
            name = _named((entry.facts or {})["thing"])
            if name not in there or (name not in counted and name.year not in purged):
                yield LostRelease(name, entry, entry.number < restored)


def _named(thing: str) -> ReleaseName:
    year, subject, number = thing.rsplit("/", 2)
    return ReleaseName(year, subject, int(number))


def _purged(connection: Connection, ring: KeyRing) -> set[str]:
    """The school years whose responses are destroyed, or are being destroyed: the key goes first."""
    years = all_programmes(connection)
    return {each.id for each in years if each.destroyed_on or not ring.living(connection, key_purpose(each.id))}
