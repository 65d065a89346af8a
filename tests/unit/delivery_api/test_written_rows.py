"""What a process remembers of the rows of the audit that it wrote accuses nobody."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from delivery_api.audit.written_rows import WrittenRows, remembered_rows


def test_a_disk_that_was_full_accuses_nobody_of_deleting_what_was_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: where the numbers of the first rows were left out, the file said that there was a row 0, which is gone."""
    rows = WrittenRows(tmp_path)

    def refuse(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", refuse)
        assert rows.note(None, 7) is None
    assert rows.note(None, 8) == 0
    assert rows.note(None, 9) == 1
    assert remembered_rows(tmp_path) == {8, 9}
    rows.close()
