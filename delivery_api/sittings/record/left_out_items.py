"""The items that a sitting does not ask because its learner uses a screen reader, as its log holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from delivery_api.sittings.record.event_types import Event, started
from itembank import Barrier


def as_logged(items: Mapping[str, Barrier]) -> tuple[str, ...]:
    """Return the items with their reasons as the start of a sitting logs them."""
    return tuple(f"{item}={reason}" for item, reason in sorted(items.items()))


def left_out_items(log: Sequence[Event]) -> dict[str, Barrier]:
    """Read the items with their reasons from a log; none where all could be asked."""
    begun = started(log)
    pairs = (each.partition("=") for each in (begun.left_out if begun else ()))
    return {item: Barrier(reason) for item, _, reason in pairs}
