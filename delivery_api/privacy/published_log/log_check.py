"""What is wrong with a published log: anybody can find out with the public key alone.

docs/verification.md states the same rules for whoever writes a program of their own; the page of the log carries them
out in the reader's browser (`web/static/published-log.js`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from delivery_api.ledger.ledger_chain import chain_faults
from delivery_api.ledger.ledger_entries import PUBLIC_KINDS, Entry
from delivery_api.ledger.ledger_head import read_head
from delivery_api.privacy.published_log.programme_records import ProgrammeRecord, programme_records
from delivery_api.privacy.retention.certificates import CertificateFault, certificate_hash, check_certificate


@dataclass(frozen=True)
class PublishedLog:
    """A published log.

    Parameters
    ----------
    entries : all of them; private kinds without their facts
    public_key : PEM
    head : the document of its head; None where there is none
    certificates : file name → file
    """

    entries: tuple[Entry, ...]
    public_key: bytes
    head: bytes | None
    certificates: Mapping[str, bytes]


class LogFault(StrEnum):
    """What is wrong with a published log."""

    ENTRY = "entry"
    WITHHELD = "facts left out"
    HEAD = "head"
    KEPT_HEAD = "kept head"
    COMPLETION_MOVED = "completion moved"
    DESTRUCTION_DIFFERS = "destruction differs"
    CERTIFICATE_MISSING = "certificate missing"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class LogFinding:
    """Something wrong with a published log.

    Parameters
    ----------
    thing : the number of an entry, a programme or a file
    detail : which rule it breaks
    """

    fault: LogFault
    thing: str = ""
    detail: str = ""


def log_findings(log: PublishedLog, public_key: bytes, kept_head: bytes | None = None) -> tuple[LogFinding, ...]:
    """Return all that is wrong with a published log; empty if it holds.

    Parameters
    ----------
    public_key : 32 bytes, from where you trust it
    kept_head : the document of a head that was published at another time, earlier or later
    """
    return tuple(_findings(log, public_key, kept_head))


def _findings(log: PublishedLog, public_key: bytes, kept_head: bytes | None) -> Iterator[LogFinding]:
    for fault in chain_faults(log.entries, public_key):
        yield LogFinding(LogFault.ENTRY, str(fault.number), fault.fault)
    for entry in log.entries:
        if entry.kind in PUBLIC_KINDS and entry.facts is None:
            yield LogFinding(LogFault.WITHHELD, str(entry.number))
    yield from _head_findings(log, public_key, kept_head)
    for record in programme_records(log.entries):
        yield from _programme_findings(record, log)
    for name, document in log.certificates.items():
        check = check_certificate(document, public_key, log.entries)
        if check.fault not in (None, CertificateFault.REPLACED):
            yield LogFinding(LogFault.CERTIFICATE, name, check.fault)


def _head_findings(log: PublishedLog, public_key: bytes, kept_head: bytes | None) -> Iterator[LogFinding]:
    head = read_head(log.head, public_key) if log.head is not None else None
    if log.head is not None and (head is None or not head.is_end_of(log.entries)):
        yield LogFinding(LogFault.HEAD)
    kept = read_head(kept_head, public_key) if kept_head is not None else None
    if kept_head is not None and (kept is None or not kept.is_in(log.entries)):
        yield LogFinding(LogFault.KEPT_HEAD)


def _programme_findings(record: ProgrammeRecord, log: PublishedLog) -> Iterator[LogFinding]:
    if len(record.completed_days) > 1:
        yield LogFinding(LogFault.COMPLETION_MOVED, record.programme)
    if not record.is_as_destroyed:
        yield LogFinding(LogFault.DESTRUCTION_DIFFERS, record.programme)
    there = {certificate_hash(each) for each in log.certificates.values()}
    if record.certificate and record.certificate not in there:
        yield LogFinding(LogFault.CERTIFICATE_MISSING, record.programme)
