"""Classical statistics, options and reliability, against numbers worked out by hand and by the standard library."""

import math
import statistics

import numpy as np
import pytest

from calibration.classical.distractor_analysis import OptionRemark, option_statistics
from calibration.classical.item_statistics import Criterion, ItemRemark, classical_statistics, missing_rates
from calibration.errors import CalibrationError
from calibration.persons.reliability import UnavailableReason, cronbach_alpha, reliability
from calibration.responses.response_matrix import ResponseMatrix
from engine import Normal
from tests.support.known_fit import known_logistic_fit

TABLE = [
    [0, 0, 0],
    [1, 0, 0],
    [1, 1, 0],
    [1, 0, 1],
    [1, 1, 2],
    [0, 1, 2],
]


def many(items: int = 8, persons: int = 400, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=(persons, 1))
    chance = 1 / (1 + np.exp(np.linspace(-1, 1, items) - 1.5 * theta))
    return (rng.random(chance.shape) < chance).astype(int), theta[:, 0]


def test_complete_data_by_hand() -> None:
    found = classical_statistics(ResponseMatrix.from_dense(TABLE))
    columns = [list(column) for column in zip(*TABLE, strict=True)]
    assert found.criterion is Criterion.REST_SCORE
    assert found.n.tolist() == [6, 6, 6]
    assert found.highest.tolist() == [1, 1, 2]
    assert found.p == pytest.approx([4 / 6, 3 / 6, 5 / 12])
    assert found.sd == pytest.approx([statistics.pstdev(column) for column in columns])
    assert found.counts.tolist() == [[2, 4, 0], [3, 3, 0], [3, 1, 2]]
    for place, column in enumerate(columns):
        rest = [sum(row) - row[place] for row in TABLE]
        assert found.item_rest[place] == pytest.approx(statistics.correlation(column, rest))
        for score in set(column):
            mean = statistics.mean(each for each, own in zip(rest, column, strict=True) if own == score)
            assert found.means[place, score] == pytest.approx(mean)
    assert np.isnan(found.means[0, 2])


def test_cronbachs_alpha_by_hand() -> None:
    columns = list(zip(*TABLE, strict=True))
    within = sum(statistics.variance(column) for column in columns)
    total = statistics.variance(map(sum, TABLE))
    assert cronbach_alpha(ResponseMatrix.from_dense(TABLE)) == pytest.approx(3 / 2 * (1 - within / total))


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([[0, 1, -1], [1, 1, 0]], UnavailableReason.NOT_COMPLETE),
        ([[0], [1]], UnavailableReason.TOO_FEW_ITEMS),
        ([[0, 1]], UnavailableReason.TOO_FEW_PERSONS),
        ([[0, 1], [1, 0]], UnavailableReason.NO_SPREAD),
    ],
)
def test_alpha_is_not_given_where_it_does_not_hold(table: list[list[int]], why: UnavailableReason) -> None:
    assert cronbach_alpha(ResponseMatrix.from_dense(table)) is why


def test_sums_of_different_forms_are_not_compared_raw() -> None:
    """An easy and a hard form: raw rest scores say the form; within the form they say the ability."""
    scores, _ = many()
    scores[:200, 4:] = -1
    scores[200:, :3] = -1
    found = classical_statistics(ResponseMatrix.from_dense(scores))
    assert found.criterion is Criterion.REST_IN_FORM
    rest = np.array([scores[:200, :3].sum(axis=1), scores[200:, 4:].sum(axis=1)]).astype(float)
    rest = (rest - rest.mean(axis=1, keepdims=True)) / rest.std(axis=1, keepdims=True)
    assert found.item_rest[3] == pytest.approx(np.corrcoef(scores[:, 3], rest.ravel())[0, 1])


