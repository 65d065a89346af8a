"""What of a destruction is still open: on which host, in which extract, in which backup of the keys.

A certificate is published, so that it has labels; paths and names of machines are told to the operator alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from delivery_api.keys.values import KeyRecord
from delivery_api.ledger.key_backups import KeyBackup, key_backups, known_key_backups
from delivery_api.ledger.key_destruction import unconfirmed_key_folders
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.signing import private_label
from delivery_api.trials.store import ExtractRecord


class OpenKind(StrEnum):
    """What a destruction can wait for."""

    EXTRACT = "extract"
    KEY_FOLDER = "key folder"
    KEY_BACKUP = "key backup"
    WRITE_AHEAD_LOG = "write-ahead log"


@dataclass(frozen=True)
class OpenItem:
    """Something that a destruction waits for.

    Parameters
    ----------
    label : what the certificate calls it
    place : where it is, for the operator
    sha256 : of an extract, if it is known
    """

    kind: OpenKind
    label: str
    place: str
    sha256: str | None = None

    @property
    def certified(self) -> dict[str, str | None]:
        """What the certificate says of it."""
        said: dict[str, str | None] = {self.kind.value: self.label}
        return said | {"sha256": self.sha256} if self.kind is OpenKind.EXTRACT else said


def absent_extracts(ledger: Ledger, records: Iterable[ExtractRecord]) -> Iterator[OpenItem]:
    """Yield the extracts that are neither destroyed nor released."""
    for each in records:
        if each.destroyed_on is None and each.released_on is None:
            label = private_label(ledger.first_key(), "extract", str(each.path))
            yield OpenItem(OpenKind.EXTRACT, label, str(each.path), each.sha256)


def open_key_copies(connection: Connection, ledger: Ledger, keys: Sequence[KeyRecord]) -> Iterator[OpenItem]:
    """Yield the hosts that have not confirmed the destruction of some keys, and the backups that are behind it."""
    for folder in unconfirmed_key_folders(connection, [each.id for each in keys]):
        yield OpenItem(OpenKind.KEY_FOLDER, folder.id, f"{folder.host} ({folder.id})")
    for backup in known_key_backups(ledger):
        if _is_behind(backup, keys):
            yield OpenItem(OpenKind.KEY_BACKUP, backup.label(ledger), backup.place)


def certified_key_backups(ledger: Ledger, keys: Sequence[KeyRecord]) -> list[dict[str, str | bool]]:
    """Return what a certificate says of the known backups of the keys."""
    return [
        {
            "backup": each.label(ledger),
            "last_brought_in_line": each.at.isoformat(),
            "is_behind": _is_behind(each, keys),
        }
        for each in known_key_backups(ledger)
    ]


def count_released_backups(ledger: Ledger, keys: Sequence[KeyRecord]) -> int:
    """Return how many backups held some keys when they were last seen, and are answered for by a named person."""
    return sum(each.released_at is not None and _is_behind(each, keys) for each in key_backups(ledger))


def count_retired_folders(ledger: Ledger, keys: Sequence[KeyRecord]) -> int:
    """Return how many hosts' folders were retired by a named person before they confirmed that some keys are gone."""
    retired = ledger.entries_of(EntryKind.KEY_FOLDER_RETIRED)
    unconfirmed = {each.facts["folder"] for each in retired if each.facts and any(_was_left(each, key) for key in keys)}
    return len(unconfirmed)


def _was_left(retired: Entry, key: KeyRecord) -> bool:
    """Whether a folder may have held a key when it was retired."""
    if retired.facts is None or key.destroyed_at is None or retired.instant < key.created_at:
        return False
    return retired.instant < key.destroyed_at or key.id in retired.facts["unconfirmed"]


def _is_behind(backup: KeyBackup, keys: Iterable[KeyRecord]) -> bool:
    return any(backup.is_behind(key) for key in keys)
