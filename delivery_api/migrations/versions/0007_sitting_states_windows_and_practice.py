"""Sittings that pause, are discarded and expire; windows, practice, and who is at work

Workers of the release before go on taking answers beside this schema. Giving a class an assessment waits for the new
ones: the index that decides who has one to do is another.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

kind = "contract"
oldest_release = "0.1.0"

OLD_STATES = "state IN ('assigned', 'started', 'completed')"
OLD_TO_DO = "state <> 'completed'"
STATES = "state IN ('assigned', 'absent', 'disapplied', 'started', 'paused', 'completed', 'discarded', 'expired')"
TO_DO = "state IN ('assigned', 'absent', 'disapplied', 'started', 'paused') AND practised_on IS NULL"
NO_PRACTICE = "pseudonym IS NULL OR practised_on IS NULL"
INDEXES = (("ix_sittings_id", ["id"]), ("ix_sittings_learner", ["learner"]))
KEPT = (
    "programme, id, learner, pseudonym, subject, year_group, state, bank_version, design, design_name, seed, "
    "engine_version"
)


def upgrade() -> None:
    columns = (sa.Column("booking", sa.Uuid(), nullable=True), sa.Column("practised_on", sa.Date(), nullable=True))
    check = sa.CheckConstraint(NO_PRACTICE, name=op.f("ck_sittings_a_trial_is_no_practice"))
    op.drop_index("uq_sittings_to_do", table_name="sittings")
    if op.get_bind().dialect.name == "sqlite":
        _written_anew(STATES, (*columns, check))
    else:
        for column in columns:
            op.add_column("sittings", column)
        op.create_check_constraint(op.f("ck_sittings_a_trial_is_no_practice"), "sittings", NO_PRACTICE)
        _other_states(STATES)
    _to_do(TO_DO)
    op.create_table(
        "bookings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("class", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("starting_year", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_bookings_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
    )
    op.create_index(op.f("ix_bookings_programme"), "bookings", ["programme"], unique=False)
    op.create_index(op.f("ix_bookings_class"), "bookings", ["class"], unique=False)
    op.create_table(
        "sitting_presence",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("sitting", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("still_for", sa.Integer(), nullable=False),
        sa.Column("unsent", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "sitting", name=op.f("pk_sitting_presence")),
    )


def downgrade() -> None:
    """What the release before has no word for goes: practice, and what was discarded or expired."""
    op.drop_table("sitting_presence")
    op.drop_table("bookings")
    gone = "state IN ('discarded', 'expired') OR practised_on IS NOT NULL"
    op.execute(
        "DELETE FROM sitting_events WHERE EXISTS (SELECT 1 FROM sittings WHERE sittings.id = sitting_events.sitting "  # noqa: S608 - both parts are constants
        f"AND sittings.programme = sitting_events.programme AND ({gone}))"
    )
    op.execute(f"DELETE FROM sittings WHERE {gone}")  # noqa: S608 - a constant
    op.execute("UPDATE sittings SET state = 'started' WHERE state = 'paused'")
    op.execute("UPDATE sittings SET state = 'assigned' WHERE state IN ('absent', 'disapplied')")
    op.drop_index("uq_sittings_to_do", table_name="sittings")
    if op.get_bind().dialect.name == "sqlite":
        _written_anew(OLD_STATES, ())
    else:
        _other_states(OLD_STATES)
        op.drop_constraint(op.f("ck_sittings_a_trial_is_no_practice"), "sittings", type_="check")
        op.drop_column("sittings", "practised_on")
        op.drop_column("sittings", "booking")
    _to_do(OLD_TO_DO)


def _other_states(states: str) -> None:
    op.drop_constraint(op.f("ck_sittings_state"), "sittings", type_="check")
    op.create_check_constraint(op.f("ck_sittings_state"), "sittings", states)


def _to_do(where: str) -> None:
    op.create_index(
        "uq_sittings_to_do",
        "sittings",
        ["programme", "learner", "subject"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _written_anew(states: str, more: tuple[sa.Column[Any] | sa.CheckConstraint, ...]) -> None:
    """SQLite changes no constraint in place: a new table takes the rows over, again without row ids."""
    for name, _ in INDEXES:
        op.drop_index(name, table_name="sittings")
    op.rename_table("sittings", "sittings_before")
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
        *more,
        sa.CheckConstraint("(learner IS NULL) <> (pseudonym IS NULL)", name=op.f("ck_sittings_one_owner")),
        sa.CheckConstraint(
            "(learner IS NULL) = (year_group IS NULL)", name=op.f("ck_sittings_a_trials_year_is_sealed")
        ),
        sa.CheckConstraint(states, name=op.f("ck_sittings_state")),
        sa.PrimaryKeyConstraint("programme", "id", name=op.f("pk_sittings")),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO sittings ({KEPT}) SELECT {KEPT} FROM sittings_before")  # noqa: S608 - constants
    op.drop_table("sittings_before")
    for name, columns in INDEXES:
        op.create_index(name, "sittings", columns, unique=False)
