"""A feed becomes the roster, on both databases: joining, moving, leaving, returning, what was put right or erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, update

from delivery_api.audit.tables import audit_table
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import person_records, store
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, parse_identifier
from delivery_api.identity.personal_details import PersonalDetails
from delivery_api.identity.roster_import import roll_over as september
from delivery_api.identity.roster_import.import_warnings import WarningKind
from delivery_api.identity.roster_import.roster_files import read_roster
from delivery_api.identity.roster_import.roster_import import ImportPlan, ImportSummary, apply_import, plan_import
from delivery_api.identity.tables import classes, enrolments, memberships, rectifications, schools
from delivery_api.identity.tables import people as people_table
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE
from delivery_api.lifecycle.row_verification import find_forged_rows
from delivery_api.lifecycle.schema import upgrade
from delivery_api.privacy.person_rights import apply_erasure
from delivery_api.row_authentication.row_authenticator import ROW_KEYS, RowAuthenticator, authenticate_rows
from delivery_api.storage.database import open_database
from tests.support.database_rows import all_rows, nothing_written
from tests.support.roster_feeds import (
    RosterRow,
    learner_rows,
    oneroster_tables,
    teacher_row,
    valid_upn,
    write_oneroster,
    write_plain,
)
from tests.support.service_harness import TEST_START

CWM = "6602001"


class Office:
    """A school office: a service's database and a day, to which feeds come."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder, self.now = engine, folder, TEST_START
        self.ring = KeyRing(folder / "keys")
        authenticate_rows(engine, RowAuthenticator(self.ring))
        upgrade(engine)
        with engine.begin() as connection:
            for purpose in ("identifiers", "names", ROW_KEYS):
                self.ring.create(connection, purpose, self.now)
            self.ledger = Ledger(folder / "ledger", self.ring)
            self.ledger.create(self.ring.create(connection, SIGNING_KEY_PURPOSE, self.now), self.now)

    @property
    def today(self) -> date:
        return london_date(self.now)

    def later(self, days: int = 1) -> None:
        self.now += timedelta(days=days)

    def plan(self, *rows: RosterRow) -> ImportPlan:
        """What a feed would do; nothing is written."""
        roster = read_roster(write_plain(self.folder / "roster.csv", rows), self.today)
        with self.engine.connect() as connection:
            return plan_import(connection, self.ring, roster, self.today)

    def take(self, *rows: RosterRow) -> ImportSummary:
        """Import a feed."""
        return self.take_file(write_plain(self.folder / "roster.csv", rows))

    def take_file(self, path: Path) -> ImportSummary:
        roster = read_roster(path, self.today)
        with self.engine.begin() as connection:
            planned = plan_import(connection, self.ring, roster, self.today)
            apply_import(connection, self.ring, planned, self.today, self.now)
        return planned.summary()

    def person(self, identifier: str) -> UUID | None:
        """Who signs in with this identifier; None for nobody."""
        with self.engine.begin() as connection:
            found = person_records.find_by_identifier(connection, self.ring, parse_identifier(identifier))
        return found.id if found else None

    def details(self, identifier: str) -> PersonalDetails:
        person = self.person(identifier)
        assert person is not None
        with self.engine.begin() as connection:
            return person_records.read_details(connection, self.ring, person)

    def history(self, person: UUID) -> list[tuple[object, ...]]:
        """A learner's enrolments: (school, joined, left, year group, registration group)."""
        c = enrolments.c
        query = (
            select(schools.c.code, c.joined_on, c.left_on, c.year_group, c.registration_group)
            .join(schools, schools.c.id == c.school)
            .where(c.person == person)
            .order_by(c.joined_on, c.left_on)
        )
        with self.engine.begin() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def in_classes(self, person: UUID) -> set[str]:
        with self.engine.begin() as connection:
            query = select(classes.c.name).join(memberships, memberships.c["class"] == classes.c.id)
            open_ = query.where(memberships.c.person == person, memberships.c.left_on.is_(None))
            return set(connection.scalars(open_))

    def class_id(self, name: str) -> UUID:
        with self.engine.begin() as connection:
            return connection.scalars(select(classes.c.id).where(classes.c.name == name)).one()


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    engine = open_database(database_url)
    yield Office(engine, tmp_path)
    engine.dispose()


