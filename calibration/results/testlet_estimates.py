"""What a testlet or bifactor calibration found beside the general dimension."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class TestletEstimates:
    """The specific dimensions of a testlet or bifactor model.

    Parameters
    ----------
    label : (n,) name of each item's testlet, None for an item that belongs to none
    slopes : ``free``, ``proportional`` or ``rasch``: how the specific slopes follow from the general ones
    specific_slope, specific_slope_error : (n,) slopes on the standardised specific dimension, in logits, and their
        standard errors; 0 where an item belongs to no testlet, errors NaN where there are none
    sd, sd_error : by testlet the standard deviation of its dimension in the unit of θ, and its standard error; empty
        where slopes are free
    """

    __test__ = False  # not a test, whatever its name begins with

    label: tuple[str | None, ...]
    slopes: str
    specific_slope: Floats
    specific_slope_error: Floats
    sd: Mapping[str, float]
    sd_error: Mapping[str, float]

    def effect_size(self, a: Floats) -> dict[str, float]:
        """By testlet the SD of its dimension in the unit of θ; for free slopes the root mean square of slope ratios.

        Parameters
        ----------
        a : (n,) general slopes
        """
        if self.sd:
            return dict(self.sd)
        names = sorted({name for name in self.label if name is not None})
        return {
            name: float(np.sqrt(np.mean([(self.specific_slope[at] / a[at]) ** 2 for at in self._of(name)])))
            for name in names
        }

    def _of(self, name: str) -> list[int]:
        return [at for at, label in enumerate(self.label) if label == name]


def group_by_testlet(label: tuple[str | None, ...]) -> tuple[tuple[str, ...], tuple[Ints, ...]]:
    """Names of the testlets, sorted, and the items (places) of each; then those that belong to none."""
    names = tuple(sorted({name for name in label if name is not None}))
    own = np.array(["" if name is None else name for name in label])
    there = np.array([name is not None for name in label])
    members = [np.flatnonzero(there & (own == name)) for name in names]
    return names, (*members, np.flatnonzero(~there))
