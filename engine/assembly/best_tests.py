"""The best tests of item sets for many sittings, as a method finds them that needs no solver."""

from typing import NamedTuple, Protocol

from engine.numerics.array_types import Bools, Floats


class BestTests(NamedTuple):
    """The tests found for P sittings.

    Parameters
    ----------
    chosen : shape (P, n), the items of each test, where one is found
    found : shape (P,); where none is found, nothing is known
    """

    chosen: Bools
    found: Bools


class SetMethod(Protocol):
    """Finds the tests of least cost, for most sittings. What it finds for one does not depend on the others."""

    def best_tests(self, costs: Floats, candidates: Bools, administered: Bools) -> BestTests:
        """The tests of least cost that contain the items administered and otherwise only candidates.

        Parameters
        ----------
        costs : shape (P, n), within [−1, 1]
        candidates : shape (P, n)
        administered : shape (P, n)
        """
        ...
