"""The file of notes stays whole on a disk that is full, and when a restore is cut off."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from delivery_api.row_authentication import superseded_codes
from delivery_api.row_authentication.code_currency import NONE
from delivery_api.row_authentication.superseded_codes import append_changes, forget_changes_after, read_changes

A, B, C = 11, 12, 13


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """As on a disk with so much room; what is written beyond is cut."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def noted(file: Path) -> list[tuple[int, int]]:
    changes = read_changes(file)
    return [*zip(changes.old.tolist(), changes.new.tolist(), strict=True)]


@pytest.mark.parametrize("room", [3, 8, 20])
def test_a_note_that_was_written_in_part_does_not_change_what_those_after_it_say(tmp_path: Path, room: int) -> None:
    """Fault: five bytes of a note made all that followed unreadable, and eight bytes accused whoever stood rightly."""
    file = tmp_path / "rows-superseded"
    append_changes(file, [(NONE, A)])
    with no_file_longer_than(16 + room):
        append_changes(file, [(NONE, B), (A, B)])
    assert noted(file) == [(NONE, A)]
    with file.open("ab") as opened:  # as a process leaves it that is ended while it writes
        opened.write(bytes(room % 16))
    append_changes(file, [(NONE, C), (A, C)])
    assert noted(file) == [(NONE, A), (NONE, C), (A, C)]


def test_a_restore_that_is_cut_off_forgets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault: the file was removed and written anew; in between, and on a full disk, no earlier row was known."""
    file, standing = tmp_path / "rows-superseded", np.array([B], dtype=np.uint64)
    before = [(NONE, B), (A, B), (NONE, C), (B, C)]
    append_changes(file, before)
    with no_file_longer_than(20), pytest.raises(OSError, match="large"):
        forget_changes_after(file, standing, standing)
    assert noted(file) == before
    for _ in range(2):  # the second goes on where the first was killed
        with monkeypatch.context() as killed:
            killed.setattr(superseded_codes, "fsync_directory", lambda _: None)
            forget_changes_after(file, standing, standing)
        assert noted(file)[:1] == [(NONE, B)]
