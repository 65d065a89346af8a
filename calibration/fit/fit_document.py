"""The evidence on a fit as plain values, for a calibration's document: each p with its effect size and its power."""

import numpy as np

from calibration.array_types import Floats
from calibration.fit.limited_information import LimitedInformation
from calibration.fit.model_fit import ModelFit

Values = dict[str, object]


def fit_document(found: ModelFit) -> Values:
    """The verdict, what speaks against the fit, and the statistics with sizes and power; None where there is none."""
    whole = found.whole
    return {
        "verdict": found.verdict.name.lower(),
        "issues": [
            {"issue": each.issue.name.lower(), "items": list(each.items), "size": each.size, "p": each.p}
            | ({"sets": [list(items) for items in each.sets]} if len(each.sets) > 1 else {})
            for each in found.issues
        ],
        "rmsea": None if whole is None else whole.rmsea,
        "srmsr": None if whole is None else whole.srmsr,
        "items_tested": int(np.isfinite(found.item_fit.p).sum()),
        "whole": None if whole is None else _whole(whole, "C2" if found.m2 is None else "M2*"),
        "predicted": _predicted(found),
        "dimensions": _dimensions(found),
        "pairs": _pairs(found),
        "items": _items(found),
        "persons": _persons(found),
    }


def _whole(whole: LimitedInformation, name: str) -> Values:
    return {
        "statistic": name,
        "value": whole.statistic,
        "df": whole.df,
        "p": whole.p,
        "rmsea": whole.rmsea,
        "rmsea_interval": list(whole.rmsea_interval),
        "power": whole.power,
    }


def _predicted(found: ModelFit) -> Values | None:
    each = found.predicted
    return None if each is None else {"p": each.p, "size": each.size, "power": plain(each.power)}


def _dimensions(found: ModelFit) -> Values | None:
    each = found.dimensions
    if each is None:
        return None
    return {
        "first_eigenvalue": float(each.eigenvalues[0]),
        "retained": each.retained,
        "p": plain(each.p),
        "size": each.size,
        "power": plain(each.power),
        "detect": plain(each.detect),
    }


def _pairs(found: ModelFit) -> Values | None:
    each = found.pair_fit
    if each is None:
        return None
    return {
        "largest_adjusted_q3": plain(largest(each.adjusted_q3)),
        "p": plain(each.largest_p),
        "dependent": int(each.dependent.sum()),
        "power": plain(median(each.power)),
        "largest_cramers_v": plain(largest(np.abs(each.cramers_v))),
        "ld_power": plain(median(each.ld_power)),
    }


def _items(found: ModelFit) -> list[Values]:
    fit = found.item_fit
    return [
        {"id": item, "p": plain(fit.p[at]), "p_adjusted": plain(fit.adjusted[at]), "rmsd": plain(fit.rmsd[at]),
         "power": plain(fit.power[at])}
        for at, item in enumerate(fit.items)
    ]  # fmt: skip


def _persons(found: ModelFit) -> Values | None:
    each = found.persons
    return None if each is None else {"tested": each.tested, "share_unlikely": each.share, "in_order": each.in_order}


def plain(value: float | np.floating) -> float | None:
    """A number for JSON: None where it is not finite."""
    return float(value) if np.isfinite(value) else None


def largest(values: Floats) -> float:
    """Largest of the values that are known, NaN where none is."""
    known = values[np.isfinite(values)]
    return float(known.max()) if known.size else float("nan")


def median(values: Floats) -> float:
    """Median of the values that are known, NaN where none is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")
