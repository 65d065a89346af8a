"""The head of the ledger: how many entries there are and what the last one's hash is, signed with the time.

Whoever keeps a head can tell later whether the end of a copy was cut off.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from delivery_api.keys.encryption import Key
from delivery_api.ledger.ledger_entries import Entry
from delivery_api.ledger.signing import canonical_json, is_signed_by, public_bytes, sign

FORMAT = 1


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
    """Return the document of a head."""
    content = asdict(LedgerHead(last.number, last.hash, now.astimezone(UTC).isoformat()))
    document = {
        "head": content,
        "signature": sign(key, canonical_json(content)),
        "public_key": public_bytes(key).hex(),
    }
    return f"{json.dumps(document, indent=2, sort_keys=True)}\n".encode()


def read_head(document: bytes, public_key: bytes) -> LedgerHead | None:
    """Return the head that a document says and a key signed; None if it does not hold.

    Parameters
    ----------
    public_key : 32 bytes
    """
    try:
        found = json.loads(document)
        content, signature = found["head"], str(found["signature"])
        head = LedgerHead(**content)
    except (ValueError, KeyError, TypeError):
        return None
    return head if is_signed_by(public_key, canonical_json(content), signature) else None
