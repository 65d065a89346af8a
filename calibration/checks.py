"""What data must hold before a fit is tried: each fault is named by item and row, and nothing is repaired silently."""

import numpy as np
from numpy.typing import NDArray

from calibration.errors import CalibrationError, Fault
from calibration.responses import ResponseMatrix

FEWEST_ITEMS = {"rasch": 2, "1pl": 2, "2pl": 3}
"""With fewer, the model has more parameters than the responses have ways to differ."""


def require_calibratable(data: ResponseMatrix, model: str) -> None:
    """Refuse data that a dichotomous model cannot be fitted to.

    Raises
    ------
    CalibrationError
        ``option`` for an unknown model, ``no_responses``, ``too_few_items``, ``score`` above 1,
        ``never_answered`` or ``constant`` items
    """
    if model not in FEWEST_ITEMS:
        raise CalibrationError(Fault.OPTION, name="model", expected=", ".join(FEWEST_ITEMS), got=repr(model))
    if not len(data):
        raise CalibrationError(Fault.NO_RESPONSES)
    if len(data.items) < FEWEST_ITEMS[model]:
        raise CalibrationError(Fault.TOO_FEW_ITEMS, model=model, expected=FEWEST_ITEMS[model], got=len(data.items))
    _require_dichotomous(data)
    _require_none(Fault.NEVER_ANSWERED, data, data.responses_per_item() == 0)
    _require_none(Fault.CONSTANT, data, constant_items(data))


def constant_items(data: ResponseMatrix) -> NDArray[np.bool_]:
    """(items,) whether an item was answered, and always alike."""
    met, right = data.responses_per_item(), data.score_per_item()
    alike: NDArray[np.bool_] = (met > 0) & ((right == 0) | (right == met))
    return alike


def _require_dichotomous(data: ResponseMatrix) -> None:
    above = np.flatnonzero(data.score > 1)
    if above.size:
        at = above[0]
        item = data.items[data.item[at]]
        raise CalibrationError(Fault.SCORE, row=data.person[at] + 1, item=item, expected="0, 1", got=data.score[at])


def _require_none(code: Fault, data: ResponseMatrix, faulty: NDArray[np.bool_]) -> None:
    if faulty.any():
        raise CalibrationError(code, items=", ".join(data.items[at] for at in np.flatnonzero(faulty)))
