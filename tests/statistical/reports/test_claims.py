"""What a learner is said to be able to do is nearly always so, and rests on at least two questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from itembank.versions.difficulty_errors import PROVISIONAL_SD
from reports.claims.area_posterior import area_claims
from reports.claims.topic_posterior import (
    CAN_SHARE,
    CAN_SURE,
    FEWEST_MET,
    ClaimStatus,
    TopicClaim,
    sitting_posterior,
    topic_claims,
)
from reports.claims.year_pool import TOPIC_SD, Area, AreaPart, Prior, YearPool, year_pool
from reports.feedback.sitting_results import AnsweredItem
from tests.support.small_bank import small_numeracy_bank

LEARNERS, ASKED, SD = 60, 24, 1.3
MEANS = {4: -0.9, 9: 2.0}
ITEMS = tuple(
    AnsweredItem(
        1,
        item.topic,
        item.strand,
        item.introduced_year,
        item.parameters.difficulty,
        0,
        item=item.id,
        difficulty_sd=PROVISIONAL_SD,
    )
    for item in small_numeracy_bank().items
)


def right(ability: float, difficulty: np.ndarray) -> np.ndarray:
    chance: np.ndarray = 1 / (1 + np.exp(difficulty - ability))
    return chance


@pytest.mark.parametrize("topic_sd", [0.0, TOPIC_SD, 2 * TOPIC_SD])
def test_can_is_right_nine_times_in_ten_and_never_from_one_question(topic_sd: float) -> None:
    rng = np.random.default_rng(7)
    of_topics: list[bool] = []
    of_areas: list[bool] = []
    told = strong = 0
    for year, mean in MEANS.items():
        asked = [item for item in ITEMS if item.introduced_year <= year]
        pool = year_pool(asked, Prior(mean, SD))
        difficulty = np.array([item.difficulty for item in asked])
        true = difficulty + rng.normal(0, PROVISIONAL_SD, len(asked))
        for ability in rng.normal(mean, SD, LEARNERS):
            deviation = {topic: rng.normal(0, topic_sd) for topic in pool.topics}
            share = right(np.array([ability + deviation[item.topic] for item in asked]), true)
            places = np.argsort(abs(difficulty - ability - rng.normal(0, 0.6, len(asked))))[:ASKED]
            answers = [
                replace(asked[at], position=place, score=int(rng.random() < share[at]))
                for place, at in enumerate(places, 1)
            ]
            posterior = sitting_posterior(answers, pool)
            can = [claim for claim in topic_claims(posterior, pool) if claim.status is ClaimStatus.CAN]
            areas = area_claims(answers, posterior, pool)
            assert all(claim.met >= FEWEST_MET for claim in (*can, *areas))
            held = {claim.topic: share[[item.topic == claim.topic for item in asked]].mean() for claim in can}
            of_topics += [each >= CAN_SHARE for each in held.values()]
            items = {curves.area: curves.items for curves in pool.areas}
            of_areas += [share[[q.item in items[c.area] for q in asked]].mean() >= CAN_SHARE for c in areas]
            best = max(share[[item.topic == topic for item in asked]].mean() for topic in pool.topics)
            strong += best >= 0.8
            told += best >= 0.8 and bool(can or areas)
    assert min(len(of_topics), len(of_areas)) >= LEARNERS
    assert np.mean(of_topics) >= 0.9
    assert np.mean(of_areas) >= 0.9
    assert told >= 0.8 * strong


def one(topic: str, score: int, difficulty: float = 0.0, item: str = "") -> AnsweredItem:
    return AnsweredItem(1, topic, "number", 3, difficulty, score, item=item or f"{topic} {difficulty}")


def claimed(answers: Sequence[AnsweredItem], questions: Sequence[AnsweredItem], prior: Prior) -> dict[str, TopicClaim]:
    pool = year_pool(questions, prior)
    return {claim.topic: claim for claim in topic_claims(sitting_posterior(answers, pool), pool)}


def test_one_question_right_is_no_strength_and_one_wrong_no_next_step() -> None:
    questions = [one("a", 0, -3.0), one("b", 0, 3.0)]
    claims = claimed([one("a", 1, -3.0), one("b", 0, 3.0)], questions, Prior(0.0, 1.0))
    assert {claim.status for claim in claims.values()} == {ClaimStatus.TOO_LITTLE}


def test_five_of_five_is_said_and_none_of_three_is_a_next_step() -> None:
    answers = [one("durations", 1, -1.0)] * 5 + [one("change", score, 0.5) for score in (1, 1, 1, 0)]
    answers += [one("shares", 0, 1.5)] * 3
    questions = [one("durations", 0, -1.0), one("change", 0, 0.5), one("shares", 0, 1.5)]
    claims = claimed(answers, questions, Prior(0.0, 1.3))
    assert claims["durations"].status is ClaimStatus.CAN
    assert claims["shares"].status is ClaimStatus.NEXT_STEP


def test_a_claim_never_says_the_opposite_of_what_was_seen() -> None:
    strong, weak = Prior(3.0, 0.5), Prior(-3.0, 0.5)
    questions = [one("easy", 0, 0.0), one("hard", 0, 3.0)]
    missed = claimed([one("easy", 0, 3.5)] * 2 + [one("hard", 1, 3.0)] * 4, questions, strong)["easy"]
    done = claimed([one("hard", 1, -5.0)] * 6, questions, weak)["hard"]
    assert missed.probability >= CAN_SURE
    assert done.probability <= 0.5
    assert {missed.status, done.status} == {ClaimStatus.TOO_LITTLE}


def test_what_is_right_in_part_counts_as_its_share() -> None:
    def stepped(score: int) -> AnsweredItem:
        return AnsweredItem(1, "planning", "number", 3, 0.0, score, steps=(-0.5, 0.5))

    expected = [
        claimed([stepped(score)] * 3, [stepped(0)], Prior(0.0, 1.3))["planning"].expected for score in (0, 1, 2)
    ]
    assert expected == sorted(expected)
    assert expected[1] == pytest.approx(0.5, abs=0.01)


def test_a_claim_is_about_the_questions_that_the_year_group_may_be_asked() -> None:
    answers = [one("tables", 1, -1.0)] * 4
    easy, all_years = [one("tables", 0, -1.0)], [one("tables", 0, -1.0), one("tables", 0, 4.0)]
    assert claimed(answers, easy, Prior(0.0, 1.0))["tables"].status is ClaimStatus.CAN
    assert claimed(answers, all_years, Prior(0.0, 1.0))["tables"].status is not ClaimStatus.CAN


def test_nothing_is_claimed_of_a_topic_outside_the_pool() -> None:
    assert claimed([one("gone", 1)] * 3, [one("tables", 0)], Prior(0.0, 1.0)) == {}


# Areas


def pool_of(years: dict[int, float]) -> tuple[YearPool, list[AnsweredItem]]:
    """Twelve topics a year group with a question each, as hard as said."""
    questions = [
        AnsweredItem(1, f"topic {at}", "number", year, b, 0, item=f"{year} {at}")
        for year, b in years.items()
        for at in range(12)
    ]
    return year_pool(questions, Prior(0.0, 1.3)), questions


def test_topics_of_one_question_each_carry_the_claim_of_their_strand_and_the_widest_is_told() -> None:
    pool, questions = pool_of({3: -1.5, 4: -1.0, 5: 3.0})
    answers = [replace(each, score=1) for each in questions if each.introduced_year < 5][::2]
    posterior = sitting_posterior(answers, pool)
    (whole, strand) = area_claims(answers, posterior, pool)
    assert {whole.area, strand.area} == {Area("", 4), Area("number", 4)}
    assert strand.met == len(answers)
    assert strand.probability >= CAN_SURE


def test_an_able_learner_who_was_asked_nothing_easy_is_told_of_the_easy_questions() -> None:
    pool, questions = pool_of({3: -2.0, 5: 2.5})
    hard = [replace(each, score=at % 2) for at, each in enumerate(q for q in questions if q.introduced_year == 5)]
    areas = area_claims(hard, sitting_posterior(hard, pool), pool)
    assert {claim.area for claim in areas} == {Area("", 3), Area("number", 3)}
    assert {claim.met for claim in areas} == {len(hard)}
    slip = [*hard, replace(questions[0], score=0)]
    assert area_claims(slip, sitting_posterior(slip, pool), pool) == ()  # the one easy question was not answered


def test_one_question_of_a_strand_is_too_few_however_hard_it_is() -> None:
    pool, questions = pool_of({3: -6.0, 5: 2.0})
    (only,) = given = [replace(questions[-1], score=1)]
    assert only.introduced_year == 5
    assert area_claims(given, sitting_posterior(given, pool), pool) == ()


def test_an_area_that_went_mostly_wrong_is_not_claimed_whatever_harder_questions_tell() -> None:
    pool, questions = pool_of({3: -1.5, 5: 1.0})
    hard = [replace(each, score=1) for each in questions if each.introduced_year == 5]
    missed = [replace(each, score=0) for each in questions if each.introduced_year == 3][:2]
    posterior = sitting_posterior([*hard, *missed], pool)
    assert area_claims(hard, posterior, pool)
    assert area_claims(missed, posterior, pool) == ()


def test_the_easiest_questions_are_claimed_where_the_year_as_a_whole_is_too_hard() -> None:
    questions = [one(f"t{at}", 0, b, f"q{at}") for at, b in enumerate(np.linspace(-3, 3, 32).tolist())]
    pool = year_pool(questions, Prior(0.0, 1.3))
    answers = [replace(each, score=int(each.difficulty < -1)) for each in questions[::2]]
    areas = area_claims(answers, sitting_posterior(answers, pool), pool)
    assert {(claim.area.strand, claim.area.part) for claim in areas} == {
        ("", AreaPart.EASIEST),
        ("number", AreaPart.EASIEST),
    }
