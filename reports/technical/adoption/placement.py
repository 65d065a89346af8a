"""A fit's parameters on the scale of a bank."""

from dataclasses import dataclass

import numpy as np

from calibration import Calibration
from calibration.linking.anchor_report import LinkingReport, linking_report
from calibration.linking.link import link
from calibration.linking.linking_constants import Form, LinkingConstants
from calibration.linking.scale_transformation import transform_with_errors
from calibration.linking.usable_form import usable_form
from engine import Normal
from reports.technical.adoption.bank_scale import BankScale, Linking, bank_form


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Items of a fit on the scale of a bank.

    Parameters
    ----------
    form : parameters of the usable items with their covariance, the error of the link included
    constants : θ of the bank = A·θ of the fit + B; None where anchors were fixed, so that the scale is the bank's
    report : of the link by anchors, with the drift of each; None where there was none
    populations : by group, on the bank's scale
    population_errors : by group the standard error of its mean, the error of the link included; NaN where unknown
    """

    form: Form
    constants: LinkingConstants | None
    report: LinkingReport | None
    populations: dict[str, Normal]
    population_errors: dict[str, float]


def placed(fit: Calibration, scale: BankScale) -> Placement:
    """Place a fit on the scale of its bank.

    Raises
    ------
    NotConverged, CalibrationError
        as `calibration.linking.link.link`
    """
    form = usable_form(fit.require_converged())
    if scale.linking is Linking.FIXED:
        return Placement(form, None, None, dict(fit.population), population_errors(fit, None))
    there = {item.id for item in scale.bank.items}
    common = scale.anchors or tuple(item for item in form.items if item in there)
    old = bank_form(scale.bank, [item for item in common if item in set(form.items)])
    if scale.linking is Linking.FIRST:
        constants, report = link(form, old, "mean-mean", same_unit=False).require_converged(), None
    else:
        constants = link(form, old, "stocking-lord").require_converged()
        report = linking_report(form, old, constants)
    moved = {
        name: Normal(float(constants.A * each.mean + constants.B), float(constants.A * each.sd))
        for name, each in fit.population.items()
    }
    errors = population_errors(fit, constants)
    return Placement(transform_with_errors(form, constants), constants, report, moved, errors)


def link_error(placement: Placement) -> float:
    """Standard error of the link at the mean ability of the fit's groups, logits; 0 without a link, or where unknown.

    Notes
    -----
    θ of the bank = A·θ + B, so that an error of the constants moves all of it by e_A·θ + e_B.
    """
    constants = placement.constants
    if constants is None or constants.covariance is None:
        return 0.0
    mean = np.mean([(each.mean - constants.B) / constants.A for each in placement.populations.values()])
    at = np.array([mean, 1.0])
    return float(np.sqrt(max(at @ constants.covariance @ at, 0.0)))


def population_errors(fit: Calibration, constants: LinkingConstants | None) -> dict[str, float]:
    """By group the standard error of its mean ability on the bank's scale; NaN where the fit has no covariance.

    A·μ + B by the delta method, with A, B and μ from the same responses. The first group's mean is 0 in a free fit and
    has no error there; on the bank's scale it has that of the link.

    Parameters
    ----------
    constants : of the link to the bank's scale; None where anchors were held, so that the fit is on it
    """
    if fit.covariance is None:
        return dict.fromkeys(fit.population, np.nan)
    moves = np.zeros((2, len(fit.names))) if constants is None else _by_estimates(fit, constants)
    slope = 1.0 if constants is None else constants.A
    places = {name: place for place, name in enumerate(fit.names)}
    found = {}
    for group, each in fit.population.items():
        gradient = each.mean * moves[0] + moves[1]
        if (name := f"mean[{group}]") in places:
            gradient[places[name]] += slope
        found[group] = float(np.sqrt(max(gradient @ fit.covariance @ gradient, 0.0)))
    return found


def _by_estimates(fit: Calibration, constants: LinkingConstants) -> np.ndarray:
    """(2, k) the derivatives of A and B by the estimates of the fit; the bank's own parameters count as exact."""
    own = constants.influences[0]  # of the new side, as `link` gives them
    places = {item: at for at, item in enumerate(fit.items)}
    at = np.array([places[item] for item in own.side.items])
    steps = fit.rows["b"].reshape(len(fit.items), -1)[at, : own.gradient.shape[2] - 3]
    named = np.column_stack([fit.rows["a"][at], steps, fit.rows["c"][at], fit.rows["d"][at]])
    found, known = np.zeros((2, len(fit.names))), named >= 0
    for row, gradient in zip(found, own.gradient, strict=True):
        np.add.at(row, named[known], gradient[known])
    return found


def standard_errors(form: Form) -> tuple[np.ndarray, np.ndarray]:
    """(n, W) of the locations and (n,) of the slopes; NaN where unknown or where an item has no such step."""
    steps = form.parameters.b.shape[1]
    if form.covariance is None:
        return np.full((len(form.items), steps), np.nan), np.full(len(form.items), np.nan)
    variances = np.maximum(np.diagonal(form.covariance.blocks, axis1=1, axis2=2), 0.0)
    places = {item: at for at, item in enumerate(form.covariance.ids)}
    own = np.sqrt(variances[[places[item] for item in form.items]])
    width = min(steps, own.shape[1] - 3)
    b = np.full((len(form.items), steps), np.nan)
    b[:, :width] = own[:, 1 : 1 + width]
    return np.where(np.isfinite(form.parameters.b), b, np.nan), own[:, 0]
