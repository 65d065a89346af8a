"""Which codes of rows are put aside: none of an honest row, however late it is noted, and all of one put back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from delivery_api.row_authentication.code_currency import FORGED, NONE, Changes, known_to, put_aside, put_aside_among

A, B, C, D = 11, 12, 13, 14


def changes_of(notes: Iterable[tuple[int, int]]) -> Changes:
    pairs = np.array([*notes], dtype=np.uint64).reshape(-1, 2)
    return Changes(pairs[:, 0], pairs[:, 1])


def aside(*changes: tuple[int, int]) -> set[int]:
    """The codes that are put aside, found both ways."""
    noted = changes_of(changes)
    found = set(put_aside(noted).tolist())
    assert put_aside_among(noted, {code for change in changes for code in change} - {NONE, FORGED}) == found
    return found


def test_a_code_is_put_aside_by_the_one_that_takes_its_place_until_it_comes_again() -> None:
    assert aside() == set()
    assert aside((NONE, A), (NONE, B), (A, B)) == {A}
    assert aside((NONE, A), (NONE, B), (A, B), (NONE, A), (B, A)) == {B}


def test_a_late_note_of_the_first_change_accuses_nobody_who_came_back() -> None:
    """Fault: the note of a change that was written after the row had gone back called the row forged that stood."""
    assert aside((NONE, A), (NONE, B), (NONE, A), (A, B)) == set()
    assert aside((NONE, A), (NONE, B), (NONE, A), (A, B), (B, A)) == {B}


def test_what_is_made_of_an_earlier_row_is_put_aside_however_often_it_is_signed_anew() -> None:
    """Fault: a dismissed person's row that was put back was believed once the sign-in had signed it under a new key."""
    left = ((NONE, B), (A, B))
    assert aside(*left, (NONE, C), (A, C)) == {A, C}
    assert aside(*left, (NONE, C), (A, C), (NONE, D), (C, D)) == {A, C, D}
    assert aside((NONE, C), (A, C), *left) == {A, B}  # the other order: C is the one that the service made
    assert aside((NONE, C), (FORGED, C), (NONE, D), (C, D)) == {C, D}


def test_a_row_that_was_put_back_and_is_set_right_is_believed() -> None:
    assert aside((NONE, B), (A, B), (A, B)) == {A}


def test_a_row_of_before_the_key_was_changed_is_one_with_what_became_of_it() -> None:
    new_a = 21
    assert aside((NONE, B), (new_a, B), (NONE, C), (new_a, C), (A, C)) == {A, new_a, C}
    assert aside((NONE, C), (new_a, C), (A, C)) == {A, new_a}


@dataclass
class History:
    """A row that processes change one after the other, with notes that are written late or never."""

    notes: list[tuple[int, int]] = field(default_factory=list)
    stands: int = 100
    late: list[tuple[int, int]] = field(default_factory=list)

    def change(self, code: int) -> None:
        if code != self.stands:
            self.notes.append((NONE, code))
            self.late.append((self.stands, code))
            self.stands = code

    def note_late(self, which: int, *, lost: bool = False) -> None:
        if self.late:
            change = self.late.pop(which % len(self.late))
            self.notes += [] if lost else [change]


STEPS = st.lists(st.tuples(st.sampled_from(["change", "note", "lose"]), st.integers(100, 103)), max_size=25)


def lived(steps: list[tuple[str, int]]) -> History:
    history = History()
    for step, value in steps:
        if step == "change":
            history.change(value)
        else:
            history.note_late(value, lost=step == "lose")
    return history


@given(STEPS)
def test_the_row_that_stands_is_never_accused(steps: list[tuple[str, int]]) -> None:
    history = lived(steps)
    assert history.stands not in aside(*history.notes)


@given(STEPS, st.integers(100, 103), st.lists(st.integers(200, 203), max_size=4))
def test_whatever_is_made_of_a_row_that_was_put_back_is_named(
    steps: list[tuple[str, int]], earlier: int, later: list[int]
) -> None:
    history = lived([step for step in steps if step[0] != "lose"])
    while history.late:
        history.note_late(0)
    if earlier not in aside(*history.notes):
        return
    history.stands = earlier
    for code in later:
        history.change(code)
        history.note_late(0)
    assert history.stands in aside(*history.notes)


THREE_ROWS = st.lists(st.tuples(st.integers(0, 2), STEPS.map(lambda steps: steps[:4])), max_size=12)


@given(THREE_ROWS, THREE_ROWS, st.booleans())
def test_a_restored_backup_is_not_accused_by_what_came_after_it(
    before: list[tuple[int, list[tuple[str, int]]]], after: list[tuple[int, list[tuple[str, int]]]], noted: bool
) -> None:
    notes = [(NONE, row) for row in (100, 200, 300) if noted]
    three = [History(notes, stands=row) for row in (100, 200, 300)]
    backup = set()
    for steps in (before, after):
        for row, its in steps:
            for step, value in its:
                if step == "change":
                    three[row].change(value + 100 * row)
                else:
                    three[row].note_late(value, lost=step == "lose" and noted)
        backup = backup or {each.stands for each in three}
    known = known_to(changes_of(notes), np.array(sorted(backup), dtype=np.uint64))
    assert backup.isdisjoint(put_aside(known).tolist())


def test_what_was_put_back_before_a_backup_is_named_after_its_restore() -> None:
    notes = changes_of([(NONE, B), (A, B), (NONE, D), (NONE, C), (D, C)])
    assert put_aside(known_to(notes, np.array([A, D], dtype=np.uint64))).tolist() == [A]
    assert put_aside(known_to(notes, np.array([A], dtype=np.uint64))).tolist() == []  # all of it is older
