"""the first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

kind = "expand"
oldest_release = "0.1.0"


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("learner", sa.Uuid(), nullable=True),
        sa.Column("thing", sa.String(length=128), nullable=True),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_learner"), ["learner"], unique=False)

    op.create_table(
        "bank_versions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_bank_versions")),
    )
    op.create_table(
        "certificates",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("programme", name=op.f("pk_certificates")),
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
    )
    with op.batch_alter_table("keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_keys_purpose"), ["purpose"], unique=False)

    op.create_table(
        "programmes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("destroyed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('year', 'trial')", name=op.f("ck_programmes_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
    )
    op.create_table(
        "schools",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
    )
    op.create_table(
        "sitting_events",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("sitting", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "sitting", "sequence", name=op.f("pk_sitting_events")),
        postgresql_partition_by="LIST (programme)",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sittings",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner", sa.Uuid(), nullable=True),
        sa.Column("pseudonym", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("year_group", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("bank_version", sa.String(length=64), nullable=True),
        sa.Column("design", sa.String(length=64), nullable=True),
        sa.Column("design_name", sa.String(length=64), nullable=True),
        sa.Column("seed", sa.BigInteger(), nullable=True),
        sa.Column("engine_version", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(learner IS NULL) = (year_group IS NULL)", name=op.f("ck_sittings_a_trials_year_is_sealed")
        ),
        sa.CheckConstraint("state IN ('assigned', 'started', 'completed')", name=op.f("ck_sittings_state")),
        sa.CheckConstraint("(learner IS NULL) <> (pseudonym IS NULL)", name=op.f("ck_sittings_one_owner")),
        sa.PrimaryKeyConstraint("programme", "id", name=op.f("pk_sittings")),
        postgresql_partition_by="LIST (programme)",
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sittings", schema=None) as batch_op:
        batch_op.create_index("ix_sittings_id", ["id"], unique=False)
        batch_op.create_index("ix_sittings_learner", ["learner"], unique=False)
        batch_op.create_index(
            "uq_sittings_to_do",
            ["programme", "learner", "subject"],
            unique=True,
            sqlite_where=sa.text("state <> 'completed'"),
            postgresql_where=sa.text("state <> 'completed'"),
        )

    op.create_table(
        "banks_in_use",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("bank_version", sa.String(length=64), nullable=False),
        sa.Column("design", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_version"], ["bank_versions.hash"], name=op.f("fk_banks_in_use_bank_version_bank_versions")
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_banks_in_use")),
    )
    op.create_table(
        "classes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_classes_school_schools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classes")),
    )
    with op.batch_alter_table("classes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_classes_school"), ["school"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("school", sa.Uuid(), nullable=False),
        sa.Column("identifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("identifier_key", sa.String(length=32), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("name_key", sa.String(length=32), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('learner', 'staff')", name=op.f("ck_people_kind")),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_people_school_schools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("identifier", "identifier_key", name="uq_people_identifier"),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_school"), ["school"], unique=False)

    op.create_table(
        "trial_attendance",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("learner", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "learner", name=op.f("pk_trial_attendance")),
        postgresql_partition_by="LIST (programme)",
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("trial_attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trial_attendance_learner"), ["learner"], unique=False)

    op.create_table(
        "trial_extracts",
        sa.Column("path", sa.String(length=1024), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("destroyed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_trial_extracts_programme_programmes")),
        sa.PrimaryKeyConstraint("programme", "path", name=op.f("pk_trial_extracts")),
    )

    op.create_table(
        "memberships",
        sa.Column("class", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("year_group", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(role = 'learner') = (year_group IS NOT NULL)", name=op.f("ck_memberships_learners_have_a_year")
        ),
        sa.CheckConstraint("role IN ('learner', 'teacher')", name=op.f("ck_memberships_role")),
        sa.ForeignKeyConstraint(["class"], ["classes.id"], name=op.f("fk_memberships_class_classes")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_memberships_person_people")),
        sa.PrimaryKeyConstraint("class", "person", "joined_on", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_person"), ["person"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_sessions_person_people")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_person"), ["person"], unique=False)

    op.create_table(
        "trial_invitations",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("class", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["class"], ["classes.id"], name=op.f("fk_trial_invitations_class_classes")),
        sa.ForeignKeyConstraint(
            ["programme"], ["programmes.id"], name=op.f("fk_trial_invitations_programme_programmes")
        ),
        sa.PrimaryKeyConstraint("programme", "class", name=op.f("pk_trial_invitations")),
    )


def downgrade() -> None:
    op.drop_table("trial_invitations")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_person"))
        batch_op.drop_index(batch_op.f("ix_sessions_expires_at"))

    op.drop_table("sessions")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_person"))

    op.drop_table("memberships")
    op.drop_table("trial_extracts")
    with op.batch_alter_table("trial_attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trial_attendance_learner"))

    op.drop_table("trial_attendance")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_school"))

    op.drop_table("people")
    with op.batch_alter_table("classes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classes_school"))

    op.drop_table("classes")
    op.drop_table("banks_in_use")
    with op.batch_alter_table("sittings", schema=None) as batch_op:
        batch_op.drop_index("uq_sittings_to_do")
        batch_op.drop_index("ix_sittings_learner")
        batch_op.drop_index("ix_sittings_id")

    op.drop_table("sittings")
    op.drop_table("sitting_events")
    op.drop_table("schools")
    op.drop_table("programmes")
    with op.batch_alter_table("keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_keys_purpose"))

    op.drop_table("keys")
    op.drop_table("certificates")
    op.drop_table("bank_versions")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_learner"))
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
