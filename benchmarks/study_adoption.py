"""From a trial to the scores of the next sittings: bias of difficulties and of abilities before an adoption and after.

The items that Year 5 may be asked have provisional difficulties that are off by 0.5 logits on average, SD 0.7, but for
24 anchors. In a trial each learner answers 40 of them, so that each item gets about the wanted number of responses. The
fit holds the anchors and knows the chance floors; it is adopted, and learners of known ability then sit Year 5's design
under the bank of before and under the new one, answering by the true parameters. Monte-Carlo standard errors over
trials are told. Targets, a missed one of which makes the exit code 1: RMSE of b over its mean stated SE between 0.9 and
1.1, no bias of the next sittings' θ beyond three Monte-Carlo errors, where the provisional bank has one, and at least
400 replications of items. Give a number of trials to run fewer: `study_adoption.py 4`.
"""

import sys
from dataclasses import replace

import numpy as np

from benchmarks.targets import Targets
from calibration import ResponseMatrix, calibrate
from engine import ItemParameters, log_probabilities, simulate
from itembank import BankVersion, LogisticParameters, compile_test, numeracy_bank
from itembank.compilation.item_pool import item_parameters
from reports.technical.adoption.bank_scale import WEAK_PRIOR, Linking, bank_scale
from reports.technical.adoption.decisions import Decisions, Rule
from reports.technical.adoption.fit_file import FitFile
from reports.technical.adoption.new_version import new_version
from reports.technical.adoption.review import reviewed_fit

TRIALS, SITTINGS, YEAR, ITEMS, ANCHORS, BOOKLET = 12, 400, 5, 140, 24, 40
SETTINGS = ((60, 0.0), (250, 0.0), (250, 0.15))
"""Responses to each item, and the SD in logits of the errors of the anchors' own difficulties."""
OFF_MEAN, OFF_SD = 0.5, 0.7


def wrong_bank(rng: np.random.Generator, anchor_error: float) -> tuple[BankVersion, ItemParameters]:
    """A bank whose provisional difficulties are wrong, anchors' by their own errors, and its true parameters."""
    whole = numeracy_bank()
    able = [item for item in whole.items if item.introduced_year <= YEAR and item.introduced_year >= YEAR - 2]
    chosen = [able[at] for at in rng.permutation(len(able))[:ITEMS].tolist()]
    anchors = set(rng.permutation(ITEMS)[:ANCHORS].tolist())
    held, truth = [], []
    for at, item in enumerate(chosen):
        known = item.parameters
        assert isinstance(known, LogisticParameters)
        drawn = float(rng.normal())
        off = anchor_error * drawn if at in anchors else OFF_MEAN + OFF_SD * drawn
        truth.append(known.b + off)
        held.append(replace(item, parameters=replace(known, provisional=at not in anchors)))
    design = whole.designs[0]
    years = tuple(each for each in design.populations if each.year == YEAR)
    design = replace(design, populations=years, by_year=())
    bank = replace(whole, items=tuple(held), designs=(design,), practice=())
    return bank, replace(item_parameters(held), b=np.array(truth)[:, None])


def one_trial(bank: BankVersion, truth: ItemParameters, responses: int, rng: np.random.Generator) -> BankVersion:
    """The bank version that a trial's adoption makes."""
    persons = responses * ITEMS // BOOKLET
    population = bank.designs[0].population(YEAR)
    theta = rng.normal(population.mean, population.sd, persons)
    chance = np.exp(log_probabilities(truth, theta[None]))[:, 1].T
    scores = (rng.random(chance.shape) < chance).astype(int)
    for person in range(persons):
        scores[person, rng.permutation(ITEMS)[BOOKLET:]] = -1
    ids = tuple(item.id for item in bank.items)
    data = ResponseMatrix.from_dense(scores, items=ids)
    scale = bank_scale(bank, Linking.FIXED, ids)
    fit = calibrate(data, "rasch", fixed=scale.fixed(), floors=scale.floors(ids), priors=WEAK_PRIOR).require_converged()
    counts = dict(zip(ids, data.responses_per_item().tolist(), strict=True))
    file = FitFile("", "", fit, "", bank.hash, Linking.FIXED, scale.anchors, 1, counts, {}, {}, {}, True)
    reviewed = reviewed_fit(bank, file, Decisions("", "").shrunk_below)
    return new_version(reviewed, Decisions("", bank.hash, Rule(se=9.0, responses=1, fit=False, dif="C")))


def ability_errors(bank: BankVersion, truth: ItemParameters, seed: int) -> tuple[float, float]:
    """Mean and root mean square of reported less true ability in sittings whose answers follow the true parameters."""
    population = bank.designs[0].population(YEAR)
    theta = np.random.default_rng(seed).normal(population.mean, population.sd, SITTINGS)
    away = simulate(compile_test(bank, bank.designs[0], YEAR), theta, seed, truth=truth).theta - theta
    return float(away.mean()), float(np.sqrt((away**2).mean()))


def told(values: np.ndarray) -> str:
    """A mean with its Monte-Carlo standard error."""
    return f"{values.mean():+.3f} ({values.std(ddof=1) / np.sqrt(len(values)):.3f})"


def in_errors(values: np.ndarray) -> float:
    """A mean in units of its Monte-Carlo standard error."""
    return float(values.mean() / (values.std(ddof=1) / np.sqrt(len(values))))


def main() -> None:
    trials, targets = int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS, Targets()
    for responses, anchor_error in SETTINGS:
        rows = []
        for at in range(trials):
            rng = np.random.default_rng([16, at])
            bank, truth = wrong_bank(rng, anchor_error)
            made = one_trial(bank, truth, responses, rng)
            was, now = (np.array([item.parameters.difficulty for item in each.items]) for each in (bank, made))
            new = np.array([item.parameters.provisional for item in bank.items])
            errors = {each.item: each.covariance[0][0] ** 0.5 for each in made.adopted.errors} if made.adopted else {}
            se = np.array([errors.get(item.id, np.nan) for item in made.items])[new]
            before, after = (each[new] - truth.b[new, 0] for each in (was, now))
            rms = np.sqrt((after**2).mean())
            scores = (*ability_errors(bank, truth, 7 + at), *ability_errors(made, truth, 7 + at))
            rows.append((before.mean(), after.mean(), np.sqrt((before**2).mean()), rms, rms / se.mean(), *scores))
        found = np.array(rows).T
        print(
            f"{trials} trials, about {responses} responses to each of {ITEMS - ANCHORS} items, anchors ± {anchor_error}"
        )
        print(f"  b: bias before {told(found[0])}, after {told(found[1])}; RMSE {told(found[2])}, {told(found[3])}")
        print(f"  RMSE of b over mean stated SE {told(found[4])}")
        print(f"  next sittings, θ: bias before {told(found[5])}, after {told(found[7])}")
        print(f"  next sittings, θ: RMSE before {told(found[6])}, after {told(found[8])}", flush=True)
        targets.within("replications of items", trials * (ITEMS - ANCHORS), 400, np.inf)
        targets.within("RMSE of b over mean stated SE", found[4].mean(), 0.9, 1.1)
        targets.within("bias of θ after, Monte-Carlo errors", in_errors(found[7]), -3, 3)
        targets.within("bias of θ before, Monte-Carlo errors", abs(in_errors(found[5])), 3, np.inf)
    targets.exit()


if __name__ == "__main__":
    main()