def test_with_a_fit_ability_leaves_the_item_out() -> None:
    """By plain sums over the nodes for one response of one person."""
    table = [[1, 0, -1], [1, 1, 0], [-1, 0, 1], [0, 1, 1]]
    found = classical_statistics(ResponseMatrix.from_dense(table), fit=known_logistic_fit(1, [-0.5, 0.0, 0.8]))
    assert found.criterion is Criterion.ABILITY

    def eap(answers: dict[float, int]) -> float:
        nodes = [node / 50 - 6 for node in range(601)]
        weights = []
        for theta in nodes:
            weight = math.exp(-(theta**2) / 2)
            for b, score in answers.items():
                p = 1 / (1 + math.exp(b - theta))
                weight *= p if score else 1 - p
            weights.append(weight)
        return sum(map(math.prod, zip(nodes, weights, strict=True))) / sum(weights)

    right = [eap({0.0: 0}), eap({0.0: 1, 0.8: 0})]
    wrong = [eap({0.0: 1, 0.8: 1})]
    assert found.means[0].tolist() == pytest.approx([wrong[0], statistics.mean(right)], abs=1e-7)
    assert found.item_rest[0] == pytest.approx(statistics.correlation([1, 1, 0], [*right, *wrong]), abs=1e-7)


def test_a_reversed_key_and_an_unused_category_are_pointed_at() -> None:
    scores, _ = many()
    scores[:, 0] = 1 - scores[:, 0]
    scores[:, 1] *= 2
    scores[:, 2] = 1
    remarks = classical_statistics(ResponseMatrix.from_dense(scores)).remarks
    assert remarks["1"] == (ItemRemark.REVERSED,)
    assert remarks["2"] == (ItemRemark.UNUSED,)
    assert ItemRemark.TOO_EASY in remarks["3"]
    assert set(remarks) == {"1", "2", "3"}


def test_few_responses_say_nothing() -> None:
    assert set(classical_statistics(ResponseMatrix.from_dense(TABLE)).remarks.values()) == {(ItemRemark.FEW,)}


def test_omitted_and_not_reached_are_counted_apart() -> None:
    item = ["a", "a", "a", "a", "b", "b"]
    status = ["answered", "omitted", "omitted", "not reached", "answered", "not reached"]
    found = missing_rates(item, status, items=["b", "a", "c"])
    assert found.omitted[:2].tolist() == [0, 0.5]
    assert found.not_reached[:2].tolist() == [0.5, 0.25]
    assert np.isnan(found.omitted[2])
    with pytest.raises(CalibrationError, match="item: expected a, got b"):
        missing_rates(item, status, items=["a"])
    with pytest.raises(CalibrationError, match=r"status: .*got skipped"):
        missing_rates(["a"], ["skipped"])


def choices() -> tuple[ResponseMatrix, np.ndarray]:
    """Item 1 is keyed A though B is right; item 2 has a distractor D no one takes; item 3 one that draws the able."""
    scores, theta = many(persons=2000)
    rng = np.random.default_rng(2)
    option = np.where(scores == 1, "A", rng.choice(["B", "C"], scores.shape)).astype(object)
    option[:, 0] = np.where(scores[:, 0] == 1, "B", rng.choice(["A", "C"], len(scores)))
    option[0, 1] = "D"
    option[:, 2] = np.where(theta + rng.normal(size=theta.size) > 1, "C", option[:, 2])
    scores[:, :3] = option[:, :3] == "A"
    return ResponseMatrix.from_dense(scores), option.ravel()


def test_options_by_hand() -> None:
    data, option = choices()
    key = {str(place): "A" for place in range(1, 8)}
    found = option_statistics(data, option, key)
    scores = data.score.reshape(2000, 8).astype(int)
    at = next(at for at in range(len(found.option)) if found.item[at] == 3 and found.option[at] == "C")
    chose = option.reshape(2000, 8)[:, 3] == "C"
    rest = scores.sum(axis=1) - scores[:, 3]
    assert found.n[at] == chose.sum()
    assert found.share[at] == pytest.approx(chose.mean())
    assert found.mean[at] == pytest.approx(rest[chose].mean())
    assert found.point_biserial[at] == pytest.approx(np.corrcoef(chose, rest)[0, 1])
    assert set(found.item.tolist()) == set(range(7))  # the eighth has no key


