"""The migrations make what the code declares, go down and up again, and hold on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, Integer, MetaData, Table, inspect, text

from delivery_api.lifecycle import schema
from delivery_api.sittings.storage.programmes import ensure_school_years
from delivery_api.storage.database import open_database
from tests.support.service_harness import TEST_START
from tests.support.signed_rows import ring_that_signs


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


def differences(engine: Engine, metadata: MetaData = schema.metadata) -> list[object]:
    """What alembic would still have to do to make the database what the metadata say."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, metadata))


def constraints(engine: Engine) -> dict[str, list[str]]:
    """The checks of each table, by name: alembic does not compare them."""
    there = inspect(engine)
    return {
        name: sorted(str(check["name"]) for check in there.get_check_constraints(name))
        for name in schema.metadata.tables
    }


def test_the_migrations_make_exactly_the_declared_tables(engine: Engine) -> None:
    schema.upgrade(engine)
    assert differences(engine) == []
    declared = {
        name: sorted(str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint")
        for name, table in schema.metadata.tables.items()
    }
    assert constraints(engine) == declared


def test_a_table_that_no_migration_makes_would_be_found(engine: Engine) -> None:
    schema.upgrade(engine)
    wanted = MetaData(naming_convention=schema.metadata.naming_convention)
    for table in schema.metadata.sorted_tables:
        table.to_metadata(wanted)
    Table("forgotten", wanted, Column("id", Integer, primary_key=True))
    wanted.tables["people"].append_column(Column("forgotten", Integer))
    assert sorted(step[0] for step in differences(engine, wanted)) == ["add_column", "add_table"]  # type: ignore[index]


def test_up_down_and_up_again_leaves_the_same_schema(engine: Engine, tmp_path) -> None:
    schema.upgrade(engine)
    first = constraints(engine)
    ring = ring_that_signs(engine, tmp_path / "keys")
    with engine.begin() as connection:
        ensure_school_years(connection, ring, TEST_START)  # partitions, on PostgreSQL, go down too
    schema.downgrade(engine)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    schema.upgrade(engine)
    assert differences(engine) == []
    assert constraints(engine) == first


def test_upgrading_what_is_up_to_date_changes_nothing(engine: Engine) -> None:
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO schools (id, name) VALUES ('00000000000000000000000000000001', 'Ysgol')"))
    schema.upgrade(engine)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT name FROM schools")) == "Ysgol"
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1


def test_there_is_one_line_of_migrations() -> None:
    script = ScriptDirectory("delivery_api/migrations")
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_a_sitting_has_one_owner_and_a_learner_a_year(engine: Engine) -> None:
    schema.upgrade(engine)
    expected = {
        "bank_decisions": ["ck_bank_decisions_decision"],
        "bookings": ["ck_bookings_window"],
        "grants": ["ck_grants_right"],
        "held_acts": ["ck_held_acts_act", "ck_held_acts_state"],
        "item_moves": ["ck_item_moves_after", "ck_item_moves_before"],
        "item_statuses": ["ck_item_statuses_status"],
        "sittings": [
            "ck_sittings_a_trial_is_no_practice",
            "ck_sittings_a_trials_year_is_sealed",
            "ck_sittings_one_owner",
            "ck_sittings_state",
        ],
        "memberships": ["ck_memberships_learners_have_a_year", "ck_memberships_role"],
        "ledger_position": ["ck_ledger_position_one_row"],
        "people": ["ck_people_kind"],
        "pin_entries": ["ck_pin_entries_settled"],
        "programmes": ["ck_programmes_kind"],
        "legal_holds": ["ck_legal_holds_one_thing"],
        "restrictions": ["ck_restrictions_ground"],
        "school_languages": ["ck_school_languages_language"],
        "seeding_permissions": ["ck_seeding_permissions_period"],
        "trial_schools": ["ck_trial_schools_state"],
        "view_permissions": ["ck_view_permissions_audience", "ck_view_permissions_period"],
    }
    assert {name: checks for name, checks in constraints(engine).items() if checks} == expected
