"""How sure a calibration is of item parameters, by item id."""

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

_ROUNDING = 1e-8  # what an inverted or a printed matrix may be off by, in correlations


@dataclass(frozen=True, eq=False)
class ParameterCovariance:
    """The covariance of the estimated parameters of n items: symmetric and positive semi-definite.

    The M = w + 3 parameters of an item stand in the order a, b1 … bw, c, d, in the metric D = 1, logit = a(θ − b). The
    rows and columns of a parameter that is known, or that an item does not have, are 0: an item that is wholly known
    has a block of zeros.

    Parameters
    ----------
    ids : n distinct item-version ids
    values : shape (n, M, M), a block for each item; or (n, M, n, M), with the covariances between items as well

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
    def named(
        cls, ids: Iterable[str], parameters: Iterable[tuple[str, str]], matrix: ArrayLike
    ) -> "ParameterCovariance":
        """From the covariance matrix of single parameters; an item of which none is named is known.

        Of another item every step is to be named, with zeros where it is known.

        Parameters
        ----------
        ids : n distinct item-version ids
        parameters : k distinct pairs (item id, parameter), the parameter one of a, b1, b2, …, c, d
        matrix : shape (k, k)

        Raises
        ------
        InvalidParameters
        """
        items, pairs, given = tuple(ids), tuple(parameters), _numbers(matrix)
        if given.shape != (len(pairs), len(pairs)):
            message = f"the matrix must have a row and a column for each of {len(pairs)} names; received {given.shape}"
            raise InvalidParameters(message)
        width = max([1, *(_step(item, name) for item, name in pairs)])
        item, column = _places(items, pairs, width)
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
        """Whether there are covariances between items."""
        return self.values.ndim == 4

    @property
    def blocks(self) -> Floats:
        """The covariance of each item's own parameters, shape (n, M, M)."""
        own = np.arange(len(self.ids))
        blocks: Floats = self.values[own, :, own] if self.joint else self.values
        return blocks

    @property
    def names(self) -> tuple[str, ...]:
        """The names of an item's parameters in order."""
        return parameter_names(self.values.shape[-1] - 3)

    def of_pool(self, pool: ItemPool) -> "ParameterCovariance":
        """That of a pool's items, in the pool's order and as wide as its parameters; made once for a pool.

        Raises
        ------
        InvalidParameters
            naming an item that the covariance does not hold, or that lacks one of the parameters the covariance is of
        """
        return pool.derived(self, lambda: _of_pool(self, pool))


def _of_pool(covariance: ParameterCovariance, pool: ItemPool) -> ParameterCovariance:
    rows = _rows(covariance.ids, pool.ids)
    _require_fit(covariance, rows, pool)
    width, known = pool.parameters.b.shape[1], len(covariance.names) - 3
    here, there = (np.array([*range(min(width, known) + 1), size + 1, size + 2]) for size in (width, known))
    if covariance.joint:
        values = np.zeros((len(pool), width + 3) * 2)
        every = np.arange(len(pool))
        values[np.ix_(every, here, every, here)] = covariance.values[np.ix_(rows, there, rows, there)]
    else:
        values = np.zeros((len(pool), width + 3, width + 3))
        values[:, here[:, np.newaxis], here] = covariance.values[np.ix_(rows, there, there)]
    placed = object.__new__(ParameterCovariance)  # part of what is valid is valid: the gate need not run again
    object.__setattr__(placed, "ids", pool.ids)
    object.__setattr__(placed, "values", frozen(values))
    return placed


def _numbers(values: ArrayLike) -> Floats:
    raw = np.asarray(values)
    if raw.dtype.kind not in "iuf":
        message = f"a covariance must be numbers; received {raw.dtype.name} {values!r:.80}"
        raise InvalidParameters(message)
    return np.array(raw, dtype=float)


def _step(item: str, name: str) -> int:
    """The number of the location that a name is of, 0 for another parameter."""
    if name in ("a", "c", "d"):
        return 0
    if not re.fullmatch("b[1-9][0-9]*", name):
        message = f"item {item!r}: a parameter must be a, b1, b2, …, c or d; received {name!r}"
        raise InvalidParameters(message)
    return int(name[1:])


def _places(items: tuple[str, ...], pairs: tuple[tuple[str, str], ...], width: int) -> tuple[Ints, Ints]:
    """Item and column of each named parameter, shape (k,) each."""
    if len(set(pairs)) != len(pairs):
        twice = next(pair for number, pair in enumerate(pairs) if pair in pairs[:number])
        message = f"item {twice[0]!r}: each parameter must be named once; received {twice[1]} twice"
        raise InvalidParameters(message)
    columns = {name: column for column, name in enumerate(parameter_names(width))}
    named = np.array([columns[name] for _, name in pairs], dtype=np.intp)
    return _rows(items, [item for item, _ in pairs]), named


