"""Use cases of a school that a trial asks: it accepts, declines, withdraws, or is replaced because it is silent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, NotFound, Reason, Refused
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.sittings.values import Programme
from delivery_api.trials import service as trials
from delivery_api.trials.participation import store
from delivery_api.trials.participation.letter_messages import TrialFacts
from delivery_api.trials.participation.sampling import years_asked
from delivery_api.trials.participation.values import SampledSchool, SchoolState
from delivery_api.trials.store import opens_on, plan_of
from delivery_api.trials.trial_plans import REPLACED_AFTER, read_planned


class Answer(StrEnum):
    """What a head says to an invitation."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


AFTER = {
    (SchoolState.INVITED, Answer.ACCEPT): SchoolState.ACCEPTED,
    (SchoolState.INVITED, Answer.DECLINE): SchoolState.DECLINED,
    (SchoolState.ACCEPTED, Answer.WITHDRAW): SchoolState.WITHDRAWN,
}
"""What a school is after an answer; nothing else can be answered."""

ACTS = {
    Answer.ACCEPT: "accepted a trial",
    Answer.DECLINE: "declined a trial",
    Answer.WITHDRAW: "withdrew from a trial",
}


class AnsweredAlready(Refused):
    """The school has answered, or the trial is over."""

    code = "trial_answered"


class NotSilent(Declined):
    """The school cannot be replaced: the trial did not ask it, or it has answered."""


@dataclass(frozen=True)
class Replaced:
    """A school that did not answer, and the one that is asked in its place; None where none stands by any more."""

    silent: UUID
    invited: UUID | None


def answer(
    connection: Connection,
    programme: str,
    school: UUID,
    said: Answer,
    head: UUID,
    now: datetime,
) -> SampledSchool:
    """Take a head's answer. One that accepts takes part with all its classes; one that says no is replaced at once.

    What was sat before a school withdraws stays in the trial: nothing outside it says which school a sitting is of.

    Raises
    ------
    NotFound : the trial did not ask the school
    AnsweredAlready
    """
    found = store.sampled_school(connection, programme, school, lock=True)
    if found is None or found.state is SchoolState.RESERVE:
        raise NotFound(thing="page")
    after, today = AFTER.get((found.state, said)), london_date(now)
    if after is None or not takes_answers(trials.find(connection, programme), now):
        raise AnsweredAlready
    if after is SchoolState.WITHDRAWN:
        store.change_school(connection, programme, school, state=after, withdrawn_on=today)
    else:
        store.change_school(connection, programme, school, state=after, answered_on=today)
    if after is not SchoolState.ACCEPTED:
        _invite_next(connection, found, now)
    audit_log.record(connection, now, ACTS[said], actor=head, thing=programme)
    return store.sampled_school(connection, programme, school) or found


def replace_silent(
    connection: Connection, ledger: Ledger, programme: str, named: Collection[UUID], decision: Decision, now: datetime
) -> tuple[Replaced, ...]:
    """Ask the next school that stands by for each that has not answered in time. One with nobody left stays asked.

    Parameters
    ----------
    named : these schools, at once; without any, all that were asked as many days ago as the plan says

    Raises
    ------
    UnknownTrial, TrialOver
    NotSilent : one of `named` was not asked, or has answered
    """
    trials.require_open(connection, programme)
    last = london_date(now) - timedelta(days=replaced_after(connection, programme))
    late = [each.school for each in store.sample_of(connection, programme) if _was_asked_by(each, last)]
    done = tuple(_replace_silent(connection, programme, school, now) for school in named or late)
    for each in done:
        act = "replaced a school of a trial"
        thing = f"{programme}, school {each.silent} by {each.invited or 'none'}"
        audit_log.record(connection, now, act, thing=record_decision(connection, ledger, now, act, thing, decision))
    return done


def replaced_after(connection: Connection, programme: str) -> int:
    """How many days after its invitation a school of a trial that has not answered may be replaced."""
    plan = plan_of(connection, programme)
    sample = read_planned(plan.document, programme).plan.sample if plan else None
    return sample.replaced_after if sample else REPLACED_AFTER


def _was_asked_by(school: SampledSchool, day: date) -> bool:
    return school.state is SchoolState.INVITED and school.invited_on is not None and school.invited_on <= day


def _replace_silent(connection: Connection, programme: str, school: UUID, now: datetime) -> Replaced:
    found = store.sampled_school(connection, programme, school, lock=True)
    if found is None or found.state is not SchoolState.INVITED:
        raise NotSilent(Reason.SCHOOL_NOT_SILENT, trial=programme, state=found.state.value if found else "–")
    following = _invite_next(connection, found, now)
    if following is not None:
        store.change_school(connection, programme, school, state=SchoolState.SILENT)
    return Replaced(school, following)


def trial_facts(connection: Connection, programme: str) -> TrialFacts:
    """What schools are told of a trial.

    Raises
    ------
    UnknownTrial
    """
    trial, years = trials.find(connection, programme), years_asked(connection, programme)
    return TrialFacts(
        trial.id,
        trial.name or trial.id,
        trial.subject or "",
        opens_on(connection, programme) or trial.created_on,
        trial.latest_completion,
        trial.trial_due_by,
        years,
        replaced_after(connection, programme),
    )


def takes_answers(trial: Programme, now: datetime) -> bool:
    """Whether schools may still answer."""
    return trial.takes_sign_ins(london_date(now))


def _invite_next(connection: Connection, found: SampledSchool, now: datetime) -> UUID | None:
    """Invite the next school that stands by for one that does not take part, or for the school that it replaced.

    Returns it; None where none is left.
    """
    of = found.replaces or found.school
    waiting = [
        each
        for each in store.sample_of(connection, found.programme)
        if each.replaces == of and each.state is SchoolState.RESERVE
    ]
    if not waiting:
        return None
    following = min(waiting, key=lambda each: each.turn)
    changes = {"state": SchoolState.INVITED, "invited_on": london_date(now)}
    store.change_school(connection, found.programme, following.school, **changes)
    return following.school
