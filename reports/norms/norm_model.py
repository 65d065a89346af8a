"""How the distribution of scores changes with learning time and age: polynomials for each parameter of its shape."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.polynomial.legendre import legvander

from engine.numerics.array_types import Floats
from reports.norms.sinh_arcsinh import SinhArcsinh

NO_TERM = -1
"""The degree of a parameter of shape that stays 0, as in a normal distribution."""

_MONTHS = 6.0
_MOST = {"mean_degree": 6, "mean_age": 2, "spread_degree": 3, "spread_age": 1, "skew_degree": 1, "tail_degree": 1}


@dataclass(frozen=True, slots=True)
class NormTerms:
    """The terms of a model.

    Parameters
    ----------
    mean_degree, spread_degree : degrees of the polynomials in learning time for μ and log σ
    mean_age : 0 for no effect of age, 1 for a linear one, 2 for a linear one that changes with learning time
    spread_age : whether σ changes with age, 0 or 1
    skew_degree, tail_degree : degrees for ε and log δ; −1 for none
    """

    mean_degree: int = 1
    mean_age: int = 0
    spread_degree: int = 0
    spread_age: int = 0
    skew_degree: int = NO_TERM
    tail_degree: int = NO_TERM

    @property
    def block_sizes(self) -> tuple[int, int, int, int]:
        """Numbers of coefficients for μ, log σ, ε and log δ."""
        return (
            self.mean_degree + 1 + self.mean_age,
            self.spread_degree + 1 + self.spread_age,
            self.skew_degree + 1,
            self.tail_degree + 1,
        )

    def extensions(self) -> Iterator["NormTerms"]:
        """The models with one term more."""
        for name, most in _MOST.items():
            if getattr(self, name) < most:
                yield replace(self, **{name: getattr(self, name) + 1})


@dataclass(frozen=True, slots=True)
class NormBasis:
    """The columns that the coefficients of a model multiply.

    Parameters
    ----------
    low, high : learning times between which the polynomials are orthogonal: those of the sample
    """

    terms: NormTerms
    low: float
    high: float

    def blocks(self, level: Floats, relative_age: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """The columns for μ, log σ, ε and log δ, each (n, its number of coefficients)."""
        terms = self.terms
        x = 2 * (level - self.low) / (self.high - self.low) - 1
        age = (relative_age / _MONTHS)[:, np.newaxis]
        ages = np.concatenate([age, age * x[:, np.newaxis]], axis=1)
        return (
            np.concatenate([legvander(x, terms.mean_degree), ages[:, : terms.mean_age]], axis=1),
            np.concatenate([legvander(x, terms.spread_degree), ages[:, : terms.spread_age]], axis=1),
            _powers(x, terms.skew_degree),
            _powers(x, terms.tail_degree),
        )


@dataclass(frozen=True, slots=True, eq=False)
class NormModel:
    """A fitted model.

    Parameters
    ----------
    coefficients : (m,) for μ, log σ, ε and log δ in turn
    covariance : (m, m) their error covariance
    """

    basis: NormBasis
    coefficients: Floats
    covariance: Floats

    def distribution(self, level: Floats, relative_age: Floats) -> SinhArcsinh:
        """The distribution at learning times and ages, (n,) each."""
        return distribution(self.basis.blocks(level, relative_age), self.coefficients)

    def standardised_error(self, scores: Floats, level: Floats, relative_age: Floats) -> Floats:
        """The standard error of z at each score that comes of the sample's size, by the delta method, (n,)."""
        blocks = self.basis.blocks(level, relative_age)
        gradient = by_coefficient(blocks, distribution(blocks, self.coefficients).standardised_gradient(scores))
        error: Floats = np.sqrt(np.einsum("ij,jk,ik->i", gradient, self.covariance, gradient))
        return error


def distribution(blocks: tuple[Floats, ...], coefficients: Floats) -> SinhArcsinh:
    """The distributions of given columns and coefficients."""
    ends = np.cumsum([block.shape[1] for block in blocks])[:-1]
    parts = np.split(coefficients, ends)
    return SinhArcsinh(*(block @ part for block, part in zip(blocks, parts, strict=True)))


def by_coefficient(blocks: tuple[Floats, ...], by_parameter: Floats) -> Floats:
    """Derivatives by the coefficients, (n, m), from those by the four parameters, (4, n)."""
    return np.concatenate(
        [slope[:, np.newaxis] * block for slope, block in zip(by_parameter, blocks, strict=True)], axis=1
    )


def _powers(x: Floats, degree: int) -> Floats:
    columns: Floats = np.asarray(legvander(x, max(degree, 0)), dtype=float)
    return columns[:, : degree + 1]
