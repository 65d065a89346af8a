"""RMSD by group: how far what each of many groups did on an item is from the curve that is common to all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.invariance.dif_classes import DifClass, class_by_effect
from calibration.invariance.dif_tests import DifTests
from calibration.invariance.group_invariant_curves import (
    CommonCurves,
    fit_common_curves,
    group_counts,
    group_score_tests,
)
from calibration.persons.posterior_abilities import FittedModel
from calibration.responses.label_codes import Labels
from calibration.responses.response_matrix import ResponseMatrix

NODES, LIMIT = 201, 6.0
"""Abilities at which curves are compared, and how far they go on either side of 0 at least."""
SLIGHT_RMSD, LARGE_RMSD = 0.05, 0.10
"""RMSD from which an item is B, and C: .10 is what fits best in PISA 2015 and 2018 (Joo et al., 2021)."""


@dataclass(frozen=True, slots=True, eq=False)
class RmsdDif:
    """G groups and n items.

    Parameters
    ----------
    groups : labels, sorted
    items : the item ids
    n : (n, G) responses
    rmsd : (n, G) of the expected score in shares of the highest, weighted by the group's ability distribution
    by_category : (n, K, G) of each category's probability
    deviation : (n, G) the same as a mean difference with its sign: below 0 harder for the group (MD)
    tests : (n, G) score tests of whether the group has the common parameters, from the persons' scores (Glas, 1998);
        adjusted for false discoveries over all items and groups
    classes : by item, then group: by RMSD where the test rejects
    means, sds : (G,) of the groups' ability
    """

    groups: tuple[str, ...]
    items: tuple[str, ...]
    n: Ints
    rmsd: Floats
    by_category: Floats
    deviation: Floats
    tests: DifTests
    classes: tuple[tuple[DifClass, ...], ...]
    means: Floats
    sds: Floats


@dataclass(frozen=True, slots=True)
class Rmsd:
    """RMSD by group, after one fit in which all groups have the same item parameters and their own mean and SD.

    Parameters
    ----------
    model : of the items, or of each; unless given 2PL, and GPCM for more than two scores
    fewest : responses that a group must have to an item
    tol, max_iter : of the fit

    References
    ----------
    Oliveri & von Davier (2011), Psychological Test and Assessment Modeling 53, 315–333. Köhler, Robitzsch & Hartig
    (2020), Journal of Educational and Behavioral Statistics 45, 251–273. Joo, Khorramdel, Yamamoto, Shin & Robin
    (2021), Educational Measurement: Issues and Practice 40(2), 37–48. Weighted by a group's abilities, RMSD is weak
    where an item is far from them; the test is not.
    """

    model: str | Sequence[str] | None = None
    fewest: int = 100
    tol: float = 1e-5
    max_iter: int = 1000

    def compare(self, data: ResponseMatrix, group: Labels, fit: FittedModel | None = None) -> RmsdDif:
        """Compare groups.

        Parameters
        ----------
        data : scored responses
        group : (persons,) label of each person; those without are left out. Or (R,) of each response: a person whose
            responses are of several groups is then of a population of their own
        fit : holds the items' parameters as they are; the groups' means and SDs are estimated

        Raises
        ------
        CalibrationError
            ``option`` for fewer than two groups, and what a fit raises
        """
        if len(group.names) < 2:
            raise CalibrationError(
                ErrorCode.OPTION, name="group", expected="two groups or more", got=", ".join(group.names) or "–"
            )
        code = group.code[data.person] if len(group) == data.persons else group.code
        kept = np.flatnonzero(code >= 0)
        some, of, count = data.select_responses(kept), code[kept].astype(np.int64), len(group.names)
        curves = fit_common_curves(some, of, count, fit, self.model, tol=self.tol, max_iter=self.max_iter)
        size = np.bincount(some.item * count + of, minlength=len(some.items) * count).reshape(-1, count)
        enough = size >= self.fewest
        rmsd, by_category, deviation = _distances(curves, some, of, count)
        rmsd[~enough], deviation[~enough] = np.nan, np.nan
        tests = group_score_tests(curves, some, of, enough)
        classes = tuple(
            tuple(_class(*each) for each in zip(*row, strict=True))
            for row in zip(rmsd.tolist(), tests.adjusted.tolist(), enough.tolist(), strict=True)
        )
        mean, sd = curves.moments(count)
        return RmsdDif(group.names, some.items, size, rmsd, by_category, deviation, tests, classes, mean, sd)


def _class(rmsd: float, adjusted: float, enough: bool) -> DifClass:
    return class_by_effect(rmsd, adjusted, SLIGHT_RMSD, LARGE_RMSD) if enough else DifClass.TOO_FEW


def _distances(curves: CommonCurves, data: ResponseMatrix, code: Ints, count: int) -> tuple[Floats, Floats, Floats]:
    """(n, G) RMSD of the expected score's share, (n, K, G) of each category, and (n, G) the mean deviation."""
    reach = max(LIMIT, float(np.abs(curves.grid.nodes).max()))
    fine = curves.on(np.linspace(-reach, reach, NODES))
    counts = group_counts(fine, data, code, count)
    share = np.exp(fine.log_prior)[fine.places(count)]
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = counts / counts.sum(axis=2, keepdims=True) - np.exp(fine.log_prob)[:, None]
    apart = np.where(np.isfinite(apart), apart, 0.0)
    by_category = np.sqrt(np.einsum("ngkq,gq->nkg", apart**2, share))
    highest = (np.isfinite(fine.log_prob).any(axis=2).sum(axis=1) - 1)[:, None, None]
    score = np.einsum("k,ngkq->ngq", np.arange(apart.shape[2]), apart) / highest
    return np.sqrt(np.einsum("ngq,gq->ng", score**2, share)), by_category, np.einsum("ngq,gq->ng", score, share)
