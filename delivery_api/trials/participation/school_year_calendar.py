"""The trials of a school year with their dates, and what is due for whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from delivery_api.access.request_context import SignedIn
from delivery_api.access.roles import Role
from delivery_api.dates.school_calendar import school_year
from delivery_api.sittings.values import Programme
from delivery_api.trials import service as trials
from delivery_api.trials.participation import store
from delivery_api.trials.participation.invitations import trial_facts
from delivery_api.trials.participation.letter_messages import TrialFacts
from delivery_api.trials.participation.values import TAKING_PART, SampledSchool, SchoolState

TRIALS_A_YEAR = 2
"""How many trials a school year has at least, as the privacy notice says."""

ANSWERS_WITHIN = timedelta(days=14)
"""How long after its invitation a school is counted among those that have not answered."""


class TaskKind(StrEnum):
    """What is due."""

    ANSWER = "answer"  # a head answers an invitation
    HOLD = "hold"  # a school that takes part holds the trial
    REMIND = "remind"  # schools have not answered for two weeks
    ENDS_SOON = "ends soon"


class Due(StrEnum):
    """What comes next in a trial."""

    ANSWER = "answer"  # the reader's school answers
    DRAW = "draw"  # its schools are drawn
    OPEN = "open"
    HOLD = "hold"  # schools hold it; it is completed on its last day
    DESTROY = "destroy"  # it is completed: fit and adopt before the day of destruction


@dataclass(frozen=True)
class TrialTask:
    """Something that is due in a trial.

    Parameters
    ----------
    until : the last day for it
    count : of what is counted, such as schools that have not answered
    """

    kind: TaskKind
    trial: TrialFacts
    until: date
    count: int = 0


@dataclass(frozen=True)
class CalendarTrial:
    """A trial of the calendar, with what the reader's school was asked, and what comes next in it.

    Parameters
    ----------
    state : of the reader's school; None for those who see all trials
    due, on : what comes next, and when; None once all is over
    """

    trial: TrialFacts
    completed_on: date | None
    state: SchoolState | None
    due: Due | None
    on: date | None


def calendar_of(connection: Connection, person: SignedIn, today: date) -> tuple[CalendarTrial, ...]:
    """The trials of this school year that a person may know of, by their first days.

    A school's staff may know of those that ask their school, and also of earlier ones whose answers are still there: a
    learner may object until they are destroyed.
    """
    asked = _asked(connection, person)
    found = [
        _calendar_trial(connection, each, asked.get(each.id), today)
        for each in trials.trials(connection)
        if (each.id in asked and each.destroyed_on is None)
        or (_is_this_year(each, today) and (each.id in asked or not _at_school(person)))
    ]
    return tuple(sorted(found, key=lambda each: (each.trial.first, each.trial.name)))


def _calendar_trial(
    connection: Connection, trial: Programme, school: SampledSchool | None, today: date
) -> CalendarTrial:
    facts = _facts_for(connection, trial.id, school)
    due = _due(facts, trial, school, today, drawn=school is not None or _is_drawn(connection, trial.id))
    days = {Due.ANSWER: facts.reply_by, Due.DRAW: facts.first, Due.OPEN: facts.first, Due.HOLD: facts.last}
    on = None if due is None else days.get(due, facts.destroyed_by)
    return CalendarTrial(facts, trial.completed_on, school.state if school else None, due, on)


def _due(facts: TrialFacts, trial: Programme, school: SampledSchool | None, today: date, *, drawn: bool) -> Due | None:
    """What comes next; None where nothing does, or nothing that the reader's school has to do with."""
    took_part = school is None or school.state in (*TAKING_PART, SchoolState.WITHDRAWN)
    if trial.destroyed_on is not None:
        return None
    if not trial.takes_sign_ins(today):
        return Due.DESTROY if took_part else None
    if school is not None and school.state is SchoolState.INVITED:
        return Due.ANSWER
    if school is not None and school.state not in TAKING_PART:
        return Due.DESTROY if took_part else None
    if not drawn:
        return Due.DRAW
    return Due.OPEN if today < facts.first else Due.HOLD


def _is_drawn(connection: Connection, programme: str) -> bool:
    """Whether schools of a trial are drawn, or its classes were named when it was created."""
    return bool(store.sample_of(connection, programme)) or store.has_invitations(connection, programme)


def _facts_for(connection: Connection, programme: str, school: SampledSchool | None) -> TrialFacts:
    facts = trial_facts(connection, programme)
    return facts.asked_on(school.invited_on) if school and school.invited_on else facts


def tasks_of(connection: Connection, person: SignedIn, today: date) -> tuple[TrialTask, ...]:
    """What is due for a person, soonest first."""
    found: list[TrialTask] = []
    asked = _asked(connection, person)
    for trial in trials.trials(connection):
        if not trial.takes_sign_ins(today) or (_at_school(person) and trial.id not in asked):
            continue
        facts = _facts_for(connection, trial.id, asked.get(trial.id))
        if _at_school(person):
            found.extend(_school_tasks(facts, asked[trial.id].state, person, today))
        else:
            found.extend(_service_tasks(connection, facts, today))
    return tuple(sorted(found, key=lambda each: (each.until, each.trial.name)))


def _school_tasks(facts: TrialFacts, state: SchoolState, person: SignedIn, today: date) -> list[TrialTask]:
    if state is SchoolState.INVITED and person.role is Role.HEAD:
        return [TrialTask(TaskKind.ANSWER, facts, facts.reply_by or facts.last)]
    if state in TAKING_PART and facts.first <= today:
        return [TrialTask(TaskKind.HOLD, facts, facts.last)]
    return []


def _service_tasks(connection: Connection, facts: TrialFacts, today: date) -> list[TrialTask]:
    late = [
        each
        for each in store.sample_of(connection, facts.programme)
        if each.state is SchoolState.INVITED and each.invited_on and each.invited_on + ANSWERS_WITHIN <= today
    ]
    due = [TrialTask(TaskKind.REMIND, facts, facts.last, len(late))] if late else []
    return [
        *due,
        *([TrialTask(TaskKind.ENDS_SOON, facts, facts.last)] if facts.last <= today + trials.ENDS_SOON else []),
    ]


def _asked(connection: Connection, person: SignedIn) -> dict[str, SampledSchool]:
    """What the school of a member of its staff was asked, by trial; nothing for those who see all trials."""
    return (
        {each.programme: each for each in store.schools_asked(connection, person.school)} if _at_school(person) else {}
    )


def _at_school(person: SignedIn) -> bool:
    return person.role in (Role.HEAD, Role.TEACHER)


def _is_this_year(trial: Programme, today: date) -> bool:
    year = school_year(today)
    return school_year(trial.created_on) <= year <= school_year(trial.completed_on or trial.latest_completion)