def _rows(ids: tuple[str, ...], wanted: Iterable[str]) -> Ints:
    """Where each of the items stands among the covariance's."""
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
    """Each item's own block is a covariance."""
    variances = np.diagonal(blocks, axis1=1, axis2=2)
    _require_items(ids, blocks, "finite", np.isfinite(blocks))
    _require_items(ids, blocks, "of variances 0 or more", variances[:, np.newaxis] >= 0)
    shares = _correlations(blocks, variances)
    _require_items(ids, blocks, "symmetric", np.abs(shares - shares.swapaxes(1, 2)) <= _ROUNDING)
    _require_items(ids, blocks, "positive semi-definite", np.linalg.eigvalsh(shares)[:, np.newaxis] >= -_ROUNDING)


def _require_items(ids: tuple[str, ...], blocks: Floats, expected: str, valid: Bools) -> None:
    """What is ``expected`` of the blocks is valid throughout, shape (n, …, …)."""
    if not valid.all():
        item = int(np.argwhere(~valid)[0, 0])
        message = f"item {ids[item]!r}: its covariance must be {expected}; received {blocks[item].tolist()}"
        raise InvalidParameters(message)


def _require_joint_covariance(ids: tuple[str, ...], values: Floats) -> None:
    """The whole of all items is a covariance, each item's own part being one."""
    n, side = values.shape[:2]
    whole = values.reshape(1, n * side, n * side)
    variances = np.diagonal(whole, axis1=1, axis2=2)
    unsure = np.flatnonzero(variances[0] > 0)
    shares = _correlations(whole, variances)[0]
    # NaN is not like itself, and infinity less itself is NaN
    with np.errstate(invalid="ignore"):
        unlike = ~(np.abs(shares - shares.T) <= _ROUNDING)
    if unlike.any():
        _refuse_joint(ids[int(np.argmax(unlike.any(axis=1))) // side], "finite and symmetric")
    uncalled = np.abs(shares).copy()
    uncalled[np.ix_(unsure, unsure)] = 0
    if (uncalled > _ROUNDING).any():
        _refuse_joint(ids[int(np.argmax(uncalled.max(axis=1))) // side], "0 with a parameter of variance 0")
    heaviest = _most_at_fault(shares[np.ix_(unsure, unsure)])
    if heaviest is not None:
        _refuse_joint(ids[int(unsure[heaviest]) // side], "positive semi-definite")


def _most_at_fault(shares: Floats) -> int | None:
    """The row with most weight in the direction of least variance, None where no variance is below 0."""
    try:
        np.linalg.cholesky(shares + _ROUNDING * np.eye(len(shares)))
    except np.linalg.LinAlgError:
        return int(np.argmax(np.abs(np.linalg.eigh(shares).eigenvectors[:, 0])))
    return None


def _refuse_joint(item: str, expected: str) -> None:
    message = f"item {item!r}: its covariance with the other items must be {expected}"
    raise InvalidParameters(message)


def _correlations(matrices: Floats, variances: Floats) -> Floats:
    """The matrices (…, m, m) in units of the standard deviations, those of 0 left as they are."""
    scale = np.sqrt(np.where(variances > 0, variances, 1.0))
    shares: Floats = matrices / (scale[:, :, np.newaxis] * scale[:, np.newaxis, :])
    return shares


def _require_fit(covariance: ParameterCovariance, rows: Ints, pool: ItemPool) -> None:
    """No item of the pool lacks a parameter that its covariance is of, nor the covariance one of its steps."""
    width = covariance.values.shape[-1] - 3
    unsure = np.diagonal(covariance.blocks, axis1=1, axis2=2)[rows] > 0
    lacking = unsure & ~_owned(pool.parameters, width)
    if lacking.any():
        item, column = np.argwhere(lacking)[0]
        message = f"item {pool.ids[item]!r}: its covariance is of {covariance.names[column]}, which it does not have"
        raise InvalidParameters(message)
    short = unsure.any(axis=1) & (pool.categories - 1 > width)
    if short.any():
        item = int(np.argmax(short))
        steps = int(pool.categories[item]) - 1
        message = f"item {pool.ids[item]!r}: its covariance must be of b1 to b{steps}; received b1 to b{width}"
        raise InvalidParameters(message)


def _owned(parameters: ItemParameters, width: int) -> Bools:
    """Which of a, b1 … b``width``, c, d each item has, shape (n, width + 3)."""
    owned = np.ones((len(parameters), width + 3), dtype=bool)
    owned[:, 1:-2] = np.arange(1, width + 1) < parameters.categories[:, np.newaxis]
    owned[:, -2:] = (parameters.model == Model.LOGISTIC)[:, np.newaxis]
    return owned
