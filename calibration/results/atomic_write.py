"""Writes a document so that after a crash or a loss of power it is complete or absent, never a part of itself.

`itembank.atomic_write` is the same for the packages that may import the item bank; calibration may not.
"""

import os
from pathlib import Path


def atomic_write(path: Path, text: str) -> None:
    """Write a text file (UTF-8): fsync of the file, rename, fsync of the folder.

    The partial file has the process's number in its name, so that two fits may write the same document.

    Raises
    ------
    OSError
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    _fsync_directory(path.parent)


def _fsync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
