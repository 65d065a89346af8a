"""`explain_difficulty`: difficulties explained by features, with item error and item families.

References
----------
Fischer (1973), Acta Psychologica 37, 359–374. De Boeck (2008), Psychometrika 73, 533–559 (LLTM with item error). Glas &
van der Linden (2003), Applied Psychological Measurement 27, 247–261. Geerlings, Glas & van der Linden (2011),
Psychometrika 76, 337–359.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from scipy import sparse, stats

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.explanation.explained_shares import ExplainedShares, explained_shares
from calibration.explanation.feature_coding import Column, FeatureCoding, code_features
from calibration.explanation.feature_table import FeatureTable
from calibration.explanation.fitted_difficulties import FEWEST_ITEMS, FittedDifficulties, fitted_difficulties
from calibration.explanation.variance_components import (
    SMALLEST_VARIANCE,
    Factor,
    MixedModelData,
    MixedModelFit,
    Targets,
    fit_mixed_model,
)
from calibration.results.calibration_result import Calibration

FALSE_DISCOVERIES = 0.05
"""Expected share of false ones among the items named as far off."""


LEAST_PRECISION = 1e-6
"""Share of an item's precision that its own coefficients leave, below which no other item predicts it."""


class ExplanationStatus(StrEnum):
    """How the estimation ended."""

    CONVERGED = "converged"
    NOT_CONVERGED = "stopped at the limit of steps while the variances of difficulty still moved"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What one more of a feature, or a label in place of its reference, adds to difficulty.

    Parameters
    ----------
    column : what the coefficient is of; None for the constant, the difficulty where every column is 0
    value, se : logits
    df : degrees of freedom
    p : of the hypothesis that it is 0; NaN where coefficients are shrunk
    """

    column: Column | None
    value: float
    se: float
    df: float
    p: float


@dataclass(frozen=True, eq=False)
class ExplainedDifficulty:
    """Difficulties b̂ = b + ε, ε ~ N(0, C), with b = xᵀη + u + e, u ~ N(0, τ_f²) for a family and e ~ N(0, τ_i²).

    Parameters
    ----------
    fitted : the difficulties of the n items that are explained, with C
    table : their features
    coding : how features were coded
    families : the distinct families, sorted; empty where there are none
    model : the fitted mixed model
    shrunk : whether coefficients are shrunk (ridge regression, its penalty by REML), since columns are combinations of
        others
    without_features : items of the calibration that the table of features lacks
    """

    fitted: FittedDifficulties
    table: FeatureTable
    coding: FeatureCoding
    families: tuple[str, ...]
    model: MixedModelFit
    shrunk: bool
    without_features: tuple[str, ...] = ()

    @property
    def status(self) -> ExplanationStatus:
        """How the estimation of the variances ended."""
        return ExplanationStatus.CONVERGED if self.model.converged else ExplanationStatus.NOT_CONVERGED

    @property
    def item_sd(self) -> float:
        """τ_i: SD in logits of what features and family leave unexplained in an item; 0 at its bound."""
        return _sd(self.model.variances[0])

    @property
    def family_sd(self) -> float:
        """τ_f: SD in logits of families beyond their features; 0 at its bound, and where there are no families."""
        return _sd(self.model.variances[1]) if self.families else 0.0

    @cached_property
    def coefficients(self) -> tuple[Coefficient, ...]:
        """The constant and each column's coefficient, per unit of the feature."""
        value, covariance = self._standardised
        by = np.diag(1 / np.concatenate(([1.0], self.coding.scale)))
        by[0, 1:] = -self.coding.centre / self.coding.scale
        found, se = by @ value, np.sqrt(np.maximum(((by @ covariance) * by).sum(axis=1), 0.0))
        if self.shrunk:
            freedom, p = np.full(len(value), np.inf), np.full(len(value), np.nan)
        else:
            freedom = self.model.degrees_of_freedom(by)
            p = 2 * stats.t.sf(np.abs(found / se), freedom)
        columns = (None, *self.coding.columns)
        rows = zip(columns, found.tolist(), se.tolist(), freedom.tolist(), p.tolist(), strict=True)
        return tuple(Coefficient(*row) for row in rows)

    @cached_property
    def shares(self) -> ExplainedShares:
        """Variance explained and left, between and within families."""
        value, covariance = self._standardised
        family = self.family_places(self.table) if self.families else None
        left = (self.family_sd**2, self.item_sd**2)
        return explained_shares(self.coding.coded(self.table), value[1:], covariance[1:, 1:], family, left)

    @cached_property
    def deletion_residuals(self) -> tuple[Floats, Floats]:
        """(n,) b̂ less what is predicted from all other items, and its standard error.

        NaN for an item with a feature that no other one has: nothing predicts it.
        """
        precision = np.diag(self.model.projection)
        alone = precision < LEAST_PRECISION * np.diag(self.model.inverse)
        precision = np.where(alone, np.nan, precision)
        return self.model.weighted_residuals / precision, 1 / np.sqrt(precision)

    @cached_property
    def far_off(self) -> Bools:
        """(n,) whether an item is far off its prediction: false discoveries held at .05 (Benjamini & Hochberg)."""
        away, se = self.deletion_residuals
        p = np.nan_to_num(2 * stats.norm.sf(np.abs(away / se)), nan=1.0)
        passing = np.sort(p) <= FALSE_DISCOVERIES * np.arange(1, len(p) + 1) / len(p)
        return np.asarray(p <= np.sort(p)[np.flatnonzero(passing)[-1]] if passing.any() else np.zeros(len(p), bool))

    def family_places(self, table: FeatureTable) -> Ints:
        """(m,) the place of each item's family, −1 for one that the calibration has no item of."""
        return place_families(self.families, table)

    def targets(self, table: FeatureTable) -> Targets:
        """The true difficulties of a table's items; one of the calibration shares its own effect with it."""
        places = self.table.place(table.items)
        return mixed_model_targets(self.coding.coded(table), places, self.family_places(table), self)

    @cached_property
    def _standardised(self) -> tuple[Floats, Floats]:
        """The constant and the coefficients of standardised columns, (p + 1,), and the covariance of their errors."""
        model = self.model
        if not self.shrunk:
            return model.coefficients, model.adjusted_covariance
        spread, factor = model.variances[-1], model.data.factors[-1]
        slopes = spread * (factor.T @ model.weighted_residuals)
        own = spread * np.eye(len(slopes)) - spread**2 * (factor.T @ (model.projection @ factor))
        crossed = -spread * (model.fixed_covariance @ model.loadings[-1])
        return (
            np.concatenate((model.coefficients, slopes)),
            np.block([[model.fixed_covariance, crossed], [crossed.T, own]]),
        )


