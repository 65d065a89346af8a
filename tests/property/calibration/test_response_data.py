"""However responses are filed, they are the same responses; and whatever is wrong in them is found and named."""

import csv
import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from calibration import (
    CalibrationError,
    CellCoding,
    ErrorCode,
    FindingKind,
    Labels,
    ResponseMatrix,
    check_data,
    content_sha256,
    islands,
    item_order,
    partition_files,
    read_partition,
    read_responses,
)
from calibration.responses.content_hash import combined_sha256, person_digests
from calibration.responses.label_codes import encode

# The tables are drawn from scores that begin at 0; one without a 0 is chance, not a scale that begins at 1.
ZERO_IS_LOWEST = CellCoding(lowest="0")


@st.composite
def tables(draw: st.DrawFn, top: int = 3) -> Any:
    """Persons × items, every item met by someone and every person by some item, as a long file can tell."""
    persons, items = draw(st.integers(2, 7)), draw(st.integers(2, 6))
    table = np.array(
        draw(
            st.lists(st.lists(st.integers(-1, top), min_size=items, max_size=items), min_size=persons, max_size=persons)
        )
    )
    table[np.arange(persons), np.arange(persons) % items] = np.abs(
        table[np.arange(persons), np.arange(persons) % items]
    )
    table[np.arange(items) % persons, np.arange(items)] = np.abs(table[np.arange(items) % persons, np.arange(items)])
    return table


def long_rows(table: Any) -> list[tuple[str, str, int]]:
    return [(f"p{p}", f"Q{i + 1}", int(table[p, i])) for p, i in np.argwhere(table >= 0)]


def text(rows: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def read(content: str, **options: Any) -> ResponseMatrix:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        path.write_text(content, encoding="utf-8")
        return read_responses(path, **options).data


def same(one: ResponseMatrix, other: ResponseMatrix) -> bool:
    columns = ("person", "item", "score")
    return (one.items, one.persons) == (other.items, other.persons) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in columns
    )


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_long_wide_and_dense_are_the_same_responses_in_any_order_of_rows(table: Any, chance: Any) -> None:
    items = [f"Q{number + 1}" for number in range(table.shape[1])]
    dense = ResponseMatrix.from_dense(table, items=items)
    rows = long_rows(table)
    chance.shuffle(rows)
    long = ResponseMatrix.from_long(*zip(*rows, strict=True))
    people = list(range(len(table)))
    chance.shuffle(people)
    wide = [[f"p{p}", *("" if cell < 0 else cell for cell in table[p])] for p in people]
    files = (text([("person", "item", "score"), *rows]), text([("person", *items), *wide]))
    others = (long, *(read(file, coding=ZERO_IS_LOWEST) for file in files))
    for other in others:
        assert same(dense, other)
        assert content_sha256(other) == content_sha256(dense)
    for data in others:  # each response knows its row
        assert data.row is not None
    told = [rows[row - 1] for row in long.row.tolist()] if long.row is not None else []
    assert told == [(f"p{p}", items[i], s) for p, i, s in zip(long.person, long.item, long.score, strict=True)]


