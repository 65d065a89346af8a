"""A file is on disk, complete and under its name, when `atomic_write` returns; or nothing has changed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from delivery_api.storage.secret_files import shred
from itembank.atomic_write import atomic_write, partial_path
from tests.support.disk_calls import record_disk_calls


def write(path: Path, text: str) -> None:
    with atomic_write(path) as file:
        file.write(text)


def test_the_data_then_the_name_then_the_folder_are_brought_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = record_disk_calls(monkeypatch)
    write(tmp_path / "report.csv", "Ŵy, 1\r\n")
    assert calls == ["fsync report.csv.partial", "rename report.csv", f"fsync {tmp_path.name}"]
    assert (tmp_path / "report.csv").read_bytes() == "Ŵy, 1\r\n".encode()


def test_an_exception_leaves_the_older_copy_and_no_partial_file(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    write(path, "old")

    def fail() -> None:
        with atomic_write(path) as file:
            file.write("new")
            msg = "half way"
            raise ValueError(msg)

    with pytest.raises(ValueError, match="half way"):
        fail()
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_a_full_disk_leaves_the_older_copy_and_no_partial_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.csv"
    write(path, "old")

    def full(_: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write(path, "new")
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_a_partial_file_that_a_crash_left_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    partial_path(path).write_text("a longer text from before the crash")
    write(path, "new")
    assert (path.read_text(), list(tmp_path.iterdir())) == ("new", [path])


def test_a_mode_for_the_owner_alone_holds_while_the_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    with atomic_write(path, mode=0o600) as file:
        file.write("secret")
        assert stat.S_IMODE(partial_path(path).stat().st_mode) == 0o600
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_discard_takes_the_older_copy_and_a_partial_file_that_failed(tmp_path: Path) -> None:
    path, discarded = tmp_path / "secret.csv", []
    path.write_text("old")

    def discard(each: Path) -> None:
        discarded.append((each.name, each.read_text()))
        shred(each)

    with atomic_write(path, discard=discard) as file:
        file.write("new")
    assert (path.read_text(), discarded) == ("new", [("secret.csv", "old")])

    def fail() -> None:
        with atomic_write(path, discard=discard) as file:
            file.write("half")
            file.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (path.read_text(), discarded[1:]) == ("new", [("secret.csv.partial", "half")])
    assert list(tmp_path.iterdir()) == [path]
