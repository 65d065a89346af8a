"""What a reported standard error knows of the errors of the items: coverage of ability after an adoption.

Trials as in `study_adoption`; learners then sit Year 5's adaptive design, answering by the true parameters, and are
reported with the estimated ones. Coverage is the share of true abilities within 1.96 SE of the report, for three
standard errors: without the errors of the parameters, with the covariance of each item's own parameters (what a bank
version carries), and with all covariances of the fit. Targets, a missed one of which makes the exit code 1: coverage
with the items' own covariance within 1.5 % of that with all, and at least 93 %.
Arguments: number of trials.
"""

import sys
from dataclasses import replace

import numpy as np

from benchmarks.study_adoption import ANCHORS, BOOKLET, ITEMS, YEAR, wrong_bank
from benchmarks.targets import Targets
from calibration import Calibration, ResponseMatrix, calibrate
from calibration.results.parameter_covariance import parameter_covariance
from engine import ItemParameters, ParameterCovariance, WithParameterError, log_probabilities, simulate
from itembank import BankVersion, compile_test
from reports.technical.adoption.bank_scale import WEAK_PRIOR, Linking, bank_scale

TRIALS, SITTINGS = 12, 300
RESPONSES = (60, 250)
WITHIN = 1.96


def fitted_trial(bank: BankVersion, truth: ItemParameters, responses: int, rng: np.random.Generator) -> Calibration:
    """The fit of one trial, anchors held."""
    population = bank.designs[0].population(YEAR)
    theta = rng.normal(population.mean, population.sd, responses * ITEMS // BOOKLET)
    chance = np.exp(log_probabilities(truth, theta[None]))[:, 1].T
    scores = (rng.random(chance.shape) < chance).astype(int)
    for person in scores:
        person[rng.permutation(ITEMS)[BOOKLET:]] = -1
    ids = tuple(item.id for item in bank.items)
    scale = bank_scale(bank, Linking.FIXED, ids)
    data = ResponseMatrix.from_dense(scores, items=ids)
    return calibrate(
        data, "rasch", fixed=scale.fixed(), floors=scale.floors(ids), priors=WEAK_PRIOR
    ).require_converged()


def measured_bank(bank: BankVersion, fit: Calibration) -> BankVersion:
    """The bank with the difficulties of a fit."""
    b = dict(zip(fit.items, fit.b.tolist(), strict=True))
    return replace(
        bank, items=tuple(replace(item, parameters=replace(item.parameters, b=b[item.id])) for item in bank.items)
    )


def own_blocks(joint: ParameterCovariance) -> ParameterCovariance:
    """The covariances of each item's own parameters."""
    return ParameterCovariance(joint.ids, joint.blocks)


def covered(bank: BankVersion, truth: ItemParameters, fit: Calibration, seed: int) -> list[tuple[float, float]]:
    """Coverage and mean SE without the parameters' errors, with the items' own, and with all."""
    test = compile_test(measured_bank(bank, fit), bank.designs[0], YEAR)
    population = bank.designs[0].population(YEAR)
    theta = np.random.default_rng(seed).normal(population.mean, population.sd, SITTINGS)
    joint = parameter_covariance(fit)
    assert joint is not None
    plain = test.report or test.estimate
    told = []
    for report in (plain, WithParameterError(plain, own_blocks(joint)), WithParameterError(plain, joint)):
        found = simulate(replace(test, report=report), theta, seed, truth=truth)
        told.append((float((np.abs(found.theta - theta) < WITHIN * found.se).mean()), float(found.se.mean())))
    return told


def main() -> None:
    trials, targets = int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS, Targets()
    for responses in RESPONSES:
        found = []
        for at in range(trials):
            rng = np.random.default_rng([16, at])
            bank, truth = wrong_bank(rng, 0.0)
            found.append(covered(bank, truth, fitted_trial(bank, truth, responses, rng), 7 + at))
        coverage, errors = np.array(found).transpose(2, 1, 0)
        print(
            f"{trials} trials, about {responses} responses to each of {ITEMS - ANCHORS} items, {SITTINGS} sittings each"
        )
        for name, share, se in zip(("none", "own", "all"), coverage, errors, strict=True):
            chance = share.std(ddof=1) / np.sqrt(trials)
            print(
                f"  covariances: {name:5s} coverage {share.mean():.3f} ({chance:.3f}), mean SE {se.mean():.4f}",
                flush=True,
            )
        targets.within("coverage with the items' own covariance", coverage[1].mean(), 0.93, 0.97)
        targets.within("own less all", coverage[1].mean() - coverage[2].mean(), -0.015, 0.015)
    targets.exit()


if __name__ == "__main__":
    main()
