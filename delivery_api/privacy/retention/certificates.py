"""Certificates of destruction: what they say, how they are signed, and how anybody checks one without a database.

A certificate is a JSON file: `certificate` (counts and dates, no identifier of a person), `signature` (Ed25519 over its
canonical JSON) and `public_key`. The SHA-256 of the file stands in the audit and in the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from delivery_api.keys.encryption import Key
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.signing import canonical_json, is_signed_by, public_bytes, sign

FORMAT = 1


class CertificateState(StrEnum):
    """How far a destruction is."""

    BEGUN = "begun"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"


class CertificateFault(StrEnum):
    """What is wrong with a certificate."""

    NO_CERTIFICATE = "no certificate"
    ANOTHER_KEY = "another key"
    SIGNATURE = "signature"
    NOT_IN_LEDGER = "not in the ledger"
    REPLACED = "replaced"


@dataclass(frozen=True)
class CertificateCheck:
    """What came of checking a certificate.

    Parameters
    ----------
    fault : what is wrong; None if it holds
    content : what the certificate says; empty if it is none
    """

    fault: CertificateFault | None
    content: Mapping[str, Any]


def signed_certificate(content: Mapping[str, Any], key: Key) -> bytes:
    """Return the file of a certificate."""
    document = {
        "certificate": dict(content),
        "signature": sign(key, canonical_json(dict(content))),
        "public_key": public_bytes(key).hex(),
    }
    return f"{json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)}\n".encode()


def certificate_hash(document: bytes) -> str:
    """Return the SHA-256 of a certificate's file, hexadecimal, as `sha256sum` prints it."""
    return sha256(document).hexdigest()


def read_content(document: bytes) -> dict[str, Any]:
    """Return what a certificate says, unchecked; a certificate from before they were signed is its own content."""
    found = json.loads(document)
    content: dict[str, Any] = found.get("certificate", found)
    return content


def check_certificate(document: bytes, public_key: bytes | None, ledger: Iterable[Entry] = ()) -> CertificateCheck:
    """Check a certificate's signature, and that the ledger names it last for its programme.

    Parameters
    ----------
    document : the file
    public_key : 32 bytes, from where you trust it; None to accept the key that the certificate names
    ledger : the entries of a chain that holds; empty to leave the ledger out
    """
    try:
        found = json.loads(document)
        content, signature, named = found["certificate"], str(found["signature"]), bytes.fromhex(found["public_key"])
    except (ValueError, KeyError, TypeError):
        return CertificateCheck(CertificateFault.NO_CERTIFICATE, {})
    if public_key is not None and named != public_key:
        return CertificateCheck(CertificateFault.ANOTHER_KEY, content)
    if not isinstance(content, dict) or not is_signed_by(named, canonical_json(content), signature):
        return CertificateCheck(CertificateFault.SIGNATURE, content if isinstance(content, dict) else {})
    return CertificateCheck(_fault_in_ledger(document, content, tuple(ledger)), content)


def _fault_in_ledger(document: bytes, content: Mapping[str, Any], ledger: tuple[Entry, ...]) -> CertificateFault | None:
    if not ledger:
        return None
    named = [
        str(entry.facts["certificate"])
        for entry in ledger
        if entry.kind == EntryKind.DESTROYED and entry.facts and entry.facts.get("programme") == content["programme"]
    ]
    mine = certificate_hash(document)
    if mine not in named:
        return CertificateFault.NOT_IN_LEDGER
    return None if named[-1] == mine else CertificateFault.REPLACED
