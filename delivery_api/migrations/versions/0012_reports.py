"""Reported results of finished sittings"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

kind = "expand"
oldest_release = "0.1.0"


def upgrade() -> None:
    op.create_table(
        "reported_results",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("sitting", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "sitting", "revision", name=op.f("pk_reported_results")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("reported_results")
