"""`calibrate_with_features`: a calibration whose prior on difficulty is what features say, iterated (empirical Bayes).

In each round the items are calibrated with a normal prior for each one's difficulty, mean xᵀη + u and variance τ_i².
Near the posterior mode b̃ with covariance S the likelihood alone is normal with covariance C = (S⁻¹ − T⁻¹)⁻¹ and mean
b̃ + C T⁻¹ (b̃ − m), where m and T are the priors' means and variances. Items with two categories are mended by moments
(`likelihood_moments`). The difficulty model is fitted to that, and gives the next round's priors.

References
----------
Mislevy (1988), Applied Psychological Measurement 12, 281–296. Breslow & Clayton (1993), JASA 88, 9–25 (penalised
quasi-likelihood). Geerlings, Glas & van der Linden (2011), Psychometrika 76, 337–359.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Bools, Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.estimation import calibrate
from calibration.explanation.difficulty_model import ExplainedDifficulty, explain_difficulty, mixed_model_targets
from calibration.explanation.feature_table import FeatureTable
from calibration.explanation.fitted_difficulties import FittedDifficulties, fitted_difficulties
from calibration.explanation.likelihood_moments import ShareRight, match_moments
from calibration.explanation.variance_components import predict
from calibration.marginal.parameter_structure import FIXED
from calibration.marginal.priors import ItemNormals, LogitNormal, LogNormal, Priors
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration
from engine import ItemParameters

FIRST_SD = 2.0
"""SD in logits of the first round's priors, which are centred at 0 and nearly flat."""
SMALLEST_SD = 0.1
"""Smallest SD of a prior: it only says where the likelihood is approximated."""
MOST_KNOWN = 1 - 1e-6
"""Largest share of a prior's variance that may be left after the responses."""


class JointStatus(StrEnum):
    """How the rounds ended."""

    CONVERGED = "converged"
    ROUND_LIMIT = "stopped at the limit of rounds while difficulties still moved"


@dataclass(frozen=True, slots=True, eq=False)
class JointCalibration:
    """A calibration and the difficulty model that is its prior.

    Parameters
    ----------
    fit : with the last round's priors: posterior modes. Its standard errors take the priors as known; those of
        `predict_difficulty` do not
    explained : the difficulty model; its fitted difficulties are what the responses alone say
    status : whether rounds changed nothing any more
    rounds : calibrations that were made
    """

    fit: Calibration
    explained: ExplainedDifficulty
    status: JointStatus
    rounds: int


@dataclass(frozen=True, slots=True)
class JointOptions:
    """How the rounds are made.

    Parameters
    ----------
    fixed : by item id, parameters that stay; their items are not explained
    groups : (persons,) labels of populations
    categorical : features to take as labels
    tol : largest change of a difficulty, in logits, at which rounds end
    most_rounds : at which they end in any case
    on_round : called with the number of each round and the largest change, for progress displays
    """

    fixed: Mapping[str, ItemParameters] | Calibration | None = None
    groups: ArrayLike | None = None
    categorical: Sequence[str] = ()
    tol: float = 2e-3
    most_rounds: int = 25
    on_round: Callable[[int, float], None] | None = None


