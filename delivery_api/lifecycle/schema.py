"""All tables together, their migrations, and whether this build can run on a database."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from delivery_api.alerts import tables as alerts
from delivery_api.audit import tables as audit
from delivery_api.bank import tables as bank
from delivery_api.class_pins import tables as pins
from delivery_api.identity import tables as identity
from delivery_api.keys import tables as keys
from delivery_api.ledger import tables as ledger
from delivery_api.national import tables as national
from delivery_api.permissions import tables as granting
from delivery_api.privacy import tables as privacy
from delivery_api.privacy.breaches import tables as breaches
from delivery_api.privacy.holds import tables as holds
from delivery_api.privacy.notice import tables as notices
from delivery_api.privacy.rights import tables as rights
from delivery_api.releases import release_number, store
from delivery_api.releases import tables as releases
from delivery_api.releases.migration_kinds import Migration, MigrationKind
from delivery_api.security_counts import tables as security_counts
from delivery_api.sittings.storage import tables as sittings
from delivery_api.sittings.storage.booklets import tables as booklets
from delivery_api.sittings.storage.held_acts import tables as held_acts
from delivery_api.sittings.storage.reported_results import tables as reported_results
from delivery_api.storage.database import metadata
from delivery_api.trials import tables as trials
from delivery_api.trials.participation import tables as participation

TABLE_MODULES = (
    alerts,
    audit,
    keys,
    ledger,
    releases,
    bank,
    breaches,
    granting,
    holds,
    identity,
    pins,
    notices,
    privacy,
    rights,
    security_counts,
    sittings,
    booklets,
    held_acts,
    reported_results,
    national,
    trials,
    participation,
)
"""Every module that declares tables; importing them fills `metadata`."""

SCRIPTS = Path(__file__).parent.parent / "migrations"
"""The folder of this build's migrations."""

__all__ = [
    "SCRIPTS",
    "TABLE_MODULES",
    "SchemaStatus",
    "declared_migrations",
    "downgrade",
    "metadata",
    "pending_migrations",
    "protected_tables",
    "schema_status",
    "upgrade",
]


class SchemaStatus(StrEnum):
    """Whether this build can run on a database, and if not, why."""

    COMPATIBLE = "suits"
    BEHIND = "database not migrated"
    TOO_OLD = "release too old for the database"


def upgrade(engine: Engine, revision: str = "head", *, scripts: Path | None = None) -> None:
    """Upgrade the database's schema to a revision, each migration in a transaction of its own; safe to repeat.

    It does not check which releases are serving; `schema_upgrade.upgrade_schema` does.
    """
    with engine.connect() as connection:
        command.upgrade(_config(scripts or SCRIPTS, connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Downgrade the database's schema to a revision."""
    with engine.connect() as connection:
        command.downgrade(_config(SCRIPTS, connection), revision)


def schema_status(connection: Connection) -> SchemaStatus:
    """Return whether this build can run on the database.

    It needs every migration up to its newest expanding one. Contracting migrations may follow later, when no worker of
    the release before is serving. On a schema newer than this build it runs if the database allows its release.
    """
    found, ours = _revision(connection), declared_migrations(SCRIPTS)
    known = [change.revision for change in ours]
    needed = max(index for index, change in enumerate(ours) if change.kind is MigrationKind.EXPAND)
    if found is None or (found in known and known.index(found) < needed):
        return SchemaStatus.BEHIND
    oldest = store.oldest_release(connection)
    too_old = oldest is not None and release_number.is_older(release_number.RELEASE, oldest)
    return SchemaStatus.TOO_OLD if too_old else SchemaStatus.COMPATIBLE


def pending_migrations(connection: Connection) -> Sequence[Migration]:
    """Return this build's migrations that the database has not had, in order; none if it is ahead of this build."""
    found, ours = _revision(connection), declared_migrations(SCRIPTS)
    known = [change.revision for change in ours]
    if found is None:
        return ours
    return ours[known.index(found) + 1 :] if found in known else ()


def protected_tables(connection: Connection) -> frozenset[str]:
    """Return the tables that the migrations which the database has had protect by codes or seals."""
    waiting = {each.revision for each in pending_migrations(connection)}
    had = (each for each in declared_migrations(SCRIPTS) if each.revision not in waiting)
    return frozenset(name for each in had for name in each.protects)


@cache
def declared_migrations(scripts: Path) -> tuple[Migration, ...]:
    """Return what the migrations of a build declare, oldest first."""
    revisions = ScriptDirectory.from_config(_config(scripts)).walk_revisions()
    declared = (
        Migration(
            each.revision,
            str(each.doc),
            MigrationKind(each.module.kind),
            str(each.module.oldest_release),
            tuple(getattr(each.module, "protects", ())),
        )
        for each in revisions
    )
    return tuple(declared)[::-1]


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(scripts: Path, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
