"""Partitioned data: parts with one order of items, whole persons, and faults that name their file."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from calibration import (
    CalibrationError,
    ErrorCode,
    ScoringKey,
    item_order,
    partition_files,
    read_partition,
    require_whole_persons,
)
from calibration.responses.parquet_partitions import read_partition_file


def write(folder: Path, name: str, **columns: Any) -> None:
    parquet.write_table(pa.table(columns), folder / name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "a.parquet", person=[1, 1, 2], item=["Q10", "Q2", "Q2"], score=[1, 0, 1], sex=["f", "f", "m"])
    write(tmp_path, "b.parquet", person=[3, 3], item=["Q1", "Q2"], score=[1, 2], sex=["m", "m"])
    return tmp_path


def test_parts_share_one_order_of_items_that_is_known_beforehand(folder: Path) -> None:
    files = partition_files(folder)
    assert [file.path.name for file in files] == ["a.parquet", "b.parquet"]
    order = item_order(files)
    assert order == ("Q1", "Q10", "Q2")
    first, second = (read_partition(file, order) for file in files)
    assert (first.items, first.persons, first.item.tolist()) == (order, 2, [1, 2, 2])
    assert (second.items, second.persons, second.item.tolist()) == (order, 1, [0, 2])
    assert read_partition(files[0]).items == ("Q10", "Q2")


def test_a_part_travels_and_carries_its_groups(folder: Path) -> None:
    part = pickle.loads(pickle.dumps(partition_files(folder, groups=["sex"])[0]))
    read = read_partition_file(part, ("Q1", "Q10", "Q2"))
    assert np.asarray(read.groups["sex"]).tolist() == ["f", "m"]


def test_a_part_is_scored_and_treated_as_its_descriptor_says(tmp_path: Path) -> None:
    write(tmp_path, "a.parquet", who=[1, 1], item=["Q1", "Q2"], response=["A", ""], status=["answered", "omitted"])
    key = ScoringKey.from_correct_responses({"Q1": "A", "Q2": "B"})
    (part,) = partition_files(tmp_path, key=key, columns={"person": "who"}, omitted="missing")
    assert read_partition(part).score.tolist() == [1]
    (part,) = partition_files(tmp_path / "a.parquet", key=key, columns={"person": "who"})
    assert read_partition(part).score.tolist() == [1, 0]


def test_a_fault_in_a_part_names_the_file_and_survives_the_way_home(folder: Path) -> None:
    write(folder, "c.parquet", person=[4, 5], item=["Q1", "Q2"], score=[1, -5], sex=["m", "m"])
    with pytest.raises(CalibrationError) as caught:
        read_partition(partition_files(folder)[2])
    assert str(caught.value) == "c.parquet: row 2, item Q2: expected a score of 0, 1, …, got -5"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_an_item_that_the_order_lacks_is_refused(folder: Path) -> None:
    with pytest.raises(CalibrationError) as caught:
        read_partition(partition_files(folder)[0], ("Q1", "Q2"))
    assert (caught.value.code, caught.value.fields["item"]) == (ErrorCode.ITEM_UNKNOWN, "Q10")


def test_a_person_in_two_files_is_refused_with_both_named(folder: Path) -> None:
    require_whole_persons(partition_files(folder))
    write(folder, "c.parquet", person=[4, 2], item=["Q1", "Q1"], score=[1, 1], sex=["m", "m"])
    with pytest.raises(CalibrationError) as caught:
        require_whole_persons(partition_files(folder))
    assert caught.value.code is ErrorCode.PERSON_IN_TWO_PARTS
    assert str(caught.value).endswith(
        "c.parquet: expected every person whole in one file, got one that a.parquet holds too"
    )


def test_wide_parts_have_the_headers_order(tmp_path: Path) -> None:
    write(tmp_path, "a.parquet", Q2=[1, None], Q1=[0, 1])
    write(tmp_path, "b.parquet", Q1=[0, 1], Q2=[1, 1])
    files = partition_files(tmp_path)
    order = item_order(files)
    assert order == ("Q2", "Q1")
    require_whole_persons(files)
    assert [read_partition(file, order).score.tolist() for file in files] == [[1, 0, 1], [1, 0, 1, 1]]
    assert read_partition(files[1], order).item.tolist() == [0, 1, 0, 1]
