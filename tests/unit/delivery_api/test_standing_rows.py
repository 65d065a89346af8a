"""Which rows are to stand, by what was noted of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select

from delivery_api.row_authentication.standing_rows import (
    follow_rows,
    note_rows,
    remember_standing,
    row_hash,
    standing_rows,
)

THINGS = Table("things", MetaData(), Column("id", Integer, primary_key=True), info={"missed when deleted": True})


def changed(folder: Path, *, begin: tuple[int, ...] = (), end: tuple[int, ...] = (), through: bool = True) -> set[int]:
    """Note what a transaction begins and ends. Returns the rows of 1 to 3 that stand afterwards."""
    engine = create_engine("sqlite://")
    follow_rows(engine, folder)
    with engine.connect() as connection:
        connection.execute(select(1))
        note_rows(connection, THINGS, [{"id": each} for each in end], stand=False)
        note_rows(connection, THINGS, [{"id": each} for each in begin], stand=True)
        (connection.commit if through else connection.rollback)()
    engine.dispose()
    return standing(folder)


def standing(folder: Path) -> set[int]:
    known = set(standing_rows(folder / "things").tolist())
    return {each for each in (1, 2, 3) if row_hash(THINGS, {"id": each}) in known}


def test_a_row_stands_from_its_commit_until_its_end(tmp_path: Path) -> None:
    assert changed(tmp_path, begin=(1, 2)) == {1, 2}
    assert changed(tmp_path, begin=(3,), end=(1,), through=False) == {1, 2}
    assert changed(tmp_path, end=(1,)) == {2}


def test_a_row_that_is_put_in_anothers_place_in_one_transaction_goes_on_standing(tmp_path: Path) -> None:
    changed(tmp_path, begin=(1,))
    assert changed(tmp_path, end=(1,), begin=(1,)) == {1}


def test_who_saw_a_row_shortly_after_it_ended_may_have_seen_it_before_the_end_was_through(tmp_path: Path) -> None:
    changed(tmp_path, begin=(1,))
    changed(tmp_path, end=(1,))
    ended = datetime.now(UTC)
    for late in (timedelta(seconds=-5), timedelta(minutes=5)):
        remember_standing(tmp_path / "things", [row_hash(THINGS, {"id": 1})], ended + late)
        assert standing(tmp_path) == set()
    remember_standing(tmp_path / "things", [row_hash(THINGS, {"id": 1})], ended + timedelta(minutes=30))
    assert standing(tmp_path) == {1}


def test_a_part_of_a_record_from_a_full_disk_spoils_none_that_follows(tmp_path: Path) -> None:
    changed(tmp_path, begin=(1,))
    with (tmp_path / "things").open("ab") as file:
        file.write(b"\1\2\3")
    assert standing(tmp_path) == {1}
    assert changed(tmp_path, begin=(2,)) == {1, 2}
