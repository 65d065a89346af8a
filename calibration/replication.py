"""Replication of a fit by a second program, girth, compared on one scale."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Bools, Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.linking.link import link
from calibration.linking.linking_constants import Form, LinkingConstants, LinkStatus
from calibration.linking.scale_transformation import transform
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration
from calibration.screening.data_checks import constant_items
from engine import ItemParameters, log_probabilities

MODELS = {"rasch": "onepl_mml", "1pl": "onepl_mml", "2pl": "twopl_mml", "gpcm": "pcm_mml", "grm": "grm_mml"}
"""By model the function of girth. Its ``pcm_mml`` is the generalized model, with a slope for each item. Its
``rasch_mml`` fixes the population's standard deviation at 1; it is free here, and the 1PL's slope equals it."""
MAX_CELLS = 20_000_000
"""Most cells, persons × items, of the full table that girth needs."""
TOLERANCE = 0.02
"""Largest difference of expected scores, as shares of the highest score, that counts as agreement."""
QUADRATURE_BOUNDS, QUADRATURE_NODES = (-6.0, 6.0), 61
SLOPE_BOUNDS = {"2pl": (0.2, 5.0), "grm": (0.2, 5.0), "gpcm": (0.25, 4.0)}
"""Bounds of girth on slopes, by model; a slope at a bound is not an estimate."""


class NotAttempted(StrEnum):
    """The reason why girth does not fit these data, or this item."""

    MODEL = (
        "girth fits rasch, 1pl, 2pl, gpcm and grm; its 3PL ends in an error, and it has no 4PL, no RSM and no PCM"
        " whose items share a slope"
    )
    MIXED = "girth fits one model to all items; these have several"
    GROUPS = "girth knows one population, not groups"
    WEIGHTS = "girth knows no weights"
    FIXED = "girth holds no parameters fixed"
    PRIORS = "girth has no priors like these"
    HISTOGRAM = "girth was not asked for a histogram as the population"
    METHOD = "girth has no conditional fit of these data that could be compared"
    TOO_LARGE = "girth needs a full table of persons and items, and this one is too large"
    CONSTANT = "an item always answered alike gets a difficulty of the wrong sign from girth"
    NEVER_ANSWERED = "girth ends in an error where nobody answered an item"
    SLOPE_BEYOND = "its slope went as low or as high as girth looks"
    FAILED = "girth ended in an error"
    NOT_LINKED = "the two fits could not be put on one scale"


@dataclass(frozen=True, slots=True)
class Difference:
    """One item in both fits, the second on the scale of the first.

    Parameters
    ----------
    item : id
    a, other_a : slopes
    b, other_b : difficulties, the mean of the steps, logits
    largest_difference : of the expected scores over abilities from −3 to 3, as shares of the highest score
    """

    item: str
    a: float
    other_a: float
    b: float
    other_b: float
    largest_difference: float


@dataclass(frozen=True, slots=True, eq=False)
class Replication:
    """The fit of a second program, compared with the calibration.

    Parameters
    ----------
    program : name and version
    not_attempted : the reason why there is no fit, None where there is one
    detail : the message of a failure, or the reason why there is no link
    constants : of the link to the calibration's scale, None without a fit
    differences : item by item
    left_out : items that are not compared, with the reason
    reflected_items : items whose scores were reversed, since girth finds slopes above 0 only
    tolerance : largest difference of two curves
    """

    program: str
    not_attempted: NotAttempted | None = None
    detail: str | CalibrationError | LinkStatus = ""
    constants: LinkingConstants | None = None
    differences: tuple[Difference, ...] = ()
    left_out: Mapping[str, NotAttempted] | None = None
    reflected_items: tuple[str, ...] = ()
    tolerance: float = TOLERANCE

    @property
    def disagreeing(self) -> tuple[Difference, ...]:
        """The items whose curves differ by more than the tolerance, largest difference first."""
        far = (each for each in self.differences if not each.largest_difference <= self.tolerance)
        return tuple(sorted(far, key=lambda each: -each.largest_difference))

    def document(self) -> dict[str, object]:
        """Plain values for JSON."""
        found = self.constants
        return {
            "program": self.program,
            "not_attempted": None if self.not_attempted is None else self.not_attempted.name.lower(),
            "detail": str(self.detail),
            "A": None if found is None else found.A,
            "B": None if found is None else found.B,
            "tolerance": self.tolerance,
            "agree": None if self.not_attempted else not self.disagreeing,
            "left_out": {item: why.name.lower() for item, why in (self.left_out or {}).items()},
            "turned": list(self.reflected_items),
            "items": [
                {
                    "id": d.item,
                    "a": d.a,
                    "other_a": d.other_a,
                    "b": d.b,
                    "other_b": d.other_b,
                    "apart": d.largest_difference,
                }
                for d in self.differences
            ],
        }


def replicate(
    fit: Calibration,
    data: ResponseMatrix,
    *,
    groups: bool = False,
    weights: bool = False,
    fixed: bool = False,
    priors: bool = False,
    method: str = "mml",
    before: ResponseMatrix | None = None,
    tolerance: float = TOLERANCE,
) -> Replication:
    """Fit the data of a calibration with girth, link its parameters to the calibration's, and compare.

    Parameters
    ----------
    fit, data : a calibration and its data
    groups, weights, fixed, priors : whether the calibration used them, which girth cannot
    method : the calibration's
    before : the data before items were left out, to report the reasons
    tolerance : largest difference of expected scores, in shares of the highest, that counts as agreement

    Notes
    -----
    The two are compared by curves, not by parameters: two pairs of slope and difficulty may be far apart and yet say
    the same of everyone who answered. The scales are put together by Haebara's criterion over N(0, 1); within the Rasch
    family by origin alone.

    An item with a slope below 0 is the same item with its scores turned round and the slope above 0: so girth gets it,
    and its answers count for the others' parameters in both fits.

    Raises
    ------
    CalibrationError
        ``option`` where girth is not installed
    """
    program = f"girth {girth_version()}"
    used = {"groups": groups, "weights": weights or data.weight is not None, "fixed": fixed, "priors": priors}
    refused = _reason_not_attempted(fit, data, used, method)
    if refused is not None:
        return Replication(program, refused, tolerance=tolerance)
    left_out = _items_left_out(data if before is None else before)
    kept = np.array([item not in left_out for item in data.items])
    backwards = fit.a <= 0
    reflected_items = tuple(fit.items[at] for at in np.flatnonzero(backwards))
    replication = Replication(program, left_out=left_out, reflected_items=reflected_items, tolerance=tolerance)
    forwards = _reflected_parameters(fit, backwards)
    try:
        other = _fit_with_girth(
            fit.model, _reflected_responses(data, backwards, forwards.categories).select_items(kept)
        )
    except Exception as error:  # whatever a second program may raise is told, not passed on
        detail = f"{type(error).__name__}: {error}"[:200]
        return replace(replication, not_attempted=NotAttempted.FAILED, detail=detail)
    items = tuple(item for item, wanted in zip(fit.items, kept, strict=True) if wanted)
    return _compare(replication, fit.model, Form(items, forwards.take(np.flatnonzero(kept))), Form(items, other))


def girth_version() -> str:
    """The version that is installed.

    Raises
    ------
    CalibrationError
        ``option`` where none is
    """
    try:
        return version("girth")
    except PackageNotFoundError:
        expected = "girth installed (pip install 'mesur[replication]')"
        raise CalibrationError(ErrorCode.OPTION, name="replicate", expected=expected, got="–") from None


def _reflected_parameters(fit: Calibration, backwards: Bools) -> ItemParameters:
    """The parameters; for items with a slope below 0 those of the reversed scores."""
    b = fit.b.copy()
    for at in np.flatnonzero(backwards).tolist() if b.ndim > 1 else ():
        known = np.isfinite(b[at])
        b[at, known] = b[at, known][::-1]
    return replace(fit, a=np.abs(fit.a), b=b).parameters


def _reflected_responses(data: ResponseMatrix, backwards: Bools, categories: NDArray[np.integer]) -> ResponseMatrix:
    """The responses with the scores of some items reversed."""
    from_top = (categories[data.item] - 1 - data.score).astype(data.score.dtype)
    return replace(data, score=np.where(backwards[data.item], from_top, data.score))


def _reason_not_attempted(
    fit: Calibration, data: ResponseMatrix, used: Mapping[str, bool], method: str
) -> NotAttempted | None:
    reasons = (
        (method != "mml", NotAttempted.METHOD),
        (used["fixed"], NotAttempted.FIXED),
        (len(set(fit.models)) > 1, NotAttempted.MIXED),
        (fit.models[0] not in MODELS, NotAttempted.MODEL),
        (used["groups"], NotAttempted.GROUPS),
        (used["weights"], NotAttempted.WEIGHTS),
        (used["priors"], NotAttempted.PRIORS),
        (fit.histogram is not None, NotAttempted.HISTOGRAM),
        (data.persons * len(data.items) > MAX_CELLS, NotAttempted.TOO_LARGE),
    )
    return next((why for holds, why in reasons if holds), None)


def _items_left_out(data: ResponseMatrix) -> dict[str, NotAttempted]:
    never, alike = data.responses_per_item() == 0, constant_items(data)
    return {
        item: NotAttempted.NEVER_ANSWERED if never[at] else NotAttempted.CONSTANT
        for at, item in enumerate(data.items)
        if never[at] or alike[at]
    }


def _fit_with_girth(model: str, data: ResponseMatrix) -> ItemParameters:
    """Parameters from girth, which takes an items × persons table with a code for missing responses."""
    import girth

    met = data.responses_per_person() > 0
    table = np.full((len(data.items), data.persons), girth.INVALID_RESPONSE, dtype=int)
    table[data.item, data.person] = data.score
    options = {"quadrature_bounds": QUADRATURE_BOUNDS, "quadrature_n": QUADRATURE_NODES, "max_iteration": 500}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = getattr(girth, MODELS[model])(table[:, met], options=options)
    a = np.broadcast_to(np.asarray(found["Discrimination"], dtype=float), (len(data.items),)).copy()
    b = np.asarray(found["Difficulty"], dtype=float).reshape(len(data.items), -1)
    if model == "rasch":
        return ItemParameters.logistic(np.ones(len(a)), a * b[:, 0])
    if model in ("1pl", "2pl") or b.shape[1] == 1:
        return ItemParameters.logistic(a, b[:, 0])
    return ItemParameters.graded(a, b) if model == "grm" else ItemParameters.partial_credit(a, b)


def _compare(replication: Replication, model: str, own: Form, second: Form) -> Replication:
    bounded = _slopes_at_bounds(model, second.parameters.a)
    beyond = {item: NotAttempted.SLOPE_BEYOND for item, out in zip(own.items, bounded, strict=True) if out}
    replication = replace(replication, left_out={**(replication.left_out or {}), **beyond})
    try:
        found = link(
            second, own, "haebara", anchors=[item for item in own.items if item not in beyond], mixed_slopes=True
        )
    except CalibrationError as error:
        return replace(replication, not_attempted=NotAttempted.NOT_LINKED, detail=error)
    if found.status is not LinkStatus.CONVERGED:
        return replace(replication, not_attempted=NotAttempted.NOT_LINKED, detail=found.status)
    moved = transform(second.parameters, found)
    largest_difference = np.abs(_curves(moved) - _curves(own.parameters)).max(axis=1)
    signs = np.where(np.isin(own.items, replication.reflected_items), -1, 1)
    slopes = (signs * own.parameters.a, signs * moved.a)
    places = [np.nanmean(each.b, axis=1) for each in (own.parameters, moved)]
    differences = tuple(
        Difference(item, *map(float, values))
        for item, *values in zip(own.items, *slopes, *places, largest_difference, strict=True)
        if item not in beyond
    )
    return replace(replication, constants=found, differences=differences)


def _slopes_at_bounds(model: str, slopes: Floats) -> Bools:
    low, high = SLOPE_BOUNDS.get(model, (-np.inf, np.inf))
    found: Bools = (slopes < low + 1e-3) | (slopes > high - 1e-3)
    return found


def _curves(parameters: ItemParameters) -> Floats:
    """(n, Q) expected scores as shares of the highest, at abilities from −3 to 3."""
    prob = np.exp(log_probabilities(parameters, np.linspace(-3, 3, 61)[None, :]))
    expected: Floats = np.einsum("k,nkq->nq", np.arange(prob.shape[1]), prob)
    return expected / (parameters.categories - 1)[:, None]
