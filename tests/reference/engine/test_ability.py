"""Estimates against published numbers, other programs and identities."""

import numpy as np
import pytest

from engine import (
    EAP,
    MLE,
    WLE,
    AdaptiveTest,
    Answered,
    EstimateStatus,
    ItemParameters,
    MaxInformation,
    Normal,
    replay,
    tabulate,
)


def estimated(estimate, parameters, scores, **options):
    pool = tabulate(parameters, **options)
    test = AdaptiveTest(pool, estimate, MaxInformation(), ())
    return estimate(pool, replay(test, [Answered(item, score) for item, score in enumerate(scores)]))


def test_three_3pl_items_against_mirt():
    # jsCAT's cat.test.ts, computed there with mirt
    items = ItemParameters.logistic([2.225, 1.174, 2.104], [-1.885, -2.411, -2.439], [0.21, 0.212, 0.192])
    assert estimated(MLE(), items, (1, 0, 1)).theta == pytest.approx(-1.642307, abs=5e-7)


@pytest.mark.parametrize(("scores", "expected"), [((0, 0), -1.6494), ((0, 0, 1), -1.4862)])
def test_eap_of_easy_items_against_jscat(scores, expected):
    # jsCAT's cat.test.ts prints three decimals; the fourth is recomputed
    items = ItemParameters.logistic(1.0, [-4.0, -3.0, -2.5], [0.5, 0.5, 0.2])
    assert estimated(EAP(), items, scores).theta == pytest.approx(expected, abs=5e-5)


def test_seven_3pl_items_against_jscat():
    # jsCAT expects SE 1.71, which holds, and θ −1.272 to one digit, which is not the maximum: that is −1.2989
    items = ItemParameters.logistic(1.0, [-0.447, 2.869, -0.469, -0.576, -1.43, -1.607, 0.529], 0.5)
    estimate = estimated(MLE(), items, (0, 1, 0, 1, 1, 1, 1))
    assert estimate.theta == pytest.approx(-1.2989, abs=5e-5)
    assert estimate.se == pytest.approx(1.7094, abs=5e-5)


SLOPES = (
    1.532, 1.003, 1.829, 1.341, 1.1, 1.052, 1.226, 1.925, 0.867, 1.943, 2.045, 2.194, 1.466, 1.312, 1.138, 1.492, 1.017,
    1.482, 0.944, 2.116, 1.029, 2.076, 1.491, 1.794, 1.728, 1.042, 1.095, 1.531, 0.843, 1.741, 2.068, 1.548, 0.912,
    1.563, 1.242, 1.44, 1.554, 1.12, 2.059, 1.285, 1.794, 2.107, 1.821, 1.539, 1.588, 1.343, 2.091, 1.693, 1.074, 1.493,
)  # fmt: skip
# pattern of 50 answers, ML on [−6, 6], EAP over 33 nodes on [−4, 4], as catR gave them; no EAP where the posterior runs
# off catR's nodes, since its trapezium rule then counts the end nodes by half
CATR = (
    ("11111111111111111111111111110111010111011000100001", 1.85916317916527, 1.70053220383385),
    ("11111111111111111111111100001110010000001000010010", 0.631578293167174, 0.570578883165489),
    ("11110110101111011000000000000000000000000000010000", -1.62967599298914, -1.49136604993946),
    ("11000110000000000000000000000000000000000000010000", -3.30517397567978, None),
    ("11111111111111111111111111111111111101111111111111", 4.08388750435082, None),
    ("00111100000000000000000000000000000000000000010000", -3.13013947196292, None),
    ("10000000000000000000100000000000000000000000000000", -6.0, None),
    ("11111111111111111111110001110000000100001000000000", 0.0243679549347296, 0.0240123644526721),
    ("01110101011000000100100100000000000000000000000000", -1.92342535361085, -1.75667895465421),
)


@pytest.mark.parametrize(("pattern", "ml", "eap"), CATR)
def test_fifty_3pl_items_against_catr(pattern, ml, eap):
    # jsCAT's golden fixtures (validation/generate-r-reference.R): difficulties −3 to 3, every fifth item guessed
    difficulties = np.round(np.linspace(-3, 3, 50), 3)
    guessing = np.where(np.arange(50) % 5 == 0, 0.15, 0.0)
    items = ItemParameters.logistic(SLOPES, difficulties, guessing)
    scores = [int(score) for score in pattern]
    found = estimated(MLE(), items, scores, grid=np.linspace(-6, 6, 121))
    assert found.theta == pytest.approx(ml, abs=2e-4)  # the tolerance of R's uniroot
    assert (found.status is EstimateStatus.EDGE) == (ml == -6.0)  # catR clips without a word
    if eap is not None:
        assert estimated(EAP(), items, scores, grid=np.linspace(-4, 4, 33)).theta == pytest.approx(eap, abs=1e-9)


@pytest.mark.parametrize("right", range(21))
def test_equal_rasch_items_against_haldane(right):
    # Warm's estimate of n equal Rasch items is b + ln((x + ½)/(n − x + ½)), finite at both ends
    items = ItemParameters.logistic(1.0, np.full(20, 0.7))
    estimate = estimated(WLE(), items, [1] * right + [0] * (20 - right))
    assert estimate.theta == pytest.approx(0.7 + np.log((right + 0.5) / (20 - right + 0.5)), abs=1e-14)
    assert estimate.status is EstimateStatus.CONVERGED


@pytest.mark.parametrize("right", range(1, 20))
def test_equal_rasch_items_against_the_logit(right):
    items = ItemParameters.logistic(1.0, np.full(20, 0.7))
    estimate = estimated(MLE(), items, [1] * right + [0] * (20 - right))
    share = right / 20
    assert estimate.theta == pytest.approx(0.7 + np.log(share / (1 - share)), abs=1e-14)
    assert estimate.se == pytest.approx(1 / np.sqrt(20 * share * (1 - share)), abs=1e-14)


def test_sum_score_eap_of_lsat7_against_mirt():
    # mirt's fscores(method = "EAPsum") for its LSAT7 fit, printed there to four decimals with a and d to three
    slopes = np.array([0.9875, 1.0808, 1.7075, 0.7650, 0.7357])
    intercepts = np.array([1.856, 0.808, 1.804, 0.486, 1.855])
    items = ItemParameters.logistic(slopes, -intercepts / slopes)
    pool = tabulate(items)
    test = AdaptiveTest(pool, EAP(Normal()), MaxInformation(), ())
    by_score = {score: [] for score in range(6)}
    for pattern in range(32):
        scores = [pattern >> item & 1 for item in range(5)]
        state = replay(test, [Answered(item, score) for item, score in enumerate(scores)])
        log_joint = state.log_likelihood + Normal().log_density(pool.grid)
        by_score[sum(scores)].append((np.exp(log_joint).sum(), EAP()(pool, state).theta))
    means = [np.average([mean for _, mean in rows], weights=[mass for mass, _ in rows]) for rows in by_score.values()]
    assert means == pytest.approx([-1.8698, -1.4319, -0.9488, -0.4132, 0.1517, 0.7272], abs=5e-4)
