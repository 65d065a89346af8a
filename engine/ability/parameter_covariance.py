"""The covariance matrix of estimated item parameters, by item id."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import InvalidParameters
from engine.irt.item_parameters import ItemParameters, Model
from engine.irt.parameter_gradients import parameter_names
from engine.numerics.array_types import Bools, Floats, Ints, frozen
from engine.sitting.item_pool import ItemPool

_ROUNDING = 1e-8  # the rounding error allowed in an inverted or a printed matrix, in correlations


@dataclass(frozen=True, eq=False)
class ParameterCovariance:
    """The covariance of the estimated parameters of n items: symmetric and positive semi-definite.

    The M = w + 3 parameters of an item are in the order a, b1 … bw, c, d, in the metric D = 1, logit = a(θ − b). The
    rows and columns of a parameter that is known, or that an item does not have, are 0. An item whose parameters are
    all known has a block of zeros.

    Parameters
    ----------
    ids : n distinct item-version ids
    values : shape (n, M, M), a block for each item; or (n, M, n, M), which includes the covariances between items

    Raises
    ------
    InvalidParameters
    """

    ids: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", tuple(self.ids))
        object.__setattr__(self, "values", frozen(_numbers(self.values)))
        _require_distinct(self.ids)
        _require_shape(self.values, len(self.ids))
        _require_covariances(self.ids, self.blocks)
        if self.joint:
            _require_joint_covariance(self.ids, self.values)

    @classmethod
    def from_names(
        cls, ids: Iterable[str], parameters: Iterable[tuple[str, str]], matrix: ArrayLike
    ) -> "ParameterCovariance":
        """Build the covariance from the matrix of single named parameters.

        An item none of whose parameters is named counts as known. For every other item all of its steps must be named,
        with zeros for steps that are known.

        Parameters
        ----------
        ids : n distinct item-version ids
        parameters : k distinct pairs (item id, parameter), where the parameter is one of a, b1, b2, …, c, d
        matrix : shape (k, k), the covariances of the named parameters

        Raises
        ------
        InvalidParameters
        """
        items, pairs, given = tuple(ids), tuple(parameters), _numbers(matrix)
        if given.shape != (len(pairs), len(pairs)):
            message = f"the matrix must have a row and a column for each of {len(pairs)} names; received {given.shape}"
            raise InvalidParameters(message)
        width = max([1, *(_step(item, name) for item, name in pairs)])
        item, column = _positions(items, pairs, width)
        if not given[item[:, np.newaxis] != item].any():
            values = np.zeros((len(items), width + 3, width + 3))
            alike = np.nonzero(item[:, np.newaxis] == item)
            values[item[alike[0]], column[alike[0]], column[alike[1]]] = given[alike]
        else:
            values = np.zeros((len(items), width + 3) * 2)
            values[item[:, np.newaxis], column[:, np.newaxis], item, column] = given
        return cls(items, values)

    @property
    def joint(self) -> bool:
        """Whether the covariances between items are included."""
        return self.values.ndim == 4

    @property
    def blocks(self) -> Floats:
        """The covariance of each item's own parameters, shape (n, M, M)."""
        own = np.arange(len(self.ids))
        blocks: Floats = self.values[own, :, own] if self.joint else self.values
        return blocks

    @property
    def names(self) -> tuple[str, ...]:
        """The names of an item's parameters, in order."""
        return parameter_names(self.values.shape[-1] - 3)

    def for_pool(self, pool: ItemPool) -> "ParameterCovariance":
        """The covariance of a pool's items, in the pool's order and as wide as its parameters; computed once.

        Raises
        ------
        InvalidParameters
            naming an item that is missing from the covariance, or that does not have a parameter of the covariance
        """
        return pool.cached(self, lambda: _for_pool(self, pool))


