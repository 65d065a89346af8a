"""Fit of single items: mean squares, S-X² or predictive residuals with an effect size, and what to look at."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Bools, Floats, Ints
from calibration.fit.false_discoveries import adjusted_p
from calibration.fit.infit_outfit import FitRemark, MeanSquares, mean_squares
from calibration.fit.predictive_fit import PredictiveFit, predictive_fit, routed_by_answers
from calibration.fit.s_x2 import s_x2
from calibration.persons.posterior_abilities import FittedModel, TabulatedFit, tabulate_fit
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration

FALSE_DISCOVERIES = 0.05
"""Share of the items pointed at for their curve that may fit."""
NEGLIGIBLE = 0.03
"""Difference between observed and expected scores, as a share of the highest, that is of no practical matter."""


@dataclass(frozen=True, slots=True, eq=False)
class ItemFit:
    """Fit of n items.

    Parameters
    ----------
    items : the item ids
    n : (n,) responses that count
    infit, outfit : (n,) weighted and unweighted mean square, near 1 under the model; NaN where no response counts
    infit_z, outfit_z : (n,) standardised by the cube root
    integrated : whether residuals are averaged over each person's posterior, or taken at given abilities
    s_x2, s_x2_df, s_x2_p : (n,) S-X², its degrees of freedom and upper tail; NaN where persons have no sum scores in
        common, as in adaptive data
    curve : observed against predicted scores in bins of ability, with the statistic that serves any design
    p : (n,) of S-X² where there is one, else of the predictive statistic
    adjusted : (n,) the same, adjusted for the number of items (Benjamini & Hochberg, 1995)
    rmsd : (n,) root mean square difference of observed and predicted scores, as a share of the highest score
    power : (n,) chance that the test which p is of finds an rmsd of .05 at the 5 % level
    remarks : what to look at, by item id
    """

    items: tuple[str, ...]
    n: Ints
    infit: Floats
    infit_z: Floats
    outfit: Floats
    outfit_z: Floats
    integrated: bool
    s_x2: Floats
    s_x2_df: Ints
    s_x2_p: Floats
    curve: PredictiveFit
    p: Floats
    adjusted: Floats
    rmsd: Floats
    power: Floats
    remarks: dict[str, FitRemark]

    @property
    def off_curve(self) -> Bools:
        """(n,) items whose answers follow another curve than the model's, by more than is negligible."""
        with np.errstate(invalid="ignore"):
            return np.asarray((self.adjusted < FALSE_DISCOVERIES) & (self.rmsd > NEGLIGIBLE))


def item_fit(
    data: ResponseMatrix, fit: FittedModel, *, group: Column | Labels | None = None, ability: ArrayLike | None = None
) -> ItemFit:
    """Fit of every item, for any model and any design.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration
    group : (persons,) the fit's population that each person belongs to; may be left out where there is only one
    ability : (persons,) abilities in logits to take as known for the mean squares, in the classical way

    Raises
    ------
    CalibrationError
        ``items_differ``, ``option`` naming the group or the abilities, or ``score`` naming the item
    """
    on = tabulate_fit(data, fit, group)
    squares = mean_squares(data, fit, group=group, ability=ability)
    return curve_fit(data, fit, on, squares, routed=routed_by_answers(data, on))


def curve_fit(
    data: ResponseMatrix, fit: FittedModel, on: TabulatedFit, squares: MeanSquares, *, routed: bool
) -> ItemFit:
    """Fit of every item to its curve, beside its mean squares.

    Parameters
    ----------
    data, fit, on : the responses to the items of a fit, and the fit on a grid
    squares : infit and outfit
    routed : whether answers decided which items came
    """
    own, shared = parameters_estimated(fit, on)
    by_score = s_x2(data, on, own + shared, routed=routed)
    curve = predictive_fit(data, on, own, routed=routed)
    p = np.where(np.isnan(by_score.p), curve.p, by_score.p)
    adjusted = adjusted_p(p)
    found = ItemFit(
        squares.items,
        squares.n,
        squares.infit,
        squares.infit_z,
        squares.outfit,
        squares.outfit_z,
        squares.integrated,
        by_score.statistic,
        by_score.df,
        by_score.p,
        curve,
        p,
        adjusted,
        curve.rmsd,
        np.where(np.isnan(by_score.p), curve.power, by_score.power),
        {},
    )
    curves = {data.items[at]: FitRemark.CURVE for at in np.flatnonzero(found.off_curve)}
    return replace(found, remarks=curves | squares.remarks)  # mean squares say more of what is wrong


def parameters_estimated(fit: FittedModel, on: TabulatedFit) -> tuple[Ints, Ints]:
    """(n,) parameters of each item's own, and how many more it shares that S-X² counts (a slope, a variance)."""
    steps = np.isfinite(on.log_prob).any(axis=2).sum(axis=1) - 1
    if not isinstance(fit, Calibration):
        return np.asarray(steps), np.zeros(steps.size, dtype=np.int64)
    own = np.zeros(steps.size, dtype=np.int64)
    for name in ("a", "b", "c", "d"):
        rows = fit.rows[name]
        own += (rows >= 0).sum(axis=1) if rows.ndim == 2 else (rows >= 0).astype(np.int64)
    common = fit.rows["a"]
    shared_slope = (common >= 0) & (np.bincount(common[common >= 0], minlength=1)[common] > 1)
    unit = np.isin(np.array(fit.models), ("rasch", "pcm", "rsm"))
    return own - shared_slope, (shared_slope | unit).astype(np.int64)
