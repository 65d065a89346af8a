"""No group of fewer than ten stands out in an extract."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from delivery_api.trials.disclosure import (
    Cell,
    Traits,
    disclosed_cells,
    disclosed_traits,
    few_who_switched,
    told_in_tens,
)

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
        assert cell.year in ("", everyone[who].year)
        assert cell.language in ("", everyone[who].language)


def test_what_enough_share_is_given() -> None:
    everyone = persons(("2-3", "cy", 10), ("4-6", "en", 40))
    assert disclosed_cells(everyone) == everyone


def test_a_small_band_loses_its_band_with_another_and_a_rare_language_is_not_given() -> None:
    given_ = Counter(disclosed_cells(persons(("2-3", "en", 3), ("4-6", "en", 12), ("7-9", "en", 30))).values())
    assert given_ == {Cell("", "en"): 15, Cell("7-9", "en"): 30}
    given_ = Counter(disclosed_cells(persons(("2-3", "cy", 3), ("4-6", "en", 12), ("7-9", "en", 30))).values())
    assert given_ == {Cell("", ""): 15, Cell("7-9", "en"): 30}


TRAITS = st.tuples(CELLS, st.sampled_from(["a", "b", "c", ""]), st.sampled_from(["Welsh", ""]), st.sampled_from("tp"))


@given(st.lists(TRAITS, max_size=9))
def test_all_that_is_told_of_a_person_is_shared_by_ten_also_together(
    groups: list[tuple[tuple[str, str, int], str, str, str]],
) -> None:
    each = [
        Traits(Cell(band, language), school, school and "north", medium, device)
        for (band, language, count), school, medium, device in groups
        for _ in range(count)
    ]
    everyone = dict(enumerate(each))
    told = disclosed_traits(everyone)
    assert told.keys() == everyone.keys()
    sizes = Counter(told.values())
    assert all(count >= 10 for count in sizes.values()) or len(sizes) == 1
    for who, traits in told.items():
        assert traits.school in ("small", everyone[who].school)
        for name in ("stratum", "medium", "device"):
            assert getattr(traits, name) in ("", getattr(everyone[who], name))


FORMS = st.tuples(
    st.sampled_from("45"),
    st.sampled_from(["cy", "en"]),
    st.sampled_from("12"),
    st.sampled_from("abc"),
    st.integers(1, 15),
)


@given(st.lists(FORMS, max_size=12))
def test_a_form_tells_the_exact_year_so_that_ten_share_it_with_all_else_that_is_told(
    groups: list[tuple[str, str, str, str, int]],
) -> None:
    each = [
        Traits(Cell(year, language), school, form=f"booklet-0{booklet}/Y{year}")
        for year, language, booklet, school, count in groups
        for _ in range(count)
    ]
    everyone = dict(enumerate(each))
    told = disclosed_traits(everyone)
    years = Counter(person.cell.year for person in each)
    assert told.keys() == {who for who, person in everyone.items() if years[person.cell.year] >= 10}
    for who, traits in told.items():
        assert (traits.cell.year, traits.form) == (everyone[who].cell.year, everyone[who].form)
        assert traits.cell.language in ("", everyone[who].cell.language)
    assert all(count >= 10 for count in Counter(traits._replace(form="") for traits in told.values()).values())


def test_two_years_of_one_band_do_not_make_up_ten_where_their_items_tell_them_apart() -> None:
    def told(form: str) -> Counter[Cell]:
        rows = [Traits(Cell(year, language), form=form and form + year) for year, language in people]
        return Counter(each.cell for each in disclosed_traits(dict(enumerate(rows))).values())

    people = [("4", "cy")] * 6 + [("5", "cy")] * 6 + [("5", "en")] * 30
    assert told("booklet-01/Y") == {Cell("5", ""): 36}  # the six of Year 4 are left out
    assert told("") == {Cell("", "cy"): 12, Cell("5", "en"): 30}


def test_the_few_who_answered_in_both_languages_are_left_out_and_no_language_is_untold_for_them() -> None:
    groups = [("4", "cy", 40), ("4", "en", 60), ("4", "cy en", 3), ("5", "en", 30), ("5", "cy en", 12)]
    for form, few in (("booklet-01/Y", 3), ("", 0)):
        rows = [
            Traits(Cell(year, language), form=form and form + year)
            for year, language, count in groups
            for _ in range(count)
        ]
        everyone = dict(enumerate(rows))
        left = few_who_switched(everyone)
        assert left == {who for who, each in everyone.items() if few and each.cell == ("4", "cy en")}
        told = disclosed_traits({who: each for who, each in everyone.items() if who not in left})
        assert all(each.cell.language == everyone[who].cell.language for who, each in told.items())
    few_of_all = {who: Traits(Cell("45"[who % 2], "cy en")) for who in range(9)}
    assert few_who_switched(few_of_all) == few_of_all.keys()


def test_schools_of_fewer_than_ten_share_a_name_and_take_the_next_with_them_if_they_are_too_few() -> None:
    cell = Cell("4-6", "cy")
    schools = {"large": 30, "middle": 11, "small": 4, "smaller": 3}
    everyone = dict(enumerate(Traits(cell, school) for school, count in schools.items() for _ in range(count)))
    told = Counter(each.school for each in disclosed_traits(everyone).values())
    assert told == {"large": 30, "small": 18}


def test_a_count_of_persons_is_told_in_tens_and_a_small_one_as_under_ten() -> None:
    assert [told_in_tens(each) for each in (0, 1, 9, 10, 19, 20)] == [0, "under 10", "under 10", 10, 10, 20]
