"""Out-of-family validation: each family's difficulties predicted from the other families."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from calibration.array_types import Bools, Floats, Ints
from calibration.explanation.difficulty_model import ExplainedDifficulty, mixed_model_targets
from calibration.explanation.difficulty_prediction import LEVEL
from calibration.explanation.variance_components import fit_mixed_model, predict

MOST_FOLDS = 40
FOLDS_OF_ITEMS = 10
REFIT_TOLERANCE = 1e-3
STRANGE = 1e-6
"""Distance of an item's standardised columns from what the other items span, beyond which they do not predict it."""


@dataclass(frozen=True, slots=True, eq=False)
class CrossValidation:
    """Predictions of fitted difficulties from items of other families (of other items where there are no families).

    Parameters
    ----------
    fold : (n,) in which each item was left out
    by_family : whether each fold has whole families
    predicted : (n,) logits; NaN for an item with a feature that the items it was predicted from do not have
    error_sd : (n,) SD of b̂ less prediction, that of b̂ itself included
    away : (n,) b̂ less prediction
    rmse : root mean square of ``away``
    rmse_true : the same for the true difficulties: the variance of the errors of b̂ taken off, 0 at least
    r : correlation of b̂ and prediction; NaN where either is constant
    coverage : share of items whose b̂ is within the 90 % band about its prediction

    The figures are of items that could be predicted; NaN where there are none.
    """

    fold: Ints
    by_family: bool
    predicted: Floats
    error_sd: Floats
    away: Floats
    rmse: float
    rmse_true: float
    r: float
    coverage: float


def cross_validate(explained: ExplainedDifficulty, most_folds: int = MOST_FOLDS) -> CrossValidation:
    """Leave out one family at a time (several together where there are more than ``most_folds``), refit, and predict.

    Coefficients and variances are estimated anew in each fold. Without families, items are dealt to ten folds.
    """
    family = explained.family_places(explained.table)
    n, folds = len(family), min(len(explained.families) or FOLDS_OF_ITEMS, most_folds)
    fold = family % folds if explained.families else np.arange(n, dtype=np.int64) % folds
    predicted, spread, reach = np.zeros(n), np.zeros(n), np.zeros(n)
    for each in range(folds):
        out = fold == each
        predicted[out], spread[out], reach[out] = _predict_fold(explained, out)
    away = explained.fitted.b - predicted
    known = np.isfinite(predicted)
    if not known.any():
        return CrossValidation(fold, bool(explained.families), predicted, spread, away, *[float("nan")] * 4)
    noise = float(np.mean(np.diag(explained.fitted.covariance)[known]))
    square = float(np.mean(away[known] ** 2))
    b = explained.fitted.b[known]
    varied = predicted[known].std() > 0 and b.std() > 0
    return CrossValidation(
        fold,
        bool(explained.families),
        predicted,
        spread,
        away,
        float(np.sqrt(square)),
        float(np.sqrt(max(square - noise, 0.0))),
        float(np.corrcoef(predicted[known], b)[0, 1]) if varied else float("nan"),
        float(np.mean(np.abs(away[known]) <= reach[known])),
    )


def _predict_fold(explained: ExplainedDifficulty, out: Bools) -> tuple[Floats, Floats, Floats]:
    """Predictions of the items left out, the SD of b̂ less these, and half the width of their bands.

    Errors of b̂ are correlated between the items left out and the others (all share the error of the scale).
    """
    family, error = explained.family_places(explained.table), explained.fitted.covariance
    kept = explained.model.data.without(out)
    basis = _row_space(kept.fixed)
    fit = fit_mixed_model(replace(kept, fixed=kept.fixed @ basis), explained.model.variances, REFIT_TOLERANCE)
    coded = explained.coding.coded(explained.table)[out]
    if explained.families:
        family = np.full(len(coded), -1)
    targets = mixed_model_targets(coded, np.full(len(coded), -1), family, explained)
    strange = np.abs(targets.fixed - targets.fixed @ basis @ basis.T).max(axis=1) > STRANGE
    found = predict(fit, replace(targets, fixed=targets.fixed @ basis))
    shared = (found.weights * error[np.ix_(out, ~out)]).sum(axis=1)
    spread = np.sqrt(np.maximum(found.se**2 + np.diag(error)[out] - 2 * shared, found.se**2 * 0.01))
    spread[strange] = np.nan
    return np.where(strange, np.nan, found.mean), spread, stats.t.ppf(0.5 + LEVEL / 2, found.df) * spread


def _row_space(columns: Floats) -> Floats:
    """(p, r) orthonormal basis of what the rows span: combinations of coefficients that they determine."""
    _, sizes, rows = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(rows[sizes > 1e-9 * sizes[0]].T)
