"""What a sample of schools gives each item of a planned trial, by year group and language."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from delivery_api.trials.participation.sample_reach import SampleReach, reach_of
from delivery_api.trials.trial_plans import PlannedTrial, PlanStudy
from tests.support.planned_trial import PLAN

STUDY = PlanStudy(0.14, 0.05, 0.95, 0.002, 0.01, 1.0, (), (), 1, 10)
SIX_BOOKLETS = PlannedTrial(PLAN, "bank", "design", "trial bank", ({},) * 6, (), 500, STUDY)  # 250 responses an item
SCHOOLS = [UUID(int=number) for number in range(4)]
MEDIA = dict(zip(SCHOOLS, ("welsh", "dual", "english", ""), strict=True))
LEARNERS = {4: dict(zip(SCHOOLS, (400, 100, 600, 100), strict=True)), 5: dict(zip(SCHOOLS, (9, 0, 0, 2), strict=True))}


def test_learners_count_for_their_schools_medium_and_half_where_it_is_both_or_unknown() -> None:
    assert reach_of(SIX_BOOKLETS, LEARNERS, MEDIA) == (
        SampleReach(4, "cy", 500, 250, 250),
        SampleReach(4, "en", 700, 350, 250),
        SampleReach(5, "cy", 10, 5, 250),
        SampleReach(5, "en", 1, 0, 250),
    )
    assert [each.short for each in reach_of(SIX_BOOKLETS, LEARNERS, MEDIA)] == [0, 0, 245, 250]


def test_with_one_language_in_the_plan_everybody_counts() -> None:
    alone = replace(SIX_BOOKLETS, plan=replace(PLAN, languages=("cy",)))
    assert [each.learners for each in reach_of(alone, LEARNERS, MEDIA)] == [1200, 11]
