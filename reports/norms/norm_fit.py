"""Norms fitted to a reference sample: the model chosen, fitted and checked."""

from dataclasses import dataclass

from reports.norms.model_choice import ModelChoice, choose_model
from reports.norms.norm_checks import NormChecks, check_norms
from reports.norms.norm_sample import NormSample
from reports.norms.standardised_scores import Norms, NormSource


@dataclass(frozen=True, slots=True, eq=False)
class FittedNorms:
    """Norms with the choice of their model and their checks; not to be used unless ``checks.usable``."""

    norms: Norms
    choice: ModelChoice
    checks: NormChecks


def fit_norms(sample: NormSample, source: NormSource) -> FittedNorms:
    """Fit continuous norms: a distribution whose four parameters change with learning time and age.

    References
    ----------
    Timmerman, M. E., Voncken, L., & Albers, C. J. (2021). A tutorial on regression-based norming of psychological tests
    with GAMLSS. *Psychological Methods, 26*, 357–373. Lenhard, A., Lenhard, W., & Gary, S. (2019). Continuous norming
    of psychometric tests: A simulation study of parametric and semi-parametric approaches. *PLOS ONE, 14*, e0222279.
    """
    choice = choose_model(sample)
    checks = check_norms(choice.chosen, sample)
    return FittedNorms(Norms(source, choice.chosen.model, checks.usable), choice, checks)
