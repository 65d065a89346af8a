"""What is wrong with a published log: anybody can find out with the public key alone.

docs/verification.md states the same rules for whoever writes a program of their own; the page of the log carries them
out in the reader's browser (`web/static/published-log-rules.js`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from delivery_api.ledger.entry_forms import has_public_form
from delivery_api.ledger.key_changes import key_after, signing_keys
from delivery_api.ledger.ledger_chain import chain_faults
from delivery_api.ledger.ledger_entries import PUBLIC_KINDS, Entry, EntryKind
from delivery_api.ledger.ledger_head import LedgerHead, read_head
from delivery_api.ledger.signing import read_public_pem
from delivery_api.privacy.published_log.certificate_rules import certificate_findings
from delivery_api.privacy.published_log.log_findings import LogFault, LogFinding
from delivery_api.privacy.published_log.programme_rules import programme_findings
from delivery_api.privacy.retention.certificates import destructions


@dataclass(frozen=True)
class PublishedLog:
    """A published log.

    Parameters
    ----------
    entries : all of them; private kinds without their facts
    public_key : PEM; None where there is none
    head : the document of its head; None where there is none
    certificates : file name → file
    malformed_line : the number of the first line that has not the form of an entry, where reading ended; None if none
    """

    entries: tuple[Entry, ...]
    public_key: bytes | None
    head: bytes | None
    certificates: Mapping[str, bytes]
    malformed_line: int | None = None

    @property
    def told(self) -> tuple[Entry, ...]:
        """The entries of public kinds that have facts of the form that their kind has."""
        return told(self.entries)

    @property
    def is_whole(self) -> bool:
        """Whether it was read to its end."""
        return self.malformed_line is None


def told(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries of public kinds that have facts of the form that their kind has."""
    public = (entry for entry in entries if entry.kind in PUBLIC_KINDS and entry.facts is not None)
    return tuple(entry for entry in public if has_public_form(entry))


def log_findings(log: PublishedLog, public_key: bytes, kept_head: bytes | None = None) -> tuple[LogFinding, ...]:
    """Return all that is wrong with a published log; empty if it holds.

    Parameters
    ----------
    public_key : 32 bytes, from where you trust it: one of those that signed
    kept_head : the document of a head that was published at another time, earlier or later
    """
    return tuple(_findings(log, public_key, kept_head))


def _findings(log: PublishedLog, public_key: bytes, kept_head: bytes | None) -> Iterator[LogFinding]:
    keys = signing_keys(log.entries, public_key)
    if public_key not in keys or (log.public_key is not None and not _is_key(log.public_key, keys[-1])):
        yield LogFinding(LogFault.KEY)
    yield from entry_findings(log.entries, log.malformed_line, public_key)
    yield from _head_findings(log, public_key)
    if kept_head is not None:
        yield from _kept_head_findings(log, public_key, kept_head)
    destroyed = destructions(log.told)
    yield from certificate_findings(log.certificates, destroyed, keys, is_whole=log.is_whole)


def entry_findings(entries: Sequence[Entry], malformed_line: int | None, public_key: bytes) -> Iterator[LogFinding]:
    """Yield what is wrong with the entries of a log.

    Parameters
    ----------
    malformed_line : as `PublishedLog` has it
    public_key : 32 bytes
    """
    if malformed_line is not None:
        yield LogFinding(LogFault.FORM, str(malformed_line))
    for fault in chain_faults(entries, public_key):
        yield LogFinding(LogFault.ENTRY, str(fault.number), fault.fault)
    for entry in entries:
        yield from _facts_findings(entry)
    yield from programme_findings(told(entries))


def _is_key(document: bytes, public_key: bytes) -> bool:
    try:
        return read_public_pem(document) == public_key
    except ValueError:
        return False


def _facts_findings(entry: Entry) -> Iterator[LogFinding]:
    if entry.number != 1 and entry.kind == EntryKind.OPENED:
        yield LogFinding(LogFault.ENTRY, str(entry.number), "opened again")
    if entry.kind not in PUBLIC_KINDS:
        if entry.facts is not None:
            yield LogFinding(LogFault.EXPOSED, str(entry.number))
    elif entry.facts is None:
        yield LogFinding(LogFault.WITHHELD, str(entry.number))
    elif not has_public_form(entry):
        yield LogFinding(LogFault.FACTS_FORM, str(entry.number))


def _key_after(log: PublishedLog, public_key: bytes) -> Callable[[int], bytes]:
    return lambda count: key_after(log.entries, count, public_key)


def _head_findings(log: PublishedLog, public_key: bytes) -> Iterator[LogFinding]:
    head = read_head(log.head, _key_after(log, public_key)) if log.head is not None else None
    if head is None:
        yield LogFinding(LogFault.HEAD_MISSING)
    elif not isinstance(head, LedgerHead):
        yield LogFinding(LogFault(f"head {head}"))
    elif log.is_whole and not head.is_end_of(log.entries):
        yield LogFinding(LogFault.HEAD)
    elif log.is_whole and head.published_at < log.entries[-1].at:
        yield LogFinding(LogFault.HEAD_TIME)


def _kept_head_findings(log: PublishedLog, public_key: bytes, document: bytes) -> Iterator[LogFinding]:
    head = read_head(document, _key_after(log, public_key))
    if not isinstance(head, LedgerHead):
        yield LogFinding(LogFault(f"kept head {head}"))
    elif not head.is_in(log.entries) and (log.is_whole or head.entries <= len(log.entries)):
        yield LogFinding(LogFault.KEPT_HEAD)
