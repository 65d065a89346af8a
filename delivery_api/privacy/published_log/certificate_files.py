"""Checks certificates as files, with a public key and a ledger as files: no database, no settings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from delivery_api.ledger.key_changes import signing_keys
from delivery_api.ledger.ledger_entries import Entry
from delivery_api.privacy.published_log.log_check import entry_findings
from delivery_api.privacy.published_log.log_files import read_key_file, read_lines
from delivery_api.privacy.published_log.log_findings import LogFault, LogFinding
from delivery_api.privacy.retention.certificates import (
    CertificateCheck,
    CertificateFault,
    check_certificate,
    destructions,
)


@dataclass(frozen=True)
class CheckedFiles:
    """What came of checking certificates.

    Parameters
    ----------
    certificates : one check for each file; without the ledger if that does not hold
    ledger : what is wrong with the ledger; empty if it holds, or was left out
    """

    certificates: tuple[CertificateCheck, ...]
    ledger: tuple[LogFinding, ...]


def check_files(files: Sequence[Path], public_key: Path | None, ledger: Path | None) -> CheckedFiles:
    """Check certificates by the rules of a published log; a file that does not hold says nothing of the others.

    Parameters
    ----------
    public_key : PEM; None to accept the key that each certificate names
    ledger : its entries, with the facts of private ones or without; None to leave it out

    Raises
    ------
    OSError, LogUnreadable : there is no such key or ledger
    """
    key = read_key_file(public_key) if public_key else None
    entries, found = _read_ledger(ledger, key) if ledger and key else ((), ())
    destroyed = destructions(entries) if ledger and not found else None
    keys = signing_keys(entries if destroyed is not None else (), key) if key else ()
    return CheckedFiles(tuple(_check(path, keys, destroyed) for path in files), found)


def _read_ledger(path: Path, public_key: bytes) -> tuple[tuple[Entry, ...], tuple[LogFinding, ...]]:
    entries, malformed_line = read_lines(path.read_bytes())
    found = entry_findings(entries, malformed_line, public_key)
    return entries, tuple(each for each in found if each.fault is not LogFault.EXPOSED)  # the service's own has them


def _check(path: Path, public_keys: Collection[bytes], destroyed: Sequence[Entry] | None) -> CertificateCheck:
    try:
        document = path.read_bytes()
    except OSError:
        return CertificateCheck((CertificateFault.UNREADABLE,))
    return check_certificate(document, public_keys, destroyed)
