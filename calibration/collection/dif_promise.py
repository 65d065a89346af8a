"""How often a difference between the languages would be flagged: its size by the model, its error by simulation.

A share of flags among the few items that simulated trials make harder is chance. The standard errors of all items in
all simulated trials hardly are, and the size that a difference shows follows from the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import erfc, isfinite, sqrt

import numpy as np
from scipy.special import logit
from scipy.stats import norm

from calibration.array_types import Floats, Ints
from calibration.collection.collection_design import CollectionDesign
from calibration.collection.simulated_trial import TrialPopulations
from calibration.invariance.dif_classes import SIGNIFICANT, SLIGHT, SLIGHT_MEAN
from calibration.invariance.mantel_haenszel import DELTA, shown_shares
from calibration.invariance.mantel_haenszel_dif import MantelHaenszel, MantelHaenszelDif
from engine import ItemParameters, log_probabilities

_CRITICAL = float(norm.ppf(1 - SIGNIFICANT / 2))
_FEWEST = MantelHaenszel().fewest
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(31)


@dataclass(frozen=True)
class DifPromise:
    """What a trial shows of an item that is harder, or easier, in one language.

    Parameters
    ----------
    sizes : what such a difference shows as, by the model, where the item is harder and where it is easier: MH D-DIF
        of an item of two scores, else the standardised difference of mean scores
    se : the standard error of that, infinite where no trial gave one
    two_scores : whether the item has two scores; it is flagged B or C from another size then, by another test
    informative : responses in the language with fewer, among learners who are matched with those of the other
    shown : the share of the difference of difficulty that the sizes are; the class goes by the sizes over it
    """

    sizes: tuple[float, float]
    se: float
    two_scores: bool
    informative: float
    shown: tuple[float, float] = (1.0, 1.0)

    def power(self, factor: float = 1.0) -> float:
        """The probability of a flag with so many times the responses; the standard error falls with their root.

        An item is flagged where the size is large enough and significant at 5 % (Zieky, 1993); the size of an item of
        two scores is that without what chance hides (`calibration.invariance.mantel_haenszel.shown_shares`). Mantel
        and Haenszel's χ² takes ½ from the difference of right answers, which is D-DIF · V / 2.35 with V = (2.35 / SE)²,
        as the correction for continuity.
        """
        if not isfinite(self.se) or self.informative * factor < _FEWEST:
            return 0.0
        se = self.se / sqrt(factor)
        correction = se**2 / 2 / abs(DELTA) if self.two_scores else 0.0
        slight, critical = SLIGHT if self.two_scores else SLIGHT_MEAN, _CRITICAL * se + correction
        limits = [max(slight * share, critical) for share in self.shown]
        both = zip(self.sizes, limits, strict=True)
        return sum(_above((limit - size) / se) + _above((limit + size) / se) for size, limit in both) / 2


def _above(z: float) -> float:
    """The share of a standard normal distribution above z."""
    return erfc(z / sqrt(2)) / 2


@dataclass(frozen=True)
class ExpectedSize:
    """What a difference upwards, and one downwards, show as, and the share of the difference that this is.

    Parameters
    ----------
    sizes, shown : as in `DifPromise`
    """

    sizes: tuple[float, float]
    shown: tuple[float, float]


def expected_sizes(
    design: CollectionDesign, ids: Sequence[str], parameters: ItemParameters, who: TrialPopulations, dif: float
) -> tuple[ExpectedSize, ...]:
    """For each item, what a difference of so many logits upwards and downwards shows as among learners of one ability.

    The log odds ratio of an item of two scores is averaged with the weights N P (1 − P) of Mantel and Haenszel in
    small strata; the difference of mean scores over those who are asked.
    """
    found = []
    for at, item in enumerate(ids):
        theta, numbers = _asked(design, item, who)
        item_alone = parameters.take(np.array([at]))
        (up, up_shown), (down, down_shown) = (_size(item_alone, theta, numbers, shift) for shift in (dif, -dif))
        found.append(ExpectedSize((abs(up), abs(down)), (up_shown, down_shown)))
    return tuple(found)


def dif_errors(compared: MantelHaenszelDif) -> tuple[Floats, Floats]:
    """(n,) standard errors of what items are flagged by, NaN where there is none; (n,) informative responses."""
    with np.errstate(divide="ignore", invalid="ignore"):
        of_means = compared.means.se * np.abs(compared.means.standardised / compared.means.smd)
    se = np.where(np.isfinite(compared.odds.se), compared.odds.se, of_means)
    return se, np.minimum(compared.n_reference, compared.n_focal).astype(float)


def promised_dif(
    expected: Sequence[ExpectedSize], scores: Ints, errors: Sequence[Floats], informative: Sequence[Floats]
) -> tuple[DifPromise, ...]:
    """What trials with these errors show of each of n items.

    Parameters
    ----------
    expected : `expected_sizes` of the items
    scores : (n,) the number of scores of each
    errors, informative : (n,) of each simulated trial
    """
    variances = np.square(np.reshape(errors, (-1, len(expected))))
    known = np.isfinite(variances)
    total, number = np.where(known, variances, 0).sum(axis=0), known.sum(axis=0)
    se = np.sqrt(np.where(number > 0, total / np.maximum(number, 1), np.inf))
    matched = np.mean(informative, axis=0) if len(informative) else np.zeros(len(expected))
    sizes, shown = ([each.sizes for each in expected], [each.shown for each in expected])
    return tuple(map(DifPromise, sizes, se.tolist(), (np.asarray(scores) == 2).tolist(), matched.tolist(), shown))


def _asked(design: CollectionDesign, item: str, who: TrialPopulations) -> tuple[Floats, Floats]:
    """(q,) abilities, and how many of each are asked an item, up to a factor."""
    forms = [form.year for booklet in design.booklets for form in booklet if item in form.items]
    years = sorted(set(forms))
    nodes = [who.abilities[year].mean + who.abilities[year].sd * _NODES for year in years]
    return np.concatenate(nodes), np.concatenate([forms.count(year) * _WEIGHTS for year in years])


def _size(item: ItemParameters, theta: Floats, numbers: Floats, shift: float) -> tuple[float, float]:
    """What a shift shows as among so many learners of each ability, in either language, and the share shown."""
    scores = np.arange(int(item.categories[0]))
    both = (item, replace(item, b=item.b + shift))
    plain, shifted = (np.exp(log_probabilities(each, theta[np.newaxis]))[0, : scores.size] for each in both)
    away, pooled = scores @ plain - scores @ shifted, (plain + shifted) / 2
    if scores.size == 2:
        right = (plain[1], shifted[1])
        weights = numbers * sum(each * (1 - each) for each in right)
        size = float(DELTA * weights @ (logit(right[0]) - logit(right[1])) / weights.sum())
        counts = np.stack([(numbers * each)[:, np.newaxis].repeat(2, axis=1) for each in pooled], axis=2)[np.newaxis]
        return size, float(shown_shares(counts, item.c, item.d)[0])
    share = numbers / numbers.sum()
    mean = share @ (scores @ pooled)
    return float(share @ away / np.sqrt(share @ (scores**2 @ pooled) - mean**2)), 1.0
