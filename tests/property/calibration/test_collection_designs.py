"""A collection design is balanced over positions, connected and linked, and gives every item its responses."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.collection import CollectionDesign, CollectionFault, CollectionItem, InvalidCollection, build_design
from calibration.collection.collection_design import SECTIONS

MEANS = {3: -2.1, 4: -0.9, 5: 0.0}


@st.composite
def trials(draw: st.DrawFn, least_anchors: int = 0) -> tuple[CollectionItem, ...]:
    """Candidates, alone and in sets, for three year groups, and anchors that all of them may be asked."""
    logits = st.floats(-3, 1)
    alone = draw(st.lists(st.tuples(logits, st.integers(2, 4)), min_size=25, max_size=60))
    sets = draw(st.lists(st.tuples(logits, st.integers(2, 4), st.integers(2, 4)), max_size=5))
    anchors = draw(st.lists(logits, min_size=least_anchors, max_size=25))
    return (
        *(CollectionItem(f"c{n}", tuple(range(year, 6)), b) for n, (b, year) in enumerate(alone)),
        *(
            CollectionItem(f"s{n}-{k}", tuple(range(year, 6)), b + k / 10, f"passage {n}")
            for n, (b, year, size) in enumerate(sets)
            for k in range(size)
        ),
        *(CollectionItem(f"a{n}", (2, 3, 4, 5), b, is_anchor=True) for n, b in enumerate(anchors)),
    )


def built(items: tuple[CollectionItem, ...], length: int) -> CollectionDesign | None:
    """The design, or None where these items allow none."""
    try:
        return build_design(items, MEANS, length)
    except InvalidCollection as refused:
        if refused.fault not in (CollectionFault.NOT_CONNECTED, CollectionFault.EMPTY_YEAR):
            raise
        return None


@settings(deadline=None, max_examples=15)
@given(trials(), st.integers(12, 40))
def test_every_item_of_a_year_stands_once_early_once_in_the_middle_once_late(
    items: tuple[CollectionItem, ...], length: int
) -> None:
    design = built(items, length)
    for year in design.years if design else ():
        for section in range(SECTIONS):
            asked = Counter(item for form in design.forms(year) for item in form.sections[section])
            assert set(asked) == design.items(year)
            assert set(asked.values()) == {1}


@settings(deadline=None, max_examples=15)
@given(trials(), st.integers(12, 40))
def test_a_form_is_no_longer_than_a_sitting_asks_no_item_twice_and_keeps_sets_together(
    items: tuple[CollectionItem, ...], length: int
) -> None:
    design, of_set = built(items, length), {item.id: item.item_set for item in items}
    for form in design.forms() if design else ():
        assert 0 < len(form.items) <= length
        assert len(set(form.items)) == len(form.items)
        for together in {of_set[item] for item in form.items} - {""}:
            places = [at for at, item in enumerate(form.items) if of_set[item] == together]
            assert places[-1] - places[0] == len(places) - 1


@settings(deadline=None, max_examples=15)
@given(trials(), st.integers(12, 40), st.integers(1, 500))
def test_every_candidate_gets_the_responses_that_were_asked_for_from_those_who_may_be_asked(
    items: tuple[CollectionItem, ...], length: int, wanted: int
) -> None:
    design = built(items, length)
    if design is None:
        return
    may = {item.id: item.years for item in items}
    assert all(form.year in may[item] for form in design.forms() for item in form.items)
    got = design.responses(design.sittings(wanted))
    assert all(got[item.id] >= wanted for item in items if not item.is_anchor)


@settings(deadline=None, max_examples=15)
@given(trials(least_anchors=12), st.integers(12, 40))
def test_anchors_are_a_fifth_of_a_year_and_ten_at_least_and_adjacent_years_share_as_many(
    items: tuple[CollectionItem, ...], length: int
) -> None:
    design = built(items, length)
    if design is None:
        return
    available = sum(item.is_anchor for item in items)
    for year in design.years:
        anchors = design.items(year) & design.anchors
        own = sum(item not in design.anchors and design.homes[item] == year for item in design.items(year))
        assert len(anchors) >= min(available, max(10, own / 5))
    for below, above, shared in design.year_links():
        assert shared >= min(len(design.items(below)), len(design.items(above))) / 5
        assert shared >= 10


@settings(deadline=None, max_examples=15)
@given(trials(), st.integers(12, 40))
def test_any_two_items_are_comparable_through_a_chain_of_forms(items: tuple[CollectionItem, ...], length: int) -> None:
    design = built(items, length)
    if design is None:
        return
    reached, forms = {min(design.items())}, list(design.forms())
    while grown := [form for form in forms if reached & set(form.items) and not set(form.items) <= reached]:
        reached |= {item for form in grown for item in form.items}
    assert reached | design.anchors >= design.items()


def one_year(year: int, count: int) -> list[CollectionItem]:
    return [CollectionItem(f"{year}-{n}", (year,), MEANS[year] + n / 50) for n in range(count)]


def test_year_groups_that_share_no_item_are_refused_by_name() -> None:
    with pytest.raises(InvalidCollection) as refused:
        build_design([*one_year(3, 30), *one_year(4, 30)], {3: -2.1, 4: -0.9}, 30)
    assert refused.value.fault is CollectionFault.NOT_CONNECTED
    assert refused.value.facts == {"below": 3, "above": 4, "shared": 0, "needed": 6}


def test_anchors_of_the_bank_link_year_groups_that_share_no_item() -> None:
    anchors = [
        CollectionItem(f"a{n}-{year}", (year,), MEANS[year], is_anchor=True) for year in (3, 4) for n in range(12)
    ]
    design = build_design([*one_year(3, 30), *one_year(4, 30), *anchors], {3: -2.1, 4: -0.9}, 30)
    assert design.year_links() == ((3, 4, 0),)


@pytest.mark.parametrize(
    ("items", "length", "fault"),
    [
        ([CollectionItem("late", (9,), 0.0)], 30, CollectionFault.NO_YEAR),
        (one_year(3, 20), 30, CollectionFault.EMPTY_YEAR),
        ([CollectionItem(f"p{n}", (3,), 0.0, "long passage") for n in range(6)], 17, CollectionFault.SHORT),
    ],
)
def test_what_allows_no_design_is_refused_with_its_reason(
    items: list[CollectionItem], length: int, fault: CollectionFault
) -> None:
    with pytest.raises(InvalidCollection) as refused:
        build_design(items, MEANS, length)
    assert refused.value.fault is fault
