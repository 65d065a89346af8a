"""Writes a file so that after a crash or a loss of power it is complete or absent, never a part of itself.

The commands of the item bank and the service use it. Calibration has its own in `calibration.results.atomic_write`:
neither package may import the other, and the engine below both does not know files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def partial_path(path: Path) -> Path:
    """Return where `atomic_write` writes a file before it is renamed; a crash may leave a file there."""
    return path.with_name(path.name + ".partial")


@contextmanager
def atomic_write(path: Path, *, mode: int = 0o666, discard: Callable[[Path], object] | None = None) -> Iterator[TextIO]:
    """Open a text file (UTF-8) that replaces `path` when the block ends without an exception.

    The data are on disk before the file gets its name, and the name is on disk before this returns: the order is
    fsync of the file, rename, fsync of the folder.

    Parameters
    ----------
    path : the file; its folder must exist
    mode : permission bits of a new file, before the umask
    discard : removes a partial file after an exception, and the older copy before it is replaced. By default the
        partial file is unlinked and the older copy stays until the rename replaces it

    Raises
    ------
    OSError
    """
    partial = partial_path(path)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if discard is not None:
            discard(path)
        partial.replace(path)
    except BaseException:
        if discard is not None:
            discard(partial)
        partial.unlink(missing_ok=True)
        raise
    fsync_directory(path.parent)


def fsync_directory(directory: Path) -> None:
    """Bring the names of a directory's files to disk: a rename or a new file is durable only after this."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
