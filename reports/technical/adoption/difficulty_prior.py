"""What families and the difficulty model say of difficulties, refitted to the items that a trial reached.

b = α + β·(provisional difficulty) + family + item, with normal errors of families and items, by REML
(`calibration.explanation.difficulty_model`). The provisional difficulty is what features said before the trial, so
that the refit moves its origin and unit; families and items beside it are the prior of items with few responses.
Beyond the provisional difficulties that the trial reached the line is not drawn on: there the correction at the nearer
end holds.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from calibration import CalibrationError
from calibration.array_types import Floats
from calibration.explanation.difficulty_model import explain_difficulty
from calibration.explanation.difficulty_prediction import predict_difficulty
from calibration.explanation.feature_table import FeatureTable
from calibration.explanation.fitted_difficulties import FEWEST_ITEMS, FittedDifficulties
from calibration.linking.linking_constants import Form, aligned_covariance
from engine import ParameterCovariance
from itembank import BankVersion, ItemVersion

EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Prediction:
    """A difficulty, the mean of an item's steps, with its standard error, logits."""

    b: float
    se: float


@dataclass(frozen=True, slots=True, eq=False)
class DifficultyPrior:
    """The refitted difficulty model.

    Parameters
    ----------
    predictions : by id of each provisional item of the bank: the posterior mean of one that the trial reached, the
        predictive mean of another
    family_sd, item_sd : SD in logits of families, and of items within them
    within_reach : ids of the provisional items whose provisional difficulty lies between those that the trial reached
    """

    predictions: dict[str, Prediction]
    family_sd: float
    item_sd: float
    within_reach: frozenset[str]

    @classmethod
    def refitted(cls, bank: BankVersion, form: Form, reached: Collection[str]) -> Self | None:
        """The model refitted to the items that a trial reached.

        Parameters
        ----------
        form : the fit on the bank's scale
        reached : ids of items of the bank with usable parameters in the form; those that are provisional count

        Returns
        -------
        None where fewer than `FEWEST_ITEMS` were reached, or errors are not known
        """
        provisional = [item for item in bank.items if item.parameters.provisional]
        expected_of = {item.id for item in provisional} & set(reached)
        chosen = [item for item in form.items if item in expected_of]
        if len(chosen) < FEWEST_ITEMS or form.covariance is None:
            return None
        try:
            explained = explain_difficulty(_difficulties(form, form.covariance, chosen), _features(provisional, chosen))
        except CalibrationError:  # expectations that are all alike say nothing
            return None
        reach = _reach(provisional, chosen)
        found = predict_difficulty(explained, _features(provisional, chosen, reach))
        expected = np.array([item.parameters.difficulty for item in provisional])
        b = found.b + expected - np.clip(expected, *reach)
        se = predict_difficulty(explained, _features(provisional, chosen)).se
        rows = zip(found.items, b.tolist(), se.tolist(), strict=True)
        predictions = {item: Prediction(b, se) for item, b, se in rows if np.isfinite(b) and np.isfinite(se)}
        near = (expected >= reach[0]) & (expected <= reach[1])
        within = frozenset(item.id for item, is_near in zip(provisional, near, strict=True) if is_near)
        return cls(predictions, explained.family_sd, explained.item_sd, within)


def _difficulties(form: Form, known: ParameterCovariance, chosen: Sequence[str]) -> FittedDifficulties:
    """Mean difficulties with the covariance of the means."""
    steps = form.parameters.b
    there = np.isfinite(steps)
    weight = np.where(there, 1 / there.sum(axis=1, keepdims=True), 0.0)
    places = {item: at for at, item in enumerate(form.items)}
    at = np.array([places[item] for item in chosen])
    joint = aligned_covariance(known, tuple(chosen), steps.shape[1] + 3)
    covariance: Floats = np.einsum("is,isjt,jt->ij", weight[at], joint[:, 1:-2, :, 1:-2], weight[at], optimize=True)
    return FittedDifficulties(tuple(chosen), np.nanmean(steps[at], axis=1), (covariance + covariance.T) / 2)


def _reach(items: Sequence[ItemVersion], reached: Sequence[str]) -> tuple[float, float]:
    """The lowest and the highest provisional difficulty of the items that the trial reached."""
    expected = [item.parameters.difficulty for item in items if item.id in set(reached)]
    return min(expected), max(expected)


def _features(
    items: Sequence[ItemVersion], reached: Sequence[str], within: tuple[float, float] = (-np.inf, np.inf)
) -> FeatureTable:
    """Today's provisional difficulty of each item, and its family where families can be told from items."""
    families = [item.item.split("/", 1)[0] for item in items]
    of_reached = [family for item, family in zip(items, families, strict=True) if item.id in set(reached)]
    told = 2 <= len(set(of_reached)) < len(of_reached)
    expected = tuple(repr(float(np.clip(item.parameters.difficulty, *within))) for item in items)
    return FeatureTable(tuple(item.id for item in items), {EXPECTED: expected}, tuple(families) if told else None)
