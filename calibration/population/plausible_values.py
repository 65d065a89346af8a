"""Plausible values: draws from each person's posterior of ability, conditioned on the regressors of the fit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, Described, ErrorCode
from calibration.multidimensional.general_abilities import general_posteriors
from calibration.persons.posterior_abilities import (
    TabulatedFit,
    moments,
    normalise,
    population_indices,
    posterior_blocks,
    require_possible_scores,
)
from calibration.population.posterior_draws import draw_from_log_posteriors
from calibration.population.regressors import Regressors, as_regressors
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration
from calibration.results.regressed_population import RegressionEstimates
from engine import log_probabilities
from engine.numerics.counter_based_draws import Purpose, draw_bits, draw_uniform

Given: TypeAlias = Regressors | ArrayLike | Mapping[str, ArrayLike | Labels] | None
MAX_DRAWS = 1000
NODES_PER_SD = 8
"""Nodes in a standard deviation of the prior; a posterior is seldom narrower than a step, at a reliability of .98."""
REACH = 9.1
"""Standard deviations beyond every prior mean that the nodes reach, where a draw has a chance of 1e−18."""


@dataclass(frozen=True, slots=True, eq=False)
class PersonPriors:
    """Mean and standard deviation of each person's ability before their responses, both (persons,), logits."""

    mean: Floats
    sd: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ConditionalPosteriors:
    """Some persons, with their posteriors.

    Parameters
    ----------
    persons : (B,) who they are
    log_posterior : (B, Q) at the nodes, up to a constant for each person
    nodes : (Q,) equally spaced
    """

    persons: Ints
    log_posterior: Floats
    nodes: Floats


def plausible_values(
    data: ResponseMatrix,
    fit: Calibration,
    *,
    regressors: Given = None,
    group: Column | Labels | None = None,
    draws: int = 10,
    seed: int,
    first_person: int = 0,
) -> Floats:
    """Draw plausible values (Mislevy, 1991).

    A draw depends on the seed, the number of the person and the number of the draw alone: it is the same however the
    data are divided. Parameters of the fit are taken as known.

    Parameters
    ----------
    data : responses to the items of the fit; a person without any is drawn from the prior
    fit : one with testlets gives draws of the general ability, which count the dependence;
        with regressors, one of `calibrate` with the same regressors
    regressors : (persons, k), coded as for the fit
    group : (persons,) the fit's population that each person belongs to, where it has several
    draws : from 1 to 1000
    seed : a 64-bit integer
    first_person : the number of the data's first person, where the data are a part of more

    Returns
    -------
    (persons, draws) in logits

    Raises
    ------
    CalibrationError
        ``items_differ``, ``score``, or ``option`` naming regressors, group or draws

    References
    ----------
    Mislevy, R. J. (1991). Randomization-based inference about latent variables from complex samples. *Psychometrika,
    56*, 177–196.
    """
    if not 1 <= draws <= MAX_DRAWS:
        raise CalibrationError(ErrorCode.OPTION, name="draws", expected=f"1 … {MAX_DRAWS}", got=draws)
    seeds = draw_bits(seed, first_person + np.arange(data.persons), Purpose.SIMULEE)
    number = np.arange(draws)
    found = np.empty((data.persons, draws))
    prior = prior_of_persons(data, fit, regressors, group)
    alone = np.flatnonzero(data.responses_per_person() == 0)
    if alone.size:
        uniform = draw_uniform(seeds[alone, None], 0, Purpose.PLAUSIBLE_VALUE, number)
        found[alone] = prior.mean[alone, None] + prior.sd[alone, None] * ndtri(np.clip(uniform, 1e-16, 1 - 1e-16))
    for block in _posteriors(data, fit, prior, group):
        uniform = draw_uniform(seeds[block.persons, None], 0, Purpose.PLAUSIBLE_VALUE, number)
        found[block.persons] = draw_from_log_posteriors(block.log_posterior, block.nodes, uniform)
    return found


def _posteriors(
    data: ResponseMatrix, fit: Calibration, prior: PersonPriors, group: Column | Labels | None
) -> Iterator[ConditionalPosteriors]:
    """The posteriors of all persons with responses; with testlets those of the general ability."""
    if fit.testlets is None:
        yield from conditional_posteriors(data, fit, prior)
        return
    for block in general_posteriors(data, fit, population_indices(list(fit.population), group, data.persons)):
        yield ConditionalPosteriors(block.persons, np.log(np.maximum(block.share, 1e-300)), block.nodes)


