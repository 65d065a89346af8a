"""Codes that show who wrote a row, acts that wait for a second person, and alerts"""

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
    *("class_pins", "pin_entries", "late_arrivals", "rectifications", "restrictions", "erasures", "legal_holds"),
    *(
        "rights_cases",
        "case_steps",
        "breaches",
        "breach_steps",
        "programmes",
        "bookings",
        "banks_in_use",
        "item_statuses",
    ),
    *(
        "trial_invitations",
        "trial_extracts",
        "trial_withdrawals",
        "bank_decisions",
        "key_confirmations",
        "certificates",
    ),
)
protects = (*AUTHENTICATED, "bank_versions", "audit")


def upgrade() -> None:
    for table in AUTHENTICATED:
        op.add_column(table, sa.Column("mac", sa.LargeBinary(length=40), nullable=True))
    op.add_column("audit", sa.Column("previous", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
    op.add_column("audit", sa.Column("mac", sa.LargeBinary(length=40), nullable=True))
    op.add_column("audit_segments", sa.Column("next_key_id", sa.String(length=32), nullable=True))
    op.add_column("bank_versions", sa.Column("key_id", sa.String(length=32), nullable=True))
    op.add_column("class_pins", sa.Column("made_from", sa.LargeBinary(length=32), nullable=True))
    op.add_column("pin_entries", sa.Column("denied", sa.Boolean(), nullable=True))
    op.add_column("programmes", sa.Column("withdrawn_tags", sa.LargeBinary(), nullable=True))
    op.add_column("sessions", sa.Column("device", sa.String(length=8), nullable=True))
    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("school", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.Uuid(), nullable=True),
        sa.Column("learner", sa.Uuid(), nullable=True),
        sa.Column("sitting", sa.Uuid(), nullable=True),
        sa.Column("thing", sa.String(length=64), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    for column in ("at", "school", "learner"):
        op.create_index(op.f(f"ix_alerts_{column}"), "alerts", [column])
    op.create_table(
        "held_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("sitting", sa.Uuid(), nullable=False),
        sa.Column("school", sa.Uuid(), nullable=False),
        sa.Column("learner", sa.Uuid(), nullable=False),
        sa.Column("receiver", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_actor", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_id", sa.String(length=32), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.CheckConstraint("act IN ('discard', 'move')", name=op.f("ck_held_acts_act")),
        sa.CheckConstraint(
            "state IN ('asked', 'done', 'alone', 'declined', 'undone')", name=op.f("ck_held_acts_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_acts")),
    )
    for column in ("programme", "sitting", "school", "learner"):
        op.create_index(op.f(f"ix_held_acts_{column}"), "held_acts", [column])
    op.create_table(
        "security_counts",
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "event", name=op.f("pk_security_counts")),
    )


def downgrade() -> None:
    op.drop_table("security_counts")
    op.drop_table("held_acts")
    op.drop_table("alerts")
    op.drop_column("audit_segments", "next_key_id")
    op.drop_column("audit", "mac")
    op.drop_column("audit", "previous")
    op.drop_column("sessions", "device")
    op.drop_column("programmes", "withdrawn_tags")
    op.drop_column("pin_entries", "denied")
    op.drop_column("class_pins", "made_from")
    op.drop_column("bank_versions", "key_id")
    for table in AUTHENTICATED:
        op.drop_column(table, "mac")
