"""Which state of a sitting may follow which, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from delivery_api.access.refusals import Refused
from delivery_api.sittings.values import State

MOVES: Mapping[State, frozenset[State]] = {
    State.ASSIGNED: frozenset({State.STARTED, State.ABSENT, State.DISAPPLIED, State.DISCARDED, State.EXPIRED}),
    State.ABSENT: frozenset({State.ASSIGNED, State.DISAPPLIED, State.DISCARDED, State.EXPIRED}),
    State.DISAPPLIED: frozenset({State.ASSIGNED, State.DISCARDED}),
    State.STARTED: frozenset({State.PAUSED, State.COMPLETED, State.DISCARDED, State.EXPIRED}),
    State.PAUSED: frozenset({State.STARTED, State.COMPLETED, State.DISCARDED, State.EXPIRED}),
    State.COMPLETED: frozenset({State.DISCARDED}),
    State.DISCARDED: frozenset(),
    State.EXPIRED: frozenset(),
}


class IllegalMove(Refused):
    """The sitting cannot go to that state from where it stands."""

    code = "illegal_move"


def require_move(before: str, after: State) -> None:
    """Refuse a move that the table above does not have.

    Raises
    ------
    IllegalMove
    """
    if after not in MOVES[State(before)]:
        raise IllegalMove(before=str(before), after=after.value)
