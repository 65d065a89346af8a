"""Opens a service for commands, and sets a new one up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cached_property, partial

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Reason
from delivery_api.audit.row_links import link_audit_rows
from delivery_api.audit.segment_expiry import tell_earlier_expiries
from delivery_api.audit.segment_sealing import seal_segments
from delivery_api.audit.values import AUDIT_KEY_PURPOSE
from delivery_api.audit.written_rows import FOLDER, WrittenRows
from delivery_api.bank import store as bank_store
from delivery_api.bank.document_sealing import BANK_KEYS
from delivery_api.class_pins.service import doubtful_times
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS
from delivery_api.keys.key_ring import KeyRing, open_key_ring
from delivery_api.ledger import store as ledger_store
from delivery_api.ledger.key_destruction import shred_on_this_host
from delivery_api.ledger.ledger_file import Ledger, LedgerRefused
from delivery_api.ledger.recorded_results import RecordedResults
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE
from delivery_api.lifecycle.key_management import row_key_task
from delivery_api.lifecycle.ledger_replay import replay_ledger
from delivery_api.lifecycle.log_noting import log_noting_task, note_earlier_logs
from delivery_api.lifecycle.result_recording import record_earlier_results, result_recording_task
from delivery_api.lifecycle.schema import metadata, protected_tables
from delivery_api.lifecycle.schema_upgrade import upgrade_schema
from delivery_api.privacy.declared_files import require_declared_files
from delivery_api.privacy.declared_tables import declarations
from delivery_api.privacy.ended_by_itself import TASKS
from delivery_api.privacy.ledger_expiry import ledger_expiry_task
from delivery_api.privacy.lost_trials import lost_trials_task
from delivery_api.privacy.notice.published_versions import record_notice_versions
from delivery_api.privacy.retention.runner import RetentionRunner
from delivery_api.releases.live_releases import is_earlier_release_live
from delivery_api.row_authentication.first_signing import begin_to_sign, finish_first_signing
from delivery_api.row_authentication.row_authenticator import (
    ROW_KEYS,
    RowAuthenticator,
    authenticate_rows,
    authenticator_of,
)
from delivery_api.row_authentication.row_stock import take_stock
from delivery_api.settings import Settings
from delivery_api.sittings.sitting_context import ResultChecks
from delivery_api.sittings.storage.log_heads.head_notes import follow_logs
from delivery_api.sittings.storage.programmes import MissingPart, ensure_school_years, missing_part, school_years
from delivery_api.storage.database import open_database
from delivery_api.trials.service import note_trials

NEEDED_KEYS = (IDENTIFIER_KEYS, NAME_KEYS, AUDIT_KEY_PURPOSE, ROW_KEYS, BANK_KEYS)
"""The purposes of the keys that a service has from its setup on, besides the ledger's and the programmes'."""


@dataclass(frozen=True)
class Service:
    """A service opened for a command: its settings, database and keys."""

    settings: Settings
    engine: Engine
    ring: KeyRing

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, which stands with the certificates: outside the database and its backups."""
        return Ledger(self.settings.ledger, self.ring)

    @property
    def checks(self) -> ResultChecks:
        """What is asked of a result before it is shown."""
        longest = timedelta(hours=self.settings.session_hours)
        return ResultChecks(RecordedResults(self.ledger), doubtful_times, longest)

    @property
    def retention(self) -> RetentionRunner:
        """What runs retention, with the tasks of other rooms."""
        return RetentionRunner(
            self.engine,
            metadata,
            self.ring,
            self.ledger,
            self.settings.certificates,
            self.settings.live_retention_years,
            partial(replay_ledger, self.engine, self.ledger),
            (
                *TASKS,
                lost_trials_task(self.settings.backup_days),
                ledger_expiry_task(self.settings.backup_days),
                result_recording_task(),
                log_noting_task(self.ring),
                row_key_task(),
            ),
        )


def open_service(settings: Settings) -> Service:
    """Open the service of some settings."""
    engine, ring = open_database(settings.database_url), open_key_ring(settings)
    authenticate_rows(engine, RowAuthenticator(ring))
    link_audit_rows(engine, WrittenRows(ring.notes / FOLDER))
    follow_logs(engine)
    return Service(settings, engine, ring)


def require_declared(settings: Settings) -> None:
    """Refuse to work with a table or a kind of file that does not declare a bounded time.

    Raises
    ------
    UnboundedDeclaration
    """
    declarations(metadata)
    require_declared_files(each.name for each in fields(settings) if str(each.type).startswith("Path"))


