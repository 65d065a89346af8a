"""The part of a calibration that abilities, fit and links can rest on."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from calibration.array_types import Bools, Indices
from calibration.results.calibration_result import Calibration, Remark, StandardErrors
from calibration.results.testlet_estimates import TestletEstimates

UNUSABLE = (Remark.REVERSED, Remark.FLAT, Remark.UNDETERMINED)
"""Remarks on items whose answers say nothing that could be relied on of the abilities of persons."""


def usable_items(fit: Calibration) -> Bools:
    """(n,) items with a slope above 0 whose parameters the data determine."""
    without = [fit.remarks.get(item) not in UNUSABLE for item in fit.items]
    return np.asarray((fit.a > 0) & without)


def fit_of_items(fit: Calibration, items: Sequence[str]) -> Calibration:
    """Some items of a fit, in this order. What was fitted together with them stays: populations, covariance, status.

    Parameters
    ----------
    fit : a calibration
    items : ids of items that it has
    """
    place = {item: at for at, item in enumerate(fit.items)}
    at = np.array([place[item] for item in items], dtype=np.intp)
    rows = {name: each[at] if name in "abcd" else each for name, each in fit.rows.items()}
    return replace(
        fit,
        models=tuple(fit.models[each] for each in at.tolist()),
        items=tuple(items),
        **{letter: getattr(fit, letter)[at] for letter in ("a", "b", "c", "d", "family")},
        free=fit.free - _estimated_for_others(fit, at),
        rows=rows,
        standard_errors=None if fit.standard_errors is None else _errors(fit.standard_errors, at),
        remarks={item: fit.remarks[item] for item in items if item in fit.remarks},
        floors=fit.floors[at] if fit.floors.size else fit.floors,
        testlets=None if fit.testlets is None else _testlets(fit.testlets, at),
    )


def _estimated_for_others(fit: Calibration, at: Indices) -> int:
    """How many parameters are estimated for other items alone."""
    every, kept = (
        np.unique(np.concatenate([fit.rows[name][among].ravel() for name in "abcd"]))
        for among in (np.arange(len(fit.items)), at)
    )
    return int((every >= 0).sum() - (kept >= 0).sum())


def _errors(errors: StandardErrors, at: Indices) -> StandardErrors:
    return StandardErrors(errors.a[at], errors.b[at], errors.c[at], errors.d[at])


def _testlets(found: TestletEstimates, at: Indices) -> TestletEstimates:
    label = tuple(found.label[each] for each in at.tolist())
    return replace(
        found,
        label=label,
        specific_slope=found.specific_slope[at],
        specific_slope_error=found.specific_slope_error[at],
    )