def calibrate_with_features(
    data: ResponseMatrix, model: str | Sequence[str], features: FeatureTable, options: JointOptions | None = None
) -> JointCalibration:
    """Calibrate items with few responses, which borrow strength from items with like features.

    Items without features keep a nearly flat prior, N(0, `FIRST_SD`²). Slopes and asymptotes have the weak priors of
    ``calibrate(priors="default")`` where they are free. Items answered always alike are fitted too.

    Parameters
    ----------
    data : responses
    model : as for `calibrate`; one for each item of the data where there are several
    features : of the items, with families perhaps

    Raises
    ------
    CalibrationError
        the errors of `calibrate` and of `explain_difficulty`; ``not_converged`` where a round's fit has no covariance
    """
    chosen, n = options or JointOptions(), len(data.items)
    priors = ItemNormals(np.zeros(n), np.full(n, FIRST_SD))
    before = np.full(n, np.inf)
    for number in range(1, chosen.most_rounds + 1):
        fit = _calibrated(data, model, priors, chosen)
        alone = _likelihood_alone(fit, priors, data)
        explained = explain_difficulty(alone, features, categorical=chosen.categorical)
        b = _locations(fit)
        change = float(np.max(np.abs(b - before)))
        if chosen.on_round is not None:
            chosen.on_round(number, change)
        if change < chosen.tol:
            return JointCalibration(fit, explained, JointStatus.CONVERGED, number)
        before, priors = b, _next_priors(data.items, explained)
    return JointCalibration(fit, explained, JointStatus.ROUND_LIMIT, chosen.most_rounds)


def _calibrated(
    data: ResponseMatrix, model: str | Sequence[str], priors: ItemNormals, options: JointOptions
) -> Calibration:
    weak = Priors(a=LogNormal(0.0, 0.5), b=priors, c=LogitNormal(-1.39, 0.5), d=LogitNormal(2.94, 0.5))
    fit = calibrate(data, model, groups=options.groups, fixed=options.fixed, priors=weak)
    if fit.covariance is None:
        raise CalibrationError(ErrorCode.NOT_CONVERGED, got=fit.status)
    return fit


def _locations(fit: Calibration) -> Floats:
    return fit.b if fit.b.ndim == 1 else np.asarray(np.nanmean(fit.b, axis=1))


def _likelihood_alone(fit: Calibration, priors: ItemNormals, data: ResponseMatrix) -> FittedDifficulties:
    """What the responses say of the free items: the normal that times the priors gives the posterior."""
    posterior = fitted_difficulties(fit)
    place = {item: at for at, item in enumerate(fit.items)}
    free = np.flatnonzero([fit.models[place[item]] != FIXED for item in posterior.items])
    posterior = posterior.select(free)
    rows = np.array([place[item] for item in posterior.items], dtype=np.int64)
    mean, sd = priors.mean[rows], priors.sd[rows]
    values, vectors = np.linalg.eigh(posterior.covariance / np.outer(sd, sd))
    known = np.clip(values, 1e-12, MOST_KNOWN)
    covariance = ((vectors * (known / (1 - known))) @ vectors.T) * np.outer(sd, sd)
    b = posterior.b + covariance @ ((posterior.b - mean) / sd**2)
    scale = np.ones(len(b))
    two = np.flatnonzero(_has_two_categories(fit)[rows])
    answers = ShareRight(data.score_per_item()[rows[two]], data.responses_per_item()[rows[two]])
    alone = np.diag(covariance)[two]
    b[two], matched = match_moments(posterior.b[two], alone, (mean[two], sd[two]), fit.a[rows[two]], answers)
    scale[two] = np.sqrt(matched / alone)
    return FittedDifficulties(posterior.items, b, (covariance + covariance.T) / 2 * np.outer(scale, scale))


def _has_two_categories(fit: Calibration) -> Bools:
    return np.asarray(np.isfinite(fit.b.reshape(len(fit.items), -1)).sum(axis=1) == 1)


def _next_priors(items: Sequence[str], explained: ExplainedDifficulty) -> ItemNormals:
    """xᵀη + u of each explained item with SD τ_i; nearly flat for the others."""
    mean, sd = np.zeros(len(items)), np.full(len(items), FIRST_SD)
    table, none = explained.table, np.full(len(explained.table.items), -1)  # as if none of them had an own effect
    targets = mixed_model_targets(explained.coding.coded(table), none, explained.family_places(table), explained)
    rows = {item: at for at, item in enumerate(items)}
    places = [rows[item] for item in explained.fitted.items]
    mean[places] = predict(explained.model, targets).mean
    sd[places] = max(explained.item_sd, SMALLEST_SD)
    return ItemNormals(mean, sd)
