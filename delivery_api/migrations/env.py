"""Alembic's entry: runs the migrations on a given connection, each in its own transaction.

On PostgreSQL a migration gives up soon if it cannot lock a table: every answer would queue behind a waiting migration.
"""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationInfo
from alembic.script import Script
from sqlalchemy import text

from delivery_api.lifecycle.schema import metadata
from delivery_api.migrations.online_operations import LOCK_TIMEOUT
from delivery_api.releases import store

connection = context.config.attributes["connection"]


def record_step(*, step: MigrationInfo, **_: Any) -> None:  # noqa: ANN401 - as alembic calls it
    if isinstance(step.up_revision, Script) and step.is_upgrade:
        store.record_migration(connection, step.up_revision.revision, step.up_revision.module.oldest_release)
    elif isinstance(step.up_revision, Script):
        store.remove_migration(connection, step.up_revision.revision)


if connection.dialect.name == "postgresql":
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.commit()
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=True,
    on_version_apply=record_step,  # type: ignore[arg-type]  # alembic calls it by keyword
)
with context.begin_transaction():
    context.run_migrations()
