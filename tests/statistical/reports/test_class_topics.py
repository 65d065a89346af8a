"""A class's topics are named no more often than said in classes without weaknesses, and a real weakness is found."""

from __future__ import annotations

import numpy as np

from itembank.versions.difficulty_errors import PROVISIONAL_SD
from reports.claims.class_topic_test import FAMILY_ALPHA, TopicStatus, class_topic_tests
from reports.claims.topic_sums import topic_sums
from reports.feedback.sitting_results import AnsweredItem

CLASSES, LEARNERS, ASKED, TOPICS, OF_TOPIC = 80, 28, 20, 8, 12
OF_PASSAGE, PASSAGE_SD = 12, 1.2
WEAK, FALL = "t3", 1.0


def warm_estimate(b: np.ndarray, x: np.ndarray) -> float:
    """Rasch ability by weighted likelihood (Warm, 1989)."""
    theta = 0.0
    for _ in range(20):
        p = 1 / (1 + np.exp(b - theta))
        information = (p * (1 - p)).sum()
        bias = (p * (1 - p) * (1 - 2 * p)).sum() / (2 * information)
        theta += float(np.clip(((x - p).sum() + bias) / information, -1, 1))
    return theta


def share_with(
    rng: np.random.Generator, *, error_sd: float, fall: float, sd: float, passage_sd: float = 0.0
) -> tuple[float, float]:
    """The shares of classes that are told of any topic, and of the weak one."""
    topics = np.repeat(np.arange(TOPICS), OF_TOPIC)
    passages = np.arange(len(topics)) // OF_PASSAGE
    told = named = 0
    for _ in range(CLASSES):
        b = rng.normal(0, 1.3, len(topics))
        true_b = b + rng.normal(0, error_sd, len(b)) + fall * (topics == 3)
        sums = []
        for ability in rng.normal(0, 1.3, LEARNERS):
            asked = np.argsort(abs(b - ability - rng.normal(0, 0.5, len(b))))[:ASKED]
            shared = passage_sd * rng.normal(size=passages.max() + 1)[passages[asked]]
            x = rng.random(ASKED) < 1 / (1 + np.exp(true_b[asked] - ability - shared))
            theta = warm_estimate(b[asked], x)
            answers = [
                AnsweredItem(
                    place,
                    f"t{topics[j]}",
                    "s",
                    3,
                    float(b[j]),
                    int(right),
                    item=str(j),
                    difficulty_sd=sd,
                    passage=f"p{passages[j]}",
                    passage_sd=passage_sd,
                )
                for place, (j, right) in enumerate(zip(asked, x, strict=True), 1)
            ]
            sums.append(topic_sums(theta, answers))
        harder = {test.topic for test in class_topic_tests(sums) if test.status is TopicStatus.HARDER}
        told += bool(harder)
        named += WEAK in harder
    return told / CLASSES, named / CLASSES


def most_by_chance() -> float:
    return float(FAMILY_ALPHA + 2 * np.sqrt(FAMILY_ALPHA * (1 - FAMILY_ALPHA) / CLASSES))


def test_classes_without_a_weakness_are_seldom_told_of_one() -> None:
    told, _ = share_with(np.random.default_rng(11), error_sd=0.0, fall=0.0, sd=0.0)
    assert told <= most_by_chance(), told


def test_a_bank_that_is_off_by_its_error_is_not_the_classs_weakness() -> None:
    told, _ = share_with(np.random.default_rng(2), error_sd=PROVISIONAL_SD, fall=0.0, sd=PROVISIONAL_SD)
    assert told <= most_by_chance(), told


def test_answers_to_one_passage_that_are_alike_are_not_the_classs_weakness() -> None:
    told, _ = share_with(np.random.default_rng(5), error_sd=0.0, fall=0.0, sd=0.0, passage_sd=PASSAGE_SD)
    assert told <= most_by_chance(), told


def test_a_topic_that_is_a_logit_harder_is_mostly_found() -> None:
    _, found = share_with(np.random.default_rng(3), error_sd=0.0, fall=FALL, sd=0.0)
    assert found >= 0.6, found
