"""Items that are left out for a screen reader stay out, also where those met before are let back in."""

from __future__ import annotations

from datetime import UTC, datetime

from delivery_api.sittings.record.event_types import Readmitted, Started, from_bytes, to_bytes
from delivery_api.sittings.record.left_out_items import as_logged, left_out_items
from delivery_api.sittings.record.open_sitting import fold, seen_item_indices
from itembank import Barrier, compile_test
from tests.support.sample_bank import sample_bank

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
BANK = sample_bank()
TEST = compile_test(BANK, BANK.designs[0], 4)
SEEN, BOTH, TOLD = TEST.pool.ids[:3]


def begun(*left_out: str) -> Started:
    items = dict.fromkeys(left_out, Barrier.TOLD)
    return Started(AT, "en", 4, unavailable=(SEEN, BOTH), left_out=as_logged(items))


def closed(*log: Started | Readmitted) -> set[str]:
    open_ = fold(TEST, log).available
    return {item for item, is_open in zip(TEST.pool.ids, open_, strict=True) if not is_open}


def test_what_is_left_out_is_logged_with_its_reason() -> None:
    start = begun(TOLD, BOTH)
    assert from_bytes("started", to_bytes(start)) == start
    assert left_out_items([start]) == {TOLD: Barrier.TOLD, BOTH: Barrier.TOLD}
    assert left_out_items([Started(AT, "en", 4)]) == {}


def test_what_is_left_out_is_never_let_back_in() -> None:
    start = begun(TOLD, BOTH)
    assert closed(start) == {SEEN, BOTH, TOLD}
    assert seen_item_indices(TEST, [start]) == (TEST.pool.index(SEEN),)
    assert closed(start, Readmitted(AT, (SEEN,))) == {BOTH, TOLD}
    assert closed(begun()) == {SEEN, BOTH}
