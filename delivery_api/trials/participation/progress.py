"""How far a trial is, by stratum: schools against the sample, learners against the plan; no group of under ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.identity.school_attributes.store import learners_by_school
from delivery_api.trials.disclosure import in_tens
from delivery_api.trials.participation import store
from delivery_api.trials.participation.sampling import years_asked
from delivery_api.trials.participation.values import SampledSchool, SchoolState
from delivery_api.trials.store import count_attendance, plan_of
from delivery_api.trials.trial_plans import read_planned
from reports.disclosure.smallest_group import FEWEST


@dataclass(frozen=True)
class StratumProgress:
    """How far the trial is in a stratum, or in several small ones together.

    Parameters
    ----------
    strata : their names
    wanted, accepted, waiting : schools of the sample, those that take part, and those that have not answered
    declined, withdrawn : schools that do not take part, and those that did at first
    silent : schools that did not answer, and in whose place another was asked
    learners : of the years that are asked at schools that take part, in tens
    took_part : learners who sat, in tens; None where fewer than ten did
    """

    strata: tuple[str, ...]
    wanted: int
    accepted: int
    waiting: int
    learners: int
    took_part: int | None
    declined: int
    withdrawn: int
    silent: int = 0


@dataclass(frozen=True)
class TrialProgress:
    """How far a trial is.

    Parameters
    ----------
    planned : sittings that the plan wants; None without a plan
    took_part : learners who sat, in tens; None where fewer than ten did
    by_classes : whether classes were named when the trial was created, instead of a sample of schools
    """

    rows: tuple[StratumProgress, ...]
    planned: int | None
    took_part: int | None
    by_classes: bool = False


@dataclass(frozen=True)
class _Counted:
    strata: tuple[str, ...]
    schools: tuple[SampledSchool, ...]
    learners: int
    took_part: int

    def with_(self, other: _Counted) -> _Counted:
        return _Counted(
            (*self.strata, *other.strata),
            (*self.schools, *other.schools),
            self.learners + other.learners,
            self.took_part + other.took_part,
        )


def trial_progress(connection: Connection, programme: str, today: date) -> TrialProgress:
    """How far a trial is on a day."""
    sample = store.sample_of(connection, programme)
    there = learners_by_school(connection, years_asked(connection, programme), today)
    sat = store.attendance_by_school(connection, programme, {each.school: None for each in sample}, today)
    plan = plan_of(connection, programme)
    planned = read_planned(plan.document, programme) if plan else None
    wanted = planned.sittings * len(planned.plan.years) * len(planned.plan.languages) if planned else None
    took_part = in_tens(count_attendance(connection, programme))
    by_classes = not sample and store.has_invitations(connection, programme)
    return TrialProgress(by_stratum(sample, there, sat), wanted, took_part, by_classes)


def by_stratum(
    sample: Sequence[SampledSchool], there: Mapping[UUID, int], sat: Mapping[UUID, int]
) -> tuple[StratumProgress, ...]:
    """The rows of the strata; those with too few schools' learners are taken together, the smallest first.

    Parameters
    ----------
    there : learners of the years that are asked, by school
    sat : learners who took part, by school
    """
    names = sorted({each.stratum for each in sample})
    counted = [_count(name, [each for each in sample if each.stratum == name], there, sat) for name in names]
    return tuple(_shown(each) for each in _merged(counted))


def _count(name: str, schools: Sequence[SampledSchool], there: Mapping[UUID, int], sat: Mapping[UUID, int]) -> _Counted:
    taking = [each.school for each in schools if each.state is SchoolState.ACCEPTED]
    learners = sum(there.get(each, 0) for each in taking)
    return _Counted((name,), tuple(schools), learners, sum(sat.get(each.school, 0) for each in schools))


def _merged(counted: Sequence[_Counted]) -> list[_Counted]:
    """Take strata together until no number of learners in one is of one to nine: the smallest ones first.

    Where nobody is there is nobody to be told of, so that strata stand apart until the first of them begin to sit.
    """
    left = sorted(counted, key=_size)
    while len(left) > 1 and (small := next((each for each in left if _is_small(each)), None)):
        others = [each for each in left if each is not small]
        left = sorted([small.with_(others[0]), *others[1:]], key=_size)
    return sorted(left, key=lambda each: each.strata)


def _size(counted: _Counted) -> tuple[int, int, tuple[str, ...]]:
    return counted.took_part, counted.learners, counted.strata


def _is_small(counted: _Counted) -> bool:
    return any(0 < number < FEWEST for number in (counted.took_part, counted.learners))


def _shown(counted: _Counted) -> StratumProgress:
    states = [each.state for each in counted.schools]
    return StratumProgress(
        tuple(sorted(counted.strata)),
        sum(each.turn == 0 for each in counted.schools),
        states.count(SchoolState.ACCEPTED),
        states.count(SchoolState.INVITED),
        in_tens(counted.learners) or 0,
        in_tens(counted.took_part),
        states.count(SchoolState.DECLINED),
        states.count(SchoolState.WITHDRAWN),
        states.count(SchoolState.SILENT),
    )
