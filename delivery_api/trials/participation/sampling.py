"""The use case of drawing a trial's sample of schools."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import store as identity
from delivery_api.identity.roster_import.values import FIRST_YEAR, LAST_YEAR
from delivery_api.identity.school_attributes import store as attributes
from delivery_api.identity.school_attributes.attribute_file import MEDIUM, SIZE
from delivery_api.identity.values import Organisation
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.sittings.storage.booklets.store import booklet_years
from delivery_api.trials import service as trials
from delivery_api.trials.participation import store
from delivery_api.trials.participation.stratified_sample import SMALLEST_MEASURE, FrameSchool, draw_sample, strata_of
from delivery_api.trials.participation.values import SampledSchool, SchoolState
from delivery_api.trials.trial_plans import SamplingPlan

AUTHORITY = "authority"
_MOST_NAMED = 10
"""Schools that a refusal names."""

_SIZE_BANDS = ((SMALLEST_MEASURE - 1, "1–29"), (99, "30–99"), (math.inf, "100+"))
"""The most learners of each stratum of `size`; the first are the schools that count as one class."""

BETWEEN = " · "
"""Stands between the values of a stratum."""


class NoSample(Declined):
    """A sample cannot be drawn: there is one, classes are invited, attributes lack, or the number does not fit."""


def sampling_plan(planned: SamplingPlan | None, given: Mapping[str, Any]) -> tuple[SamplingPlan, str]:
    """How a sample is drawn: as the trial's plan says, but for what is given. Returns it with where it comes from.

    Parameters
    ----------
    planned : of the trial's plan; None where it says nothing of a sample, or there is no plan
    given : settings that override it, by name; None for one that does not

    Raises
    ------
    NoSample : nothing says how many schools
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    if planned is None and "schools" not in chosen:
        raise NoSample(Reason.SAMPLE_NOT_PLANNED)
    settings = {**(asdict(planned) if planned else {}), **chosen}
    if planned is None:
        return SamplingPlan(**settings), "by options"
    return SamplingPlan(**settings), f"planned but for {', '.join(chosen)}" if chosen else "as planned"


def years_asked(connection: Connection, programme: str) -> tuple[int, ...]:
    """The year groups that a trial asks; all that are assessed for a trial without booklets."""
    return tuple(sorted(booklet_years(connection, programme) or range(FIRST_YEAR, LAST_YEAR + 1)))


def size_band(learners: int) -> str:
    """The stratum of a school by its learners of the years that are asked: a number of learners makes none."""
    return next(name for most, name in _SIZE_BANDS if learners <= most)


def sampling_frame(
    connection: Connection, plan: SamplingPlan, years: Collection[int], today: date
) -> tuple[FrameSchool, ...]:
    """The schools with learners of some year groups, with their strata; small ones like any other.

    Raises
    ------
    NoSample : a school lacks an attribute of the strata
    """
    learners = attributes.learners_by_school(connection, years, today)
    known, rows = attributes.all_attributes(connection), identity.organisations(connection)
    facts = {each.id: _facts(each, known.get(each.id, {})) for each in rows if learners.get(each.id)}
    sizes = {school: int(own.get(SIZE, learners[school])) or learners[school] for school, own in facts.items()}
    facts = {school: own | {SIZE: size_band(sizes[school])} for school, own in facts.items()}
    lacking = Counter(name for own in facts.values() for name in plan.strata if not own.get(name))
    if lacking:
        name, count = lacking.most_common(1)[0]
        codes = {each.id: each.code or each.name for each in rows}
        there = ", ".join(sorted(codes[school] for school, own in facts.items() if not own.get(name))[:_MOST_NAMED])
        raise NoSample(Reason.ATTRIBUTE_MISSING, attribute=name, count=count, of=len(facts), schools=there)
    order = [name for name in (AUTHORITY, MEDIUM) if name not in plan.strata]
    return tuple(
        FrameSchool(
            school,
            tuple(own[name] for name in plan.strata),
            tuple(own.get(name, "") for name in order),
            sizes[school],
        )
        for school, own in facts.items()
    )


def _facts(school: Organisation, own: Mapping[str, str]) -> dict[str, str]:
    return {**own, AUTHORITY: (school.code or "")[:3]}


def sample_schools(
    connection: Connection,
    ledger: Ledger,
    programme: str,
    plan: SamplingPlan,
    years: Collection[int],
    decision: Decision,
    now: datetime,
    *,
    origin: str = "by options",
) -> tuple[SampledSchool, ...]:
    """Draw the schools of a trial, invite them, and keep their replacements in reserve.

    Parameters
    ----------
    origin : where the settings come from, as the ledger tells it

    Raises
    ------
    UnknownTrial, TrialOver, NoSample
    """
    trials.require_open(connection, programme)
    if store.sample_of(connection, programme):
        raise NoSample(Reason.SAMPLE_DRAWN, trial=programme)
    if store.has_invitations(connection, programme):
        raise NoSample(Reason.CLASSES_INVITED, trial=programme)
    today = london_date(now)
    frame = sampling_frame(connection, plan, years, today)
    strata = strata_of(frame)
    if not len(strata) <= plan.schools <= len(frame):
        facts = {"least": len(strata), "most": len(frame), "got": plan.schools}
        raise NoSample(Reason.SAMPLE_SIZE, **facts)
    starts = {name: random.Random(f"{plan.seed}/{name}").random() for name in strata}  # noqa: S311 - not a secret
    drawn = draw_sample(frame, plan.schools, starts, plan.replacements)
    made = tuple(
        SampledSchool(
            programme,
            each.school,
            BETWEEN.join(each.stratum)[:200],
            each.replaces,
            each.turn,
            each.weight,
            SchoolState.RESERVE if each.turn else SchoolState.INVITED,
            None if each.turn else today,
        )
        for each in drawn
    )
    store.add_schools(connection, made, now)
    act, drawn_by = "drew the schools of a trial", f"{plan.schools} by {','.join(plan.strata)} from {plan.seed}"
    how = f"{programme} {drawn_by}, at most {plan.replacements} standing by, {origin}"
    audit_log.record(connection, now, act, thing=record_decision(connection, ledger, now, act, how, decision))
    return made


@dataclass(frozen=True)
class StratumRow:
    """A stratum of a sample.

    Parameters
    ----------
    schools : schools in it
    learners : their learners of the years that are asked
    drawn, reserve : schools of the sample, and those that stand by
    lightest, heaviest : least and largest weight of the schools of the sample
    """

    stratum: str
    schools: int
    learners: int
    drawn: int
    reserve: int
    lightest: float
    heaviest: float


def strata_table(frame: Sequence[FrameSchool], sample: Sequence[SampledSchool]) -> tuple[StratumRow, ...]:
    """What was drawn from each stratum."""
    rows = []
    for name, schools in strata_of(frame).items():
        stratum = BETWEEN.join(name)[:200]
        here = [each for each in sample if each.stratum == stratum]
        weights = [each.weight for each in here if each.turn == 0]
        learners = sum(each.learners for each in schools)
        counts = (len(schools), learners, len(weights), len(here) - len(weights))
        rows.append(StratumRow(stratum, *counts, min(weights), max(weights)))
    return tuple(rows)


def invited_schools(sample: Sequence[SampledSchool]) -> frozenset[UUID]:
    """The schools that were asked and have not said no."""
    return frozenset(each.school for each in sample if each.state in (SchoolState.INVITED, SchoolState.ACCEPTED))
