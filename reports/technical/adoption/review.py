"""A review from a fit and a bank: the drafted decisions, the version that they would make, and its effects."""

from collections.abc import Callable

from itembank import BankVersion
from reports.technical.adoption.adoption_messages import FLAWS
from reports.technical.adoption.decisions import Choice, Decisions, ItemChoice, Rule
from reports.technical.adoption.difficulty_prior import DifficultyPrior
from reports.technical.adoption.fit_file import FitFile
from reports.technical.adoption.item_reviews import ItemReview, item_reviews, reached_items
from reports.technical.adoption.new_version import Reviewed, new_version, usual_populations
from reports.technical.adoption.placement import placed
from reports.technical.adoption.review_page import AdoptionReview
from reports.technical.adoption.simulated_effects import simulated_effects


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
    """The usual rule, and populations of the year groups of which the fit has a group."""
    groups = tuple(reviewed.placement.populations)
    populations = usual_populations(groups, reviewed.bank.designs)
    return Decisions(reviewed.file.sha256, reviewed.bank.hash, populations=populations)


def not_kept(reviewed: Reviewed, decisions: Decisions) -> dict[str, ItemChoice]:
    """By id of each item that the rule does not keep, what it says and why."""
    return {
        each.item.id: ItemChoice(decisions.rule.otherwise, _why(each, decisions.rule))
        for each in reviewed.reviews
        if each.item.id not in decisions.items and each.chosen(decisions) is not Choice.KEEP
    }


def _why(review: ItemReview, rule: Rule) -> str:
    """What of a rule an item does not hold: the reason in a draft, which a person may replace."""
    found = [FLAWS[flaw]["en"] for flaw in dict.fromkeys(review.flaws) if flaw in FLAWS]
    found += [f"SE {review.adopted[1]:.2f}, above {rule.se:g}"] if not review.adopted[1] <= rule.se else []
    return "; ".join([*found, *([f"DIF {review.dif}"] if review.dif == "C" else [])])


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
