"""Whether what a year group may be asked suffices for what it must be asked."""

from dataclasses import dataclass, replace

import numpy as np

from engine import AdaptiveTest, Counts, Shadow, ShadowTest, shadow_test, start
from itembank.design.adaptive_test_design import TestDesign
from itembank.errors import InvalidBank


@dataclass(frozen=True)
class BlueprintRelaxation:
    """What a sitting of a year group gives up of its blueprint before its first item.

    Parameters
    ----------
    relaxed : names of constraints, in the blueprint's order of relaxation
    conflict : sentences of a smallest set of constraints that cannot hold together
    """

    relaxed: tuple[str, ...]
    conflict: tuple[str, ...]


def required_relaxation(test: AdaptiveTest) -> BlueprintRelaxation | None:
    """What every sitting of a test gives up of its blueprint; None where it holds in full, or there is none."""
    if not isinstance(test.blueprint, Shadow):
        return None
    shadow = _first_shadow_test(test)
    return BlueprintRelaxation(shadow.relaxed, shadow.conflict) if shadow.relaxed else None


def require_feasible(test: AdaptiveTest, design: TestDesign, year: int) -> None:
    """Counts and blueprint must be met from the items that a year group may be asked, or a sitting would end too soon.

    A blueprint may be met by giving up what its own order of relaxation names: see `required_relaxation`.

    Raises
    ------
    InvalidBank
    """
    _require_counts(test, design, year)
    if isinstance(test.blueprint, Shadow):
        _require_blueprint(test, design, year)


def _require_counts(test: AdaptiveTest, design: TestDesign, year: int) -> None:
    beginning = start(test).cohort()
    allowed = np.ones(len(test.pool), dtype=bool)
    if test.seeding is not None:
        allowed[test.seeding.items(test.pool)] = False
    for mask in test.masks:
        if not isinstance(mask, Counts):
            allowed &= mask(test.pool, beginning)[0]
    for counts in (mask for mask in test.masks if isinstance(mask, Counts)):
        values = test.pool.attribute(counts.attribute)
        for bound in counts.bounds:
            held = int((allowed & (values == bound.value)).sum())
            if held < bound.minimum:
                needed = f"at least {bound.minimum} items with {counts.attribute} {bound.value!r} for Year {year}"
                raise InvalidBank(design.name, "supply", needed, held)


def _require_blueprint(test: AdaptiveTest, design: TestDesign, year: int) -> None:
    found = _first_shadow_test(test)
    if not found.free:
        expected = f"constraints that can hold together for Year {year}"
        raise InvalidBank(design.name, "blueprint", expected, "; ".join(found.conflict) or str(found.status))


def _first_shadow_test(test: AdaptiveTest) -> ShadowTest:
    """From all that may be asked: exposure control, which draws, gives way to content."""
    whole = replace(test, exposure=None)
    return shadow_test(whole, start(whole), seed=0)
