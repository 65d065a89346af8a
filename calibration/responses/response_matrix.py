"""Responses of persons to items, stored by response: memory is proportional to responses, not to persons × items."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode, RowUnit
from calibration.responses.label_codes import Codes, Column, Labels, encode
from calibration.responses.missing_responses import StatusCodes, Treatment, apply_treatment, parse_statuses
from calibration.responses.response_attributes import displayed_value, parse_positions, parse_weights
from calibration.responses.score_codes import NOT_PRESENTED, Scores, narrow_scores, parse_scores
from calibration.responses.source_location import SourceRows, item_ids, locate_items, require_labels

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class ResponseMatrix:
    """Scored responses, sorted by person and then by item.

    Parameters
    ----------
    person, item : (R,) int32, 0 ≤ person < persons, 0 ≤ item < len(items); each pair at most once
    score : (R,) int8, or int16 where a score is above 127; categories from 0
    persons : number of persons, including those without a response
    items : the item ids, in the order of the columns
    row : (R,) int32, the row or line of each response in the source, from 1; None where rows are persons
    row_unit : whether ``row`` counts rows or lines of a file
    language : (R,) ``Labels``, the language in which each item was shown; None where unknown
    position : (R,) int32, position in the sitting, −1 where unknown; None where all are unknown
    weight : (R,) float64, above 0; None for 1 throughout

    Use ``from_dense`` or ``from_long``, which validate. Scores are 8 or 16 bits: convert them before summing.
    """

    person: Codes
    item: Codes
    score: NDArray[np.int8] | NDArray[np.int16]
    persons: int
    items: tuple[str, ...]
    row: NDArray[np.int32] | None = None
    row_unit: RowUnit = RowUnit.ROW
    language: Labels | None = None
    position: NDArray[np.int32] | None = None
    weight: Floats | None = None

    @classmethod
    def from_dense(
        cls,
        scores: ArrayLike,
        *,
        items: Sequence[str] | None = None,
        language: ArrayLike | None = None,
        position: ArrayLike | None = None,
        weight: ArrayLike | None = None,
    ) -> "ResponseMatrix":
        """Responses from a persons × items table.

        Parameters
        ----------
        scores : (persons, items) int, categories from 0, −1 for an item that was not presented
        items : ids of the columns; "1", "2", … by default
        language, position, weight : (persons,) or (persons, items)

        Raises
        ------
        CalibrationError
            ``shape``, ``lengths``, ``item_count``, ``item_twice``, or ``score``, ``weight``, ``position`` naming row
            and item
        """
        table = np.asarray(scores)
        if table.ndim != 2:
            raise CalibrationError(ErrorCode.SHAPE, got=str(table.shape))
        ids = item_ids(items, table.shape[1])
        person, item = (index.astype(np.int32) for index in np.nonzero(table != NOT_PRESENTED))
        source = SourceRows(item, ids, person + np.int32(1))
        given_scores = table[person, item]
        score = parse_scores(given_scores)
        _require_scores(score, given_scores, source)

        def cells(values: ArrayLike | None) -> NDArray[np.generic] | None:
            return None if values is None else _cells(np.asarray(values), table.shape, person, item)

        languages, positions, weights = cells(language), cells(position), cells(weight)
        return cls(
            person,
            item,
            narrow_scores(score),
            table.shape[0],
            ids,
            language=None if languages is None else Labels.from_values(languages),
            position=None if positions is None else parse_positions(positions, source),
            weight=None if weights is None else parse_weights(weights, source),
        )

    @classmethod
    def from_long(
        cls,
        person: Column,
        item: Column,
        score: Column,
        *,
        status: Column | None = None,
        items: Sequence[str] | None = None,
        omitted: Treatment = "wrong",
        not_reached: Treatment = "missing",
        language: Column | None = None,
        position: Column | None = None,
        weight: Column | None = None,
    ) -> "ResponseMatrix":
        """Responses from one row per response, as a delivery log gives them.

        Parameters
        ----------
        person, item : (R,) labels of any type that can be ordered
        score : (R,) int, categories from 0; −1 where missing
        status : (R,) ``answered``, ``omitted`` or ``not reached``; all answered by default
        items : the item ids in order; by default those that occur, sorted
        omitted, not_reached : whether such a row counts as ``wrong`` (score 0) or as ``missing`` (not presented)
        language, position, weight : (R,) of each response

        Raises
        ------
        CalibrationError
            ``lengths``, ``label``, ``status``, ``omitted_score``, ``score``, ``item_unknown``, ``weight``,
            ``position`` or ``response_twice``, naming row and item
        """
        _require_equal_lengths(person, item, score, status, language, position, weight)
        person_codes, people = encode(person)
        source = locate_items(item, items)
        require_labels(person_codes, source)
        states = None if status is None else parse_statuses(status, source)
        given_scores = parse_scores(score)
        _require_scores(given_scores, score, source, states)
        rows = UnsortedResponses(
            person_codes,
            len(people),
            source,
            given_scores,
            states,
            language=None if language is None else Labels.from_values(language),
            position=None if position is None else parse_positions(position, source),
            weight=None if weight is None else parse_weights(weight, source),
        )
        return rows.to_matrix(omitted=omitted, not_reached=not_reached)

    def __len__(self) -> int:
        return self.score.size

    def select_items(self, keep: Bools) -> "ResponseMatrix":
        """The responses of the same persons to some items; ``keep`` is (items,) bool."""
        place = (np.cumsum(keep) - 1).astype(np.int32)
        ids = tuple(item for item, wanted in zip(self.items, keep, strict=True) if wanted)
        some = self.select_responses(np.flatnonzero(keep[self.item]))
        return replace(some, item=place[some.item], items=ids)

    def select_responses(self, rows: NDArray[np.signedinteger]) -> "ResponseMatrix":
        """Some of the responses, by ascending indices, with all persons and items."""
        return replace(
            self,
            person=self.person[rows],
            item=self.item[rows],
            score=self.score[rows],
            row=None if self.row is None else self.row[rows],
            language=None if self.language is None else self.language[rows],
            position=None if self.position is None else self.position[rows],
            weight=None if self.weight is None else self.weight[rows],
        )

    def row_number(self, at: int | np.integer) -> int:
        """The row or line of response ``at`` in the source, from 1."""
        return int(self.person[at]) + 1 if self.row is None else int(self.row[at])

    def responses_per_person(self) -> Ints:
        """(persons,) number of responses."""
        return np.bincount(self.person, minlength=self.persons)

    def responses_per_item(self) -> Ints:
        """(items,) number of responses."""
        return np.bincount(self.item, minlength=len(self.items))

    def score_per_item(self) -> Ints:
        """(items,) sum of scores."""
        return np.rint(np.bincount(self.item, self.score, len(self.items))).astype(np.int64)

    def responses_per_category(self) -> Ints:
        """(items, K) number of responses with each score, K the highest score plus 1."""
        width = int(self.score.max(initial=0)) + 1
        cells = self.item.astype(np.int64) * width + self.score
        return np.bincount(cells, minlength=len(self.items) * width).reshape(-1, width)


def _order_signs(person: Codes, item: Codes) -> NDArray[np.int8]:
    """(R − 1,) sign of the order of successive rows by person and item; 0 for the same pair."""
    ahead = np.sign(person[1:] - person[:-1], dtype=np.int32)
    level = ahead == 0
    ahead[level] = np.sign((item[1:] - item[:-1])[level])
    order: NDArray[np.int8] = ahead.astype(np.int8)
    return order


def _by_person_and_item(person: Codes, item: Codes, persons: int, items: int) -> NDArray[np.int32]:
    """The order of rows by person and item, by two counting sorts in time proportional to the rows."""
    rows = coo_array((np.arange(person.size, dtype=np.int32), (item, person)), shape=(items, persons))
    rows.has_canonical_format = True  # prevents summing of repeated responses
    order: NDArray[np.int32] = rows.tocsr().tocsc().data
    return order


@dataclass(frozen=True, slots=True, eq=False)
class UnsortedResponses:
    """R rows, one for each response or missing response, checked and encoded but not yet sorted.

    Parameters
    ----------
    person : (R,) from 0
    persons : number of persons
    source : the item in each row, and the row's number
    score : (R,) −1 where missing
    states : (R,) indices among ``STATUSES``, None where all are answered
    """

    person: Codes
    persons: int
    source: SourceRows
    score: Scores
    states: StatusCodes | None
    language: Labels | None = None
    position: NDArray[np.int32] | None = None
    weight: Floats | None = None

    def to_matrix(self, *, omitted: Treatment = "wrong", not_reached: Treatment = "missing") -> ResponseMatrix:
        """The responses that count, sorted by person and item."""
        score, kept = apply_treatment(self.score, self.states, self.source, omitted=omitted, not_reached=not_reached)
        order = self._order(kept)

        def sorted_values(values: NDArray[Number]) -> NDArray[Number]:
            return values if order is None else values[order]

        return ResponseMatrix(
            sorted_values(self.person),
            sorted_values(self.source.item),
            narrow_scores(sorted_values(score)),
            self.persons,
            self.source.ids,
            sorted_values(self.source.row_numbers()),
            self.source.row_unit,
            None if self.language is None else Labels(sorted_values(self.language.code), self.language.names),
            None if self.position is None else sorted_values(self.position),
            None if self.weight is None else sorted_values(self.weight),
        )

    def _order(self, kept: Bools) -> NDArray[np.signedinteger] | None:
        """The rows that count, sorted; None where all rows count and are sorted."""
        rows = None if kept.all() else np.flatnonzero(kept)
        person, item = (each if rows is None else each[rows] for each in (self.person, self.source.item))
        if (_order_signs(person, item) == 1).all():
            return rows
        within = _by_person_and_item(person, item, self.persons, len(self.source.ids))
        order = within if rows is None else rows[within]
        twice = np.flatnonzero(_order_signs(person[within], item[within]) == 0)
        if twice.size:
            self._raise_for_repeated(np.union1d(order[twice], order[twice + 1]))
        return order

    def _raise_for_repeated(self, rows: NDArray[np.signedinteger]) -> None:
        """Raise for the first of these rows, ascending, that repeats a response."""
        seen: dict[tuple[int, int], int] = {}
        pairs = list(zip(self.person[rows].tolist(), self.source.item[rows].tolist(), strict=True))
        count = len(pairs) - len(set(pairs))
        for at, pair in zip(rows, pairs, strict=True):
            if pair in seen:
                raise self.source.error(
                    ErrorCode.RESPONSE_TWICE, at, first=self.source.row_number(seen[pair]), count=count
                )
            seen[pair] = int(at)


def _require_scores(score: Scores, values: Column, source: SourceRows, states: StatusCodes | None = None) -> None:
    """Raise for invalid scores of answered rows."""
    wrong = score < NOT_PRESENTED if states is None else (score < NOT_PRESENTED) & (states == 0)
    at = np.flatnonzero(wrong)
    if at.size:
        raise source.error(ErrorCode.SCORE, at[0], expected="−1, 0, 1, …", got=displayed_value(values, int(at[0])))


def _cells(values: NDArray[np.generic], shape: tuple[int, ...], person: Codes, item: Codes) -> NDArray[np.generic]:
    """(R,) the value of each response, from values by person or by cell."""
    if values.shape == shape:
        return values[person, item]
    if values.shape != shape[:1]:
        raise CalibrationError(ErrorCode.LENGTHS, got=f"{shape}, {values.shape}")
    return values[person]


def _require_equal_lengths(*columns: Column | None) -> None:
    given = [column for column in columns if column is not None]
    shapes = [(len(each),) if isinstance(each, pa.Array | pa.ChunkedArray) else np.shape(each) for each in given]
    if len(set(shapes)) != 1 or len(shapes[0]) != 1:
        raise CalibrationError(ErrorCode.LENGTHS, got=", ".join(map(str, shapes)))
