"""Decisions of a named person with a reason, which the ledger keeps and the audit refers to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger

MOST_NAME_CHARACTERS, MOST_REASON_CHARACTERS = 120, 500


class NobodySaid(Declined):
    """A decision lacks a name or a reason, or has one that is too long."""


@dataclass(frozen=True)
class Decision:
    """Who decides, and why.

    Parameters
    ----------
    by : a name, 1 to 120 characters
    reason : 1 to 500 characters

    Raises
    ------
    NobodySaid
    """

    by: str
    reason: str

    def __post_init__(self) -> None:
        lengths = (len(self.by.strip()), len(self.reason.strip()))
        if not 0 < lengths[0] <= MOST_NAME_CHARACTERS or not 0 < lengths[1] <= MOST_REASON_CHARACTERS:
            facts = {"longest_name": MOST_NAME_CHARACTERS, "longest_reason": MOST_REASON_CHARACTERS}
            raise NobodySaid(Reason.NOBODY_SAID, **facts)


def record_decision(
    connection: Connection, ledger: Ledger, now: datetime, act: str, thing: str, decision: Decision
) -> str:
    """Write a decision to the ledger. Returns what the audit says of it: the thing and the entry's number.

    Names stand in the ledger alone; the audit has ids.
    """
    facts = {"act": act, "thing": thing, "by": decision.by.strip(), "reason": decision.reason.strip()}
    entry = ledger.append(connection, now, EntryKind.DECIDED, **facts)
    return f"{thing}, ledger entry {entry.number}"
