"""Where the database stands in the ledger of completions, destructions and erasures"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

kind = "expand"
oldest_release = "0.1.0"


def upgrade() -> None:
    op.create_table(
        "ledger_position",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_position_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_position")),
    )
    op.create_table(
        "notices_shown",
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Date(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person", "version", name=op.f("pk_notices_shown")),
    )
    op.create_table(
        "key_folders",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_folders")),
    )
    op.create_table(
        "key_confirmations",
        sa.Column("folder", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["folder"], ["key_folders.id"], name=op.f("fk_key_confirmations_folder_key_folders")),
        sa.PrimaryKeyConstraint("folder", "key_id", name=op.f("pk_key_confirmations")),
    )
    op.add_column("certificates", sa.Column("state", sa.String(length=12), nullable=True))
    op.add_column("certificates", sa.Column("plan", sa.LargeBinary(), nullable=True))
    op.add_column("trial_extracts", sa.Column("sha256", sa.String(length=64), nullable=True))
    op.add_column("trial_extracts", sa.Column("released_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("trial_extracts", "released_on")
    op.drop_column("trial_extracts", "sha256")
    op.drop_column("certificates", "plan")
    op.drop_column("certificates", "state")
    op.drop_table("notices_shown")
    op.drop_table("key_confirmations")
    op.drop_table("key_folders")
    op.drop_table("ledger_position")
