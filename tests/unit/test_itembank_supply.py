from dataclasses import replace

import numpy as np
import pytest

from itembank import InvalidBank, compile_test, numeracy_bank

BANK = numeracy_bank()
DESIGN = BANK.design("numeracy-procedural")


def test_the_grid_reaches_six_standard_deviations_beyond_every_year_group() -> None:
    grid = compile_test(BANK, DESIGN, 4).pool.grid
    for year in DESIGN.years:
        population = DESIGN.population(year)
        assert grid[0] <= population.mean - 6 * population.sd
        assert grid[-1] >= population.mean + 6 * population.sd
    assert np.all(np.diff(grid) > 0)


def test_a_bank_too_thin_for_a_year_groups_counts_is_refused_by_name_before_anybody_sits() -> None:
    thin = replace(BANK, items=tuple(i for i in BANK.items if i.strand != "data" or i.introduced_year > 2))
    compile_test(thin, DESIGN, 9)
    with pytest.raises(InvalidBank, match=r"supply.*'data' for Year 2.*0"):
        compile_test(thin, DESIGN, 2)
