"""Attributes of responses beside the score: position in the sitting, and weight."""

import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from calibration.array_types import Floats
from calibration.errors import Described, ErrorCode
from calibration.responses.label_codes import Column, encode
from calibration.responses.score_codes import HIGHEST_SCORE, NOT_PRESENTED, parse_scores
from calibration.responses.source_location import SourceRows

HIDDEN = Described("a text that may name a person, which is not shown")
PERSONAL = re.compile(r"^[A-Z]\d{11}[\dA-Z]$|^\d{5,}([.,]\d+)?$|\w\s+\w|.{16}|@", re.IGNORECASE)
"""UPN and other long numbers, words, long texts and addresses: no answer to an item, and perhaps a person's."""


def parse_positions(values: Column, source: SourceRows) -> NDArray[np.int32]:
    """(R,) positions in the sitting, −1 where missing.

    Raises
    ------
    CalibrationError
        ``position``, naming row and item
    """
    position = parse_scores(values, nan=NOT_PRESENTED)  # whole numbers from 0, as scores are
    wrong = np.flatnonzero(position < NOT_PRESENTED)
    if wrong.size:
        raise source.error(ErrorCode.POSITION, wrong[0], got=displayed_value(values, int(wrong[0])))
    return position.astype(np.int32)


def parse_weights(values: Column, source: SourceRows) -> Floats:
    """(R,) weights.

    Raises
    ------
    CalibrationError
        ``weight`` that is not a finite number above 0, naming the row
    """
    codes, distinct = encode(values, trim=True)
    known = np.array([*(_weight(each) for each in distinct.to_pylist()), np.nan])
    weight: Floats = known[codes]
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight > 0)))
    if wrong.size:
        raise source.error(ErrorCode.WEIGHT, wrong[0], got=displayed_value(values, int(wrong[0])))
    return weight


def _weight(value: object) -> float:
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return np.nan


def displayed_value(values: Column, at: int) -> object:
    """A value for an error message; text in quotation marks, unless it may name a person."""
    value = values[at].as_py() if isinstance(values, pa.Array | pa.ChunkedArray) else np.asarray(values)[at].item()
    if not isinstance(value, str):
        return HIDDEN if isinstance(value, int) and abs(value) > HIGHEST_SCORE else value
    return HIDDEN if PERSONAL.search(value.strip()) else repr(str(value))
