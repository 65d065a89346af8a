"""The head of the ledger: how many entries there are and what the last one's hash is, signed with the time.

Whoever keeps a head can tell later whether the end of a copy was cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum

from delivery_api.keys.encryption import Key
from delivery_api.ledger.entry_forms import is_instant
from delivery_api.ledger.ledger_entries import Entry
from delivery_api.ledger.signing import canonical_json, is_signed_by, public_bytes, sign
from delivery_api.ledger.written_documents import read_document, written_document

FORMAT = 1


class HeadFault(StrEnum):
    """What is wrong with the document of a head."""

    FORM = "form"
    KEY = "key"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class LedgerHead:
    """The end of a ledger at a time.

    Parameters
    ----------
    entries : number of entries
    hash : of the last entry, hexadecimal
    published_at : as ISO 8601 in UTC
    format : of this document
    """

    entries: int
    hash: str
    published_at: str
    format: int = FORMAT

    def is_end_of(self, entries: Sequence[Entry]) -> bool:
        """Whether some entries end with this head."""
        return len(entries) == self.entries and self.is_in(entries)

    def is_in(self, entries: Sequence[Entry]) -> bool:
        """Whether some entries have this head as their end, or went on from it."""
        return 0 < self.entries <= len(entries) and entries[self.entries - 1].hash == self.hash


def signed_head(last: Entry, now: datetime, key: Key) -> bytes:
    """Return the document of a head, of now or of the last entry's time if a clock was ahead then."""
    content = asdict(LedgerHead(last.number, last.hash, max(now, last.instant).astimezone(UTC).isoformat()))
    return written_document(
        {"head": content, "signature": sign(key, canonical_json(content)), "public_key": public_bytes(key).hex()}
    )


def read_head(document: bytes, key_after: Callable[[int], bytes]) -> LedgerHead | HeadFault:
    """Return the head that a document says and a key signed, or what is wrong with it.

    Parameters
    ----------
    key_after : returns the key that signs after some entries, 32 bytes
    """
    found = read_document(document, ("head", "public_key", "signature"))
    head = _head(found["head"]) if found is not None else None
    if found is None or head is None:
        return HeadFault.FORM
    public_key = key_after(head.entries)
    if found["public_key"] != public_key.hex():
        return HeadFault.KEY
    is_signed = is_signed_by(public_key, canonical_json(found["head"]), str(found["signature"]))
    return head if is_signed else HeadFault.SIGNATURE


def _head(content: object) -> LedgerHead | None:
    if not isinstance(content, dict) or content.keys() != {field.name for field in fields(LedgerHead)}:
        return None
    head = LedgerHead(**content)
    is_well_formed = type(head.entries) is int and type(head.format) is int and is_instant(head.published_at)
    return head if is_well_formed and head.format == FORMAT else None