def explain_difficulty(
    fit: Calibration | FittedDifficulties, features: FeatureTable, *, categorical: Sequence[str] = ()
) -> ExplainedDifficulty:
    """Explain difficulties by features of the items, and by families where the table has them, by REML.

    Parameters
    ----------
    fit : a calibration, with its covariance where there is one; or difficulties with errors
    features : of its items, and perhaps of others, which are not used here
    categorical : features to take as labels although their cells are numbers

    Raises
    ------
    CalibrationError
        ``too_few_items`` with features; ``no_errors``, ``option`` for families that cannot be told from items, and the
        errors of `code_features`
    """
    fitted = fitted_difficulties(fit) if isinstance(fit, Calibration) else fit
    places = features.place(fitted.items)
    kept = np.flatnonzero(places >= 0)
    lacking = tuple(fitted.items[at] for at in np.flatnonzero(places < 0).tolist())
    if kept.size < FEWEST_ITEMS:
        raise CalibrationError(
            ErrorCode.TOO_FEW_ITEMS, model="explain-difficulty", expected=FEWEST_ITEMS, got=kept.size
        )
    table, chosen = features.select(places[kept]), fitted.select(kept)
    coding = code_features(table, categorical)
    families = _families(table)
    shrunk = bool(coding.aliased)
    data = _mixed_model_data(chosen, coding.coded(table), place_families(families, table), len(families), shrunk=shrunk)
    return ExplainedDifficulty(chosen, table, coding, families, fit_mixed_model(data), shrunk, lacking)


def place_families(families: Sequence[str], table: FeatureTable) -> Ints:
    """(m,) the place of each item's family among some families, −1 for another one."""
    known = {family: at for at, family in enumerate(families)}
    own = table.families if table.families is not None else ("",) * len(table.items)
    return np.array([known.get(family, -1) for family in own], dtype=np.int64)


def mixed_model_targets(coded: Floats, items: Ints, family: Ints, explained: ExplainedDifficulty) -> Targets:
    """True difficulties as targets.

    Parameters
    ----------
    coded : (m, p) their columns
    items, family : (m,) place among the items and the families of the calibration, −1 for a new one
    """
    ones, count = np.ones((len(coded), 1)), len(explained.fitted.items)
    factors, variances = [_indicator(items, count)], [np.ones(len(coded))]
    if explained.families:
        factors.append(_indicator(family, len(explained.families)))
        variances.append(np.ones(len(coded)))
    if explained.shrunk:
        factors.append(sparse.csr_array(coded))
        variances.append((coded**2).sum(axis=1))
    fixed = ones if explained.shrunk else np.concatenate((ones, coded), axis=1)
    return Targets(fixed, tuple(factors), tuple(variances))


def _mixed_model_data(
    fitted: FittedDifficulties, coded: Floats, family: Ints, families: int, *, shrunk: bool
) -> MixedModelData:
    factors = [_indicator(np.arange(len(coded)), len(coded))]
    factors += [_indicator(family, families)] if families else []
    factors += [sparse.csr_array(coded)] if shrunk else []
    ones = np.ones((len(coded), 1))
    fixed = ones if shrunk else np.concatenate((ones, coded), axis=1)
    return MixedModelData(fitted.b, fixed, fitted.covariance, tuple(factors))


def _families(table: FeatureTable) -> tuple[str, ...]:
    if table.families is None:
        return ()
    found = tuple(sorted(set(table.families)))
    if not 2 <= len(found) < len(table.items):
        expected = "at least two families, some of several items"
        raise CalibrationError(ErrorCode.OPTION, name="family", expected=expected, got=len(found))
    return found


def _indicator(places: Ints, size: int) -> Factor:
    """(m, size) 1 at each row's place; a row of 0 for a place of −1."""
    rows = np.flatnonzero(places >= 0)
    return sparse.csr_array((np.ones(rows.size), (rows, places[rows])), shape=(len(places), size))


def _sd(variance: float) -> float:
    return float(np.sqrt(variance)) if variance > 1.01 * SMALLEST_VARIANCE else 0.0
