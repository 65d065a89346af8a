"""Files that hold secrets or responses: created for their owner alone, and overwritten before they are removed."""

from __future__ import annotations

import os
from pathlib import Path

from itembank.atomic_write import fsync_directory


def create_secret_file(path: Path, content: bytes) -> None:
    """Create a file that its owner alone can read; durable when this returns.

    Raises
    ------
    FileExistsError
    OSError
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fsync_directory(path.parent)


def shred(path: Path) -> bool:
    """Overwrite a file with zeros, then remove it. Return whether there was one."""
    if not path.is_file():
        return False
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    fsync_directory(path.parent)
    return True
