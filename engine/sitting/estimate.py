"""Ability estimates with their standard error and status, of one person and of a cohort."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.numerics.array_types import Bools, Floats


class EstimateStatus(StrEnum):
    """Whether an estimate may be relied on and, if not, why."""

    CONVERGED = "converged"
    NO_ANSWERS = "no scored answer yet"
    CONSTANT = "all answers at the lowest or all at the highest score: the likelihood has no finite maximum"
    EDGE = "at the edge of the ability grid"
    COARSE = "the posterior is too narrow for the steps of the ability grid"
    FENCED = "held by a fence: the answers alone would put it elsewhere"


STATUSES = tuple(EstimateStatus)
_CODES = {status: code for code, status in enumerate(STATUSES)}


class Estimate(NamedTuple):
    """An ability estimate.

    Parameters
    ----------
    theta : ability in logits
    se : standard error in logits: the posterior SD (EAP), 1/√(I + 1/σ²) (MAP), or 1/√I (MLE, and WLE but for its
        sandwich)
    status : whether the estimate may be relied on and, if not, why
    """

    theta: float
    se: float
    status: EstimateStatus


@dataclass(frozen=True, slots=True)
class Estimates:
    """The ability estimates of P people.

    Parameters
    ----------
    theta, se : shape (P,), in logits
    status_codes : shape (P,), indices into ``STATUSES``
    """

    theta: Floats
    se: Floats
    status_codes: NDArray[np.int8]

    def for_person(self, row: int = 0) -> Estimate:
        """The estimate of the person at this row."""
        return Estimate(float(self.theta[row]), float(self.se[row]), STATUSES[self.status_codes[row]])


def status_codes(otherwise: EstimateStatus, *cases: tuple[Bools, EstimateStatus]) -> NDArray[np.int8]:
    """The status code of each of P people.

    Parameters
    ----------
    otherwise : the status of people to whom no case applies
    cases : pairs of a condition (P,) and a status; where several conditions hold the last one decides

    Returns
    -------
    shape (P,), indices into ``STATUSES``
    """
    codes = np.empty(cases[0][0].shape, dtype=np.int8)
    codes.fill(_CODES[otherwise])
    for holds, status in cases:
        codes[holds] = _CODES[status]
    return codes
