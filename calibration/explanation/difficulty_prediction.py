"""Difficulties of asked items, shrunk towards their prediction, and of items that nobody was asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import stats

from calibration.array_types import Bools, Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.explanation.difficulty_model import ExplainedDifficulty
from calibration.explanation.feature_table import FeatureTable
from calibration.explanation.variance_components import predict

LEVEL = 0.90
"""Probability that a band holds the true difficulty."""


class Basis(StrEnum):
    """What a difficulty rests on."""

    ASKED = "responses, features and family"
    KNOWN_FAMILY = "features, and other items of its family"
    NEW_FAMILY = "features alone"
    STRANGE = "nothing: it has a feature that no asked item has"


@dataclass(frozen=True, slots=True, eq=False)
class PredictedDifficulties:
    """Difficulties of m items with bands.

    Parameters
    ----------
    items : (m,) ids
    b : (m,) logits: the posterior mean of an asked item, the predictive mean of another; NaN where nothing predicts it
    se : (m,) root of the mean squared error, with the error of coefficients and variances
    df : (m,) degrees of freedom of the band (Satterthwaite)
    basis : (m,) what each one rests on
    """

    items: tuple[str, ...]
    b: Floats
    se: Floats
    df: Floats
    basis: tuple[Basis, ...]

    def band(self, level: float = LEVEL) -> tuple[Floats, Floats]:
        """(m,) lower and upper ends of bands that hold the true difficulty with this probability."""
        reach = stats.t.ppf(0.5 + level / 2, self.df) * self.se
        return self.b - reach, self.b + reach

    def joined(self, others: "PredictedDifficulties") -> "PredictedDifficulties":
        """These and others.

        Raises
        ------
        CalibrationError
            ``option`` where an item is among both
        """
        both = sorted(set(self.items) & set(others.items))
        if both:
            expected = "items that the features lack"
            raise CalibrationError(ErrorCode.OPTION, name="predict", expected=expected, got=", ".join(both[:8]))
        b, se, df = (np.concatenate(pair) for pair in ((self.b, others.b), (self.se, others.se), (self.df, others.df)))
        return PredictedDifficulties((*self.items, *others.items), b, se, df, (*self.basis, *others.basis))

    @property
    def asked(self) -> Bools:
        """(m,) whether the item has responses."""
        return np.array([each is Basis.ASKED for each in self.basis], dtype=bool)


def predict_difficulty(explained: ExplainedDifficulty, features: FeatureTable | None = None) -> PredictedDifficulties:
    """The difficulty of each item of a table, asked or not; of the calibration's items unless given.

    Raises
    ------
    CalibrationError
        ``column`` for a feature that the table lacks, ``feature`` for a cell that cannot be used, by line and column
    """
    table = explained.table if features is None else features
    found = predict(explained.model, explained.targets(table))
    strange = explained.coding.strange(table)
    b, se = (np.where(strange, np.nan, values) for values in (found.mean, found.se))
    return PredictedDifficulties(table.items, b, se, found.df, tuple(_basis(explained, table)))


def _basis(explained: ExplainedDifficulty, table: FeatureTable) -> Iterator[Basis]:
    asked = explained.table.place(table.items) >= 0
    known, strange = explained.family_places(table) >= 0, explained.coding.strange(table)
    for responses, family, other in zip(asked.tolist(), known.tolist(), strange.tolist(), strict=True):
        if responses or other:
            yield Basis.ASKED if responses else Basis.STRANGE
        else:
            yield Basis.KNOWN_FAMILY if family else Basis.NEW_FAMILY
