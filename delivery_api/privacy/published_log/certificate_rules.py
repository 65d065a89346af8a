"""The rules on certificates: each holds and says the same as the ledger, and none that the ledger names is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from delivery_api.ledger.ledger_entries import Entry
from delivery_api.privacy.published_log.log_findings import LogFault, LogFinding
from delivery_api.privacy.retention.certificates import CertificateFault, certificate_hash, check_certificate


def certificate_findings(
    certificates: Mapping[str, bytes], destroyed: Sequence[Entry], public_keys: Collection[bytes], *, is_whole: bool
) -> Iterator[LogFinding]:
    """Yield what is wrong with certificates; a trial that was lost and not destroyed needs none.

    Parameters
    ----------
    certificates : file name → file
    destroyed : the entries on destructions, with facts of the form that the kind has
    public_keys : of the ledger, 32 bytes each
    is_whole : whether these are all; if reading ended before, an entry that is not there may come later
    """
    there = {certificate_hash(document) for document in certificates.values()}
    last = {str(entry.facts["programme"]): str(entry.facts["certificate"]) for entry in destroyed if entry.facts}
    for programme, hash_ in last.items():
        if is_whole and hash_ not in there:
            yield LogFinding(LogFault.CERTIFICATE_MISSING, programme)
    for name, document in certificates.items():
        for fault in check_certificate(document, public_keys, destroyed).faults:
            if is_whole or fault is not CertificateFault.NOT_IN_LEDGER:
                yield LogFinding(LogFault.CERTIFICATE, name, fault)
