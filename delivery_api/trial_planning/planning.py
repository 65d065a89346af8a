"""From a plan and a bank to a planned trial: the booklets, and what a trial with them will find out."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

import numpy as np

from calibration.collection import (
    Aims,
    CollectionDesign,
    DesignStudy,
    InvalidCollection,
    ItemPromise,
    TrialPopulations,
    build_design,
    needed_responses,
    shortfalls,
    study_design,
)
from delivery_api.trial_planning import plan_refusals as refusals
from delivery_api.trial_planning.item_choice import trial_items
from delivery_api.trial_planning.plan_refusals import PlanRefused
from delivery_api.trials.trial_plans import PlannedItem, PlannedLink, PlannedTrial, PlanStudy, TrialPlan
from itembank import BankVersion, TestDesign, check_bank, item_parameters, trial_version

REPLICATIONS = 10
"""Simulated trials of a study: the expected standard errors differ by less than 1 % from those of a hundred."""

ATTEMPTS = 3
"""Larger samples that are simulated after a refusal, to say which one would do."""

MOST_RESPONSES = 5000
"""To an item in a language; a larger sample is not simulated, since it is not to be had: Wales has some 35,000 learners
in a year group, a quarter of them in Welsh-medium schools."""


def plan_trial(
    plan: TrialPlan,
    bank: BankVersion,
    design: TestDesign,
    withdrawn: AbstractSet[str],
    *,
    seed: int,
    replications: int = REPLICATIONS,
    on_replication: Callable[[], None] = lambda: None,
) -> PlannedTrial:
    """Build a plan's booklets, simulate trials with them, and refuse what cannot reach its aims.

    Parameters
    ----------
    bank, design : that the plan's items come from, and whose ceilings and ability distributions hold
    withdrawn : ids of item versions that are quarantined or retired
    seed : of the simulation; the same seed gives the same plan
    on_replication : called after each simulated trial, for progress displays

    Raises
    ------
    PlanRefused
    """
    items = trial_items(plan, bank, design, withdrawn)
    abilities = {year: design.population(year) for year in plan.years}
    try:
        built = build_design(items, {year: each.mean for year, each in abilities.items()}, plan.length)
    except InvalidCollection as refused:
        raise refusals.collection_refusal(refused) from None
    _require_anchors(built, plan, bank)
    asked = [item for item in bank.items if item.id in built.items()]

    def studied(responses: int) -> DesignStudy:
        return study_design(
            built,
            [item.id for item in asked],
            item_parameters(asked),
            TrialPopulations(abilities, plan.languages, built.sittings(responses)),
            seed=seed,
            replications=replications,
            dif=plan.aims.dif,
            on_replication=on_replication,
        )

    study = studied(plan.responses)
    _require_reached(study, plan, studied)
    booklets = tuple({form.year: form.items for form in booklet} for booklet in built.booklets)
    return PlannedTrial(
        plan,
        bank.hash,
        design.name,
        check_bank(trial_version(bank, design, booklets)).hash,
        booklets,
        tuple(sorted(built.anchors)),
        built.sittings(plan.responses),
        _summary(study, built, seed),
    )


def _require_anchors(built: CollectionDesign, plan: TrialPlan, bank: BankVersion) -> None:
    """Refuse too few anchors where some parameters are adopted: without any, the trial sets origin and unit."""
    has_adopted = any(not item.parameters.provisional for item in bank.items)
    if has_adopted and not plan.items.fewer_anchors and (missing := built.missing_anchors()):
        told = [refusals.FEW_ANCHORS.filled(needed, year, there) for year, needed, there in missing]
        raise PlanRefused(told, ("items",))


def _require_reached(study: DesignStudy, plan: TrialPlan, studied: Callable[[int], DesignStudy]) -> None:
    """Refuse a plan that does not reach its aims, with a sample that was found to by simulation, if one was."""
    _require_converged(study)
    aims = Aims(plan.aims.se, plan.aims.dif, plan.aims.power, plan.aims.linking_error)
    found = first = shortfalls(study, aims, plan.responses)
    tried = plan.responses
    for _ in range(ATTEMPTS):
        if not found or tried >= MOST_RESPONSES:
            break
        tried = min(needed_responses(found), MOST_RESPONSES)
        found = shortfalls(studied(tried), aims, tried)
    if first:
        raise refusals.sample_refusal(first, plan.responses, tried, does=not found)


def _require_converged(study: DesignStudy) -> None:
    if study.failed == study.replications or not np.isfinite([study.se, study.linking_error]).all():
        raise PlanRefused([refusals.NOT_CONVERGED], ("responses",))


def _summary(study: DesignStudy, built: CollectionDesign, seed: int) -> PlanStudy:
    return PlanStudy(
        round(study.se, 4),
        round(study.linking_error, 4),
        _rounded(study.power),
        _rounded(study.power_error),
        study.false_flags,
        round(study.error_ratio, 3),
        tuple(map(_promised, study.items)),
        tuple(
            PlannedLink(below, above, shared, _link_se(study, below, above))
            for below, above, shared in built.year_links()
        ),
        seed,
        study.replications,
    )


def _promised(each: ItemPromise) -> PlannedItem:
    power = _rounded(each.dif.power() if each.dif else None)
    return PlannedItem(each.id, each.year, each.difficulty, each.responses, round(each.se, 4), power)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _link_se(study: DesignStudy, below: int, above: int) -> float | None:
    """The expected error of a link; that of the nearest year groups with candidates where one has none.

    None where candidates are not on both sides of it: then nothing was simulated that tells it.
    """
    over = [link.se for link in study.links if link.below <= below and link.above >= above]
    return round(max(over), 4) if over else None
