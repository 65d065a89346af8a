"""The new bank version that decisions on a fit make of a bank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from itembank import BankVersion, InvalidBank, ItemVersion, LogisticParameters, PartialCreditParameters, check_bank
from itembank.design.adaptive_test_design import Population, Setting, TestDesign, ValuesByItem
from itembank.versions.adopted_parameters import AdoptedParameters, Adoption, Basis, ParameterErrors
from itembank.versions.bank_version import SolvedSettings
from reports.technical.adoption.bank_scale import Linking
from reports.technical.adoption.decisions import Choice, Decisions
from reports.technical.adoption.difficulty_prior import DifficultyPrior, Prediction
from reports.technical.adoption.fit_file import FitFile
from reports.technical.adoption.item_reviews import ItemReview
from reports.technical.adoption.placement import Placement, link_error

DIGITS = 5
"""Decimals of adopted parameters."""


@dataclass(frozen=True, slots=True, eq=False)
class Reviewed:
    """Everything that decisions are made on.

    Parameters
    ----------
    bank : the bank version that the new one is made from
    file : the calibration document
    placement : the fit on the bank's scale
    prior : the refitted difficulty model, None where there is none
    reviews : of each provisional item, and each released anchor, that the fit has
    """

    bank: BankVersion
    file: FitFile
    placement: Placement
    prior: DifficultyPrior | None
    reviews: tuple[ItemReview, ...]

    def choices(self, decisions: Decisions) -> dict[str, Choice]:
        """By item id what is decided."""
        return {each.item.id: each.chosen(decisions) for each in self.reviews}


def new_version(reviewed: Reviewed, decisions: Decisions) -> BankVersion:
    """The bank version with the parameters that are kept, and without the items that are dropped.

    Provisional items that the trial did not reach, and those that are held back, are carried to the adopted scale by
    the refitted difficulty model; they stay provisional. Otherwise a sitting would have items on two scales. Where
    nothing is kept, nothing moves.

    Raises
    ------
    InvalidBank : the new version breaks a rule, such as a design that names a dropped item, or a population is to be
        taken from a group that the fit does not have
    """
    bank, choices = reviewed.bank, reviewed.choices(decisions)
    kept = {each.item.id: each for each in reviewed.reviews if choices[each.item.id] is Choice.KEEP}
    dropped = {item for item, choice in choices.items() if choice is Choice.DROP}
    carried = _carried(reviewed, choices)
    items = tuple(
        _with_parameters(item, reviewed, kept.get(item.id), carried.get(item.id))
        for item in bank.items
        if item.id not in dropped
    )
    designs = tuple(_with_populations(design, reviewed, decisions) for design in bank.designs)
    hashes = {design.hash for design in designs}
    solved = tuple(_without(each, dropped) for each in bank.solved if each.design in hashes)
    adopted = _adopted(reviewed, decisions, kept, carried, dropped)
    return check_bank(replace(bank, items=items, designs=designs, solved=solved, adopted=adopted))


def _carried(reviewed: Reviewed, choices: Mapping[str, Choice]) -> dict[str, Prediction]:
    """Predictions of the provisional items that were not reached or are held back.

    The model is refitted to the items that are kept, so that a prediction does not rest on responses that are not
    relied on; where too few are kept, the one of all items that were reached stands. What an earlier trial carried, and
    this one's items do not reach, has its prediction from nearer items already, and stays.
    """
    kept = [item for item, choice in choices.items() if choice is Choice.KEEP]
    if not kept:
        return {}
    model = DifficultyPrior.refitted(reviewed.bank, reviewed.placement.form, kept) or reviewed.prior
    if model is None:
        return {}
    before = reviewed.bank.adopted
    settled = {each.item for each in before.errors} - model.within_reach if before else set()
    return {
        item.id: model.predictions[item.id]
        for item in reviewed.bank.items
        if item.parameters.provisional and choices.get(item.id, Choice.HOLD) is Choice.HOLD
        if item.id in model.predictions and item.id not in settled
    }


def _with_parameters(
    item: ItemVersion, reviewed: Reviewed, kept: ItemReview | None, carried: Prediction | None
) -> ItemVersion:
    if kept is not None:
        return replace(item, parameters=_adopted_parameters(item, reviewed.placement, kept))
    if carried is None:
        return item
    return replace(item, parameters=_moved(item.parameters, carried.b - item.parameters.difficulty, digits=2))


def _adopted_parameters(
    item: ItemVersion, placement: Placement, review: ItemReview
) -> LogisticParameters | PartialCreditParameters:
    found, at = placement.form.parameters, placement.form.items.index(item.id)
    steps = (found.b[at][np.isfinite(found.b[at])] + review.adopted[0] - review.b).tolist()
    a = round(float(found.a[at]), DIGITS)
    b = tuple(round(float(step), DIGITS) for step in steps)
    if isinstance(item.parameters, PartialCreditParameters):
        return replace(item.parameters, a=a, b=b, provisional=False)
    c, d = (float(values[at]) for values in (found.c, found.d))
    known = item.parameters
    c = known.c if abs(c - known.c) < 1e-9 else round(c, DIGITS)
    return LogisticParameters(a, b[0], c, known.d if d == known.d else round(d, DIGITS), provisional=False)


def _moved(
    parameters: LogisticParameters | PartialCreditParameters, shift: float, *, digits: int
) -> LogisticParameters | PartialCreditParameters:
    if isinstance(parameters, PartialCreditParameters):
        return replace(parameters, b=tuple(round(step + shift, digits) for step in parameters.b))
    return replace(parameters, b=round(parameters.b + shift, digits))


def _with_populations(design: TestDesign, reviewed: Reviewed, decisions: Decisions) -> TestDesign:
    """The design with the populations that are decided.

    The first trial of a subject sets the origin. The means of the other year groups then follow those of the year
    groups beside them, so that what a design assumes learners to gain from year to year stays; later the origin stands.
    """
    known = reviewed.placement.populations
    for year, group in decisions.populations.items():
        if group not in known:
            expected, where = f"a group of the fit ({', '.join(known)})", "decisions"
            raise InvalidBank(where, f"populations.{year}", expected, group)
    chosen = {year: known[group] for year, group in decisions.populations.items()}
    moved = {each.year: chosen[each.year].mean - each.mean for each in design.populations if each.year in chosen}
    follow = bool(moved) and reviewed.file.linking is Linking.FIRST
    years = sorted(moved)

    def placed(each: Population) -> Population:
        if each.year in chosen:
            return replace(each, mean=round(chosen[each.year].mean, 3), sd=round(chosen[each.year].sd, 3))
        by = float(np.interp(each.year, years, [moved[year] for year in years])) if follow else 0.0
        return replace(each, mean=round(each.mean + by, 3)) if by else each

    return replace(design, populations=tuple(map(placed, design.populations)))


def _without(solved: SolvedSettings, dropped: set[str]) -> SolvedSettings:
    """Solved settings without the values of items that are dropped."""

    def trimmed(setting: Setting) -> Setting:
        if not isinstance(setting.value, ValuesByItem):
            return setting
        return Setting(
            setting.name, ValuesByItem(tuple(pair for pair in setting.value.by_item if pair[0] not in dropped))
        )

    return replace(solved, settings=tuple(map(trimmed, solved.settings))) if dropped else solved


def _adopted(
    reviewed: Reviewed,
    decisions: Decisions,
    kept: Mapping[str, ItemReview],
    carried: Mapping[str, Prediction],
    dropped: set[str],
) -> AdoptedParameters:
    before = reviewed.bank.adopted
    anew = {*kept, *carried, *dropped}
    older = () if before is None else tuple(each for each in before.errors if each.item not in anew)
    errors = [_kept_errors(reviewed.placement, each) for each in kept.values()]
    errors += [_carried_errors(reviewed.bank.item(item), found) for item, found in carried.items()]
    shrunk, prior = any(each.shrunk for each in kept.values()), reviewed.prior
    adoption = Adoption(
        reviewed.bank.hash,
        reviewed.file.sha256,
        reviewed.file.extract,
        reviewed.file.linking.value,
        len(kept),
        decisions.shrunk_below if shrunk else 0,
        round(prior.family_sd, DIGITS) if prior is not None else 0.0,
        round(prior.item_sd, DIGITS) if prior is not None else 0.0,
        round(link_error(reviewed.placement), DIGITS),
    )
    known = [each for each in errors if each.names]
    return AdoptedParameters((*(before.adoptions if before else ()), adoption), (*older, *known))


def _kept_errors(placement: Placement, review: ItemReview) -> ParameterErrors:
    """The item's own block of the fit's covariance; of a shrunk item scaled to the error of its mean difficulty."""
    basis = Basis.SHRUNK if review.shrunk else Basis.RESPONSES
    covariance = placement.form.covariance
    if covariance is None:
        return ParameterErrors(review.item.id, basis.value, (), (), review.responses)
    block = covariance.blocks[covariance.ids.index(review.item.id)]
    if review.shrunk and review.se > 0:
        block = block * (review.shrunk[1] / review.se) ** 2
    uncertain = np.flatnonzero(np.diag(block) > 0)
    names = tuple(covariance.names[at] for at in uncertain.tolist())
    return ParameterErrors(
        review.item.id, basis.value, names, _triangle(block[np.ix_(uncertain, uncertain)]), review.responses
    )


def _carried_errors(item: ItemVersion, prediction: Prediction) -> ParameterErrors:
    """One error that all steps of an item share."""
    steps = len(item.parameters.b) if isinstance(item.parameters, PartialCreditParameters) else 1
    names = tuple(f"b{step + 1}" for step in range(steps))
    return ParameterErrors(
        item.id, Basis.PREDICTED.value, names, _triangle(np.full((steps, steps), prediction.se**2)), 0
    )


def _triangle(matrix: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(value) for value in row[: at + 1]) for at, row in enumerate(matrix.tolist()))


def usual_populations(groups: Sequence[str], designs: Sequence[TestDesign]) -> dict[int, str]:
    """The year groups of some designs of which a fit has a group of their own, by the group's name."""
    years = {year for design in designs for year in design.years}
    return {year: str(year) for year in sorted(years) if str(year) in groups}
