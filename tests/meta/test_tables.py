"""Every table declares why it is held, by which rules its rows go and how one person's rows are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, Column, Date, MetaData, Table, Uuid

from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.declared_tables import declarations
from delivery_api.privacy.opened_rows import READERS
from delivery_api.storage.data_declaration import (
    AfterColumn,
    DataDeclaration,
    NoPerson,
    NoPersonalData,
    PersonColumns,
    Purpose,
    Term,
    ThroughSitting,
    UnboundedDeclaration,
)

ROOT = Path(__file__).resolve().parents[2]
TABLES = sorted(metadata.tables)
PERSON_COLUMNS = {"learner", "person", "actor"}


def person_columns(table: Table) -> set[str]:
    return PERSON_COLUMNS & set(table.c.keys())


def test_every_table_declares_a_bounded_time() -> None:
    assert set(declarations(metadata)) == set(TABLES)


@pytest.mark.parametrize(
    ("declared", "wrong"),
    [
        (None, "expected a declaration"),
        (DataDeclaration(Purpose.RIGHTS, "why", (), NoPerson()), "a rule by which its rows go"),
        (DataDeclaration(Purpose.RIGHTS, " ", (NoPersonalData("x"),), NoPerson()), "why it is held"),
        (DataDeclaration(Purpose.RIGHTS, "why", (NoPersonalData("x"),), PersonColumns(("id",))), "for ever"),
        (DataDeclaration(Purpose.RIGHTS, "why", (AfterColumn("on", Term(1)),), PersonColumns(("id",))), "may be empty"),
        (DataDeclaration(Purpose.RIGHTS, "why", (AfterColumn("at", Term(1)),), NoPerson()), "'at', which is not there"),
    ],
)
def test_a_table_without_a_bounded_time_is_refused_by_name(declared: DataDeclaration | None, wrong: str) -> None:
    other = MetaData()
    Table("notes", other, Column("id", Uuid, nullable=False), Column("on", Date), info={"declaration": declared})
    with pytest.raises(UnboundedDeclaration, match=f"notes: .*{wrong}"):
        declarations(other)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_with_a_persons_column_locates_the_person_by_it(name: str) -> None:
    table = metadata.tables[name]
    locator = table.info["declaration"].person
    if columns := person_columns(table):
        assert isinstance(locator, PersonColumns)
        assert columns <= {*locator.subjects, *locator.actors}
    elif "sitting" in table.c:
        assert locator == ThroughSitting()


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


@pytest.mark.parametrize("name", TABLES)
def test_what_is_sealed_about_a_person_can_be_opened_for_them(name: str) -> None:
    located = isinstance(metadata.tables[name].info["declaration"].person, PersonColumns | ThroughSitting)
    sealed = [column.name for column in metadata.tables[name].c if column.name.split("_")[0] in ("sealed", "payload")]
    assert (name in READERS) is bool(located and sealed)


def test_nothing_stored_is_computed_from_a_date_of_birth_so_that_a_mended_one_leaves_nothing_wrong() -> None:
    """An age-standardised score is worked out at each reading.

    A sample for norms has ages in months, and nothing by which a learner's row could be found again.
    """
    keeps_it = {"identity", "migrations", "privacy", "demo", "row_authentication"}  # the last one only names the column
    files = [path for path in ROOT.glob("delivery_api/**/*.py") if path.relative_to(ROOT).parts[1] not in keeps_it]
    using = [path for path in (*files, *ROOT.glob("reports/**/*.py")) if "birth_date" in path.read_text("utf-8")]
    found = {path.relative_to(ROOT).as_posix() for path in using}
    only_opens_it = {"delivery_api/lifecycle/sealed_verification.py"}  # to see whether it opens
    assert found - only_opens_it == {"delivery_api/feedback/score_background.py", "delivery_api/norms/sample_rows.py"}
