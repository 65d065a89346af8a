"""What the readers of feeds take, what they pass over, and what they refuse, by place and never by value."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery_api.identity.roster_import.oneroster import TABLES
from delivery_api.identity.roster_import.roster_files import UnreadableRoster, read_roster
from delivery_api.identity.roster_import.values import InvalidRoster, Roster, RosterFault, RosterFaultKind
from tests.support.roster_feeds import (
    HEADER,
    RosterRow,
    learner_rows,
    oneroster_tables,
    teacher_row,
    valid_upn,
    write_oneroster,
    write_plain,
)

TODAY = date(2026, 11, 25)
GOOD = RosterRow(valid_upn(1), registration_group="4D", began="2026-09-01")
PEOPLE = [
    GOOD,
    GOOD.but(class_="Bedwen"),
    RosterRow(valid_upn(2), "Osian Prys", year_group="3"),
    RosterRow("a1b2c3d4e5f6a7b8c9d0e1f2", "Efa Lewis", school="6602001"),
    teacher_row("AB1"),
    teacher_row("AB1", class_="Bedwen"),
    teacher_row("CD2", "Pennaeth Da", class_="").but(role="head"),
]


def read(folder: Path, *rows: RosterRow) -> Roster:
    return read_roster(write_plain(folder / "roster.csv", rows), TODAY)


def faults(path: Path) -> tuple[RosterFault, ...]:
    with pytest.raises(InvalidRoster) as caught:
        read_roster(path, TODAY)
    return caught.value.faults


def told(roster: Roster) -> set[tuple[object, ...]]:
    """Everything but where it stood."""
    return {tuple(row)[1:] for row in (*roster.learners, *roster.staff)}


def test_a_plain_csv_is_read(tmp_path: Path) -> None:
    roster = read(tmp_path, *PEOPLE)
    assert roster.schools == {"6602000": "Ysgol y Bryn", "6602001": "Ysgol y Cwm"}
    first = next(row for row in roster.learners if row.details.name == GOOD.name)
    assert (first.year_group, first.registration_group, first.classes) == (4, "4D", {"Derwen", "Bedwen"})
    assert (first.details.birth_date, first.began, first.main) == (date(2018, 3, 1), date(2026, 9, 1), True)
    assert {(row.post, row.classes) for row in roster.staff} == {
        ("teacher", frozenset({"Derwen", "Bedwen"})),
        ("head", frozenset()),
    }


def test_the_same_people_come_from_a_oneroster_zip_or_folder(tmp_path: Path) -> None:
    people = [each.but(registration_group="") for each in PEOPLE]
    expected = told(read(tmp_path, *people))
    merged = oneroster_tables(people)
    for name in ("roster.zip", "folder"):
        roster = read_roster(write_oneroster(tmp_path / name, merged), TODAY)
        assert told(roster) == expected
        assert set(roster.skipped.columns) >= {
            "users.username",
            "users.email",
            "demographics.sex",
            "orgs.parentSourcedId",
        }


def test_a_homeroom_is_a_class_and_a_registration_group(tmp_path: Path) -> None:
    roster = read_roster(write_oneroster(tmp_path / "r.zip", oneroster_tables([GOOD])), TODAY)
    (row,) = roster.learners
    assert (row.registration_group, row.classes) == ("4D", {"Derwen", "4D"})


def test_cells_of_unneeded_columns_are_never_looked_at(tmp_path: Path) -> None:
    tables = oneroster_tables([GOOD])
    tables["demographics"][0]["sex"] = "x" * 100_000  # a cell that is read must not be so long
    assert len(read_roster(write_oneroster(tmp_path / "r.zip", tables), TODAY).learners) == 1
    tables["demographics"][0]["birthDate"] = "x" * 100_000
    assert faults(write_oneroster(tmp_path / "r.zip", tables))[0].kind is RosterFaultKind.TOO_LONG


def test_files_that_are_known_and_not_needed_stay_closed(tmp_path: Path) -> None:
    path = write_oneroster(tmp_path / "folder", oneroster_tables([GOOD]))
    (path / "results.csv").write_bytes(b"\xff\xfe no csv")
    assert read_roster(path, TODAY).skipped.files == ("results.csv",)
    (path / "diagnoses.csv").write_text("sourcedId\n")
    assert faults(path) == (RosterFault(RosterFaultKind.UNKNOWN_FILE, "diagnoses.csv"),)


@pytest.mark.parametrize("column", ["ethnicity", "fsm", "address", "metadata.sen"])
def test_an_unknown_column_is_refused_by_name(tmp_path: Path, column: str) -> None:
    path = write_plain(tmp_path / "roster.csv", [], (*HEADER, column))
    assert faults(path) == (RosterFault(RosterFaultKind.UNKNOWN_COLUMN, "roster.csv", 1, column),)
    tables = oneroster_tables([GOOD])
    tables["users"][0][column] = "value"
    assert faults(write_oneroster(tmp_path / "r.zip", tables)) == (
        RosterFault(RosterFaultKind.UNKNOWN_COLUMN, "users.csv", 1, column),
    )


@pytest.mark.parametrize("column", HEADER[:8])
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    path = write_plain(tmp_path / "roster.csv", [], tuple(name for name in HEADER if name != column))
    assert faults(path) == (RosterFault(RosterFaultKind.MISSING_COLUMN, "roster.csv", 1, column),)


@pytest.mark.parametrize(
    ("change", "kind", "column"),
    [
        ({"identifier": "A660200005001"}, RosterFaultKind.UPN, "identifier"),
        ({"identifier": "M999200005001"}, RosterFaultKind.UPN, "identifier"),
        ({"identifier": "12345"}, RosterFaultKind.IDENTIFIER, "identifier"),
        ({"identifier": ""}, RosterFaultKind.IDENTIFIER, "identifier"),
        ({"name": ""}, RosterFaultKind.NAME, "name"),
        ({"name": "x" * 121}, RosterFaultKind.NAME, "name"),
        ({"name": "Gwen\x07"}, RosterFaultKind.NAME, "name"),
        ({"birth_date": "01/03/2018"}, RosterFaultKind.BIRTH_DATE, "birth_date"),
        ({"birth_date": "2018-02-30"}, RosterFaultKind.BIRTH_DATE, "birth_date"),
        ({"birth_date": "1960-01-01"}, RosterFaultKind.BIRTH_DATE, "birth_date"),
        ({"birth_date": ""}, RosterFaultKind.BIRTH_DATE, "birth_date"),
        ({"year_group": "four"}, RosterFaultKind.YEAR_GROUP, "year_group"),
        ({"year_group": ""}, RosterFaultKind.YEAR_GROUP, "year_group"),
        ({"school": "660200"}, RosterFaultKind.SCHOOL, "school"),
        ({"role": "parent"}, RosterFaultKind.ROLE, "role"),
        ({"registration": "other"}, RosterFaultKind.REGISTRATION, "registration"),
        ({"began": "September"}, RosterFaultKind.DATE, "began"),
        ({"class_": "x" * 61}, RosterFaultKind.GROUP, "class"),
        ({"registration_group": "x" * 21}, RosterFaultKind.GROUP, "registration_group"),
    ],
)
def test_a_wrong_value_is_named_by_its_place_alone(
    tmp_path: Path, change: dict[str, str], kind: RosterFaultKind, column: str
) -> None:
    path = write_plain(tmp_path / "roster.csv", [RosterRow(valid_upn(2), "Osian Prys"), GOOD.but(**change)])
    with pytest.raises(InvalidRoster) as caught:
        read_roster(path, TODAY)
    assert RosterFault(kind, "roster.csv", 3, column) in caught.value.faults
    for value in (*change.values(), GOOD.name, GOOD.identifier, GOOD.birth_date):
        assert not value or value not in repr(caught.value) + str(caught.value)


def test_who_is_not_in_years_2_to_9_is_counted_and_not_kept(tmp_path: Path) -> None:
    others = [GOOD.but(identifier=valid_upn(10 + n), year_group=year) for n, year in enumerate(("R", "1", "10", "N2"))]
    roster = read(tmp_path, GOOD, *others)
    assert len(roster.learners) == 1
    assert roster.skipped.other_years == len(roster.not_assessed) == 4


def test_a_place_that_is_not_todays_is_passed_over(tmp_path: Path) -> None:
    roster = read(
        tmp_path, GOOD, RosterRow(valid_upn(2), began="2026-11-26"), RosterRow(valid_upn(3), began="2026-11-25")
    )
    assert len(roster.learners) == 2
    assert roster.skipped.not_begun == 1
    tables = oneroster_tables([GOOD, RosterRow(valid_upn(2))])
    tables["roles"][1]["endDate"] = "2026-11-25"
    roster = read_roster(write_oneroster(tmp_path / "r.zip", tables), TODAY)
    assert (len(roster.learners), roster.skipped.ended) == (1, 1)


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        ({"name": "Somebody Else"}, RosterFaultKind.DISAGREES),
        ({"year_group": "5"}, RosterFaultKind.DISAGREES),
        ({"school": "6602001", "birth_date": "2018-03-02"}, RosterFaultKind.DISAGREES),
        ({"school": "6602001"}, RosterFaultKind.TWO_SCHOOLS),
    ],
)
def test_a_feed_that_disagrees_with_itself_is_refused(
    tmp_path: Path, second: dict[str, str], kind: RosterFaultKind
) -> None:
    path = write_plain(tmp_path / "roster.csv", [GOOD, GOOD.but(**second)])
    assert kind in {fault.kind for fault in faults(path)}


def test_a_learner_may_be_registered_at_two_schools(tmp_path: Path) -> None:
    roster = read(tmp_path, GOOD, GOOD.but(school="6602001", registration="subsidiary"))
    assert sorted((row.school, row.main) for row in roster.learners) == [("6602000", True), ("6602001", False)]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda t: t["users"].append(t["users"][0]), RosterFaultKind.REPEATED),
        (lambda t: t["users"].clear() or t["users"].append({"sourcedId": "x"}), RosterFaultKind.MISSING_COLUMN),
        (lambda t: t["roles"][0].update(userSourcedId="nobody"), RosterFaultKind.REFERENCE),
        (lambda t: t["enrollments"][0].update(classSourcedId="nothing"), RosterFaultKind.REFERENCE),
        (lambda t: t["orgs"][0].update(identifier="no number"), RosterFaultKind.SCHOOL),
        (
            lambda t: t["demographics"].clear() or t["demographics"].append({"sourcedId": "x", "birthDate": "1"}),
            RosterFaultKind.BIRTH_DATE,
        ),
    ],
)
def test_broken_oneroster_tables_are_refused(tmp_path: Path, change, kind: RosterFaultKind) -> None:
    tables = oneroster_tables([GOOD])
    change(tables)
    assert faults(write_oneroster(tmp_path / "r.zip", tables))[0].kind is kind


def test_another_version_and_a_delta_are_refused(tmp_path: Path) -> None:
    assert (
        faults(write_oneroster(tmp_path / "r.zip", oneroster_tables([GOOD]), "1.1"))[0].kind is RosterFaultKind.VERSION
    )
    path = write_oneroster(tmp_path / "folder", oneroster_tables([GOOD]))
    (path / "manifest.csv").write_text("propertyName,value\noneroster.version,1.2\nfile.users,delta\n")
    assert faults(path) == (RosterFault(RosterFaultKind.DELTA, "manifest.csv", 3, "value"),)
    (path / "roles.csv").unlink()
    assert faults(path) == (RosterFault(RosterFaultKind.MISSING_FILE, "roles.csv"),)


def test_a_user_who_is_not_enabled_or_to_be_deleted_is_gone(tmp_path: Path) -> None:
    for change in ({"enabledUser": "false"}, {"status": "tobedeleted"}):
        tables = oneroster_tables([GOOD, RosterRow(valid_upn(2), "Osian Prys")])
        tables["users"][0].update(change)
        (row,) = read_roster(write_oneroster(tmp_path / "r.zip", tables), TODAY).learners
        assert row.details.name == "Osian Prys"


def test_a_upn_among_the_user_ids_will_do(tmp_path: Path) -> None:
    tables = oneroster_tables([GOOD])
    tables["users"][0].update(identifier="", userIds=f"{{MIS:12}},{{UPN:{valid_upn(1)}}}")
    assert len(read_roster(write_oneroster(tmp_path / "r.zip", tables), TODAY).learners) == 1


def test_what_is_no_roster_is_declined(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 broken")
    for name in ("nowhere.csv", "settings.toml", "broken.zip", "nowhere.zip"):
        with pytest.raises(UnreadableRoster):
            read_roster(tmp_path / name, TODAY)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'role,"school\n', b"\n\n", b"role;school\n"])
def test_what_is_no_csv_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "roster.csv").write_bytes(content)
    assert faults(tmp_path / "roster.csv")


@settings(max_examples=60)
@given(rows=st.lists(st.lists(st.text(max_size=12), min_size=11, max_size=11), min_size=1, max_size=4))
def test_junk_is_refused_and_never_taken_for_a_person(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("junk") / "roster.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, escapechar="\\").writerows([HEADER, *rows])
    with pytest.raises(InvalidRoster):
        read_roster(path, TODAY)


@settings(max_examples=40)
@given(order=st.permutations(range(len(PEOPLE))))
def test_the_order_of_rows_does_not_matter(tmp_path_factory: pytest.TempPathFactory, order: list[int]) -> None:
    folder = tmp_path_factory.mktemp("order")
    assert told(read(folder, *(PEOPLE[index] for index in order))) == told(read(folder, *PEOPLE))


def test_at_most_twenty_faults_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    path = write_plain(tmp_path / "roster.csv", [row.but(birth_date="") for row in learner_rows(30)])
    with pytest.raises(InvalidRoster) as caught:
        read_roster(path, TODAY)
    assert (len(caught.value.faults), caught.value.total) == (20, 30)


def test_every_table_is_read_by_columns_that_do_not_overlap() -> None:
    for columns in TABLES.values():
        every = (*columns.needed, *columns.optional, *columns.unread)
        assert len(set(every)) == len(every)
