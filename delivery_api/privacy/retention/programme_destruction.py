"""Destroys the responses of a programme: extracts, key, rows; then certifies it.

What there is to destroy is counted and stored before the first step. Each step can be repeated, so that after any
interruption the next run goes on, and its certificate equals that of a run that nobody stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, MetaData

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.keys.key_ring import KeyRing
from delivery_api.keys.values import KeyRecord
from delivery_api.ledger.key_destruction import destroy_keys_of, shred_on_this_host
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.holds.held_rows import holds_on_programme
from delivery_api.privacy.retention import store
from delivery_api.privacy.retention.certificates import (
    FORMAT,
    CertificateState,
    certificate_hash,
    check_certificate,
    destructions,
    read_content,
    signed_certificate,
)
from delivery_api.privacy.retention.due_programmes import DueDestruction
from delivery_api.privacy.retention.extract_destruction import ExtractDestruction
from delivery_api.privacy.retention.open_items import (
    OpenItem,
    OpenKind,
    absent_extracts,
    certified_key_backups,
    count_released_backups,
    count_retired_folders,
    open_key_copies,
)
from delivery_api.privacy.retention.row_purge import RowPurge, empty_write_ahead_log
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.log_heads.head_notes import head_files
from delivery_api.sittings.storage.partitions import drop_partitions
from delivery_api.sittings.values import Programme, key_purpose
from delivery_api.storage.data_declaration import ProgrammeKind
from delivery_api.storage.database import WriteAheadLogInUse
from delivery_api.trials import store as trials
from delivery_api.trials.disclosure import told_in_tens
from itembank.atomic_write import atomic_write

_OF_PERSONS = ("sittings", "events", "participants")
"""What is counted of the learners of a programme, beside its rows."""


class MissingKeyFiles(Declined):
    """A programme's key file is not where the settings say, so its destruction could not be proved."""


@dataclass(frozen=True)
class Destruction:
    """What became of a destruction.

    Parameters
    ----------
    certificate : what its certificate says
    open_items : what it still waits for
    """

    certificate: Mapping[str, Any]
    open_items: Sequence[OpenItem]


