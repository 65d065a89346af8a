"""Statuses of item versions with their history; approvals and publications of bank versions"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

kind = "expand"
oldest_release = "0.1.0"

STATUSES = "('draft', 'review', 'pretest', 'operational', 'quarantined', 'retired')"


def upgrade() -> None:
    op.create_table(
        "item_moves",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=False),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"before IN {STATUSES}", name=op.f("ck_item_moves_before")),
        sa.CheckConstraint(f"after IN {STATUSES}", name=op.f("ck_item_moves_after")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_item_moves")),
    )
    op.create_index(op.f("ix_item_moves_item"), "item_moves", ["item"], unique=False)
    op.create_table(
        "item_statuses",
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.CheckConstraint(f"status IN {STATUSES}", name=op.f("ck_item_statuses_status")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_item_statuses")),
    )
    op.create_index("ix_item_statuses_subject_status", "item_statuses", ["subject", "status"], unique=False)
    op.create_table(
        "bank_decisions",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("bank_version", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("design", sa.String(length=64), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "decision IN ('approved', 'published', 'rescored')", name=op.f("ck_bank_decisions_decision")
        ),
        sa.ForeignKeyConstraint(
            ["bank_version"], ["bank_versions.hash"], name=op.f("fk_bank_decisions_bank_version_bank_versions")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_bank_decisions")),
    )
    op.create_index(op.f("ix_bank_decisions_bank_version"), "bank_decisions", ["bank_version"], unique=False)


def downgrade() -> None:
    for table in ("bank_decisions", "item_statuses", "item_moves"):
        op.drop_table(table)
