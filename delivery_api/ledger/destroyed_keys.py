"""The keys that the ledger calls destroyed, for whoever asks again and again: each line is read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.ledger_lines import BEGINNING, Place


@dataclass
class DestroyedKeys:
    """The destroyed keys of a ledger."""

    ledger: Ledger
    _keys: dict[str, datetime] = field(default_factory=dict)
    _read: Place = BEGINNING
    """How far the file was read."""

    def read(self) -> Mapping[str, datetime]:
        """Return when each destroyed key was destroyed, by id; of the file, only what was appended since is read.

        Raises
        ------
        LedgerRefused
        """
        new, self._read = self.ledger.entries_from(self._read, EntryKind.KEYS_DESTROYED)
        for entry in new:
            self._keys |= dict.fromkeys(entry.facts["keys"] if entry.facts else (), entry.instant)
        return self._keys
