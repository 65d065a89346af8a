"""Values of linking: sides, grids and directions of comparison, constants and their covariance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Floats, Indices
from calibration.errors import CalibrationError, ErrorCode, NotConverged
from calibration.responses.source_location import item_ids
from calibration.results.calibration_result import Calibration
from calibration.results.parameter_covariance import parameter_covariance
from engine import ItemParameters, ParameterCovariance


class Linkable(Protocol):
    """Item parameters by item id, on a scale of their own: a ``Calibration`` or a ``Form``."""

    @property
    def items(self) -> Sequence[str]: ...

    @property
    def parameters(self) -> ItemParameters: ...


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """Item parameters by id, as a bank or a published calibration gives them.

    Parameters
    ----------
    items : n distinct item ids
    parameters : of the n items
    covariance : of the estimates. None is unknown, and links to the form then have no standard errors; a covariance of
        zeros treats the parameters as exact

    Raises
    ------
    CalibrationError
        ``item_count`` or ``item_twice``
    """

    items: tuple[str, ...]
    parameters: ItemParameters
    covariance: ParameterCovariance | None = None

    def __post_init__(self) -> None:
        item_ids(self.items, len(self.parameters))


def covariance_of(side: Linkable) -> ParameterCovariance | None:
    """The covariance of a side's parameters, None where unknown."""
    if isinstance(side, Calibration):
        return parameter_covariance(side)
    found: ParameterCovariance | None = getattr(side, "covariance", None)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class LinkingGrid:
    """Abilities at which curves are compared, with weights.

    Parameters
    ----------
    nodes : (Q,) abilities, logits, at least 2
    weights : (Q,) 0 or more, normalised to a sum of 1
    """

    nodes: Floats
    weights: Floats

    def __post_init__(self) -> None:
        nodes, weights = np.asarray(self.nodes, dtype=float), np.asarray(self.weights, dtype=float)
        bad = nodes.ndim != 1 or nodes.shape != weights.shape or not np.isfinite(nodes).all()
        if bad or (weights > 0).sum() < 2 or not (weights >= 0).all() or not np.isfinite(weights.sum()):
            expected = "at least 2 abilities, each with a weight of 0 or more"
            raise CalibrationError(
                ErrorCode.OPTION, name="grid", expected=expected, got=f"{nodes.shape}, {weights.shape}"
            )
        for name, values in (("nodes", nodes.copy()), ("weights", weights / weights.sum())):
            values.flags.writeable = False
            object.__setattr__(self, name, values)

    @classmethod
    def even(cls, low: float = -4.0, high: float = 4.0, count: int = 40) -> "LinkingGrid":
        """Equally spaced abilities with equal weights; the defaults are those of R's plink (Weeks, 2010)."""
        return cls(np.linspace(low, high, count), np.ones(count))

    @classmethod
    def normal(
        cls, mean: float = 0.0, sd: float = 1.0, *, low: float = -4.0, high: float = 4.0, count: int = 40
    ) -> "LinkingGrid":
        """Equally spaced abilities weighted by a normal density."""
        nodes = np.linspace(low, high, count)
        return cls(nodes, np.exp(-0.5 * ((nodes - mean) / sd) ** 2))

    @classmethod
    def gauss_hermite(cls, count: int = 30) -> "LinkingGrid":
        """Gauss–Hermite nodes for a standard normal population, as in R's equateIRT."""
        nodes, weights = np.polynomial.hermite_e.hermegauss(count)
        return cls(nodes, weights)


@dataclass(frozen=True, slots=True)
class OneWay:
    """Compare the transformed new curves with the old curves at abilities of the old scale."""

    grid: LinkingGrid = field(default_factory=LinkingGrid.even)


@dataclass(frozen=True, slots=True)
class BothWays:
    """Compare as `OneWay`, and also the transformed old curves with the new curves at abilities of the new scale.

    Linking in the other direction, with the grids exchanged, gives exactly the inverse.
    """

    on_old: LinkingGrid = field(default_factory=LinkingGrid.even)
    on_new: LinkingGrid = field(default_factory=LinkingGrid.even)


Direction = OneWay | BothWays


class ExclusionReason(StrEnum):
    """The reason why a common item is not an anchor."""

    PROVISIONAL = "provisional items are never anchors"
    NOT_CHOSEN = "not among the anchors that were named"
    UNDETERMINED = "the data of one side do not determine its parameters"
    MODEL = "its model or its number of categories differs between the sides"
    SLOPE_MOVED = "its slope moved against the other anchors’"
    LOCATION_MOVED = "its difficulty moved against the other anchors’"


@dataclass(frozen=True, slots=True)
class ExcludedItem:
    """A common item that is not an anchor; ``robust_z`` where drift is the reason, else None."""

    item: str
    reason: ExclusionReason
    robust_z: float | None = None


class LinkStatus(StrEnum):
    """The status of linking; only the first may be used."""

    CONVERGED = "converged"
    NOT_CONVERGED = "the minimum of the criterion was not reached"
    NOT_DETERMINED = "the criterion is flat: the anchors do not determine the constants"


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """The dependence of the constants on the parameters of one side.

    Parameters
    ----------
    side : the side
    parameter_covariance : the covariance of their estimates, None where it is not known
    gradient : (2, n, M) of A and B by each item's a, b1 … bw, c, d
    """

    side: Linkable
    parameter_covariance: ParameterCovariance | None
    gradient: Floats

    def covariance(self) -> Floats | None:
        """(2, 2) contribution of the side to the covariance of A and B, None where unknown."""
        return (
            None
            if self.parameter_covariance is None
            else quadratic_form(self.parameter_covariance, self.side.items, self.gradient)
        )


