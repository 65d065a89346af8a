"""What a testlet or bifactor model leaves free: general and specific slopes, their ties, and the intercepts."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Bools, Floats, Ints
from calibration.marginal.population_distribution import Population


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
    held : (n,) whether an item's parameters are given and stay
    """

    family: NDArray[np.int8]
    categories: Ints
    members: tuple[Ints, ...]
    slopes: SpecificSlopes
    held: Bools

    @property
    def steps(self) -> Bools:
        """(n, W) which intercepts each item has."""
        return np.asarray(np.arange(int(self.categories.max()) - 1) < (self.categories - 1)[:, None])

    @property
    def free_steps(self) -> Bools:
        """(n, W) which intercepts are estimated."""
        return self.steps & ~self.held[:, None]

    @property
    def free_specific(self) -> Bools:
        """(n,) whether an item has a specific slope that is estimated by itself."""
        there = ~self.held
        there[self.members[-1]] = False
        return there

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
    intercepts : (n, W), −∞ behind an item's last step
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
        if structure.slopes is SpecificSlopes.FREE:
            slopes = self.general[~structure.held], self.specific[structure.free_specific]
        elif structure.slopes is SpecificSlopes.PROPORTIONAL:
            slopes = self.general[~structure.held], self.sd
        else:
            slopes = np.array([self.unit]), self.sd
        return np.concatenate((*slopes, self.intercepts[structure.free_steps], self.population.vector))

    def at_vector(self, vector: Floats) -> "BifactorPoint":
        """The point with these free parameters."""
        structure = self.structure
        rasch = structure.slopes is SpecificSlopes.RASCH
        counts = (
            1 if rasch else int((~structure.held).sum()),
            int(structure.free_specific.sum()) if structure.slopes is SpecificSlopes.FREE else self.sd.size,
            int(structure.free_steps.sum()),
        )
        first, second, steps, population = np.split(vector, np.cumsum(counts))
        intercepts = self.intercepts.copy()
        intercepts[structure.free_steps] = steps
        there = replace(self, intercepts=intercepts, population=self.population.at_vector(population))
        if rasch:
            return there.tied(np.full(structure.held.size, first[0]), second, float(first[0]))
        general = self.general.copy()
        general[~structure.held] = first
        if structure.slopes is SpecificSlopes.PROPORTIONAL:
            return there.tied(general, second, 1.0)
        specific = self.specific.copy()
        specific[structure.free_specific] = second
        return replace(there, general=general, specific=specific)

    def tied(self, general: Floats, sd: Floats, unit: float) -> "BifactorPoint":
        """The point whose specific slopes follow from the general ones and the testlets' standard deviations."""
        structure, specific = self.structure, self.specific.copy()
        for number, items in enumerate(structure.members[:-1]):
            free = items[~structure.held[items]]
            specific[free] = (general[free] if structure.slopes is SpecificSlopes.PROPORTIONAL else 1.0) * sd[number]
        general = np.where(structure.held, self.general, general)
        return replace(self, general=general, specific=specific, sd=sd, unit=unit)
