"""Which codes of rows are put aside, as the notes of their changes tell.

A code is current from when it comes until another one takes its place. What takes the place of a code that was put
aside before is made from an earlier row that somebody put back: it is put aside from its beginning, however often the
row is signed anew afterwards. Only a code that is current already stays so, since the row was set right with it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
"""The beginnings of codes."""

NONE = 0
"""In the place of a code that there was not: a row begins."""

FORGED = 2**64 - 1
"""In the place of the code of a row from which another one was made, though it was put aside."""

LOST = 2**64 - 2
"""In the place of what took a code's place: nothing did, but the database was restored, and does not have it."""

_NOBODYS = np.array([NONE, LOST, FORGED], dtype=np.uint64)

_FEW = 6
"""So many changes of a row are followed one after the other; what changed more often is found among all."""


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
        for _ in range(_FEW):
            here = _among(self.old, known) | _among(self.new, known)
            found = np.setdiff1d(np.concatenate([known, self.old[here], self.new[here]]), _NOBODYS)
            if len(found) == len(known):
                return Changes(self.old[here], self.new[here])
            known = found
        rows = self._rows()
        here = _among(rows, np.unique(rows[here]))
        return Changes(self.old[here], self.new[here])

    def _rows(self) -> Codes:
        """Number the rows, as far as changes link their codes, and return of which one each change is."""
        of_a_row = np.where(np.isin(self.new, _NOBODYS), self.old, self.new)
        linked = ~np.isin(self.old, _NOBODYS) & ~np.isin(self.new, _NOBODYS)
        codes, places = np.unique(np.concatenate([of_a_row, self.old[linked]]), return_inverse=True)
        new, old = places[: len(of_a_row)][linked], places[len(of_a_row) :]
        row = np.arange(len(codes))
        while True:  # each code takes the least number of its neighbours, and then that one's
            before, least = row.copy(), np.minimum(row[new], row[old])
            for those in (before[new], before[old], new, old):
                np.minimum.at(row, those, least)
            row = row[row]
            if np.array_equal(row, before):
                return row[places[: len(of_a_row)]].astype(np.uint64)


def _among(codes: Codes, known: Codes) -> NDArray[np.bool_]:
    """Return which of many codes are among few, which are in order."""
    if not len(known):
        return np.zeros(len(codes), dtype=bool)
    found: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, codes), len(known) - 1)] == codes
    return found


def after_restore(changes: Changes, standing: Codes, signed_anew: Codes) -> Changes:
    """Return what is to be known once a database was restored from a backup.

    What its rows were is as it was then. A code that was ever noted and that it does not have is put aside, until the
    service makes it again: somebody may have kept the row, which nobody ended in this database.

    Parameters
    ----------
    standing : the codes of its rows
    signed_anew : the codes that its rows have once they are signed under any key that there is
    """
    before = changes.new != LOST
    changes_alone = Changes(changes.old[before], changes.new[before])
    known, all_codes = known_to(changes_alone, standing), np.concatenate([changes.old, changes.new])
    there = np.concatenate([standing, signed_anew, put_aside(known), _NOBODYS])
    lost = np.setdiff1d(all_codes, there)
    nothing = np.full(len(lost), LOST, dtype=np.uint64)
    return Changes(np.concatenate([known.old, lost]), np.concatenate([known.new, nothing]))


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

    What may have been put aside before it came is from before the notes, or was signed anew when the key was changed.
    """
    came, first = np.unique(changes.new, return_index=True)
    is_change = changes.old != NONE
    left, which = np.unique(changes.old[is_change], return_inverse=True)
    gone = np.full(len(left) + 1, len(changes.new), dtype=np.int64)
    at_the_earliest = first[np.searchsorted(came, changes.new[is_change])]
    np.minimum.at(gone, which, at_the_earliest)
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
    """Follow some rows from change to change.

    A code that came more than once leaves open which time a late note is about. The last time is meant, unless what
    it took the place of was put aside then: an honest change has taken the place of what stood.
    """
    at, old, new = changes.taken_effect().tolist(), changes.old.tolist(), changes.new.tolist()
    came: dict[int, list[int]] = {}
    for place, code in enumerate(new):
        if old[place] == NONE:
            came.setdefault(code, []).append(place)
    while True:
        aside, doubted = _walked(at, old, new)
        taken = {place for place, code in zip(at, old, strict=True) if code != NONE}
        meant = [(note, _last_free(came.get(new[note], []), since, taken)) for note, since in doubted]
        if all(earlier is None for _, earlier in meant):
            return aside
        for note, earlier in meant:
            at[note] = at[note] if earlier is None else earlier


def _last_free(places: Sequence[int], before: int, taken: Container[int]) -> int | None:
    """Return the last of some places before one at which no change is noted to have taken effect."""
    return next((place for place in reversed(places) if place < before and place not in taken), None)


def _walked(at: Sequence[int], old: Sequence[int], new: Sequence[int]) -> tuple[frozenset[int], list[tuple[int, int]]]:
    """Return the codes that are put aside in the end, and each note of a change from one, with since when it was."""
    together: dict[int, list[int]] = {}
    for note, place in enumerate(at):
        together.setdefault(place, []).append(note)
    aside, current, doubted = {FORGED: -1}, set[int](), list[tuple[int, int]]()
    for place, notes in sorted(together.items()):
        code, before = new[notes[0]], {old[note] for note in notes} - {NONE}
        if not before.isdisjoint(aside) and code not in current:
            doubted += [(note, aside[old[note]]) for note in notes if old[note] in aside]
            aside.setdefault(code, place)
        else:
            aside.pop(code, None)
            current.add(code)
        for each in before:
            aside.setdefault(each, place)
        current -= before
    return frozenset(aside.keys() - {FORGED, LOST}), doubted
