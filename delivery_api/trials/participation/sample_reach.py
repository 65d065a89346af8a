"""Whether a sample can give a trial the responses that its plan wants, by what the roster says of its schools."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.identity.school_attributes.attribute_file import MEDIUM
from delivery_api.identity.school_attributes.store import all_attributes, learners_by_school
from delivery_api.trials.trial_plans import PlannedTrial
from itembank.language import Language

_LANGUAGE_OF: Mapping[str, Language] = {"welsh": "cy", "english": "en"}


@dataclass(frozen=True)
class SampleReach:
    """What a sample gives each item of a year group in a language, if all its learners sit.

    Parameters
    ----------
    learners : in the schools of the sample
    responses : to each item, by the share of the booklets that have it
    wanted : by the plan
    """

    year: int
    language: str
    learners: int
    responses: int
    wanted: int

    @property
    def short(self) -> int:
        """The number of responses that are lacking."""
        return max(self.wanted - self.responses, 0)


def sample_reach(
    connection: Connection, planned: PlannedTrial, schools: Collection[UUID], today: date
) -> tuple[SampleReach, ...]:
    """What a sample of schools gives each year group and language of a planned trial.

    Parameters
    ----------
    schools : those of the sample, without the ones that stand by
    """
    there = {year: learners_by_school(connection, (year,), today) for year in planned.plan.years}
    media = {school: own.get(MEDIUM, "") for school, own in all_attributes(connection).items()}
    return reach_of(
        planned, {year: {each: found.get(each, 0) for each in schools} for year, found in there.items()}, media
    )


def reach_of(
    planned: PlannedTrial, learners: Mapping[int, Mapping[UUID, int]], media: Mapping[UUID, str]
) -> tuple[SampleReach, ...]:
    """The reach, from the learners of each year group by school and the schools' language medium.

    Learners of a school whose medium is dual-language or not known count half for each language. With one language in
    the plan all learners count.
    """
    return tuple(
        _reach(
            planned,
            year,
            language,
            {school: count * _part(planned, media.get(school, ""), language) for school, count in here.items()},
        )
        for year, here in learners.items()
        for language in planned.plan.languages
    )


def _reach(planned: PlannedTrial, year: int, language: str, learners: Mapping[UUID, float]) -> SampleReach:
    whole = int(sum(learners.values()))
    # each item has its responses when so many sit as the plan's booklets need
    responses = whole * planned.plan.responses // planned.sittings
    return SampleReach(year, language, whole, responses, planned.plan.responses)


def _part(planned: PlannedTrial, medium: str, language: str) -> float:
    """The share of a school's learners that answer in a language."""
    if len(planned.plan.languages) == 1:
        return 1.0
    taught = _LANGUAGE_OF.get(medium)
    return 0.5 if taught is None else float(taught == language)
