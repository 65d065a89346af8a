"""Files that hold secrets or responses: created for their owner alone, and overwritten before they are removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from itembank.atomic_write import fsync_directory, partial_path


def create_secret_file(path: Path, content: bytes) -> None:
    """Create a file that its owner alone can read; durable when this returns.

    Raises
    ------
    FileExistsError
    OSError
    """
    with open_secret_file(path) as file:
        file.write(content)
    fsync_directory(path.parent)


@contextmanager
def open_secret_file(path: Path) -> Iterator[BinaryIO]:
    """Create a file that its owner alone can read, and open it for writing; its content is on disk after the block.

    Raises
    ------
    FileExistsError
    OSError
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def secret_folder(path: Path) -> Iterator[Path]:
    """Give a new folder, its owner's alone, that takes the place of `path` when the block ends without an exception.

    What stood there is overwritten first. A process that is killed leaves the old folder, or a part of it, and the
    new one at `partial_path(path)`.

    Raises
    ------
    OSError
    """
    partial = partial_path(path)
    shred_all(partial)
    partial.mkdir(mode=0o700)
    try:
        yield partial
        fsync_directory(partial)
        shred_all(path)
        partial.rename(path)
    except BaseException:
        shred_all(partial)
        raise
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


def shred_all(path: Path) -> bool:
    """Overwrite and remove a file, or a folder with all its files. Return whether there was anything."""
    if path.is_symlink():
        path.unlink()
        return True
    if not path.is_dir():
        return shred(path)
    for each in sorted(path.iterdir()):
        shred_all(each)
    path.rmdir()
    fsync_directory(path.parent)
    return True