SMALL = [
    *learner_rows(4, registration_group="4D"),
    *learner_rows(2, 10, school=CWM, class_="Celyn"),
    teacher_row("AB1"),
]
LLINOS = valid_upn(1)


def test_a_first_feed_makes_schools_classes_and_people_and_again_changes_nothing(office: Office) -> None:
    outcome = office.take(*SMALL)
    assert (outcome.learners, outcome.joining, outcome.staff_joining) == (6, 6, 1)
    assert (outcome.schools, outcome.classes) == (2, 2)
    person = office.person(LLINOS)
    assert office.history(person) == [("6602000", office.today, None, 4, "4D")]
    assert office.details(LLINOS) == PersonalDetails("Llinos Tomosa", date(2018, 3, 1))
    assert office.in_classes(office.person("6602000/AB1")) == {"Derwen"}
    before = all_rows(office.engine)
    office.later()
    again = office.take(*reversed(SMALL))
    assert (again.unchanged, again.joining, again.leaving, again.details, again.staff_joining) == (6, 0, 0, 0, 0)
    after = all_rows(office.engine)
    assert {name for name in after if after[name] != before[name]} == {"audit", "people"}
    assert {row[:-2] for row in after["people"]} == {row[:-2] for row in before["people"]}  # seen on a later day


def test_the_same_people_in_oneroster_are_the_same_people(office: Office) -> None:
    office.take(*SMALL)
    outcome = office.take_file(write_oneroster(office.folder / "r.zip", oneroster_tables(SMALL)))
    assert (outcome.learners, outcome.joining, outcome.leaving, outcome.details) == (6, 0, 0, 0)
    assert office.in_classes(office.person(LLINOS)) == {"Derwen", "4D"}  # a homeroom is a class too


def test_a_plan_writes_nothing(office: Office) -> None:
    office.take(*SMALL)
    with nothing_written(office.engine):
        planned = office.plan(*SMALL[1:], RosterRow(valid_upn(50)))
    assert (planned.summary().joining, planned.summary().leaving) == (1, 1)


def test_the_raw_feed_stands_nowhere(office: Office) -> None:
    office.take(*SMALL)
    files = (file for file in office.ring.directory.rglob("*") if file.is_file())
    stored = repr(all_rows(office.engine)) + "".join(file.read_bytes().decode(errors="replace") for file in files)
    for row in SMALL:
        for secret in (row.identifier if row.role == "learner" else "AB1", row.name, row.birth_date):
            assert not secret or secret not in stored


def test_a_mover_keeps_the_history_and_the_old_school_sees_them_no_more(office: Office) -> None:
    office.take(*SMALL)
    person, derwen = office.person(LLINOS), office.class_id("Derwen")
    office.later(30)
    moved = SMALL[0].but(school=CWM, class_="Celyn", began=office.today.isoformat())
    outcome = office.take(*SMALL[1:], moved)
    assert (outcome.moving, outcome.leaving, outcome.joining) == (1, 0, 0)
    assert office.person(LLINOS) == person
    assert [row[:3] for row in office.history(person)] == [
        ("6602000", TEST_START.date(), office.today),
        (CWM, office.today, None),
    ]
    with office.engine.begin() as connection:
        assert person not in store.class_today(connection, derwen, office.today).learners
        assert person in store.class_today(connection, derwen, office.today - timedelta(days=1)).learners
        record = store.learner_today(connection, office.ring, person, office.today)
    assert record is not None
    assert not record.teachers  # nobody teaches Celyn; the old school's teacher has gone
    assert office.in_classes(person) == {"Celyn"}


def test_the_first_day_of_a_stay_that_somebody_altered_is_not_taken_over_when_the_learner_returns(
    office: Office,
) -> None:
    """Fault: what somebody wrote into a closed row stood in a new, signed one, and decided whose learner it is."""
    office.take(*SMALL)
    person, own = office.person(LLINOS), enrolments.c
    for altered in (False, True):
        office.later()
        office.take(*SMALL[1:])
        if altered:
            with office.engine.begin() as connection:
                closed = update(enrolments).where(own.person == person, own.left_on.is_not(None))
                connection.execute(closed.values(began_on=date(2030, 1, 1)))
        office.later()
        office.take(*SMALL)
        with office.engine.begin() as connection:
            began = connection.scalar(select(own.began_on).where(own.person == person, own.left_on.is_(None)))
        assert (began == TEST_START.date()) is not altered
        assert began is not None
        assert began <= office.today


