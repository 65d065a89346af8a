"""Eligibility probabilities from which solving starts."""

from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats


@dataclass(frozen=True, eq=False)
class StartingEligibility:
    """Eligibility probabilities of an earlier solution, from which another one starts.

    Parameters
    ----------
    probabilities : shape (n, S), for each item in pool order its probability in each segment, above 0 and at most 1
    known : shape (n,), whether an item's probabilities were solved; False where they are a guess, such as those of an
        item like it
    """

    probabilities: Floats
    known: Bools

    def require_shape(self, segments: int, items: int) -> None:
        """Refuse probabilities of another pool or other segments, or that are none.

        Raises
        ------
        InvalidTest
        """
        shapes = np.shape(self.probabilities), np.shape(self.known)
        if shapes != ((items, segments), (items,)):
            needed = f"probabilities of shape {(items, segments)} and known of {(items,)}"
            message = f"a start must have {needed}; received {shapes[0]}, {shapes[1]}"
            raise InvalidTest(message)
        if not ((self.probabilities > 0) & (self.probabilities <= 1)).all():
            message = f"a start's probabilities must be above 0 and at most 1; received {self.probabilities!r:.80}"
            raise InvalidTest(message)
