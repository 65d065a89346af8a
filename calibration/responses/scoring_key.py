"""A key: what each response to an item is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from calibration.array_types import Bools
from calibration.errors import CalibrationError, Counted, Fault
from calibration.responses.column_roles import KNOWN, Role, plain
from calibration.responses.csv_table import CsvTable
from calibration.responses.label_codes import Codes, Column, coded
from calibration.responses.score_codes import EMPTY_CELLS, NOT_A_SCORE, NOT_PRESENTED, Scores, score_in_cell
from calibration.responses.source_location import Origin

ANY_OTHER = "*"
"""In place of a response: every one that is not listed."""
RIGHT = {"key", "right", "correct", "rightanswer", "correctanswer", "allwedd", "cywir"}
"""Further names of a key's column of responses."""


@dataclass(frozen=True, slots=True)
class Key:
    """What responses are worth.

    Parameters
    ----------
    scores : by item, the score of each response; ``*`` stands for any other
    """

    scores: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def of_right(cls, right: Mapping[str, str]) -> "Key":
        """A key of one right response for each item, worth 1; any other is worth 0."""
        return cls({item: {ANY_OTHER: 0, response: 1} for item, response in right.items()})

    def score(self, item: str, response: str) -> int:
        """The score of a response, −2 where the key does not know it."""
        of_item = self.scores.get(item, {})
        return of_item.get(response, of_item.get(ANY_OTHER, NOT_A_SCORE))

    def categories(self) -> dict[str, int]:
        """By item, how many categories its scores span."""
        return {item: max(scores.values()) + 1 for item, scores in self.scores.items() if scores}


def read_key(path: Path) -> Key:
    """A key from a CSV file.

    With the columns ``item`` and ``response`` (or ``key``), the responses listed are right, worth 1, and any other is
    worth 0. With a column ``score``, each response is worth what it says, ``*`` stands for any other response, and one
    that is not listed is unknown.

    Raises
    ------
    CalibrationError
        ``key_header``, ``key_twice``, ``key_score`` and what a CSV file can have wrong, naming line and item
    """
    table = CsvTable.open(path)
    places = _places(table.header)
    worth = Role.SCORE in places
    scores: dict[str, dict[str, int]] = {}
    for line, row in table.rows():
        item, response = row[places[Role.ITEM]], row[places[Role.RESPONSE]]
        of_item = scores.setdefault(item, {})
        if response in of_item:
            raise CalibrationError(Fault.KEY_TWICE, Counted.LINE, row=line, item=item, got=repr(response))
        told = row[places[Role.SCORE]] if worth else "1"
        of_item[response] = score_in_cell(told)
        if of_item[response] < 0:
            raise CalibrationError(Fault.KEY_SCORE, Counted.LINE, row=line, item=item, got=repr(told))
    return Key(scores if worth else {item: {ANY_OTHER: 0, **right} for item, right in scores.items()})


def scored(response: Column, key: Key, origin: Origin, counts: Bools | None = None) -> Scores:
    """Scores of a column of responses, −1 where a cell is empty.

    Parameters
    ----------
    response : (R,) raw responses
    counts : (R,) whether a row's response is to be scored, all unless given

    Raises
    ------
    CalibrationError
        ``item_without_key`` or ``response_unknown``, naming row and item
    """
    which, found = coded(response, trim=True)
    texts = [str(each) for each in found.to_pylist()]
    given = np.array([*(text not in EMPTY_CELLS for text in texts), False])[which]
    given = given if counts is None else given & counts
    pairs = np.where(given, origin.item.astype(np.int64) * max(len(texts), 1) + which, -1)
    pair, distinct = coded(pairs)
    known = np.array([_worth(number, texts, key, origin) for number in distinct.to_pylist()], dtype=np.int16)
    score: Scores = known[pair] if known.size else np.full(which.size, NOT_PRESENTED, dtype=np.int16)
    _require_known(score, texts, which, key, origin)
    return score


def _worth(pair: int, texts: list[str], key: Key, origin: Origin) -> int:
    if pair < 0:
        return NOT_PRESENTED
    item, response = divmod(pair, max(len(texts), 1))
    return key.score(origin.ids[item], texts[response])


def _require_known(score: Scores, texts: list[str], which: Codes, key: Key, origin: Origin) -> None:
    unknown = np.flatnonzero(score == NOT_A_SCORE)
    if not unknown.size:
        return
    keyless = [origin.ids[item] not in key.scores for item in range(len(origin.ids))]
    rows = unknown[np.array(keyless)[origin.item[unknown]]]
    if rows.size:
        raise origin.fault(Fault.ITEM_WITHOUT_KEY, rows[0], count=np.unique(origin.item[rows]).size)
    got = repr(texts[which[unknown[0]]])
    raise origin.fault(Fault.RESPONSE_UNKNOWN, unknown[0], got=got, count=unknown.size)


def _places(header: tuple[str, ...]) -> dict[Role, int]:
    roles = [Role.RESPONSE if plain(name) in RIGHT else KNOWN.get(plain(name)) for name in header]
    allowed = ({Role.ITEM, Role.RESPONSE}, {Role.ITEM, Role.RESPONSE, Role.SCORE})
    if len(set(roles)) != len(roles) or set(roles) not in allowed:
        raise CalibrationError(Fault.KEY_HEADER, got=repr(",".join(header)))
    return {role: place for place, role in enumerate(roles) if role is not None}
