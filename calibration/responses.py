"""Responses of persons to items, kept by response: cost and memory follow what was answered, not persons × items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.errors import CalibrationError, Fault

NOT_PRESENTED = -1
STATUSES = ("answered", "omitted", "not reached")
Treatment = Literal["wrong", "missing"]


@dataclass(frozen=True, slots=True, eq=False)
class ResponseMatrix:
    """Scored responses, sorted by person and then by item.

    Parameters
    ----------
    person, item : (R,) int, 0 ≤ person < persons, 0 ≤ item < len(items); each pair at most once
    score : (R,) int, categories from 0
    persons : number of persons, those without a response included
    items : the item ids, in the order of the columns

    Use ``from_dense`` or ``from_long``, which check what they are given.
    """

    person: NDArray[np.int64]
    item: NDArray[np.int64]
    score: NDArray[np.int64]
    persons: int
    items: tuple[str, ...]

    @classmethod
    def from_dense(cls, scores: ArrayLike, *, items: Sequence[str] | None = None) -> "ResponseMatrix":
        """Responses from a persons × items table.

        Parameters
        ----------
        scores : (persons, items) int, categories from 0, −1 for an item that was not presented
        items : ids of the columns, "1", "2", … unless given

        Raises
        ------
        CalibrationError
            ``shape``, ``item_count``, ``item_twice``, or ``score`` naming row and item
        """
        table = np.asarray(scores)
        if table.ndim != 2:
            raise CalibrationError(Fault.SHAPE, got=str(table.shape))
        ids = _ids(items, table.shape[1])
        person, item = np.nonzero(table != NOT_PRESENTED)
        score = _whole(table[person, item], person, np.array(ids, dtype=object)[item])
        return cls(person, item, score, table.shape[0], ids)

    @classmethod
    def from_long(
        cls,
        person: ArrayLike,
        item: ArrayLike,
        score: ArrayLike,
        *,
        status: ArrayLike | None = None,
        items: Sequence[str] | None = None,
        omitted: Treatment = "wrong",
        not_reached: Treatment = "missing",
    ) -> "ResponseMatrix":
        """Responses from one row per response, as a delivery log gives them.

        Parameters
        ----------
        person, item : (R,) labels of any kind that can be ordered
        score : (R,) int, categories from 0; −1 where there is none
        status : (R,) ``answered``, ``omitted`` or ``not reached``; all answered unless given
        items : the item ids and their order; those that occur, sorted, unless given
        omitted, not_reached : whether such a row counts as ``wrong`` (score 0) or as ``missing`` (not presented)

        Raises
        ------
        CalibrationError
            ``lengths``, ``status``, ``score``, ``item_unknown`` or ``response_twice``, naming row and item
        """
        columns = (np.asarray(person), np.asarray(item), np.asarray(score))
        states = np.full(len(columns[0]), "answered") if status is None else np.asarray(status).astype(str)
        _require_equal_lengths(*columns, states)
        scores, kept = _treated(columns[1], columns[2], states, {"omitted": omitted, "not reached": not_reached})
        people, who = np.unique(columns[0], return_inverse=True)
        ids, which = _item_index(columns[1], items)
        matrix = cls(who[kept], which[kept], scores[kept], len(people), ids)
        return matrix._in_order(np.flatnonzero(kept))

    def __len__(self) -> int:
        return self.score.size

    def only(self, keep: NDArray[np.bool_]) -> "ResponseMatrix":
        """The same persons' responses to some items; ``keep`` is (items,) bool."""
        kept = keep[self.item]
        place = np.cumsum(keep) - 1
        ids = tuple(item for item, wanted in zip(self.items, keep, strict=True) if wanted)
        return ResponseMatrix(self.person[kept], place[self.item[kept]], self.score[kept], self.persons, ids)

    def responses_per_item(self) -> NDArray[np.int64]:
        """(items,) number of responses."""
        return np.bincount(self.item, minlength=len(self.items))

    def score_per_item(self) -> NDArray[np.int64]:
        """(items,) sum of scores."""
        return np.rint(np.bincount(self.item, self.score, len(self.items))).astype(np.int64)

    def _in_order(self, rows: NDArray[np.int64]) -> "ResponseMatrix":
        order = np.lexsort((rows, self.item, self.person))
        person, item = self.person[order], self.item[order]
        twice = np.flatnonzero((person[1:] == person[:-1]) & (item[1:] == item[:-1]))
        if twice.size:
            first, second = rows[order[twice[0]]] + 1, rows[order[twice[0] + 1]] + 1
            raise CalibrationError(Fault.RESPONSE_TWICE, row=second, first=first, item=self.items[item[twice[0]]])
        return ResponseMatrix(person, item, self.score[order], self.persons, self.items)


def _ids(items: Sequence[str] | None, count: int) -> tuple[str, ...]:
    ids = tuple(str(number + 1) for number in range(count)) if items is None else tuple(map(str, items))
    if len(ids) != count:
        raise CalibrationError(Fault.ITEM_COUNT, expected=count, got=len(ids))
    seen: dict[str, int] = {}
    for place, item in enumerate(ids, 1):
        if item in seen:
            raise CalibrationError(Fault.ITEM_TWICE, item=item, first=seen[item], second=place)
        seen[item] = place
    return ids


def _whole(score: NDArray[np.generic], row: NDArray[np.int64], item: NDArray[np.generic]) -> NDArray[np.int64]:
    """Scores as integers; the first that is not a category is named."""
    if score.dtype.kind not in "iufb":
        score = score.astype(float)
    values = score.astype(float)
    bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0) & (values == np.floor(values))))
    if bad.size:
        raise CalibrationError(
            Fault.SCORE, row=row[bad[0]] + 1, item=item[bad[0]], expected="−1, 0, 1, …", got=score[bad[0]]
        )
    return values.astype(np.int64)


def _require_equal_lengths(*columns: NDArray[np.generic]) -> None:
    if len({column.shape for column in columns}) != 1 or columns[0].ndim != 1:
        raise CalibrationError(Fault.LENGTHS, got=", ".join(str(column.shape) for column in columns))


def _treated(
    item: NDArray[np.generic],
    score: NDArray[np.generic],
    status: NDArray[np.str_],
    treatment: dict[str, Treatment],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Scores after the analyst's rules, and which rows count at all."""
    unknown = np.flatnonzero(~np.isin(status, STATUSES))
    if unknown.size:
        row = unknown[0]
        raise CalibrationError(
            Fault.STATUS, row=row + 1, item=item[row], expected=", ".join(STATUSES), got=repr(str(status[row]))
        )
    kept = (status != "answered") | (score != NOT_PRESENTED)
    scores = np.zeros(score.shape, dtype=np.int64)
    for name, how in treatment.items():
        if how not in ("wrong", "missing"):
            raise CalibrationError(Fault.OPTION, name=name, expected="wrong, missing", got=how)
        if how == "missing":
            kept &= status != name
    answered = np.flatnonzero(kept & (status == "answered"))
    scores[answered] = _whole(score[answered], answered, item[answered])
    return scores, kept


def _item_index(item: NDArray[np.generic], items: Sequence[str] | None) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    found, which = np.unique(item, return_inverse=True)
    if items is None:
        return tuple(map(str, found)), which
    ids = _ids(items, len(items))
    place = {name: index for index, name in enumerate(ids)}
    columns = np.array([place.get(str(name), -1) for name in found], dtype=np.int64)[which]
    unknown = np.flatnonzero(columns < 0)
    if unknown.size:
        raise CalibrationError(Fault.ITEM_UNKNOWN, row=unknown[0] + 1, item=item[unknown[0]])
    return ids, columns
