"""Languages of schools; the sittings of a booking are found by an index"""

import sqlalchemy as sa
from alembic import op

from delivery_api.migrations.online_operations import create_index

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

kind = "expand"
oldest_release = "0.1.0"


def upgrade() -> None:
    # first, since on PostgreSQL it commits what came before it, and a table that is there already stops a repetition
    create_index("ix_sittings_booking", "sittings", ["booking"])
    op.create_table(
        "school_languages",
        sa.Column("school", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.CheckConstraint("language IN ('cy', 'en')", name=op.f("ck_school_languages_language")),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_school_languages_school_schools")),
        sa.PrimaryKeyConstraint("school", name=op.f("pk_school_languages")),
    )


def downgrade() -> None:
    op.drop_index("ix_sittings_booking", "sittings")
    op.drop_table("school_languages")
