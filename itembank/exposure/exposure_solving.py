"""Exposure parameters of a design, solved by simulation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine import SolvedExposure, solve_eligibility
from engine.exposure.item_eligibility import ConditionalEligibility
from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import effective_pool_size, eligible_items
from itembank.design.adaptive_test_design import SOLVED, Setting, Strategy, TestDesign, ValuesByItem
from itembank.errors import InvalidBank
from itembank.exposure.earlier_exposure import Probabilities, starting_eligibility
from itembank.versions.bank_version import BankVersion, SolvedSettings

PROBABILITY_DECIMALS = 4
"""Decimals of a solved probability: far finer than the precision of a simulation."""


@dataclass(frozen=True)
class ExposureSolvingOptions:
    """Target rate and simulation size for solving a year group's exposure.

    Parameters
    ----------
    share : target exposure rate in multiples of L / N, length of a sitting over `effective_pool_size`
    ceiling : maximum of the target rate
    sittings : number of sittings in each simulation
    iterations, checks : number of simulations for solving, and for checking the result
    """

    share: float = 1.4
    ceiling: float = 1.0
    sittings: int = 1000
    iterations: int = 16
    checks: int = 2
    seed: int = 1

    @classmethod
    def from_earlier(cls) -> "ExposureSolvingOptions":
        """What is enough where solving starts from an earlier solution: an eighth of the sittings."""
        return cls(sittings=400, iterations=4, checks=2)

    @property
    def simulations(self) -> int:
        """Number of simulations in all."""
        return self.iterations + self.checks


def solve_exposure(
    bank: BankVersion,
    design: TestDesign,
    year: int,
    effort: ExposureSolvingOptions,
    on_iteration: Callable[[], None] = lambda: None,
    *,
    earlier: Mapping[str, Probabilities] | None = None,
) -> tuple[SolvedSettings, SolvedExposure[ConditionalEligibility] | None]:
    """Solve the eligibility probabilities that keep each item's exposure rate at the target.

    Parameters
    ----------
    design : its exposure is a `ConditionalEligibility` with probabilities "@solved"
    on_iteration : called after each simulation
    earlier : probabilities solved before, by `ItemVersion.item`, from which solving starts; None to start anew

    Returns
    -------
    the settings for the bank, and the engine's result; None if the target rate is 1, which no item exceeds

    Raises
    ------
    InvalidBank : the design has another exposure control, or cannot be compiled for the year group
    """
    plan = design.for_year(year)
    control = _control(plan)
    test = compile_test(bank, replace(plan, exposure=None), year)
    eligible = eligible_items(test)
    rate = min(effort.share * plan.length / effective_pool_size(test), effort.ceiling, 1.0)
    if rate == 1:
        return _frozen(bank, design, year, np.ones((len(bank.items), 1))), None
    population = design.population(year)
    theta = np.random.default_rng((effort.seed, year)).normal(population.mean, population.sd, effort.sittings)
    found = solve_eligibility(
        test,
        theta,
        effort.seed,
        rate=rate,
        together=control.get("together", ""),
        start=starting_eligibility(bank.items, eligible, earlier) if earlier else None,
        iterations=effort.iterations,
        checks=effort.checks,
        on_iteration=on_iteration,
    )
    return _frozen(bank, design, year, np.array(found.exposure.probabilities)), found


def _control(design: TestDesign) -> dict[str, str]:
    match design.exposure:
        case Strategy("ConditionalEligibility", settings):
            texts = {setting.name: setting.value for setting in settings if isinstance(setting.value, str)}
            if texts.get("probabilities") == SOLVED and not {setting.name for setting in settings} - texts.keys():
                return texts
    expected = f"ConditionalEligibility with probabilities {SOLVED}"
    raise InvalidBank(design.name, "exposure", expected, design.exposure)


def _frozen(bank: BankVersion, design: TestDesign, year: int, probabilities: np.ndarray) -> SolvedSettings:
    shares = np.round(probabilities, PROBABILITY_DECIMALS).tolist()
    rows = tuple((item.id, tuple(row)) for item, row in zip(bank.items, shares, strict=True))
    return SolvedSettings(design.hash, year, (Setting("probabilities", ValuesByItem(rows)),))
