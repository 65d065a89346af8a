"""Nobody waits for the notes of earlier rows to be read anew, and many who start at once read them once."""

from __future__ import annotations

from array import array
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from delivery_api.row_authentication import superseded_codes
from delivery_api.row_authentication.superseded_codes import CodesReadLately, PutAside

LONG = 1_000_000


def test_thirty_who_start_at_once_read_a_long_file_once_and_nobody_waits_for_it_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: each of thirty sittings that started at once read a file of a million changes, for a second each."""
    file, lately, goes_on, read = tmp_path / "rows-superseded", CodesReadLately(), Event(), list[int]()
    file.write_bytes(bytes(LONG))

    def slow(_file: Path) -> PutAside:
        read.append(1)
        assert goes_on.wait(10)
        return PutAside(array("Q", [len(read)]))

    monkeypatch.setattr(superseded_codes, "superseded_codes", slow)
    monkeypatch.setattr(superseded_codes, "_OFTEN", -1.0)
    with ThreadPoolExecutor(30) as starting:
        found = [starting.submit(lately.of, file) for _ in range(30)]
        goes_on.set()
        assert {tuple(each.result().codes) for each in found} == {(1,)}
    goes_on.clear()
    file.write_bytes(bytes(2 * LONG))
    assert [tuple(lately.of(file).codes) for _ in range(30)] == [(1,)] * 30
    goes_on.set()
    with lately._reading:  # as soon as it is read
        assert tuple(lately.of(file).codes) == (2,)
    assert len(read) == 2
