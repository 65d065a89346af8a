from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from itembank import ItemStatus


@dataclass(frozen=True)
class Authorisation:
    """Who decides something, in words, and why; both go on record.

    Parameters
    ----------
    by : the person's name as it is to stand on record, 1 to 120 characters
    reason : 1 to 500 characters
    """

    by: str
    reason: str


@dataclass(frozen=True)
class StatusChange:
    """A move of an item version from one status to another."""

    item: str
    subject: str
    before: ItemStatus
    after: ItemStatus
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class BankDecision:
    """What was decided about a bank version: "approved", "published" (with a design), or "rescored" by its rules."""

    bank_version: str
    decision: str
    design: str | None
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class StoredVersion:
    """A bank version that is kept; `design` is the one it is in use with, None for one that is not in use."""

    hash: str
    subject: str
    added_at: datetime
    design: str | None