def test_a_mover_by_the_new_schools_feed_alone_is_not_given_back_to_the_old_one(office: Office) -> None:
    old = [row for row in SMALL if row.school != CWM]
    new = [row for row in SMALL if row.school == CWM] + [SMALL[0].but(school=CWM, class_="Celyn")]
    office.take(*old)
    office.later()
    assert office.take(*new).moving == 1
    for _ in range(2):
        office.later()
        outcome = office.take(*old)  # still lists the learner
        assert (outcome.moving, outcome.superseded) == (0, 1)
    assert office.in_classes(office.person(LLINOS)) == {"Celyn"}


def test_a_learner_registered_at_two_schools_is_in_the_classes_of_both(office: Office) -> None:
    second = SMALL[0].but(school=CWM, class_="Celyn", registration="subsidiary")
    office.take(*SMALL, second)
    person = office.person(LLINOS)
    assert office.in_classes(person) == {"Derwen", "Celyn"}
    office.later()
    assert office.take(*SMALL, second).unchanged == 6
    office.later()
    office.take(*SMALL)
    assert office.in_classes(person) == {"Derwen"}


def test_a_leaver_is_inactive_since_a_day_and_comes_back_as_the_same_person(office: Office) -> None:
    office.take(*SMALL)
    person = office.person(LLINOS)
    office.later()
    assert office.take(*SMALL[1:]).leaving == 1
    assert office.person(LLINOS) is None
    with office.engine.begin() as connection:
        assert connection.scalar(select(people_table.c.left_on).where(people_table.c.id == person)) == office.today
    outcome = office.take(*SMALL)  # on the same day
    assert (outcome.joining, outcome.returning) == (1, 1)
    office.later(364)
    office.take(*SMALL[1:])
    office.later(364)
    outcome = office.take(*SMALL)
    assert (outcome.returning, office.person(LLINOS)) == (1, person)
    assert len(office.history(person)) == 3


def test_who_is_left_out_and_comes_back_on_one_day_is_accused_of_nothing(office: Office) -> None:
    """Fault: the row that came again had the code of the one that had ended, and was called a forged one."""
    moved = SMALL[0].but(class_="Celyn")
    for rows in (SMALL, SMALL[1:], SMALL, (moved, *SMALL[1:]), SMALL, (moved, *SMALL[1:])):
        office.take(*rows)
    with office.engine.begin() as connection:
        assert list(find_forged_rows(connection)) == []


def test_a_day_of_many_feeds_leaves_one_row_for_it(office: Office) -> None:
    office.take(*SMALL)
    person = office.person(LLINOS)
    for year in ("5", "4", "6"):
        office.take(SMALL[0].but(year_group=year), *SMALL[1:])
    assert [row[1:4] for row in office.history(person)] == [(office.today, None, 6)]
    office.take(*SMALL[1:])
    office.take(*SMALL)
    assert [row[1:4] for row in office.history(person)] == [(office.today, None, 4)]


def test_schools_that_a_feed_does_not_name_are_let_be(office: Office) -> None:
    office.take(*SMALL)
    office.later()
    outcome = office.take(*(row for row in SMALL if row.school != CWM))
    assert outcome.leaving == 0
    assert office.person(valid_upn(10)) is not None


def test_staff_leave_when_their_school_names_staff_and_them_not(office: Office) -> None:
    office.take(*SMALL, teacher_row("CD2"))
    office.later()
    assert office.take(*(row for row in SMALL if row.role == "learner")).staff_leaving == 0
    outcome = office.take(*SMALL)
    assert outcome.staff_leaving == 1
    assert office.person("6602000/CD2") is None
    assert office.person("6602000/AB1") is not None


def test_a_head_and_a_governor_are_staff_without_a_class(office: Office) -> None:
    office.take(
        *SMALL, teacher_row("CD2", class_="").but(role="head"), teacher_row("", "Ann Price").but(role="governor")
    )
    with office.engine.begin() as connection:
        posts = connection.scalars(select(people_table.c.post).where(people_table.c.kind == "staff")).all()
    assert sorted(posts) == ["governor", "head", "teacher"]


