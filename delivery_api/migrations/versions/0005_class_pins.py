"""Class PINs, who came in with them, and learners whom no roster names yet"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

kind = "expand"
oldest_release = "0.1.0"


def upgrade() -> None:
    op.create_table(
        "class_pins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class", sa.Uuid(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["class"], ["classes.id"], name=op.f("fk_class_pins_class_classes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_pins")),
        sa.UniqueConstraint("lookup", name=op.f("uq_class_pins_lookup")),
    )
    op.create_index(op.f("ix_class_pins_class"), "class_pins", ["class"], unique=False)
    op.create_table(
        "pin_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pin", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.String(length=8), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("learner", sa.Uuid(), nullable=True),
        sa.CheckConstraint("settled IN ('sign-in', 'staff')", name=op.f("ck_pin_entries_settled")),
        sa.ForeignKeyConstraint(["pin"], ["class_pins.id"], name=op.f("fk_pin_entries_pin_class_pins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin_entries")),
    )
    op.create_index(op.f("ix_pin_entries_pin"), "pin_entries", ["pin"], unique=False)
    op.create_index(op.f("ix_pin_entries_person"), "pin_entries", ["person"], unique=False)
    op.create_table(
        "late_arrivals",
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("class", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["class"], ["classes.id"], name=op.f("fk_late_arrivals_class_classes")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_late_arrivals")),
    )
    op.create_index(op.f("ix_late_arrivals_class"), "late_arrivals", ["class"], unique=False)


def downgrade() -> None:
    for table in ("late_arrivals", "pin_entries", "class_pins"):
        op.drop_table(table)
