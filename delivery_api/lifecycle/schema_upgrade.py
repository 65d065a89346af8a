"""Bringing a database up to this build's schema while workers of the release before may be serving from it."""

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
"""How often a migration asks for a table that others use before it gives up; a second lies between."""


class OlderReleaseLive(Declined):
    """Workers of a release that cannot run on the new schema are serving."""


class IncompatibleSchema(Declined):
    """The database is not one that this release can run on."""


@dataclass(frozen=True)
class UpgradeResult:
    """The migrations that were applied, and those that wait for the release before to go."""

    applied: Sequence[Migration]
    waiting: Sequence[Migration]


def upgrade_schema(
    engine: Engine, *, expand_only: bool = False, even_so: bool = False, wait: Callable[[float], None] = sleep
) -> UpgradeResult:
    """Apply what is pending, one migration at a time; safe to repeat after an interruption at any point.

    Parameters
    ----------
    expand_only : stop before the first migration that contracts; an empty database, which nobody serves from, gets all
    even_so : do not ask which releases are at work
    wait : takes seconds; how to wait between tries for a table that is in use

    Raises
    ------
    AnotherRun, StillAtWork
    DBAPIError : a table was in use all the time; what was applied before stays, and a next run goes on there
    """
    if not _pending(engine):  # nor is a lock file made beside a database that is not there
        return UpgradeResult((), ())
    with job_lock(engine, _folder(engine), UPGRADE_JOB):
        pending = _pending(engine)
        empty = pending == schema.declared_migrations(schema.SCRIPTS)
        chosen = tuple(_before_the_first_contraction(pending)) if expand_only and not empty else pending
        for change in chosen:
            if not even_so:
                _require_nobody_older(engine, change)
            _apply(engine, change, wait)
    return UpgradeResult(chosen, pending[len(chosen) :])


def require_compatible_schema(engine: Engine) -> None:
    """Refuse to serve from a database that lacks what this release needs, or that asks for a later one.

    Raises
    ------
    Unsuited
    """
    with engine.connect() as connection:
        found = schema.schema_status(connection)
        pending = [change.revision for change in schema.pending_migrations(connection)]
        oldest = store.oldest_release(connection)
    if found is SchemaStatus.BEHIND:
        raise IncompatibleSchema(Reason.DATABASE_BEHIND, release=release_number.RELEASE, lacking=", ".join(pending))
    if found is SchemaStatus.TOO_OLD:
        raise IncompatibleSchema(Reason.RELEASE_TOO_OLD, release=release_number.RELEASE, oldest=oldest)


def _pending(engine: Engine) -> Sequence[Migration]:
    with engine.connect() as connection:
        return schema.pending_migrations(connection)


def _before_the_first_contraction(pending: Sequence[Migration]) -> Iterator[Migration]:
    for change in pending:
        if change.kind is MigrationKind.CONTRACT:
            return
        yield change


def _require_nobody_older(engine: Engine, change: Migration) -> None:
    older = sorted(each for each in find_live_releases(engine) if release_number.is_older(each, change.oldest_release))
    if older:
        facts = {"revision": change.revision, "oldest": change.oldest_release, "older": ", ".join(older)}
        raise OlderReleaseLive(Reason.STILL_AT_WORK, **facts)


def _apply(engine: Engine, change: Migration, wait: Callable[[float], None]) -> None:
    for left in reversed(range(MAX_ATTEMPTS)):
        try:
            schema.upgrade(engine, change.revision)
        except DBAPIError as error:
            if classify_failure(error) is not DatabaseFailure.BUSY or not left:
                raise
            wait(1.0)
        else:
            return


def _folder(engine: Engine) -> Path:
    return Path(engine.url.database or ".").parent
