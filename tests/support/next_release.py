"""Runs `mesur` as a later release, with its migrations.

`python -m tests.support.next_release RELEASE SCRIPTS COMMAND …`
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from textwrap import dedent

from delivery_api.cli import app
from delivery_api.lifecycle import schema
from delivery_api.releases import release_number

RELEASE = "0.2.0"

EXPANDS = """
    \"\"\"What a later release adds\"\"\"
    import sqlalchemy as sa
    from alembic import op
    from delivery_api.migrations.online_operations import create_index

    revision, down_revision, branch_labels, depends_on = "9001", "{before}", None, None
    kind, oldest_release = "expand", "{oldest}"

    def upgrade():
        op.add_column("sittings", sa.Column("mood", sa.String(20), nullable=True))
        op.add_column("sitting_events", sa.Column("weight", sa.Integer(), server_default="1", nullable=False))
        op.create_table("moods", sa.Column("mood", sa.String(20), primary_key=True))
        create_index("ix_sittings_state", "sittings", ["state"])

    def downgrade():
        raise NotImplementedError
"""
CONTRACTS = """
    \"\"\"What a later release can do without\"\"\"
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "9002", "9001", None, None
    kind, oldest_release = "contract", "0.2.0"

    def upgrade():
        op.drop_index("ix_audit_actor", table_name="audit")

    def downgrade():
        raise NotImplementedError
"""


def write_next_release_migrations(folder: Path) -> Path:
    """Copy this release's migrations and add one that expands and one that contracts. Returns the folder."""
    scripts = folder / "migrations"
    shutil.copytree(schema.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    last = schema.declared_migrations(schema.SCRIPTS)[-1]
    expands = dedent(EXPANDS).format(before=last.revision, oldest=last.oldest_release)
    (scripts / "versions" / "9001_adds.py").write_text(expands)
    (scripts / "versions" / "9002_takes_away.py").write_text(dedent(CONTRACTS))
    return scripts


def use_release(release: str, scripts: Path) -> None:
    """Set this process's release number and migrations."""
    release_number.RELEASE = release
    schema.SCRIPTS = scripts


if __name__ in ("__main__", "__mp_main__"):  # a worker of the supervisor imports it under the second name
    _, chosen, folder, *arguments = sys.argv
    use_release(chosen, Path(folder))

if __name__ == "__main__":
    app(arguments, prog_name="mesur")