def test_options_that_want_a_look_are_pointed_at() -> None:
    data, option = choices()
    found = option_statistics(data, option, {str(place): "A" for place in range(1, 9)})
    said = {(int(found.item[at]) + 1, found.option[at]): remark for at, remark in found.remarks.items()}
    assert said[1, "B"] is OptionRemark.ABLER_THAN_KEY
    assert said[2, "D"] is OptionRemark.RARE
    assert said[3, "C"] in (OptionRemark.ABLER_THAN_KEY, OptionRemark.ATTRACTS_ABLE)
    assert {item for item, _ in said} == {1, 2, 3}


def test_options_not_given_are_left_out_and_wrong_lengths_refused() -> None:
    data, option = choices()
    option[: 8 * 100 : 8] = None
    option[8 * 100 : 8 * 200 : 8] = ""
    found = option_statistics(data, option, {"1": "A"})
    assert found.n.sum() == 1800
    with pytest.raises(CalibrationError, match=r"option: expected \(16000,\), got \(1,\)"):
        option_statistics(data, ["A"], {"1": "A"})


def test_a_marginal_coefficient_needs_its_own_population() -> None:
    scores, _ = many()
    data = ResponseMatrix.from_dense(scores)
    whole, first, second = reliability(data, known_logistic_fit(1, np.linspace(-1, 1, 8)), by=np.arange(400) // 200)
    assert isinstance(whole.marginal, float)
    assert first.marginal is second.marginal is UnavailableReason.NOT_A_POPULATION
    assert isinstance(first.empirical, float)
    assert [each.persons for each in (whole, first, second)] == [400, 200, 200]


def test_over_all_years_counts_the_spread_between_them() -> None:
    """Two year groups a standard deviation and a half apart: high over all, lower within, as their variances say."""
    rng = np.random.default_rng(4)
    year = np.repeat(["y3", "y6"], 1500)
    theta = rng.normal(np.where(year == "y6", 1.5, 0.0), 1)[:, None]
    b = np.linspace(-1, 2.5, 12)
    scores = (rng.random((3000, 12)) < 1 / (1 + np.exp(b - theta))).astype(int)
    fit = known_logistic_fit(1, b, y3=Normal(0, 1), y6=Normal(1.5, 1))
    whole, *within = reliability(ResponseMatrix.from_dense(scores), fit, group=year)
    assert [each.group for each in within] == ["y3", "y6"]
    assert isinstance(whole.marginal, float)
    assert all(isinstance(each.marginal, float) and each.marginal < whole.marginal - 0.05 for each in within)
    assert 1 - whole.marginal == pytest.approx(whole.se**2 / (1 + 0.75**2))


def test_persons_without_responses_count_nowhere() -> None:
    scores, _ = many()
    data = ResponseMatrix.from_dense(scores)
    more = ResponseMatrix.from_dense(np.vstack((scores, np.full((50, 8), -1))))
    fit = known_logistic_fit(1, np.linspace(-1, 1, 8))
    assert reliability(more, fit) == reliability(data, fit)


def test_what_does_not_fit_the_fit_is_refused() -> None:
    data = ResponseMatrix.from_dense(TABLE)
    with pytest.raises(CalibrationError, match="differing: 3"):
        reliability(data, known_logistic_fit(1, [0, 1]))
    with pytest.raises(CalibrationError, match="row 5, item 3: expected a score of 0, 1, got 2"):
        reliability(data, known_logistic_fit(1, [0, 1, 2]))
    two = known_logistic_fit(1, [0], y3=Normal(0, 1), y4=Normal(1, 1))
    one = ResponseMatrix.from_dense([[0], [1]])
    with pytest.raises(CalibrationError, match="group: expected y3, y4, got –"):
        reliability(one, two)
    with pytest.raises(CalibrationError, match="group: expected y3, y4, got y5"):
        reliability(one, two, group=["y3", "y5"])
    with pytest.raises(CalibrationError, match=r"group: expected \(2,\), got \(1,\)"):
        reliability(one, two, group=["y3"])
