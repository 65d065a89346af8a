"""What a learner is said to be able to do is nearly always so, and rests on at least two questions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reports.claims.class_topic_test import DIFFICULTY_SD
from reports.claims.topic_posterior import CAN_SHARE, FEWEST_MET, TOPIC_SD, ClaimStatus, Prior, topic_claims
from reports.feedback.sitting_results import AnsweredItem
from tests.support.small_bank import small_numeracy_bank

LEARNERS, ASKED, SD = 60, 24, 1.3
MEANS = {4: -0.9, 9: 2.0}
ITEMS = tuple(
    AnsweredItem(1, item.topic, item.strand, item.introduced_year, item.parameters.difficulty, 0, item=item.id)
    for item in small_numeracy_bank().items
)
POOLS = {
    topic: [replace(item, difficulty_sd=DIFFICULTY_SD) for item in ITEMS if item.topic == topic]
    for topic in {item.topic for item in ITEMS}
}


def right(ability: float, difficulty: np.ndarray) -> np.ndarray:
    chance: np.ndarray = 1 / (1 + np.exp(difficulty - ability))
    return chance


@pytest.mark.parametrize("topic_sd", [0.0, TOPIC_SD, 2 * TOPIC_SD])
def test_can_is_right_nine_times_in_ten_and_never_from_one_question(topic_sd: float) -> None:
    rng, held = np.random.default_rng(7), []
    for year, mean in MEANS.items():
        pool = [item for item in ITEMS if item.introduced_year <= year]
        difficulty = np.array([item.difficulty for item in pool])
        true = dict(zip(pool, difficulty + rng.normal(0, DIFFICULTY_SD, len(pool)), strict=True))
        for ability in rng.normal(mean, SD, LEARNERS):
            level = {topic: ability + rng.normal(0, topic_sd) for topic in POOLS}
            asked = np.argsort(abs(difficulty - ability - rng.normal(0, 0.6, len(pool))))[:ASKED]
            answers = [
                replace(
                    pool[at],
                    position=place,
                    score=int(rng.random() < right(level[pool[at].topic], true[pool[at]])),
                    difficulty_sd=DIFFICULTY_SD,
                )
                for place, at in enumerate(asked, 1)
            ]
            met = {answer.topic for answer in answers}
            for claim in topic_claims(answers, {topic: POOLS[topic] for topic in met}, Prior(mean, SD)):
                if claim.status is ClaimStatus.CAN:
                    assert claim.met >= FEWEST_MET
                    of_topic = np.array([true[item] for item in pool if item.topic == claim.topic])
                    held.append(right(level[claim.topic], of_topic).mean() >= CAN_SHARE)
    assert len(held) >= LEARNERS
    assert np.mean(held) >= 0.9


def one(topic: str, score: int, difficulty: float = 0.0) -> AnsweredItem:
    return AnsweredItem(1, topic, "number", 3, difficulty, score)


def test_one_question_right_is_no_strength_and_one_wrong_no_next_step() -> None:
    pools = {"a": [one("a", 0, -3.0)], "b": [one("b", 0, 3.0)]}
    claims = topic_claims([one("a", 1, -3.0), one("b", 0, 3.0)], pools, Prior(0.0, 1.0))
    assert [claim.status for claim in claims] == [ClaimStatus.TOO_LITTLE] * 2


def test_five_of_five_is_said_and_none_of_three_is_a_next_step() -> None:
    answers = [one("durations", 1, -1.0)] * 5 + [one("change", score, 0.5) for score in (1, 1, 1, 0)]
    answers += [one("shares", 0, 1.5)] * 3
    pools = {"durations": [one("durations", 0, -1.0)], "change": [one("change", 0, 0.5)]} | {
        "shares": [one("shares", 0, 1.5)]
    }
    claims = {claim.topic: claim for claim in topic_claims(answers, pools, Prior(0.0, 1.3))}
    assert claims["durations"].status is ClaimStatus.CAN
    assert claims["shares"].status is ClaimStatus.NEXT_STEP


def test_what_is_right_in_part_counts_as_its_share() -> None:
    def stepped(score: int) -> AnsweredItem:
        return AnsweredItem(1, "planning", "number", 3, 0.0, score, steps=(-0.5, 0.5))

    expected = [
        topic_claims([stepped(score)] * 3, {"planning": [stepped(0)]}, Prior(0.0, 1.3))[0].expected
        for score in (0, 1, 2)
    ]
    assert expected == sorted(expected)
    assert expected[1] == pytest.approx(0.5, abs=0.01)
