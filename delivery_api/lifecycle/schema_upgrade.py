"""Upgrades a database to this build's schema while workers of the release before may be serving from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import sleep

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from delivery_api.access.refusals import Declined, Reason
from delivery_api.lifecycle import schema
from delivery_api.lifecycle.schema import SchemaStatus
from delivery_api.releases import release_number, store
from delivery_api.releases.live_releases import find_live_releases
from delivery_api.releases.migration_kinds import Migration, MigrationKind
from delivery_api.storage.database_errors import DatabaseFailure, classify_failure
from delivery_api.storage.job_lock import UPGRADE_JOB, job_lock

MAX_ATTEMPTS = 15
"""How often a migration tries to lock a table in use, once a second, before it gives up."""


class OlderReleaseLive(Declined):
    """Workers of a release that cannot run on the new schema are serving."""


class IncompatibleSchema(Declined):
    """The database needs another release."""


@dataclass(frozen=True)
class UpgradeResult:
    """The migrations that were applied, and those that wait until the release before has stopped serving."""

    applied: Sequence[Migration]
    waiting: Sequence[Migration]


def upgrade_schema(
    engine: Engine,
    *,
    expand_only: bool = False,
    ignore_live_releases: bool = False,
    wait: Callable[[float], None] = sleep,
) -> UpgradeResult:
    """Apply pending migrations one at a time; safe to repeat after an interruption at any point.

    Parameters
    ----------
    expand_only : stop before the first contracting migration; an empty database gets all of them
    ignore_live_releases : do not check which releases are serving
    wait : waits for some seconds between attempts to lock a table in use

    Raises
    ------
    JobAlreadyRunning, OlderReleaseLive
    DBAPIError : a table was in use at every attempt; migrations applied before stay, and another run continues there
    """
    if not _pending(engine):  # no lock file is made beside a database that does not exist
        return UpgradeResult((), ())
    with job_lock(engine, _folder(engine), UPGRADE_JOB):
        pending = _pending(engine)
        empty = pending == schema.declared_migrations(schema.SCRIPTS)
        chosen = tuple(_before_first_contraction(pending)) if expand_only and not empty else pending
        for migration in chosen:
            if not ignore_live_releases:
                _require_no_older_release(engine, migration)
            _apply(engine, migration, wait)
    return UpgradeResult(chosen, pending[len(chosen) :])


def require_compatible_schema(engine: Engine) -> None:
    """Refuse to serve from a database that lacks a migration this release needs, or that needs a later release.

    Raises
    ------
    IncompatibleSchema
    """
    with engine.connect() as connection:
        found = schema.schema_status(connection)
        pending = [migration.revision for migration in schema.pending_migrations(connection)]
        oldest = store.oldest_release(connection)
    if found is SchemaStatus.BEHIND:
        raise IncompatibleSchema(Reason.DATABASE_BEHIND, release=release_number.RELEASE, lacking=", ".join(pending))
    if found is SchemaStatus.TOO_OLD:
        raise IncompatibleSchema(Reason.RELEASE_TOO_OLD, release=release_number.RELEASE, oldest=oldest)


def _pending(engine: Engine) -> Sequence[Migration]:
    with engine.connect() as connection:
        return schema.pending_migrations(connection)


def _before_first_contraction(pending: Sequence[Migration]) -> Iterator[Migration]:
    for migration in pending:
        if migration.kind is MigrationKind.CONTRACT:
            return
        yield migration


def _require_no_older_release(engine: Engine, migration: Migration) -> None:
    older = sorted(
        each for each in find_live_releases(engine) if release_number.is_older(each, migration.oldest_release)
    )
    if older:
        facts = {"revision": migration.revision, "oldest": migration.oldest_release, "older": ", ".join(older)}
        raise OlderReleaseLive(Reason.STILL_AT_WORK, **facts)


def _apply(engine: Engine, migration: Migration, wait: Callable[[float], None]) -> None:
    for left in reversed(range(MAX_ATTEMPTS)):
        try:
            schema.upgrade(engine, migration.revision)
        except DBAPIError as error:
            if classify_failure(error) is not DatabaseFailure.BUSY or not left:
                raise
            wait(1.0)
        else:
            return


def _folder(engine: Engine) -> Path:
    return Path(engine.url.database or ".").parent
