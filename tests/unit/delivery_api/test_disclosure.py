"""No group of fewer than ten stands out in an extract."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from delivery_api.trials.disclosure import Cell, disclosed_cells

CELLS = st.tuples(st.sampled_from(["2-3", "4-6", "7-9"]), st.sampled_from(["cy", "en", "cy en"]), st.integers(1, 25))


def persons(*groups: tuple[str, str, int]) -> dict[int, Cell]:
    each = [Cell(band, language) for band, language, count in groups for _ in range(count)]
    return dict(enumerate(each))


@given(st.lists(CELLS, max_size=9))
def test_each_group_has_ten_or_nothing_is_given(groups: list[tuple[str, str, int]]) -> None:
    everyone = persons(*groups)
    given_ = disclosed_cells(everyone)
    assert given_.keys() == everyone.keys()
    sizes = Counter(given_.values())
    assert all(count >= 10 for count in sizes.values()) or sizes.keys() <= {Cell("", "")}
    for who, cell in given_.items():
        assert cell.band in ("", everyone[who].band)
        assert cell.language in ("", everyone[who].language)


def test_what_enough_share_is_given() -> None:
    everyone = persons(("2-3", "cy", 10), ("4-6", "en", 40))
    assert disclosed_cells(everyone) == everyone


def test_a_small_band_loses_its_band_with_another_and_a_rare_language_is_not_given() -> None:
    given_ = Counter(disclosed_cells(persons(("2-3", "en", 3), ("4-6", "en", 12), ("7-9", "en", 30))).values())
    assert given_ == {Cell("", "en"): 15, Cell("7-9", "en"): 30}
    given_ = Counter(disclosed_cells(persons(("2-3", "cy", 3), ("4-6", "en", 12), ("7-9", "en", 30))).values())
    assert given_ == {Cell("", ""): 15, Cell("7-9", "en"): 30}
