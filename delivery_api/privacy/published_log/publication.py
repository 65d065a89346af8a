"""Makes the published log from the ledger, and writes it to a folder with a page that checks it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from delivery_api.ledger.ledger_entries import PUBLIC_KINDS, Entry, EntryKind, entry_line
from delivery_api.ledger.ledger_file import LEDGER, PUBLIC_KEY, Ledger
from delivery_api.ledger.ledger_head import signed_head
from delivery_api.ledger.signing import public_pem
from delivery_api.privacy.published_log.log_check import PublishedLog
from delivery_api.privacy.retention.certificates import certificate_hash
from itembank.atomic_write import atomic_write

HEAD, CERTIFICATES = "head.json", "certificates"


def published_log(ledger: Ledger, certificates: Path, now: datetime) -> PublishedLog:
    """Return the log as it is published: no fact of a private kind, and the certificates that the ledger names.

    Parameters
    ----------
    certificates : the folder of the certificates of destruction

    Raises
    ------
    LedgerRefused, KeyGone
    """
    entries = ledger.checked_entries()
    key = ledger.signing_key(entries)
    return PublishedLog(
        tuple(public_entry(entry) for entry in entries),
        public_pem(key),
        signed_head(entries[-1], now, key),
        _named_certificates(entries, certificates),
    )


def public_entry(entry: Entry) -> Entry:
    """Return an entry as it is published."""
    return entry if entry.kind in PUBLIC_KINDS else entry.without_facts()


def log_lines(log: PublishedLog) -> str:
    """Return the entries of a published log, one a line."""
    return "".join(f"{entry_line(entry)}\n" for entry in log.entries)


def write_published_log(folder: Path, log: PublishedLog, pages: Mapping[str, str]) -> None:
    """Write a published log; the head comes last, so that a copy that was made meanwhile shows it.

    Parameters
    ----------
    pages : file name → text: what else goes to the folder

    Raises
    ------
    OSError
    """
    (folder / CERTIFICATES).mkdir(parents=True, exist_ok=True)
    for name, document in log.certificates.items():
        _write(folder / CERTIFICATES / name, document.decode())
    for name, text in pages.items():
        _write(folder / name, text)
    _write(folder / PUBLIC_KEY, (log.public_key or b"").decode())
    _write(folder / LEDGER, log_lines(log))
    _write(folder / HEAD, (log.head or b"").decode())


def _named_certificates(entries: tuple[Entry, ...], folder: Path) -> dict[str, bytes]:
    named = {
        (str(entry.facts["programme"]), str(entry.facts["certificate"]))
        for entry in entries
        if entry.kind == EntryKind.DESTROYED and entry.facts
    }
    files = {f"{programme}.json" for programme, _ in named}
    found = {name: (folder / name).read_bytes() for name in sorted(files) if (folder / name).is_file()}
    hashes = {hash_ for _, hash_ in named}
    return {name: document for name, document in found.items() if certificate_hash(document) in hashes}


def _write(path: Path, text: str) -> None:
    with atomic_write(path) as file:
        file.write(text)
