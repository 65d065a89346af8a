"""Certificates of destruction: what they say, how they are signed, and how anybody checks one without a database.

A certificate is a JSON file: `certificate` (counts and dates, no identifier of a person), `signature` (Ed25519 over its
canonical JSON) and `public_key`. The SHA-256 of the file stands in the audit and in the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from delivery_api.keys.encryption import Key
from delivery_api.ledger.entry_forms import is_hash
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.signing import canonical_json, is_signed_by, public_bytes, sign
from delivery_api.ledger.written_documents import read_document, written_document

FORMAT = 1
_NAMES = ("certificate", "public_key", "signature")
_SAID_BY_BOTH = ("programme", "completed_on", "due_on", "destroyed_on", "state")


class CertificateState(StrEnum):
    """How far a destruction is."""

    BEGUN = "begun"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"


class CertificateFault(StrEnum):
    """What is wrong with a certificate."""

    UNREADABLE = "unreadable"
    NO_CERTIFICATE = "no certificate"
    ANOTHER_KEY = "another key"
    SIGNATURE = "signature"
    OPEN = "open"
    NOT_IN_LEDGER = "not in the ledger"
    DIFFERS = "differs from the ledger"


@dataclass(frozen=True)
class CertificateCheck:
    """What came of checking a certificate.

    Parameters
    ----------
    faults : what is wrong; empty if it holds
    content : what the certificate says; empty if it is none
    is_replaced : whether the ledger names a later one for its programme
    """

    faults: tuple[CertificateFault, ...]
    content: Mapping[str, Any] = field(default_factory=dict)
    is_replaced: bool = False


def signed_certificate(content: Mapping[str, Any], key: Key) -> bytes:
    """Return the file of a certificate."""
    document = {
        "certificate": dict(content),
        "signature": sign(key, canonical_json(dict(content))),
        "public_key": public_bytes(key).hex(),
    }
    return written_document(document)


def certificate_hash(document: bytes) -> str:
    """Return the SHA-256 of a certificate's file, hexadecimal, as `sha256sum` prints it."""
    return sha256(document).hexdigest()


def read_content(document: bytes) -> dict[str, Any]:
    """Return what a certificate says, unchecked; a certificate from before they were signed is its own content."""
    found = json.loads(document)
    content: dict[str, Any] = found.get("certificate", found)
    return content


def destructions(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries on destructions."""
    return tuple(entry for entry in entries if entry.kind == EntryKind.DESTROYED and entry.facts is not None)


def check_certificate(
    document: bytes, public_keys: Collection[bytes], destroyed: Sequence[Entry] | None = None
) -> CertificateCheck:
    """Check how a certificate is written, its signature, what it leaves open, and that the ledger says the same.

    Parameters
    ----------
    document : the file
    public_keys : of the ledger, 32 bytes each, from where you trust them; none to accept the one that it names
    destroyed : the `destructions` of a chain that holds; None to leave the ledger out
    """
    found = read_document(document, _NAMES)
    if found is None or not isinstance(found["certificate"], dict) or not is_hash(found["public_key"]):
        return CertificateCheck((CertificateFault.NO_CERTIFICATE,))
    content, named = found["certificate"], bytes.fromhex(found["public_key"])
    faults = [*_signature_faults(found, public_keys or (named,)), *_open_faults(content)]
    if destroyed is None:
        return CertificateCheck(tuple(faults), content)
    mine = certificate_hash(document)
    faults += _ledger_faults(mine, content, destroyed)
    last = [each.facts["certificate"] for each in destroyed if each.facts and _is_of(each.facts, content)][-1:]
    return CertificateCheck(tuple(faults), content, is_replaced=bool(last) and last != [mine])


def _signature_faults(found: Mapping[str, Any], public_keys: Collection[bytes]) -> Iterator[CertificateFault]:
    public_key = bytes.fromhex(found["public_key"])
    if public_key not in public_keys:
        yield CertificateFault.ANOTHER_KEY
    elif not is_signed_by(public_key, canonical_json(found["certificate"]), str(found["signature"])):
        yield CertificateFault.SIGNATURE


def _open_faults(content: Mapping[str, Any]) -> Iterator[CertificateFault]:
    items, is_complete = content.get("open"), content.get("state") == CertificateState.COMPLETE
    if not isinstance(items, list) or bool(items) == is_complete or not all(isinstance(each, dict) for each in items):
        yield CertificateFault.OPEN


def _ledger_faults(mine: str, content: Mapping[str, Any], destroyed: Iterable[Entry]) -> Iterator[CertificateFault]:
    named_by = [each.facts for each in destroyed if each.facts and each.facts["certificate"] == mine]
    if not named_by:
        yield CertificateFault.NOT_IN_LEDGER
    elif any(name not in content or content[name] != facts[name] for facts in named_by for name in _SAID_BY_BOTH):
        yield CertificateFault.DIFFERS


def _is_of(facts: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    return bool(facts["programme"] == content.get("programme"))
