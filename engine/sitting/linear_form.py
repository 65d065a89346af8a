"""A linear form: a fixed test, whose items come in one order for everybody."""

from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, frozen
from engine.sitting.cohort import Cohort
from engine.sitting.item_pool import ItemPool
from engine.sitting.sitting_state import require_items


@dataclass(frozen=True)
class LinearForm:
    """Allow only the next item of a fixed form, so that selection has no choice.

    Items that the person may not be asked, or that were withdrawn, are passed over. After the last item of the form no
    item is allowed, and the sitting ends.

    Parameters
    ----------
    form : distinct pool indices in the order in which they are presented, at least 1

    Raises
    ------
    InvalidTest
    UnknownItem
        when called, for an item that the pool does not have

    References
    ----------
    van der Linden (2005), Linear Models for Optimal Test Design, chapter 1.
    """

    form: tuple[int, ...]

    def __post_init__(self) -> None:
        if not (isinstance(self.form, tuple) and len(set(self.form)) == len(self.form) >= 1):
            message = f"LinearForm needs a tuple of distinct items, at least 1; received {self.form!r:.80}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, cohort: Cohort) -> Bools:
        form = pool.cached(("form", self.form), lambda: frozen(np.array(require_items(pool, self.form), dtype=np.intp)))
        left = cohort.available[:, form]
        rows = np.flatnonzero(left.any(axis=1))
        allowed = np.zeros((len(cohort), len(pool)), dtype=bool)
        allowed[rows, form[left[rows].argmax(axis=1)]] = True
        return allowed
