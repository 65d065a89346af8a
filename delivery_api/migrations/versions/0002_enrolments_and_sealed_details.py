"""enrolments and sealed details"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

kind = "contract"
oldest_release = "0.1.0"

# The tables are altered where they stand: SQLite would refuse to make `people` anew while others refer to it.
_PEOPLE = ("sealed_birth_date", "details_mark", "post")

# Whoever is in a class already is enrolled at their school since the day they joined the first of their classes.
_ENROL = """
    INSERT INTO enrolments (person, school, joined_on, began_on, year_group, main)
    SELECT people.id, people.school, MIN(memberships.joined_on), MIN(memberships.joined_on),
           MAX(memberships.year_group), :main
    FROM people JOIN memberships ON memberships.person = people.id
    WHERE people.kind = 'learner' AND memberships.role = 'learner' AND memberships.left_on IS NULL
    GROUP BY people.id, people.school
"""


def upgrade() -> None:
    op.add_column("schools", sa.Column("code", sa.String(length=7), nullable=True))
    op.create_index(op.f("ix_schools_code"), "schools", ["code"], unique=True)
    op.add_column("people", sa.Column("sealed_birth_date", sa.LargeBinary(), nullable=True))
    op.add_column("people", sa.Column("details_mark", sa.LargeBinary(length=32), nullable=True))
    op.add_column("people", sa.Column("post", sa.String(length=16), nullable=True))
    op.create_table(
        "enrolments",
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("school", sa.Uuid(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("year_group", sa.Integer(), nullable=False),
        sa.Column("registration_group", sa.String(length=20), nullable=True),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_enrolments_person_people")),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_enrolments_school_schools")),
        sa.PrimaryKeyConstraint("person", "school", "joined_on", name=op.f("pk_enrolments")),
    )
    op.create_index(op.f("ix_enrolments_school"), "enrolments", ["school"], unique=False)
    op.create_table(
        "rectifications",
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_rectifications_person_people")),
        sa.PrimaryKeyConstraint("person", "field", name=op.f("pk_rectifications")),
    )
    op.create_table(
        "erasures",
        sa.Column("identifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("identifier_key", sa.String(length=32), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("identifier", "identifier_key", name=op.f("pk_erasures")),
    )
    op.get_bind().execute(sa.text(_ENROL), {"main": True})


def downgrade() -> None:
    op.drop_table("erasures")
    op.drop_table("rectifications")
    op.drop_index(op.f("ix_enrolments_school"), table_name="enrolments")
    op.drop_table("enrolments")
    for column in _PEOPLE:
        op.drop_column("people", column)
    op.drop_index(op.f("ix_schools_code"), table_name="schools")
    op.drop_column("schools", "code")