def _for_pool(covariance: ParameterCovariance, pool: ItemPool) -> ParameterCovariance:
    rows = _rows(covariance.ids, pool.ids)
    _require_matching_parameters(covariance, rows, pool)
    width, known = pool.parameters.b.shape[1], len(covariance.names) - 3
    here, there = (np.array([*range(min(width, known) + 1), size + 1, size + 2]) for size in (width, known))
    if covariance.joint:
        values = np.zeros((len(pool), width + 3) * 2)
        every = np.arange(len(pool))
        values[np.ix_(every, here, every, here)] = covariance.values[np.ix_(rows, there, rows, there)]
    else:
        values = np.zeros((len(pool), width + 3, width + 3))
        values[:, here[:, np.newaxis], here] = covariance.values[np.ix_(rows, there, there)]
    selected = object.__new__(ParameterCovariance)  # a part of a valid covariance is valid: no second validation
    object.__setattr__(selected, "ids", pool.ids)
    object.__setattr__(selected, "values", frozen(values))
    return selected


def _numbers(values: ArrayLike) -> Floats:
    raw = np.asarray(values)
    if raw.dtype.kind not in "iuf":
        message = f"a covariance must be numbers; received {raw.dtype.name} {values!r:.80}"
        raise InvalidParameters(message)
    return np.array(raw, dtype=float)


def _step(item: str, name: str) -> int:
    """The number of the location that a name stands for, 0 for another parameter."""
    if name in ("a", "c", "d"):
        return 0
    if not re.fullmatch("b[1-9][0-9]*", name):
        message = f"item {item!r}: a parameter must be a, b1, b2, …, c or d; received {name!r}"
        raise InvalidParameters(message)
    return int(name[1:])


def _positions(items: tuple[str, ...], pairs: tuple[tuple[str, str], ...], width: int) -> tuple[Ints, Ints]:
    """The item and the column of each named parameter, shape (k,) each."""
    if len(set(pairs)) != len(pairs):
        twice = next(pair for number, pair in enumerate(pairs) if pair in pairs[:number])
        message = f"item {twice[0]!r}: each parameter must be named once; received {twice[1]} twice"
        raise InvalidParameters(message)
    columns = {name: column for column, name in enumerate(parameter_names(width))}
    named = np.array([columns[name] for _, name in pairs], dtype=np.intp)
    return _rows(items, [item for item, _ in pairs]), named


def _rows(ids: tuple[str, ...], wanted: Iterable[str]) -> Ints:
    """The position of each wanted item in the covariance."""
    positions = {item: row for row, item in enumerate(ids)}
    try:
        return np.array([positions[item] for item in wanted], dtype=np.intp)
    except KeyError as missing:
        message = (
            f"item {missing.args[0]!r}: the covariance must hold it, with a block of zeros if it is known; "
            f"received one of {len(ids)} other items"
        )
        raise InvalidParameters(message) from None


def _require_distinct(ids: tuple[str, ...]) -> None:
    if len(set(ids)) != len(ids):
        twice = next(item for number, item in enumerate(ids) if item in ids[:number])
        message = f"item {twice!r}: ids must be distinct; received it more than once"
        raise InvalidParameters(message)


def _require_shape(values: Floats, n: int) -> None:
    side = values.shape[-1] if values.ndim else 0
    if n == 0 or side < 4 or values.shape not in ((n, side, side), (n, side, n, side)):
        message = (
            f"the covariance of {n} items must have shape (n, M, M) or (n, M, n, M) with n ≥ 1 and M ≥ 4 parameters "
            f"a, b1, …, c, d; received {values.shape}"
        )
        raise InvalidParameters(message)


def _require_covariances(ids: tuple[str, ...], blocks: Floats) -> None:
    """Check that the block of every item is a covariance matrix."""
    variances = np.diagonal(blocks, axis1=1, axis2=2)
    _require_items(ids, blocks, "finite", np.isfinite(blocks))
    _require_items(ids, blocks, "of variances 0 or more", variances[:, np.newaxis] >= 0)
    correlations = _correlations(blocks, variances)
    _require_items(ids, blocks, "symmetric", np.abs(correlations - correlations.swapaxes(1, 2)) <= _ROUNDING)
    _require_items(ids, blocks, "positive semi-definite", np.linalg.eigvalsh(correlations)[:, np.newaxis] >= -_ROUNDING)


