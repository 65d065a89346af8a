"""Codes that show who wrote a row"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

kind = "expand"
oldest_release = "0.1.0"

AUTHENTICATED = (
    *("schools", "people", "classes", "memberships", "enrolments", "sessions", "grants", "broken_glass", "sittings"),
)


def upgrade() -> None:
    for table in AUTHENTICATED:
        op.add_column(table, sa.Column("mac", sa.LargeBinary(length=40), nullable=True))


def downgrade() -> None:
    for table in AUTHENTICATED:
        op.drop_column(table, "mac")
