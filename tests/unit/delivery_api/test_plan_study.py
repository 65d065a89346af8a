"""What a plan makes of its study: how large a sample is tried at most, and a link that nothing was simulated for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calibration.collection import DesignStudy
from calibration.collection.design_study import ItemPromise
from delivery_api.trial_planning import planning
from delivery_api.trial_planning.plan_page import aim_rows, link_rows, plan_page
from delivery_api.trial_planning.plan_refusals import PlanRefused
from delivery_api.trials.trial_plans import PlannedTrial, read_planned
from tests.support.planned_trial import PLAN, planned_trial
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
TRIAL = replace(PLAN, length=12, items=replace(PLAN.items, count=24))


def simulated(monkeypatch: pytest.MonkeyPatch, se: float) -> list[int]:
    """Every study finds such errors. Returns the list to which each adds the sittings that it simulated."""
    sizes: list[int] = []

    def study(design, ids, _parameters, who, **_given) -> DesignStudy:  # type: ignore[no-untyped-def]
        sizes.append(who.sittings)
        items = tuple(ItemPromise(item, design.homes[item], 0.0, 250, se, near=True) for item in ids)
        return DesignStudy(items, (), 0.64, 0.002, 0.9, 0.01, 1.0, 10, 0)

    monkeypatch.setattr(planning, "study_design", study)
    return sizes


def planned() -> PlannedTrial:
    return planning.plan_trial(TRIAL, BANK, BANK.designs[0], set(), seed=1)


def test_no_larger_sample_is_simulated_than_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = simulated(monkeypatch, 1.5)  # 78 times the sample would do
    with pytest.raises(PlanRefused) as refused:
        planned()
    assert len(sizes) == 2
    assert max(sizes) < 2 * planning.MOST_RESPONSES  # an item stands in three of five booklets
    assert f"{planning.MOST_RESPONSES} would not do either" in str(refused.value)


def test_a_link_that_no_candidate_tells_has_no_error_and_not_one_of_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    simulated(monkeypatch, 0.1)
    made = planned()
    assert [link.se for link in made.study.links] == [None]
    assert [row[-1] for row in link_rows(made)] == ["–"]
    assert [row for row in aim_rows(made, "en") if row[-1] == "–"]
    assert read_planned(made.document, "planned.json") == made
    assert "–" in plan_page(made, BANK, "cy")


def test_the_page_charts_the_power_of_each_candidate_where_there_are_two_languages() -> None:
    made = planned_trial(BANK)
    assert read_planned(made.document, "planned.json") == made
    page = plan_page(made, BANK, "en")
    assert "Power to find a difference between languages" in page
    assert "its Monte Carlo standard error is 0.2%" in page
    assert page.count(">95%<") >= len(made.study.items)
    items = tuple(replace(each, power=None) for each in made.study.items)
    alone = replace(made.study, power=None, power_error=None, items=items)
    one = plan_page(replace(made, study=alone), BANK, "en")
    assert "Power to find a difference" not in one
    assert "Monte Carlo" not in one
