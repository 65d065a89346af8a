"""Writes anchors into a folder elsewhere, and compares a service with the anchors of such a folder.

Each anchor is a file of its own that nobody writes again, so that any program can copy the folder further.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from cryptography.x509 import Certificate

from delivery_api.audit.anchors.timestamps import TimestampRefused, read_timestamp, timestamp_request
from delivery_api.audit.values import Segment
from delivery_api.keys.encryption import Key
from delivery_api.ledger.ledger_entries import Entry
from delivery_api.ledger.signing import canonical_json, is_signed_by, public_bytes, sign
from delivery_api.ledger.written_documents import read_document, written_document
from itembank.atomic_write import atomic_write

FORMAT = 1
ANCHORS, TIMESTAMP = "mesur-anchor-*.json", ".tsr"

AskForTimestamp = Callable[[bytes], bytes]
"""Sends a request to a time-stamp service; returns what it answers."""


class AnchorFault(StrEnum):
    """What is wrong with an anchor, or with the service beside it."""

    FORM = "it is no anchor, or its signature is false"
    ANOTHER_KEY = "it is signed by the key of another service"
    AUDIT = "the audit has no such segment, or another in its place"
    LEDGER = "the ledger has no such entry, or another in its place"
    TIMESTAMP = "its time-stamp does not hold"


@dataclass(frozen=True)
class Anchor:
    """What audit and ledger were at a time.

    Parameters
    ----------
    made_at : ISO 8601 in UTC
    segments : number of segments of the audit
    head : of the last one, hexadecimal; "" for none
    entries : number of entries of the ledger
    hash : of the last one, hexadecimal
    """

    made_at: str
    segments: int
    head: str
    entries: int
    hash: str
    format: int = FORMAT

    def says_the_same_as(self, other: Anchor) -> bool:
        """Whether another anchor says the same of another time."""
        return self._said == other._said

    @property
    def _said(self) -> tuple[int, str, int, str]:
        return self.segments, self.head, self.entries, self.hash


@dataclass(frozen=True)
class FoundAnchor:
    """A file of an anchor, and what was found of it.

    Parameters
    ----------
    stamped_at : when a time-stamp service saw it; None without a time-stamp
    fault : None if it holds, and the service has what it says
    """

    path: Path
    stamped_at: datetime | None = None
    fault: AnchorFault | None = None


def anchor_of(segments: Sequence[Segment], last: Entry, now: datetime) -> Anchor:
    """Return the anchor of an audit and a ledger."""
    head = segments[-1].head.hex() if segments else ""
    return Anchor(now.astimezone(UTC).isoformat(), len(segments), head, last.number, last.hash)


def write_anchor(folder: Path, anchor: Anchor, key: Key, ask: AskForTimestamp | None = None) -> Path | None:
    """Write an anchor into a folder, with a time-stamp if a service is asked for one.

    Parameters
    ----------
    key : the ledger's

    Returns
    -------
    its file; None if the last anchor there says the same

    Raises
    ------
    TimestampRefused, OSError
    """
    known = [found for path in _paths(folder) if (found := _read(path.read_bytes())) is not None]
    if known and known[-1][0].says_the_same_as(anchor):
        return None
    content = asdict(anchor)
    signature = sign(key, canonical_json(content))
    document = written_document({"anchor": content, "public_key": public_bytes(key).hex(), "signature": signature})
    time = datetime.fromisoformat(anchor.made_at).strftime("%Y%m%dT%H%M%SZ")
    path = folder / ANCHORS.replace("*", f"{time}-{anchor.entries:08d}")
    if ask is not None:
        answer = ask(timestamp_request(document))
        read_timestamp(answer, document)
        path.with_suffix(TIMESTAMP).write_bytes(answer)  # before the anchor, so that no anchor waits for it
    with atomic_write(path) as file:
        file.write(document.decode())
    return path


def compare_anchors(
    folder: Path,
    heads: Mapping[int, str],
    entries: Sequence[Entry],
    keys: Collection[bytes],
    certificates: Sequence[Certificate] = (),
) -> Iterator[FoundAnchor]:
    """Compare a service with every anchor of a folder, in the order of their times.

    Parameters
    ----------
    heads : of the audit's segments, hexadecimal, by number
    entries : of the ledger
    keys : the ledger's public keys, 32 bytes each
    certificates : of the time-stamp service
    """
    for path in _paths(folder):
        document = path.read_bytes()
        found, stamp = _read(document), path.with_suffix(TIMESTAMP)
        if found is None:
            yield FoundAnchor(path, fault=AnchorFault.FORM)
            continue
        fault = _fault(*found, heads, entries, keys)
        try:
            stamped_at = read_timestamp(stamp.read_bytes(), document, certificates) if stamp.exists() else None
        except TimestampRefused:
            stamped_at, fault = None, fault or AnchorFault.TIMESTAMP
        yield FoundAnchor(path, stamped_at, fault)


def _fault(
    anchor: Anchor, signed_by: bytes, heads: Mapping[int, str], entries: Sequence[Entry], keys: Collection[bytes]
) -> AnchorFault | None:
    if signed_by not in keys:
        return AnchorFault.ANOTHER_KEY
    if anchor.segments and heads.get(anchor.segments) != anchor.head:
        return AnchorFault.AUDIT
    if len(entries) < anchor.entries or entries[anchor.entries - 1].hash != anchor.hash:
        return AnchorFault.LEDGER
    return None


def _paths(folder: Path) -> list[Path]:
    return sorted(folder.glob(ANCHORS))


def _read(document: bytes) -> tuple[Anchor, bytes] | None:
    """Return an anchor and the public key that it is signed by; None if it is none, or its signature is false."""
    found = read_document(document, ("anchor", "public_key", "signature"))
    content = found["anchor"] if found is not None else None
    if found is None or not isinstance(content, dict) or content.keys() != {each.name for each in fields(Anchor)}:
        return None
    try:
        key = bytes.fromhex(str(found["public_key"]))
        is_genuine = is_signed_by(key, canonical_json(content), str(found["signature"]))
    except ValueError:
        return None
    return (Anchor(**content), key) if is_genuine and content["format"] == FORMAT else None
