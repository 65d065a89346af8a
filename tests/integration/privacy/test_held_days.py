"""The days that a person's page says are those on which the retention run removes the rows, for every table."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, func, not_, or_, select

from delivery_api.dates.school_calendar import LONDON, months_after
from delivery_api.identity.tables import people
from delivery_api.permissions.tables import grants
from delivery_api.privacy.person_rows import concerning, located_tables
from delivery_api.privacy.retention.destruction_dates import Moment, destruction_date
from delivery_api.privacy.retention.due_rows import counted_condition, declared
from delivery_api.privacy.retention.row_ends import RowEnds
from delivery_api.privacy.rights import store as cases
from delivery_api.privacy.rights.rights_cases import (
    Capacity,
    CaseKind,
    IdentityCheck,
    Requester,
    RightsCase,
    Step,
    StepKind,
)
from delivery_api.row_authentication.store import change_rows
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.store import all_programmes
from delivery_api.storage.data_declaration import WithParent, WithPerson, WithProgramme
from delivery_api.storage.database import metadata
from delivery_api.trials import store as trials
from reports.translations import long_date
from tests.support.planted_person import DAY, plant_everywhere
from tests.support.service_harness import ServiceHarness, complete_sitting

PAGE = {"accept": "text/html"}
LIVE_YEARS = 2
REQUESTER = Requester(Capacity.LEARNER, IdentityCheck.SCHOOL)


def rows_left(connection: Connection, table: Table, person: UUID, day: date) -> int:
    """How many of a person's rows a run at the end of a day would leave."""
    moment = Moment(datetime.combine(day, time(23, 59), LONDON), LIVE_YEARS)
    over = [each.id for each in all_programmes(connection) if (destruction_date(each, LIVE_YEARS) or date.max) <= day]
    going = [
        table.c[rule.column].in_(over) if isinstance(rule, WithProgramme) else due
        for rule in declared(table).rules
        if (due := counted_condition(metadata, table, rule, moment)) is not None or isinstance(rule, WithProgramme)
    ]
    query = (
        select(func.count())
        .select_from(table)
        .where(concerning(table, person), not_(func.coalesce(or_(*going), False)))
    )
    return connection.scalar(query) or 0


def test_the_day_of_every_table_is_the_one_on_which_the_last_row_goes(harness: ServiceHarness) -> None:
    cadi = harness.people["cadi"]
    with harness.service.engine.begin() as connection:
        plant_everywhere(connection, harness.service.ring, cadi)
        ends = RowEnds(connection, LIVE_YEARS)
        still = {table.name for table in located_tables() if cadi in ends.of(table, concerning(table, cadi))}
        rules = {table.name: {type(rule) for rule in declared(table).rules} for table in located_tables()}
        assert still == {"people", *(name for name, kinds in rules.items() if kinds == {WithPerson})}
        change_rows(connection, people, people.c.id == cadi, {"left_on": DAY})
        for table in located_tables():
            days = [end for end in ends.of(table, concerning(table, cadi)) if isinstance(end, date)]
            assert days, table.name
            left = [rows_left(connection, table, cadi, day) for day in (max(days) - timedelta(days=1), max(days))]
            assert left[0] > 0 == left[1], (table.name, max(days))
        assert any(WithParent in kinds for kinds in rules.values())


def test_what_somebody_did_about_another_person_goes_with_the_other(harness: ServiceHarness) -> None:
    evans, other = harness.people["evans"], uuid4()
    row = {"id": uuid4(), "person": other, "school": harness.school, "right": "reports", "from_on": DAY, "actor": evans}
    with harness.service.engine.begin() as connection:
        connection.execute(grants.insert().values(row))
        assert RowEnds(connection, LIVE_YEARS).of(grants, concerning(grants, evans)) == {other}
    page = harness.signed_in("evans").get("/privacy/mine?lang=en", headers=PAGE).text
    assert "one year after the person whom it is about leaves" in page


def test_a_childs_page_says_when_answers_a_trials_attendance_and_a_case_go(harness: ServiceHarness) -> None:
    cadi = harness.people["cadi"]
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    trial = harness.create_trial("Derwen")
    with harness.service.engine.begin() as connection:
        trials.record_attendance(connection, trial, cadi)
        open_trial = sittings.programme(connection, trial)
        case = RightsCase(uuid4(), cadi, CaseKind.ACCESS, REQUESTER, "DP-1", DAY)
        cases.cases.add(connection, case)
        cases.cases.add_step(connection, case, Step(StepKind.OPENED, DAY, cadi))
    assert open_trial is not None
    assert open_trial.complete_by is not None
    page = harness.signed_in("cadi").get("/privacy/mine?lang=en", headers=PAGE).text
    year_end = date(2027 + harness.settings.live_retention_years, 8, 31)
    for day in (year_end, months_after(open_trial.complete_by, 18), date(2030, 11, 25)):
        assert f"We delete this by {long_date(day, 'en')}." in page
    assert "We delete some of this by" not in page  # the sign-in that is open goes today, and is no day to tell
