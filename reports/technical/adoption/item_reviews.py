"""Item by item what an adoption would change, and what a rule says of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.irt.item_parameters import Model
from itembank import BankVersion, ItemVersion, PartialCreditParameters
from reports.technical.adoption.decisions import CLASSES, Choice, Decisions, Rule
from reports.technical.adoption.difficulty_prior import DifficultyPrior
from reports.technical.adoption.fit_file import FitFile
from reports.technical.adoption.placement import Placement, standard_errors

OTHER_MODEL, UNUSED_SCORE, NO_PARAMETERS = "other_model", "unused_score", "no_parameters"
"""Why an item of the fit cannot be kept, whatever is decided."""
PROHIBITIVE = (OTHER_MODEL, UNUSED_SCORE, NO_PARAMETERS)
FIT_UNTESTED, DIF_UNTESTED, FEW_RESPONSES, LARGE_ERROR = "fit_untested", "dif_untested", "few_responses", "large_error"
"""What of a rule an item may not hold besides its flaws and its class of DIF."""


@dataclass(frozen=True, slots=True)
class ItemReview:
    """What the fit says of one provisional item of the bank, or of an anchor that moved and was released.

    Parameters
    ----------
    item : the item of the bank
    responses : in the fit
    a, b, se : slope, mean difficulty and its standard error on the bank's scale; NaN where there are none
    shrunk : difficulty and SE after shrinkage; None where the item is not shrunk
    flaws : names of what speaks against its fit, and of `PROHIBITIVE` reasons
    dif : gravest class, whichever groups were compared; "" for none
    options : remarks on its options
    fit_tested : whether its fit was tested
    languages_compared : whether it has a class of DIF between the languages, which the rule relies on
    """

    item: ItemVersion
    responses: int
    a: float
    b: float
    se: float
    shrunk: tuple[float, float] | None
    flaws: tuple[str, ...]
    dif: str
    options: tuple[str, ...]
    fit_tested: bool = False
    languages_compared: bool = False

    @property
    def adopted(self) -> tuple[float, float]:
        """Difficulty and SE that the bank would get."""
        return self.shrunk or (self.b, self.se)

    @property
    def change(self) -> float:
        """New less old difficulty, logits."""
        return self.adopted[0] - self.item.parameters.difficulty

    @property
    def may_be_kept(self) -> bool:
        """Whether the fit has parameters of the bank's model for it."""
        return not set(self.flaws) & set(PROHIBITIVE)

    def untested(self, rule: Rule) -> tuple[str, ...]:
        """The tests that a rule relies on and that were not made."""
        found = [FIT_UNTESTED] if rule.fit and not self.fit_tested else []
        return (*found, *([DIF_UNTESTED] if rule.dif != CLASSES[-1] and not self.languages_compared else []))

    def broken(self, rule: Rule) -> tuple[str, ...]:
        """What of a rule the item does not hold, besides tests that were not made."""
        found = [flaw for flaw in self.flaws if rule.fit or flaw in PROHIBITIVE]
        found += [FEW_RESPONSES] if self.responses < rule.responses else []
        found += [] if self.se <= rule.se else [LARGE_ERROR]
        too_grave = self.dif and CLASSES.index(self.dif) > CLASSES.index(rule.dif)
        return (*dict.fromkeys(found), *([f"DIF {self.dif}"] if too_grave else []))

    def by_rule(self, rule: Rule) -> Choice:
        """What a rule says of the item; one that was not tested is held back, since nothing speaks against it."""
        if self.broken(rule):
            return rule.otherwise
        return Choice.HOLD if self.untested(rule) else Choice.KEEP

    def chosen(self, decisions: Decisions) -> Choice:
        """What is decided of the item; one that cannot be kept is held back."""
        own = decisions.items.get(self.item.id)
        choice = self.by_rule(decisions.rule) if own is None else own.choice
        return Choice.HOLD if choice is Choice.KEEP and not self.may_be_kept else choice


def reached_items(bank: BankVersion, file: FitFile, placement: Placement) -> dict[str, tuple[str, ...]]:
    """By id of each provisional item of the bank in the fit, and of each released anchor, why it cannot be kept.

    () where it can.
    """
    places = {item: at for at, item in enumerate(placement.form.items)}
    found = {}
    for item in bank.items:
        if (item.parameters.provisional or item.id in file.released) and item.id in file.responses:
            found[item.id] = _prohibitions(item, placement, places.get(item.id))
    return found


def item_reviews(
    bank: BankVersion, file: FitFile, placement: Placement, prior: DifficultyPrior | None, shrunk_below: int
) -> tuple[ItemReview, ...]:
    """A review of each item that may get parameters of the fit, in the bank's order."""
    places = {item: at for at, item in enumerate(placement.form.items)}
    reached = reached_items(bank, file, placement)
    b_errors, _ = standard_errors(placement.form)
    covered = _mean_errors(placement)
    known = {item.id: item for item in bank.items}
    found = []
    for item, prohibited in reached.items():
        at = places.get(item)
        a, b, se = (np.nan, np.nan, np.nan)
        if at is not None:
            a, b = float(placement.form.parameters.a[at]), float(np.nanmean(placement.form.parameters.b[at]))
            se = float(covered[at]) if np.isfinite(b_errors[at]).any() else np.nan
        responses = file.responses[item]
        shrinks = prior is not None and item in prior.predictions and responses < shrunk_below and not prohibited
        shrunk = (prior.predictions[item].b, prior.predictions[item].se) if shrinks and prior is not None else None
        flaws = (*prohibited, *file.flaws.get(item, ()))
        compared = bool((file.language_dif or {}).get(item))
        told = (file.dif.get(item, ""), file.options.get(item, ()), item in file.fit_tested, compared)
        found.append(ItemReview(known[item], responses, a, b, se, shrunk, flaws, *told))
    return tuple(found)


def drift_of_anchors(placement: Placement) -> Mapping[str, float]:
    """By id of each anchor of a link how far it lies from the bank's difficulty, logits; none where they were fixed."""
    return {} if placement.report is None else {each.item: each.difficulty for each in placement.report.anchors}


def _prohibitions(item: ItemVersion, placement: Placement, at: int | None) -> tuple[str, ...]:
    if at is None:
        return (NO_PARAMETERS,)
    held = item.parameters
    steps = len(held.b) if isinstance(held, PartialCreditParameters) else 1
    found = []
    if int(placement.form.parameters.model[at]) == Model.GRADED:
        found.append(OTHER_MODEL)
    if int(placement.form.parameters.categories[at]) - 1 != steps:
        found.append(UNUSED_SCORE)
    return tuple(found)


def _mean_errors(placement: Placement) -> np.ndarray:
    """(n,) standard errors of the mean of each item's steps."""
    form = placement.form
    if form.covariance is None:
        return np.full(len(form.items), np.nan)
    places = {item: at for at, item in enumerate(form.covariance.ids)}
    blocks = form.covariance.blocks[[places[item] for item in form.items]]
    there = np.isfinite(form.parameters.b)
    weight = np.where(there, 1 / there.sum(axis=1, keepdims=True), 0.0)
    width = min(weight.shape[1], blocks.shape[1] - 3)
    own, weight = blocks[:, 1 : 1 + width, 1 : 1 + width], weight[:, :width]
    return np.asarray(np.sqrt(np.maximum(np.einsum("ni,nij,nj->n", weight, own, weight), 0.0)))
