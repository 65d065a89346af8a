"""Reliability of abilities and of total scores, over all persons and within groups."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from calibration.array_types import Bools, Floats
from calibration.persons.posterior_abilities import (
    Abilities,
    FittedModel,
    TabulatedFit,
    group_labels,
    posterior_moments,
    tabulate_fit,
)
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix


class UnavailableReason(StrEnum):
    """The reason why a coefficient is not given."""

    NOT_COMPLETE = "not given: persons met different items"
    TOO_FEW_ITEMS = "not given: fewer than two items"
    TOO_FEW_PERSONS = "not given: fewer than two persons"
    NO_SPREAD = "not given: all total scores are the same"
    NOT_A_POPULATION = "not given: the fit has no population of just these persons"


@dataclass(frozen=True, slots=True)
class Reliability:
    """Reliability of one group of persons; an unavailable coefficient is an `UnavailableReason`.

    Parameters
    ----------
    group : its label, None for all persons
    persons : number of persons with a response
    marginal : 1 − mean posterior variance / variance of the fit's population; at most 1, below 0 where the persons'
        posteriors are wider than their population
    empirical : variance of EAP / (variance of EAP + mean posterior variance), 0 to 1
    alpha : Cronbach's alpha; at most 1
    mean, sd : mean of EAP, and root of variance of EAP + mean posterior variance, logits
    se : root of the mean posterior variance, logits
    """

    group: str | None
    persons: int
    marginal: float | UnavailableReason
    empirical: float | UnavailableReason
    alpha: float | UnavailableReason
    mean: float
    sd: float
    se: float


def reliability(
    data: ResponseMatrix,
    fit: FittedModel,
    *,
    group: Column | Labels | None = None,
    by: Column | Labels | None = None,
    abilities: Abilities | None = None,
) -> tuple[Reliability, ...]:
    """Reliability over all persons, then within each group.

    Reliability over several year groups is higher than within any of them, since it includes the variance between
    years. For comparisons within a year group use the coefficient of that group.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration
    group : (persons,) population of the fit that each person belongs to; optional where there is only one
    by : (persons,) labels of the reported groups, None or "" for persons in none; by default ``group``. The marginal
        coefficient is given for a group that consists of whole populations of the fit.
    abilities : of the persons, where local independence does not hold, as in a testlet model

    Raises
    ------
    CalibrationError
        ``items_differ``, ``option`` naming the group, or ``score`` naming the item

    References
    ----------
    Green, Bock, Humphreys, Linn & Reckase (1984), Journal of Educational Measurement 21, 347–360: marginal reliability.
    Cronbach (1951), Psychometrika 16, 297–334: alpha.
    """
    tabulated = tabulate_fit(data, fit, group)
    found = posterior_moments(data, tabulated) if abilities is None else abilities
    reported_groups = group if by is None else by
    met = found.responses > 0
    everyone = _group_reliability(None, met, data, tabulated, found)
    if reported_groups is None:
        return (everyone,)
    labels = group_labels(reported_groups, data.persons)
    within = (
        _group_reliability(name, met & (labels.code == at), data, tabulated, found)
        for at, name in enumerate(labels.names)
    )
    return (everyone, *within)


def cronbach_alpha(data: ResponseMatrix, members: Bools | None = None) -> float | UnavailableReason:
    """Cronbach's alpha of the total score, available where all these persons met the same items.

    Parameters
    ----------
    members : (persons,) the persons that count; by default all with a response
    """
    rows = slice(None) if members is None else members[data.person]
    person, item, score = data.person[rows], data.item[rows], data.score[rows].astype(float)
    persons, items = np.unique(person).size, np.unique(item).size
    if persons < 2 or items < 2:
        return UnavailableReason.TOO_FEW_PERSONS if persons < 2 else UnavailableReason.TOO_FEW_ITEMS
    if score.size != persons * items:
        return UnavailableReason.NOT_COMPLETE
    total = np.bincount(person, score)[np.unique(person)]
    mean = np.bincount(item, score) / persons
    within = ((score - mean[item]) ** 2).sum() / (persons - 1)
    spread = total.var(ddof=1)
    return float(items / (items - 1) * (1 - within / spread)) if spread > 0 else UnavailableReason.NO_SPREAD


def _group_reliability(
    name: str | None, members: Bools, data: ResponseMatrix, tabulated: TabulatedFit, found: Abilities
) -> Reliability:
    theta, error = found.theta[members], found.se[members] ** 2
    if theta.size < 2:
        few = UnavailableReason.TOO_FEW_PERSONS
        return Reliability(name, theta.size, few, few, few, *_ability_summary(theta, 0.0, error))
    signal, noise = float(theta.var(ddof=1)), float(error.mean())
    population = _population_variance(members, found.responses > 0, tabulated)
    marginal = 1 - noise / population if population is not None else UnavailableReason.NOT_A_POPULATION
    return Reliability(
        name,
        theta.size,
        marginal,
        signal / (signal + noise),
        cronbach_alpha(data, members),
        *_ability_summary(theta, signal, error),
    )


def _ability_summary(theta: Floats, signal: float, error: Floats) -> tuple[float, float, float]:
    if not theta.size:
        return 0.0, 0.0, 0.0
    noise = float(error.mean())
    return float(theta.mean()), float(np.sqrt(signal + noise)), float(np.sqrt(noise))


def _population_variance(members: Bools, met: Bools, tabulated: TabulatedFit) -> float | None:
    """Variance of the mixture of populations of the members; None where one population is only partly included."""
    mean, sd = tabulated.population
    inside = np.bincount(tabulated.group[members], minlength=mean.size)
    if (inside[inside > 0] != np.bincount(tabulated.group[met], minlength=mean.size)[inside > 0]).any():
        return None
    share = inside / inside.sum()
    centre = share @ mean
    return float(share @ (sd**2 + (mean - centre) ** 2))
