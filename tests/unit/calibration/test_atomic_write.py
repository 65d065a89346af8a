"""A document of calibration is on disk, complete and under its name, when it has been written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calibration.results.atomic_write import atomic_write
from tests.support.disk_calls import record_disk_calls


def test_the_data_then_the_name_then_the_folder_are_brought_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = record_disk_calls(monkeypatch)
    atomic_write(tmp_path / "fit.json", "{}\n")
    assert calls == [f"fsync .fit.json.{os.getpid()}.partial", "rename fit.json", f"fsync {tmp_path.name}"]
    assert (tmp_path / "fit.json").read_text() == "{}\n"


def test_a_full_disk_leaves_the_older_copy_and_no_partial_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "fit.json"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        atomic_write(path, "new")
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])
