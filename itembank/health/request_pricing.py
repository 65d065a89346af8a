"""Upper bounds on the SE that each item request would save, from the dual prices of the optimal mixes."""

import numpy as np

from engine.numerics.array_types import Bools, Floats, Ints
from itembank.health.candidate_pool import CandidatePool
from itembank.health.optimal_mix import OptimalMix
from itembank.health.year_group import YearGroup, standard_errors


class RequestPricing:
    """Prices all R requests of a candidate pool at once."""

    def __init__(self, candidates: CandidatePool) -> None:
        self._size = np.array([places.size for places in candidates.request_items], dtype=np.intp)
        self._parts = np.full((self._size.size, int(self._size.max(initial=1))), -1, dtype=np.intp)
        for row, places in zip(self._parts, candidates.request_items, strict=True):
            row[: places.size] = places

    @property
    def sizes(self) -> Ints:
        """Number of items in each request, shape (R,)."""
        return self._size

    def eligible(self, group: YearGroup) -> Bools:
        """Whether a year group may be given each request, shape (R,)."""
        barred = group.constraints.ineligible[self._parts] & (self._parts >= 0)
        return np.array([not row.any() for row in barred], dtype=bool)

    def se_savings(self, group: YearGroup, mix: OptimalMix) -> Floats:
        """Upper bound on the SE that each request saves in each ability cell, logits, shape (R, T)."""
        added = np.where(self.eligible(group)[:, np.newaxis], self._added(group, mix), 0.0)
        saved: Floats = standard_errors(mix.information) - standard_errors(mix.information + added)
        return saved

    def _added(self, group: YearGroup, mix: OptimalMix) -> Floats:
        """Upper bound on the information that each request adds, shape (R, T).

        It is the sum of the reduced costs of the best questions that a set may hold, plus the value and price of the
        set.
        """
        coefficients = np.array(
            [*(row.coefficients for row in group.constraints.rows), np.ones(len(group.values.items))]
        )
        worth = group.values.items + coefficients.T @ mix.row_prices
        parts = np.where((self._parts >= 0)[:, :, np.newaxis], worth[self._parts], -np.inf)
        parts = -np.sort(-parts, axis=1)
        sets = group.constraints.passages
        least, most = (1, 1) if sets is None else (sets.minimum, sets.maximum)
        together = parts[:, :least].sum(axis=1) + np.maximum(parts[:, least:most], 0.0).sum(axis=1) + mix.set_price
        if sets is not None:
            own = sets.set_of_item[self._parts[:, 0]]
            together += np.where((own >= 0)[:, np.newaxis], group.values.sets[own], 0.0)
        gain: Floats = group.exposure_limit * np.maximum(together, 0.0)
        return gain
