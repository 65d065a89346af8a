"""How cells are coded: codes that stand for no response, categories given other scores, and scores that begin at 1."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Literal

import numpy as np
import pyarrow as pa

from calibration.array_types import Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.data_findings import Finding, FindingKind, new_finding
from calibration.responses.label_codes import Codes, Column, encode
from calibration.responses.response_matrix import ResponseMatrix
from calibration.responses.score_codes import (
    EMPTY_CELLS,
    NOT_A_SCORE,
    NOT_PRESENTED,
    Scores,
    narrow_scores,
    parse_score,
)

Lowest = Literal["auto", "0", "1"]
RECODING = "ITEM=CELL:SCORE,…"
LISTED = 8


@dataclass(frozen=True, slots=True)
class Recoding:
    """Other scores for the cells of some items.

    Parameters
    ----------
    items : the items, as a pattern in which ``*`` stands for anything
    scores : by cell, its score, −1 for a missing response
    """

    items: str
    scores: Mapping[str, int]

    @classmethod
    def parse(cls, text: str) -> "Recoding":
        """A recoding as it is written: ``item*=1:0,2:1,3:2,4:3``.

        Raises
        ------
        CalibrationError
            ``option``
        """
        items, _, pairs = text.rpartition("=")
        scores = {}
        for pair in pairs.split(","):
            cell, _, score = pair.rpartition(":")
            scores[_plain_cell(cell)] = parse_score(score.strip())
        if not items.strip() or "" in scores or min(scores.values()) < NOT_PRESENTED:
            raise CalibrationError(ErrorCode.OPTION, name="recode", expected=RECODING, got=repr(text))
        return cls(items.strip(), scores)


@dataclass(frozen=True, slots=True)
class CellCoding:
    """What cells stand for, as the analyst says.

    Parameters
    ----------
    missing : cells that stand for no response, beside empty ones and ``NA``
    recodings : the first whose pattern an item has is used for it; it must then know every cell
    lowest : the lowest score: ``0``, ``1`` for scales that begin at 1, or ``auto``: 1 where that is every item's
        lowest score
    """

    missing: tuple[str, ...] = ()
    recodings: tuple[Recoding, ...] = field(default_factory=tuple)
    lowest: Lowest = "auto"

    def __post_init__(self) -> None:
        if self.lowest not in ("auto", "0", "1"):
            raise CalibrationError(ErrorCode.OPTION, name="lowest", expected="auto, 0, 1", got=repr(self.lowest))

    def without_missing(self, values: Column) -> Column:
        """The same cells, those that stand for no response empty."""
        if not self.missing:
            return values
        codes, distinct = encode(values, trim=True)
        gone = {_plain_cell(cell) for cell in self.missing}
        kept = np.array([_plain_cell(each) not in gone for each in distinct.to_pylist()] + [False])
        return pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array(codes, mask=~kept[codes]), distinct)])

    def recode(self, values: Column, item: Codes, ids: Sequence[str]) -> Scores:
        """(R,) scores of cells, −1 where missing, −2 where a cell is no score or a recoding does not know it.

        Parameters
        ----------
        values : (R,) cells
        item : (R,) index of each cell's item among the ids
        """
        codes, distinct = encode(values, trim=True)
        cells = [_plain_cell(each) for each in distinct.to_pylist()]
        table = np.array(
            [[*(self._score(name, cell) for cell in cells), NOT_PRESENTED] for name in ids], dtype=np.int16
        )
        return np.asarray(table[item, codes], dtype=np.int16)

    def require_used(self, ids: Sequence[str]) -> None:
        """Refuse a recoding of items that do not occur.

        Raises
        ------
        CalibrationError
            ``option``
        """
        for each in self.recodings:
            if not any(fnmatchcase(name, each.items) for name in ids):
                known = ", ".join(ids[:LISTED]) + (" …" if len(ids) > LISTED else "")
                raise CalibrationError(ErrorCode.OPTION, name="recode", expected=known, got=repr(each.items))

    def _score(self, item: str, cell: str) -> int:
        used = next((each.scores for each in self.recodings if fnmatchcase(item, each.items)), None)
        if used is None or cell in EMPTY_CELLS:
            return parse_score(cell)
        return used.get(cell, NOT_A_SCORE)


PLAIN = CellCoding()
"""Cells that hold scores, or nothing."""


def from_lowest(data: ResponseMatrix, lowest: Lowest) -> tuple[ResponseMatrix, tuple[Finding, ...]]:
    """Responses with scores from 0, and a remark where 1 was subtracted.

    Raises
    ------
    CalibrationError
        ``lowest_unsaid`` where no score is 0 and items differ in their lowest one; ``lowest_zero`` where the scores are
        said to begin at 1 and one is 0
    """
    if lowest == "0" or not len(data):
        return data, ()
    least = np.full(len(data.items), np.iinfo(np.int64).max)
    np.minimum.at(least, data.item, data.score)
    answered = least[data.responses_per_item() > 0]
    highest = int(data.score.max())
    if lowest == "1":
        _require_no_zero(data)
    elif answered.min() == 0 or highest < 2:
        return data, ()
    elif (answered > 1).any():
        raise _unsaid(data, least)
    moved = replace(data, score=narrow_scores((data.score - 1).astype(np.int16)))
    return moved, (new_finding(FindingKind.LOWEST_ONE, highest=highest),)


def _require_no_zero(data: ResponseMatrix) -> None:
    zeros = np.flatnonzero(data.score == 0)
    if zeros.size:
        at = int(zeros[0])
        raise CalibrationError(
            ErrorCode.LOWEST_ZERO,
            data.row_unit,
            row=data.row_number(at),
            item=data.items[data.item[at]],
            count=zeros.size,
        )


def _unsaid(data: ResponseMatrix, least: Ints) -> CalibrationError:
    above = [data.items[at] for at in np.flatnonzero((least > 1) & (data.responses_per_item() > 0))]
    shown = ", ".join(above[:LISTED]) + (" …" if len(above) > LISTED else "")
    return CalibrationError(ErrorCode.LOWEST_UNSAID, items=shown, expected=int(data.score.min()))


def _plain_cell(value: object) -> str:
    """A cell as text; whole numbers alike however they are written: 8, 8.0 and 8,0."""
    text = str(value).strip()
    return re.sub(r"^(-?\d+)[.,]0+$", r"\1", text)
