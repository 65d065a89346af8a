"""Which machine voices may be heard: a machine's Welsh not before a named speaker has approved a sample of it.

The ledger keeps who approved what, and why; so it outlives a restore of the database. An approval holds for one engine
with its options: another voice is another decision.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection

from delivery_api.audit import audit_log
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.ledger_lines import BEGINNING, Place
from itembank.language import Language

APPROVED, WITHDRAWN = "approved a machine's voice", "withdrew a machine's voice"
WITHOUT_APPROVAL: frozenset[Language] = frozenset({"en"})
"""Languages whose machine voice is heard without anybody's word."""


def voice_name(language: Language, engine: str) -> str:
    """What a decision calls a voice."""
    return f"{language}, engine {engine}"


def decide_on_voice(
    connection: Connection, ledger: Ledger, voice: str, decision: Decision, now: datetime, *, is_approved: bool
) -> None:
    """Record that a named speaker approves a voice, or that it is withdrawn.

    Raises
    ------
    LedgerRefused
    """
    act = APPROVED if is_approved else WITHDRAWN
    noted = record_decision(connection, ledger, now, act, voice, decision)
    audit_log.record(connection, now, act, thing=noted)


@dataclass(frozen=True)
class Approval:
    """Who approved a voice, and on which day; the last word counts."""

    by: str
    at: datetime


@dataclass
class ApprovedVoices:
    """The voices that are approved; of the ledger only what is new is read each time."""

    ledger: Ledger
    _place: Place = BEGINNING
    _approved: dict[str, Approval] = field(default_factory=dict)
    _reading: Lock = field(default_factory=Lock, repr=False)

    def approval(self, voice: str) -> Approval | None:
        """Return who approved a voice; None if nobody did, or if it was withdrawn since.

        Raises
        ------
        LedgerRefused
        """
        with self._reading:
            entries, place = self.ledger.entries_from(self._place, EntryKind.DECIDED)
            if place.file != self._place.file:
                self._approved.clear()
            for entry in entries:
                self._hear(entry)
            self._place = place
        return self._approved.get(voice)

    def _hear(self, entry: Entry) -> None:
        facts = entry.facts or {}  # left out when their time is over
        if facts.get("act") == APPROVED:
            self._approved[facts["thing"]] = Approval(facts["by"], entry.instant)
        elif facts.get("act") == WITHDRAWN:
            self._approved.pop(facts["thing"], None)

    def is_heard(self, language: Language, engine: str) -> bool:
        """Return whether a machine's voice may be heard in a language."""
        return language in WITHOUT_APPROVAL or self.approval(voice_name(language, engine)) is not None
