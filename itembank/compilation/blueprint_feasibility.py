"""Feasibility of a blueprint: whether a year group's items suffice for it."""

from dataclasses import dataclass, replace

import numpy as np

from engine import AdaptiveTest, Counts, Shadow, ShadowTest, shadow_test, start
from itembank.compilation.repeat_limits import counts_lack, limits_that_cross
from itembank.design.adaptive_test_design import TestDesign
from itembank.errors import Described, InvalidBank


@dataclass(frozen=True)
class BlueprintRelaxation:
    """Constraints that a year group's sittings have to relax before their first item.

    Parameters
    ----------
    relaxed : names of constraints, in the blueprint's order of relaxation
    conflict : sentences for a smallest set of constraints that cannot hold together
    """

    relaxed: tuple[str, ...]
    conflict: tuple[str, ...]


def required_relaxation(test: AdaptiveTest) -> BlueprintRelaxation | None:
    """The constraints that every sitting of a test has to relax; None if there are none or there is no blueprint."""
    if not isinstance(test.blueprint, Shadow):
        return None
    shadow = _first_shadow_test(test)
    return BlueprintRelaxation(shadow.relaxed, shadow.conflict) if shadow.relaxed else None


def require_feasible(test: AdaptiveTest, design: TestDesign, year: int) -> None:
    """Check that a year group's eligible items suffice for counts and blueprint; otherwise sittings would end too soon.

    A blueprint may relax constraints in its own order of relaxation: see `required_relaxation`.

    Raises
    ------
    InvalidBank : the items do not suffice
    """
    _require_counts(test, design, year)
    if isinstance(test.blueprint, Shadow):
        _require_blueprint(test, design, year)


def _require_counts(test: AdaptiveTest, design: TestDesign, year: int) -> None:
    if crossing := limits_that_cross(test):
        expected = f"each {crossing[0]} within one {crossing[1]}; the method shadow needs no such order"
        raise InvalidBank(design.name, "blueprint", expected, Described(f"{crossing[0]} across {crossing[1]}"))
    beginning = start(test).cohort()
    allowed = np.ones(len(test.pool), dtype=bool)
    if test.seeding is not None:
        allowed[test.seeding.items(test.pool)] = False
    for mask in test.masks:
        if not isinstance(mask, Counts):
            allowed &= mask(test.pool, beginning)[0]
    if lack := counts_lack(test, allowed):
        raise InvalidBank(design.name, "supply", lack.expected(year), lack.held)


def _require_blueprint(test: AdaptiveTest, design: TestDesign, year: int) -> None:
    found = _first_shadow_test(test)
    if not found.free:
        expected = f"constraints that can hold together for Year {year}"
        raise InvalidBank(design.name, "blueprint", expected, "; ".join(found.conflict) or str(found.status))


def _first_shadow_test(test: AdaptiveTest) -> ShadowTest:
    """The shadow test of a fresh sitting without exposure control, which gives way to content."""
    whole = replace(test, exposure=None)
    return shadow_test(whole, start(whole), seed=0)
