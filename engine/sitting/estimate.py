from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.numerics.array_types import Bools, Floats


class EstimateStatus(StrEnum):
    """What an estimate is worth, in words."""

    CONVERGED = "converged"
    NO_ANSWERS = "no scored answer yet"
    CONSTANT = "all answers at the lowest or all at the highest score: the likelihood has no finite maximum"
    EDGE = "at the edge of the ability grid"
    COARSE = "the posterior is too narrow for the steps of the ability grid"
    FENCED = "held by a fence: the answers alone would put it elsewhere"


STATUSES = tuple(EstimateStatus)
_CODES = {status: code for code, status in enumerate(STATUSES)}


class Estimate(NamedTuple):
    """An ability and how sure it is.

    Parameters
    ----------
    theta : ability in logits
    se : standard error in logits: the posterior SD (EAP), 1/√(I + 1/σ²) (MAP) or 1/√I (MLE, WLE)
    status : whether it is what it should be, and if not, why
    """

    theta: float
    se: float
    status: EstimateStatus


@dataclass(frozen=True, slots=True)
class Estimates:
    """The estimates of P people.

    Parameters
    ----------
    theta, se : shape (P,), logits
    codes : shape (P,), indices into ``STATUSES``
    """

    theta: Floats
    se: Floats
    codes: NDArray[np.int8]

    def one(self, row: int = 0) -> Estimate:
        """The estimate of one person."""
        return Estimate(float(self.theta[row]), float(self.se[row]), STATUSES[self.codes[row]])


def status_codes(otherwise: EstimateStatus, *cases: tuple[Bools, EstimateStatus]) -> NDArray[np.int8]:
    """Codes for P people: of the cases that hold of one, the last; ``otherwise`` where none does."""
    codes = np.empty(cases[0][0].shape, dtype=np.int8)
    codes.fill(_CODES[otherwise])
    for holds, status in cases:
        codes[holds] = _CODES[status]
    return codes
