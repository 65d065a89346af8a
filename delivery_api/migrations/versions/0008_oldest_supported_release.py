"""Which release a schema asks for, so that one that is too old does not start on it"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

kind = "expand"
oldest_release = "0.1.0"


def upgrade() -> None:
    op.create_table(
        "schema_changes",
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.Column("oldest_release", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_schema_changes")),
    )


def downgrade() -> None:
    op.drop_table("schema_changes")
