"""Published logs, made without a service: a ledger with trials, certificates, and what is private."""

from __future__ import annotations

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
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE, public_pem
from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.published_log.log_pages import copy_pages
from delivery_api.privacy.published_log.publication import published_log, write_published_log
from delivery_api.privacy.retention.certificates import certificate_hash, signed_certificate
from delivery_api.storage.database import open_database
from tests.support.log_copies import LogCopy

START = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
DESTROYED_TRIAL, KEPT_TRIAL, CANCELLED_TRIAL, SCHOOL_YEAR = (
    "trial-00000001",
    "trial-00000002",
    "trial-00000003",
    "2025-26",
)
PERSON = "7b0c4c5e-93a1-4a4e-9c39-0d6f5d3f3a11"


@dataclass(frozen=True)
class PublishedFolder:
    """A published log.

    Parameters
    ----------
    folder : its files
    key : the public key, as its reader has it
    later_head : a head of the same ledger after another entry
    signing_key : the service's, with which the service itself could forge its log
    """

    folder: Path
    key: Path
    later_head: Path
    signing_key: Key

    def forged(self, forge: Callable[[LogCopy], None]) -> Path:
        """Return a copy of the folder that somebody changed."""
        copy = self.folder.with_name(f"forged-{secrets.token_hex(4)}")
        shutil.copytree(self.folder, copy)
        forge(LogCopy(copy, self.signing_key))
        return copy


class TrustingLedger(Ledger):
    """A ledger without the nights between its entries, on which somebody knew the time."""

    def require_known_clock(self, now: datetime) -> None:
        """Take any clock for right."""


def publish_folder(place: Path, *, changed: tuple[int, ...] = ()) -> PublishedFolder:
    """Write a log of two destroyed trials, one that is kept and a school year, with private entries between them.

    Parameters
    ----------
    changed : how many of these entries stand before each change of the key; the reader has the first key then
    """
    engine = open_database(f"sqlite:///{place / 'mesur.sqlite3'}")
    ring, ledger, folder = (
        KeyRing(place / "keys"),
        TrustingLedger(place / "ledger", KeyRing(place / "keys")),
        place / "log",
    )
    with engine.begin() as connection:
        metadata.create_all(connection)
        key = ring.create(connection, SIGNING_KEY_PURPOSE, START)
    ledger.create(key, START)
    (place / "certificates").mkdir()
    for number, (at, kind, facts) in enumerate(_entries()):
        if number in changed:
            with engine.begin() as connection:
                ledger.change_key(connection, at, ring.create(connection, SIGNING_KEY_PURPOSE, at))
        if kind is EntryKind.DESTROYED:
            document = signed_certificate(certificate_of(facts), ledger.signing_key())
            (place / "certificates" / f"{facts['programme']}.json").write_bytes(document)
            facts["certificate"] = certificate_hash(document)
        with engine.begin() as connection:
            ledger.append(connection, at, kind, **facts)
    log = published_log(ledger, place / "certificates", START + timedelta(days=600))
    write_published_log(folder, log, copy_pages(log, date(2028, 7, 1)))
    public_key = place / "trusted.pem"
    public_key.write_bytes(public_pem(key))
    with engine.begin() as connection:
        ledger.append(connection, START + timedelta(days=601), EntryKind.RETENTION_RUN, by="", not_done=[])
    head = published_log(ledger, place / "certificates", START + timedelta(days=601)).head
    (place / "later-head.json").write_bytes(head or b"")
    engine.dispose()
    return PublishedFolder(folder, public_key, place / "later-head.json", ledger.signing_key())


def certificate_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a certificate says that goes with the facts of a destruction."""
    said = {name: value for name, value in facts.items() if name != "certificate"}
    is_open = facts["state"] == "incomplete"
    return said | {"events": 4711, "open": [{"extract": "0123456789abcdef", "sha256": None}] if is_open else []}


def _entries() -> list[tuple[datetime, EntryKind, dict[str, Any]]]:
    plan = {"subject": "numeracy-procedural", "planned_on": "2026-11-28", "complete_by": "2027-03-31", "key": "k"}
    first = plan | {"trial": DESTROYED_TRIAL, "name": "Treial yr hydref – “Dŵr”\t𝟙"}
    third = {"trial": CANCELLED_TRIAL, "name": "Summer trial", "subject": "", "planned_on": "2027-07-01", "key": "k"}
    third |= {"complete_by": "2028-07-01"}
    lost = {"trial": CANCELLED_TRIAL, "on": "2027-07-01", "key_destroyed_on": None}
    ended = {"programme": DESTROYED_TRIAL, "completed_on": "2026-12-04", "state": "complete"}
    ended |= {"due_on": "2028-06-04", "destroyed_on": "2028-06-04"}
    cancelled = {"programme": CANCELLED_TRIAL, "completed_on": "2027-07-06"}
    cancelled |= {"due_on": "2027-07-06", "destroyed_on": "2027-07-06"}
    year = {"programme": SCHOOL_YEAR, "completed_on": None, "state": "complete"}
    year |= {"due_on": "2027-08-31", "destroyed_on": "2027-08-31"}
    erased = {"person": PERSON, "identifier_key": "k", "identifier": "ab", "on": "2026-12-05"}
    return [
        (_at("2026-11-28T09:30"), EntryKind.TRIAL_PLANNED, first),
        (_at("2026-11-28T09:30"), EntryKind.TRIAL_PLANNED, plan | {"trial": KEPT_TRIAL, "name": "Spring trial"}),
        (_at("2026-12-04T09:30"), EntryKind.TRIAL_COMPLETED, {"trial": DESTROYED_TRIAL, "on": "2026-12-04"}),
        (_at("2026-12-05T09:30"), EntryKind.ERASED, erased),
        (_at("2026-12-06T09:30:00.000001"), EntryKind.RETENTION_RUN, {"by": "A. Rees", "not_done": []}),
        (_at("2027-04-01T09:30"), EntryKind.TRIAL_COMPLETED, {"trial": KEPT_TRIAL, "on": "2027-03-31"}),
        (_at("2027-06-30T23:30"), EntryKind.TRIAL_PLANNED, third),
        (_at("2027-06-30T23:40"), EntryKind.TRIAL_LOST, lost),
        (_at("2027-06-30T23:50"), EntryKind.TRIAL_PLANNED, third),
        (
            _at("2027-07-05T23:15"),
            EntryKind.TRIAL_COMPLETED,
            {"trial": CANCELLED_TRIAL, "on": "2027-07-06", "cancelled_on": "2027-07-06"},
        ),
        (_at("2027-07-05T23:20"), EntryKind.DESTROYED, cancelled | {"state": "incomplete"}),
        (_at("2027-07-20T09:30"), EntryKind.DESTROYED, cancelled | {"state": "complete"}),
        (_at("2027-08-30T23:30"), EntryKind.DESTROYED, year),
        (_at("2028-06-04T09:30"), EntryKind.DESTROYED, ended),
    ]


def _at(time: str) -> datetime:
    """Return a time in UTC; half past eleven at night is the next day in Wales in summer."""
    return datetime.fromisoformat(f"{time}+00:00")
