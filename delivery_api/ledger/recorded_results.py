"""Whether every result has a record: the ledger says so from one moment on, outside the database.

Results from releases without records get theirs once, at an upgrade. After that a result without a record is a fault,
whatever the database says.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger


@dataclass(frozen=True)
class RecordedResults:
    """Asks the ledger whether every result has a record.

    Parameters
    ----------
    ledger : of the service
    """

    ledger: Ledger
    _found: list[bool] = field(default_factory=list, repr=False, compare=False)
    """Not empty once the ledger has said so, which it never takes back."""

    def __call__(self) -> bool:
        """Return whether a finished sitting without a record is a fault.

        Raises
        ------
        LedgerRefused
        """
        if not self._found and self.ledger.entries_of(EntryKind.RESULTS_RECORDED):
            self._found.append(True)
        return bool(self._found)
