"""What a testlet or bifactor model leaves free: general and specific slopes, their ties, and the intercepts."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Bools, Floats, Ints
from calibration.marginal.population_distribution import Population
from calibration.slope_intercept_curves import ModelFamily


class SpecificSlopes(StrEnum):
    """How the specific slopes of a testlet's items follow from the general ones."""

    FREE = "free"
    """Each item has a slope of its own on its testlet's dimension: the bifactor model (Gibbons & Hedeker, 1992)."""
    PROPORTIONAL = "proportional"
    """a(θ + ξ), ξ with the testlet's standard deviation: the testlet model (Bradlow, Wainer & Wang, 1999)."""
    RASCH = "rasch"
    """The same with a = 1 and the general standard deviation free (Wang & Wilson, 2005)."""


@dataclass(frozen=True, slots=True, eq=False)
class BifactorStructure:
    """n items in T testlets.

    Parameters
    ----------
    family : (n,) ``ModelFamily`` of each item
    categories : (n,) number of categories
    members : the items (places) of each testlet, then those that belong to none
    slopes : how specific slopes follow from general ones
    held : (n,) whether an item's general parameters are given and stay
    held_specific : (n,) whether its specific slope is given and stays
    held_sd : (T,) whether a testlet's standard deviation is given and stays, where slopes are tied
    asymptotes : (n, 2) whether an item has a lower and an upper asymptote
    free_asymptotes : (n, 2) whether they are estimated
    floors : (n, V) known floors of chance of lifted items, 0 for others
    """

    family: NDArray[np.int8]
    categories: Ints
    members: tuple[Ints, ...]
    slopes: SpecificSlopes
    held: Bools
    held_specific: Bools
    held_sd: Bools
    asymptotes: Bools
    free_asymptotes: Bools
    floors: Floats

    @property
    def width(self) -> int:
        """The number W of columns of intercepts: steps, or one step and the logits of the asymptotes."""
        asymptotic = bool((self.family == ModelFamily.ASYMPTOTIC).any())
        return max(int(self.categories.max()) - 1, (3 if self.asymptotes[:, 1].any() else 2) if asymptotic else 1)

    @property
    def steps(self) -> Bools:
        """(n, W) which intercepts each item has."""
        return np.asarray(np.arange(self.width) < (self.categories - 1)[:, None])

    @property
    def free_steps(self) -> Bools:
        """(n, W) which intercepts, and logits of asymptotes, are estimated."""
        there = self.steps
        for side in (0, 1):
            if side + 1 < self.width:
                there[:, side + 1] |= self.free_asymptotes[:, side]
        return there & ~self.held[:, None]

    @property
    def free_specific(self) -> Bools:
        """(n,) whether an item has a specific slope that is estimated by itself."""
        there = ~self.held_specific
        there[self.members[-1]] = False
        return there

    @property
    def free_unit(self) -> bool:
        """Whether all slopes are one, which is estimated: those of a Rasch model without held items."""
        return self.slopes is SpecificSlopes.RASCH and not bool(self.held.any())

    @property
    def own_slopes(self) -> Bools:
        """(n,) whether an item has a general slope that is estimated by itself."""
        return np.zeros(self.held.size, dtype=bool) if self.slopes is SpecificSlopes.RASCH else ~self.held

    @property
    def testlets(self) -> int:
        """The number T of testlets."""
        return len(self.members) - 1


@dataclass(frozen=True, slots=True, eq=False)
class BifactorPoint:
    """All that is estimated.

    Parameters
    ----------
    structure : the structure
    general, specific : (n,) slopes on the general dimension and on the standardised specific one; specific 0 for items
        that belong to no testlet
    intercepts : (n, W), −∞ behind an item's last step; of an item with asymptotes its one intercept, then their logits
    sd : (T,) standard deviation of each testlet's dimension where slopes are tied, else ones
    unit : the common general slope where all slopes are tied to one, else 1
    population : of the general dimension
    """

    structure: BifactorStructure
    general: Floats
    specific: Floats
    intercepts: Floats
    sd: Floats
    unit: float
    population: Population

    @property
    def vector(self) -> Floats:
        """The free parameters: general slopes, specific ones, intercepts item by item, the population's."""
        structure = self.structure
        general = np.array([self.unit]) if structure.free_unit else self.general[structure.own_slopes]
        tied = structure.slopes is not SpecificSlopes.FREE
        specific = self.sd[~structure.held_sd] if tied else self.specific[structure.free_specific]
        return np.concatenate((general, specific, self.intercepts[structure.free_steps], self.population.vector))

    def at_vector(self, vector: Floats) -> "BifactorPoint":
        """The point with these free parameters."""
        structure = self.structure
        tied = structure.slopes is not SpecificSlopes.FREE
        counts = (
            int(structure.free_unit) + int(structure.own_slopes.sum()),
            int((~structure.held_sd).sum() if tied else structure.free_specific.sum()),
            int(structure.free_steps.sum()),
        )
        first, second, steps, population = np.split(vector, np.cumsum(counts))
        intercepts, general = self.intercepts.copy(), self.general.copy()
        intercepts[structure.free_steps] = steps
        unit = float(first[0]) if structure.free_unit else self.unit
        general[slice(None) if structure.free_unit else structure.own_slopes] = unit if structure.free_unit else first
        there = replace(
            self, general=general, intercepts=intercepts, unit=unit, population=self.population.at_vector(population)
        )
        if tied:
            sd = self.sd.copy()
            sd[~structure.held_sd] = second
            return there.tied(sd)
        specific = self.specific.copy()
        specific[structure.free_specific] = second
        return replace(there, specific=specific)

    @property
    def specific_by_sd(self) -> Floats:
        """(n,) derivative of a tied specific slope by its testlet's standard deviation.

        Where the unit is estimated, a standard deviation is in logits, and the general dimension is standardised.
        """
        return np.ones(self.general.size) if self.structure.free_unit else self.general

    def tied(self, sd: Floats) -> "BifactorPoint":
        """The point whose specific slopes follow from the general ones and the testlets' standard deviations (T,)."""
        specific, by = self.specific.copy(), self.specific_by_sd
        for number, items in enumerate(self.structure.members[:-1]):
            specific[items] = by[items] * sd[number]
        return replace(self, specific=specific, sd=sd)
