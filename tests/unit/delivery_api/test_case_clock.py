"""By which day each case is to be answered."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from delivery_api.dates.bank_holidays import is_working_day
from delivery_api.dates.school_calendar import months_after
from delivery_api.privacy.dated_cases.case_input import IncompleteCase, StepNotPossible
from delivery_api.privacy.rights.case_clock import NO_FURTHER_HOLIDAYS, Holidays, case_clock
from delivery_api.privacy.rights.case_messages import LABELS
from delivery_api.privacy.rights.case_rules import (
    ACTS_OF,
    DONE_BY,
    possible_steps,
    require_case,
    require_step,
)
from delivery_api.privacy.rights.rights_cases import (
    Authority,
    Capacity,
    CaseKind,
    Competence,
    ComplaintOutcome,
    ExtensionReason,
    IdentityCheck,
    RefusalReason,
    Requester,
    ReviewOutcome,
    RightsCase,
    Step,
    StepKind,
)

LEARNER = Requester(Capacity.LEARNER, IdentityCheck.SCHOOL)
WAITS = Requester(Capacity.LEARNER, IdentityCheck.PENDING)


def case(received: date, kind: CaseKind = CaseKind.ACCESS, requester: Requester = LEARNER) -> RightsCase:
    return RightsCase(uuid4(), UUID(int=1), kind, requester, "SAR-1", received)


def steps(*taken: tuple[StepKind, str]) -> tuple[Step, ...]:
    return tuple(Step(kind, date.fromisoformat(day), UUID(int=2)) for kind, day in taken)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2027-01-31", "2027-03-01"),  # 28 February is a Sunday
        ("2028-01-31", "2028-02-29"),
        ("2023-01-31", "2023-02-28"),
        ("2026-09-03", "2026-10-05"),  # 3 October is a Saturday
        ("2025-09-03", "2025-10-03"),
        ("2026-02-21", "2026-03-23"),  # a Saturday's month ends on a Saturday: Monday
        ("2026-11-25", "2026-12-29"),  # Christmas, Boxing Day on a Saturday, its substitute
        ("2026-03-03", "2026-04-07"),  # Good Friday, the weekend, Easter Monday
    ],
)
def test_a_month_ends_on_the_corresponding_date_the_last_day_or_the_next_working_day(received: str, due: str) -> None:
    clock = case_clock(case(date.fromisoformat(received)), (), NO_FURTHER_HOLIDAYS)
    assert clock.answer_by == clock.extend_by == date.fromisoformat(due)


def test_the_answer_is_due_on_a_working_day_a_month_later_and_at_most_four_days_after_that() -> None:
    days = [date(2024, 1, 1) + timedelta(days=count) for count in range(3653)]
    due = {day: case_clock(case(day), (), NO_FURTHER_HOLIDAYS).answer_by or date.max for day in days}
    assert [day for day in days if not is_working_day(due[day])] == []
    assert {(due[day] - months_after(day, 1)).days for day in days} == {0, 1, 2, 3, 4}


def test_an_extension_gives_three_months_from_the_start_and_no_second_one() -> None:
    asked = case(date(2026, 9, 3))
    clock = case_clock(asked, steps((StepKind.EXTENDED, "2026-09-20")), NO_FURTHER_HOLIDAYS)
    assert (clock.answer_by, clock.extend_by) == (date(2026, 12, 3), None)


def test_an_extension_after_the_first_month_is_refused() -> None:
    asked = case(date(2026, 9, 3))
    require_step(asked, (), StepKind.EXTENDED, "complex", date(2026, 10, 5), NO_FURTHER_HOLIDAYS)
    with pytest.raises(StepNotPossible):
        require_step(asked, (), StepKind.EXTENDED, "complex", date(2026, 10, 6), NO_FURTHER_HOLIDAYS)
    with pytest.raises(IncompleteCase):
        require_step(asked, (), StepKind.EXTENDED, "busy", date(2026, 9, 5), NO_FURTHER_HOLIDAYS)


def test_the_month_begins_when_the_requester_has_shown_who_they_are() -> None:
    asked = case(date(2026, 9, 3), requester=WAITS)
    assert case_clock(asked, (), NO_FURTHER_HOLIDAYS).next_day is None
    confirmed = steps((StepKind.IDENTITY_CONFIRMED, "2026-09-15"))
    assert case_clock(asked, confirmed, NO_FURTHER_HOLIDAYS).answer_by == date(2026, 10, 15)


def test_the_days_in_which_they_are_asked_what_they_mean_do_not_count() -> None:
    asked, wait = case(date(2026, 9, 3)), (StepKind.CLARIFICATION_ASKED, "2026-09-07")
    assert case_clock(asked, steps(wait), NO_FURTHER_HOLIDAYS).next_day is None
    answered = steps(wait, (StepKind.CLARIFIED, "2026-09-09"))  # three days, the first and the last included
    assert case_clock(asked, answered, NO_FURTHER_HOLIDAYS).answer_by == date(2026, 10, 6)
    again = (*answered, *steps((StepKind.CLARIFICATION_ASKED, "2026-10-01")))
    assert case_clock(asked, again, NO_FURTHER_HOLIDAYS).answer_by is None


def test_a_day_on_which_they_are_asked_again_and_again_counts_once() -> None:
    """Fault: ten questions that were answered on one day moved the answer by ten days."""
    asked = case(date(2026, 11, 2))
    once = steps((StepKind.CLARIFICATION_ASKED, "2026-11-03"), (StepKind.CLARIFIED, "2026-11-03"))
    again = steps((StepKind.CLARIFICATION_ASKED, "2026-11-03"), (StepKind.CLARIFIED, "2026-11-04"))
    for taken, due in ((once, date(2026, 12, 3)), (once * 10, date(2026, 12, 3)), (once + again, date(2026, 12, 4))):
        assert case_clock(asked, taken, NO_FURTHER_HOLIDAYS).answer_by == due


def test_a_complaint_is_acknowledged_within_thirty_days_of_which_the_first_is_that_of_its_receipt() -> None:
    asked = case(date(2026, 9, 3), CaseKind.COMPLAINT)
    clock = case_clock(asked, (), NO_FURTHER_HOLIDAYS)
    assert clock.acknowledge_by == clock.next_day == date(2026, 10, 2)
    assert (clock.is_overdue(date(2026, 10, 2)), clock.is_overdue(date(2026, 10, 3))) == (False, True)
    answered = case_clock(asked, steps((StepKind.ACKNOWLEDGED, "2026-09-10")), NO_FURTHER_HOLIDAYS)
    assert (answered.acknowledge_by, answered.next_day) == (None, date(2026, 10, 5))


def test_a_parents_educational_record_is_due_within_fifteen_school_days() -> None:
    asked = case(date(2026, 11, 30), CaseKind.EDUCATIONAL_RECORD)
    assert case_clock(asked, (), NO_FURTHER_HOLIDAYS).answer_by == date(2026, 12, 21)
    christmas = frozenset(date(2026, 12, 19) + timedelta(days=n) for n in range(16))
    assert case_clock(asked, (), Holidays(school=christmas)).answer_by == date(2027, 1, 4)


def test_a_proclaimed_holiday_of_the_registers_moves_the_day() -> None:
    proclaimed = Holidays(proclaimed=frozenset({date(2026, 10, 5)}))
    assert case_clock(case(date(2026, 9, 3)), (), proclaimed).answer_by == date(2026, 10, 6)


@pytest.mark.parametrize(
    ("kind", "requester", "wrong"),
    [
        (CaseKind.ACCESS, LEARNER, None),
        (CaseKind.ACCESS, Requester(Capacity.PARENT, IdentityCheck.SCHOOL), "authority"),
        (CaseKind.ACCESS, Requester(Capacity.PARENT, IdentityCheck.SCHOOL, Authority.SCHOOL_RECORD), "competence"),
        (
            CaseKind.ACCESS,
            Requester(Capacity.PARENT, IdentityCheck.SCHOOL, Authority.SCHOOL_RECORD, Competence.AGREES),
            None,
        ),
        (
            CaseKind.ACCESS,
            Requester(Capacity.PARENT, IdentityCheck.SCHOOL, Authority.SCHOOL_RECORD, Competence.OWN_RIGHT),
            "competence",
        ),
        (
            CaseKind.EDUCATIONAL_RECORD,
            Requester(Capacity.PARENT, IdentityCheck.SCHOOL, Authority.SCHOOL_RECORD, Competence.OWN_RIGHT),
            None,
        ),
        (CaseKind.EDUCATIONAL_RECORD, LEARNER, None),
        (CaseKind.ERASURE, Requester(Capacity.REPRESENTATIVE, IdentityCheck.DOCUMENT), "authority"),
        (CaseKind.ERASURE, Requester(Capacity.LEARNER, IdentityCheck.SCHOOL, Authority.COURT_ORDER), "authority"),
    ],
)
def test_who_asks_and_what_was_found_about_them_goes_together(
    kind: CaseKind, requester: Requester, wrong: str | None
) -> None:
    today = date(2026, 9, 3)
    if wrong is None:
        require_case(kind, requester, "SAR-1", today, today)
        return
    with pytest.raises(IncompleteCase) as refused:
        require_case(kind, requester, "SAR-1", today, today)
    assert refused.value.facts == {"field": wrong}


def test_a_case_from_tomorrow_or_with_a_name_for_a_number_is_refused() -> None:
    today = date(2026, 9, 3)
    for reference, received in (("SAR-1", date(2026, 9, 4)), ("Cadi Morgan", today)):
        with pytest.raises(IncompleteCase):
            require_case(CaseKind.ACCESS, LEARNER, reference, received, today)


@pytest.mark.parametrize("kind", CaseKind)
def test_no_case_is_granted_before_it_is_done(kind: CaseKind) -> None:
    asked, today = case(date(2026, 9, 3), kind), date(2026, 9, 5)
    done = steps((DONE_BY[kind], "2026-09-04"))
    assert DONE_BY[kind] in ACTS_OF[kind]
    assert StepKind.GRANTED not in possible_steps(asked, (), today, NO_FURTHER_HOLIDAYS)
    assert StepKind.GRANTED in possible_steps(asked, done, today, NO_FURTHER_HOLIDAYS)
    assert StepKind.REFUSED in possible_steps(asked, done, today, NO_FURTHER_HOLIDAYS)


def test_a_complaint_is_not_closed_before_they_are_told_what_was_found() -> None:
    """Fault: a complaint could be closed as granted when it was acknowledged and nothing else was done."""
    asked, today = case(date(2026, 9, 3), CaseKind.COMPLAINT), date(2026, 9, 5)
    acknowledged = steps((StepKind.ACKNOWLEDGED, "2026-09-04"))
    assert StepKind.GRANTED not in possible_steps(asked, acknowledged, today, NO_FURTHER_HOLIDAYS)
    require_step(asked, acknowledged, StepKind.OUTCOME_TOLD, "partly upheld", today, NO_FURTHER_HOLIDAYS, today)
    days = (None, date(2026, 9, 2), date(2026, 9, 6))  # none, before it came, and one to come
    for detail, on in (("", today), *(("partly upheld", day) for day in days)):
        with pytest.raises(IncompleteCase):
            require_step(asked, acknowledged, StepKind.OUTCOME_TOLD, detail, today, NO_FURTHER_HOLIDAYS, on)
    told = (*acknowledged, *steps((StepKind.OUTCOME_TOLD, "2026-09-05")))
    assert StepKind.GRANTED in possible_steps(asked, told, today, NO_FURTHER_HOLIDAYS)


@pytest.mark.parametrize("identity", [IdentityCheck.SCHOOL, IdentityCheck.PENDING])
def test_a_complaint_is_neither_refused_nor_withdrawn_before_they_are_told(identity: IdentityCheck) -> None:
    """Fault: both closed a complaint although nobody was told anything."""
    today, ends = date(2026, 9, 5), {StepKind.REFUSED, StepKind.WITHDRAWN}
    asked = case(date(2026, 9, 3), CaseKind.COMPLAINT, Requester(Capacity.LEARNER, identity))
    assert not ends & set(possible_steps(asked, (), today, NO_FURTHER_HOLIDAYS))
    assert StepKind.OUTCOME_TOLD in possible_steps(asked, (), today, NO_FURTHER_HOLIDAYS)
    told = steps((StepKind.OUTCOME_TOLD, "2026-09-05"))
    assert ends <= set(possible_steps(asked, told, today, NO_FURTHER_HOLIDAYS))


def test_what_was_erased_or_restricted_can_be_lifted_once() -> None:
    asked, today = case(date(2026, 9, 3), CaseKind.ERASURE), date(2026, 9, 5)
    erased = steps((StepKind.ERASED, "2026-09-04"))
    lifted = (*erased, *steps((StepKind.ERASURE_LIFTED, "2026-09-05")))
    assert StepKind.ERASURE_LIFTED in possible_steps(asked, erased, today, NO_FURTHER_HOLIDAYS)
    assert StepKind.ERASURE_LIFTED not in possible_steps(asked, lifted, today, NO_FURTHER_HOLIDAYS)


def test_every_value_of_every_list_has_a_name_of_its_own() -> None:
    lists = (CaseKind, Capacity, IdentityCheck, Authority, Competence, StepKind, RefusalReason, ExtensionReason)
    values = [each.value for chosen in (*lists, ReviewOutcome, ComplaintOutcome) for each in chosen]
    assert len(set(values)) == len(values)
    assert set(values) <= set(LABELS)