@given(tables(), st.randoms(use_true_random=False), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_parts_hold_together_what_the_whole_holds(table: Any, chance: Any, count: int) -> None:
    rows = long_rows(table)
    chance.shuffle(rows)
    whole = ResponseMatrix.from_long(*zip(*rows, strict=True))
    with tempfile.TemporaryDirectory() as folder:
        for part in range(count):
            own = [row for row in rows if int(row[0][1:]) % count == part]
            columns = {name: pa.array([row[at] for row in own], kind) for at, (name, kind) in enumerate(KINDS.items())}
            parquet.write_table(pa.table(columns), Path(folder) / f"{part}.parquet")
        files = partition_files(Path(folder))
        order = item_order(files)
        read_ones = [read_partition(file, order) for file in files]
        together = read_responses(Path(folder), coding=ZERO_IS_LOWEST).data
    assert order == whole.items
    assert same(together, whole)
    counts = sum(one.responses_per_item() for one in read_ones)
    assert np.array_equal(counts, whole.responses_per_item())
    digests = [digest for one in read_ones for digest in person_digests(one)]
    assert combined_sha256(read_ones[0], digests) == content_sha256(whole)


KINDS = {"person": pa.string(), "item": pa.string(), "score": pa.int8()}


@given(tables(), st.data())
@settings(max_examples=40, deadline=None)
def test_the_name_of_the_content_changes_with_any_score(table: Any, data: st.DataObject) -> None:
    before = content_sha256(ResponseMatrix.from_dense(table))
    shuffled = table[np.random.default_rng(0).permutation(len(table))]
    assert content_sha256(ResponseMatrix.from_dense(shuffled)) == before
    at = tuple(data.draw(st.sampled_from(np.argwhere(table >= 0).tolist())))
    table[at] += 1
    assert content_sha256(ResponseMatrix.from_dense(table)) != before


FAULTS = {
    ErrorCode.SCORE: ("score", "x"),
    ErrorCode.STATUS: ("status", "lost"),
    ErrorCode.LABEL: ("item", ""),
    ErrorCode.WEIGHT: ("weight", "-1"),
    ErrorCode.POSITION: ("position", "-7"),
    ErrorCode.OMITTED_SCORE: ("status", "omitted"),
}
HEADER = ("person", "item", "score", "status", "weight", "position")


@given(
    tables(),
    st.sampled_from([*FAULTS, ErrorCode.RESPONSE_TWICE, ErrorCode.ROW_LENGTH]),
    st.randoms(use_true_random=False),
)
@settings(max_examples=120, deadline=None)
def test_one_fault_anywhere_is_found_and_named_and_nothing_is_read(table: Any, fault: ErrorCode, chance: Any) -> None:
    rows: list[list[Any]] = [[*row, "answered", 1, 3] for row in long_rows(table)]
    chance.shuffle(rows)
    at = chance.randrange(len(rows))
    item = rows[at][1]
    if fault is ErrorCode.RESPONSE_TWICE:
        rows.append(list(rows[at]))
        at = len(rows) - 1
    elif fault is ErrorCode.ROW_LENGTH:
        rows[at].append("more")
    else:
        column, value = FAULTS[fault]
        rows[at][2] = max(rows[at][2], 1)
        rows[at][HEADER.index(column)] = value
    with pytest.raises(CalibrationError) as caught:
        read(text([HEADER, *rows]))
    error = caught.value
    assert (error.code, error.fields["row"], error.row_unit) == (fault, at + 2, "line")
    assert error.fields.get("item", item) in (item, "–")
    assert "p" not in str(error.fields.get("person", ""))


@given(st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=3), min_size=1, max_size=12))
@settings(max_examples=80, deadline=None)
def test_islands_are_what_chains_of_persons_reach(met: list[list[int]]) -> None:
    rows = [(p, i) for p, items in enumerate(met) for i in sorted(set(items))]
    data = ResponseMatrix.from_long(*zip(*rows, strict=True), [1] * len(rows))
    reached = [set(items) for items in met]
    merged = True
    while merged:
        merged = False
        for one in reached:
            for other in reached:
                if one is not other and one & other:
                    one |= other
                    reached.remove(other)
                    merged = True
                    break
            if merged:
                break
    assert {frozenset(map(int, island)) for island in islands(data)} == {frozenset(each) for each in reached}
    assert [len(island) for island in islands(data)] == sorted(len(each) for each in reached)


@given(tables(top=1), st.data())
@settings(max_examples=60, deadline=None)
def test_every_kind_of_finding_is_found_at_its_item(table: Any, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, table.shape[1] - 1))
    item = str(at + 1)

    def kinds(scores: Any, **options: Any) -> set[tuple[FindingKind, str | None]]:
        return {(each.kind, each.item) for each in check_data(ResponseMatrix.from_dense(scores), **options)}

    changed = table.copy()
    changed[:, at] = -1
    assert (FindingKind.NEVER_ANSWERED, item) in kinds(changed)
    changed[:, at] = 1
    assert (FindingKind.CONSTANT, item) in kinds(changed)
    changed[0, at] = 3
    assert (FindingKind.CATEGORY_UNUSED, item) in kinds(changed)
    assert (FindingKind.SCORE_OUT_OF_RANGE, item) in kinds(changed, categories=2)
    number = int((table[:, at] >= 0).sum())
    assert (FindingKind.FEW_RESPONSES, item) in kinds(table, fewest=number + 1)
    assert (FindingKind.FEW_RESPONSES, item) not in kinds(table, fewest=number)
    # a person's sum of everything else, turned round, is as reverse as a key can be
    rest = np.arange(60)
    backwards = np.where(rest[:, None] >= np.array([10, 20, 30, 40, 50]), 1, 0)
    backwards[:, at % 5] = 1 - backwards[:, at % 5]
    assert (FindingKind.REVERSE_KEYED, str(at % 5 + 1)) in kinds(backwards)


LABELS = st.one_of(
    st.lists(st.integers(-(2**62), 2**62)),
    st.lists(st.integers(-3, 3)),
    st.lists(st.text(max_size=3)),
    st.lists(st.one_of(st.none(), st.text(max_size=2))),
)


@given(LABELS)
@example(["\x000", "", "a\x00b", "a"])
@settings(max_examples=150, deadline=None)
def test_codes_give_the_labels_back_in_order(values: list[Any]) -> None:
    array = np.array(values, dtype=object) if None in values or not values else np.array(values)
    if array.dtype.kind == "U":
        values = array.tolist()  # numpy takes zeros off the end of text
    codes, distinct = encode(array)
    names = distinct.to_pylist()
    assert [None if code < 0 else names[code] for code in codes.tolist()] == values
    assert names == sorted({each for each in values if each is not None})


def test_a_part_of_the_responses_keeps_what_they_carry() -> None:
    data = ResponseMatrix.from_dense([[1, 0], [-1, 1]], language=["cy", "en"], weight=[1, 2], position=[[1, 2], [0, 1]])
    some = data.select_items(np.array([False, True]))
    assert (some.items, some.persons, some.score.tolist()) == (("2",), 2, [0, 1])
    assert np.asarray(some.language).tolist() == ["cy", "en"]
    assert some.weight is not None
    assert some.weight.tolist() == [1.0, 2.0]
    assert some.position is not None
    assert some.position.tolist() == [2, 1]
    assert same(replace(some, language=Labels.from_values(["cy", "en"])), some)
