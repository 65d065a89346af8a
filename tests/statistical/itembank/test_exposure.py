"""The banks that choose passages, as they are: fresh sittings keep the blueprint and meet no question too often."""

import numpy as np
import pytest

from engine import simulate
from itembank import compile_test
from itembank.builtin_banks import builtin_bank
from itembank.compilation.eligible_items import effective_pool_size, eligible_items

SITTINGS = 200
STANDARD_ERRORS = 4.0
"""One item in some hundreds is beyond 3 by chance; seeds are fixed."""


@pytest.mark.parametrize("year", [3, pytest.param(8, marks=pytest.mark.long)])
@pytest.mark.parametrize("subject", ["numeracy-reasoning", "reading-cy", "reading-en"])
def test_fresh_sittings_are_whole_taught_and_spread(subject: str, year: int) -> None:
    """Every day: Year 3, which may be asked the fewest questions."""
    bank = builtin_bank(subject)
    (design,) = bank.designs
    test = compile_test(bank, design, year)
    population = design.population(year)
    theta = np.random.default_rng(year).normal(population.mean, population.sd, SITTINGS)
    done = simulate(test, theta, seed=year)
    assert (done.items >= 0).sum(axis=1).tolist() == [design.length] * SITTINGS

    eligible = eligible_items(test)
    assert eligible[done.items].all()
    passages = np.array([item.stimulus for item in bank.items])[done.items]
    for sitting in passages:
        changes = (sitting[1:] != sitting[:-1]).sum()
        assert changes == len(set(sitting)) - 1  # each passage is left once

    used = np.bincount(done.items.ravel(), minlength=len(bank.items)) / SITTINGS
    bound = min(1.0, 1.5 * design.length / effective_pool_size(test))
    assert used.max() <= bound + STANDARD_ERRORS * np.sqrt(bound * (1 - bound) / SITTINGS)
