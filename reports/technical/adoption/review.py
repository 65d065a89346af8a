"""A review from a fit and a bank: the drafted decisions, the version that they would make, and its effects."""

from collections.abc import Callable
from dataclasses import replace

from itembank import BankVersion
from reports.technical.adoption.adoption_messages import FLAWS
from reports.technical.adoption.decisions import CLASSES, USUAL_MEAN_SE, Choice, Decisions, ItemChoice, Rule
from reports.technical.adoption.difficulty_prior import DifficultyPrior
from reports.technical.adoption.fit_file import FitFile
from reports.technical.adoption.item_reviews import FEW_RESPONSES, LARGE_ERROR, ItemReview, item_reviews, reached_items
from reports.technical.adoption.new_version import Reviewed, new_version, usual_populations
from reports.technical.adoption.placement import placed
from reports.technical.adoption.review_page import AdoptionReview
from reports.technical.adoption.simulated_effects import simulated_effects
from reports.technical.page_parts import suppressed_count


def reviewed_fit(bank: BankVersion, file: FitFile, shrunk_below: int) -> Reviewed:
    """A fit beside a bank.

    Raises
    ------
    NotConverged, CalibrationError
        for a fit that cannot be placed on the bank's scale
    """
    placement = placed(file.fit, file.scale(bank))
    reached = [item for item, why in reached_items(bank, file, placement).items() if not why]
    prior = DifficultyPrior.refitted(bank, placement.form, reached)
    return Reviewed(bank, file, placement, prior, item_reviews(bank, file, placement, prior, shrunk_below))


def drafted(reviewed: Reviewed) -> Decisions:
    """The usual rule, and populations of the year groups whose mean is known to `USUAL_MEAN_SE` on the bank's scale.

    In a bank of one language there is none to compare it with, so that the rule relies on no class of DIF. Where the
    rule keeps no item, populations stay too.
    """
    rule = Rule() if len(reviewed.bank.languages) > 1 else Rule(dif=CLASSES[-1])
    draft = Decisions(reviewed.file.sha256, reviewed.bank.hash, rule)
    if Choice.KEEP not in reviewed.choices(draft).values():
        return draft
    errors = reviewed.placement.population_errors
    groups = [group for group, error in errors.items() if error <= USUAL_MEAN_SE]
    return replace(draft, populations=usual_populations(groups, reviewed.bank.designs))


def not_kept(reviewed: Reviewed, decisions: Decisions) -> dict[str, ItemChoice]:
    """By id of each item that the rule does not keep, what it says and why."""
    return {
        each.item.id: ItemChoice(each.by_rule(decisions.rule), _why(each, decisions.rule))
        for each in reviewed.reviews
        if each.item.id not in decisions.items and each.chosen(decisions) is not Choice.KEEP
    }


def _why(review: ItemReview, rule: Rule) -> str:
    """What of a rule an item does not hold: the reason in a draft, which a person may replace."""
    told = {
        LARGE_ERROR: f"SE {review.se:.2f}, above {rule.se:g}",
        FEW_RESPONSES: f"{suppressed_count(review.responses)} responses, fewer than {rule.responses}",
    }
    names = (*review.broken(rule), *review.untested(rule))
    return "; ".join(dict.fromkeys(told.get(name) or (FLAWS[name]["en"] if name in FLAWS else name) for name in names))


def adoption_review(
    reviewed: Reviewed,
    decisions: Decisions,
    *,
    simulees: int,
    seed: int = 1,
    on_year: Callable[[], None] = lambda: None,
) -> AdoptionReview:
    """The review with the version that decisions make and its simulated effects.

    Raises
    ------
    InvalidBank : the new version breaks a rule
    """
    made = new_version(reviewed, decisions)
    effects = simulated_effects(reviewed.bank, made, simulees=simulees, seed=seed, on_year=on_year)
    return AdoptionReview(reviewed, decisions, made, effects)