@dataclass(frozen=True)
class SetupResult:
    """What the setup created and what is still missing.

    Parameters
    ----------
    keys : purposes of the new keys
    years : school years that got a place for their responses
    lacking : what is still missing, as (key purpose or school year, reason)
    """

    keys: tuple[str, ...]
    years: tuple[str, ...]
    lacking: tuple[tuple[str, MissingPart], ...]


def set_up(service: Service, now: datetime) -> SetupResult:
    """Upgrade the schema, bring the database up to the ledger, create keys, and prepare this school year and the next.

    Safe to repeat.

    A lost key file is not replaced: data sealed under it need that very key.

    Raises
    ------
    JobAlreadyRunning, OlderReleaseLive
    LedgerRefused : the database knows of a ledger that is not there
    UnboundedDeclaration : a table or a kind of file does not declare a bounded time
    """
    require_declared(service.settings)
    upgrade_schema(service.engine)
    made_row_key = sign_rows(service, now)
    if service.ledger.path.exists():
        service.ledger.put_public_key_right()
        replay_ledger(service.engine, service.ledger, now)
    with service.engine.begin() as connection:
        service.ring.destroy_again(connection)
        lacking_keys = [each for each in NEEDED_KEYS if each != ROW_KEYS and not service.ring.living(connection, each)]
        for purpose in lacking_keys:
            service.ring.create(connection, purpose, now)
        purposes = [*lacking_keys, *([ROW_KEYS] if made_row_key else [])]
        if _lacks_ledger(connection, service.ledger):
            purposes.append(SIGNING_KEY_PURPOSE)
            opened = service.ledger.create(service.ring.create(connection, SIGNING_KEY_PURPOSE, now), now)
            ledger_store.save_position(connection, opened.number, opened.hash)
            tell_earlier_expiries(connection, service.ledger, now)
        shred_on_this_host(connection, service.ledger, now)
        years = ensure_school_years(connection, service.ring, now)
        lacking = tuple(_lacking(connection, service.ring, now))
        record_notice_versions(connection, service.ledger, now)
        note_trials(connection, service.ledger, now)
    record_earlier_results(service.engine, service.ledger, now)
    note_earlier_logs(service.engine, service.ring)
    take_stock(service.engine, metadata)
    return SetupResult(tuple(purposes), tuple(years), lacking)


def sign_rows(service: Service, now: datetime) -> bool:
    """Make the key of rows if there is none, and sign what builds have written that did not sign yet.

    Returns
    -------
    whether the key was made
    """
    with service.engine.connect() as connection:
        protected = protected_tables(connection)
    made = begin_to_sign(service.engine, service.ring, protected, now)
    if not is_earlier_release_live(service.engine):
        _seal_banks_in_clear(service, now)
        _seal_unlinked_audit(service, now)
    finish_first_signing(service.engine, metadata)
    return made


def _seal_banks_in_clear(service: Service, now: datetime) -> None:
    """Seal the bank versions that earlier releases stored in clear; once rows are signed, none in clear is believed."""
    with service.engine.begin() as connection:
        believed = authenticator_of(connection).believes_unsigned("bank_versions")
        if not believed or None not in bank_store.count_by_key(connection):
            return
        if not service.ring.living(connection, BANK_KEYS):
            service.ring.create(connection, BANK_KEYS, now)
        bank_store.seal_documents(connection)


def _seal_unlinked_audit(service: Service, now: datetime) -> None:
    """Seal what earlier builds wrote of the audit, and tell the ledger what they removed of it.

    Afterwards no row is believed that is not linked, and no segment to have expired of which the ledger does not tell.
    """
    with service.engine.connect() as connection:
        believed = authenticator_of(connection).believes_unsigned("audit")
    if believed:
        seal_segments(service.engine, service.ring, now)
        if service.ledger.path.exists():
            with service.engine.begin() as connection:
                tell_earlier_expiries(connection, service.ledger, now)


def _lacks_ledger(connection: Connection, ledger: Ledger) -> bool:
    if ledger.path.exists():
        return False
    if ledger_store.position(connection) is not None:
        raise LedgerRefused(Reason.NO_LEDGER, path=ledger.path)
    return True


def _lacking(connection: Connection, ring: KeyRing, now: datetime) -> Iterator[tuple[str, MissingPart]]:
    for purpose in NEEDED_KEYS:
        if ring.missing(connection, purpose):
            yield purpose, MissingPart.KEY
    for year in school_years(now):
        if (why := missing_part(connection, ring, year)) is not None:
            yield year, why
