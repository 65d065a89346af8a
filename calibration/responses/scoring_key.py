"""Scoring keys: the score of each response to an item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from calibration.array_types import Bools
from calibration.errors import CalibrationError, ErrorCode, RowUnit, naming_file
from calibration.responses.column_roles import ROLE_BY_NAME, ColumnRole, normalised_name
from calibration.responses.csv_table import CsvTable
from calibration.responses.label_codes import Codes, Column, encode
from calibration.responses.score_codes import EMPTY_CELLS, NOT_A_SCORE, NOT_PRESENTED, Scores, parse_score
from calibration.responses.source_location import SourceRows

ANY_OTHER = "*"
"""Stands for every response that is not listed."""
KEY_COLUMN_NAMES = {"key", "right", "correct", "rightanswer", "correctanswer", "allwedd", "cywir"}
"""Further names of the column of responses in a key."""


@dataclass(frozen=True, slots=True)
class ScoringKey:
    """The scores of responses.

    Parameters
    ----------
    scores : by item, the score of each response; ``*`` stands for any other
    """

    scores: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def from_correct_responses(cls, correct: Mapping[str, str]) -> "ScoringKey":
        """A key with one correct response for each item, scored 1; any other is scored 0."""
        return cls({item: {ANY_OTHER: 0, response: 1} for item, response in correct.items()})

    def score(self, item: str, response: str) -> int:
        """The score of a response, −2 where the key does not have it."""
        of_item = self.scores.get(item, {})
        return of_item.get(response, of_item.get(ANY_OTHER, NOT_A_SCORE))

    def categories(self) -> dict[str, int]:
        """By item id the number of categories."""
        return {item: max(scores.values()) + 1 for item, scores in self.scores.items() if scores}


def read_key(path: Path) -> ScoringKey:
    """A key from a CSV file.

    With the columns ``item`` and ``response`` (or ``key``), listed responses score 1 and any other scores 0. With a
    column ``score``, each response has that score, ``*`` stands for any other response, and a response that is not
    listed is unknown.

    Raises
    ------
    CalibrationError
        ``key_header``, ``key_twice``, ``key_score`` and the errors of a CSV file, naming line and item
    """
    with naming_file(path.name):
        return _read_key(CsvTable.open(path))


def _read_key(table: CsvTable) -> ScoringKey:
    columns = _column_indices(table.header)
    has_scores = ColumnRole.SCORE in columns
    scores: dict[str, dict[str, int]] = {}
    for line, row in table.rows():
        item, response = row[columns[ColumnRole.ITEM]], row[columns[ColumnRole.RESPONSE]]
        of_item = scores.setdefault(item, {})
        if response in of_item:
            raise CalibrationError(ErrorCode.KEY_TWICE, RowUnit.LINE, row=line, item=item, got=repr(response))
        text = row[columns[ColumnRole.SCORE]] if has_scores else "1"
        of_item[response] = parse_score(text)
        if of_item[response] < 0:
            raise CalibrationError(ErrorCode.KEY_SCORE, RowUnit.LINE, row=line, item=item, got=repr(text))
    return ScoringKey(scores if has_scores else {item: {ANY_OTHER: 0, **correct} for item, correct in scores.items()})


def score_responses(response: Column, key: ScoringKey, source: SourceRows, counts: Bools | None = None) -> Scores:
    """Scores of a column of responses, −1 where a cell is empty.

    Parameters
    ----------
    response : (R,) raw responses
    counts : (R,) whether a row's response is to be scored; all by default

    Raises
    ------
    CalibrationError
        ``item_without_key`` or ``response_unknown``, naming row and item
    """
    which, found = encode(response, trim=True)
    texts = [str(each) for each in found.to_pylist()]
    given = np.array([*(text not in EMPTY_CELLS for text in texts), False])[which]
    given = given if counts is None else given & counts
    pairs = np.where(given, source.item.astype(np.int64) * max(len(texts), 1) + which, -1)
    pair, distinct = encode(pairs)
    known = np.array([_pair_score(number, texts, key, source) for number in distinct.to_pylist()], dtype=np.int16)
    score: Scores = known[pair] if known.size else np.full(which.size, NOT_PRESENTED, dtype=np.int16)
    _require_known(score, texts, which, key, source)
    return score


def _pair_score(pair: int, texts: list[str], key: ScoringKey, source: SourceRows) -> int:
    if pair < 0:
        return NOT_PRESENTED
    item, response = divmod(pair, max(len(texts), 1))
    return key.score(source.ids[item], texts[response])


def _require_known(score: Scores, texts: list[str], which: Codes, key: ScoringKey, source: SourceRows) -> None:
    unknown = np.flatnonzero(score == NOT_A_SCORE)
    if not unknown.size:
        return
    keyless = [source.ids[item] not in key.scores for item in range(len(source.ids))]
    rows = unknown[np.array(keyless)[source.item[unknown]]]
    if rows.size:
        raise source.error(ErrorCode.ITEM_WITHOUT_KEY, rows[0], count=np.unique(source.item[rows]).size)
    got = repr(texts[which[unknown[0]]])
    raise source.error(ErrorCode.RESPONSE_UNKNOWN, unknown[0], got=got, count=unknown.size)


def _column_indices(header: tuple[str, ...]) -> dict[ColumnRole, int]:
    roles = [
        ColumnRole.RESPONSE if normalised_name(name) in KEY_COLUMN_NAMES else ROLE_BY_NAME.get(normalised_name(name))
        for name in header
    ]
    allowed = ({ColumnRole.ITEM, ColumnRole.RESPONSE}, {ColumnRole.ITEM, ColumnRole.RESPONSE, ColumnRole.SCORE})
    if len(set(roles)) != len(roles) or set(roles) not in allowed:
        raise CalibrationError(ErrorCode.KEY_HEADER, got=repr(",".join(header)))
    return {role: place for place, role in enumerate(roles) if role is not None}
