"""The floors of chance that a fit took as known."""

import numpy as np

from calibration.results.calibration_result import Calibration


def known_floors(fit: Calibration) -> dict[int, tuple[float, ...]]:
    """By index of an item, its floors where they were known and not estimated: its c, or those of its steps."""
    found: dict[int, tuple[float, ...]] = {}
    for at in np.flatnonzero((fit.c > 0) & (fit.rows["c"] < 0)).tolist():
        found[at] = (float(fit.c[at]),)
    lifted = (fit.floors > 0).any(axis=1) if fit.floors.size else np.zeros(len(fit.items), dtype=bool)
    for at in np.flatnonzero(lifted).tolist():
        found[at] = tuple(fit.floors[at].tolist())
    return found
