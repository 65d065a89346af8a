"""Organisations of other kinds than schools, heads' grants, broken glass, and an audit in sealed segments"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

kind = "contract"
oldest_release = "0.1.0"

# The audit is appended to and, a segment at a time, forgotten; no row is ever changed.
_SQLITE = """
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
"""
_POSTGRESQL = (
    """
    CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()
    """,
)


def upgrade() -> None:
    op.add_column("schools", sa.Column("kind", sa.String(length=12), server_default="school", nullable=False))
    op.create_table(
        "grants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("school", sa.Uuid(), nullable=False),
        sa.Column("right", sa.String(length=16), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.CheckConstraint("\"right\" IN ('assessments', 'reports')", name=op.f("ck_grants_right")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_person"), "grants", ["person"], unique=False)
    op.create_index(op.f("ix_grants_school"), "grants", ["school"], unique=False)
    op.create_table(
        "broken_glass",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("learner", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broken_glass")),
    )
    op.create_index(op.f("ix_broken_glass_actor"), "broken_glass", ["actor"], unique=False)
    op.create_index(op.f("ix_broken_glass_learner"), "broken_glass", ["learner"], unique=False)
    op.create_table(
        "audit_segments",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_segments")),
    )
    op.create_index(op.f("ix_audit_actor"), "audit", ["actor"], unique=False)
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL if postgresql else (_SQLITE,):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_is_append_only ON audit")
        op.execute("DROP FUNCTION audit_is_append_only()")
    else:
        op.execute("DROP TRIGGER audit_is_append_only")
    op.drop_index(op.f("ix_audit_actor"), table_name="audit")
    op.drop_table("audit_segments")
    op.drop_index(op.f("ix_broken_glass_learner"), table_name="broken_glass")
    op.drop_index(op.f("ix_broken_glass_actor"), table_name="broken_glass")
    op.drop_table("broken_glass")
    op.drop_index(op.f("ix_grants_school"), table_name="grants")
    op.drop_index(op.f("ix_grants_person"), table_name="grants")
    op.drop_table("grants")
    op.drop_column("schools", "kind")
