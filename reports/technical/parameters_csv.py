"""Parameters of a calibration as CSV, which `mesur simulate` and `mesur bank health` read by --parameters."""

import csv
from io import StringIO

import numpy as np

from calibration import Calibration, CalibrationError, ErrorCode
from calibration.slope_intercept_curves import ModelFamily

NO_FLOORS = "items of several scores without floors of chance: mesur bank adopt puts them into a bank"


def parameters_csv(fit: Calibration) -> str:
    """A line for each item: id, a, steps b1 …, c, d and, of a fit with testlets, each one's testlet and its SD.

    Raises
    ------
    CalibrationError
        ``option`` naming graded items of several categories, which the engine's banks do not have, or items whose steps
        have floors of chance, which the table has no place for; ``reversed``
    """
    steps = fit.parameters.b
    several = np.isfinite(steps).sum(axis=1) > 1
    graded = [fit.items[at] for at in np.flatnonzero(several & (fit.family == ModelFamily.CUMULATIVE))]
    if graded:
        expected = "items of models other than grm, which banks do not have"
        raise CalibrationError(ErrorCode.OPTION, name="items", expected=expected, got=", ".join(graded))
    if fit.parameters.lifted.any():
        got = ", ".join(fit.items[at] for at in np.flatnonzero(fit.parameters.lifted))
        raise CalibrationError(ErrorCode.OPTION, name="items", expected=NO_FLOORS, got=got)
    places = ["b"] if steps.shape[1] == 1 else [f"b{step + 1}" for step in range(steps.shape[1])]
    sds = {} if fit.testlets is None else fit.testlets.effect_size(fit.a)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "a", *places, "c", "d", *(["stimulus", "set_sd"] if sds else [])])
    for at, item in enumerate(fit.items):
        b = [repr(value) if np.isfinite(value) else "" for value in steps[at].tolist()]
        label = None if fit.testlets is None else fit.testlets.label[at]
        beside = [label or "", "" if label is None else repr(float(sds[label]))] if sds else []
        writer.writerow([item, *(repr(float(value)) for value in (fit.a[at],)), *b, fit.c[at], fit.d[at], *beside])
    return out.getvalue()
