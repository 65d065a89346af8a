"""Exposure parameters of a design, solved by simulation and frozen."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine import SolvedExposure, solve_eligibility
from engine.exposure.item_eligibility import ConditionalEligibility
from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import eligible_items
from itembank.design.adaptive_test_design import SOLVED, Setting, Strategy, TestDesign, ValuesByItem
from itembank.errors import InvalidBank
from itembank.versions.bank_version import BankVersion, SolvedSettings

PROBABILITY_DECIMALS = 4
"""Decimals that a frozen probability keeps: far finer than what a simulation tells."""


@dataclass(frozen=True)
class ExposureSolvingOptions:
    """How much is simulated to solve for a year group.

    Parameters
    ----------
    share : the rate aimed at, in multiples of L / N: the length of a sitting by the items a year may be asked
    ceiling : the rate aimed at is at most this
    sittings : in each simulation
    iterations, checks : simulations to solve by, and to check the result by
    """

    share: float = 1.4
    ceiling: float = 1.0
    sittings: int = 1000
    iterations: int = 16
    checks: int = 2
    seed: int = 1

    @property
    def simulations(self) -> int:
        return self.iterations + self.checks


def solve_exposure(
    bank: BankVersion,
    design: TestDesign,
    year: int,
    effort: ExposureSolvingOptions,
    on_iteration: Callable[[], None] = lambda: None,
) -> tuple[SolvedSettings, SolvedExposure[ConditionalEligibility] | None]:
    """The eligibility that keeps each item of a year group's sittings to a rate, as a bank freezes it.

    Parameters
    ----------
    design : one whose exposure is a `ConditionalEligibility` with probabilities "@solved"
    on_iteration : called after each simulation

    Returns
    -------
    what is frozen, and how it was found; None where the rate is 1, which nothing exceeds

    Raises
    ------
    InvalidBank : another design, or one that a year group cannot be asked
    """
    plan = design.for_year(year)
    control = _control(plan)
    test = compile_test(bank, replace(plan, exposure=None), year)
    rate = min(effort.share * plan.length / int(eligible_items(test).sum()), effort.ceiling, 1.0)
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
