"""The rules on certificates: each holds and says the same as the ledger, and none that the ledger names is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.written_documents import read_document
from delivery_api.privacy.published_log.log_findings import LogFault, LogFinding
from delivery_api.privacy.retention.certificates import (
    CertificateFault,
    CertificateState,
    certificate_hash,
    check_certificate,
)

_SAID_BY_BOTH = ("programme", "completed_on", "due_on", "destroyed_on", "state")
_NAMES = ("certificate", "public_key", "signature")


def certificate_findings(
    certificates: Mapping[str, bytes], entries: Sequence[Entry], public_key: bytes
) -> Iterator[LogFinding]:
    """Yield what is wrong with certificates.

    Parameters
    ----------
    certificates : file name → file
    entries : those of the kind `destroyed` with facts of the form that the kind has
    """
    there = {certificate_hash(document) for document in certificates.values()}
    last = {str(entry.facts["programme"]): str(entry.facts["certificate"]) for entry in entries if entry.facts}
    for programme, hash_ in last.items():
        if hash_ not in there:
            yield LogFinding(LogFault.CERTIFICATE_MISSING, programme)
    for name, document in certificates.items():
        for detail in _broken(document, entries, public_key):
            yield LogFinding(LogFault.CERTIFICATE, name, detail)


def destructions(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries on destructions."""
    return tuple(entry for entry in entries if entry.kind == EntryKind.DESTROYED and entry.facts is not None)


def _broken(document: bytes, entries: Sequence[Entry], public_key: bytes) -> Iterator[str]:
    found = read_document(document, _NAMES)
    if found is None or not isinstance(found["certificate"], dict):
        yield CertificateFault.NO_CERTIFICATE
        return
    content, hash_ = found["certificate"], certificate_hash(document)
    fault = check_certificate(document, public_key).fault
    if found["public_key"] != public_key.hex():
        fault = CertificateFault.ANOTHER_KEY
    if fault is not None:
        yield fault
    named_by = [entry.facts for entry in entries if entry.facts and entry.facts["certificate"] == hash_]
    if not named_by:
        yield CertificateFault.NOT_IN_LEDGER
    for facts in named_by:
        yield from (name for name in _SAID_BY_BOTH if name not in content or content[name] != facts[name])
    is_closed = content.get("open") == []
    if not isinstance(content.get("open"), list) or is_closed != (content.get("state") == CertificateState.COMPLETE):
        yield "open"
