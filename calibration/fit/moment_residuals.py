"""First and second moments of item scores: observed, as a model says, their sampling covariance and derivatives.

A limited-information statistic compares moments of single items and of pairs, which sparse tables of response patterns
still hold (Maydeu-Olivares & Joe, 2006).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class MomentStructure:
    """Moments of n items at Q nodes.

    First moments are expected scores or, by category, probabilities of each category but the lowest; second moments are
    expected products of two scores.

    Parameters
    ----------
    weight : (Q,) shares of the nodes, sum 1
    value : (L, Q) first moments given ability
    item : (L,) the item that each first moment is of
    mean, variance : (n, Q) of the scores given ability
    cross : (L, n, Q) covariance of each first moment's variable with its item's score given ability, 0 for other items,
        kept as (L, Q)
    same : (L, L, Q) covariance of two first moments' variables of one item, kept for pairs of the same item only
    pairs : (2, P) the items of each second moment
    """

    weight: Floats
    value: Floats
    item: Ints
    mean: Floats
    variance: Floats
    cross: Floats
    same: Floats
    pairs: Ints

    @property
    def expected(self) -> Floats:
        """(L + P,) moments over the population."""
        first, second = self.pairs
        return np.concatenate((self.value @ self.weight, (self.mean[first] * self.mean[second]) @ self.weight))

    @property
    def covariance(self) -> Floats:
        """(L + P, L + P) covariance of one person's variables under the model."""
        first, second = self.pairs
        conditional = np.concatenate((self.value, self.mean[first] * self.mean[second]))
        average = conditional @ self.weight
        total: Floats = (conditional * self.weight) @ conditional.T - np.outer(average, average)
        self._add_shared_items(total)
        return total

    def _add_shared_items(self, total: Floats) -> None:
        """Add what variables that share an item have in common beside ability."""
        (first, second), single, weight = self.pairs, self.value.shape[0], self.weight
        for item in range(len(self.mean)):
            mine = np.flatnonzero((first == item) | (second == item))
            other = np.where(first[mine] == item, second[mine], first[mine])
            beside = self.mean[other]
            places = single + mine
            total[np.ix_(places, places)] += (beside * (weight * self.variance[item])) @ beside.T
            own = np.flatnonzero(self.item == item)
            total[np.ix_(own, own)] += (self.same[own][:, own] * weight).sum(axis=2)
            shared = (self.cross[own] * weight) @ beside.T
            total[np.ix_(own, places)] += shared
            total[np.ix_(places, own)] += shared.T
        diagonal = single + np.arange(first.size)
        total[diagonal, diagonal] += (self.variance[first] * self.variance[second]) @ weight


def moment_structure(prob: Sequence[Floats], weight: Floats, *, by_category: bool) -> MomentStructure:
    """The moments of items with category probabilities (K, Q) each.

    Parameters
    ----------
    prob : of each item
    weight : (Q,) shares of the nodes
    by_category : whether first moments are the categories' probabilities (C2) or expected scores (M2*)
    """
    scores = [np.arange(len(each))[:, None] for each in prob]
    mean = np.array([(each * score).sum(axis=0) for each, score in zip(prob, scores, strict=True)])
    square = np.array([(each * score**2).sum(axis=0) for each, score in zip(prob, scores, strict=True)])
    count = len(prob)
    pairs = np.array(np.tril_indices(count, -1))[::-1]
    if not by_category:
        item = np.arange(count)
        same = np.zeros((count, count, weight.size))
        same[item, item] = square - mean**2
        return MomentStructure(weight, mean, item, mean, square - mean**2, square - mean**2, same, pairs)
    item = np.repeat(np.arange(count), [len(each) - 1 for each in prob])
    value = np.concatenate([each[1:] for each in prob])
    category = np.concatenate([np.arange(1, len(each)) for each in prob])
    cross = value * (category[:, None] - mean[item])
    alike = item[:, None] == item
    same = np.where(alike[:, :, None], -value[:, None] * value[None], 0.0)
    diagonal = np.arange(item.size)
    same[diagonal, diagonal] = value * (1 - value)
    return MomentStructure(weight, value, item, mean, square - mean**2, cross, same, pairs)


def observed_moments(scores: Ints, structure: MomentStructure, categories: Ints, weight: Floats) -> Floats:
    """(L + P,) moments of persons' scores.

    Parameters
    ----------
    scores : (persons, n)
    categories : (n,) number of categories
    weight : (persons,) above 0
    """
    share = weight / weight.sum()
    first, second = structure.pairs
    product = (scores * share[:, None]).T @ scores.astype(np.float64)
    single = share @ scores
    if structure.item.size != categories.size:
        category = np.concatenate([np.arange(1, number) for number in categories])
        single = share @ (scores[:, structure.item] == category)
    return np.concatenate((single, product[first, second]))


@dataclass(frozen=True, slots=True, eq=False)
class ConditionalDerivatives:
    """Derivatives of moments given ability, by the parameters of single items and by shared ones.

    Parameters
    ----------
    own_value, own_mean : (L, M, Q) and (n, M, Q) of first moments and expected scores by their item's own parameters
    column : (n, M) where each of these stands among the parameters, −1 where there is none
    common_value, common_mean : (L, S, Q) and (n, S, Q) by the parameters that items share, which stand after own ones
    log_weight : (R, Q) of the logarithms of the nodes' shares by the population's parameters, which stand last
    """

    own_value: Floats
    own_mean: Floats
    column: Ints
    common_value: Floats
    common_mean: Floats
    log_weight: Floats

    @property
    def size(self) -> int:
        """The number of parameters."""
        return int((self.column >= 0).sum() + self.common_mean.shape[1] + len(self.log_weight))


def moment_derivatives(structure: MomentStructure, by: ConditionalDerivatives) -> Floats:
    """(L + P, R) derivatives of the moments by R parameters."""
    first, second = structure.pairs
    single, weight, mean = len(structure.value), structure.weight, structure.mean
    total = np.zeros((single + first.size, by.size))
    for item in range(len(mean)):
        used = np.flatnonzero(by.column[item] >= 0)
        columns = by.column[item, used]
        own = np.flatnonzero(structure.item == item)
        total[np.ix_(own, columns)] = by.own_value[own][:, used] @ weight
        mine = np.flatnonzero((first == item) | (second == item))
        other = np.where(first[mine] == item, second[mine], first[mine])
        total[np.ix_(single + mine, columns)] = mean[other] @ (by.own_mean[item, used] * weight).T
    place = int((by.column >= 0).sum())
    for shared in range(by.common_mean.shape[1]):
        total[:single, place] = by.common_value[:, shared] @ weight
        slope = (by.common_mean[:, shared] * weight) @ mean.T
        total[single:, place] = slope[first, second] + slope[second, first]
        place += 1
    conditional = np.concatenate((structure.value, mean[first] * mean[second]))
    total[:, place:] = (conditional * weight) @ by.log_weight.T
    return total
