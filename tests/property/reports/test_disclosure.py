"""Suppression of cells, attacked: by linear programming, and by every short sum and difference of what is published."""

from collections import Counter
from collections.abc import Collection
from itertools import combinations, product

import numpy as np
import pytest

from reports.disclosure.frequency_table import FrequencyTable, Microcell, PlacedCell
from reports.disclosure.interval_bounds import cell_bounds
from reports.disclosure.rounding import rounded_count
from reports.disclosure.smallest_group import FEWEST, is_small
from reports.disclosure.suppression import AlreadyTold, suppress

FAMILY = (("year",), ("year", "language"), ("year", "medium"))
DIMENSIONS = ("year", "language", "medium")
FIRST, SECOND, SCHOOLS = "2026-27/1", "2026-27/2", "schools"
SEEDS = range(6)


def population(seed: int) -> FrequencyTable:
    """Learners of four years, a few of whom came to the second release or left before it, and pages of schools."""
    random = np.random.default_rng(seed)
    counts: Counter[Microcell] = Counter()
    for year, medium in product("3456", ("dual", "english", "welsh")):
        there = [int(random.choice([0, 3, 7, 12, 30, 80, 400])) for _ in ("cy", "en")]
        tens = sum(there) // 10 * 10  # a page has whole tens
        for language, here in zip(("cy", "en"), there, strict=True):
            values = year, language, medium
            joined, left = (int(random.choice([0, 0, 0, 1, 4, 15])) for _ in range(2))
            on_pages = min(here, tens)
            tens -= on_pages
            counts[Microcell(values, frozenset({FIRST, SECOND, SCHOOLS}))] += on_pages
            counts[Microcell(values, frozenset({FIRST, SECOND}))] += here - on_pages
            counts[Microcell(values, frozenset({SECOND}))] += joined
            counts[Microcell(values, frozenset({FIRST}))] += left
    return FrequencyTable(DIMENSIONS, counts)


def two_releases(table: FrequencyTable) -> tuple[list[PlacedCell], list[PlacedCell]]:
    """What schools' pages and two releases publish of a table, and what they suppress."""
    pages = [PlacedCell(SCHOOLS, cell) for cell in table.cells([("year",), ("year", "medium")])]
    published, suppressed = [each for each in pages if table.count(each) >= FEWEST], []
    for release in (FIRST, SECOND):
        found = suppress(table, FAMILY, release, published, suppressed)
        published += [PlacedCell(release, cell) for cell in found.published]
        suppressed += [PlacedCell(release, cell) for cell in (*found.primary, *found.secondary)]
    return published, suppressed


