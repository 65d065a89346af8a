"""Reads a published log from files: no database, no settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from delivery_api.ledger.entry_forms import has_entry_form
from delivery_api.ledger.ledger_entries import Entry, entry_line, read_entry
from delivery_api.ledger.ledger_file import LEDGER, PUBLIC_KEY
from delivery_api.ledger.signing import read_public_pem
from delivery_api.privacy.published_log.log_check import PublishedLog
from delivery_api.privacy.published_log.publication import HEAD


class LogUnreadable(Exception):
    """A file of the log is missing, or is not what it should be; the message names it."""


def read_published_log(paths: Iterable[Path]) -> PublishedLog:
    """Read a log from folders and files: its entries, its public key, its head and its certificates.

    Entries are read up to the first line that has not the form of one.

    Parameters
    ----------
    paths : folders are read with all below them; other files than those of a log are passed over

    Raises
    ------
    OSError, LogUnreadable
    """
    files = tuple(_files(paths))
    ledger = _one(files, LEDGER)
    head = [path for path in files if path.name == HEAD]
    certificates = [path for path in files if path.suffix == ".json" and path.name != HEAD]
    key = [path for path in files if path.name == PUBLIC_KEY]
    entries, malformed_line = read_lines(ledger.read_bytes())
    return PublishedLog(
        entries,
        key[0].read_bytes() if key else b"",
        head[0].read_bytes() if head else None,
        {path.name: path.read_bytes() for path in certificates},
        malformed_line,
    )


def read_lines(document: bytes) -> tuple[tuple[Entry, ...], int | None]:
    """Return the entries of a file, and the number of the first line that has not the form of one.

    Parameters
    ----------
    document : as it is published; one that is empty lacks its first line
    """
    entries: list[Entry] = []
    for number, line in enumerate(document.splitlines(keepends=True) or [b""], start=1):
        entry = _entry(line)
        if entry is None:
            return tuple(entries), number
        entries.append(entry)
    return tuple(entries), None


def read_key_file(path: Path) -> bytes:
    """Return the 32 bytes of a public key from its PEM file.

    Raises
    ------
    OSError, LogUnreadable
    """
    return read_key(path.read_bytes(), str(path))


def read_key(document: bytes, name: str = PUBLIC_KEY) -> bytes:
    """Return the 32 bytes of a public key from its PEM.

    Raises
    ------
    LogUnreadable
    """
    try:
        return read_public_pem(document)
    except ValueError as error:
        msg = f"{name}: expected an Ed25519 public key as PEM ({error})"
        raise LogUnreadable(msg) from error


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file())
        else:
            yield path


def _one(files: Iterable[Path], name: str) -> Path:
    found = [path for path in files if path.name == name]
    if len(found) != 1:
        msg = f"{name}: expected one, got {len(found)}"
        raise LogUnreadable(msg)
    return found[0]


def _entry(line: bytes) -> Entry | None:
    """Return the entry of a line that is the one text of it, with its line end; None for another line."""
    try:
        entry = read_entry(line.decode())
        return entry if has_entry_form(entry) and f"{entry_line(entry)}\n".encode() == line else None
    except (ValueError, TypeError, RecursionError):
        return None
