"""The parameters of n items of any response model, validated when they are built."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.errors import InvalidParameters
from engine.numerics.array_types import Bools, Floats, Ints, frozen

_STEEPEST = 1e100


class Model(IntEnum):
    """The response model of an item."""

    LOGISTIC = 0
    PARTIAL_CREDIT = 1
    GRADED = 2


@dataclass(frozen=True, eq=False)
class ItemParameters:
    """The parameters of n items as arrays, in the metric D = 1: logit = a(θ − b).

    The constructor validates, so every instance is valid. Build instances with `logistic`, `partial_credit`,
    `rating_scale`, `graded` and `concat`.

    Parameters
    ----------
    model : shape (n,), a `Model` for each item
    a : shape (n,), slopes, above 0 and at most 1e100
    b : shape (n, k − 1), locations of the steps in logits, finite, padded with NaN after the last step of each item
    c : shape (n,), lower asymptotes, 0 ≤ c < d
    d : shape (n,), upper asymptotes, c < d ≤ 1
    floors : shape (n, k − 1), the probability that chance alone reaches category v or more of a partial credit or
        graded item, not increasing along v, below 1; 0 behind the last step, and for logistic items, which have c

    Raises
    ------
    InvalidParameters
        naming the item, the parameter, the expected range and the value received
    """

    model: NDArray[np.int8]
    a: Floats
    b: Floats
    c: Floats
    d: Floats
    floors: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    def __post_init__(self) -> None:
        for name, dtype in (("model", np.int8), *((name, float) for name in ("a", "b", "c", "d", "floors"))):
            object.__setattr__(self, name, frozen(_array(name, getattr(self, name), dtype)))
        if self.floors.shape == (0, 0):
            object.__setattr__(self, "floors", frozen(np.zeros(self.b.shape)))
        _require_shapes(self)
        for name, values, expected, valid in _rules(self):
            _require(name, values, expected, valid)

    @classmethod
    def logistic(cls, a: ArrayLike, b: ArrayLike, c: ArrayLike = 0.0, d: ArrayLike = 1.0) -> "ItemParameters":
        """Items with two categories: P(1 | θ) = c + (d − c) / (1 + exp(−a(θ − b))).

        Parameters
        ----------
        a, b, c, d : shape (n,) or scalars; Rasch with a = 1, 2PL with c = 0 and d = 1, up to 4PL

        References
        ----------
        Birnbaum (1968), chapter 17; Barton & Lord (1981), ETS Research Report 81-20 (upper asymptote).
        """
        columns = [np.atleast_1d(_array(name, value, float)) for name, value in zip("abcd", (a, b, c, d), strict=True)]
        try:
            a, b, c, d = np.broadcast_arrays(*columns)
        except ValueError:
            message = f"a, b, c and d must be scalars or of one length; received shapes {[x.shape for x in columns]}"
            raise InvalidParameters(message) from None
        if a.ndim != 1:
            message = f"a, b, c and d must have one dimension; received shape {a.shape}"
            raise InvalidParameters(message)
        return cls(np.full(a.shape, Model.LOGISTIC, dtype=np.int8), a, b[:, np.newaxis], c, d)

    @classmethod
    def partial_credit(cls, a: ArrayLike, b: ArrayLike, floors: ArrayLike = 0.0) -> "ItemParameters":
        """Items of the generalized partial credit model: P(k | θ) ∝ exp Σ_{j ≤ k} a(θ − b_j), in k categories from 0.

        Parameters
        ----------
        a : shape (n,) or a scalar; 1 for the partial credit model
        b : shape (n, k − 1), step locations in the order of the categories, not necessarily increasing; NaN after an
            item's last step
        floors : shape (n, k − 1) or a scalar, the probability that chance alone reaches category v or more; see
            `ItemParameters`

        References
        ----------
        Masters (1982), Psychometrika 47, 149–174; Muraki (1992), Applied Psychological Measurement 16, 159–176.
        """
        return cls._polytomous(Model.PARTIAL_CREDIT, a, b, floors)

    @classmethod
    def rating_scale(cls, location: ArrayLike, thresholds: ArrayLike) -> "ItemParameters":
        """Items of the rating scale model: partial credit with a = 1 and the steps location + threshold.

        Parameters
        ----------
        location : shape (n,)
        thresholds : shape (k − 1,), the same for all items

        References
        ----------
        Andrich (1978), Psychometrika 43, 561–573.
        """
        places, shared = _array("location", location, float), _array("thresholds", thresholds, float)
        if places.ndim > 1 or shared.ndim != 1:
            message = f"location and thresholds must have one dimension; received {places.shape} and {shared.shape}"
            raise InvalidParameters(message)
        return cls._polytomous(Model.PARTIAL_CREDIT, 1.0, np.atleast_1d(places)[:, np.newaxis] + shared)

    @classmethod
    def graded(cls, a: ArrayLike, b: ArrayLike) -> "ItemParameters":
        """Items of the graded response model: P(k or more | θ) = 1 / (1 + exp(−a(θ − b_k))).

        Parameters
        ----------
        a : shape (n,) or a scalar
        b : shape (n, k − 1), category boundaries in increasing order; NaN after an item's last

        References
        ----------
        Samejima (1969), Psychometrika Monograph 17.
        """
        return cls._polytomous(Model.GRADED, a, b)

    @classmethod
    def _polytomous(cls, model: Model, a: ArrayLike, b: ArrayLike, floors: ArrayLike = 0.0) -> "ItemParameters":
        slopes, steps = _array("a", a, float), np.atleast_2d(_array("b", b, float))
        n = steps.shape[0]
        if slopes.ndim == 0:
            slopes = np.full(n, slopes)
        reached = _array("floors", floors, float)
        if reached.ndim == 0:
            reached = np.where(np.isfinite(steps), reached, 0.0)
        return cls(np.full(n, model, dtype=np.int8), slopes, steps, np.zeros(n), np.ones(n), reached)

    @classmethod
    def concat(cls, *parts: "ItemParameters") -> "ItemParameters":
        """The items of all parts, in order."""
        if not parts:
            message = "concat needs at least one ItemParameters; received none"
            raise InvalidParameters(message)
        width = max(part.b.shape[1] for part in parts)
        return cls(
            np.concatenate([part.model for part in parts]),
            np.concatenate([part.a for part in parts]),
            np.concatenate([_padded(part.b, width) for part in parts]),
            np.concatenate([part.c for part in parts]),
            np.concatenate([part.d for part in parts]),
            np.concatenate([_padded(part.floors, width, 0.0) for part in parts]),
        )

    def __len__(self) -> int:
        return self.a.size

    @property
    def categories(self) -> Ints:
        """The number of categories of each item, shape (n,), at least 2."""
        categories: Ints = 1 + np.isfinite(self.b).sum(axis=1)
        return categories

    @property
    def lifted(self) -> Bools:
        """Whether chance alone reaches a category above 0 of a partial credit or graded item, shape (n,)."""
        return np.asarray((self.floors > 0).any(axis=1))

    def take(self, items: Ints) -> "ItemParameters":
        """The parameters of the items at these indices, in that order; repeats are allowed."""
        taken = object.__new__(ItemParameters)  # rows of valid parameters are valid: no second validation
        for name in ("model", "a", "b", "c", "d", "floors"):
            object.__setattr__(taken, name, getattr(self, name)[items])
        return taken


def _array(name: str, values: ArrayLike, dtype: type) -> NDArray[np.float64]:
    """A copy as numbers. Text that looks like a number is refused."""
    raw = np.asarray(values)
    if raw.dtype.kind not in "iuf":
        message = f"{name} must be numbers; received {raw.dtype.name} {values!r:.80}"
        raise InvalidParameters(message)
    return np.array(raw, dtype=dtype)


def _padded(b: Floats, width: int, padding: float = np.nan) -> Floats:
    return np.pad(b, ((0, 0), (0, width - b.shape[1])), constant_values=padding)


def _require_shapes(parameters: ItemParameters) -> None:
    n = parameters.a.shape[:1]
    shapes = {name: getattr(parameters, name).shape for name in ("model", "a", "b", "c", "d")}
    if len(n) != 1 or n == (0,) or any(shape[:1] != n for shape in shapes.values()):
        message = f"parameters must be of one length, at least 1; received shapes {shapes}"
        raise InvalidParameters(message)
    if parameters.b.ndim != 2 or any(len(shapes[name]) != 1 for name in ("model", "a", "c", "d")):
        message = f"b must have two dimensions and the others one; received shapes {shapes}"
        raise InvalidParameters(message)
    if parameters.floors.shape != parameters.b.shape:
        message = f"floors must have the shape of b, {parameters.b.shape}; received {parameters.floors.shape}"
        raise InvalidParameters(message)


def _rules(parameters: ItemParameters) -> Iterator[tuple[str, NDArray[np.generic], str, Bools]]:
    """Yield (name, values, expected, valid) for each rule that an item must satisfy; ``valid`` has shape (n,)."""
    model, a, b, c, d = parameters.model, parameters.a, parameters.b, parameters.c, parameters.d
    steps = np.isfinite(b)
    logistic = np.asarray(model == Model.LOGISTIC)
    yield "model", model, f"one of {[int(code) for code in Model]}", np.isin(model, list(Model))
    yield "a", a, "finite and above 0", np.isfinite(a) & (a > 0)
    yield "a", a, f"at most {_STEEPEST:g}, of which there is a square", a <= _STEEPEST
    yield "b", b, "finite, with NaN only behind the last step", _contiguous_from_start(steps) & ~np.isinf(b).any(axis=1)
    yield "b", b, "one location for a logistic item", ~logistic | (steps.sum(axis=1) == 1)
    yield "b", b, "increasing steps for a graded item", (model != Model.GRADED) | _increasing(b)
    yield "c", c, "0 for an item that is not logistic", logistic | (c == 0)
    yield "d", d, "1 for an item that is not logistic", logistic | (d == 1)
    yield "c", c, "at least 0 and below 1", (c >= 0) & (c < 1)
    yield "d", d, "above c and at most 1", (d > c) & (d <= 1)
    floors = parameters.floors
    yield "floors", floors, "0 for a logistic item, which has c", ~(logistic & parameters.lifted)
    signed = np.where(steps, floors, -floors)  # behind the last step anything but 0 shows as negative
    yield "floors", floors, "at least 0 and below 1", np.asarray(((floors >= 0) & (floors < 1)).all(axis=1))
    yield "floors", floors, "not increasing, and 0 behind the last step", _not_increasing(signed)


def _increasing(b: Floats) -> Bools:
    """Whether the steps of each item increase strictly, shape (n,)."""
    falling = (np.diff(b, axis=1) <= 0).sum(axis=1)
    return np.asarray(falling == 0)


def _not_increasing(floors: Floats) -> Bools:
    """Whether the floors of each item are 0 or more and do not rise along the categories, shape (n,)."""
    return np.asarray(((np.diff(floors, axis=1) <= 0).all(axis=1)) & (floors >= 0).all(axis=1))


def _contiguous_from_start(steps: Bools) -> Bools:
    """Whether each row is a run of one or more True followed only by False, shape (n,)."""
    leading: Bools = steps[:, 0] & (steps[:, 1:] <= steps[:, :-1]).all(axis=1)
    return leading


def _require(name: str, values: NDArray[np.generic], expected: str, valid: Bools) -> None:
    if not valid.all():
        item = int(np.argmin(valid))
        raise InvalidParameters.for_item(item, name, expected, values[item])