RELEASES = {seed: population(seed) for seed in SEEDS}
PUBLISHED = {seed: two_releases(table) for seed, table in RELEASES.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_of_each_suppressed_cell_over_two_releases_span_ten_values(seed: int) -> None:
    table, (published, suppressed) = RELEASES[seed], PUBLISHED[seed]
    assert suppressed
    assert published
    for cell in suppressed:
        bounds = cell_bounds(table, published, cell)
        assert bounds.span >= FEWEST - 1e-6, (cell, bounds)
        assert bounds.low - 1e-6 <= table.count(cell) <= bounds.high + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_no_sum_or_difference_of_published_cells_is_a_group_of_too_few(seed: int) -> None:
    table, (published, _) = RELEASES[seed], PUBLISHED[seed]
    groups = np.array([table.membership(each) for each in published])
    for size in (1, 2, 3):
        chosen = np.array(list(combinations(range(len(groups)), size)))
        for signs in product((1, -1), repeat=size - 1):
            told = np.einsum("s,nsm->nm", np.array([1, *signs]), groups[chosen])
            for sign in (1, -1):
                are_groups = ((sign * told == 0) | (sign * told == 1)).all(axis=1)
                counts = sign * told[are_groups] @ table.truth
                assert not ((counts > 0) & (counts < FEWEST)).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_published_cell_has_too_few_or_differs_by_too_few_from_itself_in_the_other_release(seed: int) -> None:
    table, (published, _) = RELEASES[seed], PUBLISHED[seed]
    for one, other in combinations(published, 2):
        if one.cell == other.cell:
            a, b = table.membership(one), table.membership(other)
            assert not is_small(int(a * (1 - b) @ table.truth))
            assert not is_small(int(b * (1 - a) @ table.truth))
    assert all(table.count(each) >= FEWEST or table.count(each) == 0 for each in published)


def one_release(counts: dict[tuple[str, ...], int]) -> FrequencyTable:
    return FrequencyTable(
        ("year", "language"), {Microcell(values, frozenset({FIRST})): count for values, count in counts.items()}
    )


def test_the_fewest_learners_are_lost_beside_a_small_cell() -> None:
    table = one_release({("3", "cy"): 4, ("3", "en"): 60, ("4", "cy"): 20, ("4", "en"): 900})
    found = suppress(table, [("year",), ("year", "language")], FIRST)
    assert found.primary == ((("year", "3"), ("language", "cy")),)
    assert found.secondary == ((("year", "3"), ("language", "en")),)
    assert (("year", "3"),) in found.published


def test_of_all_patterns_that_withstand_the_attack_the_one_with_the_fewest_learners_is_found() -> None:
    table = one_release({("3", "cy"): 4, ("3", "en"): 60, ("4", "cy"): 20, ("4", "en"): 900})
    family = [("year",), ("language",), ("year", "language")]
    found = suppress(table, family, FIRST)
    cells = [PlacedCell(FIRST, cell) for cell in table.cells(family)]
    best = min(
        sum(table.count(each) + 1 for each in gone)
        for size in range(len(cells))
        for gone in combinations(cells, size)
        if withstands(table, [each for each in cells if each not in gone], gone)
    )
    lost = [PlacedCell(FIRST, cell) for cell in (*found.primary, *found.secondary)]
    assert sum(table.count(each) + 1 for each in lost) == best
    assert withstands(table, [PlacedCell(FIRST, cell) for cell in found.published], lost)


def withstands(table: FrequencyTable, published: list[PlacedCell], hidden: Collection[PlacedCell]) -> bool:
    if any(is_small(table.count(each)) for each in published):
        return False
    return all(cell_bounds(table, published, each).span >= FEWEST - 1e-6 for each in hidden)


def test_a_group_that_few_have_joined_since_is_not_told_again() -> None:
    there = {("3", "cy"): 40, ("3", "en"): 60}
    counts = {Microcell(values, frozenset({FIRST, SECOND})): count for values, count in there.items()}
    table = FrequencyTable(("year", "language"), counts | {Microcell(("3", "cy"), frozenset({SECOND})): 3})
    family = [("year",), ("year", "language")]
    before = [PlacedCell(FIRST, cell) for cell in suppress(table, family, FIRST).published]
    assert len(before) == 3
    found = suppress(table, family, SECOND, before)
    assert set(found.primary) == {(("year", "3"),), (("year", "3"), ("language", "cy"))}


def test_what_earlier_releases_have_told_already_is_refused() -> None:
    counts = {Microcell(("3", "cy"), frozenset({FIRST})): 4, Microcell(("3", "en"), frozenset({FIRST})): 60}
    table = FrequencyTable(("year", "language"), counts)
    told = [PlacedCell(FIRST, (("year", "3"),)), PlacedCell(FIRST, (("year", "3"), ("language", "en")))]
    with pytest.raises(AlreadyTold, match="language"):
        suppress(table, [("year",)], FIRST, told, [PlacedCell(FIRST, (("year", "3"), ("language", "cy")))])


def test_counts_are_given_to_the_nearest_five() -> None:
    assert [rounded_count(count) for count in (0, 10, 12, 13, 17, 998)] == [0, 10, 10, 15, 15, 1000]


def test_a_microcell_with_other_dimensions_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 2 values"):
        FrequencyTable(("year", "language"), {Microcell(("3",), frozenset({FIRST})): 4})
