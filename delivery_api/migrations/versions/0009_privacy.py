"""The position in the ledger, the ends of trials, extracts, restrictions, legal holds, and when people were seen"""

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
        "rights_cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("capacity", sa.String(length=24), nullable=False),
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.Column("authority", sa.String(length=32), nullable=False),
        sa.Column("competence", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_cases")),
        sa.UniqueConstraint("reference", name=op.f("uq_rights_cases_reference")),
    )
    op.create_index(op.f("ix_rights_cases_person"), "rights_cases", ["person"])
    op.create_table(
        "case_steps",
        sa.Column("case", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("detail", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["rights_cases.id"], name=op.f("fk_case_steps_case_rights_cases")),
        sa.PrimaryKeyConstraint("case", "number", name=op.f("pk_case_steps")),
    )
    op.create_index(op.f("ix_case_steps_person"), "case_steps", ["person"])
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
    op.add_column("programmes", sa.Column("complete_by", sa.Date(), nullable=True))
    op.add_column("programmes", sa.Column("cancelled_on", sa.Date(), nullable=True))
    op.add_column("trial_extracts", sa.Column("marker_rows", sa.LargeBinary(), nullable=True))
    op.create_table(
        "trial_withdrawals",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme"], ["programmes.id"], name=op.f("fk_trial_withdrawals_programme_programmes")
        ),
        sa.PrimaryKeyConstraint("programme", "mark", name=op.f("pk_trial_withdrawals")),
    )
    op.add_column("people", sa.Column("seen_on", sa.Date(), nullable=True))
    op.create_table(
        "restrictions",
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(length=16), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "ground IN ('accuracy', 'unlawful', 'claims', 'objection')", name=op.f("ck_restrictions_ground")
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_restrictions_person_people")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_restrictions")),
    )
    op.add_column("rectifications", sa.Column("sealed_values", sa.LargeBinary(), nullable=True))
    op.add_column("rectifications", sa.Column("key_id", sa.String(length=32), nullable=True))
    op.add_column("rectifications", sa.Column("actor", sa.Uuid(), nullable=True))
    op.add_column("rectifications", sa.Column("reference", sa.String(length=40), nullable=True))
    op.add_column("rectifications", sa.Column("agreed_on", sa.Date(), nullable=True))
    op.add_column("rectifications", sa.Column("done_on", sa.Date(), nullable=True))
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("person", sa.Uuid(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("(programme IS NULL) <> (person IS NULL)", name=op.f("ck_legal_holds_one_thing")),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_legal_holds_programme_programmes")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_legal_holds_person_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    op.create_index(op.f("ix_legal_holds_programme"), "legal_holds", ["programme"])
    op.create_index(op.f("ix_legal_holds_person"), "legal_holds", ["person"])
    op.create_table(
        "breaches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("risk", sa.String(length=12), nullable=False),
        sa.Column("purposes", sa.String(length=120), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("school", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_breaches_programme_programmes")),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_breaches_school_schools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
        sa.UniqueConstraint("reference", name=op.f("uq_breaches_reference")),
    )
    op.create_table(
        "breach_steps",
        sa.Column("breach", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("detail", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["breach"], ["breaches.id"], name=op.f("fk_breach_steps_breach_breaches")),
        sa.PrimaryKeyConstraint("breach", "number", name=op.f("pk_breach_steps")),
    )


def downgrade() -> None:
    op.drop_table("breach_steps")
    op.drop_table("breaches")
    op.drop_table("legal_holds")
    for name in ("done_on", "agreed_on", "reference", "actor", "key_id", "sealed_values"):
        op.drop_column("rectifications", name)
    op.drop_table("restrictions")
    op.drop_column("people", "seen_on")
    op.drop_table("trial_withdrawals")
    op.drop_column("trial_extracts", "marker_rows")
    op.drop_column("programmes", "cancelled_on")
    op.drop_column("programmes", "complete_by")
    op.drop_column("trial_extracts", "released_on")
    op.drop_column("trial_extracts", "sha256")
    op.drop_column("certificates", "plan")
    op.drop_column("certificates", "state")
    op.drop_table("notices_shown")
    op.drop_table("case_steps")
    op.drop_table("rights_cases")
    op.drop_table("key_confirmations")
    op.drop_table("key_folders")
    op.drop_table("ledger_position")
