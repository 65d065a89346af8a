"""The item pool: the items of a bank version, tabulated on an ability grid."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.errors import InvalidGrid, InvalidPool, UnknownAttribute, UnknownItem
from engine.irt.item_parameters import ItemParameters
from engine.irt.response_models import information, tabulate_curves
from engine.numerics.array_types import Floats, Ints, frozen
from engine.numerics.normal_distribution import Normal
from engine.numerics.quadrature import checked_grid, even_grid
from engine.sitting.testlet_effects import (
    WIDEST_STEP,
    ItemSetSDs,
    SetSD,
    TestletEffects,
    item_set_sds,
    tabulate_effects,
)

_T = TypeVar("_T")

_WIDEST_STEP = 0.2  # logits; applies even to few items, since selection interpolates information between nodes
_MOST_NODES = 2000  # of the default grid; without a limit one wrong parameter would cost gigabytes
_BEYOND_ITEMS = 1.0  # logits by which the grid extends past the lowest and the highest step of all items


@dataclass(frozen=True, eq=False)
class ItemPool:
    """The items of a bank version, tabulated once on an ability grid.

    Parameters
    ----------
    ids : item-version ids, in pool order
    parameters : the item parameters that were tabulated
    categories : shape (n,), the number of score categories of each item
    grid : shape (Q,), abilities in logits, evenly spaced
    log_prob : shape (n, K, Q), log P(category | θ); −inf for a category that an item does not have
    information : shape (n, Q), Fisher's information in 1/logits²; stored node by node, because selection reads all
        items at one ability
    content : content attribute → its values, shape (n,)
    testlets : the testlet effects of the item sets; None where answers depend on ability alone
    """

    ids: tuple[str, ...]
    parameters: ItemParameters
    categories: Ints
    grid: Floats
    log_prob: Floats
    information: Floats
    content: Mapping[str, NDArray[Any]]
    _positions: Mapping[str, int] = field(repr=False)
    testlets: TestletEffects | None = field(default=None, repr=False)
    _cache: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._positions

    @property
    def grid_step(self) -> float:
        """The distance between neighbouring nodes of the grid, in logits."""
        return float(self.grid[1] - self.grid[0])

    def index(self, item_id: str) -> int:
        """The pool index of an item-version id.

        Raises
        ------
        UnknownItem
        """
        try:
            return self._positions[item_id]
        except (KeyError, TypeError):
            raise UnknownItem.with_id(item_id, len(self)) from None

    def attribute(self, name: str) -> NDArray[Any]:
        """A content attribute of every item, shape (n,).

        Raises
        ------
        UnknownAttribute
        """
        try:
            return self.content[name]
        except KeyError:
            raise UnknownAttribute(name, self.content) from None

    def cached(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """The result of ``make``, computed once for each key and kept with the pool.

        Use it only for results that the pool and the key determine.
        """
        try:
            value: _T = self._cache[key]
        except KeyError:
            value = self._cache[key] = make()
        return value


def tabulate(
    parameters: ItemParameters,
    *,
    ids: Iterable[str] | None = None,
    content: Mapping[str, ArrayLike] | None = None,
    grid: ArrayLike | None = None,
    sets: Sequence[Hashable] | str | None = None,
    set_sd: SetSD = 0.0,
) -> ItemPool:
    """Compile items into a pool.

    Parameters
    ----------
    parameters : n items
    ids : n distinct item-version ids, by default "1", "2", …
    content : content attribute → n values
    grid : evenly spaced abilities in logits, by default `ability_grid`
    sets : the name of each item's set, None or "" for an item in no set; or the content attribute that tells it
    set_sd : SD in logits of the effect that a person's answers to a set share (`engine.sitting.testlet_effects`), of
        all sets or of each by name. With 0 the pool, and every sitting on it, is the same bits as without sets

    Raises
    ------
    InvalidPool, InvalidGrid, UnknownAttribute
    """
    names = tuple(ids) if ids is not None else tuple(str(number + 1) for number in range(len(parameters)))
    columns = {name: _column(name, values, len(parameters)) for name, values in (content or {}).items()}
    sds = item_set_sds(_set_names(columns, sets), set_sd, len(parameters))
    nodes = ability_grid(parameters, set_sd=_least_sd(sds)) if grid is None else checked_grid(grid)
    log_prob, informed = tabulate_curves(parameters, nodes)
    return ItemPool(
        ids=names,
        parameters=parameters,
        categories=frozen(parameters.categories),
        grid=nodes,
        log_prob=frozen(log_prob),
        information=frozen(informed),
        content=columns,
        _positions=_positions(names, len(parameters)),
        testlets=None if sds is None else tabulate_effects(parameters, nodes, sds),
    )


def ability_grid(
    parameters: ItemParameters,
    populations: Sequence[Normal] = (Normal(),),
    *,
    length: int = 40,
    set_sd: float = 0.0,
) -> Floats:
    """The default ability grid for these items and populations.

    The grid extends 6 SD beyond the mean of each population and 1 logit past the easiest and the hardest step. Its step
    is at most .8 of the smallest posterior SD that a sitting can reach, which is the SD after the ``length`` items that
    are together most informative at one ability; and at most .2 logits.

    Parameters
    ----------
    parameters : the items that may be presented
    populations : ability distributions of the people who may sit, at least one
    length : the greatest number of scored items in a sitting. In a longer sitting the posterior can become too narrow
        for the grid; the status of EAP says so.
    set_sd : the smallest SD above 0 of a testlet effect, in logits; 0 without testlet effects

    Returns
    -------
    shape (Q,), in logits

    Raises
    ------
    InvalidGrid
        if more than 2,000 nodes were needed, naming the item responsible
    """
    low = min(*(p.mean - 6 * p.sd for p in populations), float(np.nanmin(parameters.b)) - _BEYOND_ITEMS)
    high = max(*(p.mean + 6 * p.sd for p in populations), float(np.nanmax(parameters.b)) + _BEYOND_ITEMS)
    _require_nodes(parameters, low, high, _WIDEST_STEP)
    curves = information(parameters, even_grid(low, high, _WIDEST_STEP)[np.newaxis, :])
    least = max(0, len(parameters) - length)
    together = np.partition(curves, least, axis=0)[least:].sum(axis=0).max()
    best = max(float(together), _highest_peak(parameters))
    sharpest = 1 / np.sqrt(best + 1 / min(p.sd for p in populations) ** 2)
    step = min(_WIDEST_STEP, 0.8 * float(sharpest), WIDEST_STEP * (set_sd or np.inf))
    _require_nodes(parameters, low, high, step)
    return even_grid(low, high, step)


def _highest_peak(parameters: ItemParameters) -> float:
    """The greatest information of any item at one of its own steps, which a coarse grid can miss for a steep item."""
    peaks = [information(parameters, places)[np.isfinite(places)] for places in parameters.b.T[:, :, np.newaxis]]
    return float(np.concatenate(peaks).max())


def _require_nodes(parameters: ItemParameters, low: float, high: float, step: float) -> None:
    """Refuse a default grid with too many nodes, naming the steepest and the most extreme item where they cause it."""
    if high - low <= _MOST_NODES * step:
        return
    causes = []
    if step < _WIDEST_STEP:
        steepest = int(parameters.a.argmax())
        causes.append(f"item {steepest} (counting from 0) has a slope of {parameters.a[steepest]:g}")
    if high - low > _MOST_NODES * _WIDEST_STEP / 2:
        places = np.where(np.isnan(parameters.b), 0.0, parameters.b)
        farthest, which = np.unravel_index(np.abs(places).argmax(), places.shape)
        causes.append(f"item {farthest} (counting from 0) has a step at {places[farthest, which]:g}")
    message = (
        f"the default grid may have at most {_MOST_NODES} nodes: mend what asks for more, or give a grid;"
        f" received: {', '.join(causes)}"
    )
    raise InvalidGrid(message)


def _positions(ids: tuple[str, ...], n: int) -> dict[str, int]:
    positions = {item_id: index for index, item_id in enumerate(ids)}
    if len(ids) != n:
        message = f"ids must be as many as the items, {n}; received {len(ids)}"
        raise InvalidPool(message)
    if len(positions) != n:
        twice = next(item_id for index, item_id in enumerate(ids) if positions[item_id] != index)
        message = f"ids must be distinct; received {twice!r} more than once"
        raise InvalidPool(message)
    return positions


def _set_names(content: Mapping[str, NDArray[Any]], sets: Sequence[Hashable] | str | None) -> Sequence[Hashable] | None:
    """The name of each item's set; ``sets`` may be the content attribute that holds them."""
    if not isinstance(sets, str):
        return sets
    if sets not in content:
        raise UnknownAttribute(sets, content)
    names: list[Hashable] = content[sets].tolist()
    return names


def _least_sd(sds: ItemSetSDs | None) -> float:
    return 0.0 if sds is None else sds.least


def _column(name: str, values: ArrayLike, n: int) -> NDArray[Any]:
    column = np.array(values)
    if column.shape != (n,):
        message = f"content attribute {name!r} must have one value for each of the {n} items; received {column.shape}"
        raise InvalidPool(message)
    return frozen(column)
