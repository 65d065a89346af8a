"""The E-step of testlet and bifactor models by dimension reduction (Gibbons & Hedeker, 1992; Cai, 2010).

Given the general dimension the testlets are independent, so that a person's likelihood is a product of integrals over
one specific dimension each: the cost is that of two dimensions, however many testlets there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats
from calibration.marginal.e_step import WORKERS, single_threaded_blas, threads
from calibration.multidimensional.bifactor_responses import AnswerPatterns, BifactorPart


@dataclass(frozen=True, slots=True, eq=False)
class BifactorTables:
    """All that an E-step needs to know of the items and the population.

    Parameters
    ----------
    general, specific : (Q,) and (S,) nodes of the general dimension and of every specific one
    log_weights : (G, Q) logarithm of each group's share at each general node
    log_specific : (S,) of each specific node
    log_prob : for each testlet (m·K, Q·S) log-probabilities of the cells, item by item, at the nodes, the general one
        varying slowest; for the items of none (m·K, Q)
    """

    general: Floats
    specific: Floats
    log_weights: Floats
    log_specific: Floats
    log_prob: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, eq=False)
class BifactorExpected:
    """What an E-step found, to be added over parts.

    Parameters
    ----------
    log_likelihood : of the responses
    masses : (G, Q) weighted persons expected at each general node
    cells : for each testlet (m·K, Q·S) weighted answers expected in each cell at each node; for items alone (m·K, Q)
    smallest_sd : smallest posterior standard deviation of the general dimension
    """

    log_likelihood: float
    masses: Floats
    cells: tuple[Floats, ...]
    smallest_sd: float

    def __add__(self, other: "BifactorExpected") -> "BifactorExpected":
        return BifactorExpected(
            self.log_likelihood + other.log_likelihood,
            self.masses + other.masses,
            tuple(one + two for one, two in zip(self.cells, other.cells, strict=True)),
            min(self.smallest_sd, other.smallest_sd),
        )


@dataclass(frozen=True, slots=True, eq=False)
class PatternPosterior:
    """Of each pattern of a testlet, given the general node: how likely it is, and where its specific dimension lies.

    Parameters
    ----------
    log_likelihood : (U, Q) integrated over the specific dimension
    specific : (U, Q, S) posterior of the specific dimension given the general node; S = 1 for items of no testlet
    """

    log_likelihood: Floats
    specific: Floats


def pattern_posterior(patterns: AnswerPatterns, at: BifactorTables, number: int) -> PatternPosterior:
    """Integrate each pattern of testlet ``number`` over the specific dimension."""
    joint = patterns.answered @ at.log_prob[number]
    if number == len(at.log_prob) - 1:
        return PatternPosterior(joint, np.ones((*joint.shape, 1)))
    joint = joint.reshape(len(joint), at.general.size, at.specific.size)
    joint += at.log_specific
    peak = joint.max(axis=2, keepdims=True)
    joint -= peak
    np.exp(joint, out=joint)
    total = joint.sum(axis=2, keepdims=True)
    joint /= total
    return PatternPosterior((np.log(total) + peak)[:, :, 0], joint)


def general_posterior(
    part: BifactorPart, at: BifactorTables, by_testlet: Sequence[PatternPosterior]
) -> tuple[Floats, Floats]:
    """(B, Q) posterior of each person's general dimension, and the log-likelihood (B,) of their responses."""
    joint = at.log_weights[part.group]
    for patterns, found in zip(part.testlets, by_testlet, strict=True):
        joint += found.log_likelihood[patterns.pattern]
    peak = joint.max(axis=1, keepdims=True)
    mass = np.exp(joint - peak)
    total = mass.sum(axis=1, keepdims=True)
    return mass / total, (np.log(total) + peak)[:, 0]


def bifactor_expect(part: BifactorPart, at: BifactorTables) -> BifactorExpected:
    """The E-step of one part."""
    with np.errstate(all="ignore"):  # parameters tried on the way may have no probability; the log-likelihood says so
        by_testlet = [pattern_posterior(each, at, number) for number, each in enumerate(part.testlets)]
        share, log_likelihood = general_posterior(part, at, by_testlet)
        mean = share @ at.general
        smallest = float(np.sqrt(np.maximum(share @ at.general**2 - mean**2, 0.0).min()))
        share *= part.weight[:, None]
        masses = np.zeros_like(at.log_weights)
        for group in np.unique(part.group):
            masses[group] = share[part.group == group].sum(axis=0)
        cells = []
        for patterns, found in zip(part.testlets, by_testlet, strict=True):
            joint = found.specific * (patterns.of_person @ share)[:, :, None]
            cells.append(patterns.answered.T @ joint.reshape(len(joint), -1))
    return BifactorExpected(float(part.weight @ log_likelihood), masses, tuple(cells), smallest)


def expect_parts(parts: Sequence[BifactorPart], at: BifactorTables) -> BifactorExpected:
    """The E-step of all parts, on several threads."""
    if len(parts) == 1:
        return bifactor_expect(parts[0], at)
    with single_threaded_blas():
        first, *others = threads(min(WORKERS, len(parts))).map(lambda part: bifactor_expect(part, at), parts)
    for other in others:
        first = first + other
    return first
