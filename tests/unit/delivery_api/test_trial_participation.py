"""What is told of a trial's schools, learners and teachers: in words, and never of few."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from uuid import UUID

import pytest

from delivery_api.trials.disclosure import Cell, Traits
from delivery_api.trials.extract_people import SchoolFacts, given_people
from delivery_api.trials.participation.letter_messages import TrialFacts, instructions, invitation, years_told
from delivery_api.trials.participation.progress import by_stratum
from delivery_api.trials.participation.teacher_survey import count_choices
from delivery_api.trials.participation.values import SampledSchool, SchoolState
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language


def test_year_groups_are_told_as_they_are() -> None:
    said = {language: translations(language) for language in ("en", "cy")}
    assert [years_told(years, said["en"]) for years in ((5,), (3, 4), (3, 4, 5), (3, 5, 7))] == [
        "Year 5",
        "Years 3 and 4",
        "Years 3 to 5",
        "Years 3, 5 and 7",
    ]
    assert [years_told(years, said["cy"]) for years in ((5,), (3, 4))] == ["Blwyddyn 5", "Blynyddoedd 3 a 4"]


@pytest.mark.parametrize(
    ("language", "asked", "several"),
    [
        ("en", "all its learners of Year 5 are invited", ("Years", "years")),
        ("cy", "caiff holl ddysgwyr Blwyddyn 5 yno eu gwahodd", ("lynyddoedd",)),
    ],
)
def test_the_letters_of_a_trial_of_one_year_speak_of_one(
    language: Language, asked: str, several: tuple[str, ...]
) -> None:
    """Fault: "all its learners of these years are invited", after "Reading, Year 5"."""
    day = date(2027, 5, 3)
    facts = TrialFacts("pilot", "Pilot", "reading-cy", day, day, day, (5,)).asked_on(day)
    letters = [write(facts, language, translations(language)) for write in (invitation, instructions)]
    said = str([astuple(letter) for letter in letters])
    assert asked in said
    assert [each for each in several if each in said] == []


def test_no_stratum_of_few_learners_is_shown_whichever_of_its_numbers_is_small() -> None:
    schools = [
        SampledSchool("trial", UUID(int=place), name, None, 0, 1.0, SchoolState.ACCEPTED)
        for place, name in enumerate(("a", "b", "c"))
    ]
    there = {UUID(int=0): 60, UUID(int=1): 6, UUID(int=2): 80}  # b: twelve sat, and half of them have left since
    rows = by_stratum(schools, there, {UUID(int=0): 10, UUID(int=1): 12, UUID(int=2): 30})
    assert [(row.strata, row.learners, row.took_part) for row in rows] == [(("a", "b"), 60, 20), (("c",), 80, 30)]
    begins = by_stratum(schools, {UUID(int=0): 60, UUID(int=2): 80}, {})  # nobody is in a group yet
    assert [(row.strata, row.learners, row.took_part) for row in begins] == [
        (("a",), 60, None),
        (("b",), 0, None),
        (("c",), 80, None),
    ]


def test_a_choice_of_fewer_than_ten_teachers_is_not_told() -> None:
    said = [{"level": "right", "length": "too long"}] * 23 + [{"level": "too hard"}] * 9
    assert count_choices(said) == (("length", "too long", 20), ("level", "right", 20))


def test_strata_are_taken_together_until_ten_learners_are_in_each() -> None:
    schools = [
        SampledSchool("trial", UUID(int=place), name, None, 0, 1.0, SchoolState.ACCEPTED)
        for place, name in enumerate(("a", "b", "c", "d"))
    ]
    there = {UUID(int=place): 60 for place in range(4)}
    sat = {UUID(int=0): 4, UUID(int=1): 47, UUID(int=2): 25, UUID(int=3): 9}
    rows = by_stratum(schools, there, sat)
    assert [(row.strata, row.learners, row.took_part) for row in rows] == [
        (("a", "d"), 120, 10),
        (("b",), 60, 40),
        (("c",), 60, 20),
    ]


def test_an_extract_tells_stratum_medium_and_weight_where_ten_share_a_school_and_pools_small_ones() -> None:
    schools = {"big": SchoolFacts("welsh", "welsh", 2.0), "s1": SchoolFacts("english", "english", 4.0)}
    schools["s2"] = SchoolFacts("english", "english", 8.0)
    cell = Cell("4", "cy")
    of = {"big": 12, "s1": 5, "s2": 5}
    traits = {
        UUID(int=place): Traits(cell, school, schools[school].stratum, schools[school].medium)
        for place, school in enumerate(name for name, count in of.items() for _ in range(count))
    }
    told = given_people(traits, {}, schools)
    big, small = told[UUID(int=0)], [told[UUID(int=place)] for place in range(12, 22)]
    assert (big.stratum, big.medium, big.weight) == ("welsh", "welsh", 2.0)
    assert {(each.stratum, each.medium, each.weight) for each in small} == {("english", "english", 6.0)}
    assert len({each.school for each in small}) == 1
