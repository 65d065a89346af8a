"""Values of the bank: authorisations, status changes, decisions, stored versions and adoptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from itembank import ItemStatus


@dataclass(frozen=True)
class Authorisation:
    """The person who takes a decision and the reason; both are recorded.

    Parameters
    ----------
    by : the person's name, 1 to 120 characters
    reason : 1 to 500 characters
    """

    by: str
    reason: str


@dataclass(frozen=True)
class StatusChange:
    """A change of the status of an item version."""

    item: str
    subject: str
    before: ItemStatus
    after: ItemStatus
    by: str
    reason: str
    at: datetime


STATUS_TOLD: Mapping[ItemStatus, str] = {status: f"item {status.value}" for status in ItemStatus}
"""What the audit calls it that an item was withdrawn or came back: by its new status."""


@dataclass(frozen=True)
class BankDecision:
    """A decision about a bank version: "approved", "published" (with a design) or "rescored"."""

    bank_version: str
    decision: str
    design: str | None
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class StoredVersion:
    """A stored bank version; `design` is the one it is in use with, None if it is not in use."""

    hash: str
    subject: str
    added_at: datetime
    design: str | None


@dataclass(frozen=True)
class AdoptionRecord:
    """An adoption of a fit: SHA-256 of calibration document, extract and decisions, the trial, and the bank versions.

    Parameters
    ----------
    base, bank_version : hashes of the version that it started from, and of the one that it made
    discarded_at : when it was discarded as one by mistake; None while it is in force
    """

    fit: str
    extract: str
    programme: str
    base: str
    bank_version: str
    decisions: str
    at: datetime
    discarded_at: datetime | None = None

    @property
    def noted(self) -> str:
        """What ledger and audit say was adopted: the trial, the bank version, and the hash of the decisions."""
        return f"{self.programme}, bank {self.bank_version[:12]} by {self.decisions}"
