"""Who goes from one class of a school to another, without names: no count of joining or leaving shows it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from delivery_api.identity.roster_import.roster_difference import OpenMembership, RosterChanges


class ClassMove(NamedTuple):
    """The classes of a school that a learner leaves, and those that they enter; either may be none."""

    school: UUID
    left: frozenset[UUID]
    entered: frozenset[UUID]


def class_moves(changes: RosterChanges) -> Counter[ClassMove]:
    """The number of learners of each move among those who stay at their school."""
    left, entered = _by_learner(changes.close_memberships), _by_learner(changes.open_memberships)
    elsewhere = changes.joining.keys() | changes.leaving.keys() | changes.moving.keys()
    moves: Counter[ClassMove] = Counter()
    for who in left.keys() | entered.keys():
        person, school = who
        before, after = left[who], entered[who]
        if person not in elsewhere and before != after:
            moves[ClassMove(school, frozenset(before - after), frozenset(after - before))] += 1
    return moves


def _by_learner(rows: Iterable[OpenMembership]) -> defaultdict[tuple[UUID, UUID], set[UUID]]:
    found: defaultdict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    for row in rows:
        if row.role == "learner":
            found[row.person, row.school].add(row.class_id)
    return found