def conditional_abilities(
    data: ResponseMatrix, fit: Calibration, *, regressors: Given = None, group: Column | Labels | None = None
) -> tuple[Floats, Floats]:
    """Posterior means and standard deviations of persons given their regressors too, both (persons,).

    They describe persons; the spread of a population is estimated from plausible values.
    """
    prior = prior_of_persons(data, fit, regressors, group)
    theta, sd = prior.mean.copy(), prior.sd.copy()
    for block in conditional_posteriors(data, fit, prior):
        share = normalise(block.log_posterior - block.log_posterior.max(axis=1, keepdims=True))
        theta[block.persons], sd[block.persons] = moments(share, block.nodes)
    return theta, sd


def prior_of_persons(
    data: ResponseMatrix, fit: Calibration, regressors: Given, group: Column | Labels | None
) -> PersonPriors:
    """The distribution of each person's ability before their responses.

    Raises
    ------
    CalibrationError
        ``items_differ``; ``option`` where regressors or groups are not those of the fit
    """
    if tuple(fit.items) != data.items:
        differing = sorted(set(fit.items) ^ set(data.items)) or ["–"]
        raise CalibrationError(ErrorCode.ITEMS_DIFFER, items=", ".join(differing))
    regression = fit.population.regression
    if regression is not None:
        table = _matching(regressors, regression, data.persons)
        mean = regression.intercept + table.values @ regression.coefficients
        return PersonPriors(mean, np.full(data.persons, regression.residual_sd))
    if regressors is not None:
        expected = "none with a fit without regressors"
        raise CalibrationError(
            ErrorCode.OPTION, name="regressors", expected=expected, got=Described("one that is given")
        )
    if fit.histogram is not None or not fit.population:
        expected = "a fit with normal populations"
        raise CalibrationError(ErrorCode.OPTION, name="fit", expected=expected, got=fit.model)
    place = population_indices(list(fit.population), group, data.persons)
    mean, sd = (np.array([getattr(each, name) for each in fit.population.values()]) for name in ("mean", "sd"))
    return PersonPriors(mean[place], sd[place])


def conditional_posteriors(
    data: ResponseMatrix, fit: Calibration, prior: PersonPriors
) -> Iterator[ConditionalPosteriors]:
    """The posteriors of all persons with responses, block after block."""
    if not len(data):
        return
    tabulated = _tabulated(data, fit, prior)
    tilt, square = prior.mean / prior.sd**2, -0.5 / prior.sd**2
    flat = -0.5 * (tabulated.nodes / tabulated.population[1][0]) ** 2  # what the tabulated prior has in it
    for block in posterior_blocks(data, tabulated):
        log_posterior = block.log_posterior
        log_posterior += tilt[block.persons, None] * tabulated.nodes
        if (prior.sd != tabulated.population[1][0]).any():
            log_posterior += square[block.persons, None] * tabulated.nodes**2 - flat
        yield ConditionalPosteriors(block.persons, log_posterior, tabulated.nodes)


def _tabulated(data: ResponseMatrix, fit: Calibration, prior: PersonPriors) -> TabulatedFit:
    """The items on a lattice of nodes that depends on the fit, except for how far it goes; the prior N(0, least SD)."""
    least = float(prior.sd.min())
    step = least / NODES_PER_SD
    low, high = (prior.mean - REACH * prior.sd).min(), (prior.mean + REACH * prior.sd).max()
    nodes = step * np.arange(np.floor(low / step), np.ceil(high / step) + 1)
    log_prob = log_probabilities(fit.parameters, nodes[None, :])
    require_possible_scores(data, log_prob)
    return TabulatedFit(nodes, log_prob, (np.zeros(1), np.array([least])), np.zeros(data.persons, dtype=np.int64))


def _matching(regressors: Given, regression: RegressionEstimates, persons: int) -> Regressors:
    """Regressors with the columns of the fit."""
    names = ", ".join(regression.names)
    if regressors is None:
        raise CalibrationError(ErrorCode.OPTION, name="regressors", expected=names, got="–")
    coded = as_regressors(regressors, persons)
    if coded.names != regression.names:
        raise CalibrationError(ErrorCode.OPTION, name="regressors", expected=names, got=", ".join(coded.names))
    return coded
