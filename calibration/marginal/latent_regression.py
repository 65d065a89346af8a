"""The mean of ability as a linear function of regressors: a normal prior for each person, and its M-step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from calibration.array_types import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class LatentRegression:
    """θ_p ~ N(x_pᵀβ, σ²) over weighted persons; σ is the population's standard deviation.

    Parameters
    ----------
    names : of the k regressors, the first ``intercept``
    coefficients : (k,) β
    free : (k,) whether they are estimated; the intercept is not where it would set the origin of the scale
    cross_products : (k, k) Σ_p w_p x_p x_pᵀ; its first entry is the sum of weights

    References
    ----------
    Mislevy (1985), JASA 80, 993–997. Adams, Wilson & Wu (1997), JEBS 22, 47–76.
    """

    names: tuple[str, ...]
    coefficients: Floats
    free: Bools
    cross_products: Floats

    @property
    def vector(self) -> Floats:
        """The free coefficients."""
        return self.coefficients[self.free]

    def at_vector(self, vector: Floats) -> "LatentRegression":
        """The regression with these free coefficients."""
        coefficients = self.coefficients.copy()
        coefficients[self.free] = vector
        return replace(self, coefficients=coefficients)

    @property
    def mean(self) -> float:
        """The weighted mean of x_pᵀβ."""
        return float(self.cross_products[0] @ self.coefficients / self.cross_products[0, 0])

    @property
    def variance(self) -> float:
        """The weighted variance of x_pᵀβ."""
        square = self.coefficients @ self.cross_products @ self.coefficients / self.cross_products[0, 0]
        return float(max(square - self.mean**2, 0.0))

    def maximised(self, products: Floats) -> "LatentRegression":
        """Weighted least squares on posterior means; ``products`` (k,) is Σ w x E(θ)."""
        inner = self.cross_products[np.ix_(self.free, self.free)]
        held = self.cross_products[np.ix_(self.free, ~self.free)] @ self.coefficients[~self.free]
        solution: Floats = np.linalg.solve(inner, products[self.free] - held).astype(np.float64)
        return self.at_vector(solution)

    def residual_variance(self, products: Floats, square: float) -> float:
        """Mean of E(θ − xᵀβ)² over persons; ``square`` is Σ w E(θ²)."""
        explained = self.coefficients @ (self.cross_products @ self.coefficients - 2 * products)
        return float((square + explained) / self.cross_products[0, 0])


@dataclass(frozen=True, slots=True, eq=False)
class ConditionalPrior:
    """The normal priors of persons, relative to N(0, σ²) on the same nodes; may be pickled.

    Parameters
    ----------
    coefficients, free : (k,) of a regression
    sd, free_sd : σ, and whether it is estimated
    """

    coefficients: Floats
    free: Bools
    sd: float
    free_sd: bool

    def tilt(self, regressors: Floats, nodes: Floats) -> tuple[Floats, Floats]:
        """(B,) t and c: a person's log-weight is t·θ + c plus that of N(0, σ²).

        The sum of weights over equally spaced nodes is taken as the normal integral between half a step beyond the
        outermost ones.
        """
        mean = regressors @ self.coefficients
        half = (nodes[1] - nodes[0]) / 2
        low, high = nodes[0] - half, nodes[-1] + half
        inside = ndtr((high - mean) / self.sd) - ndtr((low - mean) / self.sd)
        alone = ndtr(high / self.sd) - ndtr(low / self.sd)
        slope = mean / self.sd**2
        return slope, -0.5 * slope * mean - np.log(inside / alone)


def latent_regression(names: Sequence[str], values: Floats, weight: Floats) -> LatentRegression:
    """A regression with coefficients of 0 on (persons, k) regressors, the first column 1 throughout."""
    free = np.ones(values.shape[1], dtype=bool)
    products = values.T @ (values * weight[:, None])
    return LatentRegression(tuple(names), np.zeros(values.shape[1]), free, products)
