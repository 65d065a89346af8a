"""A posterior-predictive check of the whole model, for any design, adaptive ones too.

Abilities are drawn from each person's posterior. How answers to pairs of items go together at these abilities is
compared with answers drawn anew at the same abilities, to the items that each person was given. The discrepancy adds
up products of residuals: under the model an answer's residual has mean 0 given the ability and all earlier answers, so
that such a product has mean 0 also where earlier answers decided which items came.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.stats import chi2, ncx2

from calibration.array_types import Bools, Floats, Ints
from calibration.persons.posterior_abilities import TabulatedFit, posterior_blocks
from calibration.responses.response_matrix import ResponseMatrix

DRAWS = 200
"""Draws of all abilities: p can be as small as 1/201."""
FEWEST_PERSONS = 20
"""Persons who met both items of a pair, below whom it does not count."""
EFFECT = 0.02
"""Size for which power is told: four items of a passage whose effect has an SD of .7 give about as much."""
NAMED = 12
"""Pairs named."""
DENSE = 0.2
"""Share of persons × items answered from which matrices are multiplied in full."""


@dataclass(frozen=True, slots=True, eq=False)
class PosteriorPredictive:
    """Associations of pairs of items beside those of answers drawn from the model.

    Parameters
    ----------
    p : share of draws in which new answers are as far from the model as the observed ones, at least 1/(draws + 1).
        It is cautious: a model that fits is rejected at .05 in fewer than one in twenty data sets
    size : root mean square correlation of residuals at drawn abilities, beyond chance, 0 or more. Draws follow the
        answers, so that the correlation at the true abilities is larger
    power : chance that associations of the size ``EFFECT`` would be found at the 5 % level
    pairs : items of the pairs that go together most beyond what the model says, joined by ``+``, strongest first
    """

    p: float
    size: float
    power: float
    pairs: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """Of each item the cumulated probabilities (n, K, Q), expected scores and variances (n, Q), and (n,) steps."""

    cumulated: Floats
    mean: Floats
    variance: Floats
    steps: Ints


def posterior_predictive(
    data: ResponseMatrix, on: TabulatedFit, *, draws: int = DRAWS, seed: int = 0
) -> PosteriorPredictive | None:
    """Whether answers to pairs of items go together as the model says; None where no pair has enough persons.

    Parameters
    ----------
    data : responses to the items of the fit
    on : the fit on a grid
    draws : of the abilities of all persons, 1 or more
    seed : of these draws

    References
    ----------
    Gelman, Meng & Stern (1996), *Statistica Sinica* 6, 733–807: realised discrepancies.
    Sinharay, Johnson & Stern (2006), *Applied Psychological Measurement* 30, 298–321: associations of pairs.
    Levy, Mislevy & Sinharay (2009), *Applied Psychological Measurement* 33, 519–537: covariances of residuals.
    """
    rng = np.random.default_rng(seed)
    starts = np.concatenate(([0], np.cumsum(data.responses_per_person())))
    pairs = np.triu(_cross_products(np.ones(len(data)), data, starts) >= FEWEST_PERSONS, 1)
    if not pairs.any():
        return None
    tables, nodes = _tables(on), _drawn_nodes(data, on, rng, draws)
    totals, weight, z = np.zeros((draws, 2)), 0.0, np.zeros(int(pairs.sum()))
    for draw in range(draws):
        node = nodes[draw][data.person]
        scale = _scales(data, tables, node, starts, pairs)
        observed, new = (
            _standardised(score - tables.mean[data.item, node], data, starts, pairs, scale[0])
            for score in (data.score, _new_scores(data, tables, node, rng))
        )
        totals[draw] = observed @ observed, new @ new
        weight += scale[1] / draws
        z += observed / draws
    excess = max(float(np.diff(-totals, axis=1).mean()), 0.0)
    return PosteriorPredictive(
        float((1 + (totals[:, 1] >= totals[:, 0]).sum()) / (1 + draws)),
        float(np.sqrt(excess / weight)),
        _power(totals[:, 1], weight * EFFECT**2),
        _named(data.items, pairs, z),
    )


def _tables(on: TabulatedFit) -> _Tables:
    prob = np.exp(on.log_prob)
    score = np.arange(prob.shape[1])[:, None]
    mean = (prob * score).sum(axis=1)
    steps = np.isfinite(on.log_prob).any(axis=2).sum(axis=1) - 1
    return _Tables(prob.cumsum(axis=1), mean, (prob * score**2).sum(axis=1) - mean**2, steps)


def _drawn_nodes(data: ResponseMatrix, on: TabulatedFit, rng: np.random.Generator, draws: int) -> Ints:
    """(draws, persons) indices of nodes drawn from each person's posterior; 0 for a person without a response."""
    found = np.zeros((draws, data.persons), dtype=np.int32)
    for block in posterior_blocks(data, on):
        cumulated = block.posterior.cumsum(axis=1)
        row = np.arange(block.persons.size)
        along = (cumulated / cumulated[:, -1:] + row[:, None]).ravel()  # one rising sequence for all persons
        place = np.searchsorted(along, rng.random((draws, row.size)) + row) - row * on.nodes.size
        found[:, block.persons] = np.clip(place, 0, on.nodes.size - 1)
    return np.asarray(found, dtype=np.int64)


def _new_scores(data: ResponseMatrix, tables: _Tables, node: Ints, rng: np.random.Generator) -> Ints:
    uniform = rng.random(len(data))
    score = np.zeros(len(data), dtype=np.int64)
    for category in range(tables.cumulated.shape[1] - 1):
        score += uniform > tables.cumulated[data.item, category, node]
    return np.asarray(np.minimum(score, tables.steps[data.item]), dtype=np.int64)


def _scales(data: ResponseMatrix, tables: _Tables, node: Ints, starts: Ints, pairs: Bools) -> tuple[Floats, float]:
    """(pairs,) variances of the sums of products, and by how much a squared correlation of 1 raises their total."""
    variance = tables.variance[data.item, node]
    scale = _cross_products(variance, data, starts)[pairs]
    both = _cross_products(np.sqrt(variance), data, starts)[pairs]
    known = scale > 0
    return scale, float((both[known] ** 2 / scale[known]).sum())


def _standardised(residual: Floats, data: ResponseMatrix, starts: Ints, pairs: Bools, scale: Floats) -> Floats:
    product = _cross_products(residual, data, starts)[pairs]
    return np.asarray(product / np.sqrt(np.maximum(scale, np.finfo(float).tiny)) * (scale > 0))


def _cross_products(values: Floats, data: ResponseMatrix, starts: Ints) -> Floats:
    """(n, n) sums over persons of the products of their values on two items."""
    table = csr_array((values, data.item, starts), shape=(data.persons, len(data.items)))
    if len(data) >= DENSE * data.persons * len(data.items):
        full = table.toarray()
        return np.asarray(full.T @ full)
    return np.asarray((table.T @ table).toarray())


def _power(new: Floats, shift: float) -> float:
    """Chance to exceed the upper 5 % point after a shift, by a scaled noncentral chi-squared distribution."""
    mean, variance = float(new.mean()), float(new.var())
    if variance <= 0:
        return float("nan")
    scale, df = variance / (2 * mean), 2 * mean**2 / variance
    return float(ncx2.sf(chi2.isf(0.05, df), df, shift / scale))


def _named(items: tuple[str, ...], pairs: Bools, z: Floats) -> tuple[str, ...]:
    first, second = np.nonzero(pairs)
    order = np.argsort(-z)[:NAMED]
    return tuple(f"{items[first[at]]}+{items[second[at]]}" for at in order if z[at] > 0)
