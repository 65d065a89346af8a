"""Treatment of omitted and not-reached responses, as the analyst chooses."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Bools
from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.label_codes import NO_LABEL, Column, encode
from calibration.responses.score_codes import Scores
from calibration.responses.source_location import SourceRows

Treatment = Literal["wrong", "missing"]
StatusCodes = NDArray[np.int8]

STATUSES = ("answered", "omitted", "not reached")
ANSWERED = 0


def parse_statuses(status: Column, source: SourceRows) -> StatusCodes:
    """(R,) index of each row's status among ``STATUSES``.

    Raises
    ------
    CalibrationError
        ``status``, naming row and item
    """
    codes, names = encode(status, trim=True)
    known = {name: place for place, name in enumerate(STATUSES)}
    place = np.array([*(known.get(str(name), NO_LABEL) for name in names.to_pylist()), NO_LABEL], dtype=np.int8)
    states: StatusCodes = place[codes]
    wrong = np.flatnonzero(states < 0)
    if wrong.size:
        code = codes[wrong[0]]
        got = str(names[int(code)].as_py()) if code >= 0 else ""
        raise source.error(ErrorCode.STATUS, wrong[0], expected=", ".join(STATUSES), got=repr(got))
    return states


def apply_treatment(
    score: Scores, states: StatusCodes | None, source: SourceRows, *, omitted: Treatment, not_reached: Treatment
) -> tuple[Scores, Bools]:
    """Scores after treatment, and whether each row counts.

    Raises
    ------
    CalibrationError
        ``option`` for another treatment; ``omitted_score`` for a score above 0 where there was no answer
    """
    rules = {"omitted": omitted, "not reached": not_reached}
    require_treatments(omitted, not_reached, has_status=states is not None)
    if states is None:
        return score, score >= 0
    _require_no_score(score, states, source)
    kept = (states != ANSWERED) | (score >= 0)
    for name, how in rules.items():
        if how == "missing":
            kept &= states != STATUSES.index(name)
    return np.where(states == ANSWERED, score, 0).astype(np.int16), kept


def require_treatments(omitted: str, not_reached: str, *, has_status: bool) -> None:
    """Raise for unknown treatments, and for one that would have no effect.

    Parameters
    ----------
    has_status : whether the data say which responses were not reached

    Raises
    ------
    CalibrationError
        ``option``
    """
    for name, how in (("omitted", omitted), ("not_reached", not_reached)):
        if how not in ("wrong", "missing"):
            raise CalibrationError(ErrorCode.OPTION, name=name, expected="wrong, missing", got=repr(how))
    if not_reached == "wrong" and not has_status:
        expected = "missing, since no column status says what was not reached"
        raise CalibrationError(ErrorCode.OPTION, name="not_reached", expected=expected, got=repr(not_reached))


def _require_no_score(score: Scores, states: StatusCodes, source: SourceRows) -> None:
    scored = np.flatnonzero((states != ANSWERED) & (score > 0))
    if scored.size:
        raise source.error(ErrorCode.OMITTED_SCORE, scored[0], name=STATUSES[states[scored[0]]], got=score[scored[0]])