@dataclass(frozen=True)
class ProgrammeDestruction:
    """Destroys the responses of programmes.

    Parameters
    ----------
    tables : all tables, which declare what goes with a programme
    certificates : the folder of certificates
    """

    engine: Engine
    tables: MetaData
    ring: KeyRing
    ledger: Ledger
    certificates: Path
    purge: RowPurge

    def destroy(self, due: DueDestruction, now: datetime, today: date, *, keys_lost: bool) -> Destruction:
        """Destroy what is due, or go on where an interrupted run stopped.

        Raises
        ------
        MissingKeyFiles, OSError, DBAPIError
        """
        programme = due.programme
        plan = self._plan(due, today, keys_lost=keys_lost)
        extracts = ExtractDestruction(self.engine)
        extracts.destroy(programme.id, today)
        if programme.destroyed_on is None:
            self._destroy_keys(programme, now)
            self._destroy_rows(programme)
            extracts.destroy(programme.id, today)  # again, for one that was being written while the key still existed
        extracts.remove_marks(programme.id)
        head_files(self.ring).remove(programme.id)
        return self._certify(due, plan, now, today, has_empty_log=self._empty_log())

    def write_certificates(self) -> int:
        """Write every certificate whose file is missing or differs. Return how many."""
        with self.engine.begin() as connection:
            records = store.all_certificates(connection)
        return sum(self._write(record.programme, record.document) for record in records if record.document)

    def _plan(self, due: DueDestruction, today: date, *, keys_lost: bool) -> Mapping[str, Any]:
        programme = due.programme
        with self.engine.begin() as connection:
            begun = store.certificate(connection, programme.id)
            if begun is not None and begun.plan is not None:
                return begun.plan
            missing = self.ring.missing(connection, key_purpose(programme.id))
            if missing and not keys_lost:
                facts = {"programme": programme.id, "keys": ", ".join(missing), "directory": self.ring.directory}
                raise MissingKeyFiles(Reason.KEYS_MISSING, **facts)
            plan = self._counted(connection, due, missing) | {"begun_on": today.isoformat()}
            store.begin(connection, programme.id, today, plan)
        return plan

    def _counted(self, connection: Connection, due: DueDestruction, missing: Sequence[str]) -> dict[str, Any]:
        programme = due.programme
        rows = {
            table.name: store.count_rows(connection, table, table.c[rule.column] == programme.id)
            for table, rule in store.programme_tables(self.tables, programme.kind)
        }
        completed = programme.completed_on
        return {
            "programme": programme.id,
            "kind": programme.kind,
            "completed_on": completed.isoformat() if completed else None,
            "due_on": due.due_on.isoformat(),
            "held_until": self._held_until(connection, due),
            "database": self.engine.dialect.name,
            "rows": rows,
            "sittings": rows["sittings"],
            "events": rows["sitting_events"],
            "participants": rows.get("trial_attendance", 0),
            "keys_destroyed": len(self._keys(connection, programme)) - len(missing),
            "keys_missing": len(missing),
        }

    def _held_until(self, connection: Connection, due: DueDestruction) -> str | None:
        """Return the last day on which a hold kept the programme past its own day; None if none did."""
        holds = holds_on_programme(connection, self.tables, due.programme.id)
        late = [each.held_until for each in holds if each.held_until >= due.due_on]
        return max(late).isoformat() if late else None

    def _keys(self, connection: Connection, programme: Programme) -> Sequence[KeyRecord]:
        return [each for each in self.ring.records(connection) if each.purpose == key_purpose(programme.id)]

    def _destroy_keys(self, programme: Programme, now: datetime) -> None:
        with self.engine.begin() as connection:
            destroy_keys_of(connection, self.ledger, key_purpose(programme.id), now)
            shred_on_this_host(connection, self.ledger, now)

    def _destroy_rows(self, programme: Programme) -> None:
        for table, rule in store.programme_tables(self.tables, programme.kind):
            if not rule.partitioned or self.engine.dialect.name == "sqlite":
                self.purge.delete(table, table.c[rule.column] == programme.id)
        drop_partitions(self.engine, programme.id, self.purge.wait)

    def _empty_log(self) -> bool:
        """Empty SQLite's write-ahead log. Return whether that could be done."""
        try:
            empty_write_ahead_log(self.engine, self.purge.wait)
        except WriteAheadLogInUse:
            return False
        return True

    def _certify(
        self, due: DueDestruction, plan: Mapping[str, Any], now: datetime, today: date, *, has_empty_log: bool
    ) -> Destruction:
        """Record that the responses are destroyed, with a certificate, unless one says the same already."""
        programme = due.programme
        with self.engine.begin() as connection:
            open_items = tuple(self._open_items(connection, programme, has_empty_log=has_empty_log))
            content = self._content(connection, programme, plan, open_items)
            before = store.certificate(connection, programme.id)
            document = before.document if before else b""
            if not document or not _says_the_same(read_content(document), content):
                content |= {
                    "destroyed_on": (programme.destroyed_on or today).isoformat(),
                    "issued_on": today.isoformat(),
                }
                document = self._earlier(programme) or signed_certificate(content, self.ledger.signing_key())
                self._record(connection, programme, document, now, today)
        self._write(programme.id, document)
        return Destruction(read_content(document), open_items)

    def _open_items(self, connection: Connection, programme: Programme, *, has_empty_log: bool) -> Iterator[OpenItem]:
        yield from absent_extracts(self.ledger, trials.extracts_of(connection, programme.id))
        yield from open_key_copies(connection, self.ledger, self._keys(connection, programme))
        if not has_empty_log:
            yield OpenItem(OpenKind.WRITE_AHEAD_LOG, "in use", "")

    def _content(
        self, connection: Connection, programme: Programme, plan: Mapping[str, Any], open_items: Sequence[OpenItem]
    ) -> dict[str, Any]:
        records, keys = trials.extracts_of(connection, programme.id), self._keys(connection, programme)
        return _told(plan) | {
            "format": FORMAT,
            "extracts_destroyed": sum(each.destroyed_on is not None for each in records),
            **self._overwritten(connection, programme),
            "extracts_released": sum(each.released_on is not None and each.destroyed_on is None for each in records),
            "extracts_absent": sum(each.kind is OpenKind.EXTRACT for each in open_items),
            "open": [each.certified for each in open_items],
            "key_backups": certified_key_backups(self.ledger, keys),
            "key_backups_released": count_released_backups(self.ledger, keys),
            "key_folders_retired": count_retired_folders(self.ledger, keys),
            "state": (CertificateState.INCOMPLETE if open_items else CertificateState.COMPLETE).value,
        }

    def _overwritten(self, connection: Connection, programme: Programme) -> dict[str, int]:
        """How many extracts a later one overwrote, where there are any: whoever copied one still has it."""
        count = trials.count_overwritten(connection, programme.id)
        return {"extracts_overwritten": count} if count else {}

    def _earlier(self, programme: Programme) -> bytes | None:
        """Return the complete certificate of an earlier destruction that a restored database has forgotten."""
        path = self._path(programme.id)
        if not path.is_file():
            return None
        document = path.read_bytes()
        check = check_certificate(document, (), destructions(self.ledger.entries_of(EntryKind.DESTROYED)))
        holds = not check.faults and not check.is_replaced
        return document if holds and check.content["state"] == CertificateState.COMPLETE else None

    def _record(
        self, connection: Connection, programme: Programme, document: bytes, now: datetime, today: date
    ) -> None:
        content, digest = read_content(document), certificate_hash(document)
        store.save_certificate(connection, programme.id, today, CertificateState(content["state"]), document)
        if programme.destroyed_on is None:
            sittings.mark_destroyed(connection, programme.id, today)
            audit_log.record(connection, now, "destroyed responses", thing=programme.id)
        audit_log.record(connection, now, "certified a destruction", thing=f"{programme.id} {digest}")
        facts = {name: content[name] for name in ("programme", "completed_on", "due_on", "destroyed_on", "state")}
        self.ledger.append(connection, now, EntryKind.DESTROYED, certificate=digest, **facts)

    def _write(self, programme: str, document: bytes) -> bool:
        path = self._path(programme)
        if path.is_file() and path.read_bytes() == document:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as file:
            file.write(document.decode())
        return True

    def _path(self, programme: str) -> Path:
        """In the folder of certificates, whatever the programme in a row says: "../keys/…" wrote keys."""
        return self.certificates / f"{quote(programme, safe='')}.json"


def _told(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What a certificate tells of what was counted: of a trial in tens, because one may have had few learners."""
    if plan["kind"] != ProgrammeKind.TRIAL:
        return dict(plan)
    rows = {table: told_in_tens(count) for table, count in plan["rows"].items()}
    return dict(plan) | {"rows": rows} | {name: told_in_tens(plan[name]) for name in _OF_PERSONS}


def _says_the_same(earlier: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Whether a certificate says all that another would, but for its days and the later life of key backups."""
    return all(earlier.get(name) == value for name, value in content.items() if name != "key_backups")
