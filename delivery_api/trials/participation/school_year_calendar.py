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
from delivery_api.trials.participation.values import SchoolState

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
    """A trial of the calendar, with what the reader's school was asked."""

    trial: TrialFacts
    completed_on: date | None
    state: SchoolState | None


def calendar_of(connection: Connection, person: SignedIn, today: date) -> tuple[CalendarTrial, ...]:
    """The trials of this school year that a person may know of: a school's staff those that ask their school."""
    asked = _asked(connection, person)
    found = [each for each in trials.trials(connection) if _is_this_year(each, today)]
    return tuple(
        CalendarTrial(trial_facts(connection, each.id), each.completed_on, asked.get(each.id))
        for each in found
        if not _at_school(person) or each.id in asked
    )


def tasks_of(connection: Connection, person: SignedIn, today: date) -> tuple[TrialTask, ...]:
    """What is due for a person, soonest first."""
    found: list[TrialTask] = []
    asked = _asked(connection, person)
    for trial in trials.trials(connection):
        if not trial.takes_sign_ins(today) or (_at_school(person) and trial.id not in asked):
            continue
        facts = trial_facts(connection, trial.id)
        if _at_school(person):
            found.extend(_school_tasks(facts, asked[trial.id], person, today))
        else:
            found.extend(_service_tasks(connection, facts, today))
    return tuple(sorted(found, key=lambda each: (each.until, each.trial.name)))


def _school_tasks(facts: TrialFacts, state: SchoolState, person: SignedIn, today: date) -> list[TrialTask]:
    if state is SchoolState.INVITED and person.role is Role.HEAD:
        return [TrialTask(TaskKind.ANSWER, facts, facts.last)]
    if state is SchoolState.ACCEPTED and facts.first <= today:
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


def _asked(connection: Connection, person: SignedIn) -> dict[str, SchoolState]:
    return {each.programme: each.state for each in store.schools_asked(connection, person.school)}


def _at_school(person: SignedIn) -> bool:
    return person.role in (Role.HEAD, Role.TEACHER)


def _is_this_year(trial: Programme, today: date) -> bool:
    year = school_year(today)
    return school_year(trial.created_on) <= year <= school_year(trial.completed_on or trial.latest_completion)
