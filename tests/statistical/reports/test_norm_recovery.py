"""Norms find the population that they were sampled from; `benchmarks/study_norms.py` shows it at full size."""

import numpy as np

from reports.norms.model_choice import choose_model
from reports.norms.norm_checks import check_norms
from tests.support.norm_population import NormPopulation


def test_a_skewed_population_is_found_from_five_thousand_learners() -> None:
    population = NormPopulation("skewed")
    sample, z = population.learners(5000, seed=11)
    choice = choose_model(sample)
    assert choice.chosen.converged
    assert choice.chosen.model.basis.terms.skew_degree >= 0
    assert check_norms(choice.chosen, sample).usable
    there = choice.chosen.model.distribution(sample.level, sample.relative_age)
    off = 15 * (there.standardised(sample.theta) - z)
    middle = np.abs(z) <= 25 / 15
    assert np.sqrt(np.mean(off[middle] ** 2)) <= 1
    assert np.sqrt(np.mean(off[~middle] ** 2)) <= 2
    # a new learner's score is where the norms' own band says, with the error of the sample in it
    error = choice.chosen.model.standardised_error(sample.theta, sample.level, sample.relative_age)
    assert 0.75 < np.mean(np.abs(off / 15) < 1.645 * error) <= 1
