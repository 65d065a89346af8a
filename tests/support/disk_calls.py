"""Records the order in which a function brings files, renames and folders to disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def record_disk_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows with each fsync and rename: ``fsync name`` and ``rename name``."""
    calls: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def recording_fsync(descriptor: int) -> None:
        calls.append(f"fsync {Path(os.readlink(f'/proc/self/fd/{descriptor}')).name}")
        fsync(descriptor)

    def recording_replace(path: Path, target: Path) -> Path:
        calls.append(f"rename {Path(target).name}")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", recording_fsync)
    monkeypatch.setattr(Path, "replace", recording_replace)
    return calls