@pytest.mark.parametrize(
    ("feed", "kind", "count"),
    [
        (learner_rows(6), WarningKind.LEAVING, 6),
        ([*learner_rows(12), *learner_rows(8, 100)], WarningKind.JOINING, 8),
        ([*learner_rows(6, year_group="5"), *learner_rows(6, 7)], WarningKind.YEARS, 6),
        ([*learner_rows(6, birth_date="2017-01-01"), *learner_rows(6, 7)], WarningKind.DETAILS, 6),
    ],
)
def test_what_looks_like_a_mistake_is_a_caution(
    office: Office, feed: list[RosterRow], kind: WarningKind, count: int
) -> None:
    office.take(*learner_rows(12))
    office.later()
    (caution,) = office.plan(*feed).warnings
    assert (caution.kind, caution.count, caution.total) == (kind, count, 12)


@pytest.mark.parametrize(("stay", "count"), [(6, 0), (5, 7), (1, 11)])
def test_most_of_a_schools_staff_leaving_looks_like_a_mistake_too(office: Office, stay: int, count: int) -> None:
    staff = [teacher_row(f"T{number}") for number in range(12)]
    office.take(*learner_rows(2), *staff)
    found = [(each.kind, each.count, each.total) for each in office.plan(*learner_rows(2), *staff[:stay]).warnings]
    assert found == ([(WarningKind.STAFF, count, 12)] if count else [])
    assert office.plan(*learner_rows(2)).warnings == ()  # a feed that names no staff leaves them be


@pytest.mark.parametrize(
    "feed",
    [
        learner_rows(8),  # a third leave
        learner_rows(12, class_="Celyn"),
        [*learner_rows(12), *learner_rows(6, 100)],
        [*learner_rows(2), *learner_rows(10, 3, year_group="10")],  # beyond the years assessed
        [*learner_rows(2), *learner_rows(10, 3, school=CWM, began="2026-11-20")],  # to another school
    ],
    ids=["leaving", "class", "joining", "beyond", "moving"],
)
def test_what_happens_in_schools_is_none(office: Office, feed: list[RosterRow]) -> None:
    office.take(*learner_rows(12))
    office.later()
    assert office.plan(*feed).warnings == ()


def test_a_value_that_was_put_right_holds_until_the_feed_agrees(office: Office) -> None:
    office.take(*SMALL)
    person = office.person(LLINOS)
    born = date(2017, 5, 6)
    with office.engine.begin() as connection:
        person_records.rectify(
            connection, office.ring, person, office.today, name="Llinos Wyn", birth_date=born, year_group=5
        )
    right = PersonalDetails("Llinos Wyn", born)
    for _ in range(2):
        office.later()
        outcome = office.take(*SMALL)
        assert (outcome.held, outcome.details, outcome.year_groups) == (1, 0, 0)
        assert office.details(LLINOS) == right
        assert office.history(person)[-1][3] == 5
    office.later()
    half = office.take(SMALL[0].but(name="Llinos Wyn", year_group="5"), *SMALL[1:])
    assert half.held == 1
    assert office.details(LLINOS) == right
    with office.engine.begin() as connection:
        still = select(rectifications.c.field).where(rectifications.c.agreed_on.is_(None))
        assert connection.scalars(still).all() == ["birth_date"]
    whole = SMALL[0].but(name="Llinos Wyn", year_group="5", birth_date=born.isoformat())
    assert office.take(whole, *SMALL[1:]).held == 0
    office.later()
    office.take(whole.but(name="Llinos Rhys"), *SMALL[1:])
    assert office.details(LLINOS) == PersonalDetails("Llinos Rhys", born)  # nothing is held any more


def test_an_erased_learner_is_not_made_again_also_under_a_new_key(office: Office) -> None:
    office.take(*SMALL)
    person = office.person(LLINOS)
    with office.engine.begin() as connection:
        row = store.details_row(connection, person)
        assert row is not None
        apply_erasure(connection, office.ring, person, (row.identifier_key, row.identifier), office.today)
        office.ring.create(connection, IDENTIFIER_KEYS, office.now + timedelta(seconds=1))
    office.later()
    for _ in range(2):
        outcome = office.take(*SMALL)
        assert (outcome.erased, outcome.joining, outcome.learners) == (1, 0, 5)
    assert office.person(LLINOS) is None


