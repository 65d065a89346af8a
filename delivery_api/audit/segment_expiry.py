"""Removes the rows of segments whose retention time is over, and tells the ledger, which alone is believed about it.

What the database says of a segment decides nothing: its end counts only as it was sealed. So nobody who writes to the
database has rows removed before their time, or makes rows that they removed look like expired ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log, store
from delivery_api.audit.hash_chain import chain_hash, read_seal
from delivery_api.audit.values import Seal, Segment
from delivery_api.keys.destroyed_keys import is_recorded_destroyed
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger


class SegmentDoubted(Declined):
    """A segment was altered, so that nobody knows whether its time is over."""


def expire_segments(engine: Engine, ledger: Ledger, before: datetime, now: datetime) -> int:
    """Remove the rows of every segment that ended before a time; the segments stay, so that the chain holds.

    Returns
    -------
    the number of rows removed

    Raises
    ------
    SegmentDoubted : of one that was altered, nothing is removed; of the others it is
    ClockDoubted, LedgerRefused, KeyGone
    """
    with engine.begin() as connection:
        ended = store.unexpired_segments_before(connection, before)
        due = [each for each in ended if _has_ended(connection, ledger.ring, each, before)]
        if due:
            audit_log.record(connection, now, "audit segments expired", thing=f"{due[0].number}-{due[-1].number}")
        for segment in due:
            store.delete_rows(connection, segment)
            store.mark_expired(connection, segment, now)
        _tell(connection, ledger, due, before, now)
    doubted = [str(each.number) for each in ended if each not in due]
    if doubted:
        raise SegmentDoubted(Reason.SEGMENT_DOUBTED, segments=", ".join(doubted))
    return sum(segment.rows for segment in due)


def recorded_expiries(ledger: Ledger) -> dict[int, datetime]:
    """Return before which time each expired segment ended, by its number, as the ledger says.

    Raises
    ------
    LedgerRefused
    """
    told = [each.facts for each in ledger.entries_of(EntryKind.AUDIT_EXPIRED) if each.facts]
    return {number: datetime.fromisoformat(facts["ended_before"]) for facts in told for number in facts["segments"]}


def tell_earlier_expiries(connection: Connection, ledger: Ledger, now: datetime) -> None:
    """Tell the ledger of the segments that releases before have expired, which told it nothing.

    Raises
    ------
    LedgerRefused, KeyGone
    """
    known = recorded_expiries(ledger)
    untold = [each for each in store.all_segments(connection) if each.expired_at and each.number not in known]
    _tell(connection, ledger, untold, now, now)


def _tell(connection: Connection, ledger: Ledger, expired: Sequence[Segment], before: datetime, now: datetime) -> None:
    if expired:
        numbers = [each.number for each in expired]
        told_before = before.astimezone(UTC).isoformat()
        ledger.append(connection, now, EntryKind.AUDIT_EXPIRED, segments=numbers, ended_before=told_before)


def _has_ended(connection: Connection, ring: KeyRing, segment: Segment, before: datetime) -> bool:
    """Whether a segment ended before a time, of which its row says so."""
    seal = read_seal(ring, segment)
    if seal in (Seal.LINKED, Seal.PLAIN):  # the end is under the seal
        return True
    is_given_up = seal is Seal.UNREADABLE and is_recorded_destroyed(ring.directory, segment.key_id)
    if seal is not Seal.UNBOUNDED and not is_given_up:
        return False
    rows = store.rows_between(connection, segment.first, segment.last)
    is_whole = len(rows) == segment.rows and chain_hash(segment.previous, rows) == segment.head
    return is_whole and all(row.at < before for row in rows)
