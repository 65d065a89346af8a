"""What each thing that could be written would add at most, by the prices of the best mixes: all requests at once."""

import numpy as np

from engine.numerics.array_types import Bools, Floats, Ints
from itembank.health.candidate_pool import Ground
from itembank.health.optimal_mix import Mix
from itembank.health.year_group import YearGroup, standard_errors


class Pricing:
    """The requests of a ground as arrays over all R of them."""

    def __init__(self, ground: Ground) -> None:
        self._size = np.array([places.size for places in ground.places], dtype=np.intp)
        self._parts = np.full((self._size.size, int(self._size.max(initial=1))), -1, dtype=np.intp)
        for row, places in zip(self._parts, ground.places, strict=True):
            row[: places.size] = places

    @property
    def sizes(self) -> Ints:
        """How many items each request is, shape (R,)."""
        return self._size

    def open_to(self, group: YearGroup) -> Bools:
        """Which requests a year group may be asked, shape (R,)."""
        barred = group.rules.barred[self._parts] & (self._parts >= 0)
        return np.array([not row.any() for row in barred], dtype=bool)

    def savings(self, group: YearGroup, mix: Mix) -> Floats:
        """What each request would take at most off a year's SE in each cell, shape (R, T)."""
        added = np.where(self.open_to(group)[:, np.newaxis], self._added(group, mix), 0.0)
        saved: Floats = standard_errors(mix.given) - standard_errors(mix.given + added)
        return saved

    def _added(self, group: YearGroup, mix: Mix) -> Floats:
        """What a passage's best questions are worth beyond what their places cost, and the passage's own place."""
        coefficients = np.array([*(row.coefficients for row in group.rules.rows), np.ones(len(group.curves))])
        worth = group.curves + coefficients.T @ mix.prices
        parts = np.where((self._parts >= 0)[:, :, np.newaxis], worth[self._parts], -np.inf)
        parts = -np.sort(-parts, axis=1)
        sets = group.rules.passages
        least, most = (1, 1) if sets is None else (sets.minimum, sets.maximum)
        together = parts[:, :least].sum(axis=1) + np.maximum(parts[:, least:most], 0.0).sum(axis=1) + mix.set_price
        gain: Floats = group.rate * np.maximum(together, 0.0)
        return gain
