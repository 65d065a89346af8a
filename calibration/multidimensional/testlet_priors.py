"""Priors on the general parameters of items in testlets: terms of the M-step and of the information."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.marginal.parameter_structure import ParameterStructure
from calibration.marginal.prior_penalty import Penalty, penalty
from calibration.marginal.priors import Priors
from calibration.multidimensional.bifactor_structure import BifactorPoint
from calibration.multidimensional.item_regression import PriorTerms
from calibration.slope_intercept_curves import ModelFamily


@dataclass(frozen=True, slots=True, eq=False)
class TestletPriors:
    """Priors on a, b, c and d of n items, as in one dimension.

    Parameters
    ----------
    items : which parameters are free, in the form of one dimension
    priors : on them
    """

    __test__ = False  # not a test, whatever its name begins with

    items: ParameterStructure
    priors: Priors

    @property
    def any(self) -> bool:
        """Whether there are priors."""
        return self.priors != Priors()

    def natural(self, general: Floats, intercepts: Floats) -> Floats:
        """(n, M) slope, intercepts and logits of asymptotes, from general slopes (n,) and intercepts (n, W)."""
        natural = self.items.base.copy()
        natural[:, 0] = general
        steps = min(natural.shape[1] - 3, intercepts.shape[1])
        natural[:, 1 : 1 + steps] = intercepts[:, :steps]
        rows = np.flatnonzero(self.items.family == ModelFamily.ASYMPTOTIC)
        natural[rows, 2:-2] = -np.inf
        for place in range(1, min(intercepts.shape[1], 3)):
            natural[rows, place - 3] = intercepts[rows, place]
        return natural

    def penalty_at(self, general: Floats, intercepts: Floats) -> Penalty:
        """The penalty by slope and intercepts, (n, 1 + W) and (n, 1 + W, 1 + W)."""
        found = penalty(self.items, self.natural(general, intercepts), self.priors)
        size = 1 + intercepts.shape[1]
        if found is None:
            none = np.zeros((len(intercepts), size, size))
            return Penalty(none[:, 0, 0], none[:, 0], none, none)
        place = self._places(intercepts.shape[1])
        pick = np.zeros((*found.gradient.shape, size))
        row, column = np.nonzero(place >= 0)
        pick[row, column, place[row, column]] = 1.0
        turned = pick.transpose(0, 2, 1)
        return Penalty(
            found.value,
            (turned @ found.gradient[:, :, None])[:, :, 0],
            turned @ found.curvature @ pick,
            turned @ found.information @ pick,
        )

    def log_density(self, point: BifactorPoint) -> float:
        """Sum of the log-prior densities; 0 without priors."""
        return float(self.penalty_at(point.general, point.intercepts).value.sum())

    def terms(self, point: BifactorPoint, rows: Ints, slopes: Floats, intercepts: Floats) -> PriorTerms:
        """Terms of the items ``rows`` at slopes (m, P), the general one first, and intercepts (m, W).

        Parameters
        ----------
        point : has the other items
        """
        general, steps = point.general.copy(), point.intercepts.copy()
        steps[rows] = intercepts
        if slopes.shape[1]:
            general[rows] = slopes[:, 0]
        found = self.penalty_at(general, steps)
        width = slopes.shape[1]
        size = width + intercepts.shape[1]
        gradient, curvature = np.zeros((rows.size, size)), np.zeros((rows.size, size, size))
        used = np.concatenate(([0] if width else [], np.arange(width, size))).astype(np.intp)
        own = np.arange(0 if width else 1, 1 + intercepts.shape[1])
        gradient[:, used] = found.gradient[rows][:, own]
        curvature[:, used[:, None], used] = found.curvature[rows][:, own[:, None], own]
        return PriorTerms(found.value[rows], gradient, curvature)

    def _places(self, width: int) -> Ints:
        """(n, M) place of each natural parameter among slope and intercepts, −1 where it has none."""
        count, size = self.items.base.shape
        place = np.full((count, size), -1, dtype=np.int64)
        steps = min(size - 3, width)
        place[:, : 1 + steps] = np.arange(1 + steps)
        rows = np.flatnonzero(self.items.family == ModelFamily.ASYMPTOTIC)
        place[rows, 2:-2] = -1
        for at in range(1, min(width, 3)):
            place[rows, at - 3] = 1 + at
        return place
