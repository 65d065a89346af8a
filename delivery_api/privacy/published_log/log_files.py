"""Reads a published log from files: no database, no settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from delivery_api.foreseen_faults import ForeseenFault
from delivery_api.ledger.entry_forms import has_entry_form
from delivery_api.ledger.ledger_entries import Entry, entry_line, read_entry
from delivery_api.ledger.ledger_file import LEDGER, PUBLIC_KEY
from delivery_api.ledger.signing import read_public_pem
from delivery_api.privacy.published_log.log_check import PublishedLog
from delivery_api.privacy.published_log.publication import CERTIFICATES, HEAD


class LogUnreadable(ForeseenFault):
    """A file of the log is missing, or is not what it should be; the message names it."""


def read_published_log(folder: Path) -> PublishedLog:
    """Read a log: entries, public key and head from the folder itself, certificates from `certificates/` in it.

    Entries are read up to the first line that has not the form of one; all other files are passed over, also files of
    these names in other folders, so that no file can stand in for another.

    Raises
    ------
    OSError, LogUnreadable
    """
    ledger = _read(folder / LEDGER)
    if ledger is None:
        raise LogUnreadable(folder, "expected a folder with %(file)s", file=LEDGER)
    entries, malformed_line = read_lines(ledger)
    key, head = _read(folder / PUBLIC_KEY), _read(folder / HEAD)
    return PublishedLog(entries, key, head, _certificates(folder / CERTIFICATES), malformed_line)


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


def read_key(document: bytes | None, name: str = PUBLIC_KEY) -> bytes:
    """Return the 32 bytes of a public key from its PEM.

    Raises
    ------
    LogUnreadable : there is none, or it is none
    """
    if document is None:
        raise LogUnreadable(name, "expected in the folder, or a key from elsewhere")
    try:
        return read_public_pem(document)
    except ValueError as error:
        raise LogUnreadable(name, "expected an Ed25519 public key as PEM (%(error)s)", error=error) from error


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _certificates(folder: Path) -> Mapping[str, bytes]:
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: path.read_bytes() for path in paths if path.name.endswith(".json") and path.is_file()}


def _entry(line: bytes) -> Entry | None:
    """Return the entry of a line that is the one text of it, with its line end; None for another line."""
    try:
        entry = read_entry(line.decode())
        return entry if has_entry_form(entry) and f"{entry_line(entry)}\n".encode() == line else None
    except (ValueError, TypeError, RecursionError):
        return None
