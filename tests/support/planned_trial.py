"""A planned trial with booklets made by hand, for tests that neither build nor simulate a design."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from delivery_api.trials.trial_plans import ItemChoice, PlannedItem, PlannedTrial, PlanStudy, TrialPlan
from itembank import BankVersion, trial_version

PLAN = TrialPlan(
    name="Planned trial",
    purpose="To try out new items",
    subject="numeracy-procedural",
    years=(4, 5),
    languages=("cy", "en"),
    responses=250,
    length=4,
    opens=date(2026, 11, 25),
    complete_by=date(2026, 12, 18),
    items=ItemChoice(count=12),
)


def planned_trial(bank: BankVersion, booklets: int = 3, plan: TrialPlan = PLAN) -> PlannedTrial:
    """A trial in which each booklet has items of its own, the same ones for every year group in another order."""
    items = [item for item in bank.items if item.introduced_year <= min(plan.years)][: booklets * plan.length]
    forms = [items[at * plan.length : (at + 1) * plan.length] for at in range(booklets)]
    ids = [tuple(item.id for item in form) for form in forms]
    made = tuple({year: form if year % 2 else form[::-1] for year in plan.years} for form in ids)
    study = PlanStudy(0.14, 0.05, 0.95, 0.002, 0.01, 1.0, tuple(map(_promised, items)), (), 1, 10)
    version = trial_version(bank, bank.designs[0], made)
    return PlannedTrial(plan, bank.hash, bank.designs[0].name, version.hash, made, (), 252, study)


def another_name(planned: PlannedTrial, name: str) -> PlannedTrial:
    """The same plan under another name."""
    return replace(planned, plan=replace(planned.plan, name=name))


def _promised(item) -> PlannedItem:  # type: ignore[no-untyped-def]
    return PlannedItem(item.id, 4, item.parameters.difficulty, 252, 0.14, 0.95)
