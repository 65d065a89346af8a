"""Which withdrawals a sitting heeds: those that this service has written.

Every answer reads which items are withdrawn and checks no code, since that would cost more than the rest of it. Codes
are checked where a withdrawal is to be logged, which seldom happens: whoever set items to withdrawn for a moment would
otherwise choose which questions are left.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from delivery_api.bank.item_status_changes import forged_withdrawals
from delivery_api.sittings.record.event_types import quarantined
from delivery_api.sittings.record.open_sitting import OpenSitting


def believed_withdrawals(connection: Connection, sitting: OpenSitting, withdrawn: Collection[str]) -> tuple[str, ...]:
    """The withdrawn items, in their order, without those whose status somebody else wrote, which is told of."""
    new = [item for item in withdrawn if item in sitting.test.pool and item not in quarantined(sitting.log)]
    forged = forged_withdrawals(connection, new) if new else frozenset()
    return tuple(item for item in withdrawn if item not in forged)
