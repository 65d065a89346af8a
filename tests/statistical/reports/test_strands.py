"""How often noise is called a strength: a learner of one ability in every strand, met near that ability."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from reports import AnsweredItem, RelativeStrength
from reports.feedback.strand_comparison import FAMILY_ALPHA, StrandResult, strand_results

LEARNERS = 2000
STRANDS = np.array(["number"] * 10 + ["measuring"] * 7 + ["data"] * 7)
PASSAGES = np.array([0] * 5 + [1] * 5 + [2] * 7 + [3] * 7)


@dataclass(frozen=True)
class Draw:
    rng: np.random.Generator
    passage_sd: float = 0.0

    def strands(self, gap: float = 0.0) -> tuple[StrandResult, ...]:
        """One sitting of 24 items within a logit of the learner, whose ability in data is lower by ``gap``."""
        b = self.rng.uniform(-1, 1, STRANDS.size)
        shared = self.passage_sd * self.rng.normal(size=PASSAGES.max() + 1)[PASSAGES]
        score = (self.rng.random(b.size) < expit(shared - gap * (STRANDS == "data") - b)).astype(int)
        rows = enumerate(zip(STRANDS, b, score, PASSAGES, strict=True), 1)
        items = [
            AnsweredItem(n, "t", str(s), 3, float(at), int(x), passage=f"p{p}", passage_sd=self.passage_sd)
            for n, (s, at, x, p) in rows
        ]
        return strand_results(weighted_likelihood(b, score), items)


def weighted_likelihood(b: np.ndarray, score: np.ndarray) -> float:
    """Warm's (1989) estimate for Rasch items, finite for every pattern."""

    def slope(theta: float) -> float:
        p = expit(theta - b)
        information = p * (1 - p)
        return float((score - p).sum() + (information * (1 - 2 * p)).sum() / (2 * information.sum()))

    return float(brentq(slope, -12, 12))


@pytest.mark.parametrize("passage_sd", [0.0, 0.7])
def test_noise_is_called_a_difference_in_no_more_than_five_learners_of_a_hundred(passage_sd: float) -> None:
    draw = Draw(np.random.default_rng(11), passage_sd)
    told = np.array(
        [any(each.relative_strength is not RelativeStrength.ALIKE for each in draw.strands()) for _ in range(LEARNERS)]
    )
    assert told.mean() < FAMILY_ALPHA + 4 * np.sqrt(FAMILY_ALPHA * (1 - FAMILY_ALPHA) / LEARNERS)
    assert told.mean() > 0.01  # a test that never speaks would pass the line above


def test_the_difference_has_mean_zero_and_the_stated_standard_error() -> None:
    draw = Draw(np.random.default_rng(12))
    z = np.array([[each.difference / each.se for each in draw.strands()] for _ in range(LEARNERS)])
    assert np.abs(z.mean(axis=0)).max() < 4 / np.sqrt(LEARNERS)
    assert np.abs(z.std(axis=0) - 1).max() < 0.05 + 4 / np.sqrt(2 * LEARNERS)  # discrete scores of seven items


def test_a_wide_gap_is_seen_as_often_as_seven_items_allow_and_never_the_wrong_way_round() -> None:
    draw = Draw(np.random.default_rng(13))
    data = [next(each for each in draw.strands(2.5) if each.strand == "data").relative_strength for _ in range(500)]
    assert np.mean(
        [relative_strength is RelativeStrength.WEAKER for relative_strength in data]
    ) > 5 * FAMILY_ALPHA / 3 + 4 * np.sqrt(0.25 / 500)
    assert RelativeStrength.STRONGER not in data
