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
    op.add_column("bank_versions", sa.Column("key_id", sa.String(length=32), nullable=True))
    op.add_column("class_pins", sa.Column("made_from", sa.LargeBinary(length=32), nullable=True))
    op.add_column("pin_entries", sa.Column("denied", sa.Boolean(), nullable=True))
    op.add_column("sessions", sa.Column("device", sa.String(length=8), nullable=True))


def downgrade() -> None:
    op.drop_column("sessions", "device")
    op.drop_column("pin_entries", "denied")
    op.drop_column("class_pins", "made_from")
    op.drop_column("bank_versions", "key_id")
    for table in AUTHENTICATED:
        op.drop_column(table, "mac")
