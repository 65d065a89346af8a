"""What a process knows of earlier codes is up to date at once, read whole once, and nobody waits for it later."""

from __future__ import annotations

from array import array
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from delivery_api.row_authentication import codes_read_lately
from delivery_api.row_authentication.code_currency import FORGED, NONE
from delivery_api.row_authentication.codes_read_lately import CodesReadLately
from delivery_api.row_authentication.superseded_codes import PutAside, append_changes

A, B, C = 11, 12, 13


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rows-superseded"


def aside(lately: CodesReadLately, file: Path) -> set[int]:
    return {tag for tag in (A, B, C) if lately.holds_any(file, [tag])}


def test_what_is_noted_after_a_file_was_read_is_known_at_once_and_nobody_who_comes_back_is_accused(file: Path) -> None:
    """Fault: of a long file nothing was known for ten minutes, and then somebody who had come back was told of."""
    lately = CodesReadLately()
    assert aside(lately, file) == set()
    append_changes(file, [(NONE, B), (A, B)])
    assert aside(lately, file) == {A}
    append_changes(file, [(NONE, A)])
    assert aside(lately, file) == set()  # before the change that puts B aside is noted
    append_changes(file, [(B, A)])
    assert aside(lately, file) == {B}
    append_changes(file, [(NONE, C), (B, C)])  # from B, which somebody put back
    assert aside(lately, file) == aside(CodesReadLately(), file) == {B, C}
    append_changes(file, [(NONE, C)])
    assert aside(lately, file) == aside(CodesReadLately(), file)
    file.unlink()  # the operator took it away
    assert aside(lately, file) == set()
    append_changes(file, [(FORGED, A)])
    assert aside(lately, file) == {A}


def test_notes_that_cannot_be_read_accuse_nobody(file: Path) -> None:
    file.mkdir()
    assert not CodesReadLately().holds_any(file / "rows" / "superseded", [A])
    (file / "rows").write_bytes(b"")
    assert not CodesReadLately().holds_any(file / "rows" / "superseded", [A])


def test_thirty_who_start_at_once_read_a_file_once_and_nobody_waits_for_it_later(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: each of thirty sittings that started at once read a file of a million changes, for a second each."""
    lately, goes_on, read = CodesReadLately(), Event(), list[int]()
    append_changes(file, [(NONE, A)])

    def slow(_file: Path) -> PutAside:
        read.append(1)
        assert goes_on.wait(10)
        return PutAside(array("Q", [100 + len(read)]))

    def known(tag: int) -> bool:
        return lately.holds_any(file, [tag])

    monkeypatch.setattr(codes_read_lately, "superseded_codes", slow)
    monkeypatch.setattr(codes_read_lately, "_OFTEN", -1.0)
    with ThreadPoolExecutor(30) as starting:
        found = [starting.submit(known, 101) for _ in range(30)]
        goes_on.set()
        assert all(each.result() for each in found)
    goes_on.clear()
    append_changes(file, [(A, B)])
    assert [(known(101), known(A)) for _ in range(30)] == [(True, True)] * 30
    goes_on.set()
    with lately._reading:  # as soon as it is read
        assert (known(101), known(102)) == (False, True)
    assert len(read) == 2


def test_whoever_is_overtaken_by_a_note_of_another_thread_takes_the_file_for_no_other_one(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: its size looked smaller than what was followed, and the request read the whole file anew."""
    lately, size_of, asked = CodesReadLately(), codes_read_lately._size_of, list[int]()
    append_changes(file, [(NONE, A)])
    assert aside(lately, file) == set()

    def overtaken(path: Path) -> int:
        size = size_of(path)
        asked.append(size)
        if len(asked) == 1:
            append_changes(path, [(A, B)])
            assert lately.holds_any(path, [A])
        return size

    def read_whole(_path: Path) -> PutAside:
        pytest.fail("read whole once more")

    monkeypatch.setattr(codes_read_lately, "_size_of", overtaken)
    monkeypatch.setattr(codes_read_lately, "superseded_codes", read_whole)
    assert lately.holds_any(file, [A])
