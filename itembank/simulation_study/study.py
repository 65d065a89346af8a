from dataclasses import dataclass

from engine import Dependence
from itembank.design.adaptive_test_design import TestDesign
from itembank.simulation_study.year_study import YearStudy
from itembank.versions.bank_version import BankVersion


@dataclass(frozen=True)
class Study:
    """A simulation study of a test design on a bank.

    Parameters
    ----------
    simulees : at each ability, and over each year group's distribution
    years : what came of each year group
    dependence, truth : as in `study_year`
    """

    bank: BankVersion
    design: TestDesign
    seed: int
    simulees: int
    years: tuple[YearStudy, ...]
    dependence: float | Dependence | None = None
    truth: BankVersion | None = None

    @property
    def holds(self) -> bool:
        """Whether every year group keeps every requirement."""
        return all(year.holds for year in self.years)
