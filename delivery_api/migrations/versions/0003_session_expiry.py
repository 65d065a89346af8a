"""Sessions end when idle and in any case, and are found by the provider's sign-out notices"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

kind = "contract"
oldest_release = "0.1.0"


def upgrade() -> None:
    # whoever is signed in signs in anew: a session that began before has no second end
    op.execute("DELETE FROM sessions")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column("provider_subject", sa.LargeBinary(length=32), nullable=True))
        batch_op.add_column(sa.Column("provider_session", sa.LargeBinary(length=32), nullable=True))
        batch_op.drop_index(batch_op.f("ix_sessions_expires_at"))
        batch_op.create_index(batch_op.f("ix_sessions_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_provider_subject"), ["provider_subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_provider_session"), ["provider_session"], unique=False)
    op.create_table(
        "logout_notices",
        sa.Column("notice", sa.LargeBinary(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("notice", name=op.f("pk_logout_notices")),
    )
    with op.batch_alter_table("logout_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_logout_notices_until"), ["until"], unique=False)


def downgrade() -> None:
    op.drop_table("logout_notices")
    op.execute("DELETE FROM sessions")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_provider_session"))
        batch_op.drop_index(batch_op.f("ix_sessions_provider_subject"))
        batch_op.drop_index(batch_op.f("ix_sessions_ends_at"))
        batch_op.create_index(batch_op.f("ix_sessions_expires_at"), ["expires_at"], unique=False)
        batch_op.drop_column("provider_session")
        batch_op.drop_column("provider_subject")
        batch_op.drop_column("ends_at")
