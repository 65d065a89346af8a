"""Published logs, made without a service: a ledger with trials, a certificate, and what is private; and forged ones."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE
from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.published_log.log_pages import copy_pages
from delivery_api.privacy.published_log.publication import published_log, write_published_log
from delivery_api.privacy.retention.certificates import certificate_hash, signed_certificate
from delivery_api.storage.database import open_database

START = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
DESTROYED_TRIAL, KEPT_TRIAL = "trial-00000001", "trial-00000002"
PERSON = "7b0c4c5e-93a1-4a4e-9c39-0d6f5d3f3a11"


@dataclass(frozen=True)
class PublishedFolder:
    """A published log.

    Parameters
    ----------
    folder : its files
    key : the public key, as its reader has it
    later_head : a head of the same ledger after another entry
    """

    folder: Path
    key: Path
    later_head: Path

    def forged(self, forge: Callable[[Path], None]) -> Path:
        """Return a copy of the folder that somebody changed."""
        copy = self.folder.with_name(f"forged-{secrets.token_hex(4)}")
        shutil.copytree(self.folder, copy)
        forge(copy)
        return copy


def publish_folder(place: Path) -> PublishedFolder:
    """Write a log of one destroyed trial and one that is kept, with an erasure and a run between them."""
    engine = open_database(f"sqlite:///{place / 'mesur.sqlite3'}")
    ring, ledger, folder = KeyRing(place / "keys"), Ledger(place / "ledger", KeyRing(place / "keys")), place / "log"
    with engine.begin() as connection:
        metadata.create_all(connection)
        key = ring.create(connection, SIGNING_KEY_PURPOSE, START)
    ledger.create(key, START)
    document = signed_certificate(_certificate(), key)
    (place / "certificates").mkdir()
    (place / "certificates" / f"{DESTROYED_TRIAL}.json").write_bytes(document)
    for days, kind, facts in _entries(certificate_hash(document)):
        with engine.begin() as connection:
            ledger.append(connection, START + timedelta(days=days), kind, **facts)
    log = published_log(ledger, place / "certificates", START + timedelta(days=600))
    write_published_log(folder, log, copy_pages(log, date(2028, 7, 1)))
    public_key = Path(shutil.copy(folder / "public-key.pem", place / "trusted.pem"))
    with engine.begin() as connection:
        ledger.append(connection, START + timedelta(days=601), EntryKind.RETENTION_RUN, by="", not_done=[])
    head = published_log(ledger, place / "certificates", START + timedelta(days=601)).head
    (place / "later-head.json").write_bytes(head or b"")
    engine.dispose()
    return PublishedFolder(folder, public_key, place / "later-head.json")


def _certificate() -> Mapping[str, Any]:
    days = {"completed_on": "2026-12-04", "due_on": "2028-06-04", "destroyed_on": "2028-06-04"}
    return {"programme": DESTROYED_TRIAL, "kind": "trial", "events": 4711, "state": "complete", "open": []} | days


def _entries(certificate: str) -> list[tuple[int, EntryKind, dict[str, Any]]]:
    plan = {"subject": "numeracy-procedural", "complete_by": "2027-03-31"}
    days = {"completed_on": "2026-12-04", "due_on": "2028-06-04", "destroyed_on": "2028-06-04", "state": "complete"}
    erased = {"person": PERSON, "identifier_key": "k", "identifier": "ab", "on": "2026-12-05"}
    return [
        (1, EntryKind.TRIAL_PLANNED, {"trial": DESTROYED_TRIAL, "name": "Treial yr hydref – “Dŵr”\t𝟙"} | plan),
        (2, EntryKind.TRIAL_PLANNED, {"trial": KEPT_TRIAL, "name": "Spring trial"} | plan),
        (7, EntryKind.TRIAL_COMPLETED, {"trial": DESTROYED_TRIAL, "on": "2026-12-04"}),
        (8, EntryKind.ERASED, erased),
        (9, EntryKind.RETENTION_RUN, {"by": "A. Rees", "not_done": []}),
        (551, EntryKind.TRIAL_COMPLETED, {"trial": KEPT_TRIAL, "on": "2027-03-31"}),
        (555, EntryKind.DESTROYED, {"programme": DESTROYED_TRIAL, "certificate": certificate} | days),
    ]


def change_count(folder: Path) -> None:
    """Change a count in a certificate, and name the new file's hash nowhere."""
    path = folder / "certificates" / f"{DESTROYED_TRIAL}.json"
    path.write_text(path.read_text("utf-8").replace("4711", "4710"), "utf-8")


def sign_by_another_key(folder: Path) -> None:
    """Sign the certificate by another key, and say so in it."""
    path = folder / "certificates" / f"{DESTROYED_TRIAL}.json"
    path.write_bytes(signed_certificate(_certificate(), Key("other", SIGNING_KEY_PURPOSE, secrets.token_bytes(32))))


def remove_entry(folder: Path) -> None:
    """Remove the erasure."""
    _edit(folder, lambda lines: [*lines[:4], *lines[5:]])


def exchange_entries(folder: Path) -> None:
    """Exchange two plans."""
    _edit(folder, lambda lines: [lines[0], lines[2], lines[1], *lines[3:]])


def change_completion(folder: Path) -> None:
    """Give a later day of completion, and hash the facts anew."""

    def changed(lines: list[str]) -> list[str]:
        entry = json.loads(lines[3])
        entry["facts"]["on"] = "2026-12-24"
        return [*lines[:3], json.dumps(entry), *lines[4:]]

    _edit(folder, changed)


def leave_out_completion(folder: Path) -> None:
    """Leave out the facts of a completion, as if they were private."""

    def changed(lines: list[str]) -> list[str]:
        entry = json.loads(lines[3])
        del entry["facts"], entry["salt"]
        return [*lines[:3], json.dumps(entry), *lines[4:]]

    _edit(folder, changed)


def remove_certificate(folder: Path) -> None:
    """Remove the certificate."""
    (folder / "certificates" / f"{DESTROYED_TRIAL}.json").unlink()


def cut_end(folder: Path) -> None:
    """Cut the last entries off; the head stays."""
    _edit(folder, lambda lines: lines[:-2])


def _edit(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    path = folder / "ledger.jsonl"
    path.write_text("".join(f"{line}\n" for line in change(path.read_text("utf-8").splitlines())), "utf-8")


FORGERIES: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "a count in a certificate is changed": (change_count, "certificate"),
    "another key signed a certificate": (sign_by_another_key, "certificate"),
    "an entry is removed": (remove_entry, "entry"),
    "entries are exchanged": (exchange_entries, "entry"),
    "a day of completion is changed": (change_completion, "entry"),
    "the facts of a completion are left out": (leave_out_completion, "facts left out"),
    "a certificate is missing": (remove_certificate, "certificate missing"),
    "the end is cut off": (cut_end, "head"),
}
"""What a forger does, and what is found."""
