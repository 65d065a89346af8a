"""The results of a simulation study over several year groups."""

from dataclasses import dataclass

from engine import Dependence
from itembank.design.adaptive_test_design import TestDesign
from itembank.simulation_study.year_study import YearStudy
from itembank.versions.bank_version import BankVersion


@dataclass(frozen=True)
class SimulationStudy:
    """A simulation study of a test design on a bank.

    Parameters
    ----------
    simulees : number at each ability, and again over each year group's distribution
    years : results of each year group
    dependence, truth : see `study_year`
    """

    bank: BankVersion
    design: TestDesign
    seed: int
    simulees: int
    years: tuple[YearStudy, ...]
    dependence: float | Dependence | None = None
    truth: BankVersion | None = None

    @property
    def effective_dependence(self) -> float | Dependence | None:
        """The dependence that was simulated: as given, or else the default of designs with item sets; None for none."""
        if self.dependence is not None:
            return None if self.dependence == 0 else self.dependence
        return max((year.dependence for year in self.years), default=0.0) or None

    @property
    def holds(self) -> bool:
        """Whether every year group meets every requirement."""
        return all(year.holds for year in self.years)
