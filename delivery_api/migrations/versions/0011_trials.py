"""Plans, booklets, schools, objections and surveys of trials; schools' attributes; unscored questions; adoptions"""

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
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
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
        sa.Column("bank_version", sa.String(length=64), nullable=False),
        sa.Column("begun", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_trial_booklets_programme_programmes")),
        sa.ForeignKeyConstraint(
            ["bank_version"], ["bank_versions.hash"], name=op.f("fk_trial_booklets_bank_version_bank_versions")
        ),
        sa.PrimaryKeyConstraint("programme", "booklet", "year_group", "language", name=op.f("pk_trial_booklets")),
    )
    op.add_column("programmes", sa.Column("plan_sha256", sa.String(length=64), nullable=True))
    op.add_column("trial_extracts", sa.Column("responses_sha256", sa.String(length=64), nullable=True))
    op.create_table(
        "trial_overwritten_extracts",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=1024), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("overwritten_on", sa.Date(), nullable=False),
        sa.Column("responses_sha256", sa.String(length=64), nullable=True),
        sa.Column("marker_rows", sa.LargeBinary(), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme"], ["programmes.id"], name=op.f("fk_trial_overwritten_extracts_programme_programmes")
        ),
        sa.PrimaryKeyConstraint("programme", "sha256", name=op.f("pk_trial_overwritten_extracts")),
    )
    op.create_table(
        "school_attributes",
        sa.Column("school", sa.Uuid(), nullable=False),
        sa.Column("attribute", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_school_attributes_school_schools")),
        sa.PrimaryKeyConstraint("school", "attribute", name=op.f("pk_school_attributes")),
    )
    op.create_table(
        "trial_schools",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("school", sa.Uuid(), nullable=False),
        sa.Column("stratum", sa.String(length=200), nullable=False),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.CheckConstraint(
            "state IN ('reserve', 'invited', 'accepted', 'declined', 'withdrawn', 'silent')",
            name=op.f("ck_trial_schools_state"),
        ),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_trial_schools_programme_programmes")),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_trial_schools_school_schools")),
        sa.ForeignKeyConstraint(["replaces"], ["schools.id"], name=op.f("fk_trial_schools_replaces_schools")),
        sa.PrimaryKeyConstraint("programme", "school", name=op.f("pk_trial_schools")),
    )
    op.create_table(
        "trial_objections",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("learner", sa.Uuid(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme"], ["programmes.id"], name=op.f("fk_trial_objections_programme_programmes")
        ),
        sa.PrimaryKeyConstraint("programme", "learner", name=op.f("pk_trial_objections")),
    )
    op.create_index("ix_trial_objections_learner", "trial_objections", ["learner"])
    op.create_table(
        "trial_surveys",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_trial_surveys_programme_programmes")),
        sa.PrimaryKeyConstraint("programme", "mark", name=op.f("pk_trial_surveys")),
    )
    op.create_table(
        "seeding_permissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
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
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_seeding_permissions_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seeding_permissions")),
    )
    op.create_index("ix_seeding_permissions_subject", "seeding_permissions", ["subject"])
    op.create_table(
        "bank_adoptions",
        sa.Column("fit", sa.String(length=64), nullable=False),
        sa.Column("extract", sa.String(length=64), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("bank_version", sa.String(length=64), nullable=False),
        sa.Column("decisions", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=40), nullable=True),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_bank_adoptions_programme_programmes")),
        sa.ForeignKeyConstraint(
            ["bank_version"], ["bank_versions.hash"], name=op.f("fk_bank_adoptions_bank_version_bank_versions")
        ),
        sa.PrimaryKeyConstraint("fit", "at", name=op.f("pk_bank_adoptions")),
    )
    in_force = sa.text("discarded_at IS NULL")
    for name in ("fit", "base"):
        op.create_index(
            f"ix_bank_adoptions_{name}",
            "bank_adoptions",
            [name],
            unique=True,
            sqlite_where=in_force,
            postgresql_where=in_force,
        )


def downgrade() -> None:
    op.drop_table("bank_adoptions")
    op.drop_table("trial_overwritten_extracts")
    op.drop_column("trial_extracts", "responses_sha256")
    op.drop_column("programmes", "plan_sha256")
    op.drop_table("seeding_permissions")
    op.drop_table("trial_surveys")
    op.drop_table("trial_objections")
    op.drop_table("trial_schools")
    op.drop_table("school_attributes")
    op.drop_table("trial_booklets")
    op.drop_table("trial_plans")
