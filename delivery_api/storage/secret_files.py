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


def replace_secret_file(path: Path, content: bytes) -> None:
    """Put a new file in place of one that exists, and overwrite what the old one held; durable when this returns.

    At each moment the path holds the whole old file or the whole new one. A run that was stopped is finished by the
    next one.

    Raises
    ------
    OSError
    """
    new, old = leftovers(path)
    shred(new)
    if old.exists() and old.samefile(path):  # the run was stopped before the new file took the place
        old.unlink()
    shred(old)
    create_secret_file(new, content)
    os.link(path, old)
    os.replace(new, path)
    fsync_directory(path.parent)
    shred(old)


def leftovers(path: Path) -> tuple[Path, Path]:
    """Return what a stopped replacement of a file may have left: the new file, and a second name of the old one."""
    return path.with_name(f"{path.name}.new"), path.with_name(f"{path.name}.old")


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
