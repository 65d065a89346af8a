"""A norm model with given terms, fitted by weighted maximum likelihood."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from engine.numerics.array_types import Floats, Ints
from reports.norms.norm_model import NormBasis, NormModel, NormTerms, by_coefficient, distribution
from reports.norms.norm_sample import NormSample

_FLAT = 1e-5  # of the mean log-likelihood's gradient at a maximum
_STEP = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class FittedModel:
    """A model with how it was reached.

    Parameters
    ----------
    log_likelihood : weighted, with weights that sum to the number of persons
    tic : −2 log-likelihood + 2 tr(H⁻¹B), Takeuchi's criterion: how ill the model would predict other learners; Akaike's
        where the model is true and learners come one by one
    converged : whether the likelihood is flat there and curves down in every direction
    """

    model: NormModel
    log_likelihood: float
    tic: float
    converged: bool


def fit_model(sample: NormSample, terms: NormTerms, start: NormModel | None = None) -> FittedModel:
    """Fit a model; a fit that does not reach a maximum says so.

    The covariance of the coefficients is H⁻¹BH⁻¹ (Huber, 1967; White, 1982), with H the observed information and B the
    sum of outer products of the schools' score vectors: it holds for weights, for schools whose learners are alike, and
    where the model is not quite true.

    References
    ----------
    White, H. (1982). Maximum likelihood estimation of misspecified models. *Econometrica, 50*, 1–25. Takeuchi, K.
    (1976). Distribution of informational statistics and a criterion of model fitting. *Suri-Kagaku, 153*, 12–18.

    Parameters
    ----------
    start : a model of fewer terms to start from
    """
    basis = NormBasis(terms, float(sample.level.min()), float(max(sample.level.max(), sample.level.min() + 1e-6)))
    blocks = basis.blocks(sample.level, sample.relative_age)
    weight = sample.weight / sample.weight.mean()
    likelihood = _Likelihood(blocks, sample.theta, weight)
    first = _from_regression(blocks, sample.theta, weight) if start is None else _extended(start, terms)
    found = minimize(likelihood.mean_loss, first, jac=True, method="BFGS", options={"gtol": _FLAT / 10, "maxiter": 500})
    information = likelihood.information(found.x)
    curved = bool(np.linalg.eigvalsh(information)[0] > 0)
    bread = np.linalg.inv(information) if curved else np.full_like(information, np.nan)
    spread = _outer_products(likelihood.scores(found.x), sample.school)
    log_likelihood = -float(found.fun) * len(sample)
    flat = bool(np.abs(likelihood.mean_loss(found.x)[1]).max() < _FLAT)
    model = NormModel(basis, found.x, bread @ spread @ bread)
    return FittedModel(model, log_likelihood, 2 * float(np.trace(bread @ spread)) - 2 * log_likelihood, flat and curved)


@dataclass(frozen=True, slots=True, eq=False)
class _Likelihood:
    blocks: tuple[Floats, Floats, Floats, Floats]
    theta: Floats
    weight: Floats

    def mean_loss(self, coefficients: Floats) -> tuple[float, Floats]:
        """The mean of −log-likelihood and its gradient."""
        there = distribution(self.blocks, coefficients)
        loss = -float(self.weight @ there.log_density(self.theta)) / len(self.theta)
        return loss, -self.scores(coefficients).sum(axis=0) / len(self.theta)

    def scores(self, coefficients: Floats) -> Floats:
        """Each person's weighted derivatives of the log-likelihood, (n, m)."""
        by_parameter = distribution(self.blocks, coefficients).log_density_gradient(self.theta)
        return by_coefficient(self.blocks, by_parameter * self.weight)

    def information(self, coefficients: Floats) -> Floats:
        """The observed information, (m, m), by central differences of the gradient."""
        columns = []
        for step in _STEP * np.eye(coefficients.size):
            ahead, behind = (self.mean_loss(coefficients + sign * step)[1] for sign in (1, -1))
            columns.append((ahead - behind) / (2 * _STEP) * len(self.theta))
        half = np.array(columns)
        return (half + half.T) / 2


def _from_regression(blocks: tuple[Floats, ...], theta: Floats, weight: Floats) -> Floats:
    """Least squares for μ, one standard deviation, and a normal shape."""
    root = np.sqrt(weight)
    mean, *_ = np.linalg.lstsq(blocks[0] * root[:, np.newaxis], theta * root, rcond=None)
    spread = np.zeros(blocks[1].shape[1])
    spread[0] = 0.5 * np.log(np.average((theta - blocks[0] @ mean) ** 2, weights=weight))
    return np.concatenate([mean, spread, np.zeros(blocks[2].shape[1] + blocks[3].shape[1])])


def _extended(start: NormModel, terms: NormTerms) -> Floats:
    """The coefficients of a smaller model in the places of a larger one, and 0 for its new terms."""
    old, degrees = start.basis.terms, ("mean_degree", "spread_degree")
    parts = np.split(start.coefficients, np.cumsum(old.block_sizes)[:-1])
    found = []
    for part, size, degree in zip(parts, terms.block_sizes, (*degrees, None, None), strict=True):
        # terms of age stand behind the polynomial, which may have grown
        before = part.size if degree is None else getattr(old, degree) + 1
        grown = 0 if degree is None else getattr(terms, degree) - getattr(old, degree)
        whole = np.concatenate([part[:before], np.zeros(grown), part[before:]])
        found.append(np.concatenate([whole, np.zeros(size - whole.size)]))
    return np.concatenate(found)


def _outer_products(scores: Floats, school: Ints) -> Floats:
    """The sum over schools of the outer products of their learners' summed scores, (m, m)."""
    alone = np.arange(len(school)) + school.max() + 1
    _, cluster = np.unique(np.where(school < 0, alone, school), return_inverse=True)
    totals = np.zeros((int(cluster.max()) + 1, scores.shape[1]))
    np.add.at(totals, cluster, scores)
    products: Floats = totals.T @ totals
    return products