def test_a_feed_stores_everybody_under_the_newest_key_and_the_old_one_goes(office: Office) -> None:
    office.take(*SMALL)
    person = office.person(LLINOS)
    with office.engine.begin() as connection:
        (old,) = office.ring.living(connection, IDENTIFIER_KEYS)
        new = office.ring.create(connection, IDENTIFIER_KEYS, office.now + timedelta(seconds=1))
    office.later()
    planned = office.plan(*SMALL)
    assert planned.warnings == ()
    outcome = office.take(*SMALL)
    assert (outcome.unchanged, outcome.details) == (6, 0)
    nine_days_on = office.now + timedelta(days=9)
    with office.engine.begin() as connection:
        office.ledger.confirm_clock(connection, nine_days_on, "A. Rees")
        assert person_records.retire_keys(connection, office.ledger, nine_days_on) == (old,)
        assert office.ring.living(connection, IDENTIFIER_KEYS) == [new.id]
        assert set(connection.scalars(select(people_table.c.identifier_key))) == {new.id}
    assert not office.ring.path(old).exists()
    assert office.person(LLINOS) == person
    office.later()
    assert office.take(*SMALL).unchanged == 6


def test_a_school_that_changes_its_name_stays_the_school_it_was(office: Office) -> None:
    office.take(*SMALL)
    tables = oneroster_tables(SMALL)
    tables["orgs"][0]["name"] = "Ysgol Newydd y Bryn"
    outcome = office.take_file(write_oneroster(office.folder / "r.zip", tables))
    assert outcome.schools == 0
    with office.engine.begin() as connection:
        assert set(connection.scalars(select(schools.c.name))) == {"Ysgol Newydd y Bryn", "Ysgol y Cwm"}


def test_an_import_is_one_row_of_the_audit_without_anybodys_name(office: Office) -> None:
    office.take(*SMALL)
    with office.engine.begin() as connection:
        (row,) = connection.execute(select(audit_table)).all()
    assert (row.action, row.thing, row.learner) == ("imported a roster", "2 schools", None)


SEPTEMBER = datetime(2027, 9, 3, 8, tzinfo=UTC)


def test_the_roll_over_takes_everybody_up_a_year_once(office: Office) -> None:
    rows = [*SMALL, RosterRow(valid_upn(40), "Mali Wyn", year_group="9", class_="9C", school="6604000")]
    office.take(*rows)
    person, leaver = office.person(LLINOS), office.person(valid_upn(40))
    day = september.school_year_start(SEPTEMBER)
    assert day == date(2027, 9, 1)
    with office.engine.begin() as connection:
        before = september.preview(connection, day)
        assert (before.by_year, before.going_up, before.leaving) == ({4: 6, 9: 1}, 6, 1)
        with pytest.raises(september.SchoolYearNotBegun):
            september.roll_over(connection, day, office.now)
    office.now = SEPTEMBER
    with office.engine.begin() as connection:
        assert september.roll_over(connection, day, office.now) == before
    once = all_rows(office.engine)
    with office.engine.begin() as connection:
        assert september.roll_over(connection, day, office.now).by_year == {}
    again = all_rows(office.engine)
    assert {name for name in again if again[name] != once[name]} == {"audit"}
    assert office.history(person) == [("6602000", TEST_START.date(), day, 4, "4D"), ("6602000", day, None, 5, None)]
    assert office.in_classes(person) == set()
    assert office.person(valid_upn(40)) is None
    assert office.history(leaver)[-1][2] == day
    new_year = [row.but(year_group="5", class_="Onnen") for row in SMALL if row.role == "learner"]
    planned = office.plan(*new_year, teacher_row("AB1", class_="Onnen"))
    assert planned.warnings == ()
    office.take(*new_year, teacher_row("AB1", class_="Onnen"))
    assert office.in_classes(person) == {"Onnen"}


def test_september_without_the_roll_over_is_noticed(office: Office) -> None:
    office.take(*learner_rows(12))
    office.now = SEPTEMBER
    assert [each.kind for each in office.plan(*learner_rows(12, year_group="5")).warnings] == [WarningKind.YEARS]


def test_one_schools_feed_loads_that_school_alone(office: Office) -> None:
    """So that a nightly feed does not cost more the larger the country is."""
    office.take(*(row for n in range(20) for row in learner_rows(3, 3 * n, school=f"660{2100 + n}")))
    planned = office.plan(*learner_rows(3, 0, school="6602100"))
    assert len(planned.people.known) == len(planned.current.enrolments) == 3
