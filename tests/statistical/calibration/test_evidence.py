"""What the first evidence says where the truth is known; bounds are four Monte-Carlo standard errors, seeds fixed."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from calibration import ResponseMatrix, calibrate
from calibration.classical.item_statistics import Criterion, classical_statistics
from calibration.fit.item_fit import ItemFit, item_fit
from calibration.invariance.dif import detect_dif
from calibration.invariance.dif_classes import DifClass
from calibration.invariance.mantel_haenszel_dif import MantelHaenszel, MantelHaenszelDif
from calibration.invariance.matching_strata import Matching
from calibration.persons.posterior_abilities import abilities
from calibration.persons.reliability import UnavailableReason, reliability
from engine import EAP, AdaptiveTest, ItemParameters, MaxInformation, MaxItems, Normal, Randomesque, simulate, tabulate
from tests.support.known_fit import KnownFit, known_logistic_fit

Floats = np.ndarray

REPLICATIONS = 30
IMPACT = 0.8
TOGETHER = Normal(-IMPACT / 2, float(np.sqrt(1 + IMPACT**2 / 4)))
B = np.linspace(-2, 2, 20)
STEEP_AND_FLAT = np.tile([0.6, 1.0, 1.4, 0.8, 1.8], 4)


def drawn(chance: Floats, rng: np.random.Generator) -> np.ndarray:
    return (rng.random(chance.shape) < chance).astype(int)


def two_groups(persons: int, rng: np.random.Generator) -> tuple[np.ndarray, Floats]:
    """Halves of which the second is less able by IMPACT."""
    focal = np.arange(persons) % 2 == 1
    return focal, rng.normal(size=persons) - IMPACT * focal


def complete(a: Floats | float, seed: int) -> tuple[ResponseMatrix, np.ndarray, KnownFit]:
    rng = np.random.default_rng([31, seed])
    focal, theta = two_groups(1500, rng)
    chance = 1 / (1 + np.exp(a * (B - theta[:, None])))
    return (
        ResponseMatrix.from_dense(drawn(chance, rng)),
        focal,
        known_logistic_fit(np.broadcast_to(a, 20), B, all=TOGETHER),
    )


@cache
def bank(model: str) -> ItemParameters:
    rng = np.random.default_rng(32)
    slopes = np.ones(80) if model == "rasch" else rng.uniform(0.6, 1.8, 80)
    return ItemParameters.logistic(slopes, rng.normal(-0.3, 1.1, 80))


@cache
def sitting(model: str) -> tuple[KnownFit, AdaptiveTest]:
    fit = KnownFit(tuple(str(place + 1) for place in range(80)), bank(model), {"all": TOGETHER})
    pool = tabulate(bank(model), ids=fit.items)
    return fit, AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(20),), exposure=Randomesque(8))


def taken(theta: Floats, model: str, seed: int) -> ResponseMatrix:
    """The responses of an adaptive test of 20 out of 80 items."""
    fit, test = sitting(model)
    done = simulate(test, theta, seed)
    person, place = np.nonzero(done.items >= 0)
    item = np.array(fit.items)[done.items[person, place]]
    return ResponseMatrix.from_long(person, item, done.scores[person, place], items=fit.items)


def adaptive(model: str, seed: int) -> tuple[ResponseMatrix, np.ndarray, KnownFit]:
    focal, theta = two_groups(3000, np.random.default_rng([33, seed]))
    return taken(theta, model, seed), focal, sitting(model)[0]


Made = Callable[[int], tuple[ResponseMatrix, np.ndarray, KnownFit]]
DESIGNS: dict[str, tuple[Made, MantelHaenszel]] = {
    "Rasch, total score": (lambda seed: complete(1.0, seed), MantelHaenszel(Matching.TOTAL, purify=False)),
    "2PL, ability": (lambda seed: complete(STEEP_AND_FLAT, seed), MantelHaenszel(Matching.ABILITY, purify=False)),
    "adaptive Rasch": (lambda seed: adaptive("rasch", seed), MantelHaenszel(purify=False)),
    "adaptive 2PL": (lambda seed: adaptive("2pl", seed), MantelHaenszel(purify=False)),
}


@cache
def compared(design: str) -> tuple[MantelHaenszelDif, ...]:
    make, method = DESIGNS[design]
    found = []
    for seed in range(REPLICATIONS if "adaptive" not in design else REPLICATIONS // 2):
        data, focal, fit = make(seed)
        found += detect_dif(data, np.where(focal, "f", "r"), fit=fit, method=method, reference="r")
    return tuple(found)


def judged(found: MantelHaenszelDif) -> np.ndarray:
    return np.array([each is not DifClass.TOO_FEW for each in found.classes])


@pytest.mark.parametrize("design", DESIGNS)
def test_without_dif_five_percent_are_significant_whatever_the_impact(design: str) -> None:
    """The continuity correction takes at most half a person off: a rate between 3 and 5 in a hundred here.

    Items of one replication hang together, so the standard error is taken between replications.
    """
    rates = np.array([(found.odds.p[judged(found)] < 0.05).mean() for found in compared(design)])
    error = rates.std(ddof=1) / np.sqrt(rates.size)
    assert rates.mean() < 0.05 + 4 * error
    assert rates.mean() > 0.03 - 4 * error
    assert error < 0.01


@pytest.mark.parametrize("design", DESIGNS)
def test_without_dif_d_dif_is_centred_with_its_standard_error(design: str) -> None:
    """z has mean 0 and SD 1; what is left of matching within strata may take a twentieth of an SE."""
    means = np.array([(found.odds.d_dif / found.odds.se)[judged(found)].mean() for found in compared(design)])
    squares = np.array([((found.odds.d_dif / found.odds.se)[judged(found)] ** 2).mean() for found in compared(design)])
    assert abs(means.mean()) < 0.05 + 4 * means.std(ddof=1) / np.sqrt(means.size)
    assert squares.mean() == pytest.approx(1, abs=0.05 + 4 * squares.std(ddof=1) / np.sqrt(squares.size))


@pytest.mark.parametrize("design", DESIGNS)
def test_without_dif_next_to_no_item_is_c(design: str) -> None:
    classes = [each for found in compared(design) for each in found.classes]
    assert classes.count(DifClass.C) <= 0.002 * len(classes)


@pytest.mark.parametrize("by_ability", [False, True])
def test_a_planted_c_item_is_found_and_measured(by_ability: bool) -> None:
    """A difference of .9 logits in difficulty is D-DIF −2.115 by definition under the Rasch model."""
    z, classes = [], []
    method = MantelHaenszel(Matching.ABILITY if by_ability else Matching.TOTAL)
    for seed in range(REPLICATIONS):
        rng = np.random.default_rng([34, seed])
        focal, theta = two_groups(2000, rng)
        b = B + 0.9 * focal[:, None] * (np.arange(20) == 9)
        data = ResponseMatrix.from_dense(drawn(1 / (1 + np.exp(b - theta[:, None])), rng))
        group = np.where(focal, "f", "r")
        (found,) = detect_dif(data, group, fit=known_logistic_fit(1, B, all=TOGETHER), method=method, reference="r")
        z.append((found.odds.d_dif[9] + 2.35 * 0.9) / found.odds.se[9])
        classes.append(found.classes[9])
    assert abs(np.mean(z)) < 0.2 + 4 / np.sqrt(REPLICATIONS)
    # SE .24, so beyond 1.645 SE over 1 with probability .998, and 1.5 or more with .995
    assert classes.count(DifClass.C) >= REPLICATIONS - 2
    assert DifClass.A not in classes


def test_an_adaptive_test_shows_a_planted_item_too() -> None:
    """The item that is harder for one group is answered, not routed, differently: D-DIF keeps its size."""
    fit, test = sitting("rasch")
    hit = int(np.argmin(np.abs(fit.parameters.b[:, 0] + 0.3)))
    harder = ItemParameters.logistic(1.0, fit.parameters.b[:, 0] + 0.9 * (np.arange(80) == hit))
    theta = two_groups(4000, np.random.default_rng(35))[1]
    parts, group = [], []
    for truth, some, label in ((None, theta[::2], "r"), (harder, theta[1::2], "f")):
        done = simulate(test, some, 36 + len(parts), truth=truth)
        person, place = np.nonzero(done.items >= 0)
        parts.append((person + 2000 * len(parts), done.items[person, place], done.scores[person, place]))
        group += [label] * 2000
    person, item, score = (np.concatenate(each) for each in zip(*parts, strict=True))
    data = ResponseMatrix.from_long(person, np.array(fit.items)[item], score, items=fit.items)
    (found,) = detect_dif(data, group, fit=fit, reference="r")
    assert found.classes[hit] is DifClass.C
    assert abs(found.odds.d_dif[hit] + 2.35 * 0.9) < 4 * found.odds.se[hit]
    assert not found.anchor[hit]


@cache
def fits(design: str, *, at_estimates: bool = False) -> tuple[ItemFit, ...]:
    """Mean squares under the model itself, its parameters known."""
    found = []
    for seed in range(REPLICATIONS if design == "complete" else REPLICATIONS // 2):
        rng = np.random.default_rng([37, seed])
        if design == "complete":
            fit, theta = known_logistic_fit(STEEP_AND_FLAT, B), rng.normal(size=1000)
            data = ResponseMatrix.from_dense(drawn(1 / (1 + np.exp(STEEP_AND_FLAT * (B - theta[:, None]))), rng))
        else:
            fit = KnownFit(sitting("2pl")[0].items, bank("2pl"), {"all": Normal(0, 1)})
            data = taken(rng.normal(size=1000), "2pl", seed)
        found.append(item_fit(data, fit, ability=abilities(data, fit).theta if at_estimates else None))
    return tuple(found)


@pytest.mark.parametrize("statistic", ["infit", "outfit"])
@pytest.mark.parametrize("design", ["complete", "adaptive"])
def test_mean_squares_are_1_under_the_model(design: str, statistic: str) -> None:
    means = np.array([np.nanmean(getattr(found, statistic)[found.n >= 30]) for found in fits(design)])
    assert means.mean() == pytest.approx(1, abs=4 * means.std(ddof=1) / np.sqrt(means.size))
    assert means.std(ddof=1) / np.sqrt(means.size) < 0.005


@pytest.mark.parametrize("statistic", ["infit_z", "outfit_z"])
@pytest.mark.parametrize("design", ["complete", "adaptive"])
def test_their_z_is_standard_normal_under_the_model(design: str, statistic: str) -> None:
    """Also for the items that an adaptive test gave to a few persons."""
    z = [getattr(found, statistic)[found.n > 0] for found in fits(design)]
    means, squares = np.array([each.mean() for each in z]), np.array([(each**2).mean() for each in z])
    assert abs(means.mean()) < 4 * means.std(ddof=1) / np.sqrt(means.size)
    assert squares.mean() == pytest.approx(1, abs=4 * squares.std(ddof=1) / np.sqrt(squares.size))
    assert squares.std(ddof=1) / np.sqrt(squares.size) < 0.1


def test_no_item_of_an_adaptive_test_is_pointed_at_without_a_cause() -> None:
    """Three standard errors, and a mean square beyond .8 or 1.2, both by chance: next to never."""
    told = sum(len(found.remarks) for found in fits("adaptive"))
    assert told <= 3


def test_pitfall_15_sparse_data_do_not_break_item_fit() -> None:
    """At estimates, as programs do it, residuals of 20 answers are far too small; over the posterior they are not."""
    plugged = np.array([np.nanmean(found.outfit[found.n >= 30]) for found in fits("adaptive", at_estimates=True)])
    integrated = np.array([np.nanmean(found.outfit[found.n >= 30]) for found in fits("adaptive")])
    assert plugged.mean() < 0.97
    assert abs(integrated.mean() - 1) < 0.005
    random = np.random.default_rng(38)
    theta = random.normal(size=1500)
    data = taken(theta, "2pl", 39)
    noisy = int(np.argmax(data.responses_per_item()))
    score = np.where(data.item == noisy, drawn(np.full(len(data), 0.5), random), data.score)
    spoilt = ResponseMatrix.from_long(data.person, np.array(data.items)[data.item], score, items=data.items)
    fit = KnownFit(data.items, bank("2pl"), {"all": Normal(0, 1)})
    clean, found = item_fit(data, fit), item_fit(spoilt, fit)
    assert found.infit_z[noisy] > clean.infit_z[noisy] + 2
    assert found.outfit_z[noisy] > 3
    assert np.isfinite(found.infit[found.n > 0]).all()


@pytest.mark.parametrize("design", ["complete", "adaptive"])
def test_reliability_is_the_squared_correlation_with_the_truth(design: str) -> None:
    """Of 6000 simulees; a correlation r has the SE (1 − r²)/√n."""
    rng = np.random.default_rng(40)
    theta = rng.normal(size=6000)
    if design == "complete":
        fit = known_logistic_fit(1, B)
        data = ResponseMatrix.from_dense(drawn(1 / (1 + np.exp(B - theta[:, None])), rng))
    else:
        fit = KnownFit(sitting("2pl")[0].items, bank("2pl"), {"all": Normal(0, 1)})
        data = taken(theta, "2pl", 41)
    correlation = np.corrcoef(abilities(data, fit).theta, theta)[0, 1]
    error = 2 * correlation * (1 - correlation**2) / np.sqrt(6000)
    (whole,) = reliability(data, fit)
    assert whole.marginal == pytest.approx(correlation**2, abs=4 * error)
    assert whole.empirical == pytest.approx(correlation**2, abs=4 * error)
    assert (whole.alpha is UnavailableReason.NOT_COMPLETE) == (design == "adaptive")


def test_within_year_reliability_is_that_of_each_year() -> None:
    """Three year groups calibrated together, each with its own population."""
    rng = np.random.default_rng(42)
    year = np.repeat([3, 4, 5], 2500)
    means, sds = np.array([0.0, 0.7, 1.2]), np.array([1.0, 1.2, 0.8])
    theta = means[year - 3] + sds[year - 3] * rng.normal(size=year.size)
    b = np.linspace(-1.5, 2.7, 24)
    met = np.abs(b - means[year - 3][:, None]) < 1.6
    scores = np.where(met, drawn(1 / (1 + np.exp(b - theta[:, None])), rng), -1)
    data = ResponseMatrix.from_dense(scores)
    fit = calibrate(data, "rasch", groups=year, standard_errors=None).require_converged()
    found = abilities(data, fit, group=year)
    _, *within = reliability(data, fit, group=year)
    for each in within:
        here = year == int(each.group or 0)
        correlation = np.corrcoef(found.theta[here], theta[here])[0, 1]
        error = 2 * correlation * (1 - correlation**2) / np.sqrt(2500)
        assert each.marginal == pytest.approx(correlation**2, abs=4 * error + 0.01)  # the population is estimated too
        assert each.empirical == pytest.approx(correlation**2, abs=4 * error + 0.01)


def test_by_ability_an_item_correlates_alike_in_every_form() -> None:
    """Raw rest scores of a hard form cannot be compared with an easy one's; abilities can."""
    rng = np.random.default_rng(43)
    theta = rng.normal(size=8000)
    scores = drawn(1 / (1 + np.exp(1.3 * (B - theta[:, None]))), rng)
    whole = classical_statistics(ResponseMatrix.from_dense(scores))
    scores[:4000, 12:], scores[4000:, :8] = -1, -1
    parts = classical_statistics(ResponseMatrix.from_dense(scores), fit=known_logistic_fit(np.full(20, 1.3), B))
    assert parts.criterion is Criterion.ABILITY
    shared = slice(8, 12)
    # 11 other items instead of 19: correlations fall as the roots of the reliabilities, .73 and .82
    assert parts.item_rest[shared] == pytest.approx(
        whole.item_rest[shared] * np.sqrt(0.73 / 0.82), abs=4 / np.sqrt(8000)
    )


