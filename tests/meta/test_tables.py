"""Every table says why it is held, when its rows go and how one person's rows are found."""

from __future__ import annotations

import re
from dataclasses import astuple

import pytest
from sqlalchemy import CheckConstraint, Column, MetaData, Table, Uuid

from delivery_api.lifecycle.schema import metadata
from delivery_api.storage.database import DataDeclaration

TABLES = sorted(metadata.tables)
PERSON_COLUMNS = {"learner", "person", "actor"}
WITHOUT_A_COLUMN = ("no person's rows", "through its ", "id")


def person_columns(table: Table) -> set[str]:
    return PERSON_COLUMNS & set(table.c.keys())


def undeclared(tables: MetaData) -> list[str]:
    return [
        name
        for name, table in tables.tables.items()
        if not isinstance(table.info.get("declaration"), DataDeclaration)
        or not all(part.strip() for part in astuple(table.info["declaration"]))
    ]


def test_every_table_declares_purpose_retention_and_how_a_person_is_found() -> None:
    assert undeclared(metadata) == []


@pytest.mark.parametrize("info", [{}, {"declaration": DataDeclaration("why", "", "nobody")}])
def test_a_table_that_does_not_would_be_found(info: dict[str, object]) -> None:
    other = MetaData()
    Table("notes", other, Column("id", Uuid), info=info)
    assert undeclared(other) == ["notes"]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_with_a_persons_column_names_it_and_one_without_says_why(name: str) -> None:
    table = metadata.tables[name]
    said = table.info["declaration"].person
    if columns := person_columns(table):
        assert columns <= set(re.findall(r"\w+", said))
    else:
        assert said.startswith(WITHOUT_A_COLUMN)


@pytest.mark.parametrize("name", TABLES)
def test_a_reference_to_a_person_stands_in_a_column_that_is_named_for_it(name: str) -> None:
    referring = {key.parent.name for key in metadata.tables[name].foreign_keys if key.column.table.name == "people"}
    assert referring <= PERSON_COLUMNS


def test_a_name_in_clear_is_a_schools_a_classs_or_a_trials_and_never_a_persons() -> None:
    assert {name for name in TABLES if "name" in metadata.tables[name].c} == {"schools", "classes", "programmes"}


def test_no_table_of_a_trial_that_holds_answers_has_a_time_or_a_persons_id_that_must_be_filled() -> None:
    for name in ("sittings", "sitting_events"):
        table = metadata.tables[name]
        timed = [c.name for c in table.c if "DATE" in str(c.type).upper() or "TIME" in str(c.type).upper()]
        assert timed == (["practised_on"] if name == "sittings" else [])  # which no row of a trial can have
        assert all(table.c[column].nullable for column in person_columns(table))
    checks = {
        str(check.name) for check in metadata.tables["sittings"].constraints if isinstance(check, CheckConstraint)
    }
    assert "ck_sittings_a_trial_is_no_practice" in checks
