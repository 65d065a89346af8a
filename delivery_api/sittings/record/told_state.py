"""The state that a sitting is in by what its log tells, whatever its row says."""

from __future__ import annotations

from collections.abc import Sequence

from delivery_api.sittings.record.event_types import Event, Finished, Moved, Started
from delivery_api.sittings.values import SittingState


def told_state(log: Sequence[Event]) -> str:
    """The state that a sitting is in by what its log tells, until it has a record of its result."""
    for event in reversed(log):
        if isinstance(event, Moved):
            return event.after
        if isinstance(event, Finished):
            return SittingState.COMPLETED.value
        if isinstance(event, Started):
            return SittingState.STARTED.value
    return SittingState.ASSIGNED.value
