"""Access profiles of learners"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

kind = "expand"
oldest_release = "0.1.0"


def upgrade() -> None:
    op.create_table(
        "access_profiles",
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("given", sa.String(length=1000), nullable=False),
        sa.Column("chosen", sa.String(length=1000), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_access_profiles_person_people")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_access_profiles")),
    )


def downgrade() -> None:
    op.drop_table("access_profiles")
