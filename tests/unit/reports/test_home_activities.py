"""What parents are told to do at home."""

import gettext
from datetime import date

import pytest

from delivery_api.web.message_catalogue import translations
from engine import EstimateStatus
from itembank.builtin_banks import builtin_bank
from reports import AnsweredItem, SittingResult, learner_feedback
from reports.claims.topic_posterior import ClaimStatus, TopicClaim
from reports.parents.home_activities import ComingArea, home_activities
from reports.parents.parent_report import parent_report
from reports.scales.working_year import working_year

BANK = builtin_bank("numeracy-procedural")
TOPICS = {topic.id: topic for topic in BANK.topics}
YEAR_MEANS = {year: BANK.designs[0].population(year).mean for year in BANK.designs[0].years}
NUMBER = next(topic.id for topic in BANK.topics if topic.strand == "number")
ENGLISH = gettext.NullTranslations()


@pytest.mark.parametrize(
    ("year", "theta", "work"),
    [
        (2, -3.4, "Count on together in twos"),
        (4, -0.9, "prices and change"),
        (4, 1.3, "Compare offers in a shop"),  # a strong Year 4 is not told to count stairs
        (6, -2.2, "Count on together in twos"),
        (9, -2.2, "prices and change"),  # what is two stages too young shames
        (9, 2.0, "Compare offers in a shop"),
    ],
)
def test_what_parents_are_told_to_do_fits_the_childs_level(year: int, theta: float, work: str) -> None:
    items = tuple(AnsweredItem(n, NUMBER, "number", year, theta, n % 2) for n in range(1, 13))
    result = SittingResult(
        "numeracy-procedural",
        year,
        theta,
        0.4,
        EstimateStatus.CONVERGED,
        date(2026, 3, 1),
        items,
        provisional=True,
        claims=(TopicClaim(NUMBER, ClaimStatus.NEXT_STEP, 0.2, 0.4, 12),),
        working_year=working_year(theta, YEAR_MEANS),
    )
    letter = parent_report("Alys", [learner_feedback(result, TOPICS)], "en", ENGLISH).letter
    assert work in letter.sections[-1].points[0]


@pytest.mark.parametrize("language", ["cy", "en"])
def test_areas_take_turns_and_none_is_told_twice(language: str) -> None:
    coming = [ComingArea("number", 4), ComingArea("data", 4), ComingArea("number", 4)]
    told = home_activities(coming, translations(language))
    of_number, of_data = (home_activities([ComingArea(area, 4)], translations(language)) for area in ("number", "data"))
    assert told == (of_number[0], of_data[0], of_number[1])
