"""The allowed transitions between the states of a sitting."""

from __future__ import annotations

from collections.abc import Mapping

from delivery_api.access.refusals import Refused
from delivery_api.sittings.values import SittingState

MOVES: Mapping[SittingState, frozenset[SittingState]] = {
    SittingState.ASSIGNED: frozenset(
        {
            SittingState.STARTED,
            SittingState.ABSENT,
            SittingState.DISAPPLIED,
            SittingState.DISCARDED,
            SittingState.EXPIRED,
        }
    ),
    SittingState.ABSENT: frozenset(
        {SittingState.ASSIGNED, SittingState.DISAPPLIED, SittingState.DISCARDED, SittingState.EXPIRED}
    ),
    SittingState.DISAPPLIED: frozenset({SittingState.ASSIGNED, SittingState.DISCARDED}),
    SittingState.STARTED: frozenset(
        {SittingState.PAUSED, SittingState.COMPLETED, SittingState.DISCARDED, SittingState.EXPIRED}
    ),
    SittingState.PAUSED: frozenset(
        {SittingState.STARTED, SittingState.COMPLETED, SittingState.DISCARDED, SittingState.EXPIRED}
    ),
    SittingState.COMPLETED: frozenset({SittingState.DISCARDED}),
    SittingState.DISCARDED: frozenset(),
    SittingState.EXPIRED: frozenset(),
}


class IllegalMove(Refused):
    """The sitting's state does not allow the transition."""

    code = "illegal_move"


def require_move(before: str, after: SittingState) -> None:
    """Refuse a transition that `MOVES` does not allow.

    Raises
    ------
    IllegalMove
    """
    if after not in MOVES[SittingState(before)]:
        raise IllegalMove(before=str(before), after=after.value)
