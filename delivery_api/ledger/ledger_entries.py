"""The entries of the ledger: what each kind records, and the bytes that are hashed and signed.

The signature covers a hash of an entry's facts, not the facts themselves. The facts of a private kind can therefore be
left out of a published copy, and be removed when their time is over, and the chain still holds.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from delivery_api.ledger.signing import canonical_json

FIRST_PREVIOUS = "0" * 64
"""The hash that the first entry names as its predecessor's."""


class EntryKind(StrEnum):
    """What an entry records."""

    OPENED = "opened"
    TRIAL_PLANNED = "trial planned"
    TRIAL_COMPLETED = "trial completed"
    COMPLETION_AMENDED = "completion amended"
    TRIAL_LOST = "trial lost"
    DESTROYED = "destroyed"
    KEYS_DESTROYED = "keys destroyed"
    EXTRACT_REGISTERED = "extract registered"
    EXTRACT_RELEASED = "extract released"
    ERASED = "erased"
    ERASURE_LIFTED = "erasure lifted"
    RESTRICTED = "restricted"
    RESTRICTION_LIFTED = "restriction lifted"
    HELD = "held"
    HOLD_RELEASED = "hold released"
    TRIAL_HELD = "trial held"
    TRIAL_HOLD_ENDED = "trial hold ended"
    YEAR_HELD = "school year held"
    YEAR_HOLD_ENDED = "school year hold ended"
    RIGHTS_CASE = "rights case"
    BREACH = "breach"
    RETENTION_RUN = "retention run"
    CLOCK_CONFIRMED = "clock confirmed"
    AUDIT_EXPIRED = "audit expired"
    KEY_CHANGED = "key changed"
    SIGNING_KEY_CHANGED = "signing key changed"
    KEYS_BACKED_UP = "keys backed up"
    KEY_BACKUP_RELEASED = "key backup released"
    KEY_FOLDER_RETIRED = "key folder retired"
    BACKED_UP = "backed up"
    RESTORED = "restored"
    RESULTS_RECORDED = "results recorded"
    NOTICE_PUBLISHED = "notice published"
    DECIDED = "decided"


REPLAYED_KINDS = frozenset(
    {
        EntryKind.TRIAL_PLANNED,
        EntryKind.TRIAL_COMPLETED,
        EntryKind.COMPLETION_AMENDED,
        EntryKind.DESTROYED,
        EntryKind.KEYS_DESTROYED,
        EntryKind.KEY_CHANGED,
        EntryKind.EXTRACT_REGISTERED,
        EntryKind.EXTRACT_RELEASED,
        EntryKind.ERASED,
        EntryKind.ERASURE_LIFTED,
        EntryKind.RESTRICTED,
        EntryKind.RESTRICTION_LIFTED,
        EntryKind.KEY_FOLDER_RETIRED,
        EntryKind.HELD,
        EntryKind.HOLD_RELEASED,
        EntryKind.RIGHTS_CASE,
        EntryKind.BREACH,
    }
)
"""The kinds that change the database: `lifecycle/ledger_replay.py` does again what a restored one has forgotten."""

PUBLIC_KINDS = frozenset(
    {
        EntryKind.OPENED,
        EntryKind.SIGNING_KEY_CHANGED,
        EntryKind.TRIAL_PLANNED,
        EntryKind.TRIAL_COMPLETED,
        EntryKind.COMPLETION_AMENDED,
        EntryKind.TRIAL_LOST,
        EntryKind.TRIAL_HELD,
        EntryKind.TRIAL_HOLD_ENDED,
        EntryKind.YEAR_HELD,
        EntryKind.YEAR_HOLD_ENDED,
        EntryKind.DESTROYED,
        EntryKind.NOTICE_PUBLISHED,
    }
)
"""The kinds whose facts are published; no fact of these is about a person."""


FACTS_MONTHS = 108
"""Calendar months after which a retention run removes private facts about persons: an erasure is remembered as long."""

SHORTER_FACTS_MONTHS: Mapping[str, int] = {EntryKind.RIGHTS_CASE: 48, EntryKind.BREACH: 84}
"""The same of the kinds whose rows go before that: cases and breaches."""


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger.

    Parameters
    ----------
    number : from 1
    at : when it was written, as ISO 8601 in UTC
    kind : an `EntryKind`; a later release may know more
    facts_hash : SHA-256 of facts and salt, hexadecimal
    previous : hash of the entry before
    signature : of `content`, hexadecimal
    facts : what happened; None where they are left out
    salt : 16 random bytes, hexadecimal, so that facts cannot be guessed from their hash; None with the facts
    """

    number: int
    at: str
    kind: str
    facts_hash: str
    previous: str
    signature: str
    facts: Mapping[str, Any] | None = None
    salt: str | None = None

    @property
    def content(self) -> bytes:
        """The bytes that are hashed and signed."""
        return canonical_json(
            {
                "number": self.number,
                "at": self.at,
                "kind": self.kind,
                "facts": self.facts_hash,
                "previous": self.previous,
            }
        )

    @property
    def hash(self) -> str:
        """SHA-256 of the content, hexadecimal; the next entry names it."""
        return sha256(self.content).hexdigest()

    @property
    def changes_the_database(self) -> bool:
        """Whether a database that does not know this entry has to be brought up to it."""
        return self.kind in REPLAYED_KINDS

    @property
    def instant(self) -> datetime:
        """When it was written."""
        return datetime.fromisoformat(self.at)

    def without_facts(self) -> Entry:
        """The entry as it is published where its facts are private."""
        return replace(self, facts=None, salt=None)


def unsigned_entry(number: int, at: datetime, kind: EntryKind, facts: Mapping[str, Any], previous: str) -> Entry:
    """Make an entry that is still to be signed."""
    salt = secrets.token_hex(16)
    return Entry(number, at.astimezone(UTC).isoformat(), kind.value, hash_facts(facts, salt), previous, "", facts, salt)


def hash_facts(facts: Mapping[str, Any], salt: str) -> str:
    """Return the hash of facts and salt, hexadecimal."""
    return sha256(canonical_json({"facts": dict(facts), "salt": salt})).hexdigest()


def entry_line(entry: Entry) -> str:
    """Return an entry as a line of JSON, without the line end."""
    document: dict[str, Any] = {
        "number": entry.number,
        "at": entry.at,
        "kind": entry.kind,
        "facts_hash": entry.facts_hash,
        "previous": entry.previous,
        "signature": entry.signature,
    }
    if entry.facts is not None:
        document |= {"facts": dict(entry.facts), "salt": entry.salt}
    return canonical_json(document).decode()


def read_entry(line: str) -> Entry:
    """Read an entry from its line.

    Raises
    ------
    ValueError : the line is no entry
    """
    found = json.loads(line)
    if not isinstance(found, dict):
        msg = f"expected an entry as a JSON object, got {type(found).__name__}"
        raise ValueError(msg)
    try:
        return Entry(**found)
    except TypeError as error:
        msg = f"expected the fields of an entry, got {', '.join(sorted(found))}"
        raise ValueError(msg) from error
