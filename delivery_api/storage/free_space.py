"""Whether the disks that the service writes to have room."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

LEAST_FREE_BYTES = 64 * 2**20
"""With less the service takes no requests: what it would still write is what makes the disk full."""


def full_folders(folders: Iterable[Path]) -> list[str]:
    """Return the names of the folders on whose disks there is hardly any room."""
    return [folder.name for folder in folders if _is_full(folder)]


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < LEAST_FREE_BYTES
    except OSError:
        return False  # it is not there yet
