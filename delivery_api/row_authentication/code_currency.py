"""Which codes of rows are put aside, as the notes of their changes tell.

A code is current from when it comes until another one takes its place. What takes the place of a code that was put
aside before is made from an earlier row that somebody put back: it is put aside from its beginning, however often the
row is signed anew afterwards. Only a code that is current already stays so, since the row was set right with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
"""The beginnings of codes."""

NONE = 0
"""In the place of a code that there was not: a row begins."""

FORGED = 2**64 - 1
"""In the place of the code of a row from which another one was made, though it was put aside."""


@dataclass(frozen=True)
class Changes:
    """Which codes took the place of which, in the order in which it was noted.

    Each new code is noted before its transaction is through, without the one whose place it takes, and again
    afterwards, with it. The first note is in the order in which transactions held the row.
    """

    old: Codes
    new: Codes

    def taken_effect(self) -> NDArray[np.int64]:
        """Return at which note each change took effect: the one before the commit, or else its own."""
        count = len(self.new)
        order = np.argsort(self.new, kind="stable")
        codes, places = self.new[order], np.arange(count)
        first = np.append(True, codes[1:] != codes[:-1]) if count else np.zeros(0, dtype=bool)
        begins = np.maximum.accumulate(np.where(first, places, 0))
        came = np.maximum.accumulate(np.where(self.old[order] == NONE, places, -1))
        at = np.empty(count, dtype=np.int64)
        at[order] = order[np.where(came >= begins, came, places)]
        return at

    def of_the_same_rows(self, codes: Codes) -> Changes:
        """Return the changes of the rows that some codes were ever of."""
        known = np.setdiff1d(codes, _NOBODYS)
        while True:
            here = _among(self.old, known) | _among(self.new, known)
            found = np.setdiff1d(np.concatenate([known, self.old[here], self.new[here]]), _NOBODYS)
            if len(found) == len(known):
                return Changes(self.old[here], self.new[here])
            known = found


def _among(codes: Codes, known: Codes) -> NDArray[np.bool_]:
    """Return which of many codes are among few, which are in order."""
    if not len(known):
        return np.zeros(len(codes), dtype=bool)
    found: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, codes), len(known) - 1)] == codes
    return found


_NOBODYS = np.array([NONE, FORGED], dtype=np.uint64)


def known_to(changes: Changes, standing: Codes) -> Changes:
    """Return the changes of which a database knows that was restored from a backup.

    A code was noted before it stood anywhere. So the backup is later than the first note of each code that stands in
    it, and than all changes that were noted before the last of these. What comes again later may have come before it.
    """
    came, first = _beginnings(changes)
    known = first[np.isin(came, standing)]
    last = int(known.max()) + 1 if len(known) else 0
    again = np.intersect1d(changes.new[last:], standing)
    return Changes(
        np.append(changes.old[:last], np.full(len(again), NONE, dtype=np.uint64)),
        np.append(changes.new[:last], again),
    )


def _beginnings(changes: Changes) -> tuple[Codes, NDArray[np.int64]]:
    """Return the codes of which it is noted when they first came, and at which note.

    What was put aside before it came is from before the notes, or was signed anew when the key was changed.
    """
    came, first = np.unique(changes.new, return_index=True)
    is_change = changes.old != NONE
    left, which = np.unique(changes.old[is_change], return_inverse=True)
    gone = np.full(len(left) + 1, len(changes.new), dtype=np.int64)
    np.minimum.at(gone, which, changes.taken_effect()[is_change])
    place = np.searchsorted(left, came)
    has_left = np.isin(came, left)
    noted = ~has_left | (gone[place] > first)
    return came[noted], first[noted]


def put_aside(changes: Changes) -> Codes:
    """Return the codes under which no row stands rightly, in order."""
    code, at, leaves = _comings_and_goings(changes)
    order = np.lexsort((at, code))
    code, at, leaves = code[order], at[order], leaves[order]
    same = np.append(code[1:] == code[:-1], False) if len(code) else np.zeros(0, dtype=bool)
    left: Codes = code[leaves & ~same]
    again = same & leaves & np.append(leaves[1:] & (at[1:] != at[:-1]), False) if len(code) else same
    doubted = np.append(code[again], changes.new[changes.old == FORGED]).astype(np.uint64)
    if not len(doubted):
        return left
    theirs = changes.of_the_same_rows(doubted)
    followed = np.concatenate([theirs.old, theirs.new])
    aside: Codes = np.union1d(np.setdiff1d(left, followed), np.array(sorted(_followed(theirs)), dtype=np.uint64))
    return aside


def put_aside_among(changes: Changes, codes: Iterable[int]) -> frozenset[int]:
    """Return which of some codes are put aside."""
    asked = np.array(sorted(set(codes)), dtype=np.uint64)
    return _followed(changes.of_the_same_rows(asked)).intersection(asked.tolist())


def _comings_and_goings(changes: Changes) -> tuple[Codes, NDArray[np.int64], NDArray[np.bool_]]:
    """Return each coming and going of a code, and at which note."""
    at, is_change = changes.taken_effect(), changes.old != NONE
    code = np.concatenate([changes.new, changes.old[is_change]])
    leaves = np.append(np.zeros(len(at), dtype=bool), np.ones(int(is_change.sum()), dtype=bool))
    return code, np.append(at, at[is_change]), leaves


def _followed(changes: Changes) -> frozenset[int]:
    """Follow some rows from change to change."""
    taken: dict[int, tuple[int, set[int]]] = {}
    steps = zip(changes.taken_effect().tolist(), changes.old.tolist(), changes.new.tolist(), strict=True)
    for at, old, new in sorted(steps):
        taken.setdefault(at, (new, set()))[1].update({old} - {NONE})
    aside, current = {FORGED}, set()
    for _, (new, before) in sorted(taken.items()):
        if before & aside and new not in current:
            aside.add(new)
        else:
            aside.discard(new)
            current.add(new)
        aside |= before
        current -= before
    return frozenset(aside - {FORGED})
