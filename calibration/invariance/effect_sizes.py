"""Sizes of DIF: how far apart two curves of an item are over the abilities of a group."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Floats
from calibration.slope_intercept_curves import log_probabilities


@dataclass(frozen=True, slots=True, eq=False)
class EffectSizes:
    """Of n items, expected scores of the focal group's curves less the reference group's, over weighted abilities.

    Parameters
    ----------
    signed : (n,) mean difference, in points; below 0 harder for the focal group (Meade's SIDS where the abilities
        are the focal persons' estimates)
    unsigned : (n,) mean absolute difference (UIDS)
    root_mean_square : (n,)
    standardised : (n,) signed difference in standard deviations of expected scores (ESSD)
    largest, at : (n,) the difference that is largest in absolute value, and the ability where

    References
    ----------
    Meade (2010), Journal of Applied Psychology 95, 728–743. Chalmers, Counsell & Flora (2016), Educational and
    Psychological Measurement 76, 114–140: sDIF, uDIF and dDIF are the first three over the marginal distribution.
    """

    signed: Floats
    unsigned: Floats
    root_mean_square: Floats
    standardised: Floats
    largest: Floats
    at: Floats


def effect_sizes(reference: Floats, focal: Floats, abilities: Floats, weights: Floats) -> EffectSizes:
    """Compare expected scores.

    Parameters
    ----------
    reference, focal : (n, Q) expected scores at the abilities
    abilities, weights : (Q,); the weights sum to 1
    """
    apart = focal - reference
    signed = apart @ weights
    spread = [((each - (each @ weights)[:, None]) ** 2) @ weights for each in (reference, focal)]
    place = np.abs(apart).argmax(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        standardised = signed / np.sqrt((spread[0] + spread[1]) / 2)
    return EffectSizes(
        signed,
        np.abs(apart) @ weights,
        np.sqrt(apart**2 @ weights),
        standardised,
        apart[np.arange(len(apart)), place],
        abilities[place],
    )


def expected_scores(family: NDArray[np.int8], natural: Floats, abilities: Floats) -> Floats:
    """(n, Q) expected scores of items at natural parameters (n, M)."""
    prob = np.exp(log_probabilities(family, natural, abilities))
    return np.asarray(np.einsum("k,nkq->nq", np.arange(prob.shape[1]), prob))
