"""Data sets drawn from a fit and fitted anew: what statistics are worth where the model holds.

Parameters that were fitted to the very answers make residuals smaller than those at the true parameters. Statistics of
a data set are therefore compared with those of simulated ones whose parameters were estimated likewise.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Floats
from calibration.errors import CalibrationError
from calibration.fit.simulated_sittings import observed_routing
from calibration.fit.simulated_sittings import simulated_sittings as _sittings
from calibration.marginal.em_algorithm import EMOptions
from calibration.marginal.in_memory_source import InMemoryResponses
from calibration.marginal.marginal_fit import MarginalFit
from calibration.marginal.model_specification import specify_model
from calibration.marginal.parameter_structure import FIXED
from calibration.marginal.priors import Priors
from calibration.persons.posterior_abilities import TabulatedFit
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration
from calibration.results.known_floors import known_floors
from engine import ItemParameters, log_probabilities

TOLERANCE, CYCLES = 1e-3, 200
"""Of the fits of simulated data: far below the standard errors of their parameters."""
FAILURES = 3
"""Simulated data sets that cannot be fitted, for each that can, before parameters are taken as known."""
Refit = Callable[[ResponseMatrix], TabulatedFit | None]


@dataclass(frozen=True, slots=True, eq=False)
class _Anew:
    """Fits other answers to the same items by the models of a fit, on its nodes."""

    models: tuple[str, ...]
    fixed: dict[str, ItemParameters]
    floors: dict[str, tuple[float, ...]]
    labels: tuple[str, ...]
    on: TabulatedFit

    def __call__(self, data: ResponseMatrix) -> TabulatedFit | None:
        """The new fit; None where a data set cannot be fitted or has a slope not above 0."""
        try:
            fit = _fitted(data, self, np.array(self.labels)[self.on.group])
            log_prob = log_probabilities(fit.parameters, self.on.nodes[None, :])
        except CalibrationError:
            return None
        mean, sd = (np.array([getattr(fit.population[name], of) for name in self.labels]) for of in ("mean", "sd"))
        return replace(self.on, log_prob=log_prob, population=(mean, sd))


def refit_like(fit: Calibration, on: TabulatedFit) -> Refit | None:
    """How to fit simulated answers by the models of a fit; None where it cannot be repeated from its result.

    That is so for conditional fits, and for fits with priors, asymptotes, testlets, histograms or regressors.

    Parameters
    ----------
    fit : a calibration
    on : the same on a grid
    """
    asymptotes = {"3pl", "4pl"} & set(fit.models)
    other = fit.testlets is not None or fit.histogram is not None or fit.population.regression is not None
    if not fit.population or asymptotes or other or fit.log_prior != 0:
        return None
    fixed = {
        item: fit.parameters.take(np.array([at]))
        for at, (item, model) in enumerate(zip(fit.items, fit.models, strict=True))
        if model == FIXED
    }
    models = tuple("2pl" if model == FIXED else model for model in fit.models)
    floors = {fit.items[at]: own for at, own in known_floors(fit).items()}
    return _Anew(models, fixed, floors, tuple(fit.population), on)


def _fitted(data: ResponseMatrix, anew: _Anew, group: NDArray[np.str_]) -> Calibration:
    responses = InMemoryResponses.from_matrix(data, group, None)
    specification = specify_model(responses.response_counts, anew.models, anew.fixed, floors=anew.floors)
    source = responses.source(specification.structure, collapse=specification.structure.equal_slopes)
    return MarginalFit(source, specification, Priors(), EMOptions(TOLERANCE, CYCLES, True), False, None).calibration()


def simulations(
    data: ResponseMatrix,
    on: TabulatedFit,
    refit: Refit | None,
    rng: np.random.Generator,
    count: int,
    *,
    routed: bool,
) -> Iterator[tuple[ResponseMatrix, TabulatedFit]]:
    """Data sets drawn from a fit, each with the fit that its statistics are to be taken from.

    Adaptive data with known positions are replaced by adaptive sittings, other data by answers to the same items. A
    data set that cannot be fitted is drawn anew, since whose statistics it stands for could be fitted.

    Parameters
    ----------
    data : whose persons and items they have
    on : the fit on a grid
    refit : how simulated answers are fitted; None to take the parameters as known
    rng, count : the source of randomness, and how many data sets
    routed : whether answers decided which items came
    """
    position = data.position if routed else None
    routing = None if position is None or (position < 0).any() else observed_routing(data, position, on)
    failures = FAILURES * count
    while count:
        drawn = simulated_responses(data, on, rng) if routing is None else _sittings(data, on, routing, rng)
        fitted = on if refit is None or not failures else refit(drawn)
        if fitted is None:
            failures -= 1
            continue
        count -= 1
        yield drawn, fitted


def simulated_responses(data: ResponseMatrix, on: TabulatedFit, rng: np.random.Generator) -> ResponseMatrix:
    """The same persons and items with answers drawn from the fit, each person's ability from their population."""
    theta = _drawn_abilities(on, rng)
    step = on.nodes[1] - on.nodes[0]
    place = np.clip((theta[data.person] - on.nodes[0]) / step, 0, on.nodes.size - 1.000001)
    below = place.astype(np.int64)
    share = place - below
    prob = np.exp(on.log_prob).cumsum(axis=1)
    uniform = rng.random(len(data))
    score = np.zeros(len(data), dtype=data.score.dtype)
    for category in range(prob.shape[1] - 1):
        up = (1 - share) * prob[data.item, category, below] + share * prob[data.item, category, below + 1]
        score += uniform > up
    return replace(data, score=score)


def _drawn_abilities(on: TabulatedFit, rng: np.random.Generator) -> Floats:
    if on.masses is None:
        mean, sd = on.population
        return np.asarray(mean[on.group] + sd[on.group] * rng.standard_normal(on.group.size))
    theta = np.empty(on.group.size)
    for group, mass in enumerate(on.masses):
        mine = np.flatnonzero(on.group == group)
        theta[mine] = rng.choice(on.nodes, size=mine.size, p=mass / mass.sum())
    return theta