def _require_items(ids: tuple[str, ...], blocks: Floats, expected: str, valid: Bools) -> None:
    """Refuse the first item whose block is not as expected; ``valid`` has shape (n, …, …)."""
    if not valid.all():
        item = int(np.argwhere(~valid)[0, 0])
        message = f"item {ids[item]!r}: its covariance must be {expected}; received {blocks[item].tolist()}"
        raise InvalidParameters(message)


def _require_joint_covariance(ids: tuple[str, ...], values: Floats) -> None:
    """Check that the joint matrix is a covariance matrix, given that each item's own block is one."""
    n, side = values.shape[:2]
    joint_matrix = values.reshape(1, n * side, n * side)
    variances = np.diagonal(joint_matrix, axis1=1, axis2=2)
    uncertain = np.flatnonzero(variances[0] > 0)
    correlations = _correlations(joint_matrix, variances)[0]
    # NaN is not like itself, and infinity less itself is NaN
    with np.errstate(invalid="ignore"):
        asymmetric = ~(np.abs(correlations - correlations.T) <= _ROUNDING)
    if asymmetric.any():
        _refuse_joint(ids[int(np.argmax(asymmetric.any(axis=1))) // side], "finite and symmetric")
    stray = np.abs(correlations).copy()
    stray[np.ix_(uncertain, uncertain)] = 0
    if (stray > _ROUNDING).any():
        _refuse_joint(ids[int(np.argmax(stray.max(axis=1))) // side], "0 with a parameter of variance 0")
    heaviest = _indefinite_row(correlations[np.ix_(uncertain, uncertain)])
    if heaviest is not None:
        _refuse_joint(ids[int(uncertain[heaviest]) // side], "positive semi-definite")


def _indefinite_row(correlations: Floats) -> int | None:
    """The row with the greatest weight in the direction of the least variance; None if no variance is negative."""
    try:
        np.linalg.cholesky(correlations + _ROUNDING * np.eye(len(correlations)))
    except np.linalg.LinAlgError:
        return int(np.argmax(np.abs(np.linalg.eigh(correlations).eigenvectors[:, 0])))
    return None


def _refuse_joint(item: str, expected: str) -> None:
    message = f"item {item!r}: its covariance with the other items must be {expected}"
    raise InvalidParameters(message)


def _correlations(matrices: Floats, variances: Floats) -> Floats:
    """The matrices (…, m, m) divided by the standard deviations; standard deviations of 0 count as 1."""
    scale = np.sqrt(np.where(variances > 0, variances, 1.0))
    correlations: Floats = matrices / (scale[:, :, np.newaxis] * scale[:, np.newaxis, :])
    return correlations


def _require_matching_parameters(covariance: ParameterCovariance, rows: Ints, pool: ItemPool) -> None:
    """Check that the covariance and the items of the pool have the same parameters."""
    width = covariance.values.shape[-1] - 3
    uncertain = np.diagonal(covariance.blocks, axis1=1, axis2=2)[rows] > 0
    lacking = uncertain & ~_has_parameter(pool.parameters, width)
    if lacking.any():
        item, column = np.argwhere(lacking)[0]
        message = f"item {pool.ids[item]!r}: its covariance is of {covariance.names[column]}, which it does not have"
        raise InvalidParameters(message)
    short = uncertain.any(axis=1) & (pool.categories - 1 > width)
    if short.any():
        item = int(np.argmax(short))
        steps = int(pool.categories[item]) - 1
        message = f"item {pool.ids[item]!r}: its covariance must be of b1 to b{steps}; received b1 to b{width}"
        raise InvalidParameters(message)


def _has_parameter(parameters: ItemParameters, width: int) -> Bools:
    """Which of a, b1 … b``width``, c, d each item has, shape (n, width + 3)."""
    has = np.ones((len(parameters), width + 3), dtype=bool)
    has[:, 1:-2] = np.arange(1, width + 1) < parameters.categories[:, np.newaxis]
    has[:, -2:] = (parameters.model == Model.LOGISTIC)[:, np.newaxis]
    return has
