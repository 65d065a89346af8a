"""Shares of the variance of difficulty that features explain, between and within families."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats, Ints


@dataclass(frozen=True, slots=True)
class ExplainedShares:
    """Variance of true difficulty, in logits², explained by features and left over.

    Parameters
    ----------
    between_explained, between_left : between families; 0 where there are none
    within_explained, within_left : within families
    """

    between_explained: float
    between_left: float
    within_explained: float
    within_left: float

    @property
    def explained(self) -> float:
        """R², the share of the whole variance that the features explain: 0 to 1."""
        return _share(self.between_explained + self.within_explained, self.between_left + self.within_left)

    @property
    def between(self) -> float:
        """Share of the variance between families that the features explain; NaN without variance."""
        return _share(self.between_explained, self.between_left)

    @property
    def within(self) -> float:
        """Share of the variance within families that the features explain; NaN without variance."""
        return _share(self.within_explained, self.within_left)

    @property
    def families(self) -> float:
        """Share of the whole variance that lies between families."""
        return _share(self.between_explained + self.between_left, self.within_explained + self.within_left)


def explained_shares(
    coded: Floats, slopes: Floats, covariance: Floats, family: Ints | None, left: tuple[float, float]
) -> ExplainedShares:
    """The variance of Xη over the items, less what the error of η adds to it, and the variances left.

    Parameters
    ----------
    coded : (n, p) columns with means of 0
    slopes, covariance : (p,) and (p, p) of the columns
    family : (n,) place of each item's family; None where there are none
    left : the variances left between and within families
    """
    means = np.zeros_like(coded) if family is None else _family_means(coded, family)
    within = _explained(coded - means, slopes, covariance)
    return ExplainedShares(_explained(means, slopes, covariance), left[0], within, left[1])


def _explained(columns: Floats, slopes: Floats, covariance: Floats) -> float:
    spread = columns.T @ columns / len(columns)
    return max(float(slopes @ spread @ slopes - (spread * covariance).sum()), 0.0)


def _family_means(columns: Floats, family: Ints) -> Floats:
    """(n, p) the means of each row's family."""
    count = np.bincount(family)
    sums = np.zeros((count.size, columns.shape[1]))
    np.add.at(sums, family, columns)
    return np.asarray((sums / count[:, None])[family])


def _share(part: float, rest: float) -> float:
    return part / (part + rest) if part + rest > 0 else float("nan")
