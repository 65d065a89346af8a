"""A sample of schools: exact numbers, exact probabilities, neighbours as replacements."""

import random
from collections import Counter
from uuid import UUID

import pytest

from delivery_api.trials.participation.stratified_sample import (
    SMALLEST_MEASURE,
    FrameSchool,
    allocate,
    draw_sample,
    in_order,
    inclusion_probabilities,
    strata_of,
)


def frame(sizes: list[int], stratum: str = "welsh", first: int = 0) -> list[FrameSchool]:
    return [
        FrameSchool(UUID(int=first + place), (stratum,), (str(660 + place % 3),), size)
        for place, size in enumerate(sizes)
    ]


def draws(schools: list[FrameSchool], count: int, starts: int = 400) -> Counter[UUID]:
    """How often each school is in the sample, over equally spaced starts."""
    seen: Counter[UUID] = Counter()
    for place in range(starts):
        drawn = draw_sample(schools, count, {("welsh",): (place + 0.5) / starts})
        assert sum(each.turn == 0 for each in drawn) == count
        seen.update(each.school for each in drawn if each.turn == 0)
    return seen


def test_each_school_is_drawn_with_a_probability_proportional_to_its_size() -> None:
    schools = frame([40, 60, 80, 100, 120, 200, 55, 45])
    seen, total = draws(schools, 3), sum(each.learners for each in schools)
    for each in schools:
        assert seen[each.school] / 400 == pytest.approx(3 * each.learners / total, abs=0.004)


def test_the_weights_are_the_inverse_of_that_and_add_up_to_the_schools_and_learners_on_average() -> None:
    schools = frame([40, 60, 80, 100, 120, 200, 55, 45])
    sizes = {each.school: each.learners for each in schools}
    sums = []
    for place in range(400):
        drawn = [each for each in draw_sample(schools, 3, {("welsh",): (place + 0.5) / 400}) if each.turn == 0]
        sums.append((sum(each.weight for each in drawn), sum(each.weight * sizes[each.school] for each in drawn)))
    assert sum(one for one, _ in sums) / 400 == pytest.approx(len(schools), rel=0.01)
    assert {round(learners, 6) for _, learners in sums} == {sum(sizes.values())}  # proportional to size: exactly


def test_small_schools_are_drawn_as_if_they_had_a_class_and_large_ones_for_certain() -> None:
    assert inclusion_probabilities([30, 30, 300], 2) == [0.5, 0.5, 1.0]
    assert inclusion_probabilities([10, 10], 2) == [1.0, 1.0]
    schools = frame([4, 7, 30, 30, 60, 60])
    seen = draws(schools, 2)
    assert seen[schools[0].school] == pytest.approx(seen[schools[2].school], abs=2)
    assert min(each.measure for each in schools) == SMALLEST_MEASURE


def test_neighbours_of_the_list_stand_by_each_for_one_school_and_none_is_drawn_twice() -> None:
    chance = random.Random(3)
    for count in (2, 5, 9, 20):
        schools = frame([chance.randrange(5, 400) for _ in range(20)])
        drawn = draw_sample(schools, count, {("welsh",): chance.random()})
        assert len({each.school for each in drawn}) == len(drawn)
        places = {each.school: place for place, each in enumerate(in_order(schools))}
        for each in drawn:
            if each.replaces is not None:
                assert abs(places[each.school] - places[each.replaces]) <= 2
        assert all(turns in ([1], [1, 2]) for turns in _turns(drawn).values())


def _turns(drawn: object) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    for each in drawn:  # type: ignore[attr-defined]
        if each.replaces is not None:
            found.setdefault(each.replaces, []).append(each.turn)
    return found


def test_every_stratum_gets_its_share_and_at_least_one_school() -> None:
    schools = frame([200] * 30, "english") + frame([30] * 4, "welsh", 100)
    starts = dict.fromkeys(strata_of(schools), 0.3)
    drawn = Counter(each.stratum for each in draw_sample(schools, 10, starts) if each.turn == 0)
    assert drawn == {("english",): 9, ("welsh",): 1}
    assert allocate({("a",): 5, ("b",): 500}, 4, {("a",): 3, ("b",): 2}) == {("a",): 2, ("b",): 2}
    with pytest.raises(ValueError, match=r"from 2 .* to 34"):
        draw_sample(schools, 1, starts)


def test_the_list_goes_up_and_down_in_size_so_that_neighbours_are_alike() -> None:
    ordered = in_order(frame([50, 50, 50, 90, 90, 90, 70, 70, 70]))
    assert [each.learners for each in ordered] == [50, 70, 90, 90, 70, 50, 50, 70, 90]