def polytomous(persons: int, theta: Floats, rng: np.random.Generator) -> ResponseMatrix:
    """Ten items of three scores, partial credit with slopes of 1."""
    low, high = np.linspace(-1.5, 0.5, 10), np.linspace(-0.5, 1.5, 10)
    odds = np.stack([np.zeros((persons, 10)), theta[:, None] - low, 2 * theta[:, None] - low - high])
    chance = np.exp(odds) / np.exp(odds).sum(axis=0)
    cut = rng.random((persons, 10))
    return ResponseMatrix.from_dense((cut > chance[0]).astype(int) + (cut > chance[0] + chance[1]))


@pytest.mark.parametrize("how", ["pcm", "gpcm", "grm", "cml", "histogram"])
def test_every_kind_of_fit_serves_item_fit_and_reliability(how: str) -> None:
    """Three scores, one answer in five left out but where all must be there."""
    rng = np.random.default_rng(44)
    theta = rng.normal(size=2000) if how != "histogram" else rng.exponential(size=2000) - 1
    data = polytomous(2000, theta, rng)
    data = data.select_responses(np.flatnonzero(rng.random(len(data)) < 0.8)) if how != "cml" else data
    if how == "cml":
        fit = calibrate(data, "pcm", method="cml", routing="preset", standard_errors=None)
    elif how == "histogram":
        fit = calibrate(data, "pcm", population="histogram", standard_errors=None)
    else:
        fit = calibrate(data, how, standard_errors=None)
    found = item_fit(data, fit)
    assert np.abs([found.infit_z, found.outfit_z]).max() < 4
    assert abs(found.infit.mean() - 1) < 0.01
    assert found.remarks == {}
    (whole,) = reliability(data, fit)
    correlation = np.corrcoef(abilities(data, fit).theta, theta)[0, 1]
    assert whole.empirical == pytest.approx(correlation**2, abs=0.03)
    assert whole.marginal == pytest.approx(correlation**2, abs=0.03)
