"""A band is open below where the answers may all be guesses."""

import gettext
from dataclasses import replace
from datetime import date

import pytest

from engine import EstimateStatus
from reports import AnsweredItem, RangeStatus, SittingResult, learner_feedback
from reports.claims.chance_alone import may_be_chance
from reports.feedback.learner_messages import learner_messages
from tests.unit.reports.test_feedback import TOPICS


def questions(right: int, floor: float, asked: int = 20) -> tuple[AnsweredItem, ...]:
    """Questions at 0 logits of which so many were answered right."""
    floors = (floor,) if floor else ()
    return tuple(AnsweredItem(n, "add", "number", 3, 0.0, int(n <= right), floors=floors) for n in range(1, asked + 1))


@pytest.mark.parametrize(
    ("right", "theta", "floor", "chance"),
    [
        (5, -3.0, 0.25, True),  # as many as guessing gives
        (7, -1.8, 0.25, True),
        (10, -0.7, 0.25, False),  # 2(ℓ(θ̂) − ℓ(chance)) is 5.8
        (5, -1.1, 0.0, False),  # what cannot be guessed was known
        (1, -2.9, 0.0, False),
    ],
)
def test_answers_that_guessing_explains_are_told_from_those_that_it_does_not(
    right: int, theta: float, floor: float, chance: bool
) -> None:
    assert may_be_chance(theta, questions(right, floor)) is chance


def test_steps_are_guessed_by_their_floors() -> None:
    steps = [replace(each, steps=(0.0, 0.5), floors=(0.4, 0.1)) for each in questions(0, 0.0, 10)]
    assert may_be_chance(-2.5, [replace(each, score=int(each.position <= 4)) for each in steps])
    assert not may_be_chance(2.0, [replace(each, score=2) for each in steps])


@pytest.mark.parametrize(("right", "theta", "open_below"), [(6, -2.3, True), (11, -0.5, False)])
def test_the_band_of_such_a_sitting_has_no_lower_end_and_the_page_says_so(
    right: int, theta: float, open_below: bool
) -> None:
    result = SittingResult(
        "numeracy-procedural",
        4,
        theta,
        0.6,
        EstimateStatus.CONVERGED,
        date(2026, 3, 1),
        questions(right, 0.25),
        provisional=True,
    )
    feedback = learner_feedback(result, TOPICS)
    assert feedback.scale is not None
    assert feedback.scale.open_below is open_below
    assert feedback.range_status is (RangeStatus.CHANCE if open_below else RangeStatus.WITHIN)
    told = learner_messages(feedback, "en", gettext.NullTranslations()).precision
    assert told is not None
    assert ("very likely below" in told.lead) is open_below
    assert any("at the edge" in line for line in told.lines) is open_below
