"""Which codes of rows are put aside: none of an honest row, however late it is noted, and all of one put back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import delivery_api.row_authentication.code_currency as code_currency
from delivery_api.row_authentication.code_currency import (
    FORGED,
    NONE,
    Changes,
    after_restore,
    known_to,
    put_aside,
    put_aside_among,
)

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


def test_a_late_note_is_about_the_time_at_which_its_code_stood() -> None:
    """Fault: of a row that came to B for the second time, the note of the first time accused it: A had gone since."""
    lived = ((NONE, B), (NONE, A), (NONE, C), (NONE, B))
    assert aside(*lived, (A, B), (A, C), (B, A)) == {A}
    assert aside(*lived, (A, B), (A, C), (B, A), (C, B)) == {A, C}


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
    while not noted and any(each.late for each in three):  # a row that is older than the notes, and a lost one: unknown
        for each in three:
            each.note_late(0)
    known = known_to(changes_of(notes), np.array(sorted(backup), dtype=np.uint64))
    assert backup.isdisjoint(put_aside(known).tolist())


def test_what_was_put_back_before_a_backup_is_named_after_its_restore() -> None:
    notes = changes_of([(NONE, B), (A, B), (NONE, D), (NONE, C), (D, C)])
    assert put_aside(known_to(notes, np.array([A, D], dtype=np.uint64))).tolist() == [A]
    assert put_aside(known_to(notes, np.array([A], dtype=np.uint64))).tolist() == []  # all of it is older


def codes(*tags: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    return np.array(sorted(tags), dtype=np.uint64)


def test_what_a_restored_database_does_not_have_is_put_aside_until_the_service_makes_it_again() -> None:
    """Fault: B came and was ended after the backup; the restore forgot both, and B was believed when put back."""
    notes = [(NONE, A), (NONE, B), (NONE, C), (B, C)]
    known = after_restore(changes_of(notes), codes(A), codes(A))
    assert put_aside(known).tolist() == [B, C]
    assert put_aside_among(known, [A, B, C]) == {B, C}
    after = [*zip(known.old.tolist(), known.new.tolist(), strict=True)]
    assert aside(*after, (NONE, D), (B, D)) >= {B, C, D}  # from B, put back
    assert aside(*after, (NONE, B)) - {code_currency.LOST} == {C}
    later = after_restore(known, codes(A, B), codes(A, B))  # the first was the wrong backup
    assert put_aside(later).tolist() == [C]


def test_a_row_that_a_restore_signs_anew_under_another_key_is_believed() -> None:
    new_a = 21
    notes = changes_of([(NONE, A), (NONE, B), (new_a, B)])
    assert put_aside(after_restore(notes, codes(A), codes(new_a))).tolist() == [B]


def test_a_row_that_changed_often_is_followed_as_one_that_did_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault: every step of a row went through all notes: two minutes for a thousand steps among a million."""
    often = [note for step in range(100, 140) for note in ((NONE, step + 1), (step, step + 1))]
    others = [note for row in range(1000, 1400, 2) for note in ((NONE, row + 1), (row, row + 1))]
    notes = changes_of([*others, *often, (NONE, 7), (100, 7)])
    one_by_one, calls = put_aside(notes).tolist(), list[int]()
    monkeypatch.setattr(code_currency, "_FEW", 1_000)
    assert put_aside(notes).tolist() == one_by_one
    monkeypatch.undo()
    among = code_currency._among
    monkeypatch.setattr(code_currency, "_among", lambda *args: calls.append(1) or among(*args))
    assert put_aside(notes).tolist() == one_by_one
    assert len(calls) < 20
