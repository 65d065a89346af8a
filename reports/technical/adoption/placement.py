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
    """

    form: Form
    constants: LinkingConstants | None
    report: LinkingReport | None
    populations: dict[str, Normal]


def placed(fit: Calibration, scale: BankScale) -> Placement:
    """Place a fit on the scale of its bank.

    Raises
    ------
    NotConverged, CalibrationError
        as `calibration.linking.link.link`
    """
    form = usable_form(fit.require_converged())
    if scale.linking is Linking.FIXED:
        return Placement(form, None, None, dict(fit.population))
    there = {item.id for item in scale.bank.items}
    common = scale.anchors or tuple(item for item in form.items if item in there)
    old = bank_form(scale.bank, [item for item in common if item in set(form.items)])
    if scale.linking is Linking.FIRST:
        constants, report = link(form, old, "mean-sigma", same_unit=False).require_converged(), None
    else:
        constants = link(form, old, "stocking-lord").require_converged()
        report = linking_report(form, old, constants)
    moved = {
        name: Normal(float(constants.A * each.mean + constants.B), float(constants.A * each.sd))
        for name, each in fit.population.items()
    }
    return Placement(transform_with_errors(form, constants), constants, report, moved)


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
