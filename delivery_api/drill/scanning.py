"""Looks for markers in files, and tries every key that is left on what was sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from delivery_api.drill.marker_ends import Marker, Sealed
from delivery_api.keys.encryption import DecryptionFailed, Key, KeyGone
from delivery_api.keys.key_ring import KeyRing


def files_with(
    texts: Iterable[str], folders: Iterable[Path], *, but: Iterable[Path] = ()
) -> Iterator[tuple[str, Path]]:
    """Yield each text that stands in clear in a file, with the file.

    Parameters
    ----------
    but : files and folders that are passed over
    """
    needles, left_out = [(each, each.encode()) for each in texts if each], tuple(but)
    for path in _files(folders):
        if any(path.is_relative_to(each) for each in left_out):
            continue
        content = _read(path)
        yield from ((text, path) for text, needle in needles if needle in content)


def opened_by(sealed: Iterable[Sealed], keys: Iterable[Key]) -> str | None:
    """Return the id of a key that opens one of some sealed values; None if none does."""
    those = tuple(sealed)
    for key in keys:
        for each in those:
            try:
                key.open(each.value, place=each.place)
            except DecryptionFailed:
                continue
            return key.id
    return None


def keys_left(*folders: Path) -> tuple[Key, ...]:
    """Return every key of which a file is left, in key folders and their backups."""
    return tuple(key for folder in folders for key in _keys(folder))


def texts_of(markers: Iterable[Marker], *, sealed: bool) -> list[str]:
    """Return the texts that stand sealed, or in clear, in the rows of markers."""
    return [each.text for each in markers if each.text and bool(each.sealed) is sealed]


def _keys(folder: Path) -> Iterator[Key]:
    ring = KeyRing(folder)
    for path in folder.glob("*.key.json"):
        try:
            yield ring.read(path.name.removesuffix(".key.json"))
        except KeyGone:
            continue


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # PostgreSQL has removed it meanwhile
        return b""
