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
    op.create_table(
        "national_releases",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme"], ["programmes.id"], name=op.f("fk_national_releases_programme_programmes")
        ),
        sa.PrimaryKeyConstraint("programme", "subject", "number", name=op.f("pk_national_releases")),
    )
    op.create_table(
        "national_release_members",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme"], ["programmes.id"], name=op.f("fk_national_release_members_programme_programmes")
        ),
        sa.PrimaryKeyConstraint("programme", "subject", "number", name=op.f("pk_national_release_members")),
    )
    op.create_table(
        "norm_adoptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("norms", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_norm_adoptions")),
    )
    op.create_index("ix_norm_adoptions_subject", "norm_adoptions", ["subject"])
    op.create_table(
        "view_permissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("lawful_basis", sa.String(length=300), nullable=False),
        sa.Column("notice_en", sa.String(length=1000), nullable=False),
        sa.Column("notice_cy", sa.String(length=1000), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.CheckConstraint("audience IN ('authority', 'government')", name=op.f("ck_view_permissions_audience")),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_view_permissions_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_permissions")),
    )
    op.create_index("ix_view_permissions_audience", "view_permissions", ["audience"])


def downgrade() -> None:
    op.drop_index("ix_view_permissions_audience", table_name="view_permissions")
    op.drop_table("view_permissions")
    op.drop_index("ix_norm_adoptions_subject", table_name="norm_adoptions")
    op.drop_table("norm_adoptions")
    op.drop_table("national_release_members")
    op.drop_table("national_releases")
    op.drop_table("reported_results")