def quadratic_form(covariance: ParameterCovariance, items: Sequence[str], gradient: Floats) -> Floats:
    """(r, r) gradient · covariance · gradientᵀ for a gradient (r, n, M) by the parameters of n items.

    Raises
    ------
    CalibrationError
        ``covariance_lacks`` naming an item that the covariance lacks
    """
    touched = np.flatnonzero((gradient != 0).any(axis=(0, 2))).tolist()
    flat = gradient[:, touched].reshape(len(gradient), -1)
    size = len(touched) * gradient.shape[2]
    known = aligned_covariance(covariance, [items[at] for at in touched], gradient.shape[2]).reshape(size, size)
    total: Floats = flat @ known @ flat.T
    return (total + total.T) / 2


def aligned_covariance(covariance: ParameterCovariance, items: Sequence[str], size: int) -> Floats:
    """(m, M, m, M) the covariance of m items' a, b1 … bw, c, d, M = ``size``; 0 for locations that it lacks.

    Raises
    ------
    CalibrationError
        ``covariance_lacks``
    """
    place = {item: row for row, item in enumerate(covariance.ids)}
    missing = [item for item in items if item not in place]
    if missing:
        raise CalibrationError(ErrorCode.COVARIANCE_LACKS, items=", ".join(missing))
    rows, every = np.array([place[item] for item in items], dtype=np.intp), np.arange(len(items))
    here, there = _columns(size, covariance.values.shape[-1])
    values = np.zeros((len(items), size) * 2)
    if covariance.joint:
        values[np.ix_(every, here, every, here)] = covariance.values[np.ix_(rows, there, rows, there)]
    else:
        blocks = covariance.values[np.ix_(rows, there, there)]
        values[every[:, None, None], here[:, None], every[:, None, None], here] = blocks
    return values


def resize_gradient(by_parameter: Floats, size: int) -> Floats:
    """Values by a, b1 … bw, c, d on the last axis, for another number of locations, padded with 0."""
    here, there = _columns(size, by_parameter.shape[-1])
    values = np.zeros((*by_parameter.shape[:-1], size))
    values[..., here] = by_parameter[..., there]
    return values


def _columns(size: int, other: int) -> tuple[Indices, Indices]:
    """The places of the same parameters among ``size`` and among ``other``."""
    shared = np.arange(min(size, other) - 2)
    return np.append(shared, [size - 2, size - 1]), np.append(shared, [other - 2, other - 1])


@dataclass(frozen=True, slots=True, eq=False)
class LinkingConstants:
    """θ_old = A·θ_new + B, with b_old = A·b_new + B and a_old = a_new / A (D = 1).

    Parameters
    ----------
    A, B : the constants; A above 0
    method : how they were found
    anchors : the items they rest on
    left_out : items of both sides that are no anchors, with the reason
    status : how the search ended
    influences : how A and B move with the parameters of each side that they rest on, which is what chains need
    covariance : (2, 2) of A and B by the delta method, None where the errors of a side are not known
    direction : where curves were compared, None where none were
    same_unit : whether A was held at 1
    """

    A: float
    B: float
    method: str
    anchors: tuple[str, ...] = ()
    left_out: tuple[ExcludedItem, ...] = ()
    status: LinkStatus = LinkStatus.CONVERGED
    influences: tuple[Influence, ...] = ()
    covariance: Floats | None = None
    direction: Direction | None = None
    same_unit: bool = False

    @property
    def standard_errors(self) -> tuple[float, float] | None:
        """Standard errors of A and B."""
        if self.covariance is None:
            return None
        error_a, error_b = np.sqrt(np.diag(self.covariance))
        return float(error_a), float(error_b)

    def abilities(self, theta: ArrayLike) -> Floats:
        """Abilities of the new scale on the old one, shape of ``theta``."""
        return self.A * np.asarray(theta, dtype=float) + self.B

    def require_converged(self) -> "LinkingConstants":
        """The constants themselves, or NotConverged with the status."""
        if self.status is not LinkStatus.CONVERGED:
            raise NotConverged(ErrorCode.LINK_NOT_CONVERGED, got=self.status)
        return self


IDENTITY = LinkingConstants(1.0, 0.0, "identity", covariance=np.zeros((2, 2)))
"""The link of a scale with itself."""


def summed_covariance(influences: Sequence[Influence]) -> Floats | None:
    """The covariance of constants from independent sides, None where one's errors are not known."""
    total: Floats | None = None
    for influence in influences:
        part = influence.covariance()
        if part is None:
            return None
        total = part if total is None else total + part
    return total


def merge_influences(influences: Sequence[Influence]) -> tuple[Influence, ...]:
    """Merge influences of the same side, compared by identity."""
    found: list[Influence] = []
    for each in influences:
        for at, other in enumerate(found):
            if other.side is each.side:
                found[at] = Influence(other.side, other.parameter_covariance, other.gradient + each.gradient)
                break
        else:
            found.append(each)
    return tuple(found)
