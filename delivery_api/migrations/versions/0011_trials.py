"""Plans and booklets of trials"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

kind = "expand"
oldest_release = "0.1.0"


def upgrade() -> None:
    op.create_table(
        "trial_plans",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bank_version", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_trial_plans_programme_programmes")),
        sa.ForeignKeyConstraint(
            ["bank_version"], ["bank_versions.hash"], name=op.f("fk_trial_plans_bank_version_bank_versions")
        ),
        sa.PrimaryKeyConstraint("programme", name=op.f("pk_trial_plans")),
    )
    op.create_table(
        "trial_booklets",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("booklet", sa.String(length=64), nullable=False),
        sa.Column("year_group", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("begun", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_trial_booklets_programme_programmes")),
        sa.PrimaryKeyConstraint("programme", "booklet", "year_group", "language", name=op.f("pk_trial_booklets")),
    )


def downgrade() -> None:
    op.drop_table("trial_booklets")
    op.drop_table("trial_plans")
