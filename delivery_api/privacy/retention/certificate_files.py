"""Checks certificates as files, with a public key and a ledger as files: no database, no settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from delivery_api.ledger.ledger_chain import chain_faults
from delivery_api.ledger.ledger_entries import Entry, read_entry
from delivery_api.ledger.signing import read_public_pem
from delivery_api.privacy.retention.certificates import CertificateCheck, check_certificate


class CertificateUnreadable(Exception):
    """The public key or the ledger is not what it should be; the message names the file."""


def check_files(files: Sequence[Path], public_key: Path | None, ledger: Path | None) -> tuple[CertificateCheck, ...]:
    """Check certificates.

    Parameters
    ----------
    public_key : PEM; None to accept the key that each certificate names
    ledger : its entries, of which private ones may be without facts; None to leave it out

    Raises
    ------
    OSError
    CertificateUnreadable : the key is none, or the ledger's chain does not hold
    """
    key = _read_key(public_key) if public_key else None
    entries = _read_ledger(ledger, key) if ledger and key else ()
    return tuple(check_certificate(path.read_bytes(), key, entries) for path in files)


def _read_key(path: Path) -> bytes:
    try:
        return read_public_pem(path.read_bytes())
    except ValueError as error:
        msg = f"{path}: expected an Ed25519 public key as PEM ({error})"
        raise CertificateUnreadable(msg) from error


def _read_ledger(path: Path, public_key: bytes) -> tuple[Entry, ...]:
    try:
        entries = tuple(read_entry(line) for line in path.read_text("utf-8").splitlines())
    except ValueError as error:
        msg = f"{path}: expected the entries of a ledger, one a line ({error})"
        raise CertificateUnreadable(msg) from error
    if faults := chain_faults(entries, public_key):
        msg = f"{path}: entry {faults[0].number} does not hold ({faults[0].fault})"
        raise CertificateUnreadable(msg)
    return entries
